/** What an order breaks by itself, by the catalogue's words (docs/controls): units, prices, the spread that it meets, its part of the volume. */
import type { Leaf, Ledger } from './ledger.js';
import type { Limits, Wish } from './verdict.js';

export interface Bounds {
  /** Units. */
  least: number;
  /** Micro-dollars. */
  lowest: number;
  highest: number;
  /** Average daily volume, units. */
  volume: number;
}

type Say = (broken: boolean, code: string) => void;

/** Of its instrument. */
export function outOfBounds({ units, price }: Wish, { least, lowest, highest }: Bounds, whole: boolean, say: Say): void {
  say(units < least && !whole, 'QUANTITY_BELOW_MIN');
  say(price !== null && (price < lowest || price > highest), 'PRICE_OUT_OF_RANGE');
}

/** By limits of one scope. */
export function tooLarge({ units, symbol, price }: Wish, l: Limits, { volume }: Bounds, ledger: Ledger, say: Say): void {
  say(units > (l['max_order_quantity'] ?? Infinity), 'QUANTITY_ABOVE_MAX');
  if (l['max_order_adv_bps'] !== undefined) say(units > partOf(volume, l['max_order_adv_bps']), 'ORDER_ABOVE_ADV');
  if (l['max_spread_bps'] === undefined || price !== null) return;
  const { bid, ask } = ledger.quotes.get(symbol) ?? { bid: 0, ask: 0 };
  say(ask - bid > Math.floor(((ask + bid) * l['max_spread_bps']) / 20_000), 'SPREAD_TOO_WIDE');
}

/** It closes what is held, and more. */
export const flips = ({ side }: Wish, { q }: Leaf, reducing: boolean): boolean => (side === 'BUY' ? q < 0 : q > 0) && !reducing;

export const aboveVolume = (units: number, l: Limits, { volume }: Bounds): boolean =>
  l['max_position_adv_bps'] !== undefined && units > partOf(volume, l['max_position_adv_bps']);

/** In hundred-millionths of a unit, rounded down. */
const partOf = (volume: number, bps: number): number => Math.floor((volume * 1e8 * bps) / 10_000) / 1e8;
