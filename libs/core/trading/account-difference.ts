import type { Money, Quantity } from '../model/money.js';

/** An account as the gate has it, or as the broker has it. */
export interface AccountHoldings {
  cash: Money;
  /** Signed; symbols that are flat may be left out. */
  positions: ReadonlyMap<string, Quantity>;
  /** What working orders may still buy and sell, by symbol. */
  open_buys: ReadonlyMap<string, Quantity>;
  open_sells: ReadonlyMap<string, Quantity>;
}

export type DifferenceField = 'cash' | 'position' | 'open_buys' | 'open_sells';

/** One figure that differs: micro-dollars for cash, units of 1e-8 for the others. */
export interface AccountDifference {
  field: DifferenceField;
  symbol: string | null;
  ours: number;
  theirs: number;
}

/** Field by field; each by its symbols, cash last. */
export function differencesOf(ours: AccountHoldings, theirs: AccountHoldings): AccountDifference[] {
  const found = [
    ...differing('position', ours.positions, theirs.positions),
    ...differing('open_buys', ours.open_buys, theirs.open_buys),
    ...differing('open_sells', ours.open_sells, theirs.open_sells),
  ];
  if (ours.cash !== theirs.cash) found.push({ field: 'cash', symbol: null, ours: ours.cash, theirs: theirs.cash });
  return found;
}

function differing(
  field: DifferenceField,
  ours: ReadonlyMap<string, Quantity>,
  theirs: ReadonlyMap<string, Quantity>,
): AccountDifference[] {
  const symbols = [...new Set([...ours.keys(), ...theirs.keys()])].sort();
  return symbols.flatMap((symbol): AccountDifference[] => {
    const [a, b] = [ours.get(symbol) ?? 0, theirs.get(symbol) ?? 0];
    return a === b ? [] : [{ field, symbol, ours: a, theirs: b }];
  });
}
