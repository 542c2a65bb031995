import type { Complaint } from '../complaint.js';
import type { DayRecord } from '../gate/event.js';
import { exchangeDay } from '../model/exchange-day.js';
import { pause } from '../pause.js';
import type { LiveBook } from '../ports/live-book.js';
import type { PnlPoint, PnlPoints } from '../ports/pnl-points.js';

const MINUTE_MS = 60_000;
/** A day that was opened before a long weekend is still drawn when it is traded. */
const KEPT_DAYS = 8;
const DAY_MS = 86_400_000;

/** What was written last of one account, and the last minute at which its figures were still those. */
interface Written {
  point: PnlPoint;
  seenMs: number;
}

/**
 * Writes each account's profit and loss once a minute, where it changed, so that a chart of the day begins with the day and not with whoever opens it. Run
 * by whoever has the floor's lease; two that do it at once write the same minutes, and the first one stays. A minute in which PostgreSQL does not answer
 * has no point.
 */
export class PnlRecorder {
  private readonly written = new Map<string, Written>();
  private forgottenOn = '';

  constructor(
    private readonly book: Pick<LiveBook, 'days'>,
    private readonly points: PnlPoints,
    private readonly complaint: Complaint,
  ) {}

  /** At each full minute, and at once when it begins; until the signal aborts. Never throws. */
  async run(signal: AbortSignal): Promise<void> {
    while (!signal.aborted) {
      await this.complaint.tried(() => this.record(Date.now()), undefined);
      await pause(MINUTE_MS - (Date.now() % MINUTE_MS), signal);
    }
  }

  /** One look. Throws what the gate or the store throw; the next look writes what this one could not, as of its own minute. */
  async record(nowMs: number): Promise<void> {
    const minuteMs = nowMs - (nowMs % MINUTE_MS);
    const days = await this.book.days();
    const due: PnlPoint[] = [];
    const next = new Map<string, Written>();
    for (const day of days) {
      const before = this.written.get(day.account);
      const point = pointOf(day, minuteMs);
      if (before && sameFigures(before.point, point)) {
        next.set(day.account, { point: before.point, seenMs: minuteMs });
        continue;
      }
      // Figures that stood still until a minute ago did not move all the while: their end is a point too.
      if (before?.point.date === point.date && before.seenMs > before.point.at_ms)
        due.push({ ...before.point, at_ms: before.seenMs });
      due.push(point);
      next.set(day.account, { point, seenMs: minuteMs });
    }
    if (due.length > 0) await this.points.write(due);
    for (const [account, written] of next) this.written.set(account, written);
    await this.forgetOld(nowMs);
  }

  private async forgetOld(nowMs: number): Promise<void> {
    const today = exchangeDay(nowMs);
    if (today === this.forgottenOn) return;
    await this.points.forgetBefore(exchangeDay(nowMs - KEPT_DAYS * DAY_MS));
    this.forgottenOn = today;
  }
}

export function pointOf({ account, date, realized_pnl, unrealized_pnl, total_pnl }: DayRecord, atMs: number): PnlPoint {
  return { account, date, at_ms: atMs, realized_pnl, unrealized_pnl, total_pnl };
}

function sameFigures(a: PnlPoint, b: PnlPoint): boolean {
  return a.date === b.date && a.total_pnl === b.total_pnl && a.realized_pnl === b.realized_pnl;
}
