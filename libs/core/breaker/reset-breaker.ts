import { pause } from '../pause.js';
import {
  type BreakerWorkflows,
  type Episode,
  type ResetDone,
  ResetRefusedError,
  WorkflowUnavailableError,
} from '../ports/breaker-workflows.js';
import { DutiesError } from '../ports/access-store.js';
import type { History } from '../ports/history.js';
import type { LiveBook, OpenBreaker } from '../ports/live-book.js';

/** No breaker ever had that number. */
export class UnknownBreakerError extends Error {
  override name = 'UnknownBreakerError';
}

/** What to tell of a breaker that is not open: an UnknownBreakerError, or a ResetRefusedError that says who closed it. */
export async function whyNotOpen(history: History, breakerId: number): Promise<Error> {
  const row = await history.breaker(breakerId);
  if (!row) return new UnknownBreakerError(`there is no breaker ${breakerId}; GET /api/risk/circuit-breakers lists them`);
  const by = row.reset_by === null ? '' : ` by ${row.reset_by}`;
  return new ResetRefusedError('BREAKER_NOT_OPEN', `breaker ${breakerId} was closed${by} already`);
}

/** How long an ask counts at the gate. It ends before the workflow's answer is given up, so that live state tells then what became of it. */
const COUNTS_MS = 1200;
/** A close that was decided in its time is in live state after this, as a rule after a few milliseconds. */
const FOLDED_MS = 200;
/** The record of who closed a breaker follows live state by the relay's lag; how often it is looked for, and how long between. */
const RECORD_TRIES = 3;
const RECORD_WAIT_MS = 50;

export interface ResetCommand {
  breaker_id: number;
  actor: string;
  reason: string;
  reason_required: boolean;
  force: boolean;
}

/**
 * A person's reset of a breaker, through its workflow: live state says what is open, the workflow says whether it may be closed, a script closes it.
 * Throws UnknownBreakerError, DutiesError, ResetRefusedError, StateUnavailableError and WorkflowUnavailableError: then the breaker is open, and this ask
 * does not close it any more; or it is closed, and PostgreSQL does not say yet by whom.
 */
export class ResetBreaker {
  constructor(
    private readonly book: LiveBook,
    private readonly history: History,
    private readonly workflows: BreakerWorkflows,
  ) {}

  async reset({ breaker_id, actor, reason, reason_required, force }: ResetCommand): Promise<ResetDone> {
    const open = (await this.book.breakers()).find((one) => one.breaker_id === breaker_id);
    if (!open) throw await whyNotOpen(this.history, breaker_id);
    const { persists, users } = await this.book.doubtsAboutReset(open.scope);
    if (open.trigger_type === 'REPEATED_EXECUTION' && users.some((user) => actor === `user:${user}`))
      throw new DutiesError(`${actor} sends orders of ${open.scope}: another person must look at it and reset its breaker`);
    const episode = await this.episode(open);
    const valid_until_ms = Date.now() + COUNTS_MS;
    try {
      return await this.workflows.reset({
        episode,
        actor,
        reason,
        reason_required,
        force,
        cause_persists: persists,
        valid_until_ms,
      });
    } catch (error) {
      if (!(error instanceof WorkflowUnavailableError)) throw error;
      await pause(Math.max(0, valid_until_ms + FOLDED_MS - Date.now()), new AbortController().signal);
      const done = await this.closedWithoutAnswer(open, actor);
      if (!done) throw error;
      return done;
    }
  }

  /** When the ask counts no more: what became of it though its workflow did not answer. Null: the breaker is open, or nobody knows yet who closed it. */
  private async closedWithoutAnswer(was: OpenBreaker, actor: string): Promise<ResetDone | null> {
    const { breaker_id, scope, mode, trigger_type } = was;
    const open = await this.book.breakers();
    if (open.some((one) => one.breaker_id === breaker_id)) return null;
    for (let tries = 0; tries < RECORD_TRIES; tries += 1) {
      const by = (await this.history.breaker(breaker_id).catch(() => null))?.reset_by ?? null;
      if (by === actor) {
        const next = open.find((one) => one.scope === scope);
        return { breaker_id, scope, mode, trigger_type, tripped_again: next?.breaker_id ?? null };
      }
      if (by !== null) throw await whyNotOpen(this.history, breaker_id);
      await pause(RECORD_WAIT_MS, new AbortController().signal);
    }
    return null;
  }

  /** Who tripped it and why stands in the history, which may lag behind or be away: the workflow hears it then from the announcer. */
  private async episode(open: OpenBreaker): Promise<Episode> {
    const row = await this.history.breaker(open.breaker_id).catch(() => null);
    return { ...open, actor: row?.actor ?? '', reason: row?.reason ?? '' };
  }
}
