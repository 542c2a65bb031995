import type { Money } from '../model/money.js';
import type { BeginDay, CloseDay, MarkQuotes, Stamp, TickMonitor } from './command.js';
import { knownUs, contractOf } from './contracts.js';
import { driftIn } from './drift.js';
import { heldSymbols } from './mark-held.js';
import { canMark, Moved } from './exact-bounds.js';
import type { DayClosed, DayStarted, GateEvent, MarkedQuote } from './event.js';
import { type Outcome, UNSTAMPED } from './outcome.js';
import type { AccountState, GateState } from './state.js';
import { dayOf, equityOf, QUOTE_FRESH_US } from './valuation.js';

/**
 * A quote that is older than the one that is known is passed over, while that one can be traded by. One that cannot is replaced by whatever comes: another
 * broker numbers its quotes in another way. One that is too wide is told as such: it is shown and traded against, and is no mark.
 */
export function decideMark(state: GateState, { day, quotes }: MarkQuotes, atMs: number): Outcome<'mark'> {
  const most = state.config?.limits.mark_max_spread_bps ?? null;
  const newer = quotes.filter(({ symbol, revision }) => {
    const known = state.quotes.get(symbol);
    return known === undefined || revision >= known.revision || atMs * 1000 - known.at_us > QUOTE_FRESH_US;
  });
  const moved = new Moved();
  const events: GateEvent[] = [
    ...startDay(state, day),
    { type: 'MARKED', ...UNSTAMPED, quotes: newer.map((quote) => judged(state, quote, most, newer.length, moved)) },
  ];
  return { answer: { kind: 'mark', accounts: state.accounts.size }, events };
}

/** A stub quote (a cent against a hundred thousand dollars) has a middle, and nobody would trade there. Nor is that a price at which a position cannot be reckoned with. */
function judged(
  state: GateState,
  { wide: _, ...quote }: MarkedQuote,
  most: number | null,
  batch: number,
  moved: Moved,
): MarkedQuote {
  const { bid, ask } = quote;
  const isWide = most !== null && bid > 0 && BigInt(ask - bid) * 20_000n > BigInt(most) * BigInt(ask + bid);
  return isWide || !canMark(state, quote, batch, moved) ? { ...quote, wide: true } : quote;
}

/** Up to which day all of so many accounts have begun, as it was found last: asked with every mark. Days only go forwards, and accounts stay. */
const begun = new WeakMap<GateState, { day: string; accounts: number }>();

/** Accounts that begin or end their day in one step: a few milliseconds, where each holds much. */
export const DAY_PART = 40;

export function decideBeginDay(state: GateState, { day, most }: BeginDay): Outcome<'begin_day'> {
  const events = startDay(state, day, most);
  return { answer: { kind: 'begin_day', begun: events.length }, events };
}

/** Accounts whose day is over, `most` of them, begin the next one, at the equity that they have. Days only go forwards. */
function startDay(state: GateState, day: string, most = Infinity): DayStarted[] {
  const found = begun.get(state);
  if (found && found.accounts === state.accounts.size && day <= found.day) return [];
  const due = first(most, state.accounts.values(), (a) => a.day < day);
  if (due.length === 0) begun.set(state, { day, accounts: state.accounts.size });
  return due.map((a) => dayStarted(state, a, day));
}

function first<T>(most: number, all: Iterable<T>, isDue: (one: T) => boolean): T[] {
  const due: T[] = [];
  for (const one of all) {
    if (due.length >= most) break;
    if (isDue(one)) due.push(one);
  }
  return due;
}

export function dayStarted(state: GateState, account: AccountState, day: string): DayStarted {
  const equity = equityOf(account);
  const zero = 0 as Money;
  const fresh = { date: day, day_start_equity: equity, cash_moved: zero, realized_pnl: zero, unrealized_pnl: zero };
  const record = { ...dayOf(state, account), ...fresh, total_pnl: zero, fees: zero, peak_equity: equity };
  return { type: 'DAY_STARTED', ...UNSTAMPED, day: record };
}

/** Each account's record of that day, or of one before it, becomes final; what follows counts to the next trading day. Twice is once. */
export function decideClose(state: GateState, { day, next_day: nextDay, most = Infinity }: CloseDay): Outcome<'close_day'> {
  const due = first(most, state.accounts.values(), (a) => a.day <= day);
  const events = due.flatMap((a): GateEvent[] => {
    const closed: DayClosed = { type: 'DAY_CLOSED', ...UNSTAMPED, day: dayOf(state, a) };
    return [closed, dayStarted(state, a, nextDay)];
  });
  return { answer: { kind: 'close_day', closed: due.length }, events };
}

/**
 * The monitor's look: every position is valued anew and compared with the sums that fills and marks keep. `known_us` is the time as of which profit
 * and loss is known: now, or that of the oldest quote of a held symbol; with nothing held, of the last mark. So a dead monitor and a dead feed each
 * refuse orders within 15 s.
 */
export function decideTick(state: GateState, { day, holder, looked }: TickMonitor, { at_us }: Stamp): Outcome<'tick'> {
  const drift = looked === true ? 0 : driftIn(state);
  const symbols = heldSymbols(state);
  let known = at_us;
  const stale = new Set<string>();
  for (const symbol of symbols) {
    const markedUs = state.quotes.get(symbol)?.mark_us ?? 0;
    known = Math.min(known, markedUs);
    if (at_us - markedUs > QUOTE_FRESH_US) stale.add(symbol);
    const contract = contractOf(state, symbol);
    if (contract === null) continue;
    known = Math.min(known, knownUs(contract));
    if (at_us - knownUs(contract) > QUOTE_FRESH_US) stale.add(contract.pairs[0] ?? symbol);
  }
  if (symbols.length === 0) known = Math.min(at_us, state.marked_us);
  const stale_symbols = [...stale].sort();
  const told = { kind: 'tick' as const, accounts: state.accounts.size, drift, stale_symbols };
  return {
    answer: { ...told, quote_age_ms: Math.floor((at_us - known) / 1000) },
    events: [...startDay(state, day), { type: 'TICKED', ...UNSTAMPED, known_us: known, holder, stale_symbols, drift }],
  };
}
