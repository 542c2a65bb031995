/** Open orders that may only close: which they are, and which must go when less is left to close. */
import type { CancelRequested, GateEvent } from './event.js';
import { UNSTAMPED } from './outcome.js';
import type { GateState, OrderState } from './state.js';

const keyOf = (account: string, symbol: string): string => `${account}\n${symbol}`;

/** Called with each order that comes to be open. */
export function noteReduceOnly({ reduce_only }: GateState, { order }: OrderState): void {
  if (order.reduce_only !== true) return;
  const key = keyOf(order.account, order.symbol);
  const ids = reduce_only.get(key);
  if (ids) ids.add(order.order_id);
  else reduce_only.set(key, new Set([order.order_id]));
}

/** Called with each order that leaves. */
export function forgetReduceOnly({ reduce_only }: GateState, { order }: OrderState): void {
  if (order.reduce_only !== true) return;
  const key = keyOf(order.account, order.symbol);
  const ids = reduce_only.get(key);
  ids?.delete(order.order_id);
  if (ids?.size === 0) reduce_only.delete(key);
}

/** Whether less may be left to close after the event. */
export function movesPosition(event: GateEvent): boolean {
  if (event.type === 'ACTIVITY_BOOKED') return event.position !== null;
  return event.type === 'EXECUTION_APPLIED' ? event.kind === 'FILL' : event.type === 'ACCOUNT_ADOPTED';
}

/**
 * Cancels of reduce-only orders that would do more than close, by the position as it is after the event: the oldest keep their place as far as it goes. An order
 * that is being canceled keeps its place too, for it may still fill.
 */
export function reduceOnlyCancels(state: GateState, event: GateEvent, actor: string): CancelRequested[] {
  if (state.reduce_only.size === 0 || !movesPosition(event)) return [];
  const symbols =
    event.type === 'ACCOUNT_ADOPTED' ? event.positions.map(({ symbol }) => symbol) : 'symbol' in event ? [event.symbol] : [];
  if (!('account' in event)) return [];
  return symbols.flatMap((symbol) => cancelsIn(state, event.account, symbol ?? '', actor));
}

function cancelsIn(state: GateState, account: string, symbol: string, actor: string): CancelRequested[] {
  const cancels: CancelRequested[] = [];
  const held = state.accounts.get(account)?.positions.get(symbol)?.quantity ?? 0;
  let left = Math.abs(held);
  for (const order_id of state.reduce_only.get(keyOf(account, symbol)) ?? []) {
    const open = state.orders.get(order_id);
    if (!open) continue;
    const closes = open.order.side === 'BUY' ? held < 0 : held > 0;
    if (closes && open.leaves <= left) left -= open.leaves;
    else if (!open.cancel_requested) cancels.push({ type: 'CANCEL_REQUESTED', ...UNSTAMPED, order_id, account, actor });
  }
  return cancels;
}
