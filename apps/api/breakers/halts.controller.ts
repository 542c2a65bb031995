import { Body, Controller, Get, Post } from '@nestjs/common';
import type { z } from 'zod';
import { type HaltAnswer, haltAnswer, type HaltsAnswer, haltsAnswer } from '#contracts/answers.js';
import { haltBody } from '#contracts/risk.js';
import { Gate, StateUnavailableError } from '#core/ports/gate.js';
import { GateFeed } from '#core/ports/gate-feed.js';
import type { Principal } from '#core/access/principal.js';
import { Caller } from '../http/access.guard.js';
import { BODY, COMMAND, LIVE, Operation } from '../http/operation.js';
import { ProblemError, problem } from '../http/problems.js';

/** Halts of the exchange, as a person says them: of the market, a class or a symbol. Nothing passes, closing orders included. */
@Controller('api/risk/halts')
export class HaltsController {
  constructor(
    private readonly gate: Gate,
    private readonly feed: GateFeed,
  ) {}

  @Get()
  @Operation({
    ...{ id: 'listHalts', tag: 'breakers', needs: 'read', answer: haltsAnswer },
    summary: 'Halts in force',
    problems: LIVE,
  })
  halts(): HaltsAnswer {
    const now = Date.now();
    const live = [...(this.feed.state?.halts.values() ?? [])].filter(({ until_ms }) => until_ms === null || now < until_ms);
    return {
      halts: live.map(({ scope, reason, actor, until_ms }) => ({
        ...{ scope, reason, actor, until: until_ms === null ? null : new Date(until_ms).toISOString() },
      })),
    };
  }

  @Post()
  @Operation({
    ...{ id: 'changeHalt', tag: 'breakers', needs: 'halts.change', answer: haltAnswer },
    summary: 'Halt the market, a class or a symbol, or end a halt',
    examples: { 'a symbol': { scope: 'symbol:TSLA', halted: true, reason: 'news pending' } },
    means: 'In force for the very next order',
    problems: [...BODY, 'SYMBOL_UNKNOWN', ...COMMAND],
  })
  async change(
    @Body({ schema: haltBody }) { scope, halted, reason, until }: z.output<typeof haltBody>,
    @Caller() caller: Principal,
  ): Promise<HaltAnswer> {
    const until_ms = until === undefined ? null : Date.parse(until);
    const answer = await this.gate.ask({ kind: 'halt', scope, halted, reason, until_ms, actor: caller.id });
    switch (answer.kind) {
      case 'unavailable':
        throw new StateUnavailableError(answer.code, answer.message);
      case 'unknown_scope':
        throw new ProblemError(problem('SYMBOL_UNKNOWN', answer.message));
      default:
        return { scope, halted, changed: answer.changed };
    }
  }
}
