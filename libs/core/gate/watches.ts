/**
 * What the losses of a scope are measured from: highs of its profit, and its last losing trades. Kept only where a limit of that kind is on; evolve.ts calls
 * before and after each event, watch-trips.ts asks. A figure that an event moves from outside (cash, another day, what the broker had) is no profit: `carried` takes
 * it out, so that highs move by the same amount.
 */
import { type ScopedLimits, tiersOf } from '../controls/tiers.js';
import type { RiskConfig, RiskLimits } from '../model/limits.js';
import { type Money, mulDiv, notional, type Quantity } from '../model/money.js';
import { FIRM, parseScope } from '../model/scope.js';
import { changesContracts } from './contract-changes.js';
import { markedBy } from './contracts.js';
import { askedOf } from './mark-held.js';
import { lossAt } from './scope-loss.js';
import type { ExecutionApplied, GateEvent, SliceRecord } from './event.js';
import { Extremes, type Part } from './extremes.js';
import type { Leaf } from './figures.js';
import { knownSlice } from './leaves.js';
import { type AccountState, type GateState, type PositionState, type SliceState } from './state.js';
import { capitalAt } from './strategy-equity.js';
import { equityOf } from './valuation.js';

/** All in micro-dollars; those of profit without what was carried in or out. */
export interface Watch {
  readonly scope: string;
  /** Profit is the scope's figure (equity, or the day's profit) plus this. */
  carried: number;
  day: string;
  /** As the day began; the highest of the day, of all, and the one that a give-back is measured from. */
  day_start: number;
  day_high: number;
  high: number;
  peak: number;
  last: number;
  window: Extremes | null;
  /** Milliseconds and dollars of each trade that lost, oldest first, since the last one that won. */
  losses: [number, number][];
  /** What positions that are open have moved in cash since they were flat. */
  readonly trips: Map<string, number>;
}

/** As it is kept in a snapshot. */
export type KeptWatch = Omit<Watch, 'window' | 'trips'> & {
  window: { seconds: number; parts: Part[] } | null;
  trips: [string, number][];
};

const LOSSES_MAX = 100;

export const isWatched = (l: RiskLimits): boolean =>
  l.loss_window_limit !== null ||
  l.drawdown_day_bps !== null ||
  l.drawdown_all_time_bps !== null ||
  l.profit_give_back_bps !== null ||
  l.losing_streak !== null;

const accountOf = ({ accounts }: GateState, scope: string): AccountState | undefined =>
  scope.startsWith('account:') ? accounts.get(scope.slice('account:'.length)) : undefined;

/** What a scope has: an account and the firm their equity, any other the day's profit. */
function figureOf(state: GateState, scope: string): number {
  if (scope === FIRM) return state.firm.cash + state.firm.value;
  const account = accountOf(state, scope);
  return account ? equityOf(account) : 0 - lossAt(state, scope);
}

export const profitNow = (state: GateState, watch: Watch): number => figureOf(state, watch.scope) + watch.carried;
/** The highest equity, with what was carried since. */
export const asFigure = ({ carried }: Watch, profit: number): number => profit - carried;

/** As equity: of a strategy its capital is added, which is no profit and moves all highs with it; null while it has none. */
export function equityAt(state: GateState, watch: Watch, profit: number): number | null {
  if (!watch.scope.startsWith('strategy:')) return asFigure(watch, profit);
  const capital = capitalAt(state, watch.scope);
  return capital === null ? null : capital + asFigure(watch, profit);
}

/** The limits by which a watch is asked. */
export function limitsOfWatch(config: RiskConfig, { scope }: Watch): RiskLimits | null {
  const { kind, whose = '' } = parseScope(scope) ?? {};
  const tiers = tiersOf(config);
  return kind === 'account' ? tiers.limitsOf(whose) : (tiers.watching.find(({ origin }) => origin === scope)?.limits ?? null);
}

// ---- which there are ----

/** Watches for what the configuration asks for, and no others. */
export function keepWatches(state: GateState): void {
  const { config, watches } = state;
  if (!config || !state.watching) return;
  const tiers = tiersOf(config);
  const wanted = new Map<string, RiskLimits>();
  for (const { origin, limits } of tiers.watching) wanted.set(origin, limits);
  for (const { account } of state.accounts.values()) {
    const limits = tiers.limitsOf(account);
    if (isWatched(limits)) wanted.set(`account:${account}`, limits);
  }
  for (const scope of watches.keys()) if (!wanted.has(scope)) watches.delete(scope);
  const shares = sharesOnce(state);
  for (const [scope, limits] of wanted) {
    const watch = watches.get(scope) ?? begin(state, scope, shares);
    watches.set(scope, watch);
    keepParts(state, watch, limits);
  }
  for (const account of state.accounts.values()) account.watch = watches.get(`account:${account.account}`) ?? null;
}

function keepParts(state: GateState, watch: Watch, { loss_window_limit, loss_window_seconds, losing_streak }: RiskLimits): void {
  if (loss_window_limit === null) watch.window = null;
  else if (watch.window?.seconds !== loss_window_seconds) {
    watch.window = new Extremes(loss_window_seconds);
    watch.window.add(watch.last, state.last_ms);
  }
  if (losing_streak !== null) return;
  watch.losses = [];
  watch.trips.clear();
}

/** From now on. The day's high of an account is known when no cash has moved since the day began. */
function begin(state: GateState, scope: string, shares: Shares): Watch {
  const account = accountOf(state, scope);
  const now = figureOf(state, scope);
  const profit = 0 - (account ? account.day_start + account.moved - equityOf(account) : lossAt(state, scope));
  const start = now - profit;
  const high = Math.max(now, start, account?.moved === 0 ? account.peak : now);
  const watch: Watch = {
    ...{
      scope,
      carried: 0,
      day: account?.day ?? newestDay(state),
      day_start: start,
      day_high: high,
      high,
      peak: high,
      last: now,
    },
    ...{ window: null, losses: [], trips: new Map<string, number>() },
  };
  beginTrips(state, watch, shares);
  return watch;
}

const newestDay = ({ accounts }: GateState): string =>
  [...accounts.values()].reduce((day, account) => (account.day > day ? account.day : day), '');

function beginTrips(state: GateState, watch: Watch, shares: Shares): void {
  watch.trips.clear();
  for (const [account, leaf] of heldUnder(state, watch.scope, shares))
    if (leaf.quantity !== 0) watch.trips.set(keyOf(account, leaf.symbol), startOf(leaf));
}

/** What is held in an account or by a strategy, with the account. */
function* heldUnder({ accounts }: GateState, scope: string, shares: Shares): Generator<[AccountState, Leaf]> {
  const { who = null, whose = '', what = null, of = '' } = parseScope(scope) ?? {};
  const account = who === 'account' ? accounts.get(whose) : undefined;
  if (account) for (const p of account.positions.values()) if (what === null || of === p.symbol) yield [account, p];
  if (who !== 'strategy') return;
  for (const share of shares().get(whose) ?? []) if (what === null || of === share[1].symbol) yield share;
}

/** What each strategy holds, with the account. Looked for in all accounts once, however many strategies come to be watched. */
type Shares = () => ReadonlyMap<string, [AccountState, SliceState][]>;

function sharesOnce({ accounts }: GateState): Shares {
  let found: ReturnType<Shares> | null = null;
  const all = function* (): Generator<[AccountState, SliceState]> {
    for (const account of accounts.values()) for (const slice of account.slices.values()) yield [account, slice];
  };
  return () => (found ??= Map.groupBy(all(), ([, { strategy }]) => strategy));
}

const keyOf = ({ account }: Pick<AccountState, 'account'>, symbol: string): string => `${account} ${symbol}`;
/** An open position begins at what it cost; a strategy's at what it is worth, for that is all that is known. */
const startOf = (leaf: Leaf | PositionState): number => ('cost' in leaf ? 0 - leaf.cost : 0 - leaf.value);

/** Whether what an account (strategy null) or a strategy holds in a symbol belongs to the scope. */
function isOf(scope: string, account: string, symbol: string, strategy: string | null): boolean {
  const { who = null, whose = '', what = null, of = '' } = parseScope(scope) ?? {};
  if (what !== null && of !== symbol) return false;
  return strategy === null ? who === 'account' && whose === account : who === 'strategy' && whose === strategy;
}

// ---- what events do ----

/** What must be known of the state before an event. */
export type Before = { figures: [Watch, number][] } | { strategy: string | undefined } | null;

/** Null when nothing is watched that the event may move. */
export function watchBefore(state: GateState, event: GateEvent): Before {
  if (state.watches.size === 0) return null;
  switch (event.type) {
    case 'CASH_MOVED':
    case 'ACCOUNT_ADOPTED':
    case 'ACTIVITY_BOOKED':
    case 'ACCOUNT_OPENED':
      return { figures: figuresOf(state, event.account) };
    case 'CONFIG_ACTIVATED':
      if (!changesContracts(state, event.config)) return null;
      return { figures: [...state.watches.values()].map((watch) => [watch, figureOf(state, watch.scope)]) };
    case 'SPLIT_APPLIED':
      return { figures: [...state.watches.values()].map((watch) => [watch, figureOf(state, watch.scope)]) };
    case 'DAY_STARTED':
      return { figures: figuresOf(state, event.day.account) };
    case 'EXECUTION_APPLIED':
      return event.kind === 'FILL' ? { strategy: state.orders.get(event.order_id)?.order.strategy } : null;
    default:
      return null;
  }
}

/** Of everything that an account may be part of. */
function figuresOf(state: GateState, account: string): [Watch, number][] {
  const own = state.accounts.get(account)?.watch;
  const all = [...scopedWatches(state), ...(own ? [own] : [])];
  return all.map((watch) => [watch, figureOf(state, watch.scope)]);
}

/** All but those of accounts. */
export function scopedWatches(state: GateState): Watch[] {
  if (!state.config) return [];
  return tiersOf(state.config).watching.flatMap(({ origin }: ScopedLimits) => state.watches.get(origin) ?? []);
}

export function watchAfter(state: GateState, event: GateEvent, before: Before): void {
  if (!state.watching) return;
  if (event.type === 'CONFIG_ACTIVATED' || event.type === 'ACCOUNT_OPENED') keepWatches(state);
  if (state.watches.size === 0) return;
  if (before && 'figures' in before) {
    for (const [watch, figure] of before.figures) watch.carried += figure - figureOf(state, watch.scope);
    if (event.type === 'DAY_STARTED') for (const [watch] of before.figures) beginDay(state, watch, event.day.date);
    if (event.type === 'ACCOUNT_ADOPTED' || (event.type === 'ACTIVITY_BOOKED' && event.slices !== undefined && !event.split))
      for (const [watch] of before.figures) if (watch.trips.size > 0) beginTrips(state, watch, sharesOnce(state));
    return;
  }
  switch (event.type) {
    case 'EXECUTION_APPLIED':
      if (before && event.kind === 'FILL') filled(state, event, before.strategy);
      return;
    case 'MARKED':
      for (const { symbol } of event.quotes)
        for (const moved of markedBy(state, symbol))
          for (const { watch } of askedOf(state, moved)) if (watch) observe(state, watch);
      for (const watch of scopedWatches(state)) observe(state, watch);
      return;
    case 'BREAKER_RESET': {
      const watch = state.watches.get(event.scope);
      if (watch) rebase(state, watch);
      return;
    }
    default:
  }
}

function beginDay(state: GateState, watch: Watch, day: string): void {
  if (day <= watch.day) return;
  watch.day = day;
  watch.day_start = watch.day_high = watch.peak = profitNow(state, watch);
}

/** The profit that was until now counts to this moment, for nothing has moved it since. */
function observe(state: GateState, watch: Watch): void {
  const profit = profitNow(state, watch);
  if (watch.window) {
    watch.window.add(watch.last, state.last_ms);
    watch.window.add(profit, state.last_ms);
  }
  watch.last = profit;
  watch.day_high = Math.max(watch.day_high, profit);
  watch.high = Math.max(watch.high, profit);
  watch.peak = Math.max(watch.peak, profit);
}

/** A breaker was closed: the drawdown of all time, the window, the give-back and the row of losses begin anew. The day's drawdown stays the day's. */
function rebase(state: GateState, watch: Watch): void {
  const profit = profitNow(state, watch);
  watch.high = watch.peak = watch.last = profit;
  watch.window?.clear();
  watch.window?.add(profit, state.last_ms);
  watch.losses = [];
}

function filled(state: GateState, event: ExecutionApplied, strategy: string | undefined): void {
  const account = state.accounts.get(event.account);
  if (!account) return;
  const { config } = state;
  const note = (watch: Watch, after: number, trade: Trade = event) => {
    if (config && limitsOfWatch(config, watch)?.losing_streak !== null)
      countTrade(state, watch, keyOf(account, event.symbol), trade, after);
  };
  if (account.watch) {
    observe(state, account.watch);
    note(account.watch, event.position.quantity);
  }
  for (const watch of scopedWatches(state)) {
    observe(state, watch);
    if (isOf(watch.scope, event.account, event.symbol, null)) note(watch, event.position.quantity);
    else if (strategy !== undefined && isOf(watch.scope, event.account, event.symbol, strategy))
      note(watch, knownSlice(account, strategy, event.symbol)?.quantity ?? 0);
    else
      for (const one of event.slices ?? [])
        if (isOf(watch.scope, one.account, one.symbol, one.strategy)) note(watch, one.quantity, tradeOf(one, event));
  }
}

type Trade = Pick<ExecutionApplied, 'side' | 'quantity' | 'price' | 'fee' | 'cash_change' | 'contract'>;

/** A strategy's share of a fill that closes for all. */
function tradeOf({ moved = 0 as Quantity, cash = 0 as Money }: SliceRecord, { price, contract }: ExecutionApplied): Trade {
  const quantity = Math.abs(moved) as Quantity;
  const paid = notional(quantity, price, 'nearest', contract);
  const fee = ((moved < 0 ? paid : 0 - paid) - cash) as Money;
  return {
    side: moved < 0 ? 'SELL' : 'BUY',
    quantity,
    price,
    fee,
    cash_change: cash,
    ...(contract === undefined ? {} : { contract }),
  };
}

/** One more fill of a round trip. A fill through zero ends one trip and begins the next, its fee divided between them. */
function countTrade(state: GateState, watch: Watch, key: string, trade: Trade, after: number): void {
  const { side, quantity, price, fee, cash_change, contract } = trade;
  const signed = side === 'BUY' ? quantity : 0 - quantity;
  const before = after - signed;
  const running = watch.trips.get(key) ?? 0;
  const closing = before * signed < 0 ? Math.min(Math.abs(before), quantity) : 0;
  if (closing < Math.abs(before) || before === 0) {
    watch.trips.set(key, running + cash_change);
    return;
  }
  const paid = notional(closing as Quantity, price, 'nearest', contract) as number;
  const ending =
    closing === quantity ? (cash_change as number) : (side === 'BUY' ? 0 - paid : paid) - mulDiv(fee, closing, quantity, 'up');
  if (after === 0) watch.trips.delete(key);
  else watch.trips.set(key, cash_change - ending);
  const result = running + ending;
  if (result > 0) watch.losses = [];
  else if (result < 0) watch.losses = [...watch.losses, [state.last_ms, 0 - result] as [number, number]].slice(-LOSSES_MAX);
}

/** What the last `n` losing trades in a row lost together; null when there are fewer in the window. */
export function streakOf({ losses }: Watch, n: number, windowMs: number, nowMs: number): Money | null {
  const first = losses.at(-n);
  if (!first || first[0] <= nowMs - windowMs) return null;
  return losses.slice(-n).reduce((sum, [, lost]) => sum + lost, 0) as Money;
}

// ---- snapshots ----

export function keptWatch({ window, trips, ...rest }: Watch): KeptWatch {
  return { ...rest, window: window && { seconds: window.seconds, parts: window.parts() }, trips: [...trips] };
}

export function watchOf({ window, trips, ...rest }: KeptWatch): Watch {
  return { ...rest, window: window && new Extremes(window.seconds, window.parts), trips: new Map(trips) };
}
