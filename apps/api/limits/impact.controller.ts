import { Body, Controller, Post } from '@nestjs/common';
import type { z } from 'zod';
import { InForce } from '#core/ports/in-force.js';
import { type ImpactAnswer, impactAnswer } from '#contracts/answers.js';
import { impactBody } from '#contracts/risk.js';
import { judgeAgain, type JudgedAgain } from '#core/check-order/judge-again.js';
import type { RiskConfig } from '#core/model/limits.js';
import { exchangeDayStart } from '#core/model/exchange-day.js';
import { toUnits } from '#core/model/money.js';
import { History } from '#core/ports/history.js';
import { BODY, HISTORY, LIVE, Operation } from '../http/operation.js';
import { notFound } from '../http/problems.js';
import { ReadYourWrites } from '../shared/read-your-writes.js';
import { limitsOf, symbolLimitsOf } from './limits-patch.js';

/** Decisions that one question judges again: 10,000 take about a tenth of a second, and orders are checked between the pieces. */
const JUDGED_MAX = 10_000;
const PIECE = 250;
const EXAMPLES_MAX = 10;

@Controller('api/risk/limits')
export class ImpactController {
  constructor(
    private readonly inForce: InForce,
    private readonly history: History,
    private readonly reads: ReadYourWrites,
  ) {}

  /** What the orders of the exchange's day meet under changed limits, against the limits in force; changes nothing. */
  @Post('impact')
  @Operation({
    ...{ id: 'tryLimits', tag: 'limits', needs: 'limits.try', answer: impactAnswer },
    summary: 'What the orders of today meet under other limits, against the limits in force; changes nothing',
    examples: { 'a smaller order': { max_order_size: 500 } },
    problems: [...BODY, 'NOT_FOUND', ...LIVE, ...HISTORY],
  })
  async impact(@Body({ schema: impactBody }) body: z.output<typeof impactBody>): Promise<ImpactAnswer> {
    const { config, rules } = await this.inForce.current();
    const changed = changedBy(config, body);
    const since = exchangeDayStart();
    await this.reads.caughtUp();
    const rows = await this.history.decisionsSince(since, JUDGED_MAX + 1);
    const judged: JudgedAgain[] = [];
    const decided = rows.slice(0, JUDGED_MAX);
    for (let i = 0; i < decided.length; i += PIECE) {
      judged.push(...judgeAgain(decided.slice(i, i + PIECE), config, changed, rules));
      await new Promise(setImmediate); // Between pieces orders are checked.
    }
    return { ...summary(judged), truncated: rows.length > JUDGED_MAX, since: new Date(since).toISOString() };
  }
}

function changedBy(config: RiskConfig, { symbols = {}, ...limits }: z.output<typeof impactBody>): RiskConfig {
  const all = { ...config.symbols };
  for (const [symbol, change] of Object.entries(symbols)) {
    const own = all[symbol];
    if (!own) throw notFound(`${symbol} is not a symbol that may be traded`);
    all[symbol] = { ...own, ...symbolLimitsOf(change) };
  }
  return { ...config, limits: { ...config.limits, ...limitsOf(limits) }, symbols: all };
}

function summary(judged: JudgedAgain[]): Omit<ImpactAnswer, 'truncated' | 'since'> {
  const passing = (code: string | null) => code === null;
  const refused = judged.filter((one) => passing(one.code_in_force) && !passing(one.code_proposed));
  const accepted = judged.filter((one) => !passing(one.code_in_force) && passing(one.code_proposed));
  const differing = judged.filter((one) => passing(one.code_in_force) !== passing(one.code_proposed));
  const counts = new Map<string, number>();
  for (const { code_proposed } of refused) counts.set(code_proposed ?? '', (counts.get(code_proposed ?? '') ?? 0) + 1);
  return {
    looked_at: judged.length,
    accepted_in_force: judged.filter((one) => passing(one.code_in_force)).length,
    accepted_proposed: judged.filter((one) => passing(one.code_proposed)).length,
    newly_refused: refused.length,
    newly_accepted: accepted.length,
    by_code: [...counts].map(([code, count]) => ({ code, count })).sort((a, b) => b.count - a.count),
    examples: differing.slice(0, EXAMPLES_MAX).map((one) => ({
      decision_id: one.decision_id,
      symbol: one.request.symbol,
      side: one.request.side,
      quantity: toUnits(one.request.quantity),
      decided_at: new Date(one.state.at_us / 1000).toISOString(),
      code_in_force: one.code_in_force,
      code_proposed: one.code_proposed,
    })),
  };
}
