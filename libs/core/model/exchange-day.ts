export const EXCHANGE_TIME_ZONE = 'America/New_York';

const newYork = new Intl.DateTimeFormat('en-CA', {
  timeZone: EXCHANGE_TIME_ZONE,
  year: 'numeric',
  month: '2-digit',
  day: '2-digit',
});
const newYorkHour = new Intl.DateTimeFormat('en-US', { timeZone: 'America/New_York', hour: 'numeric', hourCycle: 'h23' });

const HOUR_MS = 3_600_000;
/** Of the hour that was asked for last: orders ask again and again, and a format takes 2 us. New York is whole hours behind UTC (since 1883). */
let asked = { hour: Number.NaN, day: '' };

/** The exchange's date at that moment, YYYY-MM-DD: New York's calendar, daylight saving included. */
export function exchangeDay(atMs: number = Date.now()): string {
  const hour = Math.floor(atMs / HOUR_MS);
  if (hour !== asked.hour) {
    const day = newYork.format(atMs);
    if (hour < 0) return day;
    asked = { hour, day };
  }
  return asked.day;
}

/** Whether a text is a day, YYYY-MM-DD, that there is: JavaScript takes February 30 for March 2. */
export function isDay(text: string): boolean {
  const at = /^\d{4}-\d{2}-\d{2}$/.test(text) ? Date.parse(text) : Number.NaN;
  return !Number.isNaN(at) && new Date(at).toISOString().startsWith(text);
}

/** The hour in New York at that moment, 0 to 23. */
export function exchangeHour(atMs: number): number {
  return Number(newYorkHour.format(atMs));
}

/** When the exchange's day of that moment began: New York's midnight, milliseconds since 1970. */
export function exchangeDayStart(atMs: number = Date.now()): number {
  const day = exchangeDay(atMs);
  // New York is four or five hours behind UTC; the midnight is the earliest of the two that is on that day.
  const midnight = Date.parse(`${day}T04:00:00Z`);
  return exchangeDay(midnight) === day ? midnight : midnight + 3_600_000;
}

/** Of the day that was asked for last: the worker asks for each order of the day. */
let known = { from_ms: Number.NaN, until_ms: Number.NaN };

/** The exchange's day of that moment: its midnight and the next one, milliseconds since 1970. */
export function exchangeDayBounds(atMs: number): Readonly<typeof known> {
  if (!(atMs >= known.from_ms && atMs < known.until_ms)) {
    const from_ms = exchangeDayStart(atMs);
    // A day has at most 25 hours.
    known = { from_ms, until_ms: exchangeDayStart(from_ms + 26 * HOUR_MS) };
  }
  return known;
}
