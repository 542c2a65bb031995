/**
 * Lists of which a fill of one order, whole or in part, cancels the others. Until their cancels are confirmed all of them hold what they may still do, for two can
 * fill in a race.
 */
import type { CancelRequested, ExecutionApplied } from './event.js';
import { cancelRequested } from './open-orders.js';
import type { GateState, OrderState } from './state.js';

const listOf = ({ order }: OrderState): string | null => (order.one_cancels_other === true ? (order.list_id ?? null) : null);

/** Called with each order that comes to be open. */
export function noteRival({ rivals }: GateState, open: OrderState): void {
  const list = listOf(open);
  if (list === null) return;
  const ids = rivals.get(list);
  if (ids) ids.add(open.order.order_id);
  else rivals.set(list, new Set([open.order.order_id]));
}

/** Called with each order that leaves. */
export function forgetRival({ rivals, outdone }: GateState, open: OrderState): void {
  const list = listOf(open);
  if (list === null) return;
  const { order_id } = open.order;
  const ids = rivals.get(list);
  ids?.delete(order_id);
  if (ids?.size === 0) rivals.delete(list);
  outdone.delete(order_id);
}

/** A fill of an order: the others of its list are to be canceled. */
export function outdo(state: GateState, filled: OrderState, { kind }: Pick<ExecutionApplied, 'kind'>): void {
  const list = kind === 'FILL' ? listOf(filled) : null;
  if (list === null) return;
  for (const order_id of state.rivals.get(list) ?? [])
    if (order_id !== filled.order.order_id && state.orders.get(order_id)?.cancel_requested === false) state.outdone.add(order_id);
}

/** What is outdone and was not asked to be canceled yet. */
export function rivalCancels({ orders, outdone }: GateState, actor: string): CancelRequested[] {
  if (outdone.size === 0) return [];
  return [...outdone].flatMap((order_id) => {
    const open = orders.get(order_id);
    return open ? [cancelRequested(open, actor)] : [];
  });
}
