import type { FoldedEvent } from '../gate/fold.js';
import type { GateState } from '../gate/state.js';

export interface FeedListener {
  /** Events that the log keeps, in its order and without a gap since the subscription or the last `reset`. Must not throw or block. */
  took(events: FoldedEvent[]): void;
  /** The state was made anew (a hole in the log, a recovery): what was told before cannot be continued. */
  reset(): void;
}

/** The log as this process folds it: the state that it reads from, and each event as soon as the log keeps it. */
export abstract class GateFeed {
  /**
   * The folded state; null until it is there. Read it and nothing else; never keep parts of it over a wait. On the active gate it runs ahead of the log
   * by what is under way: wait for `kept()` before anything of it leaves.
   */
  abstract get state(): GateState | null;
  /** Resolves when the log keeps everything that the state holds now. Rejects when it does not come to that. */
  abstract kept(): Promise<void>;
  /** Id of the last event that listeners were told of (`took`), `0-0` when none. */
  abstract get position(): string;
  /** Returns what ends it. */
  abstract subscribe(listener: FeedListener): () => void;
}
