/** Attempts and cancels in scopes that have a rate of their own. An account's own are always counted, with the account. */
import { measuredAt, type ScopedLimits, tiersOf } from '../controls/tiers.js';
import type { Order } from '../model/order.js';
import { Attempts } from './attempts.js';
import type { GateState, RateState } from './state.js';

export function countAttempt(state: GateState, order: Order, atUs: number): void {
  for (const one of touched(state, order)) if (one.rated) rateAt(state, one, order).attempts.add(atUs);
}

export function countCancel(state: GateState, order: Order, atUs: number): void {
  for (const one of touched(state, order)) if (one.rated) rateAt(state, one, order).cancels.add(atUs);
}

function touched({ config }: GateState, order: Order): readonly ScopedLimits[] {
  return config ? tiersOf(config).touched(order) : NOTHING;
}
const NOTHING: readonly ScopedLimits[] = [];

function rateAt({ rates }: GateState, one: ScopedLimits, { account }: Order): RateState {
  const scope = measuredAt(one, account);
  let rate = rates.get(scope);
  if (!rate) {
    rate = { attempts: new Attempts(), cancels: new Attempts() };
    rates.set(scope, rate);
  }
  return rate;
}

/** What is counted and has no rate any more goes. */
export function keepRates({ config, rates }: GateState): void {
  if (!config || rates.size === 0) return;
  const tiers = tiersOf(config);
  for (const scope of rates.keys()) if (!tiers.isRated(scope)) rates.delete(scope);
}
