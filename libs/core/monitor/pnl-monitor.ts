import { exchangeDay } from '../model/exchange-day.js';
import { pause } from '../pause.js';
import type { InForce } from '../ports/in-force.js';
import type { LiveBook, Tick } from '../ports/live-book.js';

const TICK_MS = 5000;
/** While quotes are missing or old it looks again sooner, so that orders pass as soon as profit and loss is known. */
const STALE_TICK_MS = 500;
const FRESH_MS = 5000;

/**
 * The loop that watches profit and loss, run by whoever holds the trading floor and under its fence: every 5 s it values every position from its quote
 * anew, compares with the sums that fills and marks keep, journals the day and watches the loss; a fill does the same for itself, in its own script.
 * It needs Redis and nothing else. When it stops, or quotes do, the gate refuses (PNL_STALE) 15 s later.
 */
export class PnlMonitor {
  constructor(
    private readonly book: LiveBook,
    private readonly inForce: InForce,
    private readonly holder: string,
    private readonly ticked: (tick: Tick) => void = () => {},
  ) {}

  /** Until the signal aborts. Throws FencedError and StateUnavailableError: the floor's turn is over then. */
  async run(fence: string, signal: AbortSignal): Promise<void> {
    while (!signal.aborted) {
      const tick = await this.tick(fence);
      const fresh = tick.stale_symbols.length === 0 && tick.quote_age_ms <= FRESH_MS;
      await pause(fresh ? TICK_MS : STALE_TICK_MS, signal);
    }
  }

  async tick(fence: string): Promise<Tick> {
    const { config_version } = await this.book.control();
    const { config } = await this.inForce.at(config_version);
    const tick = await this.book.tick(fence, exchangeDay(), this.holder, Object.keys(config.symbols));
    this.ticked(tick);
    return tick;
  }
}
