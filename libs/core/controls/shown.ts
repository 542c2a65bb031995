/** Limits as people see them: dollars, percent, times equity. */
import { formatMoney, type Money, toDollars } from '../model/money.js';
import type { ShownUnit, Unit } from './declare.js';

const UNITS: Record<Unit, { unit: ShownUnit; shown(value: number): number; written(value: number): string }> = {
  money: { unit: 'dollars', shown: (value) => toDollars(value as Money), written: (value) => formatMoney(value as Money) },
  bps: { unit: 'percent', shown: (value) => value / 100, written: (value) => (value / 100).toFixed(2) },
  hundredths: { unit: 'ratio', shown: (value) => value / 100, written: (value) => (value / 100).toFixed(2) },
  count: { unit: 'orders', shown: (value) => value, written: String },
  seconds: { unit: 'seconds', shown: (value) => value, written: String },
};

export const shownUnit = (unit: Unit): ShownUnit => UNITS[unit].unit;
/** 2500 bps to 25; a limit that is off stays null. */
export const shown = (unit: Unit, value: number | null): number | null => (value === null ? null : UNITS[unit].shown(value));
/** 2500 bps to `25.00`. */
export const written = (unit: Unit, value: number): string => UNITS[unit].written(value);
