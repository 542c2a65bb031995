import { AmountError } from '#core/model/money.js';
import type { Decision } from '#core/model/decision.js';
import type { Violation } from '#core/model/violation.js';
import { FactOutOfRangeError } from '#core/check-order/to-facts.js';
import { OverrideRequestError } from '#core/config/override-requests.js';
import { InvalidConfigChangeError } from '#core/ports/config-store.js';
import { DutiesError, NameTakenError, NoSuchAccessError } from '#core/ports/access-store.js';
import { AlertingConflictError } from '#core/ports/alert-store.js';
import { ChannelFaultError } from '#core/notify/manage-channels.js';
import { SecretUnreadableError } from '#core/notify/secrets.js';
import { SignInBusyError } from '#core/ports/sign-in.js';
import { InvalidCursorError } from '#core/ports/history.js';
import { UnknownBreakerError } from '#core/breaker/reset-breaker.js';
import { ResetRefusedError, WorkflowUnavailableError } from '#core/ports/breaker-workflows.js';
import { OutcomeUnknownError, StateUnavailableError } from '#core/ports/gate.js';
import { UnknownScopeError } from '#core/ports/live-book.js';
import type { ViolationAnswer } from '#contracts/answers.js';
import { type Problem, type ProblemCode, STATUS_OF } from '#contracts/problem.js';
import type { z } from 'zod';
import { given } from './given.js';

/** An answer that is not a success: thrown anywhere below a controller, written by the one filter (problem.filter.ts). */
export class ProblemError extends Error {
  override name = 'ProblemError';
  constructor(
    readonly body: Problem,
    readonly headers: Record<string, string> = {},
  ) {
    super(body.detail);
  }
}

const TITLES: Record<number, string> = {
  400: 'Bad request',
  401: 'Not signed in',
  403: 'Refused by risk',
  404: 'Not found',
  405: 'Method not allowed',
  409: 'Conflict',
  413: 'Body too large',
  415: 'Unsupported media type',
  421: 'Misdirected request',
  429: 'Rate limit exceeded',
  500: 'Internal error',
  503: 'State unavailable',
};

/** Refusals that are not about risk. */
const FORBIDDEN: ReadonlySet<ProblemCode> = new Set([
  ...(['ORIGIN_NOT_ALLOWED', 'ROLE_MISSING', 'ACCOUNT_NOT_ALLOWED', 'SYMBOL_NOT_ALLOWED'] as const),
  ...(['STRATEGY_NOT_ALLOWED', 'SEPARATION_OF_DUTIES'] as const),
]);

export function problem(code: ProblemCode, detail: string, more: Partial<Problem> = {}): Problem {
  const status = STATUS_OF[code];
  return {
    type: `urn:breakwater:problem:${code.toLowerCase().replaceAll('_', '-')}`,
    title: FORBIDDEN.has(code) ? 'Forbidden' : (TITLES[status] ?? 'Error'),
    status,
    detail,
    code,
    decision_id: null,
    violations: [],
    ...more,
  };
}

export const notFound = (what: string) => new ProblemError(problem('NOT_FOUND', what));

/** PostgreSQL has not come as far as the answer needs. */
export function historyBehind(detail: string, order_id: string): ProblemError {
  return new ProblemError(problem('HISTORY_UNAVAILABLE', detail, { order_id }), { 'retry-after': '1' });
}

/** Every bad field with what is wrong with it; an unknown field is named too. */
export function malformed(error: z.ZodError, whole = 'body'): ProblemError {
  const violations = error.issues.flatMap((issue) => {
    const fields = issue.code === 'unrecognized_keys' ? issue.keys.map((key) => [...issue.path, key]) : [issue.path];
    return fields.map((path) => {
      const field = path.join('.') || whole;
      const message = issue.code === 'unrecognized_keys' ? 'is not a known field' : describe(issue.message);
      return { code: 'FIELD_INVALID', field, message };
    });
  });
  const detail = violations.map((violation) => `${violation.field} ${violation.message}`).join('; ');
  return new ProblemError(problem('REQUEST_INVALID', detail, { violations }));
}

/** One bad field. */
export function malformedField(field: string, message: string): ProblemError {
  const violations = [{ code: 'FIELD_INVALID', field, message }];
  return new ProblemError(problem('REQUEST_INVALID', `${field} ${message}`, { violations }));
}

function describe(message: string): string {
  const choice = /^Invalid option: expected one of (.*)$/.exec(message);
  if (choice) return `must be one of ${(choice[1] ?? '').replaceAll('"', '').replaceAll('|', ', ')}`;
  return /received undefined/.test(message) ? 'is required' : message;
}

/** A problem that is answered, not thrown: a refusal is an ordinary answer, and an Error's stack would cost more than the rules. */
export type Refusal = Pick<ProblemError, 'body' | 'headers'>;

/**
 * The refusal of a decision: 429 when only the order rate speaks against it, else 403. `roomInUs`: when the rate has room again, as it stood then; a
 * refusal that is told once more does not know.
 */
export function refusalOf(
  decision: Pick<Decision, 'decision_id' | 'order' | 'violations'>,
  roomInUs: number | null = null,
): Refusal {
  const { order, decision_id, violations } = decision;
  const [first] = violations;
  if (!first)
    return { body: problem('STATE_UNAVAILABLE', 'the order was given up without a decision', { decision_id }), headers: {} };
  const body = problem(first.code, first.message, {
    decision_id,
    violations: violations.map(presentViolation),
    order_id: order.order_id,
    client_order_id: order.client_order_id,
  });
  const seconds = Math.max(1, Math.ceil((roomInUs ?? 0) / 1e6));
  return { body, headers: body.status === 429 ? { 'retry-after': String(seconds) } : {} };
}

export function presentViolation(violation: Violation): ViolationAnswer {
  const { code, message, rule_id, rule_version, severity, limit, observed, scope, limit_origin } = violation;
  return { code, message, rule_id, rule_version, severity, limit, observed, ...given({ scope, limit_origin }) };
}

/**
 * States of SQL that are PostgreSQL's trouble and pass (its manual, appendix A): a lost connection, a conflict with another transaction, no resources, a
 * lock that is not free, a stop or a time limit, a broken disk, a fault of its own; and a standby that takes no writes.
 */
const OUTAGE = /^(08|40|53|55|57|58|XX)|^25006$/;
/** A value that a column cannot hold. The contracts refuse all that are known; one that gets by them is the caller's all the same. */
const BAD_VALUE = /^22/;
const SQL_STATE = /^[0-9A-Z]{5}$/;

/** What became of a query: PostgreSQL is away, or it did not take what it was given. Null for what is no failure of a query. */
function postgresFailure(error: unknown): 'away' | 'value' | null {
  if (!(error instanceof Error)) return null;
  const { code = '' } = error as { code?: string };
  if (SQL_STATE.test(code)) return OUTAGE.test(code) ? 'away' : BAD_VALUE.test(code) ? 'value' : null;
  const lost =
    error.name === 'QueryFailedError' ||
    /^(ECONN|EPIPE|ETIMEDOUT|ENOTFOUND|EAI_AGAIN|EHOSTUNREACH)/.test(code) ||
    /connection (terminated|timeout)|Query read timeout|timeout exceeded when trying to connect/i.test(error.message);
  return lost ? 'away' : null;
}

const CONFLICTS = {
  NAME_TAKEN: 'NAME_TAKEN',
  CHANNEL_IN_USE: 'CHANNEL_IN_USE',
  CHANNEL_UNKNOWN: 'REQUEST_INVALID',
  CHANNELS_FULL: 'REQUEST_INVALID',
} as const;

const NOTHING = '. Nothing was let through; send it again with the same client_order_id';
const UNKNOWN =
  '. It may or may not have been let through: send it again with the same client_order_id, and the first decision is answered';

/** Any error as a problem. What is not known is a 500 that gives nothing of the inside away. */
export function toProblem(error: unknown): ProblemError {
  if (error instanceof ProblemError) return error;
  if (error instanceof StateUnavailableError) {
    const unavailable = STATUS_OF[error.code] === 503;
    const again = error instanceof OutcomeUnknownError ? UNKNOWN : unavailable ? NOTHING : '';
    const headers: Record<string, string> = unavailable ? { 'retry-after': '1' } : {};
    return new ProblemError(problem(error.code, error.message + again), headers);
  }
  if (error instanceof UnknownScopeError)
    return new ProblemError(
      problem(error.code, error.message, { violations: [{ code: error.code, field: 'scope', message: error.message }] }),
    );
  if (error instanceof SignInBusyError) return new ProblemError(problem('SIGN_IN_BUSY', error.message), { 'retry-after': '3' });
  if (error instanceof DutiesError) return new ProblemError(problem('SEPARATION_OF_DUTIES', error.message));
  if (error instanceof OverrideRequestError)
    return error.code === 'NOT_FOUND' ? notFound(error.message) : new ProblemError(problem(error.code, error.message));
  if (error instanceof NameTakenError) return new ProblemError(problem('NAME_TAKEN', error.message));
  if (error instanceof NoSuchAccessError) return notFound(error.message);
  if (error instanceof ChannelFaultError) return malformedField(error.field, error.message);
  if (error instanceof SecretUnreadableError) return new ProblemError(problem('SECRET_KEY_MISSING', error.message));
  if (error instanceof AlertingConflictError) return new ProblemError(problem(CONFLICTS[error.code], error.message));
  if (error instanceof InvalidCursorError) return new ProblemError(problem('REQUEST_INVALID', error.message));
  if (error instanceof InvalidConfigChangeError)
    return new ProblemError(problem('REQUEST_INVALID', `${error.place} ${error.message}`.trim()));
  if (error instanceof UnknownBreakerError) return notFound(error.message);
  if (error instanceof ResetRefusedError) return new ProblemError(problem(error.code, error.message));
  if (error instanceof WorkflowUnavailableError) {
    const detail = `${error.message}. While GET /api/risk/circuit-breakers?open=true shows the breaker it is as it was: try again, or use the command line`;
    return new ProblemError(problem('WORKFLOW_UNAVAILABLE', detail), { 'retry-after': '2' });
  }
  const failure = postgresFailure(error);
  if (failure === 'value')
    return new ProblemError(problem('REQUEST_INVALID', 'a value of the request cannot be kept or looked for'));
  if (failure === 'away') {
    return new ProblemError(
      problem('HISTORY_UNAVAILABLE', 'PostgreSQL does not answer; orders are still checked while the log has room'),
      { 'retry-after': '1' },
    );
  }
  if (error instanceof FactOutOfRangeError || error instanceof AmountError) {
    return new ProblemError(problem('AMOUNT_OUT_OF_RANGE', error.message));
  }
  const status = (error as { statusCode?: number; status?: number })?.statusCode ?? (error as { status?: number })?.status;
  const message = error instanceof Error ? error.message : String(error);
  switch (status) {
    case 400:
    case 414:
      return new ProblemError(problem('REQUEST_INVALID', message));
    case 404:
      return new ProblemError(problem('NOT_FOUND', message));
    case 413:
      return new ProblemError(problem('BODY_TOO_LARGE', 'the body is larger than 64 KiB'));
    case 415:
      return new ProblemError(problem('CONTENT_TYPE_UNSUPPORTED', 'send application/json'));
    default:
      return new ProblemError(problem('INTERNAL_ERROR', 'something went wrong here; the log says what'));
  }
}
