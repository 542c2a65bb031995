/**
 * Trading days of the New York Stock Exchange, 2026 to 2028, as it publishes them (nyse.com/trade/hours-calendars, "Holidays and Trading Hours"). On
 * other years' holidays the day would be closed and opened like any other weekday: extend the lists before 2029 begins.
 */
const HOLIDAYS: ReadonlySet<string> = new Set([
  ...['2026-01-01', '2026-01-19', '2026-02-16', '2026-04-03', '2026-05-25', '2026-06-19', '2026-07-03', '2026-09-07'],
  ...['2026-11-26', '2026-12-25'],
  ...['2027-01-01', '2027-01-18', '2027-02-15', '2027-03-26', '2027-05-31', '2027-06-18', '2027-07-05', '2027-09-06'],
  ...['2027-11-25', '2027-12-24'],
  // New Year's Day of 2028 is a Saturday and is not made up for (NYSE rule 7.2).
  ...['2028-01-17', '2028-02-21', '2028-04-14', '2028-05-29', '2028-06-19', '2028-07-04', '2028-09-04', '2028-11-23'],
  '2028-12-25',
]);
const HALF_DAYS: ReadonlySet<string> = new Set(['2026-11-27', '2026-12-24', '2027-11-26', '2028-07-03', '2028-11-24']);

export const holidays = (): string[] => [...HOLIDAYS];
export const halfDays = (): string[] => [...HALF_DAYS];

/** Hour at which regular trading ends, in New York: 16, on half days 13; null when there is none that day. `day` is YYYY-MM-DD. */
export function closingHour(day: string): 13 | 16 | null {
  const weekday = utcNoon(day).getUTCDay();
  if (weekday === 0 || weekday === 6 || HOLIDAYS.has(day)) return null;
  return HALF_DAYS.has(day) ? 13 : 16;
}

export function nextTradingDay(day: string): string {
  return neighbour(day, 1);
}

/** `day` itself when it is one. */
export function lastTradingDay(day: string): string {
  return closingHour(day) === null ? neighbour(day, -1) : day;
}

function neighbour(day: string, step: 1 | -1): string {
  const date = utcNoon(day);
  do date.setUTCDate(date.getUTCDate() + step);
  while (closingHour(text(date)) === null);
  return text(date);
}

/** A date without a time has no zone; noon UTC keeps it from slipping. Throws RangeError for what is no date. */
const utcNoon = (day: string) => {
  const date = new Date(`${day}T12:00:00Z`);
  if (Number.isNaN(date.getTime())) throw new RangeError(`${day} is not a date (YYYY-MM-DD)`);
  return date;
};
const text = (date: Date) => date.toISOString().slice(0, 10);
