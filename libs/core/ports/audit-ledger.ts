import type { AnnouncedKey, Checkpoint } from '../audit/checkpoint.js';
import type { ChainedEntry, ChainHead } from '../audit/entry.js';
import type { Page, PageRequest } from './history.js';

/** Why a checkpoint was made. */
export type CheckpointCause = 'time' | 'entries' | 'day' | 'closing' | 'stop';

export interface KeptCheckpoint extends Checkpoint {
  at_ms: number;
  cause: CheckpointCause;
}

/** What one look at the whole chain came to. */
export interface AuditCheck {
  at_ms: number;
  /** `schedule`, `cli`. */
  by: string;
  from_seq: number;
  to_seq: number;
  entries: number;
  rows: number;
  /** What was found first, in words; null when nothing was. */
  finding: string | null;
}

export interface EntryFilter {
  actor?: string;
  action?: string;
  /** The object, or what it begins with. */
  object?: string;
  from_ms?: number;
  to_ms?: number;
  /** Entries that only cover rows of the history too. */
  copied: boolean;
}

export interface ListedEntry extends Pick<ChainedEntry, 'entry' | 'hash'> {
  id: string;
}

/** The audit in PostgreSQL: the chain, its checkpoints, the keys that signed them, and what checks found. */
export abstract class AuditLedger {
  abstract head(): Promise<ChainHead>;
  /** Newest first. */
  abstract entries(filter: EntryFilter, page: PageRequest): Promise<Page<ListedEntry>>;
  abstract checkpoints(page: PageRequest): Promise<Page<KeptCheckpoint>>;
  abstract lastCheckpoint(): Promise<KeptCheckpoint | null>;
  abstract keepCheckpoint(checkpoint: Checkpoint, cause: CheckpointCause): Promise<void>;
  /** The oldest first. */
  abstract keys(): Promise<AnnouncedKey[]>;
  /** Keeps the key, and announces it in the chain. */
  abstract announceKey(key: Omit<AnnouncedKey, 'announced_at_ms'>): Promise<void>;
  abstract lastCheck(): Promise<AuditCheck | null>;
  abstract keepCheck(check: Omit<AuditCheck, 'at_ms'>): Promise<void>;
}
