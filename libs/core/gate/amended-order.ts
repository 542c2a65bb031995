import { type Money, notional, type Quantity } from '../model/money.js';
import type { Order } from '../model/order.js';
import type { OrderStands } from './event.js';
import type { OrderState, PendingAmendment } from './state.js';

/** What is left of a total; a broker that filled more leaves nothing. */
export const restOf = (total: number, filled: number): Quantity => Math.max(total - filled, 0) as Quantity;

/** Whether an amendment only lowers what is left. */
export const isPureReduction = (from: Order, to: Order): boolean =>
  to.quantity < from.quantity && to.price === from.price && to.stop_price === from.stop_price;

/** How an order stands after so much was filled, with that amendment pending: units and dollars are the larger of old and new, each by itself. */
export function standing(
  {
    order,
    check_price,
    contract,
    status,
    filled: before,
  }: Pick<OrderState, 'order' | 'check_price' | 'contract' | 'status' | 'filled'>,
  amending: Pick<PendingAmendment, 'quantity' | 'check_price' | 'contract'> | null,
  filled: Quantity = before,
): OrderStands {
  const old = restOf(order.quantity, filled);
  const rest = amending ? restOf(amending.quantity, filled) : (0 as Quantity);
  const dollars = amending ? notional(rest, amending.check_price, 'up', amending.contract) : 0;
  return {
    ...{ order_status: status, filled_quantity: filled, leaves_quantity: Math.max(old, rest) as Quantity },
    hold: Math.max(notional(old, check_price, 'up', contract), dollars) as Money,
  };
}
