import type { Money, Quantity } from './money.js';

export const SIDES = ['BUY', 'SELL'] as const;
export type Side = (typeof SIDES)[number];

/** STOP becomes a MARKET order, STOP_LIMIT a LIMIT order, when the ask (of a buy) or the bid (of a sale) reaches its stop price. */
export const ORDER_TYPES = ['LIMIT', 'MARKET', 'STOP', 'STOP_LIMIT'] as const;
export type OrderType = (typeof ORDER_TYPES)[number];

export const hasLimit = (type: OrderType): boolean => type === 'LIMIT' || type === 'STOP_LIMIT';
export const isStop = (type: OrderType): boolean => type === 'STOP' || type === 'STOP_LIMIT';

/** How the id of an order begins that somebody else sent to the broker's account: no id of ours has that letter there. */
export const FOREIGN_ID = 'ord_x';
/** Sent by somebody else: it was taken over, counts in exposure, and can be canceled; no decision was made on it. */
export const isForeign = ({ order_id }: Pick<Order, 'order_id'>): boolean => order_id.startsWith(FOREIGN_ID);

/**
 * DAY ends at the close of its instrument's calendar, GTC when canceled, GTD at its `good_till`, IOC cancels what does not fill at once, FOK fills whole at once or not at all.
 * IOC and FOK of a stop count from its trigger.
 */
export const TIMES_IN_FORCE = ['DAY', 'GTC', 'IOC', 'FOK', 'GTD'] as const;
export type TimeInForce = (typeof TIMES_IN_FORCE)[number];

/**
 * NEW: held, verdict not yet recorded. PENDING_SUBMIT: accepted, on its way to the broker. WORKING: the broker has it.
 * FILLED, CANCELED, REJECTED (by risk or by the broker) and EXPIRED are final; nothing is held any more.
 */
export const ORDER_STATUSES = [
  'NEW',
  'PENDING_SUBMIT',
  'WORKING',
  'PARTIALLY_FILLED',
  'FILLED',
  'CANCELED',
  'REJECTED',
  'EXPIRED',
] as const;
export type OrderStatus = (typeof ORDER_STATUSES)[number];

export const FINAL_STATUSES: readonly OrderStatus[] = ['FILLED', 'CANCELED', 'REJECTED', 'EXPIRED'];

export function isFinal(status: OrderStatus): boolean {
  return FINAL_STATUSES.includes(status);
}

/** An order as a client asks for it, validated: amounts exact, symbol and account known. */
export interface OrderRequest {
  account: string;
  client_order_id: string;
  symbol: string;
  side: Side;
  quantity: Quantity;
  /** Required for LIMIT and STOP_LIMIT, null for STOP. For MARKET optional: when given, the check uses the worse of it and the quote. */
  price: Money | null;
  order_type: OrderType;
  time_in_force: TimeInForce;
  /** Of STOP and STOP_LIMIT, and of no other. */
  stop_price?: Money;
  /** Of GTD, and of no other: when it ends, microseconds since 1970. */
  good_till?: number;
  /** It may only close. While it works, the newest are canceled when less is left to close than these orders would. */
  reduce_only?: boolean;
  /** It may trade outside regular hours. */
  extended_hours?: boolean;
  /** The order session that it belongs to. */
  session?: string;
  /** Of a list: a fill of it cancels the list's other orders. */
  one_cancels_other?: boolean;
  /** Whose idea it is; what it fills is this strategy's position too. Not there: no strategy's. */
  strategy?: string;
}

/** An order that was given its ids; what the log, the broker and PostgreSQL know it by. */
export interface Order extends OrderRequest {
  order_id: string;
  decision_id: string;
  /** Of the list that it came in. */
  list_id?: string;
  /** Of the gate itself: it closes what is held in that scope (gate/flatten.ts). */
  flatten?: string;
  /** Who sent it, by the credentials; not there in orders of earlier builds. */
  user?: string;
}

/** What an account may be named: names stand in addresses and in the lines of the log. */
export const ACCOUNT_NAME = /^[a-z0-9][a-z0-9_-]{0,31}$/;

/** Without wishes that are not made: `false` is the same as nothing, to a repeat and in the log. */
export function withoutNoWishes<Request extends OrderRequest>(request: Request): Request {
  const { reduce_only = true, extended_hours = true, one_cancels_other = true } = request;
  if (reduce_only && extended_hours && one_cancels_other) return request;
  const asked = { ...request };
  if (!reduce_only) delete asked.reduce_only;
  if (!extended_hours) delete asked.extended_hours;
  if (!one_cancels_other) delete asked.one_cancels_other;
  return asked;
}
