import { Controller, Get, Header, Res } from '@nestjs/common';
import type { FastifyReply } from 'fastify';
import { DataSource } from 'typeorm';
import { TemporalHealth } from '#adapters/temporal/temporal-health.js';
import { LiveBook } from '#core/ports/live-book.js';
import { registry } from './metrics.js';

@Controller()
export class HealthController {
  constructor(
    private readonly book: LiveBook,
    private readonly dataSource: DataSource,
    private readonly temporal: TemporalHealth,
  ) {}

  /** The process runs. */
  @Get('health/live')
  live() {
    return { status: 'live' };
  }

  /** Orders can be checked: 200, else 503 with what is missing. PostgreSQL and Temporal are told, but an order needs neither at once. */
  @Get('health/ready')
  async ready(@Res() reply: FastifyReply) {
    const [control, postgres, temporal] = await Promise.all([
      this.book.control().catch(() => null),
      this.dataSource.query('SELECT 1').then(
        () => true,
        () => false,
      ),
      this.temporal.serving(),
    ]);
    const marksFresh = control !== null && control.mark_age_us < 15e6;
    const journalFresh = control !== null && control.relay_age_us < 60e6;
    const ready = control?.ready === true && marksFresh && journalFresh;
    await reply.status(ready ? 200 : 503).send({
      status: ready ? 'ready' : 'not ready',
      redis: control !== null,
      live_state: control?.ready === true,
      marks_fresh: marksFresh,
      journal_fresh: journalFresh,
      journal_lag_ms: control ? Math.max(0, Math.round(control.relay_age_us / 1000)) : null,
      config_version: control?.config_version ?? null,
      postgres,
      temporal,
    });
  }

  @Get('metrics')
  @Header('content-type', 'text/plain; version=0.0.4')
  metrics() {
    return registry.metrics();
  }
}
