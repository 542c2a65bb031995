/** Open orders with a limit price, by account, symbol and side in the order of their prices: what an own order of the other side could trade with. */
import { asksOf } from '../config/asks.js';
import { tiersOf } from '../controls/tiers.js';
import type { RiskConfig } from '../model/limits.js';
import type { Money } from '../model/money.js';
import { hasLimit, type Order, type Side } from '../model/order.js';
import type { MetAlso } from '../model/reserved-state.js';
import type { CancelRequested, GateEvent } from './event.js';
import { UNSTAMPED } from './outcome.js';
import type { Asked } from './scoped-look.js';
import type { GateState, OrderState } from './state.js';

interface Rest {
  readonly order_id: string;
  readonly price: Money;
}
/** Follows from the open orders, so it is in no snapshot. Buys and sells in rising prices. */
export interface Resting {
  readonly books: Map<string, Record<Side, Rest[]>>;
  readonly places: Map<string, { key: string; side: Side; price: Money }>;
}

const keyOf = ({ account, symbol }: Pick<Order, 'account' | 'symbol'>): string => `${account} ${symbol}`;

/** Found, or the place where it would stand. */
function placeOf(rests: readonly Rest[], price: number): number {
  let [low, high] = [0, rests.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((rests[middle]?.price ?? 0) < price) low = middle + 1;
    else high = middle;
  }
  return low;
}

function put({ books, places }: Resting, order: Order, price: Money): void {
  const key = keyOf(order);
  let book = books.get(key);
  if (!book) books.set(key, (book = { BUY: [], SELL: [] }));
  const { order_id, side } = order;
  book[side].splice(placeOf(book[side], price), 0, { order_id, price });
  places.set(order_id, { key, side, price });
}

function take({ books, places }: Resting, orderId: string): void {
  const place = places.get(orderId);
  const book = place && books.get(place.key);
  if (!place || !book) return;
  const rests = book[place.side];
  let at = placeOf(rests, place.price);
  while (at < rests.length && rests[at]?.order_id !== orderId) at += 1;
  rests.splice(at, 1);
  places.delete(orderId);
  if (book.BUY.length === 0 && book.SELL.length === 0) books.delete(place.key);
}

/** While an amendment is pending the price that reaches further counts. */
function priceOf({ order, amending }: Pick<OrderState, 'order' | 'amending'>): Money | null {
  if (!hasLimit(order.order_type) || order.price === null) return null;
  const other = amending?.price ?? order.price;
  return (order.side === 'BUY' ? Math.max(order.price, other) : Math.min(order.price, other)) as Money;
}

/** All anew while it is asked for, else nothing. */
export function keepResting(state: GateState): void {
  state.resting = null;
  if (!state.config || !asksOf(state.config).selfTrade) return;
  state.resting = { books: new Map(), places: new Map() };
  for (const open of state.orders.values()) putOpen(state.resting, open);
}

function putOpen(resting: Resting, open: OrderState): void {
  const price = priceOf(open);
  if (price !== null) put(resting, open.order, price);
}

/** After the event has changed the state. */
export function noteResting(state: GateState, event: GateEvent): void {
  const { resting } = state;
  const id = resting && orderIn(event);
  if (!resting || id === null) return;
  take(resting, id);
  const open = state.orders.get(id);
  if (open) putOpen(resting, open);
}

function orderIn(event: GateEvent): string | null {
  switch (event.type) {
    case 'ORDER_DECIDED':
    case 'AMEND_DECIDED':
    case 'ORDER_ADOPTED':
      return event.order.order_id;
    case 'ORDER_AMENDED':
    case 'AMEND_REJECTED':
    case 'EXECUTION_APPLIED':
    case 'ORDER_WITHDRAWN':
      return event.order_id;
    default:
      return null;
  }
}

/** Of a list, while it is judged: those before it stand there too. */
export function holdResting({ resting }: GateState, order: Order, sign: 1 | -1): void {
  if (!resting) return;
  if (sign < 0) take(resting, order.order_id);
  else if (hasLimit(order.order_type) && order.price !== null) put(resting, order, order.price);
}

/** The own order that an order could trade with, at the worst price that it may get; equal prices meet. */
export function metOwn(state: GateState, order: Asked, config: RiskConfig): Required<MetAlso>['meets'] | null {
  const book = state.resting?.books.get(keyOf(order));
  if (!book || tiersOf(config).limitsOf(order.account).self_trade === 'off') return null;
  const worst = worstPrice(state, order);
  const buys = order.side === 'BUY';
  const own = buys ? book.SELL[0] : book.BUY.at(-1);
  if (worst === null || !own || (buys ? worst < own.price : worst > own.price)) return null;
  return { worst, order_id: own.order_id, price: own.price };
}

/** A limit is the worst; a market order gets the ask or the bid, moved by the slippage. A stop without a limit trades when it triggers, not now. */
function worstPrice({ quotes, slippage_bps }: GateState, { symbol, side, price, order_type }: Asked): Money | null {
  if (hasLimit(order_type)) return price;
  const quote = quotes.get(symbol);
  if (order_type !== 'MARKET' || !quote) return null;
  return side === 'BUY'
    ? (Math.ceil((quote.ask * (10_000 + slippage_bps)) / 10_000) as Money)
    : (Math.floor((quote.bid * (10_000 - slippage_bps)) / 10_000) as Money);
}

/** The cancel of the own order, where the account asks for it. */
export function cancelOfOwn(
  state: GateState,
  { order, state: { also }, accepted }: { order: Order; state: { also?: MetAlso }; accepted: boolean },
  actor: string,
): CancelRequested[] {
  const open = accepted || !also?.meets || !state.config ? undefined : state.orders.get(also.meets.order_id);
  if (!open || open.cancel_requested || !state.config) return [];
  if (tiersOf(state.config).limitsOf(order.account).self_trade !== 'cancel_resting') return [];
  const { order_id, account } = open.order;
  return [{ type: 'CANCEL_REQUESTED', ...UNSTAMPED, order_id, account, actor }];
}
