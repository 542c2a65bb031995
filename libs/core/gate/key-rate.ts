/** Orders of the last second by each key that has a rate of its own. */
import { Attempts } from './attempts.js';
import type { GateState } from './state.js';

const SECOND_US = 1_000_000;
/** Keys that are counted; beyond it those that were silent for a second go. */
const KEYS_COUNTED = 4096;

/** Microseconds until a key may send so many orders; 0 when it may now. */
export function keyRoomIn({ key_orders }: GateState, key: string, limit: number, atUs: number, count: number): number {
  return (key_orders.get(key) ?? NOTHING_SENT).roomIn(atUs, limit, count);
}

export function countKey({ key_orders }: GateState, key: string, atUs: number): void {
  let sent = key_orders.get(key);
  if (!sent) key_orders.set(key, (sent = keyTimes([])));
  sent.add(atUs);
  if (key_orders.size <= KEYS_COUNTED) return;
  for (const [other, { newest }] of key_orders) if (newest <= atUs - SECOND_US) key_orders.delete(other);
}

export function keyTimes(times: readonly number[]): Attempts {
  const sent = new Attempts(SECOND_US);
  for (const atUs of times) sent.add(atUs);
  return sent;
}

const NOTHING_SENT = keyTimes([]);
