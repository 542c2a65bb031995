import { GLOBAL_LIMITS } from '#core/controls/registry.js';
import type { RiskLimits } from '#core/model/limits.js';
import type { Money } from '#core/model/money.js';

/** Limits under which the benchmarks' resting orders pass and their large ones do not. */
const DEFAULTS = Object.fromEntries(GLOBAL_LIMITS.map((limit) => [limit.name, limit.default ?? null])) as unknown as RiskLimits;

export const DEFAULT_BENCH_LIMITS: RiskLimits = {
  ...DEFAULTS,
  max_open_orders: 10_000_000,
  max_same_orders: 1_000_000,
  max_position_size: 8_000_000_000_000_000 as Money,
  max_order_size: 1_000_000_000 as Money,
  daily_loss_limit: 1_000_000_000_000 as Money,
  daily_loss_mode: 'halt',
  daily_loss_on_trip: 'cancel_opening_orders',
  max_portfolio_concentration_bps: 10_000,
  max_leverage_hundredths: 1000,
  max_orders_per_second: 1_000_000,
  max_orders_per_burst: 10_000_000,
  burst_window_seconds: 1,
  max_messages: null,
  message_window_seconds: 1,
  price_collar_through_bps: null,
  price_collar_away_bps: null,
  price_collar_min_width: 50_000 as Money,
  enabled: true,
};
