import type { Complaint } from '../complaint.js';
import { exchangeDay } from '../model/exchange-day.js';
import { pause } from '../pause.js';
import { StateUnavailableError } from '../ports/gate.js';
import type { LiveBook, Tick } from '../ports/live-book.js';

const TICK_MS = 5000;
/** While quotes are missing or old it looks again sooner, so that orders pass as soon as profit and loss is known. */
const STALE_TICK_MS = 500;
const FRESH_MS = 5000;

/**
 * The loop that watches profit and loss, run by whoever speaks to the broker: every 5 s the gate values every position from its quote anew, compares
 * with the sums that fills and marks keep, and watches the loss; a fill and a mark do the same for themselves. When the loop stops, or quotes do, the
 * gate refuses (PNL_STALE) 15 s later.
 */
export class PnlMonitor {
  constructor(
    private readonly book: LiveBook,
    private readonly holder: string,
    private readonly complaint: Complaint,
    private readonly ticked: (tick: Tick) => void = () => {},
  ) {}

  /** Until the signal aborts. While the gate does not answer it asks again each second: orders are refused meanwhile. */
  async run(signal: AbortSignal): Promise<void> {
    while (!signal.aborted) {
      const tick = await this.tickOrSay();
      const fresh = tick !== null && tick.stale_symbols.length === 0 && tick.quote_age_ms <= FRESH_MS;
      await pause(fresh ? TICK_MS : STALE_TICK_MS, signal);
    }
  }

  private async tickOrSay(): Promise<Tick | null> {
    try {
      const tick = await this.tick();
      this.complaint.worked();
      return tick;
    } catch (error) {
      if (!(error instanceof StateUnavailableError)) throw error;
      this.complaint.failed(error);
      return null;
    }
  }

  async tick(): Promise<Tick> {
    const tick = await this.book.tick(exchangeDay(), this.holder);
    this.ticked(tick);
    return tick;
  }
}
