import { measuredAt, tiersOf } from '../controls/tiers.js';
import { scaledBy } from '../config/scaled.js';
import { applicableLimits } from '../model/decision.js';
import type { RiskConfig } from '../model/limits.js';
import type { Order } from '../model/order.js';
import type { ReservedState } from '../model/reserved-state.js';
import type { NearRule, RuleEvaluator } from '../ports/rule-evaluator.js';
import { stateAt } from './state-at.js';
import { contextOf, factsOf } from './to-facts.js';

/** The rule that an order came nearest to, and where. */
export interface NearestLimit {
  rule_id: string;
  scope: string;
  /** Hundredths of a percent of the limit; 10,000 is exactly at it. */
  used_bp: number;
}

/** Of an order that was let through; null when no rule with a limit applies to it. Asks the same figures that `decide` judged. Throws as `decide` does. */
export function nearestLimit(order: Order, state: ReservedState, config: RiskConfig, rules: RuleEvaluator): NearestLimit | null {
  const applicable = applicableLimits(config, order);
  const factors = state.also?.scaled;
  if (factors !== undefined) applicable.limits = scaledBy(applicable.limits, factors);
  const ofAccount = rules.nearest(factsOf(contextOf(order, state, applicable)), { values: applicable.limits, scoped: false });
  let nearest = ofAccount && { ...ofAccount, scope: `account:${order.account}` };
  for (const met of state.scopes ?? []) {
    const limits = tiersOf(config)
      .touched(order)
      .find(({ origin }) => origin === met.origin);
    if (!limits) continue;
    const facts = factsOf(contextOf(order, stateAt(state, met), { ...applicable, limits: limits.limits }, met.loss));
    const one: NearRule | null = rules.nearest(facts, { values: limits.set, scoped: true });
    if (one && one.share > (nearest?.share ?? 0)) nearest = { ...one, scope: measuredAt(limits, order.account) };
  }
  return (
    nearest && { rule_id: nearest.rule_id, scope: nearest.scope, used_bp: Math.min(Math.floor(nearest.share * 10_000), 1e9) }
  );
}
