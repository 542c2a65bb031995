import type { Order, OrderType, Side, TimeInForce } from '#core/model/order.js';
import { hasLimit, isStop, ORDER_TYPES, TIMES_IN_FORCE } from '#core/model/order.js';
import type { BrokerOrder } from '#core/ports/broker.js';
import type { Money, Quantity } from '#core/model/money.js';
import { readMoney, readUnits, writePrice, writeUnits } from './amounts.js';
import { foreignIds } from './ids.js';
import type { AlpacaOrder } from './schemas.js';
import type { SymbolMap } from './symbols.js';

/**
 * The body of POST /v2/orders. Our order_id is Alpaca's client_order_id: a second try can make no second order. Alpaca has no GTD: such an order goes as GTC,
 * and the adapter cancels it when its time is over.
 */
export function newOrderBody(order: Order, symbols: SymbolMap): Record<string, unknown> {
  return {
    symbol: symbols.toAlpaca(order.symbol),
    qty: writeUnits(order.quantity),
    side: order.side === 'BUY' ? 'buy' : 'sell',
    type: order.order_type.toLowerCase(),
    time_in_force: (order.time_in_force === 'GTD' ? 'GTC' : order.time_in_force).toLowerCase(),
    ...pricesOf(order),
    // Alpaca takes it of LIMIT orders of the day alone; others wait for the session.
    ...(order.extended_hours === true && order.order_type === 'LIMIT' && order.time_in_force === 'DAY'
      ? { extended_hours: true }
      : {}),
    client_order_id: order.order_id,
  };
}

/** Limit and stop price, as far as the order's type has them. */
export function pricesOf({
  order_type,
  price,
  stop_price,
}: Pick<Order, 'order_type' | 'price' | 'stop_price'>): Record<string, string> {
  return {
    ...(hasLimit(order_type) && price !== null ? { limit_price: writePrice(price) } : {}),
    ...(isStop(order_type) && stop_price !== undefined ? { stop_price: writePrice(stop_price) } : {}),
  };
}

/** Whether the time of a GTD order is over. */
export const isOver = ({ time_in_force, good_till }: Order, nowMs: number): boolean =>
  time_in_force === 'GTD' && good_till !== undefined && good_till <= nowMs * 1000;

type Status = BrokerOrder['status'];
const ENDS: Record<string, Status> = { filled: 'FILLED', canceled: 'CANCELED', expired: 'EXPIRED', rejected: 'REJECTED' };
/** Every word that we know to mean open. An unknown one is open too, and told. */
const OPEN = new Set([
  ...['accepted', 'new', 'partially_filled', 'pending_new', 'accepted_for_bidding', 'held', 'stopped', 'suspended', 'calculated'],
  ...['done_for_day', 'pending_cancel', 'pending_replace', 'pending_review', 'replaced'],
]);

export const isKnownStatus = (word: string): boolean => word in ENDS || OPEN.has(word);

export function statusOf({ status, filled_qty }: Pick<AlpacaOrder, 'status' | 'filled_qty'>): Status {
  return ENDS[status] ?? (readUnits(filled_qty) > 0 ? 'PARTIALLY_FILLED' : 'WORKING');
}

/** An order of the account that we did not send, as ours. Null for one that has no quantity (an order in dollars) or an unknown kind: only a person can judge it. */
export function foreignOrder(account: string, theirs: AlpacaOrder, symbols: SymbolMap): Order | null {
  if (theirs.qty === null) return null;
  const order_type = theirs.type.toUpperCase();
  const time_in_force = theirs.time_in_force.toUpperCase();
  const type = ORDER_TYPES.find((one) => one === order_type);
  return {
    account,
    client_order_id: clientIdOf(theirs),
    symbol: symbols.toOurs(theirs.symbol),
    side: (theirs.side === 'buy' ? 'BUY' : 'SELL') satisfies Side,
    quantity: readUnits(theirs.qty),
    price: theirs.limit_price === null ? null : readMoney(theirs.limit_price),
    order_type: (type ?? 'MARKET') satisfies OrderType,
    time_in_force: (TIMES_IN_FORCE.find((one) => one === time_in_force) ?? 'GTC') satisfies TimeInForce,
    ...(theirs.stop_price === null || !isStop(type ?? 'MARKET') ? {} : { stop_price: readMoney(theirs.stop_price) }),
    ...foreignIds(theirs.id),
  };
}

/** Visible ASCII without spaces, at most 64: what our own ids are made of. */
function clientIdOf({ client_order_id, id }: AlpacaOrder): string {
  return /^[\x21-\x7e]{1,64}$/.test(client_order_id) ? client_order_id : id;
}

/** Whether Alpaca's order is the one that we asked for: a client_order_id that stands for another one is not ours. */
export function isSameOrder(order: Order, theirs: AlpacaOrder, symbols: SymbolMap): boolean {
  const price: Money | null = theirs.limit_price === null ? null : readMoney(theirs.limit_price);
  const quantity: Quantity | null = theirs.qty === null ? null : readUnits(theirs.qty);
  const stop = theirs.stop_price === null ? null : readMoney(theirs.stop_price);
  const asked = hasLimit(order.order_type) ? order.price : null;
  return (
    symbols.toOurs(theirs.symbol) === order.symbol &&
    (theirs.side === 'buy') === (order.side === 'BUY') &&
    quantity === order.quantity &&
    price === asked &&
    stop === (order.stop_price ?? null)
  );
}
