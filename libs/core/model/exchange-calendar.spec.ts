import { closingHour, halfDays, holidays, lastTradingDay, nextTradingDay } from './exchange-calendar.js';
import { exchangeDay, exchangeHour } from './exchange-day.js';

/** Easter Sunday, by the anonymous Gregorian algorithm (Meeus, Astronomical Algorithms, chapter 8). */
function easter(year: number): Date {
  const a = year % 19;
  const [b, c] = [Math.floor(year / 100), year % 100];
  const [d, e] = [Math.floor(b / 4), b % 4];
  const g = Math.floor((8 * b + 13) / 25);
  const h = (19 * a + b - d - g + 15) % 30;
  const [i, k] = [Math.floor(c / 4), c % 4];
  const l = (32 + 2 * e + 2 * i - h - k) % 7;
  const m = Math.floor((a + 11 * h + 19 * l) / 433);
  const n = h + l - 7 * m + 114;
  return new Date(Date.UTC(year, Math.floor(n / 31) - 1, (n % 31) + 1));
}

/** The nth (from 1; 0: the last) given weekday of a month. */
function weekday(year: number, month: number, day: number, nth: number): string {
  const date = new Date(Date.UTC(year, nth === 0 ? month : month - 1, nth === 0 ? 0 : 1));
  while (date.getUTCDay() !== day) date.setUTCDate(date.getUTCDate() + (nth === 0 ? -1 : 1));
  if (nth > 1) date.setUTCDate(date.getUTCDate() + 7 * (nth - 1));
  return date.toISOString().slice(0, 10);
}

test.each([2026, 2027, 2028])('the moving holidays of %i stand where the rules put them', (year) => {
  const friday = new Date(easter(year).getTime() - 2 * 86_400_000).toISOString().slice(0, 10);
  const moving = [
    ...[weekday(year, 1, 1, 3), weekday(year, 2, 1, 3), friday, weekday(year, 5, 1, 0), weekday(year, 9, 1, 1)],
    weekday(year, 11, 4, 4),
  ];
  expect(moving.filter((day) => closingHour(day) !== null)).toEqual([]);
  expect(closingHour(weekday(year, 11, 4, 4).replace(/\d\d$/, (d) => String(Number(d) + 1)))).toBe(13);
});

test('holidays and half days are weekdays, and no day is both', () => {
  for (const day of [...holidays(), ...halfDays()]) expect([0, 6]).not.toContain(new Date(`${day}T12:00:00Z`).getUTCDay());
  expect(holidays().filter((day) => halfDays().includes(day))).toEqual([]);
  expect([2026, 2027, 2028].map((year) => holidays().filter((day) => day.startsWith(String(year))).length)).toEqual([10, 10, 9]);
});

test('the next trading day steps over weekends and holidays, a Friday after Thanksgiving is a half day', () => {
  expect(nextTradingDay('2026-11-25')).toBe('2026-11-27');
  expect(nextTradingDay('2026-11-27')).toBe('2026-11-30');
  expect(nextTradingDay('2027-12-23')).toBe('2027-12-27');
  expect(nextTradingDay('2027-12-31')).toBe('2028-01-03');
  expect(lastTradingDay('2026-07-05')).toBe('2026-07-02');
  expect([closingHour('2026-11-27'), closingHour('2026-11-30'), closingHour('2026-11-28')]).toEqual([13, 16, null]);
});

test('the hour in New York follows daylight saving: 16:05 is 20:05 UTC in summer and 21:05 in winter', () => {
  // 2026: daylight saving begins on 8 March and ends on 1 November.
  for (const [utc, hour, day] of [
    ['2026-03-06T21:05:00Z', 16, '2026-03-06'],
    ['2026-03-09T20:05:00Z', 16, '2026-03-09'],
    ['2026-10-30T20:05:00Z', 16, '2026-10-30'],
    ['2026-11-02T21:05:00Z', 16, '2026-11-02'],
    ['2026-11-02T04:30:00Z', 23, '2026-11-01'],
  ] as const) {
    expect([exchangeHour(Date.parse(utc)), exchangeDay(Date.parse(utc))]).toEqual([hour, day]);
  }
});
