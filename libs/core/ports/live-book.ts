import type { BreakerMode, BreakerTrigger, DayRecord, PositionRecord, QuoteRecord, Verdict } from '../model/log-event.js';
import type { Money, Quantity } from '../model/money.js';
import type { Order, OrderStatus } from '../model/order.js';
import type { ReservedState } from '../model/reserved-state.js';
import type { BrokerOrder, BrokerQuote, ExecutionReport } from './broker.js';

export interface LiveOrder {
  order: Order;
  status: OrderStatus;
  filled_quantity: Quantity;
  leaves_quantity: Quantity;
  hold: Money;
  check_price: Money;
  broker_order_id: string;
  cancel_requested: boolean;
  /** Null for an order that was taken back from the broker. */
  state: ReservedState | null;
  /** Microseconds since 1970 when it was reserved; 0 when unknown. */
  reserved_at_us: number;
}

export interface LivePosition extends PositionRecord {
  /** Signed value at the mark. */
  value: Money;
  open_buys: Money;
  open_sells: Money;
  exposure: Money;
}

export interface OpenBreaker {
  breaker_id: number;
  scope: string;
  mode: BreakerMode;
  trigger_type: BreakerTrigger;
  trigger_value: Money;
  threshold: Money;
}

/** What the machinery knows of itself. */
export interface Control {
  ready: boolean;
  generation: number;
  config_version: number;
  broker_sequence: number;
  relayed_id: string;
  /** Microseconds since the last mark and since PostgreSQL was known to have everything. */
  mark_age_us: number;
  relay_age_us: number;
}

/** The holder of the lease lost it: another process marks, books and submits now. */
export class FencedError extends Error {
  override name = 'FencedError';
}

/** Live state beyond the check: orders' lives, positions, marks, breakers. Every method throws StateUnavailableError when Redis does not answer. */
export abstract class LiveBook {
  abstract control(): Promise<Control>;
  abstract accounts(): Promise<string[]>;
  abstract order(orderId: string): Promise<LiveOrder | null>;
  abstract openOrders(): Promise<LiveOrder[]>;
  /** The open orders that wait for a verdict, for the broker's word or for a cancel: few, however many rest at the broker. */
  abstract unsettledOrders(): Promise<LiveOrder[]>;
  abstract positions(account: string): Promise<LivePosition[]>;
  abstract day(account: string): Promise<DayRecord | null>;
  /** Orders of all accounts that are not final. */
  abstract openOrderCount(): Promise<number>;
  /** Attempts of the account in the last second and in the last `burstUs` microseconds. */
  abstract attempts(account: string, burstUs: number): Promise<{ in_second: number; in_burst: number }>;
  abstract quote(symbol: string): Promise<(QuoteRecord & { revision: number; at_us: number }) | null>;
  /** Quotes of those symbols that have one, with their age. */
  abstract quotes(symbols: string[]): Promise<(QuoteRecord & { age_us: number })[]>;

  /** Its status when the request was taken (a final one stays as it is), or null when it is not in live state. */
  abstract requestCancel(orderId: string, actor: string): Promise<OrderStatus | null>;

  abstract breakers(): Promise<OpenBreaker[]>;
  /** Its number, or null when that scope has an open breaker. */
  abstract trip(scope: string, mode: BreakerMode, actor: string, reason: string): Promise<number | null>;
  /** What was closed, and the number of the episode that opened again at once because its cause persists; null when none is open by that number. */
  abstract reset(
    breakerId: number,
    actor: string,
    reason: string,
  ): Promise<(OpenBreaker & { tripped_again: number | null }) | null>;

  /** The fencing token while this holder has the lease, null when another has. */
  abstract lease(holder: string, forMs: number): Promise<string | null>;
  /** Throws FencedError. */
  abstract mark(fence: string, day: string, quotes: BrokerQuote[], journal: boolean): Promise<void>;
  /** How many applied. Throws FencedError. */
  abstract execute(fence: string, day: string, reports: ExecutionReport[]): Promise<number>;
  /** Throws FencedError. */
  abstract adopt(fence: string, order: BrokerOrder, checkPrice: Money): Promise<boolean>;
  /** How many applied; verdicts that were there before are passed over. */
  abstract concludeAll(verdicts: Verdict[]): Promise<number>;
}
