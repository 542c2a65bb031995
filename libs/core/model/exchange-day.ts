const newYork = new Intl.DateTimeFormat('en-CA', {
  timeZone: 'America/New_York',
  year: 'numeric',
  month: '2-digit',
  day: '2-digit',
});
const newYorkHour = new Intl.DateTimeFormat('en-US', { timeZone: 'America/New_York', hour: 'numeric', hourCycle: 'h23' });

/** The exchange's date at that moment, YYYY-MM-DD: New York's calendar, daylight saving included. */
export function exchangeDay(atMs: number = Date.now()): string {
  return newYork.format(atMs);
}

/** The hour in New York at that moment, 0 to 23. */
export function exchangeHour(atMs: number): number {
  return Number(newYorkHour.format(atMs));
}
