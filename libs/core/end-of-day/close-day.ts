import { exchangeCalendar } from '../model/exchange-calendar.js';
import { exchangeDay, exchangeHour } from '../model/exchange-day.js';
import type { DailyReports } from '../ports/daily-reports.js';
import type { DayRecords } from '../ports/day-records.js';
import type { LiveBook } from '../ports/live-book.js';

/** The day that should be closed is still being traded. */
export class DayNotOverError extends Error {
  override name = 'DayNotOverError';
}

export interface ClosedDay {
  day: string;
  next_day: string;
  /** Accounts' records that became final now; 0 when that was done before. */
  closed: number;
}

/**
 * The end of an exchange day. Closing makes the day's record final (`closed_at`): profit and loss after it counts to the next trading day, whose record
 * opens at the equity of that moment. Should nobody close it, the first mark of the next calendar day opens that day all the same, and the late
 * closing only marks the old record as final.
 */
export class CloseDay {
  constructor(
    private readonly book: LiveBook,
    private readonly days: DayRecords,
    private readonly reports: Pick<DailyReports, 'keep'>,
  ) {}

  /** Closes `day`, or the trading day at or before the scheduled moment. Throws DayNotOverError. */
  async close(day: string | null, scheduledMs: number, nowMs = Date.now()): Promise<ClosedDay> {
    const due = exchangeCalendar.lastTradingDay(day ?? exchangeDay(scheduledMs));
    const today = exchangeDay(nowMs);
    const hour = exchangeCalendar.closingHour(due) ?? 16;
    if (due > today || (due === today && exchangeHour(nowMs) < hour))
      throw new DayNotOverError(`${due} is not over: trading ends at ${hour}:00 in New York`);
    const next = exchangeCalendar.nextTradingDay(due);
    const closed = await this.book.closeDay(due, next);
    await this.days.close(due);
    await this.reports.keep(due);
    return { day: due, next_day: next, closed };
  }
}
