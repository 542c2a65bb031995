import { sessionAt } from './session.js';

export const WINDOW_MODES = ['scale', 'reduce_only', 'no_market'] as const;

/** A part of the exchange's day in which named limits are smaller, or only some orders pass. */
export interface TimeWindow {
  /** `firm`, or an account, a strategy or a class. */
  scope: string;
  /** What its minutes count from, on the New York Stock Exchange. It holds from the first up to, and without, the second. */
  anchor: 'open' | 'close';
  from_minutes: number;
  to_minutes: number;
  mode: (typeof WINDOW_MODES)[number];
  /** Limits that it scales, by their names in the model, and by how much, in hundredths of a percent. */
  limits: readonly string[];
  factor_bps: number;
}

/** Whether a window holds at a moment; null when the calendar does not know that year. */
export function holds({ anchor, from_minutes, to_minutes }: TimeWindow, atUs: number): boolean | null {
  const session = sessionAt('XNYS', atUs);
  if (!session) return null;
  const from = anchor === 'open' ? session.open_ms : session.close_ms;
  if (from === null) return false;
  const minutesUs = 60_000_000;
  return atUs >= from * 1000 + from_minutes * minutesUs && atUs < from * 1000 + to_minutes * minutesUs;
}
