import type { RiskConfig } from '../model/limits.js';
import type { Order, OrderRequest } from '../model/order.js';
import type { ReservedState } from '../model/reserved-state.js';
import type { RuleEvaluator } from '../ports/rule-evaluator.js';
import { decide } from './decide.js';

/** A decision of the past: what was asked, what the order met, and whether it passed. */
export interface PastDecision {
  decision_id: string;
  request: OrderRequest;
  state: ReservedState;
  accepted: boolean;
  /** First reason of a refusal. */
  code: string | null;
}

export interface JudgedAgain extends PastDecision {
  accepted_now: boolean;
  code_now: string | null;
}

/**
 * The same orders on the states that they met, under another configuration. Pure. What would have followed from another verdict (a
 * position that would not be there) is not in the later states. Orders in symbols that the configuration does not know are left out.
 */
export function judgeAgain(decisions: PastDecision[], config: RiskConfig, rules: RuleEvaluator): JudgedAgain[] {
  return decisions
    .filter(({ request }) => config.symbols[request.symbol] !== undefined)
    .map((past) => {
      const order: Order = { ...past.request, order_id: '', decision_id: past.decision_id };
      const now = decide(order, past.state, { ...config, version: past.state.config_version }, rules);
      return { ...past, accepted_now: now.accepted, code_now: now.violations[0]?.code ?? null };
    });
}
