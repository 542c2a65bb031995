import { exchangeCalendar, type ExchangeCalendar } from '../model/exchange-calendar.js';
import { exchangeDay } from '../model/exchange-day.js';
import type { LiveBook } from '../ports/live-book.js';

/** The exchange publishes its days about two years ahead: a quarter of a year is enough to add one and to release it. */
export const CALENDAR_WARN_DAYS = 90;

/** Has the gate say once a day, from 90 days before it, that the exchange calendar ends: in the log, the history and the live feed, as other alerts are. */
export class CalendarWatch {
  private toldDay = '';

  constructor(
    private readonly book: Pick<LiveBook, 'warnOfCalendar'>,
    private readonly calendar: ExchangeCalendar = exchangeCalendar,
  ) {}

  /** Throws what the gate throws; the next look asks again. */
  async look(nowMs = Date.now()): Promise<void> {
    const day = exchangeDay(nowMs);
    const left = this.calendar.daysLeft(day);
    if (left > CALENDAR_WARN_DAYS || day === this.toldDay) return;
    await this.book.warnOfCalendar(day, this.calendar.endsOn, left);
    this.toldDay = day;
  }
}
