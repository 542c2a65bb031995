import type { AnswerOf, GateCommand } from '../gate/command.js';
import type { StateReasonCode } from '../model/reason-codes.js';

/** The gate cannot say yes or no: what a decision needs is missing, stale, behind or out of range. `code` says which; nothing was let through. */
export class StateUnavailableError extends Error {
  override name = 'StateUnavailableError';
  constructor(
    readonly code: StateReasonCode,
    message: string,
  ) {
    super(message);
  }
}

/** The command was given to the gate and its answer did not come: it may or may not have happened. Ask again; a repeat is known as one. */
export class OutcomeUnknownError extends StateUnavailableError {
  override name = 'OutcomeUnknownError';
  constructor(message: string) {
    super('OUTCOME_UNKNOWN', message);
  }
}

/** The active gate, wherever it is: in this process or behind its door in another. */
export abstract class Gate {
  /**
   * Resolves when the log keeps what the command did. Throws StateUnavailableError when nothing was done, OutcomeUnknownError when that cannot be said;
   * both within two seconds or so.
   */
  abstract ask<Command extends GateCommand>(command: Command): Promise<AnswerOf[Command['kind']]>;
  /** Does some process decide? False for the moment of a takeover. Rejects when Redis, which knows, does not answer. */
  abstract active(): Promise<boolean>;
}
