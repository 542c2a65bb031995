import type { FactName, Facts } from '#core/model/facts.js';

/** 8 billion dollars (MONEY_MAX): up to here two amounts that differ by a micro-dollar are different doubles. */
const DOLLARS_MAX = 8_000_000_000;

export type Unit = 'dollars' | 'percent' | 'ratio' | 'orders' | 'seconds';
export interface NumberFact {
  type: 'number';
  unit: Unit;
  /** The range, ends included. Without a maximum any finite number; beyond it, or below the minimum, the order is refused. */
  minimum: number;
  maximum?: number;
  meaning: string;
}
export interface StringFact<Value extends string = string> {
  type: 'string';
  /** All that the fact may say, where that is known. */
  values?: readonly Value[];
  meaning: string;
}
export interface BooleanFact {
  type: 'boolean';
  meaning: string;
}
export type FactDescription = NumberFact | StringFact | BooleanFact;

/** What is held against a limit must be comparable exactly. */
const amount = (meaning: string): NumberFact => ({
  type: 'number',
  unit: 'dollars',
  minimum: 0,
  maximum: DOLLARS_MAX,
  meaning,
});
const signedAmount = (meaning: string): NumberFact => ({ ...amount(meaning), minimum: -DOLLARS_MAX });
/** A limit may be as large as it likes: what it is compared with is exact. */
const limit = (unit: Unit, meaning: string): NumberFact => ({ type: 'number', unit, minimum: 0, meaning });
const count = (meaning: string): NumberFact => ({ type: 'number', unit: 'orders', minimum: 0, meaning });
const flag = (meaning: string): BooleanFact => ({ type: 'boolean', meaning });

/**
 * The facts that rules may ask about: their types are those of Facts (the compiler holds it), and assertFacts, rules/facts.json, the
 * schema of rules and the table in docs/rules.md say the same (tests hold it).
 */
export const FACT_TYPES = {
  breaker_mode: {
    type: 'string',
    values: ['none', 'reduce_only', 'halt'],
    meaning: 'Strictest open breaker among firm, account and symbol',
  },
  breaker_scope: { type: 'string', meaning: 'Scope of that breaker, for example account:default; empty when none is open' },
  daily_loss: signedAmount('Loss of the day, realised and unrealised; negative when the day is in profit'),
  daily_loss_limit: limit('dollars', 'Loss of the day at which nothing passes any more'),
  symbol: { type: 'string', meaning: "The order's symbol" },
  side: { type: 'string', values: ['BUY', 'SELL'], meaning: "The order's side" },
  order_notional: amount('Quantity x check price, rounded up to a micro-dollar'),
  max_order_size: limit('dollars', 'Largest notional of one order'),
  order_reducing: flag('The order only closes: opposite to the position, and within what is not already being closed'),
  exposure_raised: flag("The order raises the symbol's worst-case exposure; no exposure limit refuses an order that does not"),
  symbol_exposure: amount('Worst-case exposure of the symbol with this order'),
  max_position_size: limit('dollars', 'Largest exposure of any symbol'),
  symbol_max_position: limit('dollars', "The symbol's own largest exposure"),
  equity: signedAmount('Cash plus the value of all positions at their marks'),
  concentration_pct: limit('percent', 'symbol_exposure / equity, for display; 0 when equity is not positive'),
  max_portfolio_concentration: limit('percent', 'Largest share of any symbol'),
  symbol_max_concentration_pct: limit('percent', "The symbol's own largest share"),
  max_exposure_by_concentration: limit('dollars', 'equity x max_portfolio_concentration: what symbol_exposure is held against'),
  symbol_max_exposure_by_concentration: limit('dollars', "equity x the symbol's own share: what symbol_exposure is held against"),
  gross_exposure: amount('Sum of the worst-case exposures of all symbols with this order'),
  leverage: limit('ratio', 'gross_exposure / equity, for display; 0 when equity is not positive'),
  max_leverage: limit('ratio', 'Largest leverage'),
  max_gross_exposure: limit('dollars', 'equity x max_leverage: what gross_exposure is held against'),
  initial_margin_required: amount("Initial margin of the gross exposure plus this order's estimated fees"),
  orders_in_last_second: count('Orders of this account in the last second, this one and refused ones included'),
  max_orders_per_second: count('Most orders in any second'),
  orders_in_burst_window: count('Orders of this account in the burst window, this one and refused ones included'),
  max_orders_per_burst: count('Most orders in any burst window'),
  burst_window_seconds: limit('seconds', 'Length of the burst window'),
} as const satisfies {
  [Name in FactName]: Facts[Name] extends number
    ? NumberFact
    : Facts[Name] extends boolean
      ? BooleanFact
      : Facts[Name] extends infer Value extends string
        ? StringFact<Value>
        : never;
};

export const FACT_NAMES = Object.keys(FACT_TYPES) as FactName[];

export function isFactName(name: string): name is FactName {
  return Object.hasOwn(FACT_TYPES, name);
}

/** The description of a fact, seen as what all descriptions have in common. */
export function describeFact(name: FactName): FactDescription {
  return FACT_TYPES[name];
}
