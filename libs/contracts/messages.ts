/**
 * Live events over WebSocket (`/ws`), docs/websocket.md. Plain `new WebSocket(url)` does; query: `?since=<id>&account=<id>&types=A,B`.
 * Amounts are dollars and units as JSON numbers, as in the HTTP API.
 */
import { z } from 'zod';
import { toldAlertAnswer, breakerAnswer, dailyPnlAnswer, limitChangeAnswer, orderAnswer } from './answers.js';
import { accountId, sessionId } from './order.js';

/** What can be subscribed to. Without a choice a socket gets all of them. */
export const EVENT_TYPES = ['PNL_UPDATE', 'RISK_ALERT', 'CIRCUIT_BREAKER', 'ORDER_UPDATE', 'LIMITS_CHANGED'] as const;
export type EventType = (typeof EVENT_TYPES)[number];

/**
 * An id of the log, `<milliseconds>-<sequence>`; the several messages of one entry are told apart by a third number. Resume after it by
 * `?since=`; nothing else is to be read out of it.
 */
export const logId = z.string().regex(/^\d{1,15}-\d{1,10}(-\d{1,9})?$/, 'must be an id that a message of this API bore');

/** The exchange's day of one account; each second, and after a fill. */
export const pnlUpdate = dailyPnlAnswer
  .pick({ date: true, realized_pnl: true, unrealized_pnl: true, total_pnl: true, circuit_breaker_triggered: true })
  .strict();
export type PnlUpdate = z.output<typeof pnlUpdate>;

/**
 * The same `ref` comes again with a `count` when equal ones followed within a minute: that many in all, of which this one was told at once.
 * `alert_type` is ORDER_REJECTED, CIRCUIT_BREAKER_TRIPPED, CIRCUIT_BREAKER_RESET or one that is added later.
 */
export const riskAlert = toldAlertAnswer
  .pick({ alert_type: true, severity: true, symbol: true, message: true, count: true })
  .strict();
export type RiskAlert = z.output<typeof riskAlert>;

/**
 * On a trip, a further cause and a change of mode (`active: true`), and on a reset. `mode` is that from now on, of a reset the last one. `trigger_type` is DAILY_LOSS, MANUAL or one that is added
 * later; value and limit in dollars.
 */
export const circuitBreaker = breakerAnswer
  .pick({ trigger_type: true, trigger_value: true, threshold: true, mode: true, active: true })
  .strict();
export type CircuitBreaker = z.output<typeof circuitBreaker>;

/** An order as it stands after a change of it. `reason` says why it ended, when a refusal or the broker ended it. */
export const orderUpdate = orderAnswer
  .omit({ decision_id: true, account: true, time_in_force: true, hold: true, broker_order_id: true, received_at: true })
  .omit({
    strategy: true,
    user: true,
    amending: true,
    stop_price: true,
    good_till: true,
    reduce_only: true,
    extended_hours: true,
    one_cancels_other: true,
    foreign: true,
  })
  .extend({ updated_at: z.iso.datetime() })
  .strict();
export type OrderUpdate = z.output<typeof orderUpdate>;

/** Another configuration is in force. `changes` as GET /api/risk/limits/changes names them; empty when PostgreSQL could not tell them. */
export const limitsChanged = z.strictObject({
  version: z.number().int(),
  changes: z.array(limitChangeAnswer.omit({ version: true, changed_at: true }).strict()),
});
export type LimitsChanged = z.output<typeof limitsChanged>;

/**
 * How things stand at the message's id; what comes after it follows. First message of a connection that did not resume, and once more
 * whenever the server could not tell everything that happened in between: forget what was known before and begin from it.
 */
export const snapshot = z.strictObject({
  pnl: z.array(z.strictObject({ ...pnlUpdate.shape, account: z.string() })),
  /** The open ones, newest first. */
  circuit_breakers: z.array(breakerAnswer.strict()),
  /** The last ten, newest first. */
  alerts: z.array(toldAlertAnswer.strict()),
  resumed: z.literal(false),
});
export type Snapshot = z.output<typeof snapshot>;

/** Everything after `since` follows, once each. First message of a connection that resumed. */
export const resumed = z.strictObject({ since: logId });
export type Resumed = z.output<typeof resumed>;

/** What the client sent was not understood. */
/** The socket holds an order session from now on. */
export const orderSession = z.strictObject({ session_id: z.string() });

export const errorData = z.strictObject({ code: z.string(), message: z.string() });
export type ErrorData = z.output<typeof errorData>;

function message<Type extends string, Data extends z.ZodType>(type: Type, data: Data) {
  return z.strictObject({
    type: z.literal(type),
    data,
    /** Whole seconds since 1970. */
    timestamp: z.number().int(),
    id: logId,
    /** Whose it is; null concerns all accounts and reaches every socket. */
    account: z.string().nullable(),
    /** What it is about: alert id, breaker id, order id or configuration version. */
    ref: z.string().nullable(),
  });
}

/** Every message that the server sends. */
export const serverMessage = z.discriminatedUnion('type', [
  message('PNL_UPDATE', pnlUpdate),
  message('RISK_ALERT', riskAlert),
  message('CIRCUIT_BREAKER', circuitBreaker),
  message('ORDER_UPDATE', orderUpdate),
  message('LIMITS_CHANGED', limitsChanged),
  message('SNAPSHOT', snapshot),
  message('RESUMED', resumed),
  message('ORDER_SESSION', orderSession),
  message('ERROR', errorData),
]);
export type ServerMessage = z.output<typeof serverMessage>;

const accounts = z.array(accountId).min(1).max(100);
const types = z.array(z.enum(EVENT_TYPES)).min(1);

/** What a client may send. SUBSCRIBE is another choice for this socket: what is left out stays as it is; null chooses all. */
export const clientMessage = z.discriminatedUnion('type', [
  z.strictObject({ type: z.literal('SUBSCRIBE'), accounts: accounts.nullish(), types: types.nullish() }),
  /** This socket holds the order session from now on: its life is the session's. */
  z.strictObject({ type: z.literal('SESSION'), session: sessionId }),
  /** The first message of a socket that was opened without a cookie and a key: what POST /api/ws/ticket gave, within five seconds. */
  z.strictObject({ type: z.literal('TICKET'), ticket: z.string().regex(/^[A-Za-z0-9_-]{43}$/, 'must be a ticket of this API') }),
]);
export type ClientMessage = z.output<typeof clientMessage>;

const list = (text: string) => text.split(',').filter((part) => part !== '');

/** The query of the address. */
export const socketQuery = z.strictObject({
  since: logId.optional(),
  account: z.string().transform(list).pipe(accounts).optional(),
  types: z.string().transform(list).pipe(types).optional(),
});
export type SocketQuery = z.output<typeof socketQuery>;

/** Codes with which the server closes a socket; the reason says what to do. */
export const CLOSE_CODES = {
  /** The server stops: connect again, with `?since=`. */
  STOPPING: 1001,
  /** Live events cannot be told now: try again later. */
  TRY_LATER: 1013,
  /** It read too slowly and its queue was full: connect again with the `?since=` in the reason. */
  TOO_SLOW: 4008,
  /** Nobody signed in for it, or the sign-in or key has ended. */
  NOT_SIGNED_IN: 4401,
  /** Whoever opened it may not hear live events. */
  NOT_ALLOWED: 4403,
  /** It kept sending what is not understood. */
  MALFORMED: 4400,
  /** It sent more than 20 messages in a second. */
  FLOODING: 4029,
} as const;
