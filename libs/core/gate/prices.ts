/** The highest and lowest prices of symbols whose moves are limited, by symbol and length of the window. Twice the middle, so that no half is lost. */
import { tiersOf } from '../controls/tiers.js';
import type { Marked } from './event.js';
import { Extremes } from './extremes.js';
import type { GateState } from './state.js';
import { isPrice } from './valuation.js';

export const priceKey = (symbol: string, seconds: number): string => `${symbol} ${seconds}`;

export function notePrices(state: GateState, { quotes, at_ms }: Marked): void {
  const tiers = state.config && tiersOf(state.config);
  if (!tiers?.volatile || !state.watching) return;
  for (const { symbol, bid, ask } of quotes.filter(isPrice)) {
    for (const { limits } of tiers.volatilityOf(symbol))
      pricesIn(state, symbol, limits.volatility_window_seconds).add(bid + ask, at_ms);
  }
}

function pricesIn({ prices }: GateState, symbol: string, seconds: number): Extremes {
  const key = priceKey(symbol, seconds);
  let found = prices.get(key);
  if (!found) {
    found = new Extremes(seconds);
    prices.set(key, found);
  }
  return found;
}

/** What nobody asks for any more goes. */
export function keepPrices(state: GateState): void {
  const tiers = state.config && tiersOf(state.config);
  if (!tiers || state.prices.size === 0) return;
  for (const key of state.prices.keys()) {
    const [symbol = '', seconds = ''] = key.split(' ');
    const wanted = tiers.volatilityOf(symbol).some(({ limits }) => limits.volatility_window_seconds === Number(seconds));
    if (!wanted) state.prices.delete(key);
  }
}
