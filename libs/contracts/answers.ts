/**
 * What the API answers, as schemas: the controllers' return types come from them, the OpenAPI description shows them, and the dashboard's
 * types are inferred from them, so that a change on one side breaks the build of the other. Money is in dollars, quantities in units,
 * times are ISO 8601 in UTC.
 */
import { z } from 'zod';
import { RESTRICTION_MODES } from '#core/model/reference.js';
import { ORDER_STATUSES, ORDER_TYPES, SIDES, TIMES_IN_FORCE } from '#core/model/order.js';
import { RULE_REASON_CODES } from '#core/model/reason-codes.js';
import { limitAnswerFields, symbolLimitAnswerFields } from './limits.js';

const dollars = z.number();
const units = z.number();
const time = z.iso.datetime();
const day = z.iso.date();
const scalar = z.union([z.number(), z.string(), z.boolean()]);
const severity = z.enum(['INFO', 'WARNING', 'CRITICAL']);
/** Where the next page begins; null on the last one. */
const nextCursor = z.string().nullable();

export const violationAnswer = z.object({
  code: z.enum(RULE_REASON_CODES),
  message: z.string(),
  rule_id: z.string(),
  rule_version: z.number(),
  severity,
  limit: scalar,
  observed: scalar,
  scope: z.string().optional().meta({ description: 'Where it was measured: `account:a1`, `firm/symbol:AAPL` ...' }),
  limit_origin: z
    .string()
    .optional()
    .meta({ description: 'Where the limit is set; `each account` when the account has none of its own' }),
});
export type ViolationAnswer = z.infer<typeof violationAnswer>;

const orderFields = z.object({
  order_id: z.string(),
  client_order_id: z.string(),
  decision_id: z.string(),
  account: z.string(),
  symbol: z.string(),
  side: z.enum(SIDES),
  order_type: z.enum(ORDER_TYPES),
  time_in_force: z.enum(TIMES_IN_FORCE),
  quantity: units,
  price: dollars.nullable(),
  /** Of STOP and STOP_LIMIT; else null. */
  stop_price: dollars.nullable(),
  /** Of GTD: when it ends; else null. */
  good_till: time.nullable(),
  /** It may only close. */
  reduce_only: z.boolean(),
  extended_hours: z.boolean(),
  one_cancels_other: z
    .string()
    .nullable()
    .meta({ description: 'The list of which a fill of one order cancels the others; null where it came in none' }),
  /** Null: of no strategy. */
  strategy: z.string().nullable(),
  /** Who sent it; null in orders of earlier builds. */
  user: z.string().nullable(),
  foreign: z.boolean().meta({ description: "Somebody else sent it to the broker's account; no decision was made on it" }),
  status: z.enum(ORDER_STATUSES),
});
export type OrderFieldsAnswer = z.infer<typeof orderFields>;

export const orderAnswer = orderFields.extend({
  filled_quantity: units,
  leaves_quantity: units,
  /** Dollars still held for it. */
  hold: dollars,
  broker_order_id: z.string().nullable(),
  /** Why it ended, when a refusal or the broker ended it. */
  reason: z.string(),
  received_at: time.nullable(),
  /** What it was asked to be and the broker has not confirmed; null when no amendment is pending. */
  amending: z
    .object({ decision_id: z.string(), quantity: units, price: dollars.nullable(), stop_price: dollars.nullable() })
    .nullable(),
});
export type OrderAnswer = z.infer<typeof orderAnswer>;
export const ordersAnswer = z.object({ orders: z.array(orderAnswer), next_cursor: nextCursor });
export type OrdersAnswer = z.infer<typeof ordersAnswer>;

export const acceptedAnswer = z.object({
  order_id: z.string(),
  client_order_id: z.string(),
  decision_id: z.string(),
  status: z.enum(ORDER_STATUSES),
  order: orderFields,
  warnings: z.array(violationAnswer).optional().meta({
    description: 'What it breaks where that only warns, and limits that it came near to; not there when there are none',
  }),
});
export type AcceptedAnswer = z.infer<typeof acceptedAnswer>;

export const sessionAnswer = z.object({
  session_id: z.string(),
  account: z.string(),
  silent_seconds: z.int(),
  grace_seconds: z.int(),
  include_gtc: z.boolean(),
  keep_reducing: z.boolean(),
});
export type SessionAnswer = z.infer<typeof sessionAnswer>;
export const sessionClosedAnswer = z.object({ session_id: z.string(), orders_canceling: z.int() });
export type SessionClosedAnswer = z.infer<typeof sessionClosedAnswer>;

/** `opened_by`: whose signs of life count. `heard_at`: the last of them. */
export const openSessionsAnswer = z.object({
  sessions: z.array(sessionAnswer.extend({ opened_by: z.string(), heard_at: time, open_orders: z.int() })),
});
export type OpenSessionsAnswer = z.infer<typeof openSessionsAnswer>;

export const listAnswer = z.object({ list_id: z.string(), orders: z.array(acceptedAnswer) });
export type ListAnswer = z.infer<typeof listAnswer>;

const stateAnswer = z.object({
  config_version: z.number(),
  at_us: z.number(),
  check_price: dollars,
  notional: dollars,
  cash: dollars,
  position_value: dollars,
  gross_exposure: dollars,
  day_start_equity: dollars,
  cash_moved: dollars,
  quantity: units,
  value: dollars,
  open_buys: dollars,
  open_sells: dollars,
  exposure_before: dollars,
  exposure_after: dollars,
  reducing: z.boolean(),
  orders_in_last_second: z.number(),
  orders_in_burst_window: z.number(),
  /** Middle of the quote, else the last trade, else the mark; null when there was none. */
  reference_price: dollars.nullable(),
  /** What the broker's fees come to when the order fills whole; null when its terms were not known. */
  fees: dollars.nullable(),
  breaker_mode: z.enum(['none', 'reduce_only', 'halt']),
  breaker_scope: z.string(),
  // Only where a limit in force asked for it.
  messages_in_window: z.number().optional(),
  /** Whether the order only closes, by the position of the breaker's scope or of its strategy. */
  breaker_reducing: z.boolean().optional(),
  strategy_reducing: z.boolean().optional(),
  /** Of a reduce-only order: what is left to close. */
  closable: units.optional(),
  /** Open orders of the account, and equal orders in their window, this one included. */
  open_orders: z.number().optional(),
  same_orders: z.number().optional(),
  bid: dollars.optional(),
  ask: dollars.optional(),
  quote_age_us: z.number().optional(),
});
export type StateAnswer = z.infer<typeof stateAnswer>;

export const checkAnswer = z.object({
  accepted: z.boolean(),
  violations: z.array(violationAnswer),
  waived: z.array(violationAnswer),
  check_price: dollars,
  notional: dollars,
  /** The largest quantity that would pass now, to the hundred-millionth of a unit; 0 when none would. */
  max_quantity: units,
  config_version: z.number(),
  rules_hash: z.string(),
  state: stateAnswer,
});
export type CheckAnswer = z.infer<typeof checkAnswer>;

export const cancelAnswer = z.object({ order_id: z.string(), status: z.enum(ORDER_STATUSES), cancel_requested: z.literal(true) });
export type CancelAnswer = z.infer<typeof cancelAnswer>;

export const amendAnswer = z.object({
  order_id: z.string(),
  /** Of the amendment. */
  decision_id: z.string(),
  status: z.enum(ORDER_STATUSES),
  /** The total and the limit price that the broker is asked for; until it confirms them the order is as it was. */
  quantity: units,
  price: dollars.nullable(),
  stop_price: dollars.nullable(),
});
export type AmendAnswer = z.infer<typeof amendAnswer>;

export const cancelAllAnswer = z.object({ orders: z.array(z.string()), cancel_requested: z.number() });
export type CancelAllAnswer = z.infer<typeof cancelAllAnswer>;

export const fillAnswer = z.object({
  execution_id: z.string(),
  broker_sequence: z.number(),
  order_id: z.string(),
  broker_order_id: z.string(),
  account: z.string(),
  symbol: z.string(),
  side: z.enum(SIDES),
  quantity: units,
  price: dollars,
  fee: dollars,
  realized_pnl: dollars,
  executed_at: time,
});
export type FillAnswer = z.infer<typeof fillAnswer>;
export const fillsAnswer = z.object({ fills: z.array(fillAnswer), next_cursor: nextCursor });
export type FillsAnswer = z.infer<typeof fillsAnswer>;

export const positionAnswer = z.object({
  account: z.string(),
  symbol: z.string(),
  quantity: units,
  average_price: dollars.meta({
    description:
      "In the instrument's own price: at which the units are worth what they cost. In another currency than USD at its rate now, for the cost is in dollars at the rates of the fills",
  }),
  currency: z.string().meta({ description: 'Of the average price; all else is in dollars' }),
  contract_multiplier: z.number().meta({ description: 'What one unit stands for' }),
  cost: dollars,
  market_value: dollars,
  unrealized_pnl: dollars,
  realized_pnl: dollars,
  open_buys: dollars,
  open_sells: dollars,
  exposure: dollars,
});
export type PositionAnswer = z.infer<typeof positionAnswer>;
export const positionsAnswer = z.object({ positions: z.array(positionAnswer), next_cursor: nextCursor });
export type PositionsAnswer = z.infer<typeof positionsAnswer>;

const limitWarnings = z
  .array(z.string())
  .meta({ description: 'A limit over the one that stands above it, or under what is used' });
const afterChange = {
  warnings: limitWarnings.optional().meta({
    description:
      'In the answer of a change, where there is any: a limit over the one that stands above it, or under what is used',
  }),
};

export const limitsAnswer = z.object({ ...limitAnswerFields, enabled: z.boolean(), version: z.number(), ...afterChange });
export type LimitsAnswer = z.infer<typeof limitsAnswer>;

export const positionLimitAnswer = z.object({ symbol: z.string(), ...symbolLimitAnswerFields, ...afterChange });
export type PositionLimitAnswer = z.infer<typeof positionLimitAnswer>;
export const positionLimitsAnswer = z.object({ position_limits: z.array(positionLimitAnswer), version: z.number() });
export type PositionLimitsAnswer = z.infer<typeof positionLimitsAnswer>;

const keptLimits = z
  .record(z.string(), z.union([z.number(), z.string()]).nullable())
  .meta({ description: 'By the names that PUT has for them; null is off there' });
export const scopedLimitsAnswer = z.object({
  scope: z.string(),
  limits: keptLimits,
  warnings: limitWarnings,
  version: z.number(),
});
export type ScopedLimitsAnswer = z.infer<typeof scopedLimitsAnswer>;
export const limitScopesAnswer = z.object({
  scopes: z.array(z.object({ scope: z.string(), limits: keptLimits })),
  version: z.number(),
});
export type LimitScopesAnswer = z.infer<typeof limitScopesAnswer>;

export const effectiveLimitsAnswer = z.object({
  limits: z.array(
    z.object({
      limit_name: z.string(),
      words: z.string(),
      unit: z.string(),
      scope: z.string().meta({ description: 'Where it is measured' }),
      origin: z.string().meta({
        description:
          'Where it is set; `each account` when the account has none of its own, `broker default` where its broker makes another of one that nobody set',
      }),
      value: z.union([z.number(), z.string()]).nullable().meta({ description: 'Null is off' }),
      used: z.number().nullable().meta({ description: 'Null of a limit of one order, and of a way to act' }),
      left: z.number().nullable(),
    }),
  ),
});
export type EffectiveLimitsAnswer = z.infer<typeof effectiveLimitsAnswer>;

export const limitChangeAnswer = z.object({
  version: z.number(),
  field: z.string(),
  from: z.string().nullable(),
  to: z.string().nullable(),
  actor: z.string(),
  reason: z.string(),
  source: z.string(),
  changed_at: time,
});
export type LimitChangeAnswer = z.infer<typeof limitChangeAnswer>;
export const limitChangesAnswer = z.object({ changes: z.array(limitChangeAnswer) });
export type LimitChangesAnswer = z.infer<typeof limitChangesAnswer>;

const impactExample = z.object({
  decision_id: z.string(),
  symbol: z.string(),
  side: z.enum(SIDES),
  quantity: units,
  decided_at: time,
  /** What refuses it under the limits in force and under the proposed ones; null where it passes. */
  code_in_force: z.string().nullable(),
  code_proposed: z.string().nullable(),
});
/**
 * What orders of today meet under proposed limits, against the limits in force. Both judge each order on the very state that it met: a refusal that
 * would not have been, or a fill that would not have come, is not followed into the states of later orders.
 */
export const impactAnswer = z.object({
  /** Decisions of the exchange's day that were judged again, newest first; `truncated` when there were more. */
  looked_at: z.number(),
  truncated: z.boolean(),
  since: time,
  accepted_in_force: z.number(),
  accepted_proposed: z.number(),
  /** Accepted by the limits in force and refused by the proposed ones; and the other way round. */
  newly_refused: z.number(),
  newly_accepted: z.number(),
  /** First reasons of the newly refused. */
  by_code: z.array(z.object({ code: z.string(), count: z.number() })),
  examples: z.array(impactExample),
});
export type ImpactAnswer = z.infer<typeof impactAnswer>;

/** As it is told, when nobody can have acknowledged it yet. */
export const toldAlertAnswer = z.object({
  id: z.string(),
  alert_type: z.string(),
  severity,
  account: z.string().nullable(),
  symbol: z.string().nullable(),
  message: z.string(),
  order_id: z.string().nullable(),
  decision_id: z.string().nullable(),
  breaker_id: z.number().nullable(),
  created_at: time,
  /** Equal alerts of its minute that it stands for, known once the minute is over, and when the last of them came. */
  count: z.number(),
  last_at: time,
});
export type ToldAlertAnswer = z.infer<typeof toldAlertAnswer>;
export const alertAnswer = toldAlertAnswer.extend({
  acknowledged_by: z.string().nullable(),
  acknowledged_at: time.nullable(),
});
export type AlertAnswer = z.infer<typeof alertAnswer>;
export const alertsAnswer = z.object({ alerts: z.array(alertAnswer), next_cursor: nextCursor });
export type AlertsAnswer = z.infer<typeof alertsAnswer>;

/** Any JSON: what was before an act, and after it. */
const anything = z.unknown();
export const auditEntryAnswer = z.object({
  seq: z.number(),
  /** With microseconds. */
  at: z.string(),
  actor: z.object({
    id: z.string(),
    kind: z.enum(['person', 'key', 'system']),
    via: z.string(),
    ip_ref: z.string().nullable(),
    strength: z.string(),
  }),
  action: z.string(),
  object: z.string(),
  outcome: z.enum(['done', 'refused', 'failed']),
  reason: z.string().nullable(),
  before: anything,
  after: anything,
  change_id: z.string().nullable(),
  config_version: z.number().nullable(),
  request_id: z.string().nullable(),
  /** The hash of the entry before, and this one's. */
  prev: z.string(),
  hash: z.string(),
});
export type AuditEntryAnswer = z.infer<typeof auditEntryAnswer>;
/** One look at the whole audit; `finding` null: everything was as it was written. */
const auditCheck = z.object({
  at: time,
  by: z.string(),
  from_seq: z.number(),
  to_seq: z.number(),
  entries: z.number(),
  rows: z.number(),
  finding: z.string().nullable(),
});
export const auditAnswer = z.object({
  entries: z.array(auditEntryAnswer),
  next_cursor: nextCursor,
  /** Where the chain ends, and up to where it is signed. */
  head: z.object({ seq: z.number(), hash: z.string() }),
  signed_to: z.number(),
  last_check: auditCheck.nullable(),
});
export type AuditAnswer = z.infer<typeof auditAnswer>;

export const auditKeysAnswer = z.object({
  origin: z.string(),
  keys: z.array(
    z.object({
      key_id: z.string(),
      public_key: z.string(),
      signed_by: z.string().nullable(),
      signature: z.string().nullable(),
      announced_at: time,
    }),
  ),
});
export type AuditKeysAnswer = z.infer<typeof auditKeysAnswer>;

export const auditCheckpointsAnswer = z.object({
  checkpoints: z.array(
    z.object({
      size: z.number(),
      head: z.string(),
      cause: z.enum(['time', 'entries', 'day', 'closing', 'stop']),
      /** A signed note: origin, size, head, an empty line, the signature. */
      note: z.string(),
      at: time,
    }),
  ),
  next_cursor: nextCursor,
});
export type AuditCheckpointsAnswer = z.infer<typeof auditCheckpointsAnswer>;

export const dailyPnlAnswer = z.object({
  date: day,
  account: z.string(),
  realized_pnl: dollars,
  unrealized_pnl: dollars,
  total_pnl: dollars,
  fees: dollars,
  equity: dollars,
  day_start_equity: dollars,
  peak_equity: dollars,
  gross_exposure: dollars,
  circuit_breaker_triggered: z.boolean(),
});
export type DailyPnlAnswer = z.infer<typeof dailyPnlAnswer>;

const pnlPoint = z.object({ at: time, realized_pnl: dollars, unrealized_pnl: dollars, total_pnl: dollars });
/** The day so far, oldest first: a point a minute where the figures changed, at most 1440; the last one is how it stands now. */
export const dailyPnlHistoryAnswer = z.object({ date: day, account: z.string(), points: z.array(pnlPoint) });
export type DailyPnlHistoryAnswer = z.infer<typeof dailyPnlHistoryAnswer>;

export const breakerAnswer = z.object({
  breaker_id: z.number(),
  scope: z.string(),
  mode: z.enum(['halt', 'reduce_only']),
  trigger_type: z.string(),
  trigger_value: dollars,
  threshold: dollars,
  actor: z.string(),
  reason: z.string(),
  tripped_at: time,
  active: z.boolean(),
  reset_by: z.string().nullable(),
  reset_reason: z.string().nullable(),
  /** By which way it was reset: `api`, `cli`, `expiry`. */
  reset_source: z.string().nullable(),
  /** What else tripped it while it was open, in words. */
  further_causes: z.array(z.string()),
  reset_at: time.nullable(),
  /** When it ends by itself; null when only a person ends it. */
  expires_at: time.nullable(),
});
export type BreakerAnswer = z.infer<typeof breakerAnswer>;
export const breakersAnswer = z.object({ circuit_breakers: z.array(breakerAnswer), next_cursor: nextCursor });
export type BreakersAnswer = z.infer<typeof breakersAnswer>;

/** How much of one limit that is on is used. `used` and `limit` are in `unit`; of a limit of each symbol the one that is nearest to it. */
const usageAnswer = z.object({
  limit_name: z.string(),
  words: z.string().meta({ description: 'Its name for people' }),
  scope: z.string().meta({ description: 'Where it is measured: the account, or its part in a symbol, a sector or a class' }),
  unit: z.enum(['dollars', 'units', 'percent', 'ratio', 'orders', 'seconds']),
  used: z.number(),
  limit: z.number(),
  symbol: z.string().nullable(),
});
export type UsageAnswer = z.infer<typeof usageAnswer>;

export const accountAnswer = z.object({
  account: z.string(),
  equity: dollars,
  cash: dollars,
  position_value: dollars,
  gross_exposure: dollars,
  /** Gross exposure that could still be added: by margin and by leverage, whichever is less. */
  buying_power: dollars,
  initial_margin: dollars,
  maintenance_margin: dollars,
  leverage: z.number(),
  day: dailyPnlAnswer,
  usage: z.array(usageAnswer),
});
export type AccountAnswer = z.infer<typeof accountAnswer>;
/** `open_orders`: of all accounts, at the broker or on the way. */
export const accountsAnswer = z.object({ accounts: z.array(accountAnswer), open_orders: z.number() });
export type AccountsAnswer = z.infer<typeof accountsAnswer>;

const standing = {
  ...{ equity: dollars, total_pnl: dollars, realized_pnl: dollars, gross_exposure: dollars, leverage: z.number() },
  open_orders: z.number(),
  nearest: usageAnswer
    .extend({ share: z.number().meta({ description: 'Used of the limit; 1 is all of it' }) })
    .nullable()
    .meta({ description: 'The limit that is nearest to being used up, rates left out; null when nothing is used' }),
};
export const firmAccountAnswer = z.object({
  account: z.string(),
  ...standing,
  breaker: z.enum(['none', 'reduce_only', 'halt']).meta({ description: 'What breakers of the account and the firm let pass' }),
  locked: z.boolean(),
});
export type FirmAccountAnswer = z.infer<typeof firmAccountAnswer>;
export const firmAnswer = z.object({
  firm: z.object(standing).nullable().meta({ description: 'All accounts together; null for who may see some accounts only' }),
  accounts: z.array(firmAccountAnswer),
  total: z.number().meta({ description: 'Accounts that fit the search' }),
});
export type FirmAnswer = z.infer<typeof firmAnswer>;

export const quoteAnswer = z.object({ symbol: z.string(), bid: dollars, ask: dollars, age_ms: z.number() });
export type QuoteAnswer = z.infer<typeof quoteAnswer>;
/** Every symbol that may be traded; one without a quote has null. */
export const quotesAnswer = z.object({
  quotes: z.array(
    z.object({ symbol: z.string(), bid: dollars.nullable(), ask: dollars.nullable(), age_ms: z.number().nullable() }),
  ),
});
export type QuotesAnswer = z.infer<typeof quotesAnswer>;

const ruleFields = z.object({
  id: z.string(),
  version: z.number(),
  title: z.string(),
  reason_code: z.enum(RULE_REASON_CODES),
  severity,
  /** When it refuses, as a sentence. */
  in_words: z.string(),
});

/** One rule's answer on one order. */
export const ruleResultAnswer = ruleFields.extend({
  passed: z.boolean(),
  observed: scalar,
  limit: scalar,
  observed_meaning: z.string(),
  limit_meaning: z.string(),
  unit: z.string(),
  /** What a refusal by it says. */
  message: z.string().nullable(),
});
export type RuleResultAnswer = z.infer<typeof ruleResultAnswer>;

export const ruleAnswer = ruleFields.extend({
  priority: z.number(),
  /** As in the rule's file, with its placeholders. */
  message: z.string(),
  parameters: z.record(z.string(), z.union([scalar, z.array(scalar)])),
  conditions: z.unknown(),
  /** Facts that it asks about, with their meaning and unit. */
  facts: z.array(z.object({ name: z.string(), meaning: z.string(), unit: z.string() })),
  cases: z.array(
    z.object({
      name: z.string(),
      facts: z.record(z.string(), z.unknown()),
      should_refuse: z.boolean(),
      did_refuse: z.boolean(),
      message: z.string().nullable(),
      /** The rule did what the case wants, its message included. */
      passed: z.boolean(),
    }),
  ),
});
export type RuleAnswer = z.infer<typeof ruleAnswer>;
export const rulesAnswer = z.object({ config_version: z.number(), rules_hash: z.string(), rules: z.array(ruleAnswer) });
export type RulesAnswer = z.infer<typeof rulesAnswer>;

export const decisionAnswer = z.object({
  decision_id: z.string(),
  order_id: z.string(),
  account: z.string(),
  client_order_id: z.string(),
  request: orderFields.omit({ status: true }),
  state: stateAnswer,
  config_version: z.number(),
  accepted: z.boolean(),
  violations: z.array(violationAnswer),
  waived: z.array(violationAnswer),
  decided_at: time,
  /**
   * Every rule that was in force then, judged again on the state that the order met; null when the configuration or the rules of that version cannot
   * be had any more.
   */
  rules: z.array(ruleResultAnswer).nullable(),
  rules_hash: z.string().nullable(),
  /** The limits and the symbol's own, as they were then. */
  limits: limitsAnswer.nullable(),
  position_limit: positionLimitAnswer.nullable(),
  facts: z.array(z.object({ name: z.string(), meaning: z.string(), unit: z.string(), value: scalar })).nullable(),
});
export type DecisionAnswer = z.infer<typeof decisionAnswer>;

export const instrumentsAnswer = z.object({
  instruments: z.array(
    z.object({
      symbol: z.string(),
      fields: z.record(z.string(), z.string()).meta({ description: 'What is known, by the names that PUT has for it' }),
    }),
  ),
  version: z.number(),
});
export type InstrumentsAnswer = z.infer<typeof instrumentsAnswer>;

export const restrictionsAnswer = z.object({
  restrictions: z.array(
    z.object({
      name: z.string(),
      symbol: z.string(),
      scope: z.string(),
      mode: z.enum(RESTRICTION_MODES),
      from: time,
      until: time.nullable(),
      reason: z.string(),
    }),
  ),
  version: z.number(),
});
export type RestrictionsAnswer = z.infer<typeof restrictionsAnswer>;

const names = z.array(z.string()).nullable().meta({ description: 'Null is all' });
const capital = z.number().nullable().meta({ description: 'Dollars; null: none was given' });
export const strategiesAnswer = z.object({
  strategies: z.array(z.object({ strategy: z.string(), accounts: names, symbols: names, capital })),
  version: z.number(),
});
export type StrategiesAnswer = z.infer<typeof strategiesAnswer>;

export const locateAnswer = z.object({
  account: z.string().nullable().meta({ description: 'Null: of the firm' }),
  symbol: z.string(),
  day: z.string(),
  located: units,
  shorted: units,
});
export type LocateAnswer = z.infer<typeof locateAnswer>;
export const locatesAnswer = z.object({ locates: z.array(locateAnswer) });
export type LocatesAnswer = z.infer<typeof locatesAnswer>;

export const permissionsAnswer = z.object({
  permissions: z.array(
    z.object({
      user: z.string(),
      ...{ accounts: names, strategies: names, symbols: names, classes: names, order_types: names },
      ...{ short: z.boolean(), extended_hours: z.boolean(), close_only: z.boolean() },
    }),
  ),
  version: z.number(),
});
export type PermissionsAnswer = z.infer<typeof permissionsAnswer>;
export const allowListsAnswer = z.object({
  allow_lists: z.array(z.object({ scope: z.string(), symbols: z.array(z.string()) })),
  version: z.number(),
});
export type AllowListsAnswer = z.infer<typeof allowListsAnswer>;

/** What the screens need to know of where they run. */
export const aboutAnswer = z.object({
  broker: z.string(),
  exchange_time_zone: z.string(),
  temporal_ui_url: z.string().nullable(),
});
export type AboutAnswer = z.infer<typeof aboutAnswer>;

export const reconciliationAnswer = z.object({
  broker: z.string(),
  accounts: z
    .array(
      z.object({
        account: z.string(),
        account_number: z.string().meta({ description: "The broker's own" }),
        live: z.boolean().meta({ description: 'Real money' }),
        ready: z.boolean(),
        not_ready: z.string().nullable().meta({ description: 'Why no order is let through; null: it is ready' }),
        requests_left: z.number().nullable(),
        last_event_at: time.nullable(),
        seen_at: time,
        confirmed: z.boolean().meta({ description: 'The differences were the same at two looks in a row' }),
        differences: z
          .array(
            z.object({
              field: z.enum(['cash', 'position', 'open_buys', 'open_sells']),
              symbol: z.string().nullable(),
              ours: z.number(),
              theirs: z.number(),
            }),
          )
          .nullable()
          .meta({
            description:
              'Dollars for cash, units for a position and for what working orders may still buy or sell; null while the broker cannot be asked',
          }),
      }),
    )
    .meta({ description: 'Accounts of a broker beyond this machine; none with the paper exchange' }),
});
export type ReconciliationAnswer = z.infer<typeof reconciliationAnswer>;

export const adoptionAnswer = z.object({ account: z.string(), adopted: z.literal(true) });
export type AdoptionAnswer = z.infer<typeof adoptionAnswer>;

export const tripAnswer = z.object({
  breaker_id: z.number(),
  scope: z.string(),
  mode: z.enum(['halt', 'reduce_only']),
  trigger_type: z.string(),
  active: z.boolean(),
  reason: z.string(),
  expires_at: time.nullable(),
  orders_canceling: z.number(),
});
export type TripAnswer = z.infer<typeof tripAnswer>;

export const accountOpenedAnswer = z.object({ account: z.string(), cash: dollars, locked: z.boolean() });
export type AccountOpenedAnswer = z.infer<typeof accountOpenedAnswer>;
/** `amount` is below zero where cash went out. */
export const cashMovedAnswer = z.object({ account: z.string(), what: z.string(), amount: dollars, reason: z.string() });
export type CashMovedAnswer = z.infer<typeof cashMovedAnswer>;
/** `accounts`: how many hold it. */
export const splitAnswer = z.object({
  symbol: z.string(),
  numerator: z.number(),
  denominator: z.number(),
  accounts: z.number(),
});
export type SplitAnswer = z.infer<typeof splitAnswer>;
/** `changed` is false when it was so already. */
export const lockAnswer = z.object({ scope: z.string(), locked: z.boolean(), changed: z.boolean() });
export type LockAnswer = z.infer<typeof lockAnswer>;
export const locksAnswer = z.object({
  locks: z.array(z.object({ scope: z.string(), reason: z.string(), actor: z.string(), locked_at: time })),
});
export type LocksAnswer = z.infer<typeof locksAnswer>;

export const overridesAnswer = z.object({
  overrides: z.array(
    z.object({
      name: z.string(),
      scope: z.string(),
      codes: z.array(z.string()),
      max_notional: dollars,
      uses: z.number(),
      used: z.number(),
      from: time,
      until: time,
      made_by: z.string(),
      agreed_by: z.string().nullable().meta({ description: 'The second person, of one of the firm' }),
      reason: z.string(),
    }),
  ),
  version: z.number(),
});
export type OverridesAnswer = z.infer<typeof overridesAnswer>;

const nameOf = z.string().nullable().meta({ description: 'For whoever may make or agree to overrides; else null' });
export const overrideRequestAnswer = z
  .object({
    request_id: z.string(),
    state: z.enum(['waiting', 'agreed', 'declined', 'withdrawn', 'expired']),
    name: z.string().meta({ description: 'Of the override that an agreement makes' }),
    scope: z.string(),
    codes: z.array(z.string()),
    max_notional: dollars,
    uses: z.number(),
    until: time.meta({ description: 'When the override ends' }),
    reason: z.string(),
    asked_by: z.string(),
    asked_by_name: nameOf,
    asked_at: time,
    ends_at: time.meta({ description: 'From then on nobody can agree to it' }),
    content_hash: z.string().meta({ description: 'SHA-256 over all that is asked; whoever agrees sends it' }),
    ended_by: z.string().nullable(),
    ended_by_name: nameOf,
    ended_at: time.nullable(),
    ended_reason: z.string().nullable().meta({ description: 'Why it was declined' }),
  })
  .meta({ id: 'OverrideRequest' });
export type OverrideRequestAnswer = z.infer<typeof overrideRequestAnswer>;

export const overrideRequestsAnswer = z.object({
  requests: z.array(overrideRequestAnswer).meta({ description: 'Those that wait first, then the newest' }),
  waiting_max: z.number().meta({ description: 'As many may wait at once' }),
  version: z.number(),
});
export type OverrideRequestsAnswer = z.infer<typeof overrideRequestsAnswer>;

export const warningsAnswer = z.object({
  warn_only: z.array(z.object({ name: z.string(), code: z.string(), scope: z.string(), reason: z.string() })),
  version: z.number(),
});
export type WarningsAnswer = z.infer<typeof warningsAnswer>;

export const haltAnswer = z.object({ scope: z.string(), halted: z.boolean(), changed: z.boolean() });
export type HaltAnswer = z.infer<typeof haltAnswer>;
export const haltsAnswer = z.object({
  halts: z.array(
    z.object({
      scope: z.string(),
      reason: z.string(),
      actor: z.string(),
      since: time.nullable().meta({ description: 'Null: from before an upgrade, when it was not kept' }),
      until: time.nullable().meta({ description: 'Null: until it is ended' }),
    }),
  ),
});
export type HaltsAnswer = z.infer<typeof haltsAnswer>;
export const timeWindowsAnswer = z.object({
  windows: z.array(
    z.object({
      name: z.string(),
      scope: z.string(),
      anchor: z.enum(['open', 'close']),
      from_minutes: z.number(),
      to_minutes: z.number(),
      mode: z.enum(['scale', 'reduce_only', 'no_market']),
      limits: z.array(z.string()),
      factor_pct: z.number(),
    }),
  ),
  version: z.number(),
});
export type TimeWindowsAnswer = z.infer<typeof timeWindowsAnswer>;

export const heartbeatAnswer = z.object({ scope: z.string(), armed: z.boolean(), timeout_seconds: z.number() });
export type HeartbeatAnswer = z.infer<typeof heartbeatAnswer>;
export const heartbeatsAnswer = z.object({
  heartbeats: z.array(z.object({ scope: z.string(), armed_by: z.string(), timeout_seconds: z.number(), heard_at: time })),
});
export type HeartbeatsAnswer = z.infer<typeof heartbeatsAnswer>;

export const modeAnswer = z.object({
  breaker_id: z.number(),
  scope: z.string(),
  mode: z.enum(['halt', 'reduce_only']),
  /** The same as `mode` when nothing had to change. */
  previous_mode: z.enum(['halt', 'reduce_only']),
  trigger_type: z.string(),
  active: z.boolean(),
  reason: z.string(),
});
export type ModeAnswer = z.infer<typeof modeAnswer>;

export const resetAnswer = z.object({
  breaker_id: z.number(),
  scope: z.string(),
  mode: z.enum(['halt', 'reduce_only']),
  trigger_type: z.string(),
  active: z.boolean(),
  reason: z.string(),
  tripped_again: z.boolean(),
  open_breaker_id: z.number().nullable(),
});
export type ResetAnswer = z.infer<typeof resetAnswer>;

export const paperQuoteAnswer = z.object({ symbol: z.string(), bid: dollars, ask: dollars, frozen: z.boolean() });
export type PaperQuoteAnswer = z.infer<typeof paperQuoteAnswer>;

export const liveAnswer = z.object({ status: z.literal('live') });
const readyParts = z.object({
  redis: z.boolean(),
  live_state: z.boolean(),
  /** What this process is; `gate_active` says whether any process decides. */
  gate: z.enum(['active', 'standby']),
  gate_active: z.boolean(),
  marks_fresh: z.boolean(),
  journal_fresh: z.boolean(),
  journal_lag_ms: z.number().nullable(),
  config_version: z.number().nullable(),
  postgres: z.boolean(),
  temporal: z.boolean(),
  live_events: z.boolean(),
  sockets: z.number(),
});
/** Whoever may not read metrics is told the status alone. */
export const readyAnswer = z.object({ status: z.enum(['ready', 'not ready']), ...readyParts.partial().shape });
export type ReadyAnswer = z.infer<typeof readyAnswer>;
