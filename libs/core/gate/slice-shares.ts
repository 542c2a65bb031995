/**
 * What becomes of the positions that are recorded for strategies when a position changes without an order of theirs: a kill closes the account's, the broker's account
 * is taken over, an activity moves units. Nobody knows whose units went, so each loses its share; units that come are nobody's. The event carries the results.
 */
import { type Contract, type Money, notional, proportion, type Quantity } from '../model/money.js';
import { heldValue } from './contracts.js';
import type { SliceRecord } from './event.js';
import { type Leaf, shiftPosition, shiftStart, shiftTurnover } from './figures.js';
import { dropSlice, knownSlice, sliceIn } from './leaves.js';
import { type AccountState, type GateState, newQuote, type SliceState } from './state.js';

const slicesIn = ({ slices }: AccountState, symbol: string): SliceState[] =>
  [...slices.values()].filter((slice) => slice.symbol === symbol && slice.quantity !== 0);

/** What is left of each when a position goes from `before` to `after` units; empty when nothing of it is gone. A position that turned takes all with it. */
export function sharesLeft(account: AccountState, symbol: string, before: Quantity, after: Quantity): SliceRecord[] {
  if (before === 0 || (Math.sign(before) === Math.sign(after) && Math.abs(after) >= Math.abs(before))) return [];
  const left = Math.sign(before) === Math.sign(after) ? after : 0;
  return slicesIn(account, symbol).map(({ strategy, quantity }) => ({
    ...{ account: account.account, strategy, symbol },
    quantity: proportion(quantity, left, before),
  }));
}

/** A split: every strategy's units grow (or shrink) as the account's do. */
export function sharesAfterSplit(account: AccountState, symbol: string, before: Quantity, after: Quantity): SliceRecord[] {
  if (before === 0 || Math.sign(before) !== Math.sign(after)) return [];
  return slicesIn(account, symbol).map(({ strategy, quantity }) => ({
    ...{ account: account.account, strategy, symbol },
    quantity: proportion(quantity, after, before),
  }));
}

/** A fill that closes for all: each is paid for what it gave at the price of the fill, and bears the fee by what it moved. */
export function sharesOfFill(
  account: AccountState,
  p: Leaf,
  after: Quantity,
  { price, fee, contract }: { price: Money; fee: Money; contract?: Contract },
): SliceRecord[] {
  const left = sharesLeft(account, p.symbol, p.quantity, after);
  const moved = left.map(({ strategy, symbol, quantity }) => quantity - (knownSlice(account, strategy, symbol)?.quantity ?? 0));
  const nobodys = after - p.quantity - moved.reduce((sum, units) => sum + units, 0);
  const all = moved.reduce((sum, units) => sum + Math.abs(units), Math.abs(nobodys));
  return left.map((one, i) => {
    const units = moved[i] ?? 0;
    const paid = notional(Math.abs(units) as Quantity, price, 'nearest', contract);
    const bears = all === 0 ? 0 : proportion(fee, units, all);
    return { ...one, moved: units as Quantity, cash: ((units < 0 ? paid : 0 - paid) - bears) as Money };
  });
}

/** After the account's own position was changed. `price` and `contract`: of the fill; `split`: what it was worth without a mark stays. */
export function sharesKept(
  state: GateState,
  account: AccountState,
  records: readonly SliceRecord[],
  { price = 0 as Money, contract, split = false }: { price?: Money; contract?: Contract | undefined; split?: boolean } = {},
): void {
  for (const { strategy, symbol, quantity, moved, cash } of records) {
    const slice = sliceIn(state, account, strategy, symbol);
    const quote = state.quotes.get(symbol) ?? newQuote(symbol);
    const [units, worth] = [slice.quantity, slice.value];
    const unmarked = split || units === 0 ? worth : proportion(worth, quantity, units);
    shiftPosition(slice, quantity, heldValue(state, symbol, quantity) ?? unmarked);
    if (quantity === 0) quote.slices.delete(slice);
    else quote.slices.add(slice);
    if (state.counting) {
      if (moved === undefined || cash === undefined) shiftStart(slice, slice.value - worth);
      else turnOver(slice, moved, cash, notional(Math.abs(moved) as Quantity, price, 'nearest', contract));
    }
    dropSlice(state, account, slice);
  }
}

function turnOver(slice: SliceState, moved: Quantity, cash: Money, paid: Money): void {
  shiftTurnover(slice, moved < 0 ? 'SELL' : 'BUY', paid, cash);
}
