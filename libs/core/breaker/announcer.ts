import type { Complaint } from '../complaint.js';
import { pause } from '../pause.js';
import type { BreakerEvent, BreakerEvents } from '../ports/breaker-events.js';
import type { BreakerWorkflows } from '../ports/breaker-workflows.js';

const LOOK_MS = 1000;
const BATCH_MAX = 100;

/**
 * Tells the workflows what happened to breakers, in order, from the history in PostgreSQL and behind a cursor of its own: whatever was down is
 * caught up, and what is told twice is told once, for workflows know their episodes by number. `nudge` makes it look at once.
 */
export class BreakerAnnouncer {
  private wake: () => void = () => {};

  constructor(
    private readonly events: BreakerEvents,
    private readonly workflows: BreakerWorkflows,
    private readonly complaint: Complaint,
  ) {}

  nudge(): void {
    this.wake();
  }

  /** Until the signal aborts; never throws. */
  async run(signal: AbortSignal): Promise<void> {
    while (!signal.aborted) {
      let more = false;
      try {
        more = await this.announce(signal);
        this.complaint.worked();
      } catch (error) {
        this.complaint.failed(error);
      }
      if (!more) await this.untilNudged(signal);
    }
  }

  /** Announces one batch; true when there may be more. */
  private async announce(signal: AbortSignal): Promise<boolean> {
    const events = await this.events.unannounced(BATCH_MAX);
    for (const event of events) {
      if (signal.aborted) return false;
      await this.tell(event);
      await this.events.announced(event.seq);
    }
    return events.length === BATCH_MAX;
  }

  private tell(event: BreakerEvent): Promise<void> {
    switch (event.kind) {
      case 'TRIPPED':
        return this.workflows.tripped(event.episode);
      case 'CAUSE':
        return this.workflows.causeAdded(event.cause);
      case 'MODE':
        return this.workflows.modeChanged(event.change);
      case 'RESET':
        return this.workflows.closed(event.closing);
      default:
        return event satisfies never;
    }
  }

  private async untilNudged(signal: AbortSignal): Promise<void> {
    const nudged = new AbortController();
    this.wake = () => nudged.abort();
    await pause(LOOK_MS, AbortSignal.any([signal, nudged.signal]));
    this.wake = () => {};
  }
}
