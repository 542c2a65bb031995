import type { DayRecord, GateEvent } from '../gate/event.js';
import type { GateState } from '../gate/state.js';
import type { Unreadable } from '../gate/fold.js';

/** How far the log was copied: number and id of the last event that PostgreSQL has. */
export interface RelayPosition {
  n: number;
  last_id: string;
  /** Grows when the log is begun again: what was read of the log before it can no longer be written. */
  epoch: number;
}

/** A line of the log with the event that it says. */
export interface CopiedEvent {
  n: number;
  line: string;
  event: GateEvent;
}

/** A line that cannot be read; `id` and `at_ms` are those of the entry as far as they are known. */
export interface SetAsideLine extends Unreadable {
  id: string;
  at_ms: number;
}

/** The last figures of a day that the next one followed, as of event `n`. */
export interface EndedDay {
  n: number;
  at_ms: number;
  day: DayRecord;
}

/** Lines of the log that follow each other, and the state after the last of them. */
export interface CopyBatch {
  events: CopiedEvent[];
  unreadable: SetAsideLine[];
  ended: EndedDay[];
  state: GateState;
}

/** Another relay moved the position: nothing of the batch was written. Read the position again. */
export class RelayFencedError extends Error {
  override name = 'RelayFencedError';
}

/** Writes the log into PostgreSQL. Every method throws when PostgreSQL does not answer within its time limit. */
export abstract class HistoryWriter {
  abstract position(): Promise<RelayPosition>;

  /**
   * Writes what the batch did, with the audit's entries of it, and moves the position from `from` to its last event, in one transaction: all or nothing, twice is once. Throws
   * RelayFencedError when the position is no longer `from`.
   */
  abstract apply(batch: CopyBatch, from: RelayPosition): Promise<void>;

  /** Numbers and chains acts that wait in the audit's outbox, some hundreds at most; how many it took. */
  abstract chainActs(): Promise<number>;
}
