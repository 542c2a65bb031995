/** Attempts and cancels in scopes that have a rate of their own. An account's own are always counted, with the account. */
import { NOWHERE, tiersOf } from '../controls/tiers.js';
import type { Order } from '../model/order.js';
import { Attempts } from './attempts.js';
import type { GateState, RateState } from './state.js';

export function countAttempt(state: GateState, order: Order, atUs: number): void {
  for (const rate of ratesOf(state, order)) rate.attempts.add(atUs);
}

export function countCancel(state: GateState, order: Order, atUs: number): void {
  for (const rate of ratesOf(state, order)) rate.cancels.add(atUs);
}

const NOTHING: readonly RateState[] = [];

/** Of each scope that the order touches and that has a rate. */
function ratesOf({ config, rates }: GateState, order: Order): readonly RateState[] {
  const { touched, scopes } = config ? tiersOf(config).pathOf(order) : NOWHERE;
  if (touched.length === 0) return NOTHING;
  const found: RateState[] = [];
  for (let i = 0; i < touched.length; i += 1) if (touched[i]?.rated === true) found.push(rateAt(rates, scopes[i] as string));
  return found;
}

function rateAt(rates: GateState['rates'], scope: string): RateState {
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
