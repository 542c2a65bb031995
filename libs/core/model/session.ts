/** What an exchange is doing at a moment. Pure: the calendar's data and nothing else. */
import { exchangeCalendar } from './exchange-calendar.js';
import { exchangeDay, exchangeDayBounds } from './exchange-day.js';

/** ALWAYS: open without an end, as the paper exchange and crypto are. XNYS: the New York Stock Exchange. */
export const CALENDARS = ['ALWAYS', 'XNYS'] as const;
export type CalendarName = (typeof CALENDARS)[number];

export const PHASES = ['always', 'pre', 'regular', 'post', 'closed'] as const;
export type Phase = (typeof PHASES)[number];

/** Times of one day of the exchange, milliseconds; null on a day without trading. */
interface ExchangeDay {
  from_ms: number;
  until_ms: number;
  open_ms: number | null;
  close_ms: number | null;
  post_ms: number;
}

const HOUR_MS = 3_600_000;
const PRE_MS = 4 * HOUR_MS;
const OPEN_MS = 9.5 * HOUR_MS;
/** Trading after the close ends at 20:00, on half days at 17:00. */
const AFTER_MS = 4 * HOUR_MS;

let last: ExchangeDay | null = null;

/** The day of a moment; null when the calendar does not know its year. */
function dayAt(atMs: number): ExchangeDay | null {
  if (last && atMs >= last.from_ms && atMs < last.until_ms) return last;
  const day = exchangeDay(atMs);
  if (exchangeCalendar.daysLeft(day) < 0 || day < exchangeCalendar.beginsOn) return null;
  const { from_ms, until_ms } = exchangeDayBounds(atMs);
  const closing = exchangeCalendar.closingHour(day);
  const close_ms = closing === null ? null : from_ms + closing * HOUR_MS;
  last = {
    ...{ from_ms, until_ms, close_ms },
    open_ms: closing === null ? null : from_ms + OPEN_MS,
    post_ms: (close_ms ?? from_ms) + AFTER_MS,
  };
  return last;
}

export interface Session {
  phase: Phase;
  /** Milliseconds since 1970; null when there is no trading that day, and of ALWAYS. */
  open_ms: number | null;
  close_ms: number | null;
}

const ALWAYS: Session = { phase: 'always', open_ms: null, close_ms: null };

/** The session at a moment, microseconds. Null: the calendar does not know that year. */
export function sessionAt(calendar: CalendarName, atUs: number): Session | null {
  if (calendar === 'ALWAYS') return ALWAYS;
  const atMs = Math.floor(atUs / 1000);
  const day = dayAt(atMs);
  if (!day) return null;
  const { open_ms, close_ms } = day;
  return { phase: phaseAt(day, atMs), open_ms, close_ms };
}

function phaseAt({ from_ms, open_ms, close_ms, post_ms }: ExchangeDay, atMs: number): Phase {
  if (open_ms === null || close_ms === null || atMs < from_ms + PRE_MS || atMs >= post_ms) return 'closed';
  if (atMs < open_ms) return 'pre';
  return atMs < close_ms ? 'regular' : 'post';
}

/** What is known of an instrument. */
export interface Traded {
  calendar?: CalendarName | null;
  asset_class?: string | null;
}

/** A time that does not come. */
export const NEVER_MS = Number.MAX_SAFE_INTEGER;
/** Between two days with trading there are fewer. */
const DAYS_AHEAD_MAX = 14;

/**
 * When an order of the day that comes now ends, milliseconds: with the regular session of its instrument's calendar (with `extended_hours` when trading after it ends),
 * of the next trading day when that is over. Crypto has no close: never. Without a calendar, or in a year that it does not know: with New York's date.
 */
export function dayOrderEnds({ calendar, asset_class }: Traded, extendedHours: boolean, atMs: number): number {
  if (asset_class === 'crypto') return NEVER_MS;
  const midnight = exchangeDayBounds(atMs).until_ms;
  if ((calendar ?? 'ALWAYS') === 'ALWAYS') return midnight;
  let day = dayAt(atMs);
  for (let i = 0; i < DAYS_AHEAD_MAX && day; i += 1) {
    const ends = extendedHours ? day.post_ms : (day.close_ms ?? 0);
    if (day.close_ms !== null && ends > atMs) return ends;
    day = dayAt(day.until_ms);
  }
  return midnight;
}

const clock = new Intl.DateTimeFormat('en-GB', {
  ...{ timeZone: 'America/New_York', hour: '2-digit', minute: '2-digit', hourCycle: 'h23' },
});
/** `13:00`, in New York. */
export const exchangeClock = (ms: number): string => clock.format(ms);
