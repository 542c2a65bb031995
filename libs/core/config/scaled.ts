import type { RiskLimits } from '../model/limits.js';
import { mulDiv } from '../model/money.js';
import { GLOBAL_LIMITS } from '../controls/registry.js';

/** How much is left of a limit in a window of the day, by the model's names, in hundredths of a percent. */
export type Factors = Readonly<Record<string, number>>;

const SCALED: ReadonlySet<string> = new Set(['money', 'quantity', 'count', 'bps', 'hundredths']);
/** A name that is written as a number, and no figure. */
const NAMES: ReadonlySet<string> = new Set(['self_trade_group']);
/** Limits that a window may scale. */
export const SCALABLE = GLOBAL_LIMITS.filter(({ name, unit }) => SCALED.has(unit) && !NAMES.has(name));

const made = new WeakMap<RiskLimits, Map<string, RiskLimits>>();

/** The limits in a window, rounded down. One object for equal factors, for what follows from it is kept beside it. */
export function scaledBy(limits: RiskLimits, factors: Factors): RiskLimits {
  let all = made.get(limits);
  if (!all) made.set(limits, (all = new Map<string, RiskLimits>()));
  const key = JSON.stringify(factors);
  let found = all.get(key);
  if (!found) {
    const values = limits as unknown as Record<string, number | string | boolean | null>;
    const changed = Object.entries(factors).flatMap(([name, bps]): [string, number][] => {
      const value = values[name];
      return typeof value === 'number' ? [[name, mulDiv(value, bps, 10_000)]] : [];
    });
    found = { ...limits, ...Object.fromEntries(changed) };
    if (all.size >= KEPT_MAX) all.clear();
    all.set(key, found);
  }
  return found;
}

const KEPT_MAX = 1000;
