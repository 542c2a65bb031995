/** Calendar months in UTC, as `2026-11`: by them the history is kept. */
const NAME = /^(\d{4})-(0[1-9]|1[0-2])$/;

export function monthOf(ms: number): string {
  return new Date(ms).toISOString().slice(0, 7);
}

/** When the month begins, in milliseconds since 1970. Throws when it is no month. */
export function monthStart(month: string): number {
  if (!NAME.test(month)) throw new Error(`'${month}' is no month such as 2026-11`);
  return Date.parse(`${month}-01T00:00:00Z`);
}

/** The month so many after it (before it, when negative). */
export function monthPlus(month: string, months: number): string {
  const date = new Date(monthStart(month));
  return monthOf(Date.UTC(date.getUTCFullYear(), date.getUTCMonth() + months, 1));
}
