import { type BreakerWorkflows, type Episode, ResetRefusedError } from '../ports/breaker-workflows.js';
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

export interface ResetCommand {
  breaker_id: number;
  actor: string;
  reason: string;
  reason_required: boolean;
  force: boolean;
}

/**
 * A person's reset of a breaker, through its workflow: live state says what is open, the workflow says whether it may be closed, a script closes it.
 * Throws UnknownBreakerError, DutiesError, ResetRefusedError, WorkflowUnavailableError (then the gate stays shut) and StateUnavailableError.
 */
export class ResetBreaker {
  constructor(
    private readonly book: LiveBook,
    private readonly history: History,
    private readonly workflows: BreakerWorkflows,
  ) {}

  async reset({ breaker_id, actor, reason, reason_required, force }: ResetCommand) {
    const open = (await this.book.breakers()).find((one) => one.breaker_id === breaker_id);
    if (!open) throw await whyNotOpen(this.history, breaker_id);
    const { persists, users } = await this.book.doubtsAboutReset(open.scope);
    if (open.trigger_type === 'REPEATED_EXECUTION' && users.some((user) => actor === `user:${user}`))
      throw new DutiesError(`${actor} sends orders of ${open.scope}: another person must look at it and reset its breaker`);
    return this.workflows.reset({
      episode: await this.episode(open),
      actor,
      reason,
      reason_required,
      force,
      cause_persists: persists,
    });
  }

  /** Who tripped it and why stands in the history, which may lag behind or be away: the workflow hears it then from the announcer. */
  private async episode(open: OpenBreaker): Promise<Episode> {
    const row = await this.history.breaker(open.breaker_id).catch(() => null);
    return { ...open, actor: row?.actor ?? '', reason: row?.reason ?? '' };
  }
}
