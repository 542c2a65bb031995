import { pause } from '../pause.js';
import type { HistoryMonths, MonthKept } from '../ports/history-months.js';

const EVERY_MS = 3_600_000;
const RETRY_MS = 60_000;

/** What the keeper tells of itself; each call is cheap and must not throw. */
export interface MonthObserver {
  made?(months: string[]): void;
  dropped?(month: string): void;
  /** An old month stays because it is needed. Once for each cause. */
  kept?(kept: MonthKept): void;
  /** Once for each cause. */
  failing?(error: Error): void;
  recovered?(): void;
}

export interface MonthKeeperParts {
  months: HistoryMonths;
  /** Whole months that are kept besides the running one; 0 keeps all. */
  keep: number;
  observer?: MonthObserver;
  now?: () => number;
  /** Milliseconds; for tests. */
  sleep?: (ms: number, signal: AbortSignal) => Promise<void>;
}

/** Makes the history's months ahead of time, and drops those that are too old: when it begins, and every hour. */
export class MonthKeeper {
  private complaint = '';
  private told = '';

  constructor(private readonly parts: MonthKeeperParts) {}

  /** Runs until the signal aborts; never throws. What failed is tried again after a minute. */
  async run(signal: AbortSignal): Promise<void> {
    const sleep = this.parts.sleep ?? pause;
    while (!signal.aborted) {
      try {
        await this.look(signal);
        if (this.complaint !== '') this.parts.observer?.recovered?.();
        this.complaint = '';
        await sleep(EVERY_MS, signal);
      } catch (error) {
        this.failed(error instanceof Error ? error : new Error(String(error)));
        await sleep(RETRY_MS, signal);
      }
    }
  }

  private async look(signal: AbortSignal): Promise<void> {
    const { months, keep, observer, now = Date.now } = this.parts;
    const made = await months.prepare(now());
    if (made.length > 0) observer?.made?.(made);
    if (keep === 0) return;
    while (!signal.aborted) {
      const found = await months.dropOldest(now(), keep);
      if (found === null) this.told = '';
      if (found === null || 'because' in found) {
        if (found) this.kept(found);
        return;
      }
      observer?.dropped?.(found.dropped);
    }
  }

  private kept(kept: MonthKept): void {
    const text = `${kept.month} ${kept.because}`;
    if (text !== this.told) this.parts.observer?.kept?.(kept);
    this.told = text;
  }

  private failed(error: Error): void {
    if (error.message !== this.complaint) this.parts.observer?.failing?.(error);
    this.complaint = error.message;
  }
}
