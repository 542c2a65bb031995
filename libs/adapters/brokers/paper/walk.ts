import type { Money } from '#core/model/money.js';
import type { BrokerQuote } from '#core/ports/broker.js';

/** Mid prices that the 25 seeded symbols, and some pairs of currencies, start at; any other that is added later starts at OTHERS_START. */
export const START_PRICES: Record<string, number> = {
  AAPL: 175,
  MSFT: 410,
  GOOGL: 165,
  AMZN: 180,
  NVDA: 120,
  META: 500,
  TSLA: 250,
  SPY: 450,
  QQQ: 440,
  IWM: 200,
  JPM: 195,
  BAC: 38,
  V: 275,
  UNH: 490,
  JNJ: 155,
  PG: 160,
  KO: 62,
  WMT: 65,
  HD: 345,
  XOM: 115,
  DIS: 100,
  NFLX: 620,
  CRM: 270,
  AMD: 160,
  INTC: 32,
  EURUSD: 1.08,
  GBPUSD: 1.27,
  AUDUSD: 0.66,
  USDJPY: 150,
  USDCHF: 0.88,
  USDCAD: 1.37,
};
const OTHERS_START = 100;
const CENT = 10_000;
const PAIR = /^(?:(?:EUR|GBP|AUD)USD|USD(?:CHF|CAD))$/;
/** A pair near 1 moves by hundredths of a cent, all else by cents. */
const tickOf = (symbol: string): number => (PAIR.test(symbol) ? 100 : CENT);

export function startQuote(symbol: string): BrokerQuote {
  const mid = Math.round((START_PRICES[symbol] ?? OTHERS_START) * 1_000_000);
  const tick = tickOf(symbol);
  return { symbol, bid: (mid - tick) as Money, ask: (mid + tick) as Money, frozen: false, revision: 1 };
}

/** A number in [0, 1) that depends on nothing but its seeds (murmur3's finalizer): step n of a symbol is the same in every run. */
function chance(seed: number, step: number, symbol: string): number {
  let h = (seed ^ Math.imul(step, 0x9e3779b1)) | 0;
  for (let i = 0; i < symbol.length; i += 1) h = Math.imul(h ^ symbol.charCodeAt(i), 0x85ebca6b) ^ (h >>> 13);
  h = Math.imul(h ^ (h >>> 16), 0xc2b2ae35);
  return ((h ^ (h >>> 16)) >>> 0) / 2 ** 32;
}

/** The next quote of the random walk: up to a basis point either way, in whole cents (of a pair: ticks) at least, never below one, spread of two. */
export function walk(quote: BrokerQuote, seed: number, step: number): BrokerQuote {
  const mid = (quote.bid + quote.ask) / 2;
  const tick = tickOf(quote.symbol);
  const reach = Math.max(Math.round(mid / 10_000 / tick), 1);
  const ticks = Math.round((chance(seed, step, quote.symbol) * 2 - 1) * reach);
  const bid = Math.max(Math.floor(mid / tick - 1) * tick + ticks * tick, tick);
  return { ...quote, bid: bid as Money, ask: (bid + 2 * tick) as Money };
}
