import { Body, Controller, Get, Post } from '@nestjs/common';
import type { z } from 'zod';
import { type HaltAnswer, haltAnswer, type HaltsAnswer, haltsAnswer } from '#contracts/answers.js';
import { haltBody } from '#contracts/risk.js';
import { Gate, StateUnavailableError } from '#core/ports/gate.js';
import { LiveBook } from '#core/ports/live-book.js';
import type { Principal } from '#core/access/principal.js';
import { Caller } from '../http/access.guard.js';
import { BODY, COMMAND, LIVE, Operation } from '../http/operation.js';
import { ProblemError, problem } from '../http/problems.js';

/** Halts of the exchange, as a person says them: of the market, a class or a symbol. Nothing passes, closing orders included. */
@Controller('api/risk/halts')
export class HaltsController {
  constructor(
    private readonly gate: Gate,
    private readonly book: LiveBook,
  ) {}

  @Get()
  @Operation({
    ...{ id: 'listHalts', tag: 'breakers', needs: 'read', answer: haltsAnswer },
    summary: 'Halts in force',
    problems: LIVE,
  })
  async halts(): Promise<HaltsAnswer> {
    const time = (ms: number | null) => (ms === null ? null : new Date(ms).toISOString());
    return {
      halts: (await this.book.halts()).map(({ scope, reason, actor, until_ms, at_ms = null }) => ({
        ...{ scope, reason, actor, since: time(at_ms), until: time(until_ms) },
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
