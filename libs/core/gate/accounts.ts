/** What people do to accounts: lock and arm, move cash, split. */
import {
  AmountError,
  type Contract,
  inDollars,
  type Money,
  mulDiv,
  PRICE_MAX,
  proportion,
  type Quantity,
  tooLarge,
} from '../model/money.js';
import { parseScope } from '../model/scope.js';
import type { ArmScope, LockScope, MoveCash, SplitSymbol } from './command.js';
import type { GateEvent, PositionRecord, ScopeArmed, ScopeLocked, SliceRecord, SplitApplied } from './event.js';
import { contractOf, heldValue } from './contracts.js';
import { checkPosition, checkWorth } from './exact-bounds.js';
import { shiftPosition, shiftStart } from './figures.js';
import { countCash } from './leaves.js';
import { type Outcome, unavailable, UNSTAMPED } from './outcome.js';
import { sharesKept } from './slice-shares.js';
import type { AccountState, GateState } from './state.js';
import { equityOf } from './valuation.js';
import { keepMaintenance } from './maintenance.js';

export interface Lock {
  readonly scope: string;
  readonly reason: string;
  readonly actor: string;
  readonly at_ms: number;
}

const LOCKS_MAX = 100_000;

/** What is locked already stays locked as it was. */
export function decideLock(state: GateState, { scope, actor, reason }: LockScope): Outcome<'lock'> {
  const unknown = unknownIn(state, scope);
  if (unknown !== null) return { answer: { kind: 'unknown_scope', message: unknown }, events: [] };
  if (state.locks.has(scope)) return { answer: { kind: 'lock', changed: false }, events: [] };
  if (state.locks.size >= LOCKS_MAX)
    return { answer: unavailable('OVERLOADED', `${LOCKS_MAX} scopes are locked already`), events: [] };
  return { answer: { kind: 'lock', changed: true }, events: [{ type: 'SCOPE_LOCKED', ...UNSTAMPED, scope, actor, reason }] };
}

export function decideArm(state: GateState, { scope, actor, reason }: ArmScope): Outcome<'arm'> {
  const unknown = unknownIn(state, scope);
  if (unknown !== null) return { answer: { kind: 'unknown_scope', message: unknown }, events: [] };
  const events: GateEvent[] = state.locks.has(scope) ? [{ type: 'SCOPE_ARMED', ...UNSTAMPED, scope, actor, reason }] : [];
  return { answer: { kind: 'arm', changed: events.length > 0 }, events };
}

function unknownIn({ accounts }: GateState, scope: string): string | null {
  const { kind, whose = '' } = parseScope(scope) ?? {};
  return kind === 'account' && !accounts.has(whose) ? `${whose} is not an account` : null;
}

export function scopeLocked({ locks }: GateState, { scope, actor, reason, at_ms }: ScopeLocked): void {
  locks.set(scope, { scope, actor, reason, at_ms });
}

export function scopeArmed({ locks }: GateState, { scope }: ScopeArmed): void {
  locks.delete(scope);
}

/** A deposit, a withdrawal, a dividend, interest or a fee of the account: moves cash, and is no profit. */
export function decideCash(state: GateState, { account, amount, actor, reason, what }: MoveCash): Outcome<'move_cash'> {
  const known = state.accounts.get(account);
  if (!known) return { answer: unavailable('STATE_UNAVAILABLE', `${account} is not an account`), events: [] };
  if (tooLarge(known.cash + amount) || tooLarge(known.moved + amount))
    return { answer: unavailable('AMOUNT_OUT_OF_RANGE', 'the cash would be outside what can be reckoned with'), events: [] };
  const left = equityOf(known) + amount;
  if (what === 'WITHDRAWAL' && left < known.maintenance) {
    const message = `it would leave an equity of ${inDollars(left as Money)}, below the maintenance margin of ${inDollars(known.maintenance)}`;
    return { answer: { kind: 'refused', message }, events: [] };
  }
  const kind = what === undefined ? {} : { what };
  return {
    answer: { kind: 'move_cash' },
    events: [{ type: 'CASH_MOVED', ...UNSTAMPED, account, amount, actor, reason, ...kind }],
  };
}

// ---- splits ----

/** `numerator` new units for `denominator` old ones. Only while nothing is open in the symbol: what is open has quantities and prices of before. */
export function decideSplit(state: GateState, { symbol, numerator, denominator, actor, reason }: SplitSymbol): Outcome<'split'> {
  if (!state.config?.symbols[symbol])
    return { answer: { kind: 'refused', message: `${symbol} is not a symbol that may be traded` }, events: [] };
  let open = 0;
  for (const { order } of state.orders.values()) if (order.symbol === symbol) open += 1;
  if (open > 0)
    return { answer: { kind: 'refused', message: `${open} orders in ${symbol} are open; cancel them first` }, events: [] };
  const quote = state.quotes.get(symbol);
  const highest = Math.max(quote?.bid ?? 0, quote?.ask ?? 0, quote?.mark ?? 0, quote?.last_trade ?? 0);
  if (highest * (denominator / numerator) > PRICE_MAX)
    return { answer: { kind: 'refused', message: 'a price would be outside what can be reckoned with' }, events: [] };
  const mark = splitPrice(quote?.mark ?? (0 as Money), numerator, denominator);
  try {
    const worth = { mark, contract: contractOf(state, symbol) };
    const positions = [...state.accounts.values()].flatMap((account) => splitOf(account, symbol, numerator, denominator, worth));
    const against = [...state.accounts.values()].flatMap((account) => againstOf(account, symbol, numerator, denominator));
    const event: SplitApplied = { type: 'SPLIT_APPLIED', ...UNSTAMPED, symbol, numerator, denominator, positions, actor, reason };
    if (against.length > 0) event.slices = against;
    return { answer: { kind: 'split', accounts: positions.length }, events: [event] };
  } catch (error) {
    if (!(error instanceof AmountError)) throw error;
    return { answer: { kind: 'refused', message: 'a position would be outside what can be reckoned with' }, events: [] };
  }
}

/** Towards zero: a hundred-millionth of a unit at most is lost. Throws AmountError when what the account or a strategy in it holds could not be reckoned with afterwards. */
function splitOf(
  account: AccountState,
  symbol: string,
  numerator: number,
  denominator: number,
  { mark, contract }: { mark: Money; contract: Contract | null },
): PositionRecord[] {
  for (const slice of account.slices.values())
    if (slice.symbol === symbol) checkWorth(proportion(slice.quantity, numerator, denominator), mark, contract);
  const p = account.positions.get(symbol);
  if (!p || p.quantity === 0) return [];
  const quantity = proportion(p.quantity, numerator, denominator);
  checkPosition(account, p, quantity, mark, contract);
  return [{ account: account.account, symbol, quantity, cost: p.cost, realized_pnl: p.realized }];
}

/** What strategies hold against each other where their account holds nothing. Throws AmountError. */
function againstOf(account: AccountState, symbol: string, numerator: number, denominator: number): SliceRecord[] {
  if ((account.positions.get(symbol)?.quantity ?? 0) !== 0) return [];
  return [...account.slices.values()]
    .filter((slice) => slice.symbol === symbol && slice.quantity !== 0)
    .map(({ strategy, quantity }) => ({
      ...{ account: account.account, strategy, symbol },
      quantity: proportion(quantity, numerator, denominator),
    }));
}

const splitPrice = (price: Money, numerator: number, denominator: number): Money =>
  mulDiv(price, denominator, numerator, 'nearest') as Money;

/**
 * Quantities grow and prices fall by the same, costs stay. What rounding moves of a value is no profit. The broker's next quote is one after the split.
 */
export function splitApplied(state: GateState, { symbol, numerator, denominator, positions, slices = [] }: SplitApplied): void {
  const quote = state.quotes.get(symbol);
  if (quote)
    for (const name of ['bid', 'ask', 'mark', 'last_trade'] as const)
      quote[name] = splitPrice(quote[name], numerator, denominator);
  for (const { account: id, quantity } of positions) {
    const account = state.accounts.get(id);
    const p = account?.positions.get(symbol);
    if (!account || !p) continue;
    const before = p.value;
    countCash(state, account, -1);
    shiftPosition(p, quantity, heldValue(state, symbol, quantity) ?? before);
    keepMaintenance(state, account, p);
    if (state.counting) shiftStart(p, p.value - before);
    account.moved = (account.moved + p.value - before) as Money;
    countCash(state, account, 1);
    for (const slice of account.slices.values()) {
      if (slice.symbol !== symbol || slice.quantity === 0) continue;
      const worth = slice.value;
      const units: Quantity = proportion(slice.quantity, numerator, denominator);
      shiftPosition(slice, units, heldValue(state, symbol, units) ?? worth);
      if (state.counting) shiftStart(slice, slice.value - worth);
    }
  }
  for (const one of slices) {
    const account = state.accounts.get(one.account);
    if (account) sharesKept(state, account, [one], { split: true });
  }
  for (const key of state.prices.keys()) if (key.startsWith(`${symbol} `)) state.prices.delete(key);
}
