import {
  AmountError,
  formatQuantity,
  type Money,
  MONEY_MAX,
  type Quantity,
  QUANTITY_DECIMALS,
  QUANTITY_MAX,
} from '#core/model/money.js';

const DECIMAL = /^(-?)(\d{1,18})(?:\.(\d{1,40}))?$/;
const PRICE_DECIMALS = 6;

function parts(text: string): { sign: number; whole: string; fraction: string } {
  const match = DECIMAL.exec(text);
  if (!match) throw new AmountError(`'${text.slice(0, 40)}' is no decimal number`);
  return { sign: match[1] === '-' ? -1 : 1, whole: match[2] ?? '', fraction: match[3] ?? '' };
}

/** Dollars as Alpaca writes them, with up to 14 decimals seen, to the nearest micro-dollar (half away from zero). Throws AmountError. */
export function readMoney(text: string): Money {
  const { sign, whole, fraction } = parts(text);
  const digits = BigInt(whole + fraction.slice(0, PRICE_DECIMALS).padEnd(PRICE_DECIMALS, '0'));
  const up = (fraction[PRICE_DECIMALS] ?? '0') >= '5' ? 1n : 0n;
  const value = Number(digits + up);
  if (value > MONEY_MAX) throw new AmountError(`${text} is outside what can be reckoned with`);
  return (value === 0 ? 0 : sign * value) as Money;
}

/** Units as Alpaca writes them. A ninth decimal that is not zero cannot be booked exactly: AmountError. */
export function readUnits(text: string): Quantity {
  const { sign, whole, fraction } = parts(text);
  if (/[1-9]/.test(fraction.slice(QUANTITY_DECIMALS)))
    throw new AmountError(`a quantity of ${text} has more than ${QUANTITY_DECIMALS} decimals and cannot be booked exactly`);
  const value = BigInt(whole + fraction.slice(0, QUANTITY_DECIMALS).padEnd(QUANTITY_DECIMALS, '0'));
  if (value > BigInt(QUANTITY_MAX)) throw new AmountError(`a quantity of ${text} is outside what can be reckoned with`);
  return (value === 0n ? 0 : sign * Number(value)) as Quantity;
}

export const writeUnits = (quantity: Quantity): string => formatQuantity(quantity);

/** The fewest decimals that say the price exactly: Alpaca refuses more than it allows, and zeros count as decimals. */
export function writePrice(price: Money): string {
  const digits = String(price).padStart(PRICE_DECIMALS + 1, '0');
  const fraction = digits.slice(-PRICE_DECIMALS).replace(/0+$/, '');
  return digits.slice(0, -PRICE_DECIMALS) + (fraction === '' ? '' : `.${fraction}`);
}
