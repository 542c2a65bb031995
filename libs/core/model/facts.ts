/**
 * The facts on which the rules decide, one flat record an order. Money is in dollars: a double made from an exact integer of
 * 1e-6 dollars, so below `MONEY_MAX` (8 billion dollars, see money.ts) two different amounts never compare as equal.
 * `rules/facts.json` describes the same names for authors of rules; a test holds the two together.
 */
export interface Facts {
  /** Strictest open breaker among firm, account and symbol. */
  breaker_mode: 'none' | 'reduce_only' | 'halt';
  /** Scope of that breaker, for example `account:default`; empty when none is open. */
  breaker_scope: string;

  /** Loss of the day, realised and unrealised, in dollars; negative when the day is in profit. */
  daily_loss: number;
  daily_loss_limit: number;

  symbol: string;
  side: 'BUY' | 'SELL';
  /** Quantity x check price, in dollars, rounded up to 1e-6. */
  order_notional: number;
  max_order_size: number;

  /** True when the order only closes: opposite to the position and within what is not already being closed. */
  order_reducing: boolean;
  /** True when this order raises the symbol's worst-case exposure; no exposure limit refuses an order that does not. */
  exposure_raised: boolean;
  /** Worst-case exposure of the symbol with this order (design: W), in dollars. */
  symbol_exposure: number;
  max_position_size: number;
  symbol_max_position: number;

  /** Equity: cash plus the value of all positions at their marks, in dollars. May be zero or negative. */
  equity: number;
  /** symbol_exposure / equity in percent, for display; 0 when the equity is not positive. */
  concentration_pct: number;
  max_portfolio_concentration: number;
  symbol_max_concentration_pct: number;
  /** equity x max_portfolio_concentration, in dollars, never negative: what symbol_exposure is held against, exactly. */
  max_exposure_by_concentration: number;
  symbol_max_exposure_by_concentration: number;

  /** Sum of worst-case exposures of all symbols with this order, in dollars. */
  gross_exposure: number;
  /** gross_exposure / equity, for display; 0 when the equity is not positive. */
  leverage: number;
  max_leverage: number;
  /** equity x max_leverage, in dollars, never negative: what gross_exposure is held against, exactly. */
  max_gross_exposure: number;

  /** Initial margin of the gross exposure plus estimated fees of this order, in dollars, rounded up. */
  initial_margin_required: number;

  /** Orders of this account in the last second, this one and refused ones included. */
  orders_in_last_second: number;
  max_orders_per_second: number;
  /** Orders of this account in the burst window, this one and refused ones included. */
  orders_in_burst_window: number;
  max_orders_per_burst: number;
  burst_window_seconds: number;
}

export type FactName = keyof Facts;
