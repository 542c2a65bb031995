import type { Money } from '../model/money.js';

/** Quotes that are set by hand at the paper exchange. */
export abstract class PaperQuotes {
  /** The quote's revision, which the exchange tells with it once it has taken it; null for a symbol that it does not have. */
  abstract setQuote(symbol: string, bid: Money, ask: Money, frozen: boolean): Promise<number | null>;
}
