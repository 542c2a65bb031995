/** Every position valued anew and held against the sums that fills and marks keep. */
import { heldValue } from './contracts.js';
import type { AccountState, GateState } from './state.js';
import { worstCase } from './valuation.js';

/** Positions that are looked at in one go: about a millisecond. A firm with more is looked at between orders. */
export const LOOKED_MAX = 5000;

/** How many figures of an account differ from what its positions say. */
function driftOf(state: GateState, account: AccountState): number {
  let [drift, value, gross] = [0, 0, 0];
  for (const p of account.positions.values()) {
    const fresh = heldValue(state, p.symbol, p.quantity) ?? p.value;
    if (fresh !== p.value || worstCase(fresh, p.open_buys, p.open_sells) !== p.exposure) drift += 1;
    value += fresh;
    gross += p.exposure;
  }
  return drift + (value !== account.value || gross !== account.gross ? 1 : 0);
}

export function driftIn(state: GateState): number {
  let drift = 0;
  for (const account of state.accounts.values()) drift += driftOf(state, account);
  return drift;
}

/**
 * The same in parts: what each part found. Between two of them anything may happen, for each account is right by itself at any time. Accounts that are opened meanwhile
 * are looked at too.
 */
export function* driftParts(state: GateState, most = LOOKED_MAX): Generator<number> {
  let [drift, left] = [0, most];
  for (const account of state.accounts.values()) {
    drift += driftOf(state, account);
    left -= account.positions.size + 1;
    if (left > 0) continue;
    yield drift;
    [drift, left] = [0, most];
  }
  yield drift;
}
