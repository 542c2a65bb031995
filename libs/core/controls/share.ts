import { MONEY_MAX, type Money } from '../model/money.js';

/**
 * equity x part / whole, rounded down and at most MONEY_MAX; a limit that grows with equity is 0 when there is none. Exact: integers against integers.
 */
export function shareOf(equity: Money, part: number, whole: number): Money {
  if (equity <= 0) return 0 as Money;
  const product = equity * part;
  // Below 2^52 no quotient lies so close below a whole number that the double is that number. `%` would cost a fifth of all facts.
  if (product <= 2 ** 52) return Math.min(Math.floor(product / whole), MONEY_MAX) as Money;
  const share = (BigInt(equity) * BigInt(part)) / BigInt(whole);
  return share > BigInt(MONEY_MAX) ? MONEY_MAX : (Number(share) as Money);
}
