/** What listings are asked with: filters, sorting and paging, as query parameters. */
import { z } from 'zod';
import type { AlertRow } from '#core/model/alert.js';
import { ORDER_STATUSES, SIDES } from '#core/model/order.js';
import { LIMITS } from '#core/controls/registry.js';
import { FIRM_SORTS } from '#core/model/firm-sorts.js';
import { NO_SCOPE, parseScope, SCOPE, USER_NAME } from '#core/model/scope.js';
import { accountId, strategyName, ticker } from './order.js';
import { ORDER_SORTS } from './sorts.js';

const LIMIT_NAMES = LIMITS.map(({ wire }) => wire) as [string, ...string[]];

/** An order's or a decision's id. */
export const idOfBreakwater = z.string().regex(/^[a-z]{3}_[0-9a-z]{1,60}$/, 'is not an id of Breakwater');

export const limitOf = (fallback: number) => z.coerce.number().int().min(1).max(500).default(fallback);
const paging = { limit: limitOf(100), cursor: z.string().max(500).optional() };

export const ordersQuery = z.strictObject({
  ...paging,
  account: accountId.optional(),
  symbol: ticker.optional(),
  status: z.enum(ORDER_STATUSES).optional(),
  side: z.enum(SIDES).optional(),
  client_order_id: z.string().min(1).max(64).optional(),
  text: z
    .string()
    .max(64)
    .trim()
    .min(1)
    .meta({ override: { pattern: '\\S' } })
    .optional(),
  sort: z.enum(ORDER_SORTS).default('received_at'),
  direction: z.enum(['asc', 'desc']).default('desc'),
});

export const scopeText = z
  .string()
  .refine((text) => parseScope(text) !== null, NO_SCOPE)
  .meta({ override: { pattern: SCOPE } });
export const scopeQuery = z.strictObject({ scope: scopeText });
export const scopedLimitQuery = z.strictObject({
  scope: scopeText,
  limit: z.enum(LIMIT_NAMES).optional().meta({ description: 'One limit; all of the scope when it is left out' }),
});
export const effectiveQuery = z.strictObject({
  account: accountId.default('default'),
  symbol: ticker.exactOptional(),
  strategy: strategyName.exactOptional(),
  user: z.string().regex(USER_NAME, 'is not the name of a user').exactOptional(),
});

export const ALERT_TYPES = [
  'ORDER_REJECTED',
  'ORDER_WITHDRAWN',
  'AMENDMENT_REJECTED',
  'ORDER_CHANGED_AT_BROKER',
  'SESSION_LOST',
  'EXECUTED_ABOVE_CHECK',
  'EXECUTED_BELOW_CHECK',
  'CIRCUIT_BREAKER_TRIPPED',
  'CIRCUIT_BREAKER_CAUSE_ADDED',
  'CIRCUIT_BREAKER_MODE_CHANGED',
  'CIRCUIT_BREAKER_RESET',
  'RISK_CHECKS_OFF',
  'DAY_COUNT_EXCEEDED',
  'RISK_CHECKS_ON',
  'CONFIG_REJECTED',
  'CALENDAR_ENDING',
  'FLATTEN_ENDED',
  'LIMIT_NEAR',
  'LIMIT_WARNED',
  'LIMIT_WARNING',
  'LIMIT_EXCEEDED',
  'AUDIT_FAULT_FOUND',
  'REPORT_SET_ASIDE',
  'LOG_ENTRY_SET_ASIDE',
  'BROKER_NOT_READY',
  'BROKER_READY',
  'ACCOUNT_ADOPTED',
  'RECONCILIATION_DIFFERENCE',
  'BROKER_TROUBLE',
  'SCOPE_LOCKED',
  'SCOPE_ARMED',
  'MARKET_HALTED',
  'MARKET_RESUMED',
  'OVERRIDE_USED',
  'OVERRIDE_ASKED',
  'OVERRIDE_AGREED',
  'OVERRIDE_REQUEST_ENDED',
] as const satisfies readonly AlertRow['alert_type'][];
export const SEVERITIES = ['INFO', 'WARNING', 'CRITICAL'] as const;
export const alertsQuery = z.strictObject({
  ...paging,
  limit: limitOf(50),
  type: z
    .string()
    .regex(/^[A-Z_]{1,40}$/, 'must be an alert type such as ORDER_REJECTED')
    .optional(),
  severity: z.enum(SEVERITIES).optional(),
  account: accountId.optional(),
  symbol: ticker.optional(),
  from: z.iso.datetime({ offset: true, error: 'must be a time such as 2026-01-31T14:30:00Z' }).optional(),
  to: z.iso.datetime({ offset: true, error: 'must be a time such as 2026-01-31T14:30:00Z' }).optional(),
});

const at = z.iso.datetime({ offset: true, error: 'must be a time such as 2026-01-31T14:30:00Z' }).optional();
const word = z
  .string()
  .max(200)
  .trim()
  .min(1)
  .meta({ override: { pattern: '\\S' } });

/** `true` or `false`, and the other words that zod reads as such. */
const flag = z.stringbool().meta({ override: { type: 'boolean' } });

export const fillsQuery = z.strictObject({
  ...paging,
  account: accountId.optional(),
  symbol: ticker.optional(),
  order_id: idOfBreakwater.optional(),
});
export const cancelQuery = z.strictObject({ account: accountId.optional(), symbol: ticker.optional() });
export const changesQuery = z.strictObject({ limit: limitOf(50) });
export const accountQuery = z.strictObject({ account: accountId.default('default') });
/** One account alone, or all. */
export const accountsQuery = z.strictObject({ account: accountId.optional() });
export const firmQuery = z.strictObject({
  sort: z.enum(FIRM_SORTS).default('account'),
  direction: z.enum(['asc', 'desc']).default('asc'),
  search: z
    .string()
    .regex(/^[a-z0-9_-]{0,32}$/, 'must be part of an account’s name: a-z, 0-9, _ and -')
    .default('')
    .meta({ description: 'Accounts whose names have this in them' }),
  offset: z.coerce.number().int().min(0).max(1_000_000).default(0),
  limit: limitOf(100),
});
export const breakersQuery = z.strictObject({ limit: limitOf(50), open: flag.default(false) });

export const auditQuery = z.strictObject({
  ...paging,
  actor: word.optional(),
  action: z
    .string()
    .regex(/^[a-z_]{1,40}(\.[a-z_]{1,40})?$/, 'must be an action such as breaker.reset')
    .optional(),
  /** The object, or what it begins with. */
  object: word.optional(),
  from: at,
  to: at,
  /** Entries that only cover rows of the history too. */
  copied: flag.default(false),
});
export const checkpointsQuery = z.strictObject(paging);
