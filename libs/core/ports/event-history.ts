import type { BoardState } from '../events/board.js';
import type { Missed } from '../events/missed.js';
import type { ConfigChange } from './config-store.js';

/** What a reader of the log that begins, or that missed something, needs from PostgreSQL. Each answer is of one moment, `position`. */
export abstract class EventHistory {
  /** How far the relay has come. */
  abstract position(): Promise<string>;

  /** But for the days: those are computed from the gate's state. */
  abstract board(): Promise<Omit<BoardState, 'days'>>;

  /** Everything after the message `since`; null when that is more than `max` messages. `orders: false` leaves orders out. */
  abstract after(since: string, options: { orders: boolean; max: number }): Promise<Missed | null>;

  /** Oldest first, of the versions after `after` up to `upTo`. */
  abstract changes(after: number, upTo: number): Promise<ConfigChange[]>;
}
