/** The mean of the market's middle over some minutes, by symbol and length of the window: one price of each second in which the symbol was marked. */
import { asksOf } from '../config/asks.js';
import { tiersOf } from '../controls/tiers.js';
import type { RiskConfig } from '../model/limits.js';
import type { ReservedState } from '../model/reserved-state.js';
import { type BucketPart, Buckets } from './buckets.js';
import type { Marked } from './event.js';
import { NotJudged } from './not-judged.js';
import type { Asked } from './scoped-look.js';
import type { GateState } from './state.js';
import { isPrice } from './valuation.js';

export interface Mean {
  /** Number of prices, and as their sum twice the middles. */
  readonly window: Buckets;
  /** Second of the newest price. */
  second: number;
}

/** As it is kept in a snapshot. */
export interface KeptMean {
  key: string;
  seconds: number;
  second: number;
  parts: BucketPart[];
}

const meanKey = (symbol: string, seconds: number): string => `${symbol} ${seconds}`;
/** With fewer prices than this the previous close stands for the mean. */
const PRICES_MIN = 60;

/** Lengths of the windows that are asked for, for one symbol. */
function windowsOf(config: RiskConfig, symbol: string): number[] {
  const { limits, scoped, instruments } = config;
  const assetClass = instruments[symbol]?.asset_class ?? '';
  const found = new Set<number>();
  if (limits.mean_collar_bps !== null) found.add(limits.mean_collar_window_seconds);
  for (const scope of [`symbol:${symbol}`, `class:${assetClass}`]) {
    const set = scoped[scope];
    if (typeof set?.['mean_collar_bps'] === 'number')
      found.add(Number(set['mean_collar_window_seconds'] ?? limits.mean_collar_window_seconds));
  }
  return [...found];
}

export function noteMeans({ config, means }: GateState, { quotes, at_ms }: Marked): void {
  if (!config) return;
  const second = Math.floor(at_ms / 1000);
  for (const { symbol, bid, ask } of quotes.filter(isPrice)) {
    for (const seconds of windowsOf(config, symbol)) {
      const key = meanKey(symbol, seconds);
      let mean = means.get(key);
      if (!mean) means.set(key, (mean = { window: new Buckets(seconds), second: -1 }));
      if (mean.second === second) continue;
      mean.second = second;
      mean.window.add(at_ms, 1, bid + ask);
    }
  }
}

/** What nobody asks for any more goes. */
export function keepMeans({ config, means }: GateState): void {
  if (!config) return;
  for (const key of means.keys()) {
    const [symbol = '', seconds = ''] = key.split(' ');
    if (!windowsOf(config, symbol).includes(Number(seconds))) means.delete(key);
  }
}

/** The last trade and the mean, where the price of an order is held against them. Throws NotJudged where one is missing. */
export function meetPriced(state: GateState, order: Asked, config: RiskConfig, met: ReservedState): void {
  const asks = asksOf(config);
  const tiers = tiersOf(config);
  const limits = tiers.limitsOf(order.account);
  const { touched, last_trade_seconds: beside } = tiers.pathOf(order);
  if (asks.lastTrade && order.order_type !== 'MARKET' && order.order_type !== 'STOP') {
    const own = limits.last_trade_collar_bps === null ? null : limits.last_trade_max_age_seconds;
    const age = own === null || beside === null ? (own ?? beside) : Math.min(own, beside);
    if (age !== null) met.priced = { ...met.priced, last_trade: lastTrade(state, order, met, age) };
  }
  if (!asks.means) return;
  if (limits.mean_collar_bps !== null)
    met.priced = { ...met.priced, mean: meanOf(state, order, config, met, limits.mean_collar_window_seconds) };
  if (!met.scopes) return;
  // Every scope that the order touches has one, in the same order.
  for (let i = 0; i < touched.length; i += 1) {
    const there = touched[i];
    const one = met.scopes[i];
    if (!there || !one || !there.asks.mean) continue;
    const mean = meanOf(state, order, config, met, there.limits.mean_collar_window_seconds);
    one.priced = { ...met.priced, mean };
  }
}

/** Not older than the youngest age that a limit asks for. */
function lastTrade({ quotes }: GateState, { symbol }: Asked, { at_us }: ReservedState, ageMax: number) {
  const quote = quotes.get(symbol);
  if (quote && quote.last_trade > 0 && at_us - quote.last_trade_us <= ageMax * 1_000_000) return quote.last_trade;
  throw new NotJudged(
    'LAST_TRADE_UNAVAILABLE',
    `no trade of ${symbol} from the last ${ageMax} seconds to hold the price against`,
  );
}

function meanOf(state: GateState, { symbol }: Asked, { instruments }: RiskConfig, { at_us }: ReservedState, seconds: number) {
  const window = state.means.get(meanKey(symbol, seconds))?.window;
  const atMs = Math.floor(at_us / 1000);
  const { count = 0, sum: twice_sum = 0 } = window?.totals(atMs) ?? {};
  if (count >= PRICES_MIN) return { twice_sum, count };
  const close = instruments[symbol]?.previous_close ?? null;
  if (close !== null) return { twice_sum: 2 * close, count: 1 };
  throw new NotJudged(
    'REFERENCE_PRICE_UNAVAILABLE',
    `fewer than ${PRICES_MIN} prices of ${symbol} in ${seconds} seconds, and no previous close to hold the price against`,
  );
}

export const keptMeans = ({ means }: GateState): KeptMean[] =>
  [...means].map(([key, { window, second }]) => ({ key, seconds: window.seconds, second, parts: window.parts() }));

export function restoreMeans({ means }: GateState, kept: readonly KeptMean[]): void {
  for (const { key, seconds, second, parts } of kept) means.set(key, { window: new Buckets(seconds, parts), second });
}
