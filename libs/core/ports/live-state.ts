import type { StateReasonCode } from '../model/reason-codes.js';
import type { Verdict } from '../gate/event.js';
import type { Order } from '../model/order.js';
import type { ReservedState } from '../model/reserved-state.js';

export type Reserved = { kind: 'reserved'; state: ReservedState } | { kind: 'known'; order_id: string; body_hash: string };

/** The state that a decision needs is missing, stale, behind or out of range. Nothing is held. */
export class StateUnavailableError extends Error {
  override name = 'StateUnavailableError';
  constructor(
    readonly code: StateReasonCode,
    message: string,
  ) {
    super(message);
  }
}

/** The gate's side of live state (Redis): what the hot path needs, nothing more. */
export abstract class LiveState {
  /** Holds, counts and journals in one atomic, synced step. Throws StateUnavailableError. */
  abstract reserve(order: Order, bodyHash: string): Promise<Reserved>;
  /** The same figures without holding, counting or journaling. Throws StateUnavailableError. */
  abstract preview(order: Order): Promise<ReservedState>;
  /** Records a verdict; batched, not waited for. A verdict that cannot be written is computed again by the sweeper. */
  abstract conclude(verdict: Verdict): void;
  /** The caller is told that there is no decision: void the hold as soon as Redis answers. */
  abstract abandon(order: Order): void;
}
