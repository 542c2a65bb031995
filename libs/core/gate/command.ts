/** What the gate is asked to do. Times and ids are inputs: the same commands on the same state always give the same events. */
import type { RiskConfig } from '../model/limits.js';
import type { Contract, Money, Quantity } from '../model/money.js';
import type { Order, OrderStatus, Side } from '../model/order.js';
import type { ReservedState } from '../model/reserved-state.js';
import type { StateReasonCode } from '../model/reason-codes.js';
import type { Violation } from '../model/violation.js';
import type { BreakerMode, BreakerTrigger, CashKind, ConfigSource, MarkedQuote, ReportKind } from './event.js';
import type { SessionTerms } from './sessions.js';
import type { BreakerState } from './state.js';
import type { StatePart } from './state-hash.js';

/** What the gate's host adds to every command. */
export interface Stamp {
  /** Microseconds since 1970. Never goes back, and grows with every command. */
  at_us: number;
  /** How far PostgreSQL is behind the log. */
  journal: { behind_us: number; entries: number };
}

export interface SubmitOrder {
  kind: 'submit';
  order: Order;
  by?: OrderedBy;
}

/** Orders of one account that are let through all, in their order, or not at all; each has the list's id. */
export interface SubmitList {
  kind: 'submit_list';
  orders: Order[];
  by?: OrderedBy;
}

/** An order session; the same id again is the same one. */
export interface OpenSession {
  kind: 'open_session';
  session: SessionTerms;
}

export interface HearSession {
  kind: 'hear_session';
  session_id: string;
  principal: string;
  /** Its socket has closed: it has its grace left, and no more. */
  left?: true;
}

export interface CloseSession {
  kind: 'close_session';
  session_id: string;
  principal: string;
  cancel: boolean;
}

/** Who sends an order, as the API let them in. */
export interface OrderedBy {
  /** `key:<id>`, `user:<id>` or `dev`. No spaces. */
  principal: string;
  /** Version of the access rules by which they were let in; null: there are none. */
  access_version: number | null;
  /** Orders that this key may send in any second; null is no bound of its own. */
  orders_per_second: number | null;
}

/** Access rules of that version are kept in PostgreSQL: from now on nobody is let through by older ones. */
export interface ChangeAccess {
  kind: 'change_access';
  version: number;
}

export interface CancelOrder {
  kind: 'cancel';
  order_id: string;
  actor: string;
}

/** Every open order of an account, of a symbol, or of both; of the firm when neither is said. */
export interface CancelOrders {
  kind: 'cancel_orders';
  account: string | null;
  symbol: string | null;
  /** Of a breaker's scope, in place of both. */
  scope?: string;
  actor: string;
}

/** Another total quantity, limit price or stop price of a working order; null leaves it as it is. */
export interface AmendOrder {
  kind: 'amend';
  order_id: string;
  /** Of this amendment; what makes a repeat known. */
  decision_id: string;
  quantity: Quantity | null;
  price: Money | null;
  stop_price?: Money | null;
  by?: OrderedBy;
}

/** The broker desk's question about an accepted order that it has not sent: the gate takes it back when something speaks against it now. */
export interface ReconsiderOrder {
  kind: 'reconsider';
  order_id: string;
  /** About this amendment of it, which was not sent, in place of the order. */
  amendment_id?: string;
}

/** A report of the broker; `day` is the exchange's date of the moment. */
export interface BookReport {
  kind: 'book';
  day: string;
  report: Report;
  /**
   * Number of the report before it in the broker's stream. When the gate does not have that one (Redis was lost, and with it what PostgreSQL had not), this
   * one must wait: booked out of turn it would hide those between.
   */
  previous: number;
}

export interface Report {
  /** Grows strictly in the broker's stream; 0 for a finding of our own reconciliation. */
  sequence: number;
  execution_id: string;
  order_id: string;
  broker_order_id: string;
  account: string;
  symbol: string;
  side: Side;
  /** REPLACED: the amendment is in force, `quantity` is the new total and `price` the new limit price (0: none). REPLACE_REJECTED: it is not. */
  kind: ReportKind | 'REPLACED' | 'REPLACE_REJECTED' | 'ACTIVITY';
  /** Of ACTIVITY: what moved cash or units of the account without a trade (ports/broker.ts). */
  activity?: { what: string; cash: Money; units: Quantity; split: boolean };
  /** Of REPLACED, of a stop: its stop price then. */
  stop_price?: Money;
  /** Of the amendment that such a report answers; not there when the broker changed the order by itself. */
  amendment_id?: string;
  /** Of a fill, where the broker says at which multiplier and rate it moved cash; else the gate's own last one counts. */
  contract?: Contract;
  quantity: Quantity;
  price: Money;
  fee: Money;
  reason: string;
  executed_at_ms: number;
}

export interface MarkQuotes {
  kind: 'mark';
  day: string;
  quotes: MarkedQuote[];
}

export interface TickMonitor {
  kind: 'tick';
  day: string;
  holder: string;
  /** The gate's host has looked at every account just now, between orders, and none differed (drift.ts). Nobody else says so. */
  looked?: boolean;
}

export interface CloseDay {
  kind: 'close_day';
  day: string;
  next_day: string;
  /** Accounts of one step at most; not there: all. The gate's host asks again until none is left. */
  most?: number;
}

/** The gate's own: so many accounts at most whose day is over begin this one, so that the first mark of a day need not begin it for ten thousand. */
export interface BeginDay {
  kind: 'begin_day';
  day: string;
  most: number;
}

export interface OpenAccount {
  kind: 'open_account';
  account: string;
  cash: Money;
  day: string;
  /** Why it begins locked; left out: it does not. */
  locked?: string;
}

export interface LockScope {
  kind: 'lock';
  scope: string;
  actor: string;
  reason: string;
}

export interface ArmScope {
  kind: 'arm';
  scope: string;
  actor: string;
  reason: string;
}

export interface ChangeHalt {
  kind: 'halt';
  scope: string;
  halted: boolean;
  reason: string;
  until_ms: number | null;
  actor: string;
}

export interface SplitSymbol {
  kind: 'split';
  symbol: string;
  numerator: number;
  denominator: number;
  actor: string;
  reason: string;
}

export interface BookLocate {
  kind: 'book_locate';
  account: string;
  symbol: string;
  quantity: Quantity;
  lender: string;
  actor: string;
  reason: string;
}

export interface MoveCash {
  kind: 'move_cash';
  account: string;
  amount: Money;
  actor: string;
  reason: string;
  what?: CashKind;
}

/** Said by whoever speaks to the broker. */
export interface TellBrokerState {
  kind: 'broker_state';
  account: string;
  broker: string;
  not_ready: string | null;
}

/** A person's wish. `after`: the newest report that these figures have in them; nothing happens when the gate has another. */
export interface AdoptAccount {
  kind: 'adopt_account';
  account: string;
  broker: string;
  cash: Money;
  positions: { symbol: string; quantity: Quantity; average_price: Money }[];
  actor: string;
  reason: string;
  after: number;
}

export interface TripBreaker {
  kind: 'trip';
  scope: string;
  mode: BreakerMode;
  actor: string;
  reason: string;
  source: string;
  /** A cooldown ends by itself after this; null: until a person resets it. */
  expires_in_ms: number | null;
  cancel_orders: boolean;
  /** Not there: what is held stays. Else it is closed, and all open orders of the scope are canceled. */
  flatten?: { protect_bps: number };
}

/** `ask` is refused while the cause persists; `force` closes and lets it trip again at once; `expire` closes what may end by itself, in its time. */
export interface ResetBreaker {
  kind: 'reset';
  breaker_id: number;
  actor: string;
  reason: string;
  source: string;
  how: 'ask' | 'force' | 'expire';
  /** Whoever asks hears no answer after this moment; nothing is closed then. Milliseconds since 1970; not there: no end. */
  until_ms?: number;
}

/** Makes an open breaker a halt or reduce_only. */
export interface ChangeBreakerMode {
  kind: 'change_mode';
  breaker_id: number;
  mode: BreakerMode;
  actor: string;
  reason: string;
  source: string;
}

/** `timeout_ms` 0 disarms. */
export interface Heartbeat {
  kind: 'heartbeat';
  scope: string;
  timeout_ms: number;
  actor: string;
}

export interface Configure {
  kind: 'configure';
  config: RiskConfig;
  rule_set: string;
  /** Null leaves it as it is. */
  slippage_bps: number | null;
  /** The broker's fee for each unit; null or left out: it stays as it is. */
  fee_per_unit?: Money | null;
}

export interface RejectConfig {
  kind: 'reject_config';
  source: ConfigSource;
  place: string;
  fault: string;
}

export interface AcceptConfig {
  kind: 'accept_config';
  source: ConfigSource;
}

/** `day` is the exchange's date of the moment. */
export interface WarnOfCalendar {
  kind: 'warn_of_calendar';
  day: string;
  ends_on: string;
  days_left: number;
}

/** How much of one limit is used: `used` and `limit` as they are shown, in `unit`; `used_bp` in hundredths of a percent. */
export interface LimitUse {
  /** Empty: of more than one account. */
  account: string;
  /** Where it is measured; not there of an account's own limits, and in a log of an earlier build. */
  scope?: string;
  limit_name: string;
  /** Its name for people; not there in a log of an earlier build. */
  words?: string;
  /** Null for a limit of the whole account. */
  symbol: string | null;
  unit: string;
  used: number;
  limit: number;
  used_bp: number;
}

/** `thresholds`: percent of a limit whose crossing is told. */
export interface NoteUsage extends LimitUse {
  kind: 'note_usage';
  thresholds: number[];
}

/** What a check of the audit found. */
export interface WarnOfAudit {
  kind: 'warn_of_audit';
  finding: string;
}

/** Positions or cash of an account are not those of the broker, at two looks in a row. */
export interface WarnOfDifference {
  kind: 'warn_of_difference';
  account: string;
  broker: string;
  /** Field by field, for people. */
  differences: string;
}

/** The broker did or said something that a person should look at. */
export interface WarnOfTrouble {
  kind: 'warn_of_trouble';
  account: string;
  broker: string;
  /** Of the adapter. */
  code: string;
  message: string;
}

/** An order that the broker has and the gate has not. */
export interface AdoptOrder {
  kind: 'adopt';
  order: Order;
  broker_order_id: string;
  status: OrderStatus;
  filled_quantity: Quantity;
  leaves_quantity: Quantity;
  check_price: Money;
}

/** The gate's own: the log was begun again. */
export interface RestoreState {
  kind: 'restored';
}

/** The gate's own: writes the hash of the state, or of these parts of it, into the log. */
export interface WriteCheckpoint {
  kind: 'checkpoint';
  hash: string;
  parts?: readonly StatePart[];
  final: boolean;
}

/** A question: nothing happens. */
export interface ListBreakers {
  kind: 'list_breakers';
}

export type GateCommand =
  | ListBreakers
  | SubmitOrder
  | ChangeAccess
  | CancelOrder
  | CancelOrders
  | SubmitList
  | OpenSession
  | HearSession
  | CloseSession
  | AmendOrder
  | ReconsiderOrder
  | BookReport
  | MarkQuotes
  | TickMonitor
  | CloseDay
  | BeginDay
  | OpenAccount
  | MoveCash
  | LockScope
  | ArmScope
  | SplitSymbol
  | BookLocate
  | ChangeHalt
  | TellBrokerState
  | AdoptAccount
  | TripBreaker
  | ResetBreaker
  | ChangeBreakerMode
  | Heartbeat
  | Configure
  | RejectConfig
  | AcceptConfig
  | WarnOfCalendar
  | WarnOfAudit
  | WarnOfDifference
  | WarnOfTrouble
  | NoteUsage
  | AdoptOrder
  | RestoreState
  | WriteCheckpoint;

/** A command that cannot be taken as the state stands: nothing was done. `code` is stable, `message` is for people. */
export interface Unavailable {
  kind: 'unavailable';
  code: StateReasonCode;
  message: string;
}

export type SubmitAnswer =
  | {
      kind: 'decided';
      accepted: boolean;
      violations: Violation[];
      waived: Violation[];
      state: ReservedState;
      rules_hash: string;
      /** Of a refusal by the order rate alone: microseconds until both rate windows have room for one, if nothing else is sent. */
      room_in_us?: number;
    }
  /** The same client_order_id came before, with the same content or (`conflict`) with another. */
  | { kind: 'repeated'; order_id: string }
  | { kind: 'conflict'; order_id: string }
  | { kind: 'unknown'; field: 'account' | 'symbol' | 'strategy' | 'session'; message: string }
  /** The access rules have changed since the sender was let in: read them again, and ask again who it is. Nothing was decided. */
  | { kind: 'access_changed'; version: number }
  /** More orders in a second than the key may send. Nothing was decided, and it does not count as an attempt of the account. */
  | { kind: 'key_rate'; limit: number; room_in_us: number }
  | Unavailable;

export type ListAnswer =
  | {
      kind: 'decided';
      accepted: boolean;
      decisions: { order: Order; violations: Violation[]; state: ReservedState }[];
      room_in_us?: number;
    }
  /** All of them came before, each with the same content. */
  | { kind: 'repeated'; order_ids: string[] }
  /** One of them came before, with another content or without the others. */
  | { kind: 'conflict'; order_id: string; client_order_id: string }
  | (Extract<SubmitAnswer, { kind: 'unknown' }> & { at: number })
  | Extract<SubmitAnswer, { kind: 'access_changed' | 'key_rate' }>
  | Unavailable;

export type AmendAnswer =
  | { kind: 'decided'; accepted: boolean; order: Order; status: OrderStatus; violations: Violation[]; waived: Violation[] }
  /** It cannot be amended as it stands. Nothing was decided. */
  | { kind: 'not_amended'; code: AmendRefusal; message: string }
  /** The gate does not know it: it never was, or is final. */
  | { kind: 'no_order' }
  | Extract<SubmitAnswer, { kind: 'access_changed' | 'unknown' }>
  | Unavailable;

export type AmendRefusal = 'AMEND_NOT_ALLOWED' | 'AMEND_TOO_LATE';

export interface ClosedEpisode {
  kind: 'closed';
  breaker_id: number;
  scope: string;
  mode: BreakerMode;
  trigger_type: BreakerTrigger;
  trigger_value: Money;
  threshold: Money;
  tripped_at_ms: number;
  expires_at_ms: number | null;
  /** The episode that opened at once because its cause persists. */
  tripped_again: number | null;
}

export interface AnswerOf {
  list_breakers: { kind: 'list_breakers'; breakers: BreakerState[] };
  submit: SubmitAnswer;
  /** The version in force afterwards: this one, or a newer that was there. */
  change_access: { kind: 'change_access'; version: number };
  /** The order's status when the request was taken; null when the gate does not know the order (it never was, or is final). */
  cancel: { kind: 'cancel'; status: OrderStatus | null };
  submit_list: ListAnswer;
  open_session: { kind: 'session'; session: SessionTerms } | Unavailable;
  hear_session: { kind: 'session'; session: SessionTerms } | { kind: 'no_session' };
  /** How many of its orders are being canceled. */
  close_session: { kind: 'closed'; orders: number } | { kind: 'no_session' };
  amend: AmendAnswer;
  /** Ids of those that were asked now, and how many are open there; ask again while there are `more`. */
  cancel_orders: { kind: 'cancel_orders'; order_ids: string[]; open: number; more: boolean };
  /** `send`: nothing speaks against it. `gone`: it is not waiting any more. */
  reconsider: { kind: 'reconsider'; verdict: 'send' | 'withdrawn' | 'gone' };
  /** `gap`: the gate does not have the report before it; begin again after its `broker_sequence`. */
  book: { kind: 'book'; outcome: 'booked' | 'known' | 'set_aside' | 'gap' };
  mark: { kind: 'mark'; accounts: number };
  tick: { kind: 'tick'; accounts: number; drift: number; quote_age_ms: number; stale_symbols: string[] };
  close_day: { kind: 'close_day'; closed: number };
  begin_day: { kind: 'begin_day'; begun: number };
  open_account: { kind: 'open_account'; opened: boolean };
  move_cash: { kind: 'move_cash' } | { kind: 'refused'; message: string } | Unavailable;
  /** `changed` is false when it was so already. */
  lock: { kind: 'lock'; changed: boolean } | { kind: 'unknown_scope'; message: string } | Unavailable;
  arm: { kind: 'arm'; changed: boolean } | { kind: 'unknown_scope'; message: string };
  halt: { kind: 'halt'; changed: boolean } | { kind: 'unknown_scope'; message: string } | Unavailable;
  split: { kind: 'split'; accounts: number } | { kind: 'refused'; message: string };
  /** What is located and was sold short of it on that day. */
  book_locate:
    | { kind: 'book_locate'; day: string; located: number; shorted: number }
    | { kind: 'refused'; message: string }
    | Unavailable;
  broker_state: { kind: 'broker_state'; told: boolean };
  adopt_account: { kind: 'adopt_account'; adopted: boolean } | Unavailable;
  trip:
    | { kind: 'trip'; breaker_id: number; opened: boolean; canceled: number; more: boolean }
    | { kind: 'unknown_scope'; message: string; code: 'ACCOUNT_UNKNOWN' | 'SYMBOL_UNKNOWN' };
  /** `why`: in words, of another cause than the loss of the day. */
  reset:
    | ClosedEpisode
    | { kind: 'not_open' }
    | { kind: 'too_late' }
    | { kind: 'not_expired' }
    | { kind: 'cause_persists'; loss: Money; limit: Money; why?: string };
  /** `from` is the mode before; the same as asked when nothing had to change. */
  change_mode: { kind: 'mode'; breaker: BreakerState; from: BreakerMode } | { kind: 'not_open' };
  heartbeat: { kind: 'heartbeat'; armed: boolean } | Unavailable;
  configure: { kind: 'configure'; version: number };
  reject_config: { kind: 'reject_config'; told: boolean };
  accept_config: { kind: 'accept_config' };
  /** False when that day has been told already. */
  warn_of_calendar: { kind: 'warn_of_calendar'; told: boolean };
  note_usage: { kind: 'note_usage'; level: number };
  warn_of_audit: { kind: 'warn_of_audit' };
  warn_of_difference: { kind: 'warn_of_difference'; told: boolean };
  warn_of_trouble: { kind: 'warn_of_trouble'; told: boolean };
  adopt: { kind: 'adopt'; adopted: boolean };
  restored: { kind: 'restored' };
  checkpoint: { kind: 'checkpoint' };
}

export type GateAnswer = AnswerOf[keyof AnswerOf];
