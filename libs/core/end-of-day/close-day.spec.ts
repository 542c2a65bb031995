import type { DayRecords } from '../ports/day-records.js';
import type { LiveBook } from '../ports/live-book.js';
import { CloseDay, DayNotOverError } from './close-day.js';

function closing(closed = 2) {
  const calls: string[] = [];
  const book = {
    closeDay: async (day: string, next: string) => {
      calls.push(`gate ${day} ${next}`);
      return closed;
    },
  } as unknown as LiveBook;
  const days: DayRecords = { close: async (day) => void calls.push(`history ${day}`) };
  const reports = { keep: async (day: string) => void calls.push(`report ${day}`) };
  return { calls, close: new CloseDay(book, days, reports) };
}
const at = (time: string) => Date.parse(time);
/** 16:05 in New York on a Wednesday. */
const AFTER = at('2026-11-25T21:05:00Z');

test('the gate closes the day first, then the history, then its report is kept, and the next trading day begins after a holiday', async () => {
  const { calls, close } = closing();
  expect(await close.close(null, AFTER, AFTER)).toEqual({ day: '2026-11-25', next_day: '2026-11-27', closed: 2 });
  expect(calls).toEqual(['gate 2026-11-25 2026-11-27', 'history 2026-11-25', 'report 2026-11-25']);
});

test('again it closes nothing and says so', async () => {
  const { close } = closing(0);
  expect(await close.close(null, AFTER, AFTER)).toMatchObject({ day: '2026-11-25', closed: 0 });
});

test.each([
  ['2026-11-25T20:59:59Z', '16:00'],
  ['2026-11-27T17:59:59Z', '13:00'],
])('before the end of trading (%s) nothing is closed', async (now, hour) => {
  const { calls, close } = closing();
  await expect(close.close(null, at(now), at(now))).rejects.toThrow(DayNotOverError);
  await expect(close.close(null, at(now), at(now))).rejects.toThrow(hour);
  expect(calls).toEqual([]);
});

test('a half day is over at 13:00', async () => {
  const { close } = closing();
  const now = at('2026-11-27T18:05:00Z');
  expect(await close.close(null, now, now)).toMatchObject({ day: '2026-11-27', next_day: '2026-11-30' });
});

test('a run that comes a day late closes the day that it was scheduled for, and one on a holiday the day before', async () => {
  const { close } = closing();
  expect(await close.close(null, AFTER, AFTER + 86_400_000)).toMatchObject({ day: '2026-11-25' });
  const holiday = at('2026-11-26T21:05:00Z');
  expect(await close.close(null, holiday, holiday)).toMatchObject({ day: '2026-11-25' });
});

test('a person may name the day, but not one that is still to come', async () => {
  const { calls, close } = closing();
  expect(await close.close('2026-11-23', AFTER, AFTER)).toMatchObject({ day: '2026-11-23', next_day: '2026-11-24' });
  await expect(close.close('2026-11-27', AFTER, AFTER)).rejects.toThrow('2026-11-27 is not over');
  expect(calls).toHaveLength(3);
});

test('when the gate does not answer the history is left as it is', async () => {
  const { calls } = closing();
  const book = { closeDay: () => Promise.reject(new Error('no gate')) } as unknown as LiveBook;
  const days: DayRecords = { close: async (day) => void calls.push(day) };
  const reports = { keep: async (day: string) => void calls.push(day) };
  await expect(new CloseDay(book, days, reports).close(null, AFTER, AFTER)).rejects.toThrow('no gate');
  expect(calls).toEqual([]);
});
