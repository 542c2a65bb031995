/** RFC 9457 problem details; every refusal and error of the API has this form. */
import { z } from 'zod';
import { CODES, type DeclaredCode } from '#core/controls/registry.js';
import { ORDER_STATUSES } from '#core/model/order.js';

/** What is not a rule's refusal, with the status that it is answered with. docs/reason-codes.md says what each means and what to do. */
const OTHER_CODES = {
  REQUEST_INVALID: 400,
  ACCOUNT_UNKNOWN: 400,
  SYMBOL_UNKNOWN: 400,
  STRATEGY_UNKNOWN: 400,
  AMOUNT_OUT_OF_RANGE: 400,
  REASON_REQUIRED: 400,
  LINK_INVALID: 400,
  PASSWORD_WEAK: 400,
  SIGN_IN_REQUIRED: 401,
  SIGN_IN_FAILED: 401,
  SIGN_IN_AGAIN: 401,
  KEY_INVALID: 401,
  KEY_EXPIRED: 401,
  REFERENCE_PRICE_UNAVAILABLE: 403,
  SECTOR_UNKNOWN: 403,
  CALENDAR_UNAVAILABLE: 403,
  REFERENCE_VOLUME_UNAVAILABLE: 403,
  BORROW_DATA_STALE: 403,
  LAST_TRADE_UNAVAILABLE: 403,
  PREVIOUS_CLOSE_UNAVAILABLE: 403,
  MARGIN_RATE_MISSING: 403,
  STRATEGY_CAPITAL_MISSING: 403,
  ORIGIN_NOT_ALLOWED: 403,
  ROLE_MISSING: 403,
  ACCOUNT_NOT_ALLOWED: 403,
  SYMBOL_NOT_ALLOWED: 403,
  STRATEGY_NOT_ALLOWED: 403,
  SEPARATION_OF_DUTIES: 403,
  NOT_FOUND: 404,
  METHOD_NOT_ALLOWED: 405,
  NAME_TAKEN: 409,
  CHANNEL_IN_USE: 409,
  SECRET_KEY_MISSING: 409,
  CLIENT_ORDER_ID_CONFLICT: 409,
  ORDER_FINAL: 409,
  AMEND_NOT_ALLOWED: 409,
  AMEND_TOO_LATE: 409,
  SESSION_ENDED: 409,
  BREAKER_ALREADY_OPEN: 409,
  BREAKER_NOT_OPEN: 409,
  BREAKER_CAUSE_PERSISTS: 409,
  ADOPTION_REFUSED: 409,
  CHANGE_REFUSED: 409,
  OVERRIDE_REQUEST_ENDED: 409,
  OVERRIDE_CONTENT_DIFFERS: 409,
  TOO_MANY_OVERRIDE_REQUESTS: 409,
  BODY_TOO_LARGE: 413,
  CONTENT_TYPE_UNSUPPORTED: 415,
  HOST_NOT_ALLOWED: 421,
  KEY_RATE_EXCEEDED: 429,
  TOO_MANY_TRIES: 429,
  INTERNAL_ERROR: 500,
  STATE_UNAVAILABLE: 503,
  PNL_STALE: 503,
  ACCOUNT_NOT_READY: 503,
  JOURNAL_BEHIND: 503,
  OVERLOADED: 503,
  OUTCOME_UNKNOWN: 503,
  HISTORY_UNAVAILABLE: 503,
  WORKFLOW_UNAVAILABLE: 503,
  BROKER_UNAVAILABLE: 503,
  SIGN_IN_BUSY: 503,
  PROVIDER_UNAVAILABLE: 503,
} as const;

export type ProblemCode = DeclaredCode | keyof typeof OTHER_CODES;
const ruleStatuses = Object.fromEntries(Object.entries(CODES).map(([code, { status }]) => [code, status]));
export const STATUS_OF = { ...ruleStatuses, ...OTHER_CODES } as Record<ProblemCode, number>;
export const PROBLEM_CODES = Object.keys(STATUS_OF) as [ProblemCode, ...ProblemCode[]];

const scalar = z.union([z.number(), z.string(), z.boolean()]);

export const problemAnswer = z
  .object({
    type: z.string().meta({ description: 'A URN made of the code' }),
    title: z.string(),
    status: z.int(),
    detail: z.string().meta({ description: 'What is wrong and what to do, for people' }),
    code: z.enum(PROBLEM_CODES).meta({ description: 'Stable; docs/reason-codes.md explains each' }),
    decision_id: z.string().nullable().meta({ description: 'The decision behind a refusal; null when there is none' }),
    violations: z
      .array(
        z.object({
          code: z.string(),
          message: z.string(),
          field: z.string().optional().meta({ description: 'The field that it is about' }),
          rule_id: z.string().optional(),
          rule_version: z.number().optional(),
          severity: z.string().optional(),
          limit: scalar.optional(),
          observed: scalar.optional(),
          scope: z.string().optional().meta({ description: 'Where it was measured: `account:a1`, `firm/symbol:AAPL` ...' }),
          limit_origin: z
            .string()
            .optional()
            .meta({ description: 'Where the limit is set; `each account` when the account has none of its own' }),
        }),
      )
      .meta({ description: 'Every bad field, or every reason that speaks against the order' }),
    order_id: z.string().optional(),
    client_order_id: z.string().optional(),
    orders_canceling: z
      .int()
      .optional()
      .meta({ description: 'Of a trip in a scope that was open already: how many orders are being canceled' }),
    order_status: z.enum(ORDER_STATUSES).optional().meta({ description: 'Of an order that is final' }),
    reason: z.string().optional().meta({ description: 'Of an order that is final: why it ended' }),
  })
  .meta({ id: 'Problem', description: 'RFC 9457 problem details' });
export type Problem = z.infer<typeof problemAnswer>;
