import type { DueMessage } from './alert-store.js';

/** The workflow of each message. */
export abstract class DeliveryWorkflows {
  /** Starts it, unless it runs or ran already. Throws when Temporal gives no answer. */
  abstract start(message: DueMessage): Promise<void>;
}
