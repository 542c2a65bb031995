/** What becomes of contracts (contracts.ts) when the configuration or a rate is another one. */
import type { RiskConfig } from '../model/limits.js';
import { AmountError, type Money } from '../model/money.js';
import type { Instrument } from '../model/reference.js';
import { contractOf, isRated, pairsOf, rateOf, type Terms, termsOf } from './contracts.js';
import { checkPosition, checkWorth } from './exact-bounds.js';
import { shiftPosition, shiftStart } from './figures.js';
import { countCash } from './leaves.js';
import { keepMaintenance } from './maintenance.js';
import type { GateState, QuoteState, SymbolContract } from './state.js';
import { valueAt } from './valuation.js';

const isOther = (is: Terms | null, will: Terms | null): boolean =>
  is?.multiplier !== will?.multiplier || is?.currency !== will?.currency;

/** Whether a unit is worth something else by what is known of an instrument. */
export function isAnotherContract(before: Instrument | undefined, after: Instrument): boolean {
  return isOther(before ? termsOf(before) : null, termsOf(after));
}

/** Symbols whose contract is another one by a configuration than it is now. */
function changedBy({ contracts }: GateState, next: RiskConfig): Set<string> {
  const changed = new Set<string>();
  for (const symbol of new Set([...contracts.keys(), ...Object.keys(next.instruments)])) {
    const instrument = next.instruments[symbol];
    if (isOther(contracts.get(symbol) ?? null, instrument ? termsOf(instrument) : null)) changed.add(symbol);
  }
  return changed;
}

/** By the configuration in force; what is held stays as it is valued. After a snapshot was read. */
export function keepContracts(state: GateState): void {
  state.contracts.clear();
  state.pairs.clear();
  for (const [symbol, instrument] of Object.entries(state.config?.instruments ?? {})) {
    const terms = termsOf(instrument);
    if (!terms) continue;
    const pairs = pairsOf(terms);
    const contract: SymbolContract = { ...terms, symbol, pairs, ...rateOf(state.quotes, pairs) };
    state.contracts.set(symbol, contract);
    for (const pair of pairs) state.pairs.set(pair, [...(state.pairs.get(pair) ?? []), contract]);
  }
}

/** A pair was marked: what is held in its currency is worth something else. Gives the quotes of what must be valued anew. */
export function ratesMoved(state: GateState, pair: string): QuoteState[] {
  const moved: QuoteState[] = [];
  for (const contract of state.pairs.get(pair) ?? []) {
    const before = contract.rate;
    Object.assign(contract, rateOf(state.quotes, contract.pairs));
    const quote = contract.rate === before ? undefined : state.quotes.get(contract.symbol);
    if (quote) moved.push(quote);
  }
  return moved;
}

/**
 * Another configuration is in force. What is held under another contract is worth something else, which is no profit. The API lets nobody do that while something
 * is held or open.
 */
export function contractsActivated(state: GateState, before: RiskConfig | null): void {
  const { config } = state;
  state.faults.delete('instruments');
  if (!config || before?.instruments === config.instruments) return;
  const changed = changedBy(state, config);
  if (changed.size === 0) return;
  keepContracts(state);
  for (const symbol of changed) revalueHeld(state, symbol);
}

function revalueHeld(state: GateState, symbol: string): void {
  const [quote, contract] = [state.quotes.get(symbol), contractOf(state, symbol)];
  if (!quote || quote.mark === 0 || !isRated(contract)) return;
  for (const [account, p] of quote.holders) {
    const value = p.value;
    countCash(state, account, -1);
    shiftPosition(p, p.quantity, valueAt(p.quantity, quote.mark, contract));
    keepMaintenance(state, account, p);
    account.moved = (account.moved + p.value - value) as Money;
    countCash(state, account, 1);
    if (state.counting) shiftStart(p, p.value - value);
  }
  for (const slice of quote.slices) {
    const value = slice.value;
    shiftPosition(slice, slice.quantity, valueAt(slice.quantity, quote.mark, contract));
    if (state.counting) shiftStart(slice, slice.value - value);
  }
}

/** Whether it changes what units are worth. */
export const changesContracts = (state: GateState, next: RiskConfig): boolean => changedBy(state, next).size > 0;

/** The first symbol of which what is held could not be reckoned with under another configuration; null where all can. */
export function beyondReach(state: GateState, next: RiskConfig): string | null {
  for (const symbol of changedBy(state, next)) {
    const quote = state.quotes.get(symbol);
    const instrument = next.instruments[symbol];
    const terms = instrument ? termsOf(instrument) : null;
    if (!quote || quote.mark === 0) continue;
    const contract = terms && { multiplier: terms.multiplier, rate: rateOf(state.quotes, pairsOf(terms)).rate };
    try {
      for (const [account, p] of quote.holders) checkPosition(account, p, p.quantity, quote.mark, contract);
      for (const slice of quote.slices) checkWorth(slice.quantity, quote.mark, contract);
    } catch (error) {
      if (error instanceof AmountError) return symbol;
      throw error;
    }
  }
  return null;
}
