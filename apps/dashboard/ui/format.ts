import { decimalsApart } from '#core/model/apart.js';

/** Figures and times as text. All by Intl; every figure of a kind has the same number of decimals, so that columns do not jump. */

const dollars = new Intl.NumberFormat('en-US', { style: 'currency', currency: 'USD' });
const signedDollars = new Intl.NumberFormat('en-US', { style: 'currency', currency: 'USD', signDisplay: 'exceptZero' });
const wholeDollars = new Intl.NumberFormat('en-US', { style: 'currency', currency: 'USD', maximumFractionDigits: 0 });
const units = new Intl.NumberFormat('en-US', { maximumFractionDigits: 8 });
const twoDecimals = new Intl.NumberFormat('en-US', { minimumFractionDigits: 2, maximumFractionDigits: 2 });
/** In the currency of an instrument, whichever that is. */
const prices = new Intl.NumberFormat('en-US', { minimumFractionDigits: 2, maximumFractionDigits: 6 });
const count = new Intl.NumberFormat('en-US');

/** `$1,234.50`; a true minus sign, so that it is as wide as a plus. */
export const money = (value: number): string => dollars.format(value).replace('-', '−');
/** `+$12.00`, `−$3.10`, `$0.00`. */
export const signedMoney = (value: number): string => signedDollars.format(value).replace('-', '−');
export const roundMoney = (value: number): string => wholeDollars.format(value).replace('-', '−');
export const quantity = (value: number): string => units.format(value).replace('-', '−');
export const percent = (value: number): string => `${twoDecimals.format(value)}%`;
export const ratio = (value: number): string => `${twoDecimals.format(value)}×`;
export const whole = (value: number): string => count.format(value);

/** A figure with its unit as facts and limits name it; a limit without a value is off. */
export function inUnit(value: unknown, unit: string): string {
  if (typeof value === 'boolean') return value ? 'yes' : 'no';
  if (value === null) return 'off';
  if (typeof value === 'string') return value === '' ? '–' : value;
  if (typeof value !== 'number') return '–';
  return figure(value, unit, TWO);
}

/** A figure beside another of the same unit, mostly what was observed beside its limit: with as many decimals as it takes to tell them apart. */
export function inUnitBeside(value: unknown, other: unknown, unit: string): string {
  if (typeof value !== 'number' || typeof other !== 'number') return inUnit(value, unit);
  return figure(value, unit, decimalsApart(value, other));
}

const TWO = 2;

function figure(value: number, unit: string, decimals: number): string {
  switch (unit) {
    case 'dollars':
      return decimals === TWO ? money(value) : `${value < 0 ? '−' : ''}$${fixed(Math.abs(value), decimals)}`;
    case 'price':
      return decimals === TWO ? prices.format(value) : fixed(value, decimals);
    case 'percent':
      return `${fixed(value, decimals)}%`;
    case 'ratio':
      return `${fixed(value, decimals)}×`;
    case 'seconds':
      return `${whole(value)} s`;
    default:
      return quantity(value);
  }
}

function fixed(value: number, decimals: number): string {
  if (decimals === TWO) return twoDecimals.format(value);
  return new Intl.NumberFormat('en-US', { minimumFractionDigits: decimals, maximumFractionDigits: decimals }).format(value);
}

/** `ORDER_SIZE_EXCEEDED` to `Order size exceeded`. */
export function sentence(code: string): string {
  const words = code.toLowerCase().replaceAll('_', ' ');
  return words.charAt(0).toUpperCase() + words.slice(1);
}

/** Behind an alert that stands for several equal ones of its minute. */
export const timesShown = (alert: { count: number }): string =>
  alert.count > 1 ? ` (${whole(alert.count)} times in a minute)` : '';

const EXCHANGE = 'America/New_York';
const clock: Intl.DateTimeFormatOptions = { hour: '2-digit', minute: '2-digit', second: '2-digit', hourCycle: 'h23' };
const day: Intl.DateTimeFormatOptions = { month: 'short', day: 'numeric' };
const exchangeClock = new Intl.DateTimeFormat('en-US', { ...clock, timeZone: EXCHANGE });
const exchangeDay = new Intl.DateTimeFormat('en-US', { ...day, timeZone: EXCHANGE });
const readerClock = new Intl.DateTimeFormat('en-US', clock);
const readerDay = new Intl.DateTimeFormat('en-US', day);
const readerZone = new Intl.DateTimeFormat().resolvedOptions().timeZone;

/** `10:31:02` on the exchange's clock; Unix seconds. */
export const exchangeTime = (at: number): string => exchangeClock.format(at * 1000);

export interface Moment {
  /** `10:31:02 ET`, with the day when it is not the exchange's today. */
  exchange: string;
  /** `15:31:02 London`, null when both clocks show the same. */
  reader: string | null;
}

/** One moment on the exchange's clock and on the reader's. */
export function moment(at: string | number | Date, now: number = Date.now()): Moment {
  const date = new Date(at);
  const today = exchangeDay.format(date) === exchangeDay.format(now);
  const exchange = `${today ? '' : `${exchangeDay.format(date)}, `}${exchangeClock.format(date)} ET`;
  const sameClock = exchangeClock.format(date) === readerClock.format(date);
  if (sameClock) return { exchange, reader: null };
  const city = readerZone.split('/').at(-1)?.replaceAll('_', ' ') ?? readerZone;
  return { exchange, reader: `${today ? '' : `${readerDay.format(date)}, `}${readerClock.format(date)} ${city}` };
}
