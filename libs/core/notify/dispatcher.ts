import type { Complaint } from '../complaint.js';
import { pause } from '../pause.js';
import type { AlertMessages } from '../ports/alert-store.js';
import type { DeliveryWorkflows } from '../ports/delivery-workflows.js';
import { plan } from './plan.js';

const LOOK_MS = 1000;
const START_MAX = 50;

/**
 * Chooses which alerts of the history become messages, behind a cursor of its own, and starts a workflow for each. The relay writes alerts and waits for
 * nothing here: while PostgreSQL or Temporal are away, messages wait, and are caught up. `nudge` makes it look at once.
 */
export class AlertDispatcher {
  private wake: () => void = () => {};

  constructor(
    private readonly messages: AlertMessages,
    private readonly workflows: DeliveryWorkflows,
    private readonly complaint: Complaint,
  ) {}

  nudge(): void {
    this.wake();
  }

  /** Until the signal aborts; never throws. */
  async run(signal: AbortSignal): Promise<void> {
    while (!signal.aborted) {
      const more = await this.complaint.tried(() => this.look(signal), false);
      if (!more) await this.untilNudged(signal);
    }
  }

  /** True when there may be more to do at once. */
  private async look(signal: AbortSignal): Promise<boolean> {
    const more = await this.messages.choose(plan);
    const due = await this.messages.due(Date.now(), START_MAX);
    for (const message of due) {
      if (signal.aborted) return false;
      await this.workflows.start(message);
      await this.messages.started([message.id], Date.now());
    }
    return more || due.length === START_MAX;
  }

  private async untilNudged(signal: AbortSignal): Promise<void> {
    const nudged = new AbortController();
    this.wake = () => nudged.abort();
    await pause(LOOK_MS, AbortSignal.any([signal, nudged.signal]));
    this.wake = () => {};
  }
}
