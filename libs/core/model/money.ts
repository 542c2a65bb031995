/**
 * Exact amounts. Money and prices are integers of 1e-6 dollars, quantities integers of 1e-8 units, both held in JavaScript
 * numbers that are always safe integers; a product of two goes through BigInt. No float is ever summed.
 */
export type Money = number & { readonly unit: 'micro-dollar' };
export type Quantity = number & { readonly unit: '1e-8' };

export const MONEY_DECIMALS = 6;
export const QUANTITY_DECIMALS = 8;
export const QUANTITY_ONE = 100_000_000;

/**
 * The largest amount that Breakwater reckons with: 8 billion dollars. Below 2^33 dollars two amounts that differ by 1e-6 are
 * different doubles (spacing 9.5e-7), so facts handed to the rules as dollars compare as the exact integers do.
 */
export const MONEY_MAX = 8_000_000_000_000_000 as Money;
/** Not whole, or beyond what is reckoned with and compares exactly. */
export const tooLarge = (value: number): boolean => !Number.isSafeInteger(value) || Math.abs(value) > MONEY_MAX;
/** Prices stay below a million dollars, quantities below ten million units. */
export const PRICE_MAX = 1_000_000_000_000 as Money;
export const QUANTITY_MAX = 1_000_000_000_000_000 as Quantity;

/** An amount that is malformed, has too many decimals or lies outside its range. `message` says which, for people. */
export class AmountError extends Error {
  override name = 'AmountError';
}

const DECIMAL = /^(-?)(\d{1,16})(?:\.(\d+))?$/;

function parseFixed(input: number | string, decimals: number, max: number): number {
  if (typeof input === 'number' && !Number.isFinite(input)) throw new AmountError('must be a finite number');
  const text = typeof input === 'number' ? plainDecimal(input) : input;
  const match = DECIMAL.exec(text);
  if (!match) throw new AmountError('must be a decimal number such as 175 or "175.25"');
  const [, sign, whole = '', fraction = ''] = match;
  if (fraction.length > decimals) throw new AmountError(`must have at most ${decimals} decimals`);
  const value = BigInt(whole + fraction.padEnd(decimals, '0'));
  if (value > BigInt(max)) throw new AmountError(`must be at most ${formatFixed(max, decimals, 0)}`);
  return sign && value > 0n ? -Number(value) : Number(value);
}

/** JavaScript writes small and large numbers with an exponent; this writes the same digits without one. */
function plainDecimal(value: number): string {
  const text = String(value);
  const match = /^(-?)(\d)(?:\.(\d+))?e([+-]\d+)$/.exec(text);
  if (!match) return text;
  const [, sign, lead = '', rest = '', exponent] = match;
  const digits = lead + rest;
  const point = 1 + Number(exponent);
  if (point <= 0) return `${sign}0.${'0'.repeat(-point)}${digits}`;
  return `${sign}${digits.padEnd(point, '0')}`;
}

function formatFixed(value: number, decimals: number, minDecimals: number): string {
  const digits = String(Math.abs(value)).padStart(decimals + 1, '0');
  const whole = digits.slice(0, -decimals);
  let fraction = digits.slice(-decimals);
  while (fraction.length > minDecimals && fraction.endsWith('0')) fraction = fraction.slice(0, -1);
  return `${value < 0 ? '-' : ''}${whole}${fraction ? `.${fraction}` : ''}`;
}

/** Dollars as written (175, 175.25, "175.25"; at most 6 decimals) to micro-dollars. Throws AmountError. */
export function parseMoney(input: number | string, max: Money = MONEY_MAX): Money {
  return parseFixed(input, MONEY_DECIMALS, max) as Money;
}

/** Units as written (100, "0.5"; at most 8 decimals) to integers of 1e-8. Throws AmountError. */
export function parseQuantity(input: number | string): Quantity {
  return parseFixed(input, QUANTITY_DECIMALS, QUANTITY_MAX) as Quantity;
}

/** `1750000000` to `1750.00`: at least two decimals, more only where the amount has them. */
export function formatMoney(value: Money): string {
  return formatFixed(value, MONEY_DECIMALS, 2);
}

/** `-1750000000` to `-$1750.00`. */
export const inDollars = (value: Money): string =>
  value < 0 ? `-$${formatMoney((0 - value) as Money)}` : `$${formatMoney(value)}`;

/** `10000000000` to `100`. */
export function formatQuantity(value: Quantity): string {
  return formatFixed(value, QUANTITY_DECIMALS, 0);
}

/** Micro-dollars as a JSON number or fact in dollars. Exact in the sense of MONEY_MAX: distinct amounts stay distinct. */
export function toDollars(value: Money): number {
  return value / 1e6;
}

/** Integers of 1e-8 as a JSON number of units. */
export function toUnits(value: Quantity): number {
  return value / QUANTITY_ONE;
}

/** floor(a * b / d) for safe integers a, b >= 0 and d > 0. Throws AmountError when the result is not a safe integer. */
export function mulDiv(a: number, b: number, d: number, rounding: 'down' | 'up' | 'nearest' = 'down'): number {
  // A product below 2^53 is exact in a double, and so are its rest and the quotient without it: ten times as quick as BigInt.
  if (a * b <= Number.MAX_SAFE_INTEGER) {
    const rest = (a * b) % d;
    const roundUp = rest > 0 && (rounding === 'up' || (rounding === 'nearest' && rest * 2 >= d));
    return (a * b - rest) / d + (roundUp ? 1 : 0);
  }
  // Whole units of quantity, which most orders have: the division comes first and nothing is lost.
  if (a % d === 0 && (a / d) * b <= Number.MAX_SAFE_INTEGER) return (a / d) * b;
  return small(divided(BigInt(a) * BigInt(b), BigInt(d), rounding));
}

/** A share of a signed amount, towards zero; `part` and `whole` count by their size. Throws AmountError. */
export function proportion<N extends number>(amount: N, part: number, whole: number): N {
  const size = mulDiv(Math.abs(amount), Math.abs(part), Math.abs(whole));
  return (amount < 0 ? 0 - size : size) as N;
}

/** floor(a * b / d), and `most` where it would be more: for a bound, or a figure that is only shown. */
export function mulDivUpTo(most: number, a: number, b: number, d: number, rounding?: 'down' | 'up' | 'nearest'): number {
  return a * b > most * d ? most : Math.min(mulDiv(a, b, d, rounding), most);
}

/** What a unit of an instrument is worth beside its price. An instrument of one, in dollars, has none: undefined or null. */
export interface Contract {
  /** What one unit stands for, integers of 1e-6: 100 shares of an option contract are 100,000,000. */
  readonly multiplier: number;
  /** Dollars for one of its currency, integers of 1e-9. */
  readonly rate: number;
}
export const MULTIPLIER_DECIMALS = 6;
export const MULTIPLIER_ONE = 1_000_000;
/** From 0.000001 to a million. */
export const MULTIPLIER_MAX = 1_000_000_000_000;
export const RATE_ONE = 1_000_000_000;

/** 1e-8 units x 1e-6 x 1e-9 above micro-dollars. */
const CONTRACT_ONE = 10n ** 23n;

/**
 * Quantity (>= 0) x price x multiplier x rate in micro-dollars, one exact product that is rounded once. A hold or a check rounds up, a value or a payment to the
 * nearest (half away from zero).
 */
export function notional(quantity: Quantity, price: Money, rounding: 'up' | 'nearest', contract?: Contract | null): Money {
  if (!contract) return mulDiv(quantity, price, QUANTITY_ONE, rounding) as Money;
  const { multiplier, rate } = contract;
  // Dollars, and a whole multiplier, as most contracts have: the same product in doubles, ten times as quick.
  const whole = price * (multiplier / MULTIPLIER_ONE);
  if (rate === RATE_ONE && multiplier % MULTIPLIER_ONE === 0 && Number.isSafeInteger(whole))
    return mulDiv(quantity, whole, QUANTITY_ONE, rounding) as Money;
  return small(contractNotional(quantity, price, contract, rounding)) as Money;
}

/** The same, and `most` where it would be more. */
export function notionalUpTo(most: Money, quantity: Quantity, price: Money, contract?: Contract | null): Money {
  if (!contract) return mulDivUpTo(most, quantity, price, QUANTITY_ONE, 'up') as Money;
  const exact = contractNotional(quantity, price, contract, 'up');
  return exact > BigInt(most) ? most : (Number(exact) as Money);
}

function contractNotional(quantity: number, price: number, { multiplier, rate }: Contract, rounding: 'up' | 'nearest'): bigint {
  return divided(BigInt(quantity) * BigInt(price) * BigInt(multiplier) * BigInt(rate), CONTRACT_ONE, rounding);
}

/**
 * The way back: of an amount (>= 0) and a quantity the price at which the quantity is worth the amount, or of an amount and a price the quantity; `most` where it
 * would be more, as where the other factor is worth nothing.
 */
export function otherFactor(
  amount: Money,
  factor: number,
  contract: Contract | null | undefined,
  most: number,
  rounding: 'down' | 'nearest',
): number {
  const { multiplier, rate } = contract ?? { multiplier: MULTIPLIER_ONE, rate: RATE_ONE };
  const worth = BigInt(factor) * BigInt(multiplier) * BigInt(rate);
  if (worth === 0n) return most;
  const found = divided(BigInt(amount) * CONTRACT_ONE, worth, rounding);
  return found > BigInt(most) ? most : Number(found);
}

function divided(product: bigint, by: bigint, rounding: 'down' | 'up' | 'nearest'): bigint {
  const rest = product % by;
  const roundUp = rest > 0n && (rounding === 'up' || (rounding === 'nearest' && rest * 2n >= by));
  return product / by + (roundUp ? 1n : 0n);
}

function small(value: bigint): number {
  if (value > BigInt(Number.MAX_SAFE_INTEGER)) throw new AmountError('is too large to reckon with');
  return Number(value);
}

/** A multiplier as written (100, "0.01"; at most 6 decimals) to integers of 1e-6. Throws AmountError. */
export function parseMultiplier(input: number | string): number {
  return parseFixed(input, MULTIPLIER_DECIMALS, MULTIPLIER_MAX);
}

/** `100000000` to `100`. */
export function formatMultiplier(value: number): string {
  return formatFixed(value, MULTIPLIER_DECIMALS, 0);
}
