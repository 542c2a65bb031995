import type { ScopedValues } from '../model/limits.js';
import type { Contract, Money, Quantity } from '../model/money.js';
import type { Order, Side, TimeInForce } from '../model/order.js';

/**
 * The broker: where accepted orders go and where positions, orders and fills come from. `paper` is the embedded default, `alpaca` a real
 * one. Every call has a deadline of the adapter's; a call that fails by time-out or connection throws BrokerUnavailableError and says
 * nothing about whether the broker acted: ask with `order()` or submit again (a submit is idempotent by `order_id`).
 */
export abstract class Broker {
  abstract readonly name: string;

  /** Its accounts, and why orders of one cannot be sent; none where that never happens. What is not told is ready. */
  states(): BrokerState[] {
    return [];
  }

  /** By account, what limits are by default for orders that go to this broker, by the model's names; none: as declared. */
  accountDefaults(): Readonly<Record<string, ScopedValues>> {
    return {};
  }

  /** What the broker says of those symbols; null from one that says nothing. */
  instruments(_symbols: readonly string[]): Promise<BrokerInstrument[] | null> {
    return Promise.resolve(null);
  }

  /** Reads everything that the account did. The number of the newest report then. */
  settle(_account: string): Promise<number> {
    throw new BrokerUnavailableError(`${this.name} needs no adoption: its accounts are what it reported`);
  }

  /** The gate has taken what the broker has: what could not be booked before is settled by that. */
  adopted(_account: string): Promise<void> {
    return Promise.resolve();
  }

  /** Hands an order over. Idempotent by order_id. The acknowledgement, or the broker's rejection, follows as an execution report. */
  abstract submit(order: Order): Promise<void>;

  /** Asks for a cancel. Idempotent; what became of it follows as a report. Throws UnknownBrokerOrderError. */
  abstract cancel(orderId: string): Promise<void>;

  /**
   * Asks for another quantity, limit price or stop price of a working order. Idempotent by amendment_id. What became of it follows as a report: REPLACED,
   * REPLACE_REJECTED, or how the order ended. Throws UnknownBrokerOrderError.
   */
  abstract replace(orderId: string, amendment: Amendment): Promise<void>;

  /** Whether the broker was, or may have been, asked for that amendment: one that was not can be taken back. */
  abstract mayHaveAmendment(orderId: string, amendmentId: string): Promise<boolean>;

  /** The broker's view of one order, or null when it never had it. */
  abstract order(orderId: string): Promise<BrokerOrder | null>;
  abstract openOrders(): Promise<BrokerOrder[]>;
  abstract positions(account: string): Promise<BrokerPosition[]>;
  abstract account(account: string): Promise<BrokerAccount>;

  /**
   * Reports in the broker's order, beginning after `afterSequence`, so that nothing is missed over a reconnect or a restart. `deliver` is
   * awaited before the next batch: at least once, in order. Ends when the signal aborts; heals lost connections by itself.
   */
  abstract executions(
    afterSequence: number,
    deliver: (reports: ExecutionReport[]) => Promise<void>,
    signal: AbortSignal,
  ): Promise<void>;

  /** Trading in a symbol was halted by its exchange (`reason`), or goes on (null), as the broker's feed tells it. Ends when the signal aborts. */
  async halts(_deliver: (halt: BrokerHalt) => Promise<void>, signal: AbortSignal): Promise<void> {
    if (!signal.aborted) await new Promise((resolve) => signal.addEventListener('abort', resolve, { once: true }));
  }

  /** Quotes as they change, coalesced to at most one batch per interval; begins with one for every symbol. */
  abstract quotes(deliver: (quotes: BrokerQuote[]) => Promise<void>, signal: AbortSignal): Promise<void>;
}

export class BrokerUnavailableError extends Error {
  override name = 'BrokerUnavailableError';
}

export class UnknownBrokerOrderError extends Error {
  override name = 'UnknownBrokerOrderError';
}

/** A symbol as the broker lists it. */
export interface BrokerInstrument {
  symbol: string;
  /** Why only closing orders go there; null when it is traded. */
  closing_only: string | null;
  /** Fields of an instrument that it knows, as they are written (config/instrument-fields.ts). */
  facts: Readonly<Record<string, string>>;
}

export interface BrokerState {
  account: string;
  /** Why its orders cannot be sent; null when it is ready, undefined while that is not known yet. */
  not_ready: string | null | undefined;
  live: boolean;
  account_number: string;
  requests_left: number | null;
  last_event_ms: number | null;
}

/** How an order shall be. */
export interface Amendment {
  amendment_id: string;
  /** The new total. */
  quantity: Quantity;
  price: Money | null;
  stop_price?: Money;
}

export interface ExecutionReport {
  /** Grows strictly in the broker's stream. */
  sequence: number;
  /** Unique for ever; applying one twice is applying it once. */
  execution_id: string;
  order_id: string;
  broker_order_id: string;
  account: string;
  symbol: string;
  side: Side;
  /** REPLACED: `quantity` is the new total and `price` the new limit price (0: none). ACTIVITY: of the account, and of no order. */
  kind: 'WORKING' | 'FILL' | 'CANCELED' | 'REJECTED' | 'EXPIRED' | 'REPLACED' | 'REPLACE_REJECTED' | 'ACTIVITY';
  /** Of ACTIVITY. */
  activity?: AccountActivity;
  /** Of REPLACED, of a stop: its stop price then. */
  stop_price?: Money;
  /** Of the amendment that it answers; not there when the broker changed the order by itself. */
  amendment_id?: string;
  /** Of a fill whose cash is not quantity x price in dollars: at which multiplier and rate it moved. */
  contract?: Contract;
  quantity: Quantity;
  price: Money;
  fee: Money;
  reason: string;
  executed_at_ms: number;
}

/** What moved cash or units of an account without a trade: deposits, dividends, interest, fees, splits, transfers. */
export interface AccountActivity {
  /** As the broker calls it. */
  what: string;
  /** Signed. */
  cash: Money;
  /** Units of the report's symbol, signed; 0 for what moves cash alone. */
  units: Quantity;
  /** A split: as much as before is owned, in more or fewer units, at the same cost. */
  split: boolean;
}

export interface BrokerOrder {
  order: Order;
  broker_order_id: string;
  status: 'WORKING' | 'PARTIALLY_FILLED' | 'FILLED' | 'CANCELED' | 'REJECTED' | 'EXPIRED';
  filled_quantity: Quantity;
  leaves_quantity: Quantity;
  time_in_force: TimeInForce;
}

export interface BrokerPosition {
  account: string;
  symbol: string;
  quantity: Quantity;
  average_price: Money;
}

export interface BrokerAccount {
  account: string;
  cash: Money;
  fees: Money;
}

export interface BrokerHalt {
  symbol: string;
  reason: string | null;
}

export interface BrokerQuote {
  symbol: string;
  bid: Money;
  ask: Money;
  /** Held where a person put it; it does not move by itself until released. */
  frozen: boolean;
  /** Grows with every change of this symbol's quote, at the broker. */
  revision: number;
}
