/**
 * What the gate can reckon with exactly. A position is worth at most MONEY_MAX, and what an account holds and has open stays below 2^53 micro-dollars. A price beyond that is
 * no mark: profit and loss grows old, and orders are refused for it. A report of the broker beyond that is set aside by name. Nothing of it ever reaches a sum.
 */
import { AmountError, MONEY_MAX, type Money, QUANTITY_ONE, type Quantity } from '../model/money.js';
import type { MarkedQuote, PositionRecord } from './event.js';
import { type AccountState, type GateState, newPosition, type PositionState } from './state.js';
import { isPrice, worstCase } from './valuation.js';

/** Far within what is exact: orders add to it. */
export const UNITS_MAX = Number.MAX_SAFE_INTEGER / 16;
/** Of an account's worst cases together: between MONEY_MAX, which orders may reach, and 2^53. */
const GROSS_MAX = 8.5e15;
/** Moves that are not added up are smaller than this together. */
const SPARE = Number.MAX_SAFE_INTEGER - GROSS_MAX;

/** What open orders of each side hold. */
type Holds = Pick<PositionState, 'open_buys' | 'open_sells'>;

/** In micro-dollars, as a double: to be held against a bound. */
const worth = (quantity: number, price: number): number => (quantity * price) / QUANTITY_ONE;
const worst = (value: number, { open_buys, open_sells }: Holds): number => worstCase(value, open_buys, open_sells);

/** How far the quotes of one batch move accounts. */
export type Moved = Map<AccountState, number>;

/** Whether all that is held in the symbol can be valued at the middle of this quote, after those before it in a batch of so many. */
export function canMark({ quotes }: GateState, quote: MarkedQuote, batch: number, moved: Moved): boolean {
  const known = quotes.get(quote.symbol);
  if (!known || !isPrice(quote)) return true;
  const mark = (quote.bid + quote.ask) / 2;
  for (const account of known.holders) {
    const p = account.positions.get(quote.symbol);
    if (!p) continue;
    const value = worth(p.quantity, mark);
    const move = worst(value, p) - p.exposure;
    const before = moved.get(account) ?? 0;
    if (Math.abs(value) > MONEY_MAX || account.gross + before + move > GROSS_MAX) return false;
    if (move > SPARE / batch) moved.set(account, before + move);
  }
  for (const { quantity } of known.slices) if (Math.abs(worth(quantity, mark)) > MONEY_MAX) return false;
  return true;
}

/** A position as it would be at a price. Throws AmountError when it could not be reckoned with. */
export function checkPosition(account: AccountState, p: PositionState, quantity: Quantity, price: Money, holds: Holds = p): void {
  checkWorth(quantity, price);
  const others = account.gross - p.exposure;
  if (others + worst(worth(quantity, price), holds) > GROSS_MAX) throw new AmountError('is too large to reckon with');
}

/** An account with other cash and positions, as evolve.ts values them. Throws AmountError. */
export function checkHoldings(state: GateState, account: AccountState, cash: number, positions: readonly PositionRecord[]): void {
  let [gross, value] = [account.gross as number, account.value as number];
  for (const { symbol, quantity, cost } of positions) {
    const mark = state.quotes.get(symbol)?.mark ?? 0;
    const p = account.positions.get(symbol) ?? newPosition(symbol);
    checkWorth(quantity, mark);
    const after = mark > 0 ? worth(quantity, mark) : cost;
    gross += worst(after, p) - p.exposure;
    value += after - p.value;
    checkMoney(cost);
  }
  checkMoney(cash, account.moved + (cash + value) - (account.cash + account.value));
  if (gross > GROSS_MAX) throw new AmountError('is too large to reckon with');
}

function checkMoney(...amounts: number[]): void {
  if (amounts.some((amount) => Math.abs(amount) > MONEY_MAX)) throw new AmountError('is too large to reckon with');
}

/** Throws AmountError. */
export function checkWorth(quantity: number, price: number): void {
  if (Math.abs(quantity) > UNITS_MAX || Math.abs(worth(quantity, price)) > MONEY_MAX)
    throw new AmountError('is too large to reckon with');
}
