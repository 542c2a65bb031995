import { StateDivergedError } from '../gate/fold.js';
import { type CompileRules, type GateState, positionOf } from '../gate/state.js';
import type { Complaint } from '../complaint.js';
import { pause } from '../pause.js';
import type { EventLog } from '../ports/event-log.js';
import { type CopiedEvent, type HistoryWriter, RelayFencedError, type RelayPosition } from '../ports/history-writer.js';
import type { StateStore } from '../ports/state-store.js';
import { foldBatch, LogHoleError } from './fold-batch.js';

/** Lines in one transaction, about. More would not be faster, only later. */
const BATCH_MAX = 2000;
/**
 * A batch of fewer is small: what comes next is given a moment to gather, for a transaction and its sync cost the same for one line as for a hundred. Where more than
 * a few lines came, more are coming, and all processes share the machine: then a longer one.
 */
const BATCH_SMALL = 500;
const FEW = 25;
const GATHER_FEW_MS = 20;
const GATHER_MS = 80;
/** How often acts that wait for the audit's chain are looked for. */
const ACTS_MS = 250;
const BLOCK_MS = 1000;
const BACKOFF_MIN_MS = 100;
const BACKOFF_MAX_MS = 2000;
const FENCED_MAX = 20;
/** The state is kept after so many events or so long, whichever comes first, and at a stop: a start folds what came after. */
const SNAPSHOT_EVENTS = 50_000;
const SNAPSHOT_MS = 60_000;

export interface CopiedUpTo {
  n: number;
  /** When PostgreSQL was known to have everything: now when it is caught up, else the time of the last event that it has. */
  atMs: number;
  events: CopiedEvent[];
}

/** What the relay tells of itself; each call is cheap and must not throw. */
export interface RelayObserver {
  copied?(to: CopiedUpTo): void;
  /** Events were gone from the log before they were copied: the history has a hole after `n`. Never silently. */
  lost?(afterN: number, nextN: number): void;
  /** The state that follows from the log is not the one that the gate had. Nothing more is copied until a person has looked. */
  diverged?(error: Error): void;
}

export interface RelayParts {
  log: EventLog;
  history: HistoryWriter;
  store: StateStore;
  compile: CompileRules;
  /** What stops it from copying, and that it copies again. */
  complaint: Complaint;
  observer?: RelayObserver;
  now?: () => number;
  /** Milliseconds; for tests. */
  sleep?: (ms: number, signal: AbortSignal) => Promise<void>;
}

/**
 * Copies the log into PostgreSQL, in batches, each with its position in one transaction, and folds it as it goes: rows that need the state (a day's
 * figures) are of exactly that moment, and snapshots for the next start come from it. It heals by itself: whatever fails, it waits a little longer each
 * time (100 ms to 2 s), asks PostgreSQL where it stands, and goes on. Several may run; only one moves the position.
 */
export class Relay {
  private readonly now: () => number;
  /** How often in a row another relay was found to have moved the position. */
  private fenced = 0;

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
        if (error instanceof StateDivergedError) {
          this.parts.observer?.diverged?.(error);
          return;
        }
        this.failed(error);
        await (this.parts.sleep ?? pause)(backoffMs * (0.5 + Math.random() / 2), signal);
        backoffMs = Math.min(backoffMs * 2, BACKOFF_MAX_MS);
      }
    }
  }

  private async copyFromPosition(signal: AbortSignal, progressed: () => void): Promise<void> {
    const { history, store, compile } = this.parts;
    const from = await history.position();
    const state = await store.load(compile);
    if (state.n !== from.n) throw new RelayFencedError(`the relay's position moved while the state was read`);
    const run = new Run(state, from, this.now());
    try {
      while (!signal.aborted) {
        const { count, more } = await this.copyOnce(run);
        this.worked();
        progressed();
        await this.chainActsWhenDue(run);
        await this.snapshotWhenDue(run);
        if (!more && count > 0 && count < BATCH_SMALL)
          await (this.parts.sleep ?? pause)(count < FEW ? GATHER_FEW_MS : GATHER_MS, signal);
      }
    } finally {
      // A batch that was folded and not written must not be kept: the state of a snapshot is that of the relay's position.
      if (signal.aborted && run.state.n === run.from.n)
        await this.keepSnapshot(run).catch((error: unknown) => this.failed(error));
    }
  }

  /** How many lines it copied, and whether more are waiting. */
  private async copyOnce(run: Run): Promise<{ count: number; more: boolean }> {
    const { log, history, observer } = this.parts;
    const read = await log.read(run.readTo, BATCH_MAX, BLOCK_MS);
    const batch = foldBatch(run.state, read.lines);
    const count = batch.events.length + batch.unreadable.length;
    if (count > 0) {
      await history.apply(batch, run.from);
      run.from = { ...run.from, n: run.state.n, last_id: positionOf(run.state) };
    }
    // Before a hole it stops short: what lies behind the hole is read again, and nothing is passed over in silence.
    if ((read.lines.at(-1)?.n ?? 0) <= run.state.n) run.readTo = read.position;
    observer?.copied?.({ n: run.from.n, atMs: read.more ? run.state.last_ms : this.now(), events: batch.events });
    if (count > 0) await log.trim(run.from.last_id);
    return { count, more: read.more };
  }

  private async chainActsWhenDue(run: Run): Promise<void> {
    if (this.now() - run.actsMs < ACTS_MS) return;
    if ((await this.parts.history.chainActs()) === 0) run.actsMs = this.now();
  }

  private async snapshotWhenDue(run: Run): Promise<void> {
    const due = run.state.n - run.snapshotN >= SNAPSHOT_EVENTS || this.now() - run.snapshotMs >= SNAPSHOT_MS;
    if (due) await this.keepSnapshot(run);
  }

  private async keepSnapshot(run: Run): Promise<void> {
    if (run.state.n === run.snapshotN) return;
    await this.parts.store.save(run.state);
    run.snapshotN = run.state.n;
    run.snapshotMs = this.now();
  }

  private worked(): void {
    this.fenced = 0;
    this.parts.complaint.worked();
  }

  private failed(error: unknown): void {
    // Another relay is at work: that is no outage while one takes over from the other, the position is read again and both go on.
    if (error instanceof RelayFencedError && (this.fenced += 1) < FENCED_MAX) return;
    if (this.parts.complaint.failed(error) && error instanceof LogHoleError) this.parts.observer?.lost?.(error.after, error.next);
  }
}

/** One run from a position that PostgreSQL gave. */
class Run {
  snapshotN: number;
  /** The entry of the log that was read last; the position stays behind it when its last line could not be read. */
  readTo: string;
  actsMs = 0;

  constructor(
    readonly state: GateState,
    public from: RelayPosition,
    public snapshotMs: number,
  ) {
    this.snapshotN = state.n;
    this.readTo = from.last_id;
  }
}
