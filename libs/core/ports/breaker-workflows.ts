import type { BreakerMode } from '../gate/event.js';
import type { ClosedBreaker, OpenBreaker } from './live-book.js';

/** An episode as its workflow is told of it. */
export interface Episode extends OpenBreaker {
  actor: string;
  reason: string;
}

export interface FurtherCause extends Omit<Episode, 'tripped_at_ms'> {
  at_ms: number;
}

/** A person made an open breaker stricter or milder. */
export interface ModeChange {
  breaker_id: number;
  scope: string;
  mode: BreakerMode;
  actor: string;
  reason: string;
  at_ms: number;
}

export interface Closing {
  breaker_id: number;
  scope: string;
  actor: string;
  reason: string;
  /** `api`, `cli`, `expiry`, `unknown` when no record of it is left. */
  source: string;
  closed_at_ms: number;
}

export interface ResetRequest {
  episode: Episode;
  actor: string;
  reason: string;
  force: boolean;
  reason_required: boolean;
  /** What speaks against closing, in words, as live state was seen; null when nothing does. */
  cause_persists: string | null;
  /** The gate closes nothing for this ask afterwards. */
  valid_until_ms: number;
}

export type ResetDone = Pick<ClosedBreaker, 'breaker_id' | 'scope' | 'mode' | 'trigger_type' | 'tripped_again'>;

/** The workflow engine did not answer in time: nothing was done, or what was done is not known. The gate stays as it is. */
export class WorkflowUnavailableError extends Error {
  override name = 'WorkflowUnavailableError';
}

/** The breaker's workflow said no: `code` is stable, the message is for people. */
export class ResetRefusedError extends Error {
  override name = 'ResetRefusedError';
  constructor(
    readonly code: 'BREAKER_NOT_OPEN' | 'BREAKER_CAUSE_PERSISTS' | 'REASON_REQUIRED',
    message: string,
  ) {
    super(message);
  }
}

/** The workflows that own breakers' lives. Every call ends within a deadline of a second or two and throws WorkflowUnavailableError when it does not. */
export abstract class BreakerWorkflows {
  /** Starts the workflow of an episode, or tells the one that runs. Again is once. */
  abstract tripped(episode: Episode): Promise<void>;
  /** Tells the scope's workflow, if one runs. */
  abstract causeAdded(cause: FurtherCause): Promise<void>;
  abstract modeChanged(change: ModeChange): Promise<void>;
  abstract closed(closing: Closing): Promise<void>;
  /** Episodes that have a running workflow, by scope; null for one that does not say its episode. */
  abstract running(): Promise<Map<string, number | null>>;
  /** Asks the workflow to close, starting it if it is not there. Throws ResetRefusedError. */
  abstract reset(request: ResetRequest): Promise<ResetDone>;
}
