import { ORDERS_IN_LIST } from '#contracts/order.js';
import type { OrderInput } from '../api/calls.js';
import { NoAnswerError, RefusedError } from '../api/client.js';
import { orderOf, type Ticket, type TicketFields } from './ticket.js';

export interface ListedOrder {
  client_order_id: string;
  fields: TicketFields;
  /** What the server said of it when it refused the list. */
  faults: string[];
}

/** Orders of one account that are sent together, and let through all or none. Its phases are those of a ticket. */
export interface OrderList {
  account: string;
  orders: ListedOrder[];
  /** A fill of one cancels the others. */
  oneCancelsOther: boolean;
  phase: Ticket['phase'];
}

export const emptyList = (account: string): OrderList => ({ account, orders: [], oneCancelsOther: false, phase: 'editing' });

/** Why no order can be added; null when one can. */
export function whyNotMore({ account, orders, phase }: OrderList, chosen: string): string | null {
  if (orders.length === 0) return null;
  if (phase !== 'editing') return 'The list is under way';
  if (account !== chosen) return `The list is of account ${account}: send or clear it first`;
  return orders.length < ORDERS_IN_LIST.max ? null : `A list has at most ${ORDERS_IN_LIST.max} orders`;
}

/** With what the ticket has, under the ticket's own id. */
export function withOrder(list: OrderList, { client_order_id, fields }: Ticket, account: string): OrderList {
  const orders = [...list.orders, { client_order_id, fields, faults: [] }];
  return { ...list, account: list.orders.length === 0 ? account : list.account, orders, phase: 'editing' };
}

export const withoutOrder = (list: OrderList, id: string): OrderList => ({
  ...list,
  orders: list.orders.filter(({ client_order_id }) => client_order_id !== id),
});

/** The bodies to send; null while there are too few. Only tickets without a fault come into a list. */
export function ordersOf({ account, orders }: OrderList): OrderInput[] | null {
  const bodies = orders.flatMap(({ client_order_id, fields }) => {
    const made = orderOf({ client_order_id, fields, phase: 'editing' }, account);
    return 'order' in made ? [made.order] : [];
  });
  return bodies.length === orders.length && bodies.length >= ORDERS_IN_LIST.min ? bodies : null;
}

const PLACE = /^orders\.(\d+)(?:\.(\w+))?$/;
/** Of an order against which nothing speaks but its company. */
const WITH_THE_LIST = 'LIST_REFUSED';

/** What was said of each order, by its place. */
function faultsByPlace({ problem }: RefusedError): Map<number, string[]> {
  const faults = new Map<number, string[]>();
  for (const { code, field = '', message } of problem.violations) {
    const [, place, of] = PLACE.exec(field) ?? [];
    if (place === undefined || code === WITH_THE_LIST) continue;
    const words = of === undefined ? message : `${of} ${message}`;
    faults.set(Number(place), [...(faults.get(Number(place)) ?? []), words]);
  }
  return faults;
}

/**
 * What comes after a refusal. A decision uses the ids up: the list goes out under new ones the next time. Malformed or 503: nothing was held, the same list is
 * sent again. No answer: unknown, and only the very same list may follow.
 */
export function afterListAnswer(list: OrderList, error: unknown, newId: () => string = () => crypto.randomUUID()): OrderList {
  if (error instanceof NoAnswerError) return { ...list, phase: 'unknown' };
  const faults = error instanceof RefusedError ? faultsByPlace(error) : new Map<number, string[]>();
  const keepsIds = error instanceof RefusedError && (error.problem.status === 400 || error.problem.status >= 500);
  const orders = list.orders.map((order, place) => ({
    ...order,
    ...(keepsIds ? {} : { client_order_id: `web-${newId()}` }),
    faults: faults.get(place) ?? [],
  }));
  return { ...list, orders, phase: 'editing' };
}

/** Whether it was accepted is not asked any more: another try is another list. */
export const givenUp = (list: OrderList, newId?: () => string): OrderList => afterListAnswer(list, null, newId);

/** `Order 2`, `Orders 2 and 5`: those that refused the list; null when it was refused for no order of it. */
export function refusing({ orders }: OrderList): string | null {
  const places = orders.flatMap(({ faults }, place) => (faults.length > 0 ? [String(place + 1)] : []));
  const last = places.pop();
  if (last === undefined) return null;
  return places.length === 0 ? `Order ${last}` : `Orders ${places.join(', ')} and ${last}`;
}

const STORED = 'breakwater.order-list';

/** Kept for the tab, as the ticket is: a reload loses neither the orders nor the ids of a list whose answer is not known. */
export function restoreList(storage: Pick<Storage, 'getItem'>): OrderList {
  try {
    const kept = JSON.parse(storage.getItem(STORED) ?? 'null') as OrderList | null;
    if (kept && Array.isArray(kept.orders))
      return { ...emptyList(''), ...kept, phase: kept.phase === 'editing' ? 'editing' : 'unknown' };
  } catch {
    // Not ours, or cut off: begin empty.
  }
  return emptyList('');
}

export function keepList(storage: Pick<Storage, 'setItem'>, list: OrderList): void {
  try {
    storage.setItem(STORED, JSON.stringify(list));
  } catch {
    // A full or forbidden storage only costs the comfort of surviving a reload.
  }
}
