import { applicableLimits, type Decision } from '../model/decision.js';
import type { RiskConfig } from '../model/limits.js';
import type { Order } from '../model/order.js';
import type { ReservedState } from '../model/reserved-state.js';
import type { RuleEvaluator } from '../ports/rule-evaluator.js';
import { toFacts } from './to-facts.js';

/**
 * The verdict on a reserved order: every rule answers, any violation refuses. Pure, so the API, the sweeper after a crash and a
 * replay years later come to the same. With `enabled: false` only an open breaker refuses; the rest is listed as waived.
 * Throws when config, rules and state do not belong together or a fact is doubtful; whoever calls it refuses then.
 */
export function decide(order: Order, state: ReservedState, config: RiskConfig, rules: RuleEvaluator): Decision {
  if (config.version !== state.config_version)
    throw new Error(`reserved under config ${state.config_version}, not ${config.version}`);
  if (config.rules_hash !== rules.hash)
    throw new Error(`config ${config.version} names rules ${config.rules_hash}, not ${rules.hash}`);
  const broken = rules.evaluate(toFacts(order, state, applicableLimits(config, order.symbol)));
  const refusing = config.limits.enabled ? broken : broken.filter((violation) => violation.code === 'CIRCUIT_BREAKER_OPEN');
  return {
    decision_id: order.decision_id,
    order,
    accepted: refusing.length === 0,
    violations: refusing,
    waived: config.limits.enabled ? [] : broken.filter((violation) => violation.code !== 'CIRCUIT_BREAKER_OPEN'),
    config_version: config.version,
    rules_hash: rules.hash,
    state,
  };
}
