import type { LiveBook } from '../ports/live-book.js';
import type { PnlPoint, PnlPoints } from '../ports/pnl-points.js';
import { pointOf } from './pnl-recorder.js';

/** Points of one answer: as many as minutes of a day. */
export const HISTORY_MAX = 1440;

export interface PnlHistory {
  account: string;
  /** The exchange's date of the account's day. */
  date: string;
  /** Oldest first; the last one is how it stands. Between two points the figures moved, or did not, in less than a minute's step. */
  points: PnlPoint[];
}

/** The account's day so far, minute by minute; null when there is no such account. Throws StateUnavailableError, and what the store throws. */
export async function pnlHistory(
  book: Pick<LiveBook, 'day'>,
  points: PnlPoints,
  account: string,
  nowMs = Date.now(),
): Promise<PnlHistory | null> {
  const day = await book.day(account);
  if (!day) return null;
  const kept = (await points.ofDay(account, day.date)).filter(({ at_ms }) => at_ms < nowMs);
  return { account, date: day.date, points: thinned([...kept, pointOf(day, nowMs)], HISTORY_MAX) };
}

/** At most `max` of them, first and last among them. Of those that lie together the lowest and the highest stay, so that no dip is lost. */
export function thinned(points: PnlPoint[], max: number): PnlPoint[] {
  const [first, last] = [points[0], points.at(-1)];
  if (points.length <= max || !first || !last) return points;
  const inner = points.slice(1, -1);
  const size = Math.ceil(inner.length / Math.max(1, Math.floor((max - 2) / 2)));
  const kept = [first];
  for (let from = 0; from < inner.length; from += size) kept.push(...extremes(inner.slice(from, from + size)));
  return [...kept, last];
}

function extremes(points: PnlPoint[]): PnlPoint[] {
  const byTotal = points.toSorted((a, b) => a.total_pnl - b.total_pnl);
  return [...new Set([byTotal[0], byTotal.at(-1)])].filter((point) => point !== undefined).sort((a, b) => a.at_ms - b.at_ms);
}
