/**
 * Accounts that are to be flat when the exchange closes: some minutes before, open orders in what its calendar closes are canceled, and what is held is closed as by
 * a kill (flatten.ts), until the close. Looked at by the monitor.
 */
import { asksOf } from '../config/asks.js';
import { tiersOf } from '../controls/tiers.js';
import { sessionAt } from '../model/session.js';
import type { CancelRequested, FlattenStarted, Ticked } from './event.js';
import { CANCELS_AT_ONCE, cancelRequested, GATE } from './open-orders.js';
import { UNSTAMPED } from './outcome.js';
import type { GateState } from './state.js';

/** How far beyond bid or ask its orders go. */
const PROTECT_BPS = 200;
/** Of a flatten that no breaker asked for. */
export const NO_BREAKER = 0;

/** When the exchange of a symbol closes, milliseconds, where the account is to be flat by then and the time for it has come; else null. */
export function flatBy({ config }: GateState, account: string, symbol: string, atMs: number): number | null {
  const minutes = config ? tiersOf(config).limitsOf(account).flatten_by_close_minutes : null;
  const calendar = config?.instruments[symbol]?.calendar ?? 'ALWAYS';
  if (minutes === null || calendar === 'ALWAYS') return null;
  const close = sessionAt(calendar, atMs * 1000)?.close_ms ?? null;
  return close !== null && atMs >= close - minutes * 60_000 && atMs < close ? close : null;
}

/** What a look of the monitor asks for; each is asked when the one before it has changed the state. */
export function* flatByCloseSteps(state: GateState, { at_ms }: Ticked): Generator<CancelRequested | FlattenStarted> {
  if (!state.config || !asksOf(state.config).flatByClose) return;
  let cancels = 0;
  for (const open of state.orders.values()) {
    const { account, symbol, flatten } = open.order;
    if (open.cancel_requested || flatten !== undefined || flatBy(state, account, symbol, at_ms) === null) continue;
    yield cancelRequested(open, GATE);
    cancels += 1;
    if (cancels >= CANCELS_AT_ONCE) break;
  }
  for (const { account, positions } of state.accounts.values())
    for (const { symbol, quantity } of positions.values()) {
      const scope = `account:${account}/symbol:${symbol}`;
      const until_ms = quantity === 0 || state.flattens.has(scope) ? null : flatBy(state, account, symbol, at_ms);
      if (until_ms === null) continue;
      const reason = `to be flat by the close at ${new Date(until_ms).toISOString()}`;
      const about = { scope, breaker_id: NO_BREAKER, protect_bps: PROTECT_BPS, actor: GATE, reason, until_ms };
      yield { type: 'FLATTEN_STARTED', ...UNSTAMPED, ...about };
    }
}
