import type { AnnouncedKey, Checkpoint } from '../audit/checkpoint.js';
import type { CoveredRow } from '../audit/cover.js';
import type { ChainHead } from '../audit/entry.js';

/** An entry as it stands in its row. */
export interface EntryRow {
  id: string;
  seq: number;
  at_us: number;
  actor: string;
  action: string;
  object: string;
  entry: string;
  hash: string;
}

export interface AuditSpan {
  /** Where the relay says that the chain ends. */
  head: ChainHead;
  /** The relay's position in the log, and the last event that an entry covers. */
  n: number;
  covered_n: number;
  /** Rows of events before this one were dropped with their month; 0 when none were. */
  dropped_before_n: number;
}

/** The audit and the rows that it covers, as PostgreSQL had them at one moment. */
export abstract class AuditSource {
  abstract span(): Promise<AuditSpan>;
  /** The oldest first. */
  abstract keys(): Promise<AnnouncedKey[]>;
  /** By size. */
  abstract checkpoints(): AsyncGenerator<Checkpoint[]>;
  /** In the order of their ids, of `from` <= seq <= `to`. */
  abstract entries(from: number, to: number): AsyncGenerator<EntryRow[]>;
  /** In the order of their numbers. */
  abstract rows(afterN: number, upToN: number): AsyncGenerator<CoveredRow[]>;
  /** A decision, fill or event that the chain cannot have covered, in words: it has no event, or one that was not copied. Null when there is none. */
  abstract stray(span: AuditSpan, firstN: number): Promise<string | null>;
}
