import type { Complaint } from '../complaint.js';
import { exchangeDay } from '../model/exchange-day.js';
import { pause } from '../pause.js';
import type { LimitUseDays } from '../ports/limit-use.js';
import type { UseTally } from './use-tally.js';

const MINUTE_MS = 60_000;

/** Adds what was used of each limit to its day once a minute. Run by whoever has the floor's lease. */
export class UseRecorder {
  constructor(
    private readonly tally: UseTally,
    private readonly days: LimitUseDays,
    private readonly complaint: Complaint,
  ) {}

  /** At each full minute, until the signal aborts. Never throws. */
  async run(signal: AbortSignal): Promise<void> {
    while (!signal.aborted) {
      await pause(MINUTE_MS - (Date.now() % MINUTE_MS), signal);
      await this.complaint.tried(() => this.record(Date.now()), undefined);
    }
  }

  /** Writes what was gathered until now, as of the minute that is over. Throws what the store throws; then it is gathered on. */
  async record(nowMs: number): Promise<void> {
    const minuteMs = nowMs - (nowMs % MINUTE_MS);
    const minutes = this.tally.take();
    if (minutes.length === 0) return;
    try {
      await this.days.add(exchangeDay(minuteMs - 1), minuteMs, minutes);
    } catch (error) {
      this.tally.putBack(minutes);
      throw error;
    }
  }
}
