import type { ApplicableLimits } from '../model/decision.js';
import type { Facts } from '../model/facts.js';
import { MONEY_MAX, type Money, mulDiv, toDollars } from '../model/money.js';
import type { Order } from '../model/order.js';
import type { ReservedState } from '../model/reserved-state.js';

/** Initial margin: 50 % of the gross exposure (Regulation T, 12 CFR 220.12). */
const INITIAL_MARGIN_PCT = 50;
/** Fees that one order may cost, reckoned into its margin: 1 basis point of its notional, and never less than a cent. */
const FEE_ESTIMATE_BPS = 1;
const FEE_ESTIMATE_MIN = 10_000;

/** An amount or count that no rule may be asked about: not finite, not whole, or beyond what compares exactly. */
export class FactOutOfRangeError extends Error {
  override name = 'FactOutOfRangeError';
}

function exact(name: string, value: number): Money {
  if (!Number.isSafeInteger(value) || Math.abs(value) > MONEY_MAX)
    throw new FactOutOfRangeError(`${name} is ${value}, outside what can be compared exactly`);
  return value as Money;
}

/** equity x part / whole, rounded down; a limit that grows with equity is 0 when there is none. Integer against integer: exact. */
function shareOf(equity: Money, part: number, whole: number): Money {
  if (equity <= 0) return 0 as Money;
  return Math.min(mulDiv(equity, part, whole), MONEY_MAX) as Money;
}

/** The facts of one order (design 3.3 to 3.5). Throws FactOutOfRangeError rather than hand a rule a doubtful figure. */
export function toFacts(order: Order, state: ReservedState, { limits, symbol }: ApplicableLimits): Facts {
  const equity = exact('equity', state.cash + state.position_value);
  const exposure = exact('symbol_exposure', state.exposure_after);
  const gross = exact('gross_exposure', state.gross_exposure);
  const orderNotional = exact('order_notional', state.notional);
  const dailyLoss = exact('daily_loss', state.day_start_equity + state.cash_moved - equity);
  const fees = Math.max(mulDiv(orderNotional, FEE_ESTIMATE_BPS, 10_000, 'up'), FEE_ESTIMATE_MIN);
  const margin = exact('initial_margin_required', mulDiv(gross, INITIAL_MARGIN_PCT, 100, 'up') + fees);
  return {
    breaker_mode: state.breaker_mode,
    breaker_scope: state.breaker_scope,
    daily_loss: toDollars(dailyLoss),
    daily_loss_limit: toDollars(limits.daily_loss_limit),
    symbol: order.symbol,
    side: order.side,
    order_notional: toDollars(orderNotional),
    max_order_size: toDollars(limits.max_order_size),
    order_reducing: state.reducing,
    exposure_raised: state.exposure_after > state.exposure_before,
    symbol_exposure: toDollars(exposure),
    max_position_size: toDollars(limits.max_position_size),
    symbol_max_position: toDollars(symbol.max_position),
    equity: toDollars(equity),
    concentration_pct: equity > 0 ? (exposure / equity) * 100 : 0,
    max_portfolio_concentration: limits.max_portfolio_concentration_bps / 100,
    symbol_max_concentration_pct: symbol.max_concentration_bps / 100,
    max_exposure_by_concentration: toDollars(shareOf(equity, limits.max_portfolio_concentration_bps, 10_000)),
    symbol_max_exposure_by_concentration: toDollars(shareOf(equity, symbol.max_concentration_bps, 10_000)),
    gross_exposure: toDollars(gross),
    leverage: equity > 0 ? gross / equity : 0,
    max_leverage: limits.max_leverage_hundredths / 100,
    max_gross_exposure: toDollars(shareOf(equity, limits.max_leverage_hundredths, 100)),
    initial_margin_required: toDollars(margin),
    orders_in_last_second: state.orders_in_last_second,
    max_orders_per_second: limits.max_orders_per_second,
    orders_in_burst_window: state.orders_in_burst_window,
    max_orders_per_burst: limits.max_orders_per_burst,
    burst_window_seconds: limits.burst_window_seconds,
  };
}
