import type { Closing, Episode, FurtherCause, ModeChange } from './breaker-workflows.js';

export type BreakerEvent =
  | { seq: number; kind: 'TRIPPED'; episode: Episode }
  | { seq: number; kind: 'CAUSE'; cause: FurtherCause }
  | { seq: number; kind: 'MODE'; change: ModeChange }
  | { seq: number; kind: 'RESET'; closing: Closing };

/** The history of breakers in the order of the log, and how far the workflows have heard of it. */
export abstract class BreakerEvents {
  /** The next ones, oldest first, after those that were announced. */
  abstract unannounced(limit: number): Promise<BreakerEvent[]>;
  /** Everything up to this one was announced. Never goes back. */
  abstract announced(seq: number): Promise<void>;
  /** How an episode was closed; null while the history has no reset of it. */
  abstract closingOf(breakerId: number): Promise<Closing | null>;
  /** The open episodes of the history, each in its present mode. */
  abstract open(): Promise<Episode[]>;
}
