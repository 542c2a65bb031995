import type { FactDescriptions } from './rule.js';

/** The facts' types, as rules/facts.json describes them to authors (a test holds the two, and the Facts type, together). */
const text = { type: 'string' } as const;
const figure = { type: 'number' } as const;
const flag = { type: 'boolean' } as const;

export const FACT_TYPES: {
  [name in keyof FactDescriptions]: { type: 'number' | 'string' | 'boolean'; values?: readonly string[] };
} = {
  breaker_mode: { ...text, values: ['none', 'reduce_only', 'halt'] },
  breaker_scope: text,
  daily_loss: figure,
  daily_loss_limit: figure,
  symbol: text,
  side: { ...text, values: ['BUY', 'SELL'] },
  order_notional: figure,
  max_order_size: figure,
  order_reducing: flag,
  exposure_raised: flag,
  symbol_exposure: figure,
  max_position_size: figure,
  symbol_max_position: figure,
  equity: figure,
  concentration_pct: figure,
  max_portfolio_concentration: figure,
  symbol_max_concentration_pct: figure,
  max_exposure_by_concentration: figure,
  symbol_max_exposure_by_concentration: figure,
  gross_exposure: figure,
  leverage: figure,
  max_leverage: figure,
  max_gross_exposure: figure,
  initial_margin_required: figure,
  orders_in_last_second: figure,
  max_orders_per_second: figure,
  orders_in_burst_window: figure,
  max_orders_per_burst: figure,
  burst_window_seconds: figure,
};
