import { MONEY_MAX, type Money } from '../model/money.js';

/**
 * equity x part / whole, rounded down and at most MONEY_MAX; a limit that grows with equity is 0 when there is none. Exact: integers against integers.
 */
export function shareOf(equity: Money, part: number, whole: number): Money {
  if (equity <= 0) return 0 as Money;
  const wholes = floorOf(equity, whole);
  const rest = floorOf((equity - wholes * whole) * part, whole);
  return Math.min(wholes * part + rest, MONEY_MAX) as Money;
}

/** Rounded down; the quotient of two doubles may be one too many. Both whole, below 2^53. */
function floorOf(amount: number, whole: number): number {
  const quotient = Math.floor(amount / whole);
  return quotient * whole > amount ? quotient - 1 : quotient;
}
