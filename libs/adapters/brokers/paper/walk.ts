import type { Money } from '#core/model/money.js';
import type { BrokerQuote } from '#core/ports/broker.js';

/** Mid prices in dollars that the 25 seeded symbols start at; one that is added later starts at OTHERS_START. */
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
};
const OTHERS_START = 100;
const CENT = 10_000;

export function startQuote(symbol: string): BrokerQuote {
  const mid = (START_PRICES[symbol] ?? OTHERS_START) * 1_000_000;
  return { symbol, bid: (mid - CENT) as Money, ask: (mid + CENT) as Money, frozen: false, revision: 1 };
}

/** A number in [0, 1) that depends on nothing but its seeds (murmur3's finalizer): step n of a symbol is the same in every run. */
function chance(seed: number, step: number, symbol: string): number {
  let h = (seed ^ Math.imul(step, 0x9e3779b1)) | 0;
  for (let i = 0; i < symbol.length; i += 1) h = Math.imul(h ^ symbol.charCodeAt(i), 0x85ebca6b) ^ (h >>> 13);
  h = Math.imul(h ^ (h >>> 16), 0xc2b2ae35);
  return ((h ^ (h >>> 16)) >>> 0) / 2 ** 32;
}

/** The next quote of the random walk: up to a basis point either way, in whole cents at least, never below a cent, spread of two cents. */
export function walk(quote: BrokerQuote, seed: number, step: number): BrokerQuote {
  const mid = (quote.bid + quote.ask) / 2;
  const reach = Math.max(Math.round(mid / 10_000 / CENT), 1);
  const cents = Math.round((chance(seed, step, quote.symbol) * 2 - 1) * reach);
  const bid = Math.max(Math.floor(mid / CENT - 1) * CENT + cents * CENT, CENT);
  return { ...quote, bid: bid as Money, ask: (bid + 2 * CENT) as Money };
}
