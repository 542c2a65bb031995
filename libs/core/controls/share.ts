import { MONEY_MAX, type Money } from '../model/money.js';

/**
 * equity x part / whole, rounded down and at most MONEY_MAX; a limit that grows with equity is 0 when there is none. Exact: integers against integers.
 */
export function shareOf(equity: Money, part: number, whole: number): Money {
  if (equity <= 0) return 0 as Money;
  const product = equity * part;
  if (product <= Number.MAX_SAFE_INTEGER) return Math.min((product - (product % whole)) / whole, MONEY_MAX) as Money;
  const share = (BigInt(equity) * BigInt(part)) / BigInt(whole);
  return share > BigInt(MONEY_MAX) ? MONEY_MAX : (Number(share) as Money);
}
