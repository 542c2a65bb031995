/** What orders and amendments can be refused with besides the rules' reasons. */
import type { ProblemCode } from '#contracts/problem.js';
import { BODY } from '../http/operation.js';
import { ProblemError, problem } from '../http/problems.js';

/** What can speak against an order besides the rules. */
export const GATE: readonly ProblemCode[] = [
  ...BODY,
  'ACCOUNT_UNKNOWN',
  'SYMBOL_UNKNOWN',
  'STRATEGY_UNKNOWN',
  'AMOUNT_OUT_OF_RANGE',
  'REFERENCE_PRICE_UNAVAILABLE',
  'SECTOR_UNKNOWN',
  'STATE_UNAVAILABLE',
  'PNL_STALE',
  'ACCOUNT_NOT_READY',
  'JOURNAL_BEHIND',
  'OVERLOADED',
  'OUTCOME_UNKNOWN',
];

export const NOT_YOURS: readonly ProblemCode[] = ['ACCOUNT_NOT_ALLOWED', 'SYMBOL_NOT_ALLOWED', 'STRATEGY_NOT_ALLOWED'];

const UNKNOWN = { account: 'ACCOUNT_UNKNOWN', symbol: 'SYMBOL_UNKNOWN', strategy: 'STRATEGY_UNKNOWN' } as const;

export function unknownName({ field, message }: { field: keyof typeof UNKNOWN; message: string }): ProblemError {
  const code = UNKNOWN[field];
  return new ProblemError(problem(code, message, { violations: [{ code, field, message }] }));
}
