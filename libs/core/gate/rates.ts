/** Attempts and cancels in scopes that have a rate of their own. An account's own are always counted, with the account. */
import { measuredAt, tiersOf } from '../controls/tiers.js';
import type { Order } from '../model/order.js';
import { Attempts } from './attempts.js';
import type { GateState, RateState } from './state.js';

export function countAttempt(state: GateState, order: Order, atUs: number): void {
  for (const rate of touched(state, order)) rate.attempts.add(atUs);
}

export function countCancel(state: GateState, order: Order, atUs: number): void {
  for (const rate of touched(state, order)) rate.cancels.add(atUs);
}

function touched({ config, rates }: GateState, order: Order): RateState[] {
  if (!config) return NOTHING;
  const limits = tiersOf(config).touched(order);
  if (limits.length === 0) return NOTHING;
  return limits.filter(({ rated }) => rated).map((one) => rateIn(rates, measuredAt(one, order.account)));
}
const NOTHING: RateState[] = [];

function rateIn(rates: GateState['rates'], scope: string): RateState {
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
