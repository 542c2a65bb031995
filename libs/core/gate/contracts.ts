/**
 * Instruments whose units are worth more or less than their price in dollars: by a multiplier, or by their currency. The rate of a currency is the middle of the
 * quote of its pair, EURUSD, or of USDEUR turned round where only that was ever quoted. Follows from configuration and quotes, so it is in no snapshot
 * (contract-changes.ts keeps it); while there is no such instrument nothing of it runs.
 */
import { FX_RATE_AGE_MAX_SECONDS } from '../controls/reference-data.js';
import { AmountError, type Contract, type Money, mulDiv, MULTIPLIER_ONE, type Quantity, RATE_ONE } from '../model/money.js';
import type { Instrument } from '../model/reference.js';
import type { ContractMet } from '../model/reserved-state.js';
import type { GateState, SymbolContract } from './state.js';
import { QUOTE_FRESH_US, valueAt } from './valuation.js';

const DOLLAR = 'USD';
/** A rate may be older than a mark by this: it refuses orders after 60 s (rule FX_RATE), a mark after 15 s. */
const RATE_SPARE_US = FX_RATE_AGE_MAX_SECONDS * 1_000_000 - QUOTE_FRESH_US;

/** Null for a plain instrument: one, in dollars. */
export function contractOf({ contracts }: GateState, symbol: string): SymbolContract | null {
  return contracts.size === 0 ? null : (contracts.get(symbol) ?? null);
}

/** Whether a price says what a unit is worth: its currency has a rate. */
export const isRated = (contract: Contract | null): boolean => contract === null || contract.rate > 0;

/** As it stands, for an event. Throws AmountError while no rate was ever known. */
export function contractNow(state: GateState, symbol: string): Contract | undefined {
  const contract = contractOf(state, symbol);
  if (!contract) return undefined;
  if (contract.rate === 0)
    throw new AmountError(`in ${contract.currency} has no rate: ${contract.pairs.join(' or ')} was never quoted`);
  return heldAt(contract);
}

/** As it is kept with what is held at it. */
export const heldAt = ({ multiplier, rate }: Contract): Contract => ({ multiplier, rate });

/** What an order meets of it; not rated: only the currency. */
export function meetContract({ multiplier, currency, rate, rate_us }: SymbolContract, atUs: number): ContractMet {
  if (currency === null) return { multiplier, rate };
  if (rate === 0) return { multiplier, rate: RATE_ONE, currency, unrated: true };
  return { multiplier, rate, currency, age_us: Math.max(atUs - rate_us, 0) };
}

/** As of when a rate counts as known, beside a mark of that time; infinite where there is none. */
export const knownUs = (contract: SymbolContract | null): number =>
  contract === null || contract.currency === null ? Infinity : contract.rate_us + RATE_SPARE_US;

/** Of an instrument, as people set it. Dollars: null. */
export interface Terms {
  multiplier: number;
  currency: string | null;
}

/**
 * Null for a plain instrument. One that an earlier build wrote knows nothing of contracts, and is as it was then: in another currency it is refused until a person
 * sets it again. So the log of that build gives the state that it gave.
 */
export function termsOf({
  currency = null,
  contract_multiplier,
}: Pick<Instrument, 'currency' | 'contract_multiplier'>): Terms | null {
  if (contract_multiplier === undefined) return null;
  const multiplier = contract_multiplier ?? MULTIPLIER_ONE;
  const foreign = currency === null || currency === DOLLAR ? null : currency;
  return foreign === null && multiplier === MULTIPLIER_ONE ? null : { multiplier, currency: foreign };
}

/** Symbols whose quotes give the rate: the first one first. */
export const pairsOf = ({ currency }: Terms): string[] =>
  currency === null ? [] : [`${currency}${DOLLAR}`, `${DOLLAR}${currency}`];

/** The marks of symbols, and since when. */
interface Marks {
  get(symbol: string): { mark: number; mark_us: number } | undefined;
}

/** In integers of 1e-9 dollars, to the nearest, and since when; 0 while neither pair was ever quoted well. No pair: dollars. */
export function rateOf(quotes: Marks, [direct, turned]: readonly string[]): { rate: number; rate_us: number } {
  if (direct === undefined || turned === undefined) return { rate: RATE_ONE, rate_us: 0 };
  const quote = quotes.get(direct);
  if (quote && quote.mark > 0) return { rate: rateAt(quote.mark, false), rate_us: quote.mark_us };
  const other = quotes.get(turned);
  if (other && other.mark > 0) return { rate: rateAt(other.mark, true), rate_us: other.mark_us };
  return { rate: 0, rate_us: 0 };
}

/** At the middle of a pair's quote: dollars for one of the currency, or the currency for one dollar. */
export const rateAt = (mark: number, isTurned: boolean): number =>
  isTurned ? mulDiv(RATE_ONE, MULTIPLIER_ONE, mark, 'nearest') : mark * (RATE_ONE / MULTIPLIER_ONE);

/** Whether the pair is the one that gives a contract's rate. */
export const givesRate = ({ quotes }: GateState, { pairs }: SymbolContract, pair: string): boolean =>
  pairs[0] === pair || (quotes.get(pairs[0] ?? '')?.mark ?? 0) === 0;

/** Symbols whose holders a mark of that symbol concerns: its own, and those in its currency. */
export function markedBy({ pairs }: GateState, symbol: string): readonly string[] {
  const priced = pairs.size === 0 ? undefined : pairs.get(symbol);
  return priced === undefined ? [symbol] : [symbol, ...priced.map((one) => one.symbol)];
}

/** Signed value of what is held, at the mark of its symbol; null while there is no mark, or no rate. */
export function heldValue(state: GateState, symbol: string, quantity: Quantity): Money | null {
  const mark = state.quotes.get(symbol)?.mark ?? 0;
  const contract = contractOf(state, symbol);
  return mark > 0 && isRated(contract) ? valueAt(quantity, mark as Money, contract) : null;
}
