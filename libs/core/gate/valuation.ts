import { AmountError, type Contract, type Money, mulDiv, notional, type Quantity } from '../model/money.js';
import type { DayRecord } from './event.js';
import type { AccountState, GateState, PositionState, QuoteState } from './state.js';

/** How old a quote may be that an order is checked at, or that profit and loss is known by. */
export const QUOTE_FRESH_US = 15_000_000;
const LAST_TRADE_FRESH_US = 60_000_000;

/** Signed value of a position at a mark, to the nearest micro-dollar. */
export function valueAt(quantity: Quantity, mark: Money, contract?: Contract | null): Money {
  const size = notional(Math.abs(quantity) as Quantity, mark, 'nearest', contract);
  return (quantity < 0 ? 0 - size : size) as Money;
}

/** Worst case of one symbol: all open buys fill, or all open sells do (W). */
export function worstCase(value: number, openBuys: number, openSells: number): Money {
  return Math.max(value + openBuys, openSells - value, 0) as Money;
}

export const equityOf = (a: AccountState): Money => (a.cash + a.value) as Money;
export const lossOf = (a: AccountState): Money => (a.day_start + a.moved - a.cash - a.value) as Money;

/** A quote that can be traded by: young enough, with both sides, not crossed. */
export function isFresh(quote: QuoteState, atUs: number): boolean {
  return atUs - quote.at_us <= QUOTE_FRESH_US && quote.bid > 0 && quote.ask >= quote.bid;
}

/** A quote that says what a symbol is worth: with both sides, not crossed, not too wide. */
export const isPrice = ({ bid, ask, wide }: { bid: Money; ask: Money; wide?: boolean }): boolean =>
  bid > 0 && ask >= bid && wide !== true;

/** Twice the reference price: the middle of a fresh quote that is not too wide, else the last trade (60 s), else the mark (15 s); 0 when there is none. */
export function referenceTwice(quote: QuoteState | undefined, atUs: number): Money {
  if (quote === undefined) return 0 as Money;
  if (isFresh(quote, atUs) && quote.wide !== true) return (quote.bid + quote.ask) as Money;
  if (quote.last_trade > 0 && atUs - quote.last_trade_us <= LAST_TRADE_FRESH_US) return (2 * quote.last_trade) as Money;
  if (quote.mark > 0 && atUs - quote.mark_us <= QUOTE_FRESH_US) return (2 * quote.mark) as Money;
  return 0 as Money;
}

/** What a fill does to a position and to cash: average cost, through flips. Throws AmountError when a figure leaves what can be reckoned with. */
export interface Booking {
  quantity: Quantity;
  cost: Money;
  realized_pnl: Money;
  cash_change: Money;
}

/** A fill as the broker did it; `contract`: not there of a plain instrument. */
export interface Traded {
  side: 'BUY' | 'SELL';
  quantity: Quantity;
  price: Money;
  fee: Money;
  contract?: Contract;
}

export function bookFill(p: PositionState, { side, quantity, price, fee, contract }: Traded): Booking {
  const paid = notional(quantity, price, 'nearest', contract);
  const signed = side === 'BUY' ? quantity : 0 - quantity;
  const held = Math.abs(p.quantity);
  const closing = p.quantity * signed < 0 ? Math.min(held, quantity) : 0;
  let [cost, realized, opened] = [p.cost as number, 0, paid as number];
  if (closing > 0) {
    const share = mulDiv(Math.abs(p.cost), closing, held, 'nearest');
    const closed = closing === quantity ? paid : notional(closing as Quantity, price, 'nearest', contract);
    realized = p.quantity > 0 ? closed - share : share - closed;
    cost += p.quantity > 0 ? 0 - share : share;
    opened -= closed;
  }
  cost += side === 'BUY' ? opened : 0 - opened;
  const booking = {
    quantity: (p.quantity + signed) as Quantity,
    cost: cost as Money,
    realized_pnl: realized as Money,
    cash_change: ((side === 'BUY' ? 0 - paid : paid) - fee) as Money,
  };
  for (const figure of Object.values(booking))
    if (!Number.isSafeInteger(figure)) throw new AmountError('is too large to reckon with');
  return booking;
}

/** Dollars that a fill traded, without its fee. */
export const tradedIn = ({ quantity, price, contract }: Pick<Traded, 'quantity' | 'price' | 'contract'>): Money =>
  notional(quantity, price, 'nearest', contract);

/** The day of an account as it stands. */
export function dayOf(state: GateState, a: AccountState): DayRecord {
  const total = (0 - lossOf(a)) as Money;
  return {
    account: a.account,
    date: a.day,
    cash: a.cash,
    position_value: a.value,
    gross_exposure: a.gross,
    day_start_equity: a.day_start,
    cash_moved: a.moved,
    realized_pnl: a.realized,
    unrealized_pnl: (total - a.realized) as Money,
    total_pnl: total,
    fees: a.fees,
    peak_equity: a.peak,
    circuit_breaker_triggered: state.breakers.has(`account:${a.account}`) || state.breakers.has('firm'),
  };
}
