import type { DailyPnlHistoryAnswer } from '#contracts/answers.js';
import type { PnlPoint } from '../live/live-state.js';

/** A kept point this near to one that came live says nothing new, seconds. */
const NEAR_S = 60;

/** The day in one line: what the server kept of it, and what came live since the page was opened, which is finer. Oldest first. */
export function dayPoints(history: DailyPnlHistoryAnswer | undefined, date: string | undefined, live: PnlPoint[]): PnlPoint[] {
  // The answer may be of the day before, while the next one is asked for.
  if (!history || (date !== undefined && history.date !== date)) return live;
  const merged: PnlPoint[] = [];
  let next = 0;
  for (const { at, total_pnl, realized_pnl } of history.points) {
    const second = Date.parse(at) / 1000;
    for (let point = live[next]; point && point.at <= second; point = live[++next]) merged.push(point);
    const [before, after] = [live[next - 1], live[next]];
    if ((before && second - before.at < NEAR_S) || (after && after.at - second < NEAR_S)) continue;
    merged.push({ at: second, total: total_pnl, realized: realized_pnl });
  }
  return [...merged, ...live.slice(next)];
}
