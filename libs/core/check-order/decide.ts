import { measuredAt, type ScopedLimits, type Tiers, tiersOf } from '../controls/tiers.js';
import { type ApplicableLimits, applicableLimits, type Decision } from '../model/decision.js';
import { checksAreOn, type RiskConfig } from '../model/limits.js';
import type { Order } from '../model/order.js';
import type { ReservedState, ScopeMet } from '../model/reserved-state.js';
import type { Violation } from '../model/violation.js';
import type { RuleEvaluator } from '../ports/rule-evaluator.js';
import { ALWAYS_ON, OVERRIDABLE } from '../config/classes.js';
import { warnedIn } from '../config/softened.js';
import type { RuleReasonCode } from '../model/reason-codes.js';
import { scaledBy } from '../config/scaled.js';
import { factsOf } from './to-facts.js';

/**
 * The verdict on a reserved order: every rule answers, once for the account and once for each other scope where a limit of it is set; any violation refuses.
 * Pure, so the gate and a replay years later come to the same. With `enabled: false` open breakers, form and permissions refuse; the rest is listed as waived. So is what an override covers.
 * Throws when config, rules and state do not belong together or a fact is doubtful; whoever calls it refuses then.
 */
export function decide(order: Order, state: ReservedState, config: RiskConfig, rules: RuleEvaluator): Decision {
  if (config.version !== state.config_version)
    throw new Error(`reserved under config ${state.config_version}, not ${config.version}`);
  if (config.rules_hash !== rules.hash)
    throw new Error(`config ${config.version} names rules ${config.rules_hash}, not ${rules.hash}`);
  const near: Violation[] = [];
  const all = brokenBy(order, state, config, rules, state.reducing ? null : near);
  const warned = all.length === 0 ? NONE : warnedIn(config, all);
  const broken = warned.length === 0 ? all : all.filter((one) => !warned.includes(one));
  const judged = order.flatten === undefined ? broken : broken.filter(({ code }) => !FREE_OF.has(code));
  const refusing = checksAreOn(config.limits, state.at_us) ? judged : judged.filter(({ code }) => holdsWhileOff(config, code));
  const override = refusing.length === 0 ? null : overrideFor(state, config, refusing);
  const decision: Decision = {
    decision_id: order.decision_id,
    order,
    accepted: refusing.length === 0 || override !== null,
    violations: override === null ? refusing : [],
    waived: override === null ? broken.filter((violation) => !refusing.includes(violation)) : broken,
    config_version: config.version,
    rules_hash: rules.hash,
    state: stateWith(state, override, refusing.length > 0 && override === null ? NONE : warned),
  };
  if (near.length > 0) decision.near = near;
  return decision;
}

/** What does not hold back an order that flattens a scope: it strictly closes, and a breaker is why it comes. */
const FREE_OF: ReadonlySet<RuleReasonCode> = new Set<RuleReasonCode>([
  ...(['CIRCUIT_BREAKER_OPEN', 'DAILY_LOSS_LIMIT_REACHED', 'RATE_LIMIT_EXCEEDED', 'RATE_BURST_EXCEEDED'] as const),
]);

const NONE: readonly Violation[] = [];

/** What it met, with what it passes by. */
function stateWith(state: ReservedState, override: string | null, warned: readonly Violation[]): ReservedState {
  if (override === null && warned.length === 0 && state.also?.warned === undefined) return state;
  const { warned: _, ...also } = state.also ?? {};
  return {
    ...state,
    also: { ...also, ...(override === null ? {} : { override }), ...(warned.length === 0 ? {} : { warned: [...warned] }) },
  };
}

/** A configuration of an earlier build has no end of being off, and then only breakers held. */
function holdsWhileOff({ limits }: RiskConfig, code: RuleReasonCode): boolean {
  return code === 'CIRCUIT_BREAKER_OPEN' || (limits.disabled_until_us !== undefined && ALWAYS_ON.has(code));
}

/** The first override that covers every reason; it has a cap of its own. */
function overrideFor(
  { also, notional }: ReservedState,
  { overrides }: RiskConfig,
  refusing: readonly Violation[],
): string | null {
  const names = also?.overrides ?? [];
  const covers = (name: string) => {
    const one = overrides[name];
    return (
      one !== undefined &&
      notional <= one.max_notional &&
      refusing.every(({ code }) => OVERRIDABLE.has(code) && one.codes.includes(code))
    );
  };
  return names.find(covers) ?? null;
}

function brokenBy(
  order: Order,
  state: ReservedState,
  config: RiskConfig,
  rules: RuleEvaluator,
  near: Violation[] | null,
): Violation[] {
  const tiers = tiersOf(config);
  const applicable = applicableLimits(config, order);
  const factors = state.also?.scaled;
  if (factors !== undefined) applicable.limits = scaledBy(applicable.limits, factors);
  const where = { values: applicable.limits, scoped: false };
  const facts = factsOf(order, state, applicable);
  const broken = rules.evaluate(facts, where);
  for (const violation of broken) nameOrigin(violation, order, tiers, rules);
  const share = applicable.limits.warn_at_bps;
  if (near !== null && share !== null) {
    rules.near?.(facts, where, share, near);
    for (const one of near) nameOrigin(one, order, tiers, rules);
  }
  const { scopes } = state;
  if (scopes === undefined) return broken;
  for (const limits of tiers.touched(order)) {
    const met = scopes.find(({ origin }) => origin === limits.origin);
    if (met) broken.push(...brokenAt(order, state, met, limits, applicable, rules, near));
  }
  return broken.sort((a, b) => rules.place(a.rule_id) - rules.place(b.rule_id));
}

/** In the account: where the limit is set that the rule holds against. */
function nameOrigin(violation: Violation, { account, symbol }: Order, tiers: Tiers, rules: RuleEvaluator): void {
  const [name] = rules.limitsOf(violation.rule_id);
  if (name === undefined) return;
  violation.scope = `account:${account}`;
  violation.limit_origin = tiers.originOf(account, symbol, name);
}

/** What an order breaks at another scope: the same rules on that scope's figures and limits. */
function brokenAt(
  order: Order,
  state: ReservedState,
  met: ScopeMet,
  limits: ScopedLimits,
  applicable: ApplicableLimits,
  rules: RuleEvaluator,
  near: Violation[] | null,
): Violation[] {
  const { origin, loss, ...there } = met;
  const facts = factsOf(order, { ...state, ...there }, { ...applicable, limits: limits.limits }, loss);
  const scope = measuredAt(limits, order.account);
  const where = { values: limits.set, scoped: true };
  const placed = (one: Violation): Violation => ({ ...one, message: `${one.message} (${scope})`, scope, limit_origin: origin });
  const share = limits.set['warn_at_bps'] ?? applicable.limits.warn_at_bps;
  if (near !== null && typeof share === 'number') {
    const found: Violation[] = [];
    rules.near?.(facts, where, share, found);
    near.push(...found.map(placed));
  }
  return rules.evaluate(facts, where).map(placed);
}
