import { MONEY_DECIMALS, type Money, QUANTITY_DECIMALS, type Quantity } from '#core/model/money.js';

const NUMERIC = /^(-?)(\d+)(?:\.(\d+))?$/;

/** NUMERIC as `pg` returns it (text) to the exact integer of 10^-decimals. Throws when digits would be lost or it is no safe integer. */
function fromNumeric(text: string, decimals: number): number {
  const match = NUMERIC.exec(text);
  if (!match) throw new RangeError(`not a numeric of PostgreSQL: ${text}`);
  const [, sign, whole = '', fraction = ''] = match;
  if (/[1-9]/.test(fraction.slice(decimals))) throw new RangeError(`${text} has more than ${decimals} decimals`);
  const value = Number(`${whole}${fraction.slice(0, decimals).padEnd(decimals, '0')}`);
  if (!Number.isSafeInteger(value)) throw new RangeError(`${text} is too large to reckon with`);
  return sign && value > 0 ? -value : value;
}

/** NUMERIC dollars to micro-dollars. */
export function moneyOf(text: string): Money {
  return fromNumeric(text, MONEY_DECIMALS) as Money;
}

/** NUMERIC units to integers of 1e-8. */
export function quantityOf(text: string): Quantity {
  return fromNumeric(text, QUANTITY_DECIMALS) as Quantity;
}

/** NUMERIC with two decimals to whole hundredths. */
export function hundredthsOf(text: string): number {
  return fromNumeric(text, 2);
}

/** A bigint of PostgreSQL that stays below 2^53. */
export function integerOf(text: string): number {
  return fromNumeric(text, 0);
}
