import type { Disaster, Orders } from './disaster.js';

/** Middles of the quotes when the drill began, dollars by symbol. */
export type Mids = ReadonlyMap<string, number>;

export interface Planned {
  symbol: string;
  side: 'BUY' | 'SELL';
  quantity: number;
  price: number | null;
  order_type: 'MARKET' | 'LIMIT';
  /** Dollars at the limit price or the middle at the start, whichever is more: what would have gone out. */
  worth: number;
}

/** The n-th order of a stream, from 0. */
export function orderAt(orders: Orders, mids: Mids, n: number): Planned {
  const symbols = orders.symbols === 'all' ? [...mids.keys()] : orders.symbols;
  const symbol = symbols[n % symbols.length] ?? '';
  const side = orders.sides[n % orders.sides.length] ?? 'BUY';
  const mid = mids.get(symbol) ?? 0;
  const quantity = orders.quantity ?? Math.max(1, Math.round((orders.usd ?? 0) / mid));
  const share = orders.price_of_mid?.[side];
  const price = share === undefined ? null : Math.max(0.01, Math.round(mid * share * 100) / 100);
  return { symbol, side, quantity, price, order_type: orders.order_type, worth: quantity * Math.max(mid, price ?? 0) };
}

/** How many orders of each stream are due after so many seconds; the first ones at once. */
export function dueAt(
  { per_second, total, also }: Pick<Disaster, 'per_second' | 'total' | 'also'>,
  seconds: number,
): [number, number] {
  const first = Math.min(Math.floor(per_second * seconds) + 1, total ?? Infinity);
  return [first, also ? Math.floor(also.per_second * seconds) + 1 : 0];
}
