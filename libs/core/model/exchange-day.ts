const newYork = new Intl.DateTimeFormat('en-CA', {
  timeZone: 'America/New_York',
  year: 'numeric',
  month: '2-digit',
  day: '2-digit',
});

/** The exchange's date at that moment, YYYY-MM-DD: New York's calendar, daylight saving included. */
export function exchangeDay(atMs: number = Date.now()): string {
  return newYork.format(atMs);
}
