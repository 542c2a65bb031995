import type { PnlPoint } from '../live/live-state.js';
import { dayPoints } from './day-points.js';

const OPEN = Date.parse('2026-11-25T14:30:00Z') / 1000;
const minute = (n: number, total: number) => ({
  ...{ at: new Date((OPEN + n * 60) * 1000).toISOString(), total_pnl: total, realized_pnl: 0, unrealized_pnl: total },
});
const history = (...points: ReturnType<typeof minute>[]) => ({ date: '2026-11-25', account: 'default', points });
const second = (s: number, total: number): PnlPoint => ({ at: OPEN + s, total, realized: 0 });
const shown = (points: PnlPoint[]) => points.map(({ at, total }) => [at - OPEN, total]);

test('(12 chart) the day begins with what the server kept, and goes on with what came live', () => {
  const kept = history(minute(0, 1), minute(1, 2), minute(5, 3), minute(6, 4));
  const live = [second(370, 5), second(371, 6)];
  expect(shown(dayPoints(kept, '2026-11-25', live))).toEqual([
    [0, 1],
    [60, 2],
    [300, 3],
    [370, 5],
    [371, 6],
  ]);
});

test('(12 chart) a while in which the page heard nothing is filled from the server', () => {
  const kept = history(minute(1, 2), minute(2, 3), minute(3, 4), minute(4, 5));
  const live = [second(50, 1), second(250, 6)];
  expect(shown(dayPoints(kept, '2026-11-25', live))).toEqual([
    [50, 1],
    [120, 3],
    [180, 4],
    [250, 6],
  ]);
});

test('(12 chart) without an answer, or with one of another day, only what came live is drawn', () => {
  const live = [second(1, 1)];
  expect(dayPoints(undefined, '2026-11-25', live)).toBe(live);
  expect(dayPoints(history(minute(0, 1)), '2026-11-27', live)).toBe(live);
});

test('(12 chart) before anything came live the server is all there is; times never go back', () => {
  const kept = history(...Array.from({ length: 100 }, (_, n) => minute(n, n)));
  expect(dayPoints(kept, undefined, [])).toHaveLength(100);
  const live = Array.from({ length: 3600 }, (_, s) => second(s + 1000, s));
  const times = dayPoints(kept, '2026-11-25', live).map(({ at }) => at);
  expect(times).toEqual(times.toSorted((a, b) => a - b));
  expect(new Set(times).size).toBe(times.length);
});
