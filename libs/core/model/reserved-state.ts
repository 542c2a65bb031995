import type { Contract, Money, Quantity } from './money.js';
import type { Phase } from './session.js';
import type { Violation } from './violation.js';

/** Sums of a scope without and with an order: worst cases over its symbols, open orders, and the day's fills. */
export interface ScopeFigures {
  gross_before: Money;
  gross_after: Money;
  long_before: Money;
  long_after: Money;
  short_before: Money;
  short_after: Money;
  /** max(V + OB, OS - V, 0) over all symbols together. */
  net_before: Money;
  net_after: Money;
  /** With this order: open buys and sells in dollars; q + OBq and OSq - q in units. */
  open_buys: Money;
  open_sells: Money;
  units_long: number;
  units_short: number;
  open_orders: number;
  positions_before: number;
  positions: number;
  /** Today's fills and open orders. */
  turnover: Money;
}

/** What only some orders meet. */
export interface MetAlso {
  locked?: { scope: string; reason: string };
  /** Of a cash account: open buys with their fees, this one included, and the settled cash. */
  funds?: { needed: Money; settled: Money };
  /** Of an instrument with a calendar. */
  session?: { phase: Phase; now: string; hours: string; minutes_to_close: number };
  halted?: { market?: string; symbol?: string };
  /** What a window of the day stops, and by how much it scales limits (controls/scaled.ts). */
  time_restriction?: { mode: 'reduce_only' | 'no_market'; window: string };
  scaled?: Record<string, number>;
  /** Overrides that it may pass by, and the one that it passed by. */
  overrides?: string[];
  override?: string;
  /** Of one of the firm: who made it and who agreed to it. */
  override_by?: string[];
  /** Of an order that was let through: what it breaks where the effect of that is to warn, and limits that it came near to, each told once a minute. */
  warned?: Violation[];
  near?: Violation[];
  /** The quote, of a market order in an instrument with a price band. */
  touch?: { bid: Money; ask: Money };
  /** What its user may not do, where an allow list lacks its symbol, and the own order that it could trade with, at its worst price. */
  /** In instruments with a margin rate of their own, this order included: exposure, and what it needs. */
  margin?: { exposure: Money; required: Money };
  user_may_not?: string;
  /** It borrows cash or sells short; not there while no limit asks. */
  borrows?: boolean;
  not_allowed_at?: string;
  /** `venue`: by the broker's own test. */
  meets?: { worst: Money; order_id: string; price: Money; venue?: true };
  /** Units that are held and not being sold already. */
  available?: Quantity;
  /** Units that are sold, where that is not the order's quantity (an amendment). */
  selling?: Quantity;
}

/** What was sent and filled at a scope, this order included (gate/tallies.ts). */
export interface TallyMet {
  messages: number;
  fills: number;
  /** Let through today; 0 of an amendment. */
  orders: number;
  /** What the last orders before it were worth, oldest first. */
  sizes: readonly Money[];
}

/** The last trade, and the mean as twice the sum of so many prices (gate/means.ts). */
export interface PricedMet {
  last_trade?: Money;
  mean?: { twice_sum: number; count: number };
}

/** Of a sale that opens short (gate/shorts.ts): at or below the bid while that is held back; units that must be located, and that are. */
export interface ShortsMet {
  at?: { price: Money; bid: Money };
  needed?: number;
  located?: number;
}

/** At the firm (gate/broker-limits.ts): credit used with this order, and messages of the last minute without it. */
export interface BrokerMet {
  credit?: Money;
  credit_raised?: boolean;
  sent?: number;
}

/** An order at a scope: what differs from what it met in its account. */
export interface ScopeMet extends Partial<Omit<ReservedState, 'figures' | 'scopes'>> {
  /** Where the limits are set. */
  origin: string;
  figures: ScopeFigures;
  /** Loss of the day there; not there for the firm, whose loss is in its equity. */
  loss?: Money;
}

/** What a unit was worth beside its price: multiplier and rate, and of a currency its age. */
export interface ContractMet extends Contract {
  currency?: string;
  age_us?: number;
  /** No rate was ever known; such an order is never let through. */
  unrated?: true;
}

/**
 * What the reserve script saw when it held an order, this order's hold included: enough, with the config of that version and its
 * rules, to compute the verdict again at any time. Exact integers as in money.ts.
 */
export interface ReservedState {
  config_version: number;
  /** Microseconds since 1970, Redis's clock. */
  at_us: number;
  /** Price the order was checked at (design 3.4), and quantity x that price (x multiplier x rate), rounded up. */
  check_price: Money;
  notional: Money;
  /** Not there of a plain instrument: one, in dollars. */
  contract?: ContractMet;
  /** The account: cash, sum of position values, sum of worst-case exposures with this order, equity at day start, cash moved today. */
  cash: Money;
  position_value: Money;
  gross_exposure: Money;
  day_start_equity: Money;
  cash_moved: Money;
  /** The symbol before this order: signed quantity and value at the mark, open buys and sells in dollars. */
  quantity: Quantity;
  value: Money;
  open_buys: Money;
  open_sells: Money;
  /** Worst-case exposure of the symbol without and with this order. */
  exposure_before: Money;
  exposure_after: Money;
  reducing: boolean;
  /** Orders in the last second and in the burst window, this one included. */
  orders_in_last_second: number;
  orders_in_burst_window: number;
  /**
   * Twice the reference price R (bid + ask of a fresh quote, so that no half is lost; else twice the last trade or mark); 0 when there was none.
   * Not there in decisions of earlier builds.
   */
  reference_twice?: Money;
  /** What the broker's fees of this order come to when it fills whole. Not there when the terms were not known, as in decisions of earlier builds. */
  fees?: Money;
  /** Orders and cancels in the window of the message rate, this one included; not there while that rate is off. */
  messages_in_window?: number;
  /** Whether the order only closes, by the position of the breaker's scope; not there where that is the account's. */
  breaker_reducing?: boolean;
  /** Open orders of the account, this one included; not there while no limit needs it. */
  open_orders?: number;
  /** Equal orders that were let through in the window, this one included; not there while no limit needs it. */
  same_orders?: number;
  /** Whether the order only closes what its strategy holds; not there while the strategy is not declared. */
  strategy_reducing?: boolean;
  /** What is left to close, open closing orders taken off; only of a reduce-only order. */
  closable?: Quantity;
  /** Orders of a strategy that were let through, this one included; only at its scope. */
  runs?: number;
  /** The quote and its age; not there while no limit needs it. */
  bid?: Money;
  ask?: Money;
  quote_age_us?: number;
  /** Not there while no limit needs it. */
  tally?: TallyMet;
  priced?: PricedMet;
  shorts?: ShortsMet;
  broker?: BrokerMet;
  /** What only some orders meet (gate/met-also.ts). */
  also?: MetAlso;
  /** Sums of the account with and without this order; not there while no limit needs them. */
  figures?: ScopeFigures;
  /** What it met at each other scope where limits are set, by where they are set. */
  scopes?: ScopeMet[];
  breaker_mode: 'none' | 'reduce_only' | 'halt';
  breaker_scope: string;
}
