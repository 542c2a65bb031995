/**
 * Orders that were let through lately, by what they ask for: a program that repeats itself sends equal ones. Two minutes of them at most, each in a map of its
 * own, so that what is old goes at once: dropping it order by order cost a tenth of the whole decision.
 */
import type { OrderRequest } from '../model/order.js';
import { sameHash } from './content-hash.js';
import type { GateState } from './state.js';
import { ringOf, type SameTimes, TimesByKey } from './times-by-key.js';

/** As far as the longest window looks back. */
const KEPT_US = 60_000_000;

export interface SameOrders {
  /** Which minute of the gate's time `now` holds; `before` has the one before it. */
  minute: number;
  now: TimesByKey;
  before: TimesByKey;
}

export function newSameOrders(): SameOrders {
  return { minute: 0, now: new TimesByKey(), before: new TimesByKey() };
}

/** Equal orders in (atUs - windowUs, atUs]; a window is at most a minute. */
export function countSame({ same }: GateState, order: OrderRequest, atUs: number, windowUs: number): number {
  if (same.now.size === 0 && same.before.size === 0) return 0;
  const key = sameHash(order);
  return countIn(same.now.get(key), atUs, windowUs) + countIn(same.before.get(key), atUs, windowUs);
}

function countIn(times: SameTimes | undefined, atUs: number, windowUs: number): number {
  if (times === undefined) return 0;
  if (typeof times === 'number') return times > atUs - windowUs ? 1 : 0;
  return times.inMessages(atUs, windowUs);
}

export function rememberSame({ same }: GateState, order: OrderRequest, atUs: number): void {
  const minute = Math.floor(atUs / KEPT_US);
  if (minute !== same.minute) {
    same.before = minute === same.minute + 1 ? same.now : new TimesByKey();
    same.now = new TimesByKey();
    same.minute = minute;
  }
  same.now.add(sameHash(order), atUs);
}

export function timesOf(times: SameTimes): number[] {
  return typeof times === 'number' ? [times] : times.times();
}

/** As it is kept in a snapshot. */
const sameOf = (times: readonly number[]): SameTimes => (times.length === 1 && times[0] !== undefined ? times[0] : ringOf(times));

export function timesByKey(kept: readonly (readonly [key: number, times: readonly number[]])[]): TimesByKey {
  const all = new TimesByKey();
  for (const [key, times] of kept) all.set(key, sameOf(times));
  return all;
}
