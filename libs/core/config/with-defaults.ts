import { LIMITS, type NamedLimit } from '../controls/registry.js';
import type { Kept } from '../controls/shown.js';
import type { RiskConfig } from '../model/limits.js';
import { EMPTY_REFERENCE } from '../model/reference.js';

/** Parts of a configuration that earlier builds did not have. */
const EMPTY = { ...EMPTY_REFERENCE, scoped: {} };

type Values = Record<string, Kept>;
const GLOBAL = defaultsOf('global');
const OWN = defaultsOf('symbol');

/**
 * A configuration that was stored, with the declared default for each limit that it lacks because an earlier build wrote it. The same object when it
 * lacks none.
 */
export function withDefaults(config: RiskConfig): RiskConfig {
  const limits = filled(config.limits, GLOBAL);
  let symbols = config.symbols;
  if (OWN.length > 0)
    for (const [symbol, own] of Object.entries(config.symbols)) {
      const all = filled(own, OWN);
      if (all !== own) symbols = { ...symbols, [symbol]: all };
    }
  const whole = Object.keys(EMPTY).every((part) => part in config);
  return whole && limits === config.limits && symbols === config.symbols ? config : { ...EMPTY, ...config, limits, symbols };
}

function filled<Limits extends object>(limits: Limits, defaults: [string, Kept][]): Limits {
  const lacking = defaults.filter(([name]) => (limits as Values)[name] === undefined);
  return lacking.length === 0 ? limits : { ...limits, ...Object.fromEntries(lacking) };
}

function defaultsOf(tier: NamedLimit['tier']): [string, Kept][] {
  return LIMITS.flatMap((limit): [string, Kept][] =>
    limit.tier === tier && limit.default !== undefined ? [[limit.name, limit.default]] : [],
  );
}
