/**
 * What the gate can reckon with exactly. A position is worth at most MONEY_MAX, and what an account holds and has open stays below 2^53 micro-dollars. A price beyond that is
 * no mark: profit and loss grows old, and orders are refused for it. A report of the broker beyond that is set aside by name. Nothing of it ever reaches a sum.
 */
import {
  AmountError,
  type Contract,
  MONEY_MAX,
  type Money,
  MULTIPLIER_ONE,
  QUANTITY_ONE,
  type Quantity,
  RATE_ONE,
} from '../model/money.js';
import { contractOf, givesRate, isRated, rateAt } from './contracts.js';
import type { MarkedQuote, PositionRecord } from './event.js';
import { CASH, EXPOSURE, LEAF_WIDTH, OPEN_BUYS, OPEN_SELLS, OWNERS, QUANTITY, SUM_GROSS, SUM_VALUE, VALUE } from './figures.js';
import { heldIn, holderAt } from './leaf-rows.js';
import { type AccountState, type GateState, NOTHING_HELD, type PositionState } from './state.js';
import { isPrice, worstCase } from './valuation.js';

/** Far within what is exact: orders add to it. */
export const UNITS_MAX = Number.MAX_SAFE_INTEGER / 16;
/** Of an account's worst cases together, and of its equity: between MONEY_MAX, which orders may reach, and 2^53. */
const SUM_MAX = 8.5e15;
/** Moves that are not added up are smaller than this together. */
const SPARE = Number.MAX_SAFE_INTEGER - SUM_MAX;

/** What open orders of each side hold. */
type Holds = Pick<PositionState, 'open_buys' | 'open_sells'>;

/** In micro-dollars, as a double: to be held against a bound. */
const worth = (quantity: number, price: number, contract: Contract | null = null): number =>
  ((quantity * price) / QUANTITY_ONE) *
  (contract === null ? 1 : (contract.multiplier / MULTIPLIER_ONE) * (contract.rate / RATE_ONE));
const worst = (value: number, { open_buys, open_sells }: Holds): number => worstCase(value, open_buys, open_sells);

/** What the quotes of one batch do before they are marks: how far they move accounts, and where symbols are not plain, their marks and rates. */
export class Moved {
  readonly accounts = new Map<AccountState, { gross: number; equity: number }>();
  readonly marks = new Map<string, number>();
  readonly rates = new Map<string, number>();
}

/** Whether all that is held in the symbol, or in the currency that it prices, can be valued at the middle of this quote, after those before it in a batch of so many. */
export function canMark(state: GateState, quote: MarkedQuote, batch: number, moved: Moved): boolean {
  if (!isPrice(quote)) return true;
  const { symbol } = quote;
  const middle = (quote.bid + quote.ask) / 2;
  if (state.contracts.size === 0) return canValue(state, symbol, middle, null, batch, moved);
  const mark = Math.floor(middle);
  const priced = (state.pairs.get(symbol) ?? []).filter((one) => givesRate(state, one, symbol));
  const rates = new Map(priced.map((one) => [one.symbol, rateAt(mark, one.pairs[0] !== symbol)]));
  for (const other of new Set([symbol, ...rates.keys()])) {
    const contract = contractOf(state, other);
    const rate = rates.get(other) ?? moved.rates.get(other) ?? contract?.rate ?? 0;
    const at = other === symbol ? middle : (moved.marks.get(other) ?? state.quotes.get(other)?.mark ?? 0);
    if (!canValue(state, other, at, contract && { multiplier: contract.multiplier, rate }, batch, moved)) return false;
  }
  for (const [other, rate] of rates) moved.rates.set(other, rate);
  moved.marks.set(symbol, mark);
  return true;
}

const UNMOVED = { gross: 0, equity: 0 };

/** Loops over rows (rows.ts): of ten thousand holders nothing is looked up. */
function canValue(
  { held }: GateState,
  symbol: string,
  mark: number,
  contract: Contract | null,
  batch: number,
  { accounts: moved }: Moved,
): boolean {
  const [positions, slices] = [heldIn(held.positions, symbol), heldIn(held.slices, symbol)];
  const [sums, accounts] = [held.sums.data, held.accounts.data];
  for (let row = 0, at = 0; at < positions.end; row += 1, at += LEAF_WIDTH) {
    const { data } = positions;
    if (data[at + QUANTITY] === 0) continue;
    const of = positions.owners[row * OWNERS] as number;
    const value = worth(data[at + QUANTITY] as number, mark, contract);
    const after = worstCase(value, data[at + OPEN_BUYS] as number, data[at + OPEN_SELLS] as number);
    const [gross, equity] = [after - (data[at + EXPOSURE] as number), value - (data[at + VALUE] as number)];
    const before = moved.size === 0 ? UNMOVED : (moved.get(holderAt(positions, row)) ?? UNMOVED);
    const cash = accounts[(positions.accounts[row] as number) + CASH] as number;
    if (Math.abs(value) > MONEY_MAX || (sums[of + SUM_GROSS] as number) + before.gross + gross > SUM_MAX) return false;
    if (Math.abs(cash + (sums[of + SUM_VALUE] as number) + before.equity + equity) > SUM_MAX) return false;
    if (gross > SPARE / batch || Math.abs(equity) > SPARE / batch)
      moved.set(holderAt(positions, row), { gross: before.gross + Math.max(gross, 0), equity: before.equity + equity });
  }
  for (let at = 0; at < slices.end; at += LEAF_WIDTH)
    if (Math.abs(worth(slices.data[at + QUANTITY] as number, mark, contract)) > MONEY_MAX) return false;
  return true;
}

/** A position as it would be at a price. Throws AmountError when it could not be reckoned with. */
export function checkPosition(
  account: AccountState,
  p: PositionState,
  quantity: Quantity,
  price: Money,
  contract: Contract | null,
  holds: Holds = p,
): void {
  checkWorth(quantity, price, contract);
  const others = account.gross - p.exposure;
  if (others + worst(worth(quantity, price, contract), holds) > SUM_MAX) throw new AmountError('is too large to reckon with');
}

/** An account with other cash and positions, as evolve.ts values them. Throws AmountError. */
export function checkHoldings(state: GateState, account: AccountState, cash: number, positions: readonly PositionRecord[]): void {
  let [gross, value] = [account.gross as number, account.value as number];
  for (const { symbol, quantity, cost } of positions) {
    const mark = state.quotes.get(symbol)?.mark ?? 0;
    const p = account.positions.get(symbol) ?? NOTHING_HELD;
    const contract = contractOf(state, symbol);
    checkWorth(quantity, mark, contract);
    const after = mark > 0 && isRated(contract) ? worth(quantity, mark, contract) : cost;
    gross += worst(after, p) - p.exposure;
    value += after - p.value;
    checkMoney(cost);
  }
  checkMoney(cash, account.moved + (cash + value) - (account.cash + account.value));
  if (gross > SUM_MAX) throw new AmountError('is too large to reckon with');
}

function checkMoney(...amounts: number[]): void {
  if (amounts.some((amount) => Math.abs(amount) > MONEY_MAX)) throw new AmountError('is too large to reckon with');
}

/** Throws AmountError. */
export function checkWorth(quantity: number, price: number, contract: Contract | null): void {
  if (Math.abs(quantity) > UNITS_MAX || Math.abs(worth(quantity, price, contract)) > MONEY_MAX)
    throw new AmountError('is too large to reckon with');
}
