import { orderBody } from '#contracts/order.js';
import { hasLimit, isStop, type OrderType, type TimeInForce } from '#core/model/order.js';
import type { OrderInput } from '../api/calls.js';
import { NoAnswerError, RefusedError } from '../api/client.js';

/** What is typed, as it is typed: text stays text until it is sent, so that nothing is lost or rounded on the way. */
export interface TicketFields {
  symbol: string;
  side: 'BUY' | 'SELL';
  quantity: string;
  order_type: OrderType;
  price: string;
  stop_price: string;
  time_in_force: TimeInForce;
  /** Of GTD: local date and time, as the browser's field gives it. */
  good_till: string;
  reduce_only: boolean;
  extended_hours: boolean;
  /** Empty: none. */
  strategy: string;
}
export type FieldName = keyof TicketFields;
export type Faults = Partial<Record<FieldName, string>>;

export const emptyTicket: TicketFields = {
  symbol: '',
  side: 'BUY',
  quantity: '',
  order_type: 'LIMIT',
  price: '',
  stop_price: '',
  time_in_force: 'DAY',
  good_till: '',
  reduce_only: false,
  extended_hours: false,
  strategy: '',
};

/**
 * One intention to trade, under one client_order_id. `unknown`: it was sent and no answer came, so it may have been accepted; until that is settled
 * the same content is sent under the same id, and the server gives its first decision again.
 */
export interface Ticket {
  client_order_id: string;
  fields: TicketFields;
  phase: 'editing' | 'sending' | 'unknown';
}

export const newTicket = (fields: TicketFields, id: string = crypto.randomUUID()): Ticket => ({
  client_order_id: `web-${id}`,
  fields,
  phase: 'editing',
});

/** The body of the order, by the API's own contract, or what is wrong with each field. */
export function orderOf({ client_order_id, fields }: Ticket, account: string): { order: OrderInput } | { faults: Faults } {
  const { symbol, side, order_type, time_in_force, price, stop_price, good_till, reduce_only, extended_hours, strategy } = fields;
  const order = {
    ...{ client_order_id, account, symbol, side, order_type, time_in_force },
    price: order_type === 'STOP' || price.trim() === '' ? null : price.trim(),
    quantity: fields.quantity.trim(),
    ...(isStop(order_type) ? { stop_price: stop_price.trim() } : {}),
    ...(time_in_force === 'GTD' ? { good_till: instantOf(good_till) } : {}),
    ...(reduce_only ? { reduce_only } : {}),
    ...(extended_hours ? { extended_hours } : {}),
    ...(strategy === '' ? {} : { strategy }),
  };
  const parsed = orderBody.safeParse(order);
  if (parsed.success) return { order };
  const faults: Faults = {};
  for (const { path, message } of parsed.error.issues) {
    const field = path[0] as FieldName;
    faults[field] ??= fieldFault(fields, field, message);
  }
  // The contract looks at fields together only when each is well by itself; a form says everything at once.
  if (hasLimit(order_type) && price.trim() === '') faults.price ??= PRICE_MISSING;
  return { faults };
}

/** The moment that a local date and time names; what is none stays as it is, for the contract to say so. */
function instantOf(local: string): string {
  const ms = Date.parse(local);
  return Number.isNaN(ms) ? local : new Date(ms).toISOString();
}

const PRICE_MISSING = 'A limit order needs a price';
const EMPTY: Faults = {
  symbol: 'Choose a symbol',
  quantity: 'Enter a quantity',
  price: PRICE_MISSING,
  stop_price: 'A stop order needs a stop price',
  good_till: 'Choose when it ends',
};

function fieldFault(fields: TicketFields, field: FieldName, message: string): string {
  const typed = fields[field] ?? '';
  if (typeof typed === 'string' && typed.trim() === '') return EMPTY[field] ?? message;
  return message.charAt(0).toUpperCase() + message.slice(1);
}

/**
 * What comes after an answer. A decision, yes or no, uses the id up: the next order is another. Malformed or 503: nothing was held, the same
 * ticket is sent again. No answer: unknown.
 */
export function afterAnswer(ticket: Ticket, error: unknown): Ticket {
  if (error instanceof NoAnswerError) return { ...ticket, phase: 'unknown' };
  if (error instanceof RefusedError && (error.problem.status === 400 || error.problem.status >= 500))
    return { ...ticket, phase: 'editing' };
  return newTicket(ticket.fields);
}

/** What the API said of single fields. */
export function faultsOf(error: unknown): Faults {
  if (!(error instanceof RefusedError)) return {};
  const faults: Faults = {};
  for (const { field, message } of error.problem.violations)
    if (field !== undefined && field in emptyTicket) faults[field as FieldName] = message;
  return faults;
}

const STORED = 'breakwater.ticket';

/** Kept for the tab: a reload, wanted or not, loses neither what was typed nor the id of an order whose answer is not known. */
export function restoreTicket(storage: Pick<Storage, 'getItem'>): Ticket {
  try {
    const kept = JSON.parse(storage.getItem(STORED) ?? 'null') as Ticket | null;
    if (kept && typeof kept.client_order_id === 'string') {
      // A page that went away while it was sending does not know the answer either.
      return { ...kept, fields: { ...emptyTicket, ...kept.fields }, phase: kept.phase === 'editing' ? 'editing' : 'unknown' };
    }
  } catch {
    // Not ours, or cut off: begin empty.
  }
  return newTicket(emptyTicket);
}

export function keepTicket(storage: Pick<Storage, 'setItem'>, ticket: Ticket): void {
  try {
    storage.setItem(STORED, JSON.stringify(ticket));
  } catch {
    // A full or forbidden storage only costs the comfort of surviving a reload.
  }
}
