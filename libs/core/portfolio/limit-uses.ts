/** How much is used of every limit that is on: in each account, and at every other scope where limits are set. */
import type { AccountFigures, NumberLimit, ShownUnit, Unit } from '../controls/declare.js';
import { initialMarginOf } from '../controls/margin.js';
import { RATE_LIMITS } from '../controls/order-rate.js';
import { CONTROLS, GLOBAL_LIMITS, LIMITS, type NamedLimit } from '../controls/registry.js';
import { shown, shownUnit } from '../controls/shown.js';
import { ON_CAPITAL, type Tiers, tiersOf } from '../controls/tiers.js';
import { creditUsed } from '../gate/broker-limits.js';
import { newSums, profitOf, type Sums } from '../gate/figures.js';
import { sumsOfLeaf } from '../gate/scoped-look.js';
import { ownSumsOf } from '../gate/own-margin.js';
import type { AccountState, GateState, PositionState } from '../gate/state.js';
import { dayOf, equityOf } from '../gate/valuation.js';
import { equityAt, limitsOfWatch, profitNow, type Watch } from '../gate/watches.js';
import { capitalAt, strategyEquity } from '../gate/strategy-equity.js';
import type { RiskConfig, ScopedValues } from '../model/limits.js';
import { parseScope, type Scope } from '../model/scope.js';

/** Where something is measured. */
export interface UsePlace {
  scope: string;
  /** Whose it is; null: of more than one account. */
  account: string | null;
}

export interface MeasuredLimit {
  /** As alerts, bars and reports name it. */
  limit_name: string;
  words: string;
  unit: ShownUnit;
  /** Told when so many percent are used, beside the general levels of warnings. */
  warns_at_pct?: number;
}

/** `used` and `most` in the limit's shown unit; `symbol` where it is a limit of each symbol. */
export type UseVisitor = (place: UsePlace, limit: MeasuredLimit, symbol: string | null, used: number, most: number) => void;

/** A limit that is measured by the sums of its scope, in its smallest unit. */
type FigureOf = (sums: Sums, equity: number, loss: number, values: ScopedValues) => number;

const netOf = (s: Sums) => Math.max(s.value + s.open_buys, s.open_sells - s.value, 0);
/** No equity is left, and something is held: beyond every limit. */
const BEYOND_ALL = 1e9;
const shareOf = (amount: number, equity: number, whole: number) =>
  equity > 0 ? Math.min((amount / equity) * whole, BEYOND_ALL) : amount > 0 ? BEYOND_ALL : 0;

const FIGURES: Readonly<Record<string, FigureOf>> = {
  daily_loss_limit: (_, __, loss) => Math.max(0, loss),
  max_leverage_hundredths: (s, equity) => shareOf(s.gross, equity, 100),
  max_net_leverage_hundredths: (s, equity) => shareOf(netOf(s), equity, 100),
  max_long_exposure: (s) => s.long,
  max_short_exposure: (s) => s.short,
  max_gross_exposure: (s) => s.gross,
  max_net_exposure: netOf,
  max_sector_exposure: (s) => s.gross,
  max_sector_concentration_bps: (s, equity) => shareOf(s.gross, equity, 10_000),
  max_open_orders: (s) => s.orders,
  max_open_notional: (s) => Math.max(s.open_buys, s.open_sells),
  max_long_quantity: (s) => Math.max(0, s.quantity + s.open_buy_quantity),
  max_short_quantity: (s) => Math.max(0, s.open_sell_quantity - s.quantity),
  max_positions: (s) => s.count,
  max_day_turnover: (s) => s.bought + s.sold + s.open_buys + s.open_sells,
  broker_credit_line: (s, _, __, { broker_credit_mode }) => creditUsed(s, broker_credit_mode),
};
/** Held against each symbol by itself. */
const OF_POSITIONS: Readonly<Record<string, (exposure: number, equity: number) => number>> = {
  max_position_size: (exposure) => exposure,
  max_position: (exposure) => exposure,
  max_portfolio_concentration_bps: (exposure, equity) => shareOf(exposure, equity, 10_000),
  max_concentration_bps: (exposure, equity) => shareOf(exposure, equity, 10_000),
};
/** From a high (watches.ts). */
const OF_WATCHES: Readonly<Record<string, (state: GateState, watch: Watch) => number>> = {
  loss_window_limit: (state, watch) => (watch.window ? watch.window.high(state.last_ms) - profitNow(state, watch) : 0),
  drawdown_day_bps: (state, watch) => drawdownOf(state, watch, watch.day_high),
  drawdown_all_time_bps: (state, watch) => drawdownOf(state, watch, watch.high),
};

/** In hundredths of a percent of the highest equity. */
export function drawdownOf(state: GateState, watch: Watch, highest: number): number {
  const high = equityAt(state, watch, highest);
  return high !== null && high > 0 ? ((highest - profitNow(state, watch)) / high) * 10_000 : 0;
}

/** A limit with what it takes to measure it, looked up once: a firm has a million of them to measure every two seconds. */
interface Measured<Of> {
  name: string;
  about: MeasuredLimit;
  of: Of;
  /** A limit that symbols have of their own. */
  own: boolean;
  /** Dollars of micro-dollars and so on. */
  inUnit: (used: number) => number;
  shown: (limit: number) => number;
}

const isFigure = (limit: NamedLimit): limit is NamedLimit & NumberLimit => limit.unit !== 'choice';
const measured = <Of>(limits: readonly NamedLimit[], by: Readonly<Record<string, Of>>): Measured<Of>[] =>
  limits.filter(isFigure).flatMap(({ name, usage, wire, words, unit, tier, warns_at_pct }) => {
    const of = by[name];
    if (of === undefined) return [];
    const own = warns_at_pct === undefined ? {} : { warns_at_pct };
    const about = { limit_name: usage?.name ?? wire, words: usage?.words ?? words, unit: shownUnit(unit), ...own };
    return [{ name, about, of, own: tier === 'symbol', inUnit: inUnit(unit), shown: (limit: number) => shown(unit, limit) }];
  });

/** A share is no whole number of its unit: what a double adds below a millionth is no use of a limit. */
const inUnit = (unit: Unit): ((used: number) => number) =>
  unit === 'bps' || unit === 'hundredths' ? (used) => Math.round(used * 1e4) / 1e6 : (used) => shown(unit, used);

const BY_FIGURE = measured(LIMITS, FIGURES);
const BY_WATCH = measured(GLOBAL_LIMITS, OF_WATCHES);
const BY_POSITION = measured(LIMITS, OF_POSITIONS);
const FREE = CONTROLS.flatMap(({ USAGE }) => (USAGE ? [USAGE] : []));

/** Accounts between two places where a pass may rest. */
const STEP = 50;

/** Every use of every account and scope, also uses of nothing. One pass over the state. */
export function eachUse(state: GateState, visit: UseVisitor): void {
  for (const _ of eachUseInSteps(state, visit));
}

/** The same in steps, between which whoever has something more urgent to do may do it: the state may move meanwhile. */
export function* eachUseInSteps(state: GateState, visit: UseVisitor): Generator<void, void> {
  const { config } = state;
  if (!config) return;
  const tiers = tiersOf(config);
  let count = 0;
  for (const account of state.accounts.values()) {
    ofAccount(state, account, config, tiers, visit);
    if ((count += 1) % STEP === 0) yield;
  }
  const symbolsOf = sumsBySymbol(state);
  for (const [text, values] of Object.entries(config.scoped)) {
    const scope = parseScope(text);
    if (!scope || scope.kind === 'account') continue;
    if (scope.who === null)
      for (const account of state.accounts.values()) {
        inEach(state, account, text, scope, values, visit);
        if ((count += 1) % (STEP * 10) === 0) yield;
      }
    else if (scope.who === 'account') {
      const account = state.accounts.get(scope.whose);
      if (account) inEach(state, account, text, scope, values, visit);
    } else atScope(state, text, scope, values, symbolsOf, visit);
    yield;
  }
}

/** Those of one account, at it and at its part of what is set for each account. */
export function eachUseOf(state: GateState, account: AccountState, visit: UseVisitor): void {
  const { config } = state;
  if (!config) return;
  ofAccount(state, account, config, tiersOf(config), visit);
  for (const [text, values] of Object.entries(config.scoped)) {
    const scope = parseScope(text);
    const isOwn = scope?.who === 'account' && scope.whose === account.account && scope.what !== null;
    if (scope && (scope.who === null || isOwn)) inEach(state, account, text, scope, values, visit);
  }
}

function ofAccount(state: GateState, account: AccountState, config: RiskConfig, tiers: Tiers, visit: UseVisitor): void {
  const id = account.account;
  const place: UsePlace = { scope: `account:${id}`, account: id };
  const limits = tiers.limitsOf(id) as unknown as ScopedValues;
  const equity = equityOf(account);
  measure(place, account, equity, account.day_start + account.moved - equity, limits, visit);
  if (account.watch) measureWatch(state, place, account.watch, visit);
  const figures: AccountFigures = {
    ...{ day: dayOf(state, account), equity, initial_margin: initialMarginOf(account.gross, ownSumsOf(account)) },
    attempts: { in_second: 0, in_burst: 0, messages: 0 },
  };
  for (const free of FREE)
    visit(place, { limit_name: free.name, words: free.words, unit: free.unit }, null, free.of(figures), free.limit(figures));
  for (const p of account.positions.values()) if (p.exposure > 0) ofPosition(place, p, equity, limits, config, tiers, visit);
}

function ofPosition(
  place: UsePlace,
  { symbol, exposure }: PositionState,
  equity: number,
  limits: ScopedValues,
  config: RiskConfig,
  tiers: Tiers,
  visit: UseVisitor,
): void {
  const own = config.symbols[symbol] && (tiers.symbolOf(place.account ?? '', symbol) as unknown as ScopedValues | undefined);
  for (const limit of BY_POSITION) {
    const value = limit.own ? own?.[limit.name] : limits[limit.name];
    if (typeof value === 'number') tell(place, limit, symbol, limit.of(exposure, equity), value, visit);
  }
}

/** What is set for each account (or for this one) in a symbol, a sector or a class. */
function inEach(
  state: GateState,
  account: AccountState,
  text: string,
  { who, what, of }: Scope,
  values: ScopedValues,
  visit: UseVisitor,
): void {
  const scope = who === null ? `account:${account.account}/${text}` : text;
  const leaf = what === 'symbol' ? account.positions.get(of) : undefined;
  const sums = what === 'symbol' ? leaf && sumsOfLeaf(leaf) : state.sums.get(scope);
  if (!sums) return;
  // What this account has of its own there replaces what each account has.
  const own = who === null ? state.config?.scoped[scope] : undefined;
  const set = own ? Object.fromEntries(Object.entries(values).filter(([name]) => own[name] === undefined)) : values;
  const place: UsePlace = { scope, account: account.account };
  measure(place, sums, equityOf(account), 0 - profitOf(sums), set, visit);
  const watch = who === null ? undefined : state.watches.get(scope);
  if (watch) measureWatch(state, place, watch, visit);
}

/** The firm's, a strategy's or a user's, over all accounts. */
function atScope(
  state: GateState,
  text: string,
  { kind, who, whose, what, of }: Scope,
  values: ScopedValues,
  symbolsOf: ReadonlyMap<string, readonly [string, Sums][]>,
  visit: UseVisitor,
): void {
  const { firm } = state;
  const place: UsePlace = { scope: text, account: null };
  const sums = kind === 'firm' ? firm : who === 'user' ? state.users.get(whose) : state.sums.get(text);
  const onCapital = strategyEquity(state, text, sums);
  const equity = who === 'firm' ? firm.cash + firm.value : (onCapital ?? 0);
  const loss = kind === 'firm' ? firm.day_start + firm.moved - equity : sums ? 0 - profitOf(sums) : 0;
  const known = kind === 'strategy' && onCapital === null ? withoutCapital(values) : values;
  measure(place, sums ?? newSums(), equity, loss, known, visit);
  const watch = state.watches.get(text);
  if (watch) measureWatch(state, place, watch, visit);
  const symbols = what === 'symbol' ? (sums ? [[of, sums] as const] : []) : what === null ? (symbolsOf.get(text) ?? []) : [];
  for (const [symbol, { gross }] of symbols)
    for (const limit of BY_POSITION) {
      const value = values[limit.name];
      if (typeof value === 'number' && gross > 0) tell(place, limit, symbol, limit.of(gross, equity), value, visit);
    }
}

/** Of a strategy that has no capital nobody knows how much of these is used: its orders are refused. */
function withoutCapital(values: ScopedValues): ScopedValues {
  if (!ON_CAPITAL.some((name) => name in values)) return values;
  return Object.fromEntries(Object.entries(values).filter(([name]) => !isOnCapital(name)));
}
const isOnCapital = (name: string) => ON_CAPITAL.some((one) => one === name);

function measure(place: UsePlace, sums: Sums, equity: number, loss: number, values: ScopedValues, visit: UseVisitor): void {
  for (const limit of BY_FIGURE) {
    const value = values[limit.name];
    if (typeof value === 'number') tell(place, limit, null, limit.of(sums, equity, loss, values), value, visit);
  }
}

function measureWatch(state: GateState, place: UsePlace, watch: Watch, visit: UseVisitor): void {
  const limits = state.config && (limitsOfWatch(state.config, watch) as unknown as ScopedValues | null);
  const unknown = place.scope.startsWith('strategy:') && capitalAt(state, place.scope) === null;
  for (const limit of BY_WATCH) {
    if (unknown && isOnCapital(limit.name)) continue;
    const value = limits?.[limit.name];
    if (typeof value === 'number') tell(place, limit, null, Math.max(0, limit.of(state, watch)), value, visit);
  }
}

function tell(
  place: UsePlace,
  limit: Measured<unknown>,
  symbol: string | null,
  used: number,
  most: number,
  visit: UseVisitor,
): void {
  visit(place, limit.about, symbol, limit.inUnit(used), limit.shown(most));
}

/** What a firm and each strategy has in each symbol. */
function sumsBySymbol({ sums }: GateState): Map<string, [string, Sums][]> {
  const found = new Map<string, [string, Sums][]>();
  for (const [text, one] of sums) {
    const at = text.indexOf('/symbol:');
    if (at < 0) continue;
    const who = text.slice(0, at);
    const known = found.get(who);
    if (known) known.push([text.slice(at + 8), one]);
    else found.set(who, [[text.slice(at + 8), one]]);
  }
  return found;
}

/** How much of one limit an account uses; `symbol` is the one that is nearest to it, where it is a limit of each symbol. */
export interface AccountUse extends MeasuredLimit {
  scope: string;
  used: number;
  limit: number;
  symbol: string | null;
}

/** Every limit of an account that is on, the one that is nearest to being used up first. Null when there is no such account. */
export function accountUses(state: GateState, id: string, atUs: number): AccountUse[] | null {
  const account = state.accounts.get(id);
  if (!account || !state.config) return null;
  const nearest = new Map<string, AccountUse>();
  eachUseOf(state, account, ({ scope }, { limit_name, words, unit }, symbol, used, limit) => {
    const key = `${scope} ${limit_name}`;
    const known = nearest.get(key);
    if (!known || shareUsed(used, limit) > shareUsed(known.used, known.limit))
      nearest.set(key, { scope, limit_name, words, unit, used, limit, symbol });
  });
  withoutPositions(state, account, nearest);
  const uses = [...nearest.values(), ...ratesOf(state, account, atUs)];
  return uses.sort((a, b) => shareUsed(b.used, b.limit) - shareUsed(a.used, a.limit));
}

export const shareUsed = (used: number, limit: number): number => (limit > 0 ? used / limit : used > 0 ? Infinity : 0);

/** A limit of each symbol is on too while nothing is held. */
function withoutPositions({ config }: GateState, { account }: AccountState, nearest: Map<string, AccountUse>): void {
  if (!config) return;
  const scope = `account:${account}`;
  const limits = tiersOf(config).limitsOf(account) as unknown as ScopedValues;
  for (const { name, own, about, shown: inShown } of BY_POSITION) {
    const [key, value] = [`${scope} ${about.limit_name}`, own ? null : limits[name]];
    if (typeof value !== 'number' || nearest.has(key)) continue;
    nearest.set(key, { scope, ...about, used: 0, limit: inShown(value), symbol: null });
  }
}

function ratesOf(state: GateState, account: AccountState, atUs: number): AccountUse[] {
  if (!state.config) return [];
  const limits = tiersOf(state.config).limitsOf(account.account);
  const messagesUs = limits.message_window_seconds * 1_000_000;
  const used: Record<string, number> = {
    max_orders_per_second: account.attempts.inSecond(atUs),
    max_orders_per_burst: account.attempts.inBurst(atUs, limits.burst_window_seconds * 1_000_000),
    max_messages: account.attempts.inMessages(atUs, messagesUs) + account.cancels.inMessages(atUs, messagesUs),
  };
  return GLOBAL_LIMITS.flatMap(({ name, unit, words, ...rest }) => {
    const limit = (limits as unknown as ScopedValues)[name];
    if (!RATE_LIMITS.has(name) || typeof limit !== 'number' || unit === 'choice') return [];
    const about = { limit_name: name, words: rest.usage?.words ?? words, unit: shownUnit(unit) };
    return [{ scope: `account:${account.account}`, ...about, used: used[name] ?? 0, limit, symbol: null }];
  });
}
