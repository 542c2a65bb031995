import type { BreakerMode, BreakerTrigger, DayRecord, PositionRecord, QuoteRecord } from '../gate/event.js';
import type { RiskConfig } from '../model/limits.js';
import type { Money, Quantity } from '../model/money.js';
import type { Order, OrderStatus } from '../model/order.js';
import type { ReservedState } from '../model/reserved-state.js';
import type { RelayPosition } from './history-writer.js';

export interface RestoredAccount {
  account: string;
  cash: Money;
  /** The latest day that was recorded; null for an account that never had one. */
  day: DayRecord | null;
}

export interface RestoredOrder {
  order: Order;
  status: OrderStatus;
  filled_quantity: Quantity;
  leaves_quantity: Quantity;
  hold: Money;
  check_price: Money;
  broker_order_id: string;
  cancel_requested: boolean;
  body_hash: string;
  /** Null for an order that was taken back from the broker. */
  state: ReservedState | null;
}

export interface RestoredBreaker {
  breaker_id: number;
  scope: string;
  mode: BreakerMode;
  trigger_type: BreakerTrigger;
  trigger_value: Money;
  threshold: Money;
  actor: string;
  reason: string;
  tripped_at_ms: number;
  expires_at_ms: number | null;
}

/** An order of the last 24 hours, so that the same request again gets the same decision. */
export interface RecentOrder {
  account: string;
  client_order_id: string;
  order_id: string;
  body_hash: string;
  received_at_ms: number;
}

export interface LiveSnapshot {
  relay: RelayPosition;
  config: RiskConfig;
  /** Canonical document of config.rules_hash; empty when none was published. */
  rule_set: string;
  accounts: RestoredAccount[];
  /** Not flat, or with something realised. */
  positions: PositionRecord[];
  open_orders: RestoredOrder[];
  open_breakers: RestoredBreaker[];
  /** Highest number given to an episode so far. */
  last_breaker_id: number;
  quotes: QuoteRecord[];
}

/** All that live state is written anew from, as of one moment. */
export abstract class RestoreSource {
  /** `recent` gets the orders of the last 24 hours in chunks, newest first, and is awaited. */
  abstract snapshot(recent: (orders: RecentOrder[]) => Promise<void>): Promise<LiveSnapshot>;
}
