import type { AlertRow } from '../model/alert.js';
import type { BreakerMode, DayRecord } from '../gate/event.js';
import type { Money, Quantity } from '../model/money.js';
import type { Order, OrderRequest, OrderStatus, Side } from '../model/order.js';
import type { ReservedState } from '../model/reserved-state.js';
import type { Severity } from '../model/reason-codes.js';
import type { Violation } from '../model/violation.js';

/** One page, newest first. `next_cursor` is null on the last one. */
export interface Page<Row> {
  rows: Row[];
  next_cursor: string | null;
}

export interface PageRequest {
  /** 1 to 500. */
  limit: number;
  cursor?: string;
}

/** A cursor that this API did not give out. */
export class InvalidCursorError extends Error {
  override name = 'InvalidCursorError';
}

export interface OrderFilter {
  account?: string;
  /** Of these accounts only. */
  accounts?: readonly string[];
  symbol?: string;
  status?: OrderStatus;
  side?: Side;
  client_order_id?: string;
  /** An order's, decision's or client's id, a symbol, or how a client's id begins (the newest 100,000 orders are looked through for that). */
  text?: string;
}

export type OrderSort = 'received_at' | 'symbol' | 'status' | 'quantity' | 'price';

/** By what is shown; an order without a price is last, whichever way `price` is sorted. */
export interface OrderPageRequest extends PageRequest {
  sort?: OrderSort;
  direction?: 'asc' | 'desc';
}

export interface AlertFilter {
  type?: string;
  severity?: Severity;
  account?: string;
  /** Of these accounts, and of none. */
  accounts?: readonly string[];
  symbol?: string;
  /** Milliseconds since 1970; `to` is not included. */
  from_ms?: number;
  to_ms?: number;
}

export interface OrderRow extends Order {
  status: OrderStatus;
  check_price: Money;
  filled_quantity: Quantity;
  leaves_quantity: Quantity;
  hold: Money;
  broker_order_id: string | null;
  /** Why it ended, when the broker or a refusal ended it. */
  reason: string;
  body_hash: string;
  received_at_ms: number;
  updated_at_ms: number;
}

export interface FillFilter {
  account?: string;
  /** Of these accounts only. */
  accounts?: readonly string[];
  symbol?: string;
  order_id?: string;
}

export interface FillRow {
  execution_id: string;
  broker_sequence: number;
  order_id: string;
  broker_order_id: string;
  account: string;
  symbol: string;
  side: Side;
  quantity: Quantity;
  price: Money;
  fee: Money;
  realized_pnl: Money;
  executed_at_ms: number;
}

export type { AlertRow } from '../model/alert.js';

export interface DecisionRow {
  decision_id: string;
  order_id: string;
  account: string;
  client_order_id: string;
  request: OrderRequest & { user?: string };
  state: ReservedState;
  config_version: number;
  accepted: boolean;
  violations: Violation[];
  waived: Violation[];
  decided_at_ms: number;
}

export interface BreakerRow {
  breaker_id: number;
  scope: string;
  mode: BreakerMode;
  trigger_type: string;
  trigger_value: Money;
  threshold: Money;
  actor: string;
  reason: string;
  tripped_at_ms: number;
  active: boolean;
  reset_by: string | null;
  reset_reason: string | null;
  reset_at_ms: number | null;
  /** By which way it was reset: `api`, `cli`, `expiry`. */
  reset_source: string | null;
  expires_at_ms: number | null;
  /** Further causes while it was open, in words. */
  further_causes: string[];
}

/** What was, out of PostgreSQL; it follows live state by the relay's lag. Every query gives up after two seconds. */
export abstract class History {
  /** Throws InvalidCursorError. */
  abstract orders(filter: OrderFilter, page: OrderPageRequest): Promise<Page<OrderRow>>;
  abstract order(orderId: string): Promise<OrderRow | null>;
  /** The newest of that id: live state remembers client ids for a day, so an old one can come again. */
  abstract orderByClientId(account: string, clientOrderId: string): Promise<OrderRow | null>;
  /** Throws InvalidCursorError. */
  abstract fills(filter: FillFilter, page: PageRequest): Promise<Page<FillRow>>;
  abstract alerts(limit: number): Promise<AlertRow[]>;
  /** Throws InvalidCursorError. */
  abstract alertsWhere(filter: AlertFilter, page: PageRequest): Promise<Page<AlertRow>>;
  abstract decision(decisionId: string): Promise<DecisionRow | null>;
  /** Decisions since that moment, newest first, at most `limit`. */
  abstract decisionsSince(sinceMs: number, limit: number): Promise<DecisionRow[]>;
  abstract breakers(limit: number, openOnly?: boolean): Promise<BreakerRow[]>;
  abstract breaker(breakerId: number): Promise<BreakerRow | null>;
  abstract dailyPnl(account: string, date: string): Promise<DayRecord | null>;
}
