import { measuredAt, type Path, type ScopedLimits, type Tiers, tiersOf } from '../controls/tiers.js';
import { type ApplicableLimits, applicableLimits, type Decision } from '../model/decision.js';
import { checksAreOn, type RiskConfig } from '../model/limits.js';
import type { Order } from '../model/order.js';
import type { Override } from '../model/override.js';
import type { ReservedState, ScopeMet } from '../model/reserved-state.js';
import type { Violation } from '../model/violation.js';
import type { RuleEvaluator, RulesAt } from '../ports/rule-evaluator.js';
import { ALWAYS_ON, OVERRIDABLE } from '../config/classes.js';
import { warnedIn } from '../config/softened.js';
import type { RuleReasonCode } from '../model/reason-codes.js';
import { scaledBy } from '../config/scaled.js';
import { stateAt } from './state-at.js';
import { contextOf } from './to-facts.js';

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
    state: stateWith(state, config, override, refusing.length > 0 && override === null ? NONE : warned),
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
function stateWith(
  state: ReservedState,
  { overrides }: RiskConfig,
  override: string | null,
  warned: readonly Violation[],
): ReservedState {
  if (override === null && warned.length === 0 && state.also?.warned === undefined) return state;
  const { warned: _, ...also } = state.also ?? {};
  return {
    ...state,
    also: {
      ...also,
      ...(override === null ? {} : passedBy(override, overrides[override])),
      ...(warned.length === 0 ? {} : { warned: [...warned] }),
    },
  };
}

/** What it passes by; of an override of the firm also the two persons, for each use names them. */
const passedBy = (override: string, one: Override | undefined) =>
  one?.agreed_by === undefined ? { override } : { override, override_by: [one.made_by, one.agreed_by] };

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
  const own = rules.at({ values: applicable.limits, scoped: false });
  const judged = own.judge(contextOf(order, state, applicable), near === null ? null : applicable.limits.warn_at_bps);
  const broken: Violation[] = [];
  if (judged.broken.length > 0 || judged.near.length > 0) {
    for (const violation of [...judged.broken, ...judged.near]) nameOrigin(violation, order, tiers, rules);
    broken.push(...judged.broken);
    near?.push(...judged.near);
  }
  const { scopes } = state;
  if (scopes === undefined) return broken;
  const path = tiers.pathOf(order);
  const { touched } = path;
  const rulesAt = rulesAlong(path, rules);
  for (let i = 0; i < touched.length; i += 1) {
    const limits = touched[i] as ScopedLimits;
    // In the same order, unless another configuration judges again.
    const met = scopes[i]?.origin === limits.origin ? scopes[i] : scopes.find(({ origin }) => origin === limits.origin);
    if (met) brokenAt(order, state, met, limits, applicable, rulesAt[i] as RulesAt, broken, near);
  }
  return broken.length < 2 ? broken : broken.sort((a, b) => rules.place(a.rule_id) - rules.place(b.rule_id));
}

const along = new WeakMap<Path, { rules: RuleEvaluator; at: readonly RulesAt[] }>();

/** The rules that answer at each scope of a path: looked up once for all its orders. */
function rulesAlong(path: Path, rules: RuleEvaluator): readonly RulesAt[] {
  let known = along.get(path);
  if (known?.rules !== rules) {
    known = { rules, at: path.touched.map(({ set }) => rules.at({ values: set, scoped: true })) };
    along.set(path, known);
  }
  return known.at;
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
  rules: RulesAt,
  broken: Violation[],
  near: Violation[] | null,
): void {
  const { symbol, instrument, strategy, restrictions } = applicable;
  const at = { limits: limits.limits, symbol, instrument, strategy, restrictions };
  const context = contextOf(order, stateAt(state, met), at, met.loss);
  const nearBps = near === null ? null : (limits.warn_at_bps ?? applicable.limits.warn_at_bps);
  const judged = rules.judge(context, nearBps);
  if (judged.broken.length === 0 && judged.near.length === 0) return;
  const scope = measuredAt(limits, order.account);
  const placed = (one: Violation): Violation => {
    return { ...one, message: `${one.message} (${scope})`, scope, limit_origin: met.origin };
  };
  near?.push(...judged.near.map(placed));
  broken.push(...judged.broken.map(placed));
}
