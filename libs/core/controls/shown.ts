/** Limits as people see them: dollars, percent, times equity, words. */
import { formatMoney, formatQuantity, type Money, type Quantity, toDollars, toUnits } from '../model/money.js';
import type { Limit, ShownUnit, Unit } from './declare.js';

const UNITS: Record<Unit, { unit: ShownUnit; shown(value: number): number; written(value: number): string }> = {
  money: { unit: 'dollars', shown: (value) => toDollars(value as Money), written: (value) => formatMoney(value as Money) },
  quantity: {
    unit: 'units',
    shown: (value) => toUnits(value as Quantity),
    written: (value) => formatQuantity(value as Quantity),
  },
  bps: { unit: 'percent', shown: (value) => value / 100, written: (value) => (value / 100).toFixed(2) },
  hundredths: { unit: 'ratio', shown: (value) => value / 100, written: (value) => (value / 100).toFixed(2) },
  count: { unit: 'orders', shown: (value) => value, written: String },
  seconds: { unit: 'seconds', shown: (value) => value, written: String },
};

/** What a limit is kept in: a number of its unit, or one of its choices; null is off. */
export type Kept = number | string | null;

export function shownUnit(unit: Unit): ShownUnit;
export function shownUnit(unit: Limit['unit']): ShownUnit | 'choice';
export function shownUnit(unit: Limit['unit']): ShownUnit | 'choice' {
  return unit === 'choice' ? unit : UNITS[unit].unit;
}
/** What a limit's number measures, in words: `dollars`, `times equity`, or what the limit says itself. */
export const measureOf = ({ unit, measure }: Pick<Limit, 'unit' | 'measure'>): string =>
  measure ?? (unit === 'hundredths' ? 'times equity' : shownUnit(unit));
/** 2500 bps to 25; a choice as it is; a limit that is off stays null. */
export function shown(unit: Unit, value: number): number;
export function shown(unit: Limit['unit'], value: Kept): Kept;
export function shown(unit: Limit['unit'], value: Kept): Kept {
  return unit === 'choice' || typeof value !== 'number' ? value : UNITS[unit].shown(value);
}
/** 2500 bps to `25.00`. */
export const written = (unit: Limit['unit'], value: number | string): string =>
  unit === 'choice' || typeof value !== 'number' ? String(value) : UNITS[unit].written(value);
