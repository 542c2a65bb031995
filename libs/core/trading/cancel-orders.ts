import type { Order } from '../model/order.js';
import type { LiveBook } from '../ports/live-book.js';

/** Asked for at once: they share Redis's sync, so 50,000 resting orders take seconds instead of minutes. */
const AT_ONCE = 500;

/** Asks that every open order that is `chosen` be canceled; the ids of those that were. */
export async function cancelOrders(book: LiveBook, chosen: (order: Order) => boolean, actor: string): Promise<string[]> {
  const ids = (await book.openOrders()).filter(({ order }) => chosen(order)).map(({ order }) => order.order_id);
  for (let i = 0; i < ids.length; i += AT_ONCE)
    await Promise.all(ids.slice(i, i + AT_ONCE).map((id) => book.requestCancel(id, actor)));
  return ids;
}
