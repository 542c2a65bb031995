/** Orders that were let through in the last minute, by what they ask for: a program that repeats itself sends equal ones. */
import type { OrderRequest } from '../model/order.js';
import { Attempts } from './attempts.js';
import type { GateState } from './state.js';

/** As far as the longest window looks back. */
const KEPT_US = 60_000_000;

export function sameKey({ account, symbol, side, quantity, price, order_type }: OrderRequest): string {
  return `${account} ${symbol} ${side} ${quantity} ${price ?? '-'} ${order_type}`;
}

/** Equal orders in (atUs - windowUs, atUs]. */
export function countSame({ same }: GateState, order: OrderRequest, atUs: number, windowUs: number): number {
  return same.get(sameKey(order))?.inMessages(atUs, windowUs) ?? 0;
}

/** The map is in the order of the last times, so what is too old is at its beginning. */
export function rememberSame({ same }: GateState, order: OrderRequest, atUs: number): void {
  const key = sameKey(order);
  const times = same.get(key) ?? new Attempts();
  times.add(atUs);
  same.delete(key);
  same.set(key, times);
  for (const [oldest, { newest }] of same) {
    if (newest > atUs - KEPT_US) return;
    same.delete(oldest);
  }
}
