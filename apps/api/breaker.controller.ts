import { Body, Controller, Get, HttpCode, Post, Query } from '@nestjs/common';
import { z } from 'zod';
import type { BreakersAnswer, ModeAnswer, ResetAnswer, TripAnswer } from '#contracts/answers.js';
import { modeBody, resetBody, tripBody } from '#contracts/risk.js';
import { ResetBreaker, whyNotOpen } from '#core/breaker/reset-breaker.js';
import { History } from '#core/ports/history.js';
import { LiveBook } from '#core/ports/live-book.js';
import { presentBreakerRow } from './present.js';
import { ProblemError, problem } from './problems.js';
import { ReadYourWrites } from './read-your-writes.js';
import { ZodPipe } from './zod.pipe.js';

const breakersQuery = z.strictObject({
  limit: z.coerce.number().int().min(1).max(500).default(50),
  open: z.stringbool().default(false),
});
const ACTOR = 'dev';
/** Without credentials a reset needs no reason; with them it does. */
const REASON_REQUIRED = false;

/** Circuit breakers: list, trip, change the mode, reset. All but the reset, which goes through the breaker's workflow, are commands of the gate. */
@Controller('api/risk')
export class BreakerController {
  constructor(
    private readonly book: LiveBook,
    private readonly history: History,
    private readonly reads: ReadYourWrites,
    private readonly resets: ResetBreaker,
  ) {}

  @Get('circuit-breakers')
  async breakers(@Query(new ZodPipe(breakersQuery)) query: z.output<typeof breakersQuery>): Promise<BreakersAnswer> {
    await this.reads.caughtUp();
    const rows = await this.history.breakers(query.limit, query.open);
    return { circuit_breakers: rows.map(presentBreakerRow), next_cursor: null };
  }

  @Post('circuit-breaker/trip')
  @HttpCode(201)
  async trip(@Body(new ZodPipe(tripBody)) body: z.output<typeof tripBody>): Promise<TripAnswer> {
    const { scope, mode, cancel_orders, reason, expires_in_seconds } = body;
    const expires_in_ms = expires_in_seconds === undefined ? null : expires_in_seconds * 1000;
    const asked = { scope, mode, actor: ACTOR, reason, source: 'api', expires_in_ms, cancel_orders };
    const { breaker_id, opened, canceled } = await this.book.trip(asked);
    if (!opened) {
      const noted = `${scope} has breaker ${breaker_id} open; this was noted as a further cause of it`;
      const detail = cancel_orders ? `${noted}, and ${canceled} open orders are being canceled` : noted;
      throw new ProblemError(problem(409, 'BREAKER_ALREADY_OPEN', detail, { orders_canceling: canceled }));
    }
    const trigger_type = expires_in_ms === null ? 'MANUAL' : 'COOLDOWN';
    const expires_at = expires_in_ms === null ? null : new Date(Date.now() + expires_in_ms).toISOString();
    return { breaker_id, scope, mode, trigger_type, active: true, reason, expires_at, orders_canceling: canceled };
  }

  @Post('circuit-breaker/mode')
  @HttpCode(200)
  async mode(@Body(new ZodPipe(modeBody)) { breaker_id, mode, reason }: z.output<typeof modeBody>): Promise<ModeAnswer> {
    const changed = await this.book.changeMode({ breaker_id, mode, actor: ACTOR, reason, source: 'api' });
    if (!changed) throw await whyNotOpen(this.history, breaker_id);
    const { scope, trigger_type } = changed.breaker;
    return { breaker_id, scope, mode, previous_mode: changed.from, trigger_type, active: true, reason };
  }

  @Post('circuit-breaker/reset')
  @HttpCode(200)
  async reset(@Body(new ZodPipe(resetBody)) { breaker_id, reason, force }: z.output<typeof resetBody>): Promise<ResetAnswer> {
    const said = reason ?? (REASON_REQUIRED ? '' : 'reset by hand');
    const { tripped_again, scope, mode, trigger_type } = await this.resets.reset({
      ...{ breaker_id, actor: ACTOR, reason: said, reason_required: REASON_REQUIRED, force },
    });
    return {
      ...{ breaker_id, scope, mode, trigger_type, active: false, reason: said },
      tripped_again: tripped_again !== null,
      open_breaker_id: tripped_again,
    };
  }
}
