import { GLOBAL_LIMITS, type NamedLimit, SYMBOL_LIMITS } from '../controls/registry.js';
import type { Kept } from '../controls/shown.js';
import type { RiskConfig } from '../model/limits.js';

const TICKER = /^[A-Z][A-Z0-9.]{0,9}$/;

/** The first thing that no configuration may have, or null. */
export function faultIn({ limits, symbols }: Pick<RiskConfig, 'limits' | 'symbols'>): { place: string; fault: string } | null {
  for (const limit of GLOBAL_LIMITS) {
    const fault = outside(limits[limit.name], limit);
    if (fault) return { place: limit.name, fault };
  }
  for (const [symbol, own] of Object.entries(symbols)) {
    if (!TICKER.test(symbol)) return { place: `position_limits.${symbol}`, fault: 'is not an upper-case ticker such as AAPL' };
    for (const limit of SYMBOL_LIMITS) {
      const fault = outside(own[limit.name], limit);
      if (fault) return { place: `position_limits.${symbol}.${limit.wire}`, fault };
    }
  }
  return null;
}

function outside(value: Kept, limit: NamedLimit): string | null {
  if (limit.unit === 'choice')
    return limit.choices.some((choice) => choice === value) ? null : `must be one of ${limit.choices.join(', ')}`;
  const { min, max, nullable } = limit;
  if (value === null && nullable) return null;
  if (typeof value !== 'number' || !Number.isSafeInteger(value)) return 'is not a whole number of its unit';
  return value < min || value > max ? `is outside what can be reckoned with (${min} to ${max} in its smallest unit)` : null;
}
