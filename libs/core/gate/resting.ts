/** Open orders of an account, or of a group of accounts, by symbol and side, those with a limit in the order of their prices: what an own order could trade with. */
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

/** An order with a limit, among those of equal price: `next` came after it. */
interface Rest {
  readonly order_id: string;
  readonly price: Money;
  readonly level: Level;
  before: Rest | null;
  next: Rest | null;
}
/** Orders of one price. Linked, so that one of thousands leaves without a search. */
interface Level {
  readonly price: Money;
  first: Rest | null;
  last: Rest | null;
}
/** Of one account (or group) and symbol: those with a limit in rising prices, and market orders and stops, with a limit or without. */
interface Book {
  readonly limits: Record<Side, Level[]>;
  readonly others: Record<Side, Set<string>>;
}
/** Follows from the open orders, so it is in no snapshot. */
export interface Resting {
  readonly books: Map<string, Book>;
  readonly places: Map<string, { key: string; side: Side; rest: Rest | null }>;
}

/** A group is written so that no account has its name. */
function keyOf(config: RiskConfig | null, { account, symbol }: Pick<Order, 'account' | 'symbol'>): string {
  const group = config && tiersOf(config).limitsOf(account).self_trade_group;
  return `${group === null ? account : `#${group}`} ${symbol}`;
}

/** Found, or the place where it would stand. */
function placeOf(levels: readonly Level[], price: number): number {
  let [low, high] = [0, levels.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((levels[middle]?.price ?? 0) < price) low = middle + 1;
    else high = middle;
  }
  return low;
}

function addTo(levels: Level[], order_id: string, price: Money): Rest {
  const at = placeOf(levels, price);
  let level = levels[at];
  if (level?.price !== price) levels.splice(at, 0, (level = { price, first: null, last: null }));
  const rest: Rest = { order_id, price, level, before: level.last, next: null };
  if (level.last) level.last.next = rest;
  else level.first = rest;
  level.last = rest;
  return rest;
}

function dropFrom(levels: Level[], { level, before, next }: Rest): void {
  if (before) before.next = next;
  else level.first = next;
  if (next) next.before = before;
  else level.last = before;
  if (!level.first) levels.splice(placeOf(levels, level.price), 1);
}

function put({ config, resting }: GateState, order: Order, price: Money | null): void {
  if (!resting) return;
  const { books, places } = resting;
  const key = keyOf(config, order);
  let book = books.get(key);
  if (!book) books.set(key, (book = { limits: { BUY: [], SELL: [] }, others: { BUY: new Set(), SELL: new Set() } }));
  const { order_id, side } = order;
  if (order.order_type !== 'LIMIT') book.others[side].add(order_id);
  places.set(order_id, { key, side, rest: price === null ? null : addTo(book.limits[side], order_id, price) });
}

function take({ books, places }: Resting, orderId: string): void {
  const place = places.get(orderId);
  const book = place && books.get(place.key);
  if (!place || !book) return;
  const { limits, others } = book;
  others[place.side].delete(orderId);
  if (place.rest) dropFrom(limits[place.side], place.rest);
  places.delete(orderId);
  if (limits.BUY.length + limits.SELL.length + others.BUY.size + others.SELL.size === 0) books.delete(place.key);
}

/** While an amendment is pending the price that reaches further counts. Null: no limit. */
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
  for (const open of state.orders.values()) put(state, open.order, priceOf(open));
}

/** After the event has changed the state. */
export function noteResting(state: GateState, event: GateEvent): void {
  const { resting } = state;
  const id = resting && orderIn(event);
  if (!resting || id === null) return;
  take(resting, id);
  const open = state.orders.get(id);
  if (open) put(state, open.order, priceOf(open));
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
export function holdResting(state: GateState, order: Order, sign: 1 | -1): void {
  if (!state.resting) return;
  if (sign < 0) take(state.resting, order.order_id);
  else put(state, order, hasLimit(order.order_type) ? order.price : null);
}

/** The own order that an order could trade with, at the worst price that it may get; equal prices meet. */
export function metOwn(state: GateState, order: Asked, config: RiskConfig): Required<MetAlso>['meets'] | null {
  const book = state.resting?.books.get(keyOf(config, order));
  const mode = book ? tiersOf(config).limitsOf(order.account).self_trade : 'off';
  if (!book || mode === 'off') return null;
  const buys = order.side === 'BUY';
  // Of equal prices the newest sale, or the oldest buy.
  const own = (buys ? book.limits.SELL[0]?.last : book.limits.BUY.at(-1)?.first) ?? undefined;
  if (mode === 'venue') return metAtVenue(order, own, book.others[buys ? 'SELL' : 'BUY']);
  const worst = worstPrice(state, order);
  if (worst === null || !own || (buys ? worst < own.price : worst > own.price)) return null;
  return { worst, order_id: own.order_id, price: own.price };
}

/** What Alpaca refuses (its wash trade test): any two of both sides of which one is a market or stop order, and limits that meet. */
function metAtVenue(order: Asked, own: Rest | undefined, others: ReadonlySet<string>): Required<MetAlso>['meets'] | null {
  const none = 0 as Money;
  const [other] = others;
  const limit = order.order_type === 'LIMIT' ? order.price : null;
  if (other !== undefined) return { worst: limit ?? none, order_id: other, price: none, venue: true };
  if (!own || (limit !== null && (order.side === 'BUY' ? limit < own.price : limit > own.price))) return null;
  return { worst: limit ?? none, order_id: own.order_id, price: own.price, venue: true };
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
