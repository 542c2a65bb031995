import type { RiskConfig } from '../model/limits.js';
import type { Order, OrderRequest } from '../model/order.js';
import type { ReservedState } from '../model/reserved-state.js';
import type { RuleEvaluator } from '../ports/rule-evaluator.js';
import { decide } from './decide.js';

/** A decision of the past: what was asked, and what the order met. */
export interface PastDecision {
  decision_id: string;
  request: OrderRequest;
  state: ReservedState;
}

/** The first reason of each verdict; null where the order passes. */
export interface JudgedAgain extends PastDecision {
  code_in_force: string | null;
  code_proposed: string | null;
}

/**
 * The same orders on the states that they met, under the configuration in force and under a proposed one: what differs comes from the proposal alone,
 * whatever limits held when the order came. Pure. What would have followed from another verdict (a position that would not be there) is not in the later
 * states. Orders in symbols that are not traded any more are left out.
 */
export function judgeAgain(
  decisions: readonly PastDecision[],
  inForce: RiskConfig,
  proposed: RiskConfig,
  rules: RuleEvaluator,
): JudgedAgain[] {
  return decisions
    .filter(({ request }) => inForce.symbols[request.symbol] !== undefined && proposed.symbols[request.symbol] !== undefined)
    .map((past) => ({
      ...past,
      code_in_force: firstReason(past, inForce, rules),
      code_proposed: firstReason(past, proposed, rules),
    }));
}

function firstReason({ decision_id, request, state }: PastDecision, config: RiskConfig, rules: RuleEvaluator): string | null {
  const order: Order = { ...request, order_id: '', decision_id };
  const { violations } = decide(order, state, { ...config, version: state.config_version }, rules);
  return violations[0]?.code ?? null;
}
