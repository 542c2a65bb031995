import type { LogEvent } from '../model/log-event.js';

/** How far the log was copied: the last entry, the broker's report up to which fills are booked, the generation of live state. */
export interface RelayPosition {
  last_id: string;
  broker_sequence: number;
  generation: number;
}

/** Another relay moved the position: nothing of the batch was written. Read the position again. */
export class RelayFencedError extends Error {
  override name = 'RelayFencedError';
}

/** Writes the log into PostgreSQL. Every method throws when PostgreSQL does not answer within its time limit. */
export abstract class HistoryWriter {
  abstract position(): Promise<RelayPosition>;

  /**
   * Writes what `events` (in the log's order, beginning right after `fromId`) did, and moves the position to the last of them, in one
   * transaction: all or nothing, twice is once. Throws RelayFencedError when the position is no longer `fromId`.
   */
  abstract apply(events: LogEvent[], fromId: string): Promise<void>;
}
