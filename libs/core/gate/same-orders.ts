/**
 * Orders that were let through lately, by what they ask for: a program that repeats itself sends equal ones. Two minutes of them at most, each in a map of its
 * own, so that what is old goes at once: dropping it order by order cost a tenth of the whole decision.
 */
import type { OrderRequest } from '../model/order.js';
import { Attempts } from './attempts.js';
import { sameHash } from './content-hash.js';
import type { GateState } from './state.js';

/** As far as the longest window looks back. */
const KEPT_US = 60_000_000;

/** When equal orders were let through: most come once, and have one time. */
export type SameTimes = number | Attempts;

export interface SameOrders {
  /** Which minute of the gate's time `now` holds; `before` has the one before it. */
  minute: number;
  now: Map<number, SameTimes>;
  before: Map<number, SameTimes>;
}

export function newSameOrders(): SameOrders {
  return { minute: 0, now: new Map(), before: new Map() };
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
    same.before = minute === same.minute + 1 ? same.now : new Map<number, SameTimes>();
    same.now = new Map();
    same.minute = minute;
  }
  const key = sameHash(order);
  const times = same.now.get(key);
  if (times === undefined) same.now.set(key, atUs);
  else if (typeof times === 'number') same.now.set(key, ringOf([times, atUs]));
  else times.add(atUs);
}

export function timesOf(times: SameTimes): number[] {
  return typeof times === 'number' ? [times] : times.times();
}

export function ringOf(times: readonly number[]): Attempts {
  const ring = new Attempts();
  for (const atUs of times) ring.add(atUs);
  return ring;
}

/** As it is kept in a snapshot. */
export const sameOf = (times: readonly number[]): SameTimes =>
  times.length === 1 && times[0] !== undefined ? times[0] : ringOf(times);
