import { Controller, Get, Res } from '@nestjs/common';
import type { FastifyReply } from 'fastify';
import { LiveBook } from '#core/ports/live-book.js';
import { GateHost } from '#gate-host/host.js';
import { Reachable } from './reachable.js';
import { EventsGateway } from './ws/events.gateway.js';

@Controller('health')
export class HealthController {
  constructor(
    private readonly book: LiveBook,
    private readonly host: GateHost,
    private readonly reachable: Reachable,
    private readonly gateway: EventsGateway,
  ) {}

  /** The process runs. */
  @Get('live')
  live() {
    return { status: 'live' };
  }

  /** Orders can be checked: 200, else 503 with what is missing. PostgreSQL, Temporal and live events are told, but an order needs none of them at once. */
  @Get('ready')
  async ready(@Res() reply: FastifyReply) {
    const [control, postgres, temporal] = await Promise.all([
      this.book.control().catch(() => null),
      this.reachable.postgres(),
      this.reachable.temporal(),
    ]);
    const marksFresh = control !== null && control.mark_age_us < 15e6;
    const journalFresh = control !== null && control.relay_age_us < 60e6;
    const liveState = control?.ready === true;
    const ready = liveState && marksFresh && journalFresh && control.gate_active;
    await reply.status(ready ? 200 : 503).send({
      status: ready ? 'ready' : 'not ready',
      redis: control !== null,
      live_state: liveState,
      gate: this.host.active ? 'active' : 'standby',
      gate_active: control?.gate_active === true,
      marks_fresh: marksFresh,
      journal_fresh: journalFresh,
      journal_lag_ms: control ? Math.max(0, Math.round(control.relay_age_us / 1000)) : null,
      config_version: control?.config_version ?? null,
      postgres,
      temporal,
      live_events: this.gateway.able,
      sockets: this.gateway.sockets,
    });
  }
}
