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
import type { ExecutionApplied, LocateBooked, Marked } from './event.js';
import { NotJudged } from './not-judged.js';
import { type Outcome, unavailable, UNSTAMPED } from './outcome.js';
import type { Asked } from './scoped-look.js';
import type { AccountState, GateState, OrderState } from './state.js';
import { isPrice } from './valuation.js';

/** Of one account and symbol, on one day of the exchange; units. */
export interface Locate {
  readonly account: string;
  readonly symbol: string;
  day: string;
  located: number;
  /** Sold short that day. Buying back takes nothing off. */
  shorted: number;
}

const LOCATES_MAX = 10_000;
const locateKey = (account: string, symbol: string): string => `${account} ${symbol}`;

// ---- locates ----

export function decideLocate(state: GateState, command: BookLocate): Outcome<'book_locate'> {
  const { account, symbol, quantity, lender, actor, reason } = command;
  const known = state.accounts.get(account);
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

const locateOf = ({ locates }: GateState, { account, day }: AccountState, symbol: string): Locate | undefined => {
  const found = locates.get(locateKey(account, symbol));
  return found && found.day >= day ? found : undefined;
};

export function locateBooked(state: GateState, { account, symbol, day, quantity }: LocateBooked): void {
  locateIn(state, account, symbol, day).located += quantity;
}

/** A sale that opens short counts against the locate of its day; called before the fill changes the position. */
export function noteShort(state: GateState, { kind, side, account: id, symbol, quantity }: ExecutionApplied): void {
  const account = kind === 'FILL' && side === 'SELL' ? state.accounts.get(id) : undefined;
  if (!account || !state.config || tiersOf(state.config).limitsOf(id).short_locate !== 'required') return;
  const held = account.positions.get(symbol)?.quantity ?? 0;
  const opened = Math.max(0, quantity - held) - Math.max(0, 0 - held);
  if (opened > 0) locateIn(state, id, symbol, account.day).shorted += opened;
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
  if (short_locate !== 'required') return;
  if (short_locate_easy === 'exempt' && config.instruments[order.symbol]?.borrow === 'easy') return;
  const p = account.positions.get(order.symbol);
  const held = p?.quantity ?? 0;
  const selling = (p?.open_sell_quantity ?? 0) - (own?.leaves ?? 0);
  const short = (sold: number) => Math.max(0, sold - held);
  const opened = short(selling) - short(0);
  const adds = short(selling + units) - short(selling);
  const locate = locateOf(state, account, order.symbol);
  met.shorts = { ...met.shorts, needed: (locate?.shorted ?? 0) + opened + adds, located: locate?.located ?? 0 };
}
