/** What is known of instruments and strategies, and who may do what: data that people keep, part of each version of the configuration. */
import type { Money, Quantity } from './money.js';
import type { OrderType, TimeInForce } from './order.js';
import type { Override } from './override.js';
import type { CalendarName } from './session.js';
import type { TimeWindow } from './windows.js';

/** From this price upwards a price is a multiple of `tick`. */
export interface TickBand {
  from: Money;
  tick: Money;
}

/** Null is not known, or no limit. */
export interface Instrument {
  asset_class: string | null;
  sector: string | null;
  step: Quantity | null;
  min_quantity: Quantity | null;
  max_quantity: Quantity | null;
  min_notional: Money | null;
  /** Rising; empty: any price. */
  ticks: readonly TickBand[];
  min_price: Money | null;
  max_price: Money | null;
  shortable: boolean | null;
  /** What orders it takes; empty, or not there in a configuration of an earlier build: all. */
  order_types?: readonly OrderType[];
  times_in_force?: readonly TimeInForce[];
  /** Null: traded at any time. Not there, as what follows, in configurations of earlier builds. */
  calendar?: CalendarName | null;
  previous_close?: Money | null;
  /** Average of 20 trading days, and the day that it was made on, YYYY-MM-DD. */
  average_volume?: Quantity | null;
  volume_as_of?: string | null;
  /** Price bands (limit up, limit down). */
  lower_band?: Money | null;
  upper_band?: Money | null;
  borrow?: 'easy' | 'hard' | 'none' | null;
  /** A year, in hundredths of a percent; and when both were so, microseconds. */
  borrow_fee_bps?: number | null;
  borrow_as_of_us?: number | null;
  /** Of its own, hundredths of a percent of exposure and of value. */
  initial_margin_bps?: number | null;
  maintenance_margin_bps?: number | null;
  /** The last day on which its short sales must be above the bid, YYYY-MM-DD. */
  short_restricted_until?: string | null;
  /** Three letters; not there: dollars. */
  currency?: string | null;
  /** What one unit stands for, integers of 1e-6; not there: one. */
  contract_multiplier?: number | null;
}

export const EMPTY_INSTRUMENT: Instrument = {
  ...{ asset_class: null, sector: null, step: null, min_quantity: null, max_quantity: null, min_notional: null },
  ...{ ticks: [], min_price: null, max_price: null, shortable: null, calendar: null, previous_close: null },
  ...{ average_volume: null, volume_as_of: null, lower_band: null, upper_band: null },
  ...{ borrow: null, borrow_fee_bps: null, borrow_as_of_us: null, currency: null, contract_multiplier: null },
};

/** Null is all. */
export interface Strategy {
  accounts: readonly string[] | null;
  symbols: readonly string[] | null;
  /** What it has as the day begins; null, or not there in a configuration of an earlier build: none was given. */
  capital?: Money | null;
}

export const RESTRICTION_MODES = ['no_trade', 'no_buy', 'no_sell', 'no_short', 'close_only'] as const;

/** An entry of the restricted list. */
export interface Restriction {
  symbol: string;
  /** `firm`, or an account, a strategy or a user. */
  scope: string;
  mode: (typeof RESTRICTION_MODES)[number];
  /** Microseconds since 1970; null is until it is taken away. It holds from the first up to, and without, the second. */
  from_us: number;
  until_us: number | null;
  reason: string;
}

/** A reason that warns where it would refuse, at one scope. */
export interface Softened {
  code: string;
  /** Where the figure is measured or the limit is set, or EACH_ACCOUNT. */
  scope: string;
  reason: string;
}

/** What a user may do. Null is all; a symbol passes that is listed, or whose class is. */
export interface UserPermission {
  accounts: readonly string[] | null;
  strategies: readonly string[] | null;
  symbols: readonly string[] | null;
  classes: readonly string[] | null;
  order_types: readonly string[] | null;
  short: boolean;
  extended_hours: boolean;
  /** Only what closes passes, and that whatever the lists say. */
  close_only: boolean;
}

/** The symbols that alone may be traded at a scope. */
export interface AllowList {
  symbols: readonly string[];
}

export interface Reference {
  instruments: Record<string, Instrument>;
  /** When there are any, an order of another strategy is refused. */
  strategies: Record<string, Strategy>;
  /** By their names. */
  restricted: Record<string, Restriction>;
  /** By their names. */
  windows: Record<string, TimeWindow>;
  /** By their names. */
  overrides: Record<string, Override>;
  /** By their names. */
  softened: Record<string, Softened>;
  /** By user. */
  users: Record<string, UserPermission>;
  /** By scope: the firm, an account, a strategy or a user. */
  allowed: Record<string, AllowList>;
}

export const EMPTY_REFERENCE: Reference = {
  ...{ instruments: {}, strategies: {}, restricted: {}, windows: {}, overrides: {} },
  ...{ softened: {}, users: {}, allowed: {} },
};
