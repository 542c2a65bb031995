import { notional } from '../model/money.js';
import { isFinal } from '../model/order.js';
import type { AdoptOrder, CancelOrder, CancelOrders } from './command.js';
import type { CancelRequested } from './event.js';
import { type Outcome, UNSTAMPED } from './outcome.js';
import type { GateState, OrderState } from './state.js';

export function decideCancel(state: GateState, { order_id, actor }: CancelOrder): Outcome<'cancel'> {
  const open = state.orders.get(order_id);
  const events = open && !open.cancel_requested ? [cancelRequested(open, actor)] : [];
  return { answer: { kind: 'cancel', status: open?.status ?? null }, events };
}

function cancelRequested({ order }: OrderState, actor: string): CancelRequested {
  return { type: 'CANCEL_REQUESTED', ...UNSTAMPED, order_id: order.order_id, account: order.account, actor };
}

export function decideCancels(state: GateState, { account, symbol, actor }: CancelOrders): Outcome<'cancel_orders'> {
  const chosen = openOrders(state, account, symbol);
  const events = chosen.filter(({ cancel_requested }) => !cancel_requested).map((open) => cancelRequested(open, actor));
  return { answer: { kind: 'cancel_orders', order_ids: chosen.map(({ order }) => order.order_id) }, events };
}

export function openOrders(state: GateState, account: string | null, symbol: string | null): OrderState[] {
  return [...state.orders.values()].filter(
    ({ order }) => (account === null || order.account === account) && (symbol === null || order.symbol === symbol),
  );
}

/** Cancels of all open orders in a breaker's scope, for a trip that asks for them. */
export function cancelsIn(state: GateState, scope: string, actor: string): { events: CancelRequested[]; count: number } {
  const [kind, id = null] = scope.split(':');
  const chosen = openOrders(state, kind === 'account' ? id : null, kind === 'symbol' ? id : null);
  const fresh = chosen.filter(({ cancel_requested }) => !cancel_requested);
  return { events: fresh.map((open) => cancelRequested(open, actor)), count: chosen.length };
}

/** An order that the broker has and the gate has not is taken in with its hold. */
export function decideAdoption(state: GateState, command: AdoptOrder): Outcome<'adopt'> {
  const { order, broker_order_id, status, filled_quantity, leaves_quantity, check_price } = command;
  const cannot = state.orders.has(order.order_id) || isFinal(status) || !state.accounts.has(order.account);
  if (cannot || leaves_quantity <= 0) return { answer: { kind: 'adopt', adopted: false }, events: [] };
  const hold = notional(leaves_quantity, check_price, 'up');
  const about = { order, broker_order_id, status, filled_quantity, leaves_quantity, check_price };
  return { answer: { kind: 'adopt', adopted: true }, events: [{ type: 'ORDER_ADOPTED', ...UNSTAMPED, ...about, hold }] };
}
