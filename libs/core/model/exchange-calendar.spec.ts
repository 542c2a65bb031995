import { exchangeCalendar, ExchangeCalendar, type ExchangeYear } from './exchange-calendar.js';
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
  expect(moving.filter((day) => exchangeCalendar.closingHour(day) !== null)).toEqual([]);
  expect(exchangeCalendar.closingHour(weekday(year, 11, 4, 4).replace(/\d\d$/, (d) => String(Number(d) + 1)))).toBe(13);
});

test('holidays and half days are weekdays, and no day is both', () => {
  for (const day of [...exchangeCalendar.holidays, ...exchangeCalendar.halfDays])
    expect([0, 6]).not.toContain(new Date(`${day}T12:00:00Z`).getUTCDay());
  expect(exchangeCalendar.holidays.filter((day) => exchangeCalendar.halfDays.includes(day))).toEqual([]);
  expect(
    [2026, 2027, 2028].map((year) => exchangeCalendar.holidays.filter((day) => day.startsWith(String(year))).length),
  ).toEqual([10, 10, 9]);
});

test('the next trading day steps over weekends and holidays, a Friday after Thanksgiving is a half day', () => {
  expect(exchangeCalendar.nextTradingDay('2026-11-25')).toBe('2026-11-27');
  expect(exchangeCalendar.nextTradingDay('2026-11-27')).toBe('2026-11-30');
  expect(exchangeCalendar.nextTradingDay('2027-12-23')).toBe('2027-12-27');
  expect(exchangeCalendar.nextTradingDay('2027-12-31')).toBe('2028-01-03');
  expect(exchangeCalendar.lastTradingDay('2026-07-05')).toBe('2026-07-02');
  expect([
    exchangeCalendar.closingHour('2026-11-27'),
    exchangeCalendar.closingHour('2026-11-30'),
    exchangeCalendar.closingHour('2026-11-28'),
  ]).toEqual([13, 16, null]);
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

const OF_2029: ExchangeYear = {
  holidays: ['01-01', '01-15', '02-19', '03-30', '05-28', '06-19', '07-04', '09-03', '11-22', '12-25'],
  half_days: ['07-03', '11-23', '12-24'],
};

test('(12.28) a year that is added to the data is known, and is nothing but data', () => {
  const before = new ExchangeCalendar({ 2028: { holidays: ['12-25'], half_days: [] } });
  const after = new ExchangeCalendar({ 2028: { holidays: ['12-25'], half_days: [] }, 2029: OF_2029 });
  expect([before.endsOn, after.endsOn]).toEqual(['2028-12-31', '2029-12-31']);
  expect([before.closingHour('2029-11-22'), after.closingHour('2029-11-22')]).toEqual([16, null]);
  expect([before.closingHour('2029-11-23'), after.closingHour('2029-11-23')]).toEqual([16, 13]);
  expect([before.nextTradingDay('2028-12-29'), after.nextTradingDay('2028-12-29')]).toEqual(['2029-01-01', '2029-01-02']);
  expect(after.holidays).toContain('2029-03-30');
  expect(after.halfDays).toContain('2029-07-03');
});

test('(12.28) the days that are left are counted down to the last day that is known, and on below zero', () => {
  const { endsOn } = exchangeCalendar;
  const calendar = new ExchangeCalendar({ 2028: { holidays: [], half_days: [] } });
  expect(endsOn >= '2028-12-31').toBe(true);
  expect(['2028-10-02', '2028-12-31', '2029-01-01', '2029-12-31'].map((day) => calendar.daysLeft(day))).toEqual([
    90, 0, -1, -365,
  ]);
});

test.each<[string, Record<number, ExchangeYear>]>([
  ['a year is missing between others', { 2028: OF_2029, 2030: OF_2029 }],
  ['there is no year', {}],
  ['a holiday is a Sunday', { 2029: { holidays: ['04-01'], half_days: [] } }],
  ['a day is not in the calendar', { 2029: { holidays: ['02-29'], half_days: [] } }],
  ['a day is no date', { 2029: { holidays: ['13-01'], half_days: [] } }],
  ['a day is both', { 2029: { holidays: ['07-03'], half_days: ['07-03'] } }],
])('(12.28) data in which %s is refused', (_, years) => {
  expect(() => new ExchangeCalendar(years)).toThrow(RangeError);
});
