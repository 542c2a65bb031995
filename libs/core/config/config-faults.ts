import { MONEY_MAX } from '../model/money.js';
import type { RiskConfig, RiskLimits } from '../model/limits.js';

/** Least and most of each limit, in its unit; what the API takes lies within. Zero lets nothing through, which may be meant. */
const RANGES: { [Field in Exclude<keyof RiskLimits, 'enabled'>]: readonly [number, number] } = {
  max_position_size: [0, MONEY_MAX],
  max_order_size: [0, MONEY_MAX],
  daily_loss_limit: [1, MONEY_MAX],
  max_portfolio_concentration_bps: [0, 100_000],
  max_leverage_hundredths: [0, 10_000],
  max_orders_per_second: [0, 1_000_000],
  max_orders_per_burst: [0, 10_000_000],
  burst_window_seconds: [1, 60],
};
const TICKER = /^[A-Z][A-Z0-9.]{0,9}$/;

/** The first thing that no configuration may have, or null. */
export function faultIn({ limits, symbols }: Pick<RiskConfig, 'limits' | 'symbols'>): { place: string; fault: string } | null {
  for (const [field, [min, max]] of Object.entries(RANGES)) {
    const fault = outside(limits[field as keyof typeof RANGES], min, max);
    if (fault) return { place: field, fault };
  }
  for (const [symbol, own] of Object.entries(symbols)) {
    if (!TICKER.test(symbol)) return { place: `position_limits.${symbol}`, fault: 'is not an upper-case ticker such as AAPL' };
    const position = outside(own.max_position, 0, MONEY_MAX);
    if (position) return { place: `position_limits.${symbol}.max_position`, fault: position };
    const concentration = outside(own.max_concentration_bps, 0, 100_000);
    if (concentration) return { place: `position_limits.${symbol}.max_concentration_pct`, fault: concentration };
  }
  return null;
}

function outside(value: number, min: number, max: number): string | null {
  if (!Number.isSafeInteger(value)) return 'is not a whole number of its unit';
  return value < min || value > max ? `is outside what can be reckoned with (${min} to ${max} in its smallest unit)` : null;
}
