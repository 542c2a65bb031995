import type { LogEvent } from '../gate/event.js';
import type { EventLog } from '../ports/event-log.js';
import { pause } from '../pause.js';
import { type HistoryWriter, RelayFencedError } from '../ports/history-writer.js';

/** Entries in one transaction. More would not be faster, only later. */
const BATCH_MAX = 2000;
/** A batch of fewer is small: what comes next is given this long to gather, for a transaction and its sync cost the same for one entry as for a hundred. */
const BATCH_SMALL = 500;
const GATHER_MS = 20;
const BLOCK_MS = 1000;
const BACKOFF_MIN_MS = 100;
const BACKOFF_MAX_MS = 2000;

/** What the relay tells of itself; each call is cheap and must not throw. */
export interface RelayObserver {
  /** A batch is in PostgreSQL. `lagMs`: age of its newest entry then. */
  copied?(events: LogEvent[], lagMs: number): void;
  /** It stopped copying (once an outage, not once a try), and copies again. */
  failing?(error: Error): void;
  recovered?(afterMs: number): void;
  /** Entries were gone from the log before they were copied: history has a hole after `afterId`. Never silently. */
  lost?(afterId: string, nextId: string): void;
}

export interface RelayParts {
  log: EventLog;
  history: HistoryWriter;
  observer?: RelayObserver;
  now?: () => number;
  /** Milliseconds; for tests. */
  sleep?: (ms: number, signal: AbortSignal) => Promise<void>;
}

/**
 * Copies the log into PostgreSQL, in batches, each with its position in one transaction. It heals by itself: whatever fails, it waits a
 * little longer each time (100 ms to 2 s), asks PostgreSQL where it stands, and goes on. Several may run; only one moves the position.
 */
export class Relay {
  private readonly now: () => number;
  private failingSince: number | null = null;

  constructor(private readonly parts: RelayParts) {
    this.now = parts.now ?? Date.now;
  }

  /** Runs until the signal aborts; never throws. A batch under way is finished first. */
  async run(signal: AbortSignal): Promise<void> {
    let backoffMs = BACKOFF_MIN_MS;
    while (!signal.aborted) {
      try {
        await this.copyFromPosition(signal, () => {
          backoffMs = BACKOFF_MIN_MS;
        });
      } catch (error) {
        this.failed(error);
        await (this.parts.sleep ?? pause)(backoffMs * (0.5 + Math.random() / 2), signal);
        backoffMs = Math.min(backoffMs * 2, BACKOFF_MAX_MS);
      }
    }
  }

  private async copyFromPosition(signal: AbortSignal, progressed: () => void): Promise<void> {
    const { log, history, observer } = this.parts;
    let position = (await history.position()).last_id;
    await this.reportHole(position);
    while (!signal.aborted) {
      const events = await log.read(position, BATCH_MAX, BLOCK_MS);
      const last = events.at(-1);
      if (last) {
        await history.apply(events, position);
        position = last.id;
        observer?.copied?.(events, Math.max(0, this.now() - last.at_ms));
      }
      await log.copied(position, events.length < BATCH_MAX);
      this.worked();
      progressed();
      if (events.length > 0 && events.length < BATCH_SMALL) await pause(GATHER_MS, signal);
    }
  }

  /** What was copied last stays in the log (it is trimmed up to some seconds before it): an oldest entry that is newer means a hole. */
  private async reportHole(position: string): Promise<void> {
    if (position === '0-0') return;
    const oldest = await this.parts.log.oldestId();
    if (oldest !== '0-0' && compareLogIds(oldest, position) > 0) this.parts.observer?.lost?.(position, oldest);
  }

  private failed(error: unknown): void {
    // Another relay is at work: that is not an outage, the position is read again and both go on.
    if (error instanceof RelayFencedError || this.failingSince !== null) return;
    this.failingSince = this.now();
    this.parts.observer?.failing?.(error instanceof Error ? error : new Error(String(error)));
  }

  private worked(): void {
    if (this.failingSince === null) return;
    this.parts.observer?.recovered?.(this.now() - this.failingSince);
    this.failingSince = null;
  }
}

/** Order of stream ids `<milliseconds>-<sequence>`: negative when a is older. */
export function compareLogIds(a: string, b: string): number {
  const [aMs = 0, aSeq = 0] = a.split('-').map(Number);
  const [bMs = 0, bSeq = 0] = b.split('-').map(Number);
  return aMs - bMs || aSeq - bSeq;
}
