import { pause } from '../pause.js';
import type { BreakerEvents } from '../ports/breaker-events.js';
import type { Closing, ResetRequest } from '../ports/breaker-workflows.js';
import type { ClosedBreaker, LiveBook } from '../ports/live-book.js';

/** How long the record of a closing is waited for before the closing is told without it. */
const RECORD_TRIES = 6;
const RECORD_WAIT_MS = 500;

/** The steps of a breaker's life that touch the world; its workflow says when. Each may be done twice. */
export class BreakerLife {
  constructor(
    private readonly book: LiveBook,
    private readonly events: BreakerEvents,
  ) {}

  /** Null while the episode is open in live state, else how it was closed. */
  async closingOf(breakerId: number): Promise<Closing | null> {
    const { ready } = await this.book.control();
    if (!ready) throw new Error('live state is being rebuilt');
    if ((await this.book.breakers()).some((open) => open.breaker_id === breakerId)) return null;
    // The history follows live state by the relay's lag.
    for (let tries = 0; tries < RECORD_TRIES; tries += 1) {
      const known = await this.events.closingOf(breakerId);
      if (known) return known;
      await pause(RECORD_WAIT_MS, new AbortController().signal);
    }
    return { breaker_id: breakerId, scope: '', actor: 'unknown', reason: '', source: 'unknown', closed_at_ms: Date.now() };
  }

  /** Null when it was closed already. Throws BreakerCausePersistsError and CloseTooLateError. */
  close({ episode, actor, reason, force, valid_until_ms }: ResetRequest): Promise<ClosedBreaker | null> {
    const how = force ? 'force' : 'ask';
    return this.book.close({ breaker_id: episode.breaker_id, actor, reason, source: 'api', how, until_ms: valid_until_ms });
  }

  /** False when it was closed already, or may not end yet. */
  async expire(breakerId: number): Promise<boolean> {
    const closing = { breaker_id: breakerId, actor: 'breakwater', reason: 'its time is over', source: 'expiry' };
    return (await this.book.close({ ...closing, how: 'expire' })) !== null;
  }
}
