import type { NewOrder, Problem } from './generated/types.gen.js';

/** The API said no. `code` is stable (docs/reason-codes.md), `message` is for people; `violations` has every reason with limit and figure. */
export class ProblemError extends Error {
  override name = 'ProblemError';

  constructor(readonly problem: Problem) {
    super(`${problem.code}: ${problem.detail}`);
  }

  get code(): Problem['code'] {
    return this.problem.code;
  }

  /** The HTTP status. */
  get status(): number {
    return this.problem.status;
  }

  get violations(): Problem['violations'] {
    return this.problem.violations;
  }
}

/** The order was checked and refused by risk. The decision is kept and can be read by `problem.decision_id`. */
export class RefusedError extends ProblemError {
  override name = 'RefusedError';
}

/** No answer that can be read: the connection was lost, it took too long, or what answered is not Breakwater. What was asked may have been done. */
export class NoAnswerError extends Error {
  override name = 'NoAnswerError';
}

/**
 * The order may or may not have been accepted, and asking again did not settle it in time. `submit(error.order)` asks again; a new
 * `client_order_id` would be a second order.
 */
export class OutcomeUnknownError extends Error {
  override name = 'OutcomeUnknownError';

  constructor(
    readonly order: NewOrder,
    cause: unknown,
  ) {
    super(`the outcome of order ${order.client_order_id} is unknown: submit it again with the same client_order_id`, { cause });
  }
}

/** What a failed call is thrown as. `response` is missing when none came. */
export function errorOf(error: unknown, response: Response | undefined): Error {
  if (response && isProblem(error)) {
    const decided = error.decision_id !== null && (error.status === 403 || error.status === 429);
    return decided ? new RefusedError(error) : new ProblemError(error);
  }
  const what = response ? `status ${response.status} without a problem of Breakwater` : 'no answer';
  return new NoAnswerError(error instanceof Error ? `${what}: ${error.message}` : what, { cause: error });
}

function isProblem(body: unknown): body is Problem {
  const { code, status } = (body ?? {}) as Partial<Problem>;
  return typeof code === 'string' && typeof status === 'number';
}

/** Nothing was let through; another try would be the first. */
const NOT_LET_THROUGH: readonly string[] = ['STATE_UNAVAILABLE', 'PNL_STALE', 'JOURNAL_BEHIND', 'OVERLOADED'];

/** May the command that failed so have been done all the same? */
export function isOutcomeUnknown(error: unknown): boolean {
  if (error instanceof NoAnswerError) return true;
  return error instanceof ProblemError && error.status >= 500 && !NOT_LET_THROUGH.includes(error.code);
}

/** Does this error answer an order that may have been let through before? Only a decision does, and that the id stands for another order. */
export function isDecided(error: unknown): boolean {
  return error instanceof RefusedError || (error instanceof ProblemError && error.status === 409);
}
