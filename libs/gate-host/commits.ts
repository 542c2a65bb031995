import type { Complaint } from '#core/complaint.js';
import type { FoldedEvent } from '#core/gate/fold.js';
import { encodeEvent } from '#core/gate/codec.js';
import { OutcomeUnknownError, StateUnavailableError } from '#core/ports/gate.js';
import type { AppendResult, GateLog } from '#core/ports/gate-log.js';
import { pause } from '#core/pause.js';

/** Commands that may wait for the log at once, and bytes of one append: beyond them a command is refused at once (OVERLOADED). */
const WAITING_MAX = 20_000;
const BYTES_MAX = 32 * 1024 * 1024;
/** So many lines leave at once, without waiting for the turn's end: Redis writes them while the rest of the turn is decided. */
const SEND_AT = 48;
const LOOK_MS = 100;
/** An append that has not been answered for half a second: what comes now is refused at once instead of waiting behind it. */
const STALLED_LOOKS = 5;
/** After two seconds whoever waits is told that the outcome is not known. */
const ANSWER_LOOKS = 20;
const RETRY_MS = 50;

interface Waiting {
  done: () => void;
  failed: (error: Error) => void;
}

interface Batch {
  events: FoldedEvent[];
  bytes: number;
  lines: string[];
  waiting: Waiting[];
  /** How many looks (LOOK_MS apart) it has waited for. Looks, not time: while this process itself stands still, Redis is not to blame. */
  looks: number;
}

const newBatch = (): Batch => ({ events: [], bytes: 0, lines: [], waiting: [], looks: 0 });

export interface CommitParts {
  log: GateLog;
  fence: number;
  /** End of the log. */
  position: string;
  complaint: Complaint;
  /** Events that the log keeps now, in order. */
  kept: (events: FoldedEvent[]) => void;
  /** Somebody else wrote, or may write now: what this process holds must be forgotten. Called once. */
  lost: (why: string) => void;
}

/**
 * Group commit: one append is under way at a time; what happens meanwhile gathers and leaves with the next. An append whose answer was lost is sent
 * again, which is safe: it is compared with the log's end, so it is kept once or found to be kept already.
 */
export class Commits {
  private gathering = newBatch();
  private underWay: Batch | null = null;
  private scheduled = false;
  private ended: string | null = null;
  private position: string;
  private readonly sweep: NodeJS.Timeout;

  constructor(private readonly parts: CommitParts) {
    this.position = parts.position;
    this.sweep = setInterval(() => this.look(), LOOK_MS);
  }

  /** Throws StateUnavailableError when nothing more can be taken now. Ask before the state is changed. */
  requireRoom(): void {
    if (this.ended !== null) throw new StateUnavailableError('STATE_UNAVAILABLE', this.ended);
    if (this.gathering.waiting.length >= WAITING_MAX || this.gathering.bytes >= BYTES_MAX)
      throw new StateUnavailableError('OVERLOADED', `${this.gathering.waiting.length} commands wait for the log already`);
    if (this.underWay && this.underWay.looks >= STALLED_LOOKS)
      throw new StateUnavailableError('STATE_UNAVAILABLE', 'Redis does not answer');
  }

  add(events: FoldedEvent[]): void {
    for (const folded of events) {
      const line = encodeEvent(folded.event);
      this.gathering.events.push(folded);
      this.gathering.lines.push(line);
      this.gathering.bytes += line.length;
    }
    if (events.length === 0) return;
    if (this.gathering.lines.length >= SEND_AT && this.underWay === null) void this.flush();
    else this.schedule();
  }

  /** Is there anything that the log does not keep yet? */
  get clean(): boolean {
    return this.underWay === null && this.gathering.lines.length === 0;
  }

  /** Resolves when the log keeps everything that was added so far. Throws OutcomeUnknownError or StateUnavailableError. */
  settled(): Promise<void> {
    const batch = this.gathering.lines.length > 0 ? this.gathering : this.underWay;
    if (this.ended !== null) return Promise.reject(new OutcomeUnknownError(this.ended));
    if (batch === null) return Promise.resolve();
    return new Promise((done, failed) => batch.waiting.push({ done, failed }));
  }

  /** Nothing more is taken or sent. Callers whose append is under way are told that its outcome is not known. */
  end(why: string): void {
    if (this.ended !== null) return;
    this.ended = why;
    clearInterval(this.sweep);
    for (const { failed } of this.underWay?.waiting.splice(0) ?? []) failed(new OutcomeUnknownError(why));
    // These events were never sent, and the state that made them is forgotten: nothing of them happened.
    for (const { failed } of this.gathering.waiting.splice(0)) failed(new StateUnavailableError('STATE_UNAVAILABLE', why));
  }

  private schedule(): void {
    if (this.scheduled || this.underWay) return;
    this.scheduled = true;
    // After this turn of the event loop, so that all commands that arrived together leave together.
    setImmediate(() => {
      this.scheduled = false;
      void this.flush();
    });
  }

  private async flush(): Promise<void> {
    while (this.gathering.lines.length > 0 && !this.underWay && this.ended === null) {
      const batch = this.gathering;
      this.gathering = newBatch();
      this.underWay = batch;
      if (!(await this.keep(batch))) return;
      this.underWay = null;
      this.parts.kept(batch.events);
      for (const { done } of batch.waiting) done();
    }
  }

  /** Until the log keeps it; false when somebody else wrote. */
  private async keep(batch: Batch): Promise<boolean> {
    const { log, fence, complaint } = this.parts;
    const after = batch.events.at(-1)?.event.id ?? this.position;
    const append = { fence, before: this.position, after, first_n: batch.events[0]?.n ?? 0, lines: batch.lines };
    while (this.ended === null) {
      const result: AppendResult | 'unanswered' = await complaint.tried(() => log.append(append), 'unanswered');
      if (result === 'unanswered') {
        await pause(RETRY_MS, NEVER);
        continue;
      }
      // The end is where this batch would have put it, under our own fence: an earlier try was kept and its answer lost.
      if (result === 'kept' || (result.position === after && result.fence === String(fence))) {
        this.position = after;
        return true;
      }
      const why = `the log ends at ${result.position} under fence ${result.fence}, not at ${this.position} under ${fence}`;
      this.parts.lost(why);
      this.end(why);
    }
    return false;
  }

  private look(): void {
    for (const batch of [this.underWay, this.gathering]) {
      if (!batch || batch.lines.length === 0) continue;
      batch.looks += 1;
      if (batch.looks < ANSWER_LOOKS) continue;
      for (const { failed } of batch.waiting.splice(0)) failed(new OutcomeUnknownError('the log did not answer in two seconds'));
    }
  }
}

const NEVER = new AbortController().signal;
