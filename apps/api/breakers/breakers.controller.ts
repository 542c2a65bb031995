import { Body, Controller, Get, Post, Query, Req } from '@nestjs/common';
import type { z } from 'zod';
import {
  type BreakersAnswer,
  breakersAnswer,
  type ModeAnswer,
  modeAnswer,
  type ResetAnswer,
  resetAnswer,
  type TripAnswer,
  tripAnswer,
} from '#contracts/answers.js';
import { breakersQuery } from '#contracts/listing.js';
import { modeBody, resetBody, tripBody } from '#contracts/risk.js';
import { ResetBreaker, whyNotOpen } from '#core/breaker/reset-breaker.js';
import { canFlatten } from '#core/gate/flatten.js';
import { History } from '#core/ports/history.js';
import { LiveBook } from '#core/ports/live-book.js';
import { type Accounts, concerns, liesIn, type Principal } from '#core/access/principal.js';
import { AccessControl } from '../access/access-control.js';
import type { Asking } from '../access/asking.js';
import { Caller } from '../http/access.guard.js';
import { BODY, COMMAND, HISTORY, Operation } from '../http/operation.js';
import { malformedField, notFound, ProblemError, problem } from '../http/problems.js';
import { presentBreakerRow } from '../shared/present.js';
import { ReadYourWrites } from '../shared/read-your-writes.js';

/** Circuit breakers: list, trip, change the mode, reset. All but the reset, which goes through the breaker's workflow, are commands of the gate. */
@Controller('api/risk')
export class BreakersController {
  constructor(
    private readonly book: LiveBook,
    private readonly history: History,
    private readonly reads: ReadYourWrites,
    private readonly resets: ResetBreaker,
    private readonly access: AccessControl,
  ) {}

  @Get('circuit-breakers')
  @Operation({
    ...{ id: 'listBreakers', tag: 'breakers', needs: 'read', answer: breakersAnswer },
    summary: 'Breakers, newest first; with `open=true` those that are open',
    problems: ['REQUEST_INVALID', ...HISTORY],
  })
  async breakers(
    @Query({ schema: breakersQuery }) query: z.output<typeof breakersQuery>,
    @Caller() caller: Principal,
  ): Promise<BreakersAnswer> {
    await this.reads.caughtUp();
    const mine = caller.accountsFor('read');
    const rows = (await this.history.breakers(query.limit, query.open)).filter(({ scope }) => concerns(mine, scope));
    return { circuit_breakers: rows.map(presentBreakerRow), next_cursor: null };
  }

  @Post('circuit-breaker/trip')
  @Operation({
    ...{ id: 'tripBreaker', tag: 'breakers', needs: 'breakers.trip', status: 201, answer: tripAnswer },
    summary: 'Trip a breaker by hand',
    examples: { 'halt a symbol': { scope: 'symbol:TSLA', reason: 'news', cancel_orders: true } },
    means: 'Open: the very next order meets it',
    problems: [...BODY, 'ACCOUNT_UNKNOWN', 'SYMBOL_UNKNOWN', 'BREAKER_ALREADY_OPEN', ...COMMAND],
  })
  async trip(@Body({ schema: tripBody }) body: z.output<typeof tripBody>, @Caller() caller: Principal): Promise<TripAnswer> {
    const { scope, mode, cancel_orders, flatten, protect_pct, reason, expires_in_seconds } = body;
    if (flatten && !canFlatten(scope))
      throw malformedField('flatten', 'cannot be asked of a user, who holds nothing; name accounts or strategies');
    requireScope(caller.accountsFor('breakers.trip'), scope);
    const expires_in_ms = expires_in_seconds === undefined ? null : expires_in_seconds * 1000;
    const asked = {
      scope,
      mode,
      actor: caller.id,
      reason,
      source: 'api',
      expires_in_ms,
      cancel_orders,
      ...(flatten ? { flatten: { protect_bps: Math.round(protect_pct * 100) } } : {}),
    };
    const { breaker_id, opened, canceled } = await this.book.trip(asked);
    if (!opened) {
      const noted = `${scope} has breaker ${breaker_id} open; this was noted as a further cause of it`;
      const detail = cancel_orders || flatten ? `${noted}, and ${canceled} open orders are being canceled` : noted;
      throw new ProblemError(problem('BREAKER_ALREADY_OPEN', detail, { orders_canceling: canceled }));
    }
    const trigger_type = expires_in_ms === null ? 'MANUAL' : 'COOLDOWN';
    const expires_at = expires_in_ms === null ? null : new Date(Date.now() + expires_in_ms).toISOString();
    return { breaker_id, scope, mode, trigger_type, active: true, reason, expires_at, orders_canceling: canceled };
  }

  @Post('circuit-breaker/mode')
  @Operation({
    ...{ id: 'changeBreakerMode', tag: 'breakers', needs: 'breakers.mode', answer: modeAnswer },
    summary: 'Make an open breaker a halt, or reduce_only so that closing orders pass',
    means: 'In that mode: the very next order meets it',
    examples: { 'let closing orders pass': { breaker_id: 1, mode: 'reduce_only', reason: 'the positions must go' } },
    problems: [...BODY, 'NOT_FOUND', 'BREAKER_NOT_OPEN', ...COMMAND, ...HISTORY],
  })
  async mode(
    @Body({ schema: modeBody }) { breaker_id, mode, reason }: z.output<typeof modeBody>,
    @Caller() caller: Principal,
  ): Promise<ModeAnswer> {
    await this.requireOwn(caller.accountsFor('breakers.mode'), breaker_id);
    const changed = await this.book.changeMode({ breaker_id, mode, actor: caller.id, reason, source: 'api' });
    if (!changed) throw await whyNotOpen(this.history, breaker_id);
    const { scope, trigger_type } = changed.breaker;
    return { breaker_id, scope, mode, previous_mode: changed.from, trigger_type, active: true, reason };
  }

  @Post('circuit-breaker/reset')
  @Operation({
    ...{ id: 'resetBreaker', tag: 'breakers', needs: 'breakers.reset', answer: resetAnswer },
    summary: 'Reset a breaker, through its workflow',
    examples: { 'by its number': { breaker_id: 1, reason: 'the feed is back' } },
    means: 'Closed; `tripped_again` when its cause persists and it was forced',
    problems: [
      ...BODY,
      'REASON_REQUIRED',
      'NOT_FOUND',
      'BREAKER_NOT_OPEN',
      'BREAKER_CAUSE_PERSISTS',
      'STATE_UNAVAILABLE',
      'WORKFLOW_UNAVAILABLE',
      ...HISTORY,
    ],
  })
  async reset(
    @Body({ schema: resetBody }) { breaker_id, reason, force }: z.output<typeof resetBody>,
    @Req() asking: Asking,
    @Caller() caller: Principal,
  ): Promise<ResetAnswer> {
    if (force) this.access.requireNeed(caller, 'breakers.force', asking);
    await this.requireOwn(caller.accountsFor('breakers.reset'), breaker_id);
    const reasonRequired = !this.access.off; // Without credentials a reset needs no reason.
    const said = reason ?? (reasonRequired ? '' : 'reset by hand');
    const { tripped_again, scope, mode, trigger_type } = await this.resets.reset({
      ...{ breaker_id, actor: caller.id, reason: said, reason_required: reasonRequired, force },
    });
    return {
      ...{ breaker_id, scope, mode, trigger_type, active: false, reason: said },
      tripped_again: tripped_again !== null,
      open_breaker_id: tripped_again,
    };
  }

  /** A breaker of another's account is answered as if it were not there. */
  private async requireOwn(mine: Accounts, breakerId: number): Promise<void> {
    if (mine === null) return;
    const open = (await this.book.breakers()).find(({ breaker_id }) => breaker_id === breakerId);
    const scope = open?.scope ?? (await this.history.breaker(breakerId))?.scope;
    if (scope === undefined || !concerns(mine, scope)) throw notFound(`there is no breaker ${breakerId}`);
    requireScope(mine, scope);
  }
}

function requireScope(mine: Accounts, scope: string): void {
  if (mine === null || liesIn(mine, scope)) return;
  throw new ProblemError(problem('ACCOUNT_NOT_ALLOWED', `${scope} is more than your accounts: ${[...mine].sort().join(', ')}`));
}
