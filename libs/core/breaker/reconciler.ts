import type { Complaint } from '../complaint.js';
import { pause } from '../pause.js';
import type { BreakerEvents } from '../ports/breaker-events.js';
import type { BreakerWorkflows, Episode } from '../ports/breaker-workflows.js';
import type { LiveBook, OpenBreaker } from '../ports/live-book.js';

const LOOK_MS = 30_000;
/** A breaker whose time is over is ended here only when its workflow has not done it for this long. */
const EXPIRY_GRACE_MS = 10_000;

export interface BreakerFinding {
  scope: string;
  breaker_id: number;
  what:
    | 'workflow started'
    | 'workflow told that it is closed'
    | 'ended, its time was over'
    | 'open in live state only'
    | 'open in the history only';
}

/**
 * Holds open breakers in live state, running workflows and the history against each other, and mends: a breaker without a workflow gets one (Temporal's
 * file was lost), a workflow whose episode is closed is told so (somebody reset by the command line). A difference counts when it was there at the
 * look before too, for news may be on their way. The gate itself is never opened here, but for a cooldown whose time is over.
 */
export class BreakerReconciler {
  private seenBefore = new Set<string>();

  constructor(
    private readonly book: LiveBook,
    private readonly events: BreakerEvents,
    private readonly workflows: BreakerWorkflows,
    private readonly found: (finding: BreakerFinding) => void,
    private readonly complaint: Complaint,
    private readonly everyMs = LOOK_MS,
  ) {}

  /** Until the signal aborts; never throws. While Redis, PostgreSQL or Temporal are away it says so and waits. */
  async run(signal: AbortSignal): Promise<void> {
    while (!signal.aborted) {
      await pause(this.everyMs, signal);
      if (!signal.aborted) await this.complaint.tried(() => this.look(), undefined);
    }
  }

  async look(now = Date.now()): Promise<void> {
    const { ready } = await this.book.control();
    if (!ready) return;
    const open = await this.book.breakers();
    for (const breaker of open) await this.endOverdue(breaker, now);
    const kept = new Map((await this.events.open()).map((episode) => [episode.breaker_id, episode]));
    this.compareHistory(open, kept);
    await this.compareWorkflows(open, kept);
  }

  private async endOverdue({ breaker_id, scope, expires_at_ms }: OpenBreaker, now: number): Promise<void> {
    if (expires_at_ms === null || now < expires_at_ms + EXPIRY_GRACE_MS) return;
    const closing = { breaker_id, actor: 'breakwater', reason: 'its time is over', source: 'expiry', how: 'expire' as const };
    if (await this.book.close(closing)) this.found({ scope, breaker_id, what: 'ended, its time was over' });
  }

  private compareHistory(open: OpenBreaker[], kept: Map<number, Episode>): void {
    const live = new Set(open.map(({ breaker_id }) => breaker_id));
    const differing = [
      ...open
        .filter(({ breaker_id }) => !kept.has(breaker_id))
        .map((one) => ({ ...one, what: 'open in live state only' as const })),
      ...[...kept.values()]
        .filter(({ breaker_id }) => !live.has(breaker_id))
        .map((one) => ({ ...one, what: 'open in the history only' as const })),
    ];
    for (const { scope, breaker_id, what } of this.twice(differing, 'history')) this.found({ scope, breaker_id, what });
  }

  private async compareWorkflows(open: OpenBreaker[], kept: Map<number, Episode>): Promise<void> {
    const running = await this.workflows.running();
    const missing = open.filter(({ scope }) => !running.has(scope));
    for (const one of this.twice(missing, 'missing')) {
      await this.workflows.tripped(kept.get(one.breaker_id) ?? { ...one, actor: '', reason: '' });
      this.found({ scope: one.scope, breaker_id: one.breaker_id, what: 'workflow started' });
    }
    const byScope = new Map(open.map((one) => [one.scope, one.breaker_id]));
    const orphans = [...running].flatMap(([scope, breaker_id]) =>
      breaker_id === null || byScope.get(scope) === breaker_id ? [] : [{ scope, breaker_id }],
    );
    for (const { scope, breaker_id } of this.twice(orphans, 'orphan')) {
      const closing = await this.events.closingOf(breaker_id);
      const unknown = {
        breaker_id,
        scope,
        actor: 'unknown',
        reason: 'no record of it is left',
        source: 'unknown',
        closed_at_ms: Date.now(),
      };
      await this.workflows.closed(closing ?? unknown);
      this.found({ scope, breaker_id, what: 'workflow told that it is closed' });
    }
  }

  /** Those that differed at the look before too. */
  private twice<T extends { breaker_id: number }>(differing: T[], kind: string): T[] {
    const keyOf = ({ breaker_id }: T) => `${kind} ${breaker_id}`;
    const again = differing.filter((one) => this.seenBefore.has(keyOf(one)));
    for (const key of [...this.seenBefore]) if (key.startsWith(`${kind} `)) this.seenBefore.delete(key);
    for (const one of differing) this.seenBefore.add(keyOf(one));
    return again;
  }
}
