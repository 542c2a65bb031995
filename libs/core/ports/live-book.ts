import type { BreakerMode, BreakerTrigger, DayRecord, PositionRecord, QuoteRecord, Verdict } from '../gate/event.js';
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
  tripped_at_ms: number;
  /** When it ends by itself; null: until a person resets it. */
  expires_at_ms: number | null;
}

export interface Trip {
  scope: string;
  mode: BreakerMode;
  actor: string;
  reason: string;
  source: string;
  /** A cooldown: it ends by itself after this; null: until a person resets it. */
  expires_in_ms: number | null;
}

/** `ask` is refused while the cause persists; `force` closes and lets it trip again at once; `expire` closes what may end by itself, in its time. */
export interface BreakerClosing {
  breaker_id: number;
  actor: string;
  reason: string;
  source: string;
  how: 'ask' | 'force' | 'expire';
}

export interface ClosedBreaker extends OpenBreaker {
  /** The number of the episode that opened at once because the cause persists. */
  tripped_again: number | null;
}

/** The loss is still at its limit: closing would open it again. */
export class BreakerCausePersistsError extends Error {
  override name = 'BreakerCausePersistsError';
}

/** What the P&L monitor did last. */
export interface MonitorState {
  /** Since the monitor's last tick, and since the moment as of which profit and loss is known (PNL_STALE); microseconds, Infinity before the first. */
  tick_age_us: number;
  known_age_us: number;
  holder: string;
  fence: string;
  /** Of this life of Redis: ticks, and sums that differed from what was valued anew (must stay 0). */
  ticks: number;
  drift: number;
  /** Held symbols whose quote was not fresh at the last tick. */
  stale_symbols: string[];
}

export interface Tick {
  accounts: number;
  /** Sums that differed, and were set right. */
  drift: number;
  /** How old the oldest quote that counts is, milliseconds. */
  quote_age_ms: number;
  stale_symbols: string[];
}

/** What the machinery knows of itself. */
export interface Control {
  ready: boolean;
  generation: number;
  config_version: number;
  broker_sequence: number;
  relayed_id: string;
  /** Microseconds since profit and loss was known (the monitor's tick), and since PostgreSQL was known to have everything. */
  mark_age_us: number;
  relay_age_us: number;
}

/** `floor`: marks, books, submits, ticks. `relay`: copies the log and announces. One process each at a time. */
export type Lease = 'floor' | 'relay';

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
  /** Its number; `opened` false when that scope had one open already: this cause was added to it. */
  abstract trip(trip: Trip): Promise<{ breaker_id: number; opened: boolean }>;
  /** What was closed; null when none is open by that number (twice is once), or its time to end is not there. Throws BreakerCausePersistsError. */
  abstract close(closing: BreakerClosing): Promise<ClosedBreaker | null>;

  /** A token while this holder has the lease, null when another has. The floor's is the fence of its writes. */
  abstract lease(holder: string, forMs: number, which?: Lease): Promise<string | null>;
  /** Gives it back, if this holder has it. */
  abstract release(holder: string, which: Lease): Promise<void>;
  /** The P&L monitor's tick over these symbols. Throws FencedError. */
  abstract tick(fence: string, day: string, holder: string, symbols: readonly string[]): Promise<Tick>;
  abstract monitor(): Promise<MonitorState>;
  /** How many accounts' records of that day, or of one before it, became final now. */
  abstract closeDay(day: string, nextDay: string): Promise<number>;
  /** Throws FencedError. */
  abstract mark(fence: string, day: string, quotes: BrokerQuote[], journal: boolean): Promise<void>;
  /** How many applied. Throws FencedError. */
  abstract execute(fence: string, day: string, reports: ExecutionReport[]): Promise<number>;
  /** Throws FencedError. */
  abstract adopt(fence: string, order: BrokerOrder, checkPrice: Money): Promise<boolean>;
  /** How many applied; verdicts that were there before are passed over. */
  abstract concludeAll(verdicts: Verdict[]): Promise<number>;
}
