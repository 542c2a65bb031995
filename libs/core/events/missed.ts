import type { AlertRow, OrderRow } from '../ports/history.js';
import type { ConfigChange } from '../ports/config-store.js';
import {
  alertMessage,
  breakerMessage,
  countMessage,
  limitsMessage,
  type LiveMessage,
  orderMessage,
  type ToldBreaker,
} from './live-message.js';
import { compareKeys, messageKey } from './message-id.js';

/** What PostgreSQL has of the time after some id, up to `position`. */
export interface Missed {
  position: string;
  alerts: AlertRow[];
  /** Counts that were told: `id` is that of the log entry, `alert` as it stands since. */
  alert_counts: { id: string; at_ms: number; alert: AlertRow }[];
  /** Trips and resets: `id` is that of the log entry. */
  breaker_events: { id: string; active: boolean; at_ms: number; breaker: ToldBreaker }[];
  activations: { id: string; version: number; at_ms: number; changes: ConfigChange[] }[];
  /** Orders that changed, as they stand now. */
  orders: OrderRow[];
}

/** Sorts behind every entry of its millisecond. */
const END_OF_MS = 9_999_999_999;

/**
 * The messages after `since` up to and including `upTo` (not after the position), in order, with the ids that they had when they happened. Of orders
 * PostgreSQL has only how they stand: each one that changed is told once, at the end of the millisecond of its last change. So an order that
 * changed in the very millisecond of `since` or `upTo` may be told once more as it stands; nothing else is told twice, and nothing is left out.
 */
export function missedMessages(missed: Missed, since: string, upTo: string = missed.position): LiveMessage[] {
  const [from, end] = [messageKey(since), messageKey(upTo)];
  const orders = missed.orders.map((row) => {
    const id = row.updated_at_ms === end.ms ? upTo : `${row.updated_at_ms}-${END_OF_MS}`;
    return orderMessage(row, row, id, row.updated_at_ms);
  });
  const all = [
    ...missed.alerts.map((alert) => alertMessage(alert)),
    ...missed.alert_counts.map(({ id, at_ms, alert }) => countMessage(alert, id, at_ms)),
    ...missed.breaker_events.map(({ id, active, at_ms, breaker }) => breakerMessage(breaker, active, id, at_ms)),
    ...missed.activations.map(({ id, version, at_ms, changes }) => limitsMessage(version, changes, id, at_ms)),
    ...orders,
  ].map((message) => ({ message, key: messageKey(message.id) }));
  const wanted = all.filter(({ key }) => compareKeys(key, from) > 0 && compareKeys(key, end) <= 0);
  return wanted.sort((a, b) => compareKeys(a.key, b.key)).map(({ message }) => message);
}
