import { z } from 'zod';
import { limitFields, scopedLimitFields, symbolLimitFields } from './limits.js';
import { ACCOUNT_NAME } from '#core/model/order.js';
import { EACH_ACCOUNT, GROUP_NAME, SCOPE, USER_NAME } from '#core/model/scope.js';
import { OVERRIDABLE } from '#core/config/classes.js';
import { OVERRIDE_HOURS_MAX } from '#core/model/override.js';
import type { RuleReasonCode } from '#core/model/reason-codes.js';
import { accountId, money, TICKER, ticker } from './order.js';

const notEmpty = (body: object) => Object.values(body).some((value) => value !== undefined);
/** `notEmpty`, for the description. */
const namesOneOf = (fields: object) => ({
  override: ({ jsonSchema }: { jsonSchema: object }) => {
    Object.assign(jsonSchema, { anyOf: Object.keys(fields).map((field) => ({ required: [field] })) });
  },
});
const NOT_EMPTY = { error: 'must name at least one field to change' };

const bodyFields = {
  ...limitFields,
  enabled: z.boolean().optional(),
  disabled_for_minutes: z
    .number()
    .int()
    .min(1)
    .max(480)
    .optional()
    .meta({ description: 'With `enabled: false`: after this the checks are on again; left out, after 15 minutes' }),
};
const reason = z.string().max(500).optional();

export const limitsBody = z
  .strictObject({ ...bodyFields, reason })
  .refine(({ reason: _, ...fields }) => notEmpty(fields), NOT_EMPTY)
  .meta({ id: 'LimitsChange', ...namesOneOf(bodyFields) });

export const positionLimitBody = z
  .strictObject({ ...symbolLimitFields, reason })
  .refine(({ reason: _, ...fields }) => notEmpty(fields), NOT_EMPTY)
  .meta({ id: 'PositionLimitChange', ...namesOneOf(symbolLimitFields) });

export const scopedLimitsBody = z
  .strictObject({ ...scopedLimitFields, reason })
  .refine(({ reason: _, ...fields }) => notEmpty(fields), NOT_EMPTY)
  .meta({ id: 'ScopedLimitsChange', ...namesOneOf(scopedLimitFields) });

/** Limits to try on the orders of today: global ones and symbols' own. */
export const impactBody = z
  .strictObject({ ...bodyFields, symbols: z.record(ticker, z.strictObject(symbolLimitFields)).optional() })
  .refine(notEmpty, NOT_EMPTY)
  .meta({ id: 'LimitsToTry', ...namesOneOf({ ...bodyFields, symbols: null }) });

const within = ({ source }: RegExp) => source.slice(1, -1);
const NAMED = within(ACCOUNT_NAME);
const SYMBOL = `symbol:${within(TICKER)}`;
export const breakerScope = z
  .string()
  .regex(
    new RegExp(`^(firm|((account|strategy):${NAMED}(/${SYMBOL})?)|user:${within(USER_NAME)}|${SYMBOL})$`),
    'must be firm, account:<id>, strategy:<name>, user:<name>, symbol:<TICKER>, or one of the first two and a symbol joined by /',
  );

export const tripBody = z
  .strictObject({
    scope: breakerScope.default('account:default'),
    mode: z.enum(['halt', 'reduce_only']).default('halt'),
    cancel_orders: z.boolean().default(false),
    flatten: z.boolean().default(false).meta({
      description:
        'Close what is held too, and cancel all open orders: every two seconds for a minute. Not of a user, who holds nothing',
    }),
    protect_pct: z
      .number()
      .min(0.01)
      .max(50)
      .multipleOf(0.01)
      .default(2)
      .meta({ description: 'How far beyond bid or ask the closing orders go' }),
    reason: z.string().min(1).max(500),
    expires_in_seconds: z
      .number()
      .int()
      .min(1)
      .max(7 * 86_400)
      .optional()
      .meta({ description: 'a pause: it ends by itself after this' }),
  })
  .meta({ id: 'NewTrip' });

/** Reasons that an override may let pass. */
export const OVERRIDABLE_CODES = [...OVERRIDABLE] as [RuleReasonCode, ...RuleReasonCode[]];
export const overrideBody = z
  .strictObject({
    scope: z
      .string()
      .regex(
        new RegExp(`^(firm|(account|strategy):${NAMED}|user:${within(USER_NAME)})$`),
        'must be firm, account:<id>, strategy:<name> or user:<name>',
      ),
    codes: z.array(z.enum(OVERRIDABLE_CODES)).min(1).max(50),
    max_notional: money,
    uses: z.number().int().min(1).max(1000),
    minutes: z
      .number()
      .int()
      .min(1)
      .max(OVERRIDE_HOURS_MAX * 60),
    reason: z
      .string()
      .max(500)
      .trim()
      .min(1)
      .meta({ override: { pattern: '\\S' } }),
  })
  .meta({ id: 'NewOverride' });

/** A second person names what they agree to, so that nothing else can be made of it. */
export const overrideAgreementBody = z
  .strictObject({
    content_hash: z
      .string()
      .regex(/^[0-9a-f]{64}$/, 'must be the content_hash of the request, as it was shown')
      .meta({ description: 'Of the request, as it was shown: what was shown is what is agreed to' }),
  })
  .meta({ id: 'OverrideAgreement' });

export const overrideDeclineBody = z
  .strictObject({
    reason: z
      .string()
      .max(500)
      .trim()
      .min(1)
      .meta({ override: { pattern: '\\S' } }),
  })
  .meta({ id: 'OverrideDecline' });

export const warningBody = z
  .strictObject({
    code: z.enum([...OVERRIDABLE] as [RuleReasonCode, ...RuleReasonCode[]]),
    scope: z
      .string()
      .regex(new RegExp(`${SCOPE}|^${EACH_ACCOUNT}$`), `must be a scope such as account:<id>, or '${EACH_ACCOUNT}'`)
      .default(EACH_ACCOUNT),
    reason: z
      .string()
      .max(500)
      .trim()
      .min(1)
      .meta({ override: { pattern: '\\S' } }),
  })
  .meta({ id: 'NewWarnOnly' });

const GROUP = within(GROUP_NAME);
export const haltBody = z
  .strictObject({
    scope: z.string().regex(new RegExp(`^(firm|class:${GROUP}|${SYMBOL})$`), 'must be firm, class:<name> or symbol:<TICKER>'),
    halted: z.boolean(),
    until: z.iso
      .datetime({ offset: true, error: 'must be a time such as 2026-01-31T14:30:00Z' })
      .optional()
      .meta({ description: 'Left out: until it is ended' }),
    reason: z
      .string()
      .max(200)
      .trim()
      .min(1)
      .meta({ override: { pattern: '\\S' } }),
  })
  .meta({ id: 'NewHalt' });

export const heartbeatBody = z
  .strictObject({
    scope: z.string().regex(new RegExp(`^(account|strategy):${NAMED}$`), 'must be account:<id> or strategy:<name>'),
    timeout_seconds: z
      .number()
      .int()
      .refine((seconds) => seconds === 0 || (seconds >= 5 && seconds <= 300), 'must be 5 to 300, or 0 to disarm')
      .meta({ override: { anyOf: [{ const: 0 }, { minimum: 5, maximum: 300 }] } })
      .default(15),
  })
  .meta({ id: 'NewHeartbeat' });

/** A change to reduce_only lets closing orders pass; only a reset lets all orders pass. */
export const modeBody = z
  .strictObject({
    breaker_id: z.number().int().positive(),
    mode: z.enum(['halt', 'reduce_only']),
    reason: z
      .string()
      .max(500)
      .trim()
      .min(1)
      .meta({ override: { pattern: '\\S' } }),
  })
  .meta({ id: 'NewMode' });

export const resetBody = z
  .strictObject({
    breaker_id: z.number().int().positive(),
    reason: z.string().min(1).max(500).optional(),
    force: z.boolean().default(false).meta({ description: 'close although the cause persists; it trips again at once' }),
  })
  .meta({ id: 'NewReset' });

/** That the gate takes what the broker has, in place of what it has itself. */
export const adoptionBody = z
  .strictObject({
    account: accountId,
    reason: z
      .string()
      .max(500)
      .trim()
      .min(1)
      .meta({ override: { pattern: '\\S' } }),
  })
  .meta({ id: 'NewAdoption' });
