/**
 * The log: one Redis stream (`bw:log`) in which every change of live state is an entry, appended by the very script that makes the
 * change. The relay copies it to PostgreSQL. These are the entries decoded; libs/adapters/redis/log-codec.ts reads them.
 * Amounts are exact integers (Money 1e-6 dollars, Quantity 1e-8 units).
 */
import type { Money, Quantity } from './money.js';
import type { Order, OrderStatus, Side } from './order.js';
import type { ReservedState } from './reserved-state.js';
import type { Violation } from './violation.js';

interface Entry {
  /** Stream id, `<milliseconds>-<sequence>`; grows strictly, also across a rebuild of Redis. */
  id: string;
  /** Milliseconds since 1970, Redis's clock (the first part of the id). */
  at_ms: number;
}

/** An order was received, its exposure held, its attempt counted. The verdict is determined by what stands here and the config's version. */
export interface OrderReserved extends Entry {
  type: 'ORDER_RESERVED';
  order: Order;
  /** Hash of the request's content, for idempotency. */
  body_hash: string;
  state: ReservedState;
}

/** The verdict on a reserved order. Refused: the hold is void and the order final (REJECTED). */
export interface OrderDecided extends Entry {
  type: 'ORDER_DECIDED';
  verdicts: Verdict[];
}

export interface Verdict {
  order_id: string;
  decision_id: string;
  account: string;
  symbol: string;
  accepted: boolean;
  /** Why it was refused, in the order in which reasons are named. */
  violations: Violation[];
  /** Violations that did not refuse because `enabled: false` was in force. */
  waived: Violation[];
  /** `api` normally; `sweeper` when the process that reserved it died before its verdict; `abandoned` when the caller was told 503. */
  by: 'api' | 'sweeper' | 'abandoned';
}

/** The day's profit and loss of one account, as the script that changed it left it. All in micro-dollars. */
export interface DayRecord {
  account: string;
  /** The exchange's date, YYYY-MM-DD. */
  date: string;
  cash: Money;
  /** Sum of position values at their marks. */
  position_value: Money;
  /** Sum of worst-case exposures (design: sum W). */
  gross_exposure: Money;
  /** Equity when the day began, and cash moved in or out since. */
  day_start_equity: Money;
  cash_moved: Money;
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
  /** Realised since the position was first opened, all days, before fees. */
  realized_pnl: Money;
}

/** A report of the broker was applied: an acknowledgement, a fill or an end. */
export interface ExecutionApplied extends Entry {
  type: 'EXECUTION_APPLIED';
  execution_id: string;
  /** Position in the broker's execution stream; grows by report. */
  broker_sequence: number;
  order_id: string;
  broker_order_id: string;
  account: string;
  symbol: string;
  side: Side;
  kind: 'WORKING' | 'FILL' | 'CANCELED' | 'REJECTED' | 'EXPIRED';
  /** For a FILL: how much, at what price, at what fee; else 0. */
  quantity: Quantity;
  price: Money;
  fee: Money;
  /** Realised by this fill, before its fee. */
  realized_pnl: Money;
  reason: string;
  /** When the broker says it happened, milliseconds. */
  executed_at_ms: number;
  order_status: OrderStatus;
  filled_quantity: Quantity;
  /** Quantity still open and the dollars still held for it. */
  leaves_quantity: Quantity;
  hold: Money;
  position: PositionRecord;
  day: DayRecord;
}

export interface QuoteRecord {
  symbol: string;
  bid: Money;
  ask: Money;
  frozen: boolean;
}

/** Marks moved (or a second passed): quotes that changed and each account's day. */
export interface Marked extends Entry {
  type: 'MARKED';
  quotes: QuoteRecord[];
  days: DayRecord[];
}

export interface DayStarted extends Entry {
  type: 'DAY_STARTED';
  day: DayRecord;
}

/** `firm`, `account:<id>` or `symbol:<ticker>`. */
export type BreakerScope = string;
export type BreakerMode = 'halt' | 'reduce_only';
/** COOLDOWN: tripped by hand for a time; the only kind that ends by itself. */
export type BreakerTrigger = 'DAILY_LOSS' | 'MANUAL' | 'COOLDOWN';

export interface BreakerTripped extends Entry {
  type: 'BREAKER_TRIPPED';
  /** The number of the episode: unique, growing; the API's breaker_id. */
  breaker_id: number;
  scope: BreakerScope;
  mode: BreakerMode;
  trigger_type: BreakerTrigger;
  /** Loss and limit in micro-dollars for DAILY_LOSS, else 0. */
  trigger_value: Money;
  threshold: Money;
  actor: string;
  reason: string;
  /** By which way it came: `api`, `live state` for a script that found the loss. */
  source: string;
  /** When it ends by itself, milliseconds; null: until a person resets it. */
  expires_at_ms: number | null;
}

/** Another cause while a breaker is open: the same episode, now in this mode and with this expiry. */
export interface BreakerCauseAdded extends Entry {
  type: 'BREAKER_CAUSE_ADDED';
  breaker_id: number;
  scope: BreakerScope;
  mode: BreakerMode;
  trigger_type: BreakerTrigger;
  trigger_value: Money;
  threshold: Money;
  actor: string;
  reason: string;
  expires_at_ms: number | null;
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

export interface CancelRequested extends Entry {
  type: 'CANCEL_REQUESTED';
  order_id: string;
  account: string;
  actor: string;
}

export interface ConfigActivated extends Entry {
  type: 'CONFIG_ACTIVATED';
  version: number;
  /** Set when this version turned the risk checks on or off (`enabled`). */
  checks: 'on' | 'off' | null;
}

/** A changed rule file or table was not put in force; the last good configuration stays. Once for each distinct fault. */
export interface ConfigRejected extends Entry {
  type: 'CONFIG_REJECTED';
  source: 'rules' | 'tables';
  /** Which file or field, and what is wrong with it. */
  place: string;
  fault: string;
}

/** The exchange day ended: this is the final record of it. What follows counts to the next trading day. */
export interface DayClosed extends Entry {
  type: 'DAY_CLOSED';
  day: DayRecord;
}

/** An order that the broker has and Redis had lost was taken back, with its hold. */
export interface OrderAdopted extends Entry {
  type: 'ORDER_ADOPTED';
  order: Order;
  broker_order_id: string;
  status: OrderStatus;
  filled_quantity: Quantity;
  leaves_quantity: Quantity;
  hold: Money;
  check_price: Money;
}

/** Redis was empty or behind and its live state was written anew from PostgreSQL. */
export interface StateRebuilt extends Entry {
  type: 'STATE_REBUILT';
  generation: number;
}

export type LogEvent =
  | OrderReserved
  | OrderDecided
  | ExecutionApplied
  | Marked
  | DayStarted
  | BreakerTripped
  | BreakerCauseAdded
  | BreakerReset
  | CancelRequested
  | ConfigActivated
  | ConfigRejected
  | DayClosed
  | OrderAdopted
  | StateRebuilt;
