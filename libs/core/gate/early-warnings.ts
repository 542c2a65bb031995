/** Limits that an order came near to: each rule at each scope is told at most once a minute. */
import type { Violation } from '../model/violation.js';
import type { Decision } from '../model/decision.js';
import type { OrderDecided } from './event.js';
import type { GateState } from './state.js';

const TOLD_US = 60_000_000;
/** Rules at scopes of which is known when they were told. Beyond it nothing more is told until older ones are forgotten. */
const NEAR_MAX = 10_000;

export const nearKey = ({ rule_id, scope = '' }: Pick<Violation, 'rule_id' | 'scope'>): string => `${rule_id} ${scope}`;

/** The decision on an order that passes, with what it comes near to and was not told in the last minute. `told` are keys of the same step. */
export function withNear<D extends Decision>(state: GateState, decision: D, told?: Set<string>): D {
  const { near, accepted, state: met } = decision;
  if (!accepted || near === undefined) return decision;
  const isUntold = (one: Violation) => {
    const key = nearKey(one);
    const at = state.near.get(key);
    if (told?.has(key) || (at === undefined ? state.near.size >= NEAR_MAX : met.at_us - at < TOLD_US)) return false;
    told?.add(key);
    return true;
  };
  const fresh = near.filter(isUntold);
  return fresh.length === 0 ? decision : { ...decision, state: { ...met, also: { ...met.also, near: fresh } } };
}

export function noteNear({ near }: GateState, { accepted, state: { also, at_us } }: OrderDecided): void {
  if (!accepted || also?.near === undefined) return;
  for (const one of also.near) near.set(nearKey(one), at_us);
}

/** What was told more than a minute ago may be told again. */
export function forgetNear({ near, clock_us }: GateState): void {
  for (const [key, at] of near) if (clock_us - at >= TOLD_US) near.delete(key);
}
