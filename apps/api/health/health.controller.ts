import { Controller, Get, Req, Res } from '@nestjs/common';
import { ApiResponse } from '@nestjs/swagger';
import type { FastifyReply } from 'fastify';
import { liveAnswer, type ReadyAnswer, readyAnswer } from '#contracts/answers.js';
import { LiveBook } from '#core/ports/live-book.js';
import { Reachable } from '#core/ports/reachable.js';
import { GateHost } from '#gate-host/host.js';
import { AccessControl, bringsNothing } from '../access/access-control.js';
import type { Asking } from '../access/asking.js';
import { Operation } from '../http/operation.js';
import { EventsGateway } from '../live/events.gateway.js';

@Controller('health')
export class HealthController {
  constructor(
    private readonly book: LiveBook,
    private readonly host: GateHost,
    private readonly reachable: Reachable,
    private readonly gateway: EventsGateway,
    private readonly access: AccessControl,
  ) {}

  /** The process runs. */
  @Get('live')
  @Operation({ id: 'getLive', tag: 'health', needs: 'anybody', answer: liveAnswer, summary: 'The process runs' })
  live() {
    return { status: 'live' };
  }

  /** Orders can be checked: 200, else 503 with what is missing. PostgreSQL, Temporal and live events are told, but an order needs none of them at once. */
  @Get('ready')
  @Operation({ id: 'getReady', tag: 'health', needs: 'anybody', answer: readyAnswer, summary: 'Orders can be checked' })
  @ApiResponse({ status: 503, description: 'They cannot; the answer says what is missing', standardSchema: readyAnswer })
  async ready(@Req() asking: Asking, @Res({ passthrough: true }) reply: FastifyReply): Promise<ReadyAnswer> {
    const [control, postgres, temporal] = await Promise.all([
      this.book.control().catch(() => null),
      this.reachable.postgres(),
      this.reachable.temporal(),
    ]);
    const marksFresh = control !== null && control.mark_age_us < 15e6;
    const journalFresh = control !== null && control.relay_age_us < 60e6;
    const liveState = control?.ready === true;
    const ready = liveState && marksFresh && journalFresh && control.gate_active;
    reply.status(ready ? 200 : 503);
    const status = ready ? 'ready' : 'not ready';
    if (!(await this.mayReadAll(asking))) return { status };
    return {
      status,
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
    };
  }

  private async mayReadAll(asking: Asking): Promise<boolean> {
    if (this.access.off) return true;
    if (bringsNothing(asking)) return false;
    try {
      return (await this.access.callerOf(asking)).may('metrics', Date.now());
    } catch {
      return false; // Whether the process is ready is told to everybody.
    }
  }
}
