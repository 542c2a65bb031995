/** What a configuration asks of orders beside what every order meets: found once for each configuration, so that what nobody asks for costs nothing. */
import { ownRateOf } from '../controls/margin.js';
import { TALLIED } from '../controls/tiers.js';
import type { RiskConfig } from '../model/limits.js';

export interface Asks {
  /** Anything of what follows. */
  any: boolean;
  /** What users may do, and symbols that alone may be traded. */
  users: boolean;
  allowed: boolean;
  /** Own orders that would trade with each other. */
  selfTrade: boolean;
  /** Messages, fills, orders of the day and their sizes, by scope (gate/tallies.ts). */
  tallies: boolean;
  /** The last trade and the mean of a price, by symbol. */
  lastTrade: boolean;
  means: boolean;
  /** The price test of short sales and locates. */
  shortTest: boolean;
  locates: boolean;
  firmLocates: boolean;
  /** What the broker gives, and the least equity. */
  brokerSent: boolean;
  broker: boolean;
  minEquity: boolean;
  /** Margin rates of instruments, their own or by their class. */
  margins: boolean;
  /** Accounts that are to be flat when the exchange closes: the monitor's look asks it, no order. */
  flatByClose: boolean;
}

const known = new WeakMap<RiskConfig, Asks>();
let last: { config: RiskConfig; asks: Asks } | null = null;

export function asksOf(config: RiskConfig): Asks {
  if (last?.config === config) return last.asks;
  let asks = known.get(config);
  if (!asks) known.set(config, (asks = asked(config)));
  last = { config, asks };
  return asks;
}

type Value = number | string | null | undefined;

function asked(config: RiskConfig): Asks {
  const atPlaces = [...Object.values(config.scoped), ...Object.values(config.broker_defaults ?? {})];
  const places = [config.limits as unknown as Record<string, Value>, ...atPlaces];
  const isOn = (names: readonly string[]) => places.some((values) => names.some((name) => (values[name] ?? null) !== null));
  const isNot = (name: string, word: string) => places.some((values) => (values[name] ?? word) !== word);
  const asks = {
    users: Object.keys(config.users).length > 0,
    allowed: Object.keys(config.allowed).length > 0,
    selfTrade: isNot('self_trade', 'off'),
    tallies: isOn(TALLIED),
    lastTrade: isOn(['last_trade_collar_bps']),
    means: isOn(['mean_collar_bps']),
    shortTest:
      isNot('short_price_test', 'off') ||
      Object.values(config.instruments).some((one) => (one.short_restricted_until ?? null) !== null),
    locates: isNot('short_locate', 'not_required'),
    firmLocates: places.some((values) => values['short_locate'] === 'of_firm'),
    brokerSent: isOn(['broker_messages_per_minute']),
    broker: isOn(['broker_credit_line', 'broker_messages_per_minute']),
    minEquity: isOn(['min_equity']),
    margins: Object.values(config.instruments).some(
      (one) => ownRateOf(one) !== null || (one.maintenance_margin_bps ?? null) !== null,
    ),
  };
  return { ...asks, any: Object.values(asks).includes(true), flatByClose: isOn(['flatten_by_close_minutes']) };
}
