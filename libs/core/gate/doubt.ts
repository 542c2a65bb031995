import type { Stamp, Unavailable } from './command.js';
import { unavailable } from './outcome.js';
import type { GateState } from './state.js';

/** Profit and loss known longer ago than this refuses orders (PNL_STALE): nobody would see a loss. */
export const TICK_AGE_MAX_US = 15_000_000;
/** PostgreSQL further behind the log than this refuses orders (JOURNAL_BEHIND). */
export const JOURNAL_AGE_MAX_US = 60_000_000;
export const JOURNAL_ENTRIES_MAX = 100_000;

/** Why nothing can be judged at all now: the state is not there, nobody watches the loss, or PostgreSQL is too far behind. */
export function doubtIn(state: GateState, { at_us, journal }: Stamp): Unavailable | null {
  if (state.config === null) return unavailable('STATE_UNAVAILABLE', 'no configuration is in force yet');
  const age = at_us - state.tick.known_us;
  if (age > TICK_AGE_MAX_US)
    return unavailable('PNL_STALE', `profit and loss was last known ${Math.floor(age / 1e6)} s ago; is the worker running?`);
  if (journal.behind_us > JOURNAL_AGE_MAX_US || journal.entries > JOURNAL_ENTRIES_MAX)
    return unavailable(
      'JOURNAL_BEHIND',
      `PostgreSQL has not taken the log for ${Math.floor(journal.behind_us / 1e6)} s (${journal.entries} events)`,
    );
  return null;
}
