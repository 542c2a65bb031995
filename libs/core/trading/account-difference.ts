import type { Money, Quantity } from '../model/money.js';

/** An account as the gate has it, or as the broker has it. */
export interface AccountHoldings {
  cash: Money;
  /** Signed; symbols that are flat may be left out. */
  positions: ReadonlyMap<string, Quantity>;
}

/** One figure that differs: micro-dollars for cash, units of 1e-8 for a position. */
export interface AccountDifference {
  field: 'cash' | 'position';
  symbol: string | null;
  ours: number;
  theirs: number;
}

/** Field by field; positions by their symbols, cash last. */
export function differencesOf(ours: AccountHoldings, theirs: AccountHoldings): AccountDifference[] {
  const symbols = [...new Set([...ours.positions.keys(), ...theirs.positions.keys()])].sort();
  const found = symbols.flatMap((symbol): AccountDifference[] => {
    const [a, b] = [ours.positions.get(symbol) ?? 0, theirs.positions.get(symbol) ?? 0];
    return a === b ? [] : [{ field: 'position', symbol, ours: a, theirs: b }];
  });
  if (ours.cash !== theirs.cash) found.push({ field: 'cash', symbol: null, ours: ours.cash, theirs: theirs.cash });
  return found;
}
