/** Short sales that are held back: by the fall of a price, and by what was located for the day. */
import { asksOf } from '../config/asks.js';
import { tiersOf } from '../controls/tiers.js';
import { exchangeCalendar } from '../model/exchange-calendar.js';
import { exchangeDay } from '../model/exchange-day.js';
import type { RiskConfig } from '../model/limits.js';
import type { Money } from '../model/money.js';
import { hasLimit } from '../model/order.js';
import type { ReservedState } from '../model/reserved-state.js';
import { sessionAt } from '../model/session.js';
import type { BookLocate } from './command.js';
import type { ExecutionApplied, GateEvent, LocateBooked, Marked } from './event.js';
import { NotJudged } from './not-judged.js';
import { type Outcome, unavailable, UNSTAMPED } from './outcome.js';
import type { Asked } from './scoped-look.js';
import type { AccountState, GateState, OrderState } from './state.js';
import { isPrice } from './valuation.js';

/** Of one account (or of the firm) and symbol, on one day of the exchange; units. */
export interface Locate {
  readonly account: string;
  readonly symbol: string;
  day: string;
  located: number;
  /** Sold short that day. Buying back takes nothing off. */
  shorted: number;
}

const LOCATES_MAX = 10_000;
/** In place of an account: what is located for all accounts that share it. */
export const OF_FIRM = '';
const locateKey = (account: string, symbol: string): string => `${account} ${symbol}`;

// ---- locates ----

export function decideLocate(state: GateState, command: BookLocate): Outcome<'book_locate'> {
  const { account, symbol, quantity, lender, actor, reason } = command;
  const known = account === OF_FIRM ? { account, day: dayOfFirm(state) } : state.accounts.get(account);
  if (!known) return { answer: unavailable('STATE_UNAVAILABLE', `${account} is not an account`), events: [] };
  if (!state.config?.symbols[symbol])
    return { answer: { kind: 'refused', message: `${symbol} is not a symbol that may be traded` }, events: [] };
  const before = locateOf(state, known, symbol);
  const live = [...state.locates.values()].filter(({ day }) => day >= known.day).length;
  if (!before && live >= LOCATES_MAX)
    return { answer: unavailable('OVERLOADED', `${LOCATES_MAX} locates are in force already`), events: [] };
  const located = (before?.located ?? 0) + quantity;
  if (!Number.isSafeInteger(located))
    return { answer: { kind: 'refused', message: 'more would be located than can be reckoned with' }, events: [] };
  const event: LocateBooked = {
    ...{ type: 'LOCATE_BOOKED', ...UNSTAMPED, account, symbol, day: known.day, quantity, lender, actor, reason },
  };
  return { answer: { kind: 'book_locate', day: known.day, located, shorted: before?.shorted ?? 0 }, events: [event] };
}

/** The newest of its accounts'; empty while there are none. */
export function dayOfFirm({ accounts }: GateState): string {
  let newest = '';
  for (const { day } of accounts.values()) if (day > newest) newest = day;
  return newest;
}
type Whose = Pick<AccountState, 'account' | 'day'>;

/** Those of days that are over go when the next one is booked or counted. */
function locateIn({ locates }: GateState, account: string, symbol: string, day: string): Locate {
  const key = locateKey(account, symbol);
  const known = locates.get(key);
  if (known && known.day >= day) return known;
  if (locates.size >= LOCATES_MAX) for (const [other, one] of locates) if (one.day < day) locates.delete(other);
  const fresh: Locate = { account, symbol, day, located: 0, shorted: 0 };
  locates.set(key, fresh);
  return fresh;
}

const locateOf = ({ locates }: GateState, { account, day }: Whose, symbol: string): Locate | undefined => {
  const found = locates.get(locateKey(account, symbol));
  return found && found.day >= day ? found : undefined;
};

export function locateBooked(state: GateState, { account, symbol, day, quantity }: LocateBooked): void {
  locateIn(state, account, symbol, day).located += quantity;
}

/** Units short when so many are sold out of what is held. */
const shortOf = (sold: number, held: number): number => Math.max(0, sold - held);

/** A sale that opens short counts against the locate of its day; called before the fill changes the position. */
export function noteShort(state: GateState, { kind, side, account: id, symbol, quantity }: ExecutionApplied): void {
  const account = kind === 'FILL' && side === 'SELL' ? state.accounts.get(id) : undefined;
  const required = account && state.config ? tiersOf(state.config).limitsOf(id).short_locate : 'not_required';
  if (!account || required === 'not_required') return;
  const held = account.positions.get(symbol)?.quantity ?? 0;
  const opened = shortOf(quantity, held) - shortOf(0, held);
  if (opened > 0) locateIn(state, required === 'of_firm' ? OF_FIRM : id, symbol, account.day).shorted += opened;
}

/** What open sales of an account would open short in a symbol. */
function openShort(account: AccountState, symbol: string): number {
  const { quantity = 0, open_sell_quantity = 0 } = account.positions.get(symbol) ?? {};
  return shortOf(open_sell_quantity, quantity) - shortOf(0, quantity);
}

/** All anew, or nothing while no account shares the firm's locates. Follows from the open orders, so it is in no snapshot. */
export function keepShortOpen(state: GateState): void {
  const { config } = state;
  state.short_open = config && asksOf(config).firmLocates ? new Map() : null;
  if (!state.short_open) return;
  for (const { account, positions } of state.accounts.values())
    for (const symbol of positions.keys()) shiftShortOpen(state, { account, symbol }, 1);
}

/** Takes what an account has in a symbol off (-1) before it changes, and adds it (1) after. */
export function shiftShortOpen(
  { short_open, config, accounts }: GateState,
  { account: id, symbol }: { account: string; symbol: string },
  sign: 1 | -1,
): void {
  const account = accounts.get(id);
  if (!short_open || !config || !account || tiersOf(config).limitsOf(id).short_locate !== 'of_firm') return;
  const units = openShort(account, symbol);
  if (units === 0) return;
  const sum = (short_open.get(symbol) ?? 0) + sign * units;
  if (sum === 0) short_open.delete(symbol);
  else short_open.set(symbol, sum);
}

/** Before (-1) and after (1) an event that changes what is open or held. */
export function noteShortOpen(state: GateState, event: GateEvent, sign: 1 | -1): void {
  switch (event.type) {
    case 'ORDER_DECIDED':
      if (event.accepted) shiftShortOpen(state, event.order, sign);
      return;
    case 'AMEND_DECIDED':
    case 'ORDER_ADOPTED':
      shiftShortOpen(state, event.order, sign);
      return;
    case 'ORDER_AMENDED':
    case 'AMEND_REJECTED':
    case 'EXECUTION_APPLIED':
    case 'ORDER_WITHDRAWN':
    case 'ACTIVITY_BOOKED':
      shiftShortOpen(state, event, sign);
      return;
    case 'ACCOUNT_ADOPTED':
      for (const { symbol } of event.positions) shiftShortOpen(state, { account: event.account, symbol }, sign);
      return;
    case 'SPLIT_APPLIED':
      for (const { account } of event.positions) shiftShortOpen(state, { account, symbol: event.symbol }, sign);
      return;
    default:
  }
}

// ---- the price test ----

/** A fall of a tenth holds short sales back, on that day and the next trading day. */
export function noteFalls({ config, short_tests }: GateState, { quotes, at_ms }: Marked): void {
  if (config?.limits.short_price_test !== 'on') return;
  for (const { symbol, bid, ask } of quotes.filter(isPrice)) {
    const { previous_close: close = null, calendar = null } = config.instruments[symbol] ?? {};
    if (close === null || (bid + ask) * 5 > close * 9) continue;
    if (calendar === 'XNYS' && sessionAt('XNYS', at_ms * 1000)?.phase !== 'regular') continue;
    short_tests.set(symbol, exchangeCalendar.nextTradingDay(exchangeDay(at_ms)));
  }
}

export function keepShortTests({ config, short_tests }: GateState): void {
  if (config && config.limits.short_price_test !== 'on') short_tests.clear();
}

// ---- what an order meets ----

/** Throws NotJudged where the own test is on and there is no previous close. */
export function meetShorts(
  state: GateState,
  account: AccountState,
  order: Asked,
  config: RiskConfig,
  met: ReservedState,
  own: OrderState | null,
  units: number,
): void {
  if (order.side !== 'SELL' || met.reducing) return;
  const asks = asksOf(config);
  if (asks.shortTest) meetTest(state, order, config, met);
  if (asks.locates) meetLocate(state, account, order, config, met, own, units);
}

function meetTest(state: GateState, order: Asked, config: RiskConfig, met: ReservedState): void {
  const { symbol } = order;
  const { short_restricted_until: until = null, previous_close = null } = config.instruments[symbol] ?? {};
  const on = config.limits.short_price_test === 'on';
  const today = exchangeDay(Math.floor(met.at_us / 1000));
  const last = state.short_tests.get(symbol) ?? '';
  const restricted = (until !== null && until >= today) || (on && last >= today);
  if (!restricted) {
    if (on && previous_close === null)
      throw new NotJudged('PREVIOUS_CLOSE_UNAVAILABLE', `no previous close of ${symbol} to hold its fall against`);
    return;
  }
  const bid = state.quotes.get(symbol)?.bid ?? (0 as Money);
  const price = hasLimit(order.order_type) && order.price !== null ? order.price : bid;
  if (price <= bid) met.shorts = { ...met.shorts, at: { price, bid } };
}

function meetLocate(
  state: GateState,
  account: AccountState,
  order: Asked,
  config: RiskConfig,
  met: ReservedState,
  own: OrderState | null,
  units: number,
): void {
  const { short_locate, short_locate_easy } = tiersOf(config).limitsOf(order.account);
  if (short_locate === 'not_required') return;
  if (short_locate_easy === 'exempt' && config.instruments[order.symbol]?.borrow === 'easy') return;
  const p = account.positions.get(order.symbol);
  const held = p?.quantity ?? 0;
  const selling = (p?.open_sell_quantity ?? 0) - (own?.leaves ?? 0);
  const opened = shortOf(selling, held) - shortOf(0, held);
  const adds = shortOf(selling + units, held) - shortOf(selling, held);
  const shared = short_locate === 'of_firm';
  const locate = locateOf(state, shared ? { account: OF_FIRM, day: account.day } : account, order.symbol);
  // Of the firm: what the other accounts that share it have open, too.
  const others = shared ? (state.short_open?.get(order.symbol) ?? 0) - openShort(account, order.symbol) : 0;
  met.shorts = { ...met.shorts, needed: (locate?.shorted ?? 0) + others + opened + adds, located: locate?.located ?? 0 };
}
