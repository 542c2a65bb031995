import type { AccountDifference } from '../trading/account-difference.js';

/** One account at its broker as it was last seen. */
export interface Reconciliation {
  account: string;
  broker: string;
  at_ms: number;
  /** Real money. */
  live: boolean;
  account_number: string;
  /** Why no order may be sent; null: it is ready. */
  not_ready: string | null;
  /** Requests that the broker takes before its limit, and when it was last heard. Null: not told. */
  requests_left: number | null;
  last_event_ms: number | null;
  /** The same at two looks in a row: no report that was under way. */
  confirmed: boolean;
  /** Null while the broker cannot be asked. */
  differences: AccountDifference[] | null;
}

/** A person's wish that the gate takes what the broker has. */
export interface AdoptionRequest {
  id: number;
  account: string;
  actor: string;
  reason: string;
}

export interface AdoptionOutcome extends AdoptionRequest {
  /** Null while it waits for the process that speaks to the broker. */
  outcome: 'adopted' | 'refused' | null;
  detail: string;
}

/** Where the process that speaks to the broker and the APIs meet. Throws what PostgreSQL throws. */
export abstract class Reconciliations {
  abstract save(found: Reconciliation): Promise<void>;
  abstract all(): Promise<Reconciliation[]>;
  abstract ask(account: string, actor: string, reason: string): Promise<number>;
  abstract waiting(): Promise<AdoptionRequest[]>;
  abstract done(id: number, outcome: 'adopted' | 'refused', detail: string): Promise<void>;
  abstract outcome(id: number): Promise<AdoptionOutcome | null>;
}
