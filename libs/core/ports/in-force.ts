import type { ConfigInForce } from './live-book.js';

/** Limits and rules that the next order is judged by. */
export abstract class InForce {
  /** Throws StateUnavailableError. */
  abstract current(): Promise<ConfigInForce>;
}
