import { Body, Controller, Get, Post } from '@nestjs/common';
import type { z } from 'zod';
import { type HeartbeatAnswer, heartbeatAnswer, type HeartbeatsAnswer, heartbeatsAnswer } from '#contracts/answers.js';
import { heartbeatBody } from '#contracts/risk.js';
import { parseScope } from '#core/model/scope.js';
import { LiveBook } from '#core/ports/live-book.js';
import { concerns, type Principal } from '#core/access/principal.js';
import { Caller } from '../http/access.guard.js';
import { BODY, COMMAND, LIVE, Operation } from '../http/operation.js';
import { ProblemError, problem } from '../http/problems.js';
import { KnownNames } from '../shared/known-names.js';

/** A program that wants its account or its strategy halted when nothing is heard of it. */
@Controller('api/heartbeat')
export class HeartbeatController {
  constructor(
    private readonly book: LiveBook,
    private readonly known: KnownNames,
  ) {}

  @Get()
  @Operation({
    ...{ id: 'listHeartbeats', tag: 'breakers', needs: 'read', answer: heartbeatsAnswer },
    summary: 'Heartbeats that are armed, with when each was heard last',
    problems: LIVE,
  })
  async heartbeats(@Caller() caller: Principal): Promise<HeartbeatsAnswer> {
    const mine = caller.accountsFor('read');
    const armed = (await this.book.heartbeats()).filter(({ scope }) => concerns(mine, scope));
    return {
      heartbeats: armed.map(({ scope, actor, timeout_ms, heard_ms }) => ({
        ...{ scope, armed_by: actor, timeout_seconds: timeout_ms / 1000, heard_at: new Date(heard_ms).toISOString() },
      })),
    };
  }

  @Post()
  @Operation({
    ...{ id: 'sendHeartbeat', tag: 'breakers', needs: 'orders.write', answer: heartbeatAnswer },
    summary: 'Arm a heartbeat, or be heard',
    description:
      'When nothing is heard of whoever armed it for longer than `timeout_seconds`, the breaker of the scope trips to halt, and its open orders that close no position are canceled. Every order and cancel of theirs counts as heard. After a trip it is armed no more. `timeout_seconds` 0 disarms.',
    examples: { 'every few seconds': { scope: 'account:default', timeout_seconds: 15 } },
    means: 'Heard',
    problems: [...BODY, 'ACCOUNT_UNKNOWN', 'ACCOUNT_NOT_ALLOWED', ...COMMAND],
  })
  async beat(
    @Body({ schema: heartbeatBody }) { scope, timeout_seconds }: z.output<typeof heartbeatBody>,
    @Caller() caller: Principal,
  ): Promise<HeartbeatAnswer> {
    const { kind, whose = '' } = parseScope(scope) ?? {};
    const mine = caller.accountsFor('orders.write');
    if (kind === 'account') await this.known.requireInBody(whose, mine);
    // A strategy may trade in accounts that are not theirs.
    else if (mine !== null)
      throw new ProblemError(
        problem('ACCOUNT_NOT_ALLOWED', `${scope} is more than your accounts: ${[...mine].sort().join(', ')}`),
      );
    return { scope, armed: await this.book.heartbeat(scope, timeout_seconds * 1000, caller.id), timeout_seconds };
  }
}
