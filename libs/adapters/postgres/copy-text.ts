/** Rows in the text format of COPY (PostgreSQL, COPY, "File Formats"): tabs between columns, \N for null, escaped backslashes and controls. */
import { MONEY_DECIMALS, QUANTITY_DECIMALS } from '#core/model/money.js';

const UNSAFE = /[\\\t\n\r\0]|\p{Surrogate}/u;
const UNSAFE_ALL = /[\\\t\n\r\0]|\p{Surrogate}/gu;
const ESCAPES: Record<string, string> = { '\\': '\\\\', '\t': '\\t', '\n': '\\n', '\r': '\\r' };

/** NUL and halves of surrogate pairs, which PostgreSQL's text cannot hold, become U+FFFD: they must not stop the relay. */
export function copyText(text: string): string {
  return UNSAFE.test(text) ? text.replace(UNSAFE_ALL, (found) => ESCAPES[found] ?? '\uFFFD') : text;
}

const BACKSLASHES = /\\/g;

/** Columns that are separated by tabs already and hold words of an order's line, which have no spaces or controls: only a backslash can be in one. */
export function copyWords(columns: string): string {
  return columns.includes('\\') ? columns.replace(BACKSLASHES, '\\\\') : columns;
}

function fixed(value: number, decimals: number): string {
  const digits = String(Math.abs(value)).padStart(decimals + 1, '0');
  return `${value < 0 ? '-' : ''}${digits.slice(0, 0 - decimals)}.${digits.slice(0 - decimals)}`;
}

/** Micro-dollars as NUMERIC dollars. */
export const copyMoney = (value: number): string => fixed(value, MONEY_DECIMALS);
/** 1e-8 units as NUMERIC units. */
export const copyUnits = (value: number): string => fixed(value, QUANTITY_DECIMALS);

/** Microseconds since 1970 as a time stamp. */
export function copyTime(us: number): string {
  const micros = String(us % 1000).padStart(3, '0');
  return `${new Date(Math.floor(us / 1000)).toISOString().slice(0, -1)}${micros}+00`;
}
