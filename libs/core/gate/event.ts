/**
 * What happened: the only thing that changes the gate's state, and what the log keeps. Events are in the past tense and carry their results, so
 * that whoever folds them (a standby, a restart, the proof of a past decision) computes no judgement again.
 * Amounts are exact integers: Money 1e-6 dollars, Quantity 1e-8 units.
 */
import type { AlertRow } from '../model/alert.js';
import type { RiskConfig } from '../model/limits.js';
import type { Contract, Money, Quantity } from '../model/money.js';
import type { Order, OrderStatus, Side } from '../model/order.js';
import type { OverrideRequest } from '../model/override.js';
import type { ReservedState } from '../model/reserved-state.js';
import type { Violation } from '../model/violation.js';
import type { SessionTerms } from './sessions.js';
import type { StatePart } from './state-hash.js';

export interface Entry {
  /** `<milliseconds>-<number within the millisecond>`: unique, grows strictly. Set by the gate when the event is made. */
  id: string;
  /** The gate's time, milliseconds since 1970: the first part of the id. */
  at_ms: number;
}

/** The day's profit and loss of one account. All in micro-dollars. */
export interface DayRecord {
  account: string;
  /** The exchange's date, YYYY-MM-DD. */
  date: string;
  cash: Money;
  /** Sum of position values at their marks. */
  position_value: Money;
  /** Sum of worst-case exposures (sum W). */
  gross_exposure: Money;
  /** Equity when the day began, and cash moved in or out since. */
  day_start_equity: Money;
  cash_moved: Money;
  /** Net of fees. */
  realized_pnl: Money;
  /** total - realized. */
  unrealized_pnl: Money;
  /** equity - day_start_equity - cash_moved; what the daily loss limit is held against. */
  total_pnl: Money;
  fees: Money;
  /** Highest equity since the day began. */
  peak_equity: Money;
  circuit_breaker_triggered: boolean;
}

export interface PositionRecord {
  account: string;
  symbol: string;
  /** Signed: negative is short. */
  quantity: Quantity;
  /** Signed total cost of what is open (average price = cost / quantity). */
  cost: Money;
  /** Realised since the position was opened, before fees. A position that is flat when a day begins is forgotten, and begins at 0 again. */
  realized_pnl: Money;
}

/** What is recorded for a strategy in a symbol after a change that was no order of its own (slice-shares.ts). */
export interface SliceRecord {
  account: string;
  strategy: string;
  symbol: string;
  /** Signed, as it is afterwards. */
  quantity: Quantity;
  /** Of a fill: by how much it changed (signed), and the cash that it brought, its share of the fee included. */
  moved?: Quantity;
  cash?: Money;
}

/** One order, told whole: what was asked, what it met, and the verdict. A refused order holds nothing and is final. */
export interface OrderDecided extends Entry {
  type: 'ORDER_DECIDED';
  order: Order;
  /** Of the request's content, so that the same client_order_id with the same content is known as a repeat (content-hash.ts). */
  content_hash: number;
  /** What the gate saw; names the configuration's version. Enough to compute the verdict again at any time. */
  state: ReservedState;
  accepted: boolean;
  /** Why it was refused, in the order in which reasons are named. */
  violations: Violation[];
  /** What would have refused it had `enabled: false` not been in force. */
  waived: Violation[];
  /** Who sent it; not there in a log of an earlier build. */
  principal?: string;
  /** The sender is a key that may send so many in a second: this one counts. */
  principal_rate?: number;
  /** Of one whose alert can be gathered: empty when it begins a row, else the alert that counts it. Not there in a log of an earlier build. */
  alert_of?: string;
}

/** How an order stands after an event; leaves and hold are what counts while an amendment is pending: the larger of old and new. */
export interface OrderStands {
  order_status: OrderStatus;
  filled_quantity: Quantity;
  leaves_quantity: Quantity;
  hold: Money;
}

/** An amendment was judged. Accepted: it is on its way to the broker, and until that confirms it the order is as it was but for what it holds. */
export interface AmendDecided extends Entry, OrderStands {
  type: 'AMEND_DECIDED';
  decision_id: string;
  /** The order as it would be. */
  order: Order;
  /** What the amended order met; `notional` is that of its new total. */
  state: ReservedState;
  accepted: boolean;
  violations: Violation[];
  waived: Violation[];
  principal?: string;
  alert_of?: string;
}

interface AmendAnswered extends Entry {
  execution_id: string;
  broker_sequence: number;
  order_id: string;
  broker_order_id: string;
  account: string;
  symbol: string;
  side: Side;
  executed_at_ms: number;
  /** Null: the order was not open any more. */
  stands: OrderStands | null;
}

/** The broker has changed an order: as it was asked (`amendment_id`), or by itself. */
export interface OrderAmended extends AmendAnswered {
  type: 'ORDER_AMENDED';
  amendment_id?: string;
  /** As the broker told it: total and limit price (0: none). */
  quantity: Quantity;
  price: Money;
  stop_price?: Money;
  check_price: Money;
  /** What a unit is held at beside it; not there of a plain instrument. */
  contract?: Contract;
  /** The order as it is now; null when it was not open any more. */
  order: Order | null;
  /** It is not what the gate let through. */
  by_broker: boolean;
}

/** The broker refused an amendment: the order works on as it was. */
export interface AmendRejected extends AmendAnswered {
  type: 'AMEND_REJECTED';
  amendment_id?: string;
  reason: string;
}

export interface SessionOpened extends Entry {
  type: 'SESSION_OPENED';
  session: SessionTerms;
}

export interface SessionHeard extends Entry {
  type: 'SESSION_HEARD';
  session_id: string;
  /** Its socket has closed. */
  left?: true;
}

/** `silent`: nothing was heard of it for longer than its terms let it; the cancels of its orders follow. */
export interface SessionEnded extends Entry {
  type: 'SESSION_ENDED';
  session_id: string;
  account: string;
  reason: 'closed' | 'silent';
  silent_ms: number;
  /** Orders that are being canceled. */
  orders: number;
}

/** Nobody is let through any more by access rules older than this version. */
export interface AccessChanged extends Entry {
  type: 'ACCESS_CHANGED';
  version: number;
}

export type ReportKind = 'WORKING' | 'FILL' | 'CANCELED' | 'REJECTED' | 'EXPIRED';

/** A report of the broker was booked: an acknowledgement, a fill or an end. */
export interface ExecutionApplied extends Entry {
  type: 'EXECUTION_APPLIED';
  execution_id: string;
  /** Position in the broker's stream, grows by report; 0 for a finding of our own reconciliation. */
  broker_sequence: number;
  order_id: string;
  broker_order_id: string;
  account: string;
  symbol: string;
  side: Side;
  kind: ReportKind;
  /** For a FILL: how much, at what price, at what fee; else 0. */
  quantity: Quantity;
  price: Money;
  fee: Money;
  reason: string;
  /** When the broker says it happened, milliseconds. */
  executed_at_ms: number;
  /** Realised by this fill, before its fee; and by how much it moved cash, its fee included. */
  realized_pnl: Money;
  cash_change: Money;
  order_status: OrderStatus;
  filled_quantity: Quantity;
  /** Quantity still open and the dollars still held for it. */
  leaves_quantity: Quantity;
  hold: Money;
  /** The order's check price, of a fill that was worse than it (booking.ts); not there in a log of an earlier build. */
  check_price?: Money;
  position: PositionRecord;
  /** The trading day on which what a cash account's sale brings settles. */
  settles_on?: string;
  /** Of one whose alert can be gathered: empty when it begins a row, else the alert that counts it. Not there in a log of an earlier build. */
  alert_of?: string;
  /** Of an order that closes for all that hold: what strategies hold then. Not there in a log of an earlier build. */
  slices?: SliceRecord[];
  /** Of a fill: what a unit was paid with beside its price. Not there of a plain instrument. */
  contract?: Contract;
}

/** A report that cannot be booked (an unknown account, an amount out of range): kept for a person, and everything else goes on. */
export interface ReportSetAside extends Entry {
  type: 'REPORT_SET_ASIDE';
  execution_id: string;
  broker_sequence: number;
  order_id: string;
  account: string;
  symbol: string;
  /** Why, in words. */
  why: string;
}

export interface QuoteRecord {
  symbol: string;
  bid: Money;
  ask: Money;
  frozen: boolean;
}

/** A quote as the broker numbers it: one older than what is known is passed over. */
export interface MarkedQuote extends QuoteRecord {
  revision: number;
  /** No mark and no reference: bid and ask are too far apart, or a position could not be reckoned with at their middle. Not there in a log of an earlier build. */
  wide?: true;
}

export interface Marked extends Entry {
  type: 'MARKED';
  quotes: MarkedQuote[];
}

/** The P&L monitor looked: profit and loss is known as of `known_us`. */
export interface Ticked extends Entry {
  type: 'TICKED';
  known_us: number;
  holder: string;
  /** Held symbols without a fresh quote. */
  stale_symbols: string[];
  /** Sums that differed from positions valued anew; must be 0. */
  drift: number;
}

export interface DayStarted extends Entry {
  type: 'DAY_STARTED';
  day: DayRecord;
}

/** The exchange day ended: this is its final record. What follows counts to the next trading day. */
export interface DayClosed extends Entry {
  type: 'DAY_CLOSED';
  day: DayRecord;
}

export interface AccountOpened extends Entry {
  type: 'ACCOUNT_OPENED';
  account: string;
  cash: Money;
  day: string;
  /** Why it begins locked; not there when it does not. */
  locked?: string;
}

/** The broker's side of an account: whether everything that it did is known, so that orders may be sent. Told when it changes. */
export interface BrokerStateChanged extends Entry {
  type: 'BROKER_STATE_CHANGED';
  account: string;
  broker: string;
  /** Why no order may be sent; null: it is ready. */
  not_ready: string | null;
}

/** A person had the gate take what the broker has, in place of what it had itself. What that moves is no profit. */
export interface AccountAdopted extends Entry {
  type: 'ACCOUNT_ADOPTED';
  account: string;
  broker: string;
  cash: Money;
  /** Those that changed; quantity 0: it is flat. */
  positions: PositionRecord[];
  /** Of strategies, where it takes something from them. Not there in a log of an earlier build. */
  slices?: SliceRecord[];
  actor: string;
  reason: string;
}

/** What the broker reported of an account without a trade: it moves cash or units, and is no profit. */
export interface ActivityBooked extends Entry {
  type: 'ACTIVITY_BOOKED';
  execution_id: string;
  broker_sequence: number;
  account: string;
  /** Empty for what moves cash alone. */
  symbol: string;
  /** As the broker calls it. */
  what: string;
  cash: Money;
  units: Quantity;
  split: boolean;
  /** As it is afterwards; null when no units moved. */
  position: PositionRecord | null;
  /** Of strategies, where it changes them. Not there in a log of an earlier build. */
  slices?: SliceRecord[];
  reason: string;
  executed_at_ms: number;
}

/** Positions or cash of an account are not those of the broker: told, for a person to explain. */
export interface DifferenceFound extends Entry {
  type: 'DIFFERENCE_FOUND';
  account: string;
  broker: string;
  differences: string;
}

/** Something at the broker that a person should look at: an order of somebody else, a word that this build does not know, a cancel that does not come. */
export interface TroubleFound extends Entry {
  type: 'TROUBLE_FOUND';
  account: string;
  broker: string;
  code: string;
  message: string;
}

/** A deposit (positive) or withdrawal: moves cash and is no profit. */
export interface CashMoved extends Entry {
  type: 'CASH_MOVED';
  account: string;
  amount: Money;
  actor: string;
  reason: string;
  /** Not there in a log of an earlier build. */
  what?: CashKind;
}

export const CASH_KINDS = ['DEPOSIT', 'WITHDRAWAL', 'DIVIDEND', 'INTEREST', 'FEE'] as const;
export type CashKind = (typeof CASH_KINDS)[number];

/** An account, a strategy or a user trades nothing until it is armed. */
export interface ScopeLocked extends Entry {
  type: 'SCOPE_LOCKED';
  scope: BreakerScope;
  actor: string;
  reason: string;
}

export interface ScopeArmed extends Entry {
  type: 'SCOPE_ARMED';
  scope: BreakerScope;
  actor: string;
  reason: string;
}

/** A halt of the market (`firm`), of a class or of a symbol began, or ended. */
export interface HaltChanged extends Entry {
  type: 'HALT_CHANGED';
  scope: BreakerScope;
  halted: boolean;
  reason: string;
  /** When it ends by itself; null: when a person ends it. */
  until_ms: number | null;
  actor: string;
  /** Of the gate's own test: 1 to 3. */
  level?: number;
}

/** Units of a symbol were located for an account to sell short, on that day of the exchange. */
export interface LocateBooked extends Entry {
  type: 'LOCATE_BOOKED';
  account: string;
  symbol: string;
  day: string;
  quantity: Quantity;
  /** Who lends, and by which reference. */
  lender: string;
  actor: string;
  reason: string;
}

/** `numerator` new units of a symbol for `denominator` old ones. */
export interface SplitApplied extends Entry {
  type: 'SPLIT_APPLIED';
  symbol: string;
  numerator: number;
  denominator: number;
  /** As they are afterwards. */
  positions: PositionRecord[];
  /** Of strategies in accounts that hold nothing themselves. Not there in a log of an earlier build. */
  slices?: SliceRecord[];
  actor: string;
  reason: string;
}

/** `firm`, `account:<id>` or `symbol:<ticker>`. */
export type BreakerScope = string;
export type BreakerMode = 'halt' | 'reduce_only';
/** COOLDOWN: tripped by hand for a time. Those after it the gate trips (watch-trips.ts); some of them end by themselves. */
export type BreakerTrigger =
  | ('DAILY_LOSS' | 'MANUAL' | 'COOLDOWN')
  | ('LOSS_WINDOW' | 'DRAWDOWN' | 'GIVE_BACK' | 'LOSING_STREAK' | 'MAINTENANCE_MARGIN' | 'VOLATILITY')
  | ('REPEATED_EXECUTION' | 'REJECT_STREAK' | 'BROKER_CREDIT' | 'HEARTBEAT_MISSED');

interface BreakerCause {
  /** The number of the episode: unique, growing; the API's breaker_id. */
  breaker_id: number;
  scope: BreakerScope;
  mode: BreakerMode;
  trigger_type: BreakerTrigger;
  /** Loss and limit in micro-dollars for DAILY_LOSS; figures of the gate's other trips; 0 where there are none in dollars. */
  trigger_value: Money;
  threshold: Money;
  actor: string;
  reason: string;
  /** When it ends by itself, milliseconds; null: until a person resets it. */
  expires_at_ms: number | null;
}

/** What a trip of the daily loss does with the account's open orders that do not close a position. */
export type OnTrip = 'cancel_opening_orders' | 'cancel_orders' | 'leave_orders';

export interface BreakerTripped extends Entry, BreakerCause {
  type: 'BREAKER_TRIPPED';
  /** By which way it came: `api`, `gate` for a loss that the gate found. */
  source: string;
  /** With DAILY_LOSS; not there in a log of an earlier build, which left them. */
  on_trip?: OnTrip;
}

/** Another cause while a breaker is open: the same episode, from now on in this mode and with this end, the stricter of each. */
export interface BreakerCauseAdded extends Entry, BreakerCause {
  type: 'BREAKER_CAUSE_ADDED';
  on_trip?: OnTrip;
}

/** A kill closes what is held in its scope: orders follow, marked by `flatten`, until nothing is held or its minute is over. */
export interface FlattenStarted extends Entry {
  type: 'FLATTEN_STARTED';
  scope: BreakerScope;
  breaker_id: number;
  /** How far beyond bid or ask its orders go, hundredths of a percent. */
  protect_bps: number;
  actor: string;
  reason: string;
  /** When it is over; left out: after its minute. Of one that no breaker asked for: the close (flat-by-close.ts), and `breaker_id` is 0. */
  until_ms?: number;
}

export interface FlattenEnded extends Entry {
  type: 'FLATTEN_ENDED';
  scope: BreakerScope;
  breaker_id: number;
  actor: string;
  positions_left: number;
}

/** The risk checks are off, as a minute ago: since when, and how many orders passed that they would have refused. */
export interface ChecksStillOff extends Entry {
  type: 'CHECKS_STILL_OFF';
  since_ms: number;
  unjudged: number;
}

/** Cancels or amendments of the day are one more than what is limited at a scope: told once a day, and nothing is refused. */
export interface DayCountExceeded extends Entry {
  type: 'DAY_COUNT_EXCEEDED';
  /** Of the order. */
  account: string;
  scope: string;
  what: 'cancels' | 'amendments';
  count: number;
  limit: number;
}

/** A person made an open breaker stricter or milder. Its causes and its end stay. */
export interface BreakerModeChanged extends Entry {
  type: 'BREAKER_MODE_CHANGED';
  breaker_id: number;
  scope: BreakerScope;
  mode: BreakerMode;
  actor: string;
  reason: string;
  source: string;
}

export interface BreakerReset extends Entry {
  type: 'BREAKER_RESET';
  breaker_id: number;
  scope: BreakerScope;
  actor: string;
  reason: string;
  /** By which way: `api`, `cli`, `expiry`. */
  source: string;
}

/** A client armed its heartbeat, or was heard. When nothing is heard of it for longer, its scope is halted. */
export interface HeartbeatReceived extends Entry {
  type: 'HEARTBEAT_RECEIVED';
  scope: BreakerScope;
  /** 0: it is armed no more. */
  timeout_ms: number;
  /** Whose orders and cancels count as heard too. */
  actor: string;
}

export interface CancelRequested extends Entry {
  type: 'CANCEL_REQUESTED';
  order_id: string;
  account: string;
  actor: string;
  /** The gate's time, for the message rate; not there in a log of an earlier build. */
  at_us?: number;
}

/** An accepted order that the broker never got was taken back, and its hold freed: it is final (CANCELED). */
export interface OrderWithdrawn extends Entry {
  type: 'ORDER_WITHDRAWN';
  order_id: string;
  account: string;
  symbol: string;
  /** The code of what speaks against it: `CANCEL_REQUESTED`, or that of the first rule or state that refuses it now. */
  reason: string;
  /** Of one whose alert can be gathered: empty when it begins a row, else the alert that counts it. Not there in a log of an earlier build. */
  alert_of?: string;
}

export interface ConfigActivated extends Entry {
  type: 'CONFIG_ACTIVATED';
  version: number;
  /** Set when this version turned the risk checks on or off (`enabled`). */
  checks: 'on' | 'off' | null;
  /** Slippage on a market order's quote, hundredths of a percent. */
  slippage_bps: number;
  /** The broker's fee for each unit. Not there until it is known, as in logs of earlier builds: it stays as it is. */
  fee_per_unit?: Money;
  config: RiskConfig;
  /** Canonical document of config.rules_hash; null when the one before had the same. */
  rule_set: string | null;
  /** Overrides of the firm that are asked for since this version, or whose asking ended with it. Not there when there are none. */
  requests?: RequestChanged[];
}

/** A request as it stands in the configuration, with its id there. */
export interface RequestChanged extends OverrideRequest {
  id: string;
}

/** A changed rule file or table was not put in force; the last good configuration stays. Once for each distinct fault. */
/** `instruments`: what is held could not be reckoned with under their multipliers or currencies. */
export type ConfigSource = 'rules' | 'tables' | 'instruments';

export interface ConfigRejected extends Entry {
  type: 'CONFIG_REJECTED';
  source: ConfigSource;
  /** Which file or field, and what is wrong with it. */
  place: string;
  fault: string;
}

/** What that source holds is in force again. */
export interface ConfigAccepted extends Entry {
  type: 'CONFIG_ACCEPTED';
  source: ConfigSource;
}

/** The exchange calendar ends soon, or has ended: told once on each day of the exchange. */
export interface CalendarEnding extends Entry {
  type: 'CALENDAR_ENDING';
  day: string;
  /** The last day that is known, and how many days are left to it: negative once it is over. */
  ends_on: string;
  days_left: number;
}

/** Another threshold of a limit was crossed, upwards (an alert) or back. */
export interface LimitUsageChanged extends Entry {
  type: 'LIMIT_USAGE_CHANGED';
  account: string;
  scope?: string;
  limit_name: string;
  words?: string;
  symbol: string | null;
  unit: string;
  used: number;
  limit: number;
  used_bp: number;
  thresholds: number[];
  /** Percent of the highest threshold that is reached now, and before; 100 beyond the limit, 0 below all. */
  level: number;
  from: number;
}

/** A check of the audit found that something was changed, removed or added: the history must not be trusted until a person has looked. */
export interface AuditFaultFound extends Entry {
  type: 'AUDIT_FAULT_FOUND';
  /** What was found first, and where. */
  finding: string;
}

/** An order that the broker has and the gate had not was taken in, with its hold. */
export interface OrderAdopted extends Entry {
  type: 'ORDER_ADOPTED';
  order: Order;
  broker_order_id: string;
  status: OrderStatus;
  filled_quantity: Quantity;
  leaves_quantity: Quantity;
  hold: Money;
  check_price: Money;
  /** What a unit is held at beside it; not there of a plain instrument. */
  contract?: Contract;
}

/** The log was begun again from PostgreSQL: Redis had lost it. What the relay had not yet copied then is gone. */
export interface StateRestored extends Entry {
  type: 'STATE_RESTORED';
  generation: number;
}

/** A minute of equal alerts is over, of which the first was told at once: how many they were, and when the last one came. */
export interface AlertsGathered extends Entry {
  type: 'ALERTS_GATHERED';
  alert: AlertRow;
}

/** The state as it stood before this event has this hash (state-hash.ts). Whoever folds the log compares. */
export interface Checkpoint extends Entry {
  type: 'CHECKPOINT';
  hash: string;
  /** What the hash is of, where the state is too large to be hashed in one step; not there when it is of the whole. */
  parts?: readonly StatePart[];
  /** The gate that wrote it gives the lease back: a standby may take over at once. */
  final: boolean;
}

export type GateEvent =
  | OrderDecided
  | AmendDecided
  | OrderAmended
  | AmendRejected
  | SessionOpened
  | SessionHeard
  | SessionEnded
  | AccessChanged
  | ExecutionApplied
  | ReportSetAside
  | Marked
  | Ticked
  | DayStarted
  | DayClosed
  | AccountOpened
  | CashMoved
  | ScopeLocked
  | ScopeArmed
  | SplitApplied
  | LocateBooked
  | HaltChanged
  | BrokerStateChanged
  | AccountAdopted
  | ActivityBooked
  | DifferenceFound
  | TroubleFound
  | BreakerTripped
  | BreakerCauseAdded
  | BreakerModeChanged
  | BreakerReset
  | FlattenStarted
  | FlattenEnded
  | ChecksStillOff
  | DayCountExceeded
  | HeartbeatReceived
  | CancelRequested
  | OrderWithdrawn
  | ConfigActivated
  | ConfigRejected
  | ConfigAccepted
  | CalendarEnding
  | AuditFaultFound
  | LimitUsageChanged
  | OrderAdopted
  | AlertsGathered
  | StateRestored
  | Checkpoint;
