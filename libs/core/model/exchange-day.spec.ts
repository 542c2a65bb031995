import { exchangeDay, exchangeDayBounds, exchangeDayStart, isDay } from './exchange-day.js';

test.each([
  ['2026-01-15T12:00:00Z', '2026-01-15T05:00:00Z'],
  ['2026-07-15T03:59:59Z', '2026-07-14T04:00:00Z'],
  ['2026-07-15T04:00:00Z', '2026-07-15T04:00:00Z'],
  // The days on which the clocks change begin by the old time.
  ['2026-03-08T18:00:00Z', '2026-03-08T05:00:00Z'],
  ['2026-11-01T18:00:00Z', '2026-11-01T04:00:00Z'],
])('the exchange day of %s began at %s', (at, start) => {
  expect(new Date(exchangeDayStart(Date.parse(at))).toISOString()).toBe(start.replace('Z', '.000Z'));
  expect(exchangeDay(Date.parse(start))).toBe(exchangeDay(Date.parse(at)));
});

test.each([
  ['2026-02-28', true],
  ['2028-02-29', true],
  ['2026-02-29', false],
  ['2026-02-30', false],
  ['2026-13-01', false],
  ['2026-1-1', false],
  ['2026-01-01T00:00:00Z', false],
  ['', false],
])('%s is a day: %s', (text, expected) => {
  expect(isDay(text)).toBe(expected);
});

const iso = (ms: number) => new Date(ms).toISOString().slice(0, 19);

test('a day goes from its midnight to the next one, on the days on which the clocks change too, in whatever order they are asked for', () => {
  const days: [string, string, string][] = [
    ['2026-07-14T23:00:00Z', '2026-07-14T04:00:00', '2026-07-15T04:00:00'],
    ['2026-07-15T04:00:00Z', '2026-07-15T04:00:00', '2026-07-16T04:00:00'],
    ['2026-07-15T03:59:59.999Z', '2026-07-14T04:00:00', '2026-07-15T04:00:00'],
    ['2026-03-08T18:00:00Z', '2026-03-08T05:00:00', '2026-03-09T04:00:00'],
    ['2026-11-01T04:00:00Z', '2026-11-01T04:00:00', '2026-11-02T05:00:00'],
    ['2026-11-02T04:59:59Z', '2026-11-01T04:00:00', '2026-11-02T05:00:00'],
  ];
  for (const [at, from, until] of [...days, ...days.toReversed()]) {
    const { from_ms, until_ms } = exchangeDayBounds(Date.parse(at));
    expect([iso(from_ms), iso(until_ms)]).toEqual([from, until]);
  }
});
