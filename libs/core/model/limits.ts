import type { Money } from './money.js';

/** The limits in force for an account. Percentages and ratios are integers of hundredths. */
export interface RiskLimits {
  max_position_size: Money;
  max_order_size: Money;
  daily_loss_limit: Money;
  /** Hundredths of a percent: 2500 is 25.00 %. */
  max_portfolio_concentration_bps: number;
  /** Hundredths: 200 is 2.00. */
  max_leverage_hundredths: number;
  max_orders_per_second: number;
  max_orders_per_burst: number;
  burst_window_seconds: number;
  enabled: boolean;
}

/** One symbol's own limits, which hold beside the global ones. */
export interface SymbolLimits {
  max_position: Money;
  /** Hundredths of a percent: 1500 is 15.00 %. */
  max_concentration_bps: number;
}

/**
 * Everything configurable that a decision depends on, under one version number. PostgreSQL keeps every version; Redis says which
 * one is in force; a decision names the one it was made by.
 */
export interface RiskConfig {
  version: number;
  limits: RiskLimits;
  /** The symbols that may be traded, each with its own limits. */
  symbols: Record<string, SymbolLimits>;
  /** Hash of the rule set in force. */
  rules_hash: string;
}
