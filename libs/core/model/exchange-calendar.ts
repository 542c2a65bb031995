/** One year of the exchange; each day is MM-DD and a weekday. */
export interface ExchangeYear {
  holidays: readonly string[];
  /** Trading ends at 13:00. */
  half_days: readonly string[];
}

/**
 * The New York Stock Exchange, as it publishes its days about two years ahead (nyse.com/trade/hours-calendars, "Holidays and Trading Hours"). The next year
 * is one more entry, and nothing else (docs/workflows.md, "The exchange's calendar").
 */
const NEW_YORK: Readonly<Record<number, ExchangeYear>> = {
  2026: {
    holidays: ['01-01', '01-19', '02-16', '04-03', '05-25', '06-19', '07-03', '09-07', '11-26', '12-25'],
    half_days: ['11-27', '12-24'],
  },
  2027: {
    holidays: ['01-01', '01-18', '02-15', '03-26', '05-31', '06-18', '07-05', '09-06', '11-25', '12-24'],
    half_days: ['11-26'],
  },
  2028: {
    // New Year's Day is a Saturday and is not made up for (NYSE rule 7.2).
    holidays: ['01-17', '02-21', '04-14', '05-29', '06-19', '07-04', '09-04', '11-23', '12-25'],
    half_days: ['07-03', '11-24'],
  },
};

const DAY_MS = 86_400_000;

/** Trading days and their closing hours. Days are texts, YYYY-MM-DD; a text that is no date throws RangeError. */
export class ExchangeCalendar {
  /** YYYY-MM-DD, oldest first. */
  readonly holidays: readonly string[];
  readonly halfDays: readonly string[];
  /** The last day that is known. After it every weekday counts as a trading day that closes at 16:00. */
  readonly endsOn: string;
  readonly beginsOn: string;
  private readonly closed: ReadonlySet<string>;
  private readonly halved: ReadonlySet<string>;

  /** Throws RangeError when a year is missing between others, or a day is no weekday of its year, or both holiday and half day. */
  constructor(years: Readonly<Record<number, ExchangeYear>>) {
    const numbers = Object.keys(years)
      .map(Number)
      .sort((a, b) => a - b);
    const [first, last] = [numbers[0], numbers.at(-1)];
    if (first === undefined || last === undefined || last - first !== numbers.length - 1)
      throw new RangeError(`the years of the exchange calendar must follow each other: ${numbers.join(', ')}`);
    const days = (kind: keyof ExchangeYear) =>
      numbers.flatMap((year) => (years[year]?.[kind] ?? []).map((day) => `${year}-${day}`));
    this.holidays = days('holidays');
    this.halfDays = days('half_days');
    this.endsOn = `${last}-12-31`;
    this.beginsOn = `${first}-01-01`;
    this.closed = new Set(this.holidays);
    this.halved = new Set(this.halfDays);
    for (const day of [...this.holidays, ...this.halfDays])
      if (isWeekend(day) || text(utcNoon(day)) !== day || (this.closed.has(day) && this.halved.has(day)))
        throw new RangeError(`${day} of the exchange calendar is no weekday of that year, or both a holiday and a half day`);
  }

  /** Hour at which regular trading ends, in New York: 16, on half days 13; null when there is none that day. */
  closingHour(day: string): 13 | 16 | null {
    if (isWeekend(day) || this.closed.has(day)) return null;
    return this.halved.has(day) ? 13 : 16;
  }

  nextTradingDay(day: string): string {
    return this.neighbour(day, 1);
  }

  tradingDayBefore(day: string): string {
    return this.neighbour(day, -1);
  }

  /** `day` itself when it is one. */
  lastTradingDay(day: string): string {
    return this.closingHour(day) === null ? this.neighbour(day, -1) : day;
  }

  /** Days from `day` to the last one that is known: 0 on that day, negative after it. */
  daysLeft(day: string): number {
    return Math.round((utcNoon(this.endsOn).getTime() - utcNoon(day).getTime()) / DAY_MS);
  }

  private neighbour(day: string, step: 1 | -1): string {
    const date = utcNoon(day);
    do date.setUTCDate(date.getUTCDate() + step);
    while (this.closingHour(text(date)) === null);
    return text(date);
  }
}

function isWeekend(day: string): boolean {
  const weekday = utcNoon(day).getUTCDay();
  return weekday === 0 || weekday === 6;
}

/** A date without a time has no zone; noon UTC keeps it from slipping. */
function utcNoon(day: string): Date {
  const date = new Date(`${day}T12:00:00Z`);
  if (Number.isNaN(date.getTime())) throw new RangeError(`${day} is not a date (YYYY-MM-DD)`);
  return date;
}

const text = (date: Date) => date.toISOString().slice(0, 10);

export const exchangeCalendar = new ExchangeCalendar(NEW_YORK);
