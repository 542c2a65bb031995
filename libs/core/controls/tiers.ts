/**
 * Which limits hold for an order, and where they are set. Along whose orders, an account's own value replaces that of each account; those of the firm, of a
 * strategy and of a user hold beside. Along what is traded, the value of all symbols and that of a symbol, a sector or a class hold both.
 */
import type { RiskConfig, RiskLimits, ScopedValues, SymbolLimits } from '../model/limits.js';
import type { OrderRequest } from '../model/order.js';
import type { Restriction } from '../model/reference.js';
import type { TimeWindow } from '../model/windows.js';
import { BROKER_DEFAULT, EACH_ACCOUNT, parseScope, type Scope, type ScopeKind, type Who } from '../model/scope.js';
import { RATE_LIMITS } from './order-rate.js';
import { GLOBAL_LIMITS, LIMITS, SYMBOL_LIMITS } from './registry.js';

/** Limits that are set at one scope beside those of the account. */
export interface ScopedLimits {
  /** The scope where they are set. */
  origin: string;
  kind: ScopeKind;
  who: Who | null;
  /** Those that are set here alone, by the model's names. */
  set: ScopedValues;
  /** As the controls read them: what is not set here and may be off is off. */
  limits: RiskLimits;
  rated: boolean;
  /** It is held against one symbol. */
  of_symbol: boolean;
  /** Of a strategy, with a limit that is measured on its capital. */
  on_capital: boolean;
  /** From which share of a limit on a warning is told here, in hundredths of a percent; null: as in the account. */
  warn_at_bps: number | null;
  asks: Asked;
}

/** What an order must meet for limits that are set at a scope: found once, for every order that touches the scope asks. */
interface Asked {
  spread: boolean;
  quote_age: boolean;
  volume: boolean;
  tallies: boolean;
  last_trade: boolean;
  mean: boolean;
  runs: boolean;
}

/** What follows from whose an order is and in what, and nothing else of it. */
export interface Path {
  /** What is set beside the account's limits, where the order touches it. */
  readonly touched: readonly ScopedLimits[];
  /** The scope that each of them is measured at. */
  readonly scopes: readonly string[];
  /** What any of them asks. */
  readonly asks: Asked;
  /** The scopes of the order's symbol over the firm, and over its strategy. */
  readonly firm_symbol: string;
  readonly strategy_symbol: string;
  /** The youngest age that a limit beside the account's asks of the last trade, in seconds; null: none does. */
  readonly last_trade_seconds: number | null;
}

/** What is set for one symbol, sector or class (or for all that is traded), by whose orders it is about. */
interface Part {
  each: ScopedLimits | null;
  firm: ScopedLimits | null;
  readonly account: Map<string, ScopedLimits>;
  readonly strategy: Map<string, ScopedLimits>;
  readonly user: Map<string, ScopedLimits>;
}

type Touching = Pick<OrderRequest, 'account' | 'symbol' | 'strategy'> & { user?: string };

const ASKS_NOTHING: Asked = {
  ...{ spread: false, quote_age: false, volume: false, tallies: false, last_trade: false, mean: false, runs: false },
};
/** Of every order, while nothing is set beside the limits of accounts and there is no allow list. */
export const NOWHERE: Path = {
  ...{ touched: [], scopes: [], asks: ASKS_NOTHING, firm_symbol: '', strategy_symbol: '', last_trade_seconds: null },
};
/** Some 2 KB each where every control is on at every scope. Beyond it all are found anew. */
const PATHS_MAX = 10_000;
/** Limits for which messages, fills, orders of the day and their sizes are counted (gate/tallies.ts). */
export const TALLIED = [
  ...(['max_order_to_trade', 'max_day_orders', 'max_day_cancels', 'max_day_amendments'] as const),
  'max_order_to_average_hundredths',
] as const;
const UNRESTRICTED: readonly Restriction[] = [];
/** Measured on equity: a strategy has its own, where it was given capital. */
export const ON_CAPITAL = [
  ...(['max_leverage_hundredths', 'max_net_leverage_hundredths', 'drawdown_day_bps', 'drawdown_all_time_bps'] as const),
] as const;
const LOSSES = ['loss_window_limit', 'drawdown_day_bps', 'drawdown_all_time_bps', 'profit_give_back_bps', 'losing_streak'];
const SYMBOL_NAMES: ReadonlySet<string> = new Set(SYMBOL_LIMITS.map(({ name }) => name));

export class Tiers {
  private readonly byScope = new Map<string, ScopedLimits>();
  /** By the text of the symbol, sector or class; empty for all that is traded. */
  private readonly parts = new Map<string, Part>();
  /** Those that orders in a symbol touch: at most as many as there are symbols in the configuration. */
  private readonly bySymbol = new Map<string, readonly Part[]>();
  private readonly merged = new Map<string, RiskLimits>();
  /** By account, what holds by its broker. */
  private readonly byBroker = new Map<string, ScopedValues>();
  /** Whose sectors are limited: `firm`, `account:a1` ...; empty for those of each account. */
  private readonly sectors = new Set<string>();
  /** By what an account has of its own there. */
  private readonly masked = new Map<ScopedLimits, ScopedLimits | null>();
  private readonly restricted: ReadonlyMap<string, Restriction[]>;
  /** Windows of the day, by their names. */
  readonly windows: readonly (readonly [string, TimeWindow])[];
  /** Strategies are free names until one is declared. */
  readonly declares: boolean;
  private readonly own = new Map<string, SymbolLimits>();

  private readonly each: RiskLimits;
  /** No order has a path of its own. */
  private readonly plain: boolean;

  constructor(private readonly config: RiskConfig) {
    this.each = alike(config.limits);
    const off: Record<string, null> = {};
    for (const { name, nullable } of GLOBAL_LIMITS) if (nullable) off[name] = null;
    for (const [account, values] of Object.entries(config.broker_defaults ?? {})) {
      const standing = unset(values, config.limits);
      this.byBroker.set(account, standing);
      this.merged.set(account, alike(config.limits, standing));
    }
    for (const [text, values] of Object.entries(config.scoped)) {
      const scope = parseScope(text);
      if (!scope) continue;
      if (scope.kind === 'account') this.merged.set(scope.whose, alike(config.limits, this.byBroker.get(scope.whose), values));
      else this.add(text, scope, values, off);
      if (scope.what === 'sector') this.sectors.add(text.slice(0, Math.max(0, text.indexOf('/'))));
    }
    this.restricted = Map.groupBy(Object.values(config.restricted), ({ symbol }) => symbol);
    this.windows = Object.entries(config.windows);
    this.declares = Object.keys(config.strategies).length > 0;
    this.plain = this.byScope.size === 0 && Object.keys(config.allowed).length === 0;
    const isSet = (name: string) => (one: ScopedLimits) => (one.set[name] ?? null) !== null;
    const all = [...this.byScope.values()];
    this.watching = all.filter(({ set }) => LOSSES.some((name) => (set[name] ?? null) !== null));
    this.repeats = all.some(isSet('max_repeated_executions'));
    this.countsRefusals =
      config.limits.reject_streak !== null ||
      all.some(isSet('reject_streak')) ||
      [...this.merged.values()].some((l) => l.reject_streak !== null);
    this.moving = all.filter(isSet('volatility_move_bps'));
    this.volatile = config.limits.volatility_move_bps !== null || this.moving.length > 0;
    this.losing = [...this.byScope.values()].filter(({ set }) => set['daily_loss_limit'] !== undefined);
    this.least_loss = [...this.merged.values()].reduce(
      (least, { daily_loss_limit: own }) => (own < least ? own : least),
      config.limits.daily_loss_limit,
    );
  }

  private add(text: string, { kind, who, whose, what, of }: Scope, values: ScopedValues, off: object): void {
    const all = Object.entries(values);
    const ofSymbol = all.filter(([name]) => SYMBOL_NAMES.has(name));
    if (ofSymbol.length > 0)
      this.own.set(`${whose}\n${of}`, { ...this.config.symbols[of], ...Object.fromEntries(ofSymbol) } as SymbolLimits);
    const set = Object.fromEntries(all.filter(([name]) => !SYMBOL_NAMES.has(name)));
    if (Object.keys(set).length === 0) return;
    const limits = entry(text, kind, who, set, { ...this.config.limits, ...off });
    this.byScope.set(text, limits);
    const part = this.partOf(what === null ? '' : `${what}:${of}`);
    if (who === null) part.each = limits;
    else if (who === 'firm') part.firm = limits;
    else part[who].set(whose, limits);
  }

  private partOf(what: string): Part {
    let part = this.parts.get(what);
    if (!part)
      this.parts.set(what, (part = { each: null, firm: null, account: new Map(), strategy: new Map(), user: new Map() }));
    return part;
  }

  /** The limits of an account: its own, else what its broker makes of a limit that nobody has set, else those of each account. */
  limitsOf(account: string): RiskLimits {
    if (this.merged.size === 0) return this.each;
    return this.merged.get(account) ?? this.each;
  }

  symbolOf(account: string, symbol: string): SymbolLimits | undefined {
    if (this.own.size === 0) return this.config.symbols[symbol];
    return this.own.get(`${account}\n${symbol}`) ?? this.config.symbols[symbol];
  }

  /** Where a limit of `limitsOf` or `symbolOf` is set. */
  originOf(account: string, symbol: string, name: string): string {
    const isOwn = (scope: string) => this.config.scoped[scope]?.[name] !== undefined;
    const scope = `account:${account}`;
    if (!SYMBOL_NAMES.has(name)) {
      if (isOwn(scope)) return scope;
      return this.byBroker.get(account)?.[name] === undefined ? EACH_ACCOUNT : BROKER_DEFAULT;
    }
    return isOwn(`${scope}/symbol:${symbol}`) ? `${scope}/symbol:${symbol}` : `symbol:${symbol}`;
  }

  /** Entries of the restricted list on a symbol. */
  restrictionsOf(symbol: string): readonly Restriction[] {
    return this.restricted.get(symbol) ?? UNRESTRICTED;
  }

  /** What is set beside, where the order touches it. */
  touched(order: Touching): readonly ScopedLimits[] {
    return this.pathOf(order).touched;
  }

  /** Asked several times of one order, which nobody changes meanwhile, and of many orders of the same kind: found once. */
  pathOf(order: Touching): Path {
    if (this.plain) return NOWHERE;
    if (this.last?.order !== order) this.last = { order, path: this.pathFor(order) };
    return this.last.path;
  }
  private last: { order: Touching; path: Path } | null = null;
  private readonly paths = new Map<string, Path>();

  private pathFor(order: Touching): Path {
    const key = `${order.account}\n${order.symbol}\n${order.strategy ?? ''}\n${order.user ?? ''}`;
    let path = this.paths.get(key);
    if (path) return path;
    const touched = this.touching(order);
    const asks = { ...ASKS_NOTHING };
    for (const one of touched) for (const name of ASKED) asks[name] ||= one.asks[name];
    const ages = touched.flatMap((one) => (one.asks.last_trade ? [one.limits.last_trade_max_age_seconds] : []));
    path = {
      ...{ touched, scopes: touched.map((one) => measuredAt(one, order.account)), asks },
      firm_symbol: `firm/symbol:${order.symbol}`,
      strategy_symbol: `strategy:${order.strategy ?? ''}/symbol:${order.symbol}`,
      last_trade_seconds: ages.length === 0 ? null : Math.min(...ages),
    };
    if (this.paths.size >= PATHS_MAX) this.paths.clear();
    this.paths.set(key, path);
    return path;
  }

  private touching({ account, symbol, strategy, user }: Touching): readonly ScopedLimits[] {
    const found: ScopedLimits[] = [];
    for (const part of this.bySymbol.get(symbol) ?? this.partsOf(symbol)) {
      const own = part.account.get(account);
      const each = part.each && own ? this.without(part.each, own) : part.each;
      if (each) found.push(each);
      if (part.firm) found.push(part.firm);
      if (own) found.push(own);
      const ofStrategy = strategy === undefined ? undefined : part.strategy.get(strategy);
      if (ofStrategy) found.push(ofStrategy);
      const ofUser = user === undefined ? undefined : part.user.get(user);
      if (ofUser) found.push(ofUser);
    }
    return found;
  }

  private partsOf(symbol: string): readonly Part[] {
    const { sector = null, asset_class = null } = this.config.instruments[symbol] ?? {};
    const whats = ['', `symbol:${symbol}`];
    if (sector !== null) whats.push(`sector:${sector}`);
    if (asset_class !== null) whats.push(`class:${asset_class}`);
    const parts = whats.flatMap((what) => this.parts.get(what) ?? []);
    if (this.config.symbols[symbol]) this.bySymbol.set(symbol, parts);
    return parts;
  }

  /** Whether any sector is limited where the order counts, so that it must be known in which one it is. */
  limitsSectors({ account, strategy, user }: Touching): boolean {
    if (this.sectors.size === 0) return false;
    const whos = ['', 'firm', `account:${account}`, `strategy:${strategy ?? ''}`, `user:${user ?? ''}`];
    return whos.some((who) => this.sectors.has(who));
  }

  /** What is set at one scope. */
  at(scope: string): ScopedLimits | undefined {
    return this.byScope.get(scope);
  }

  /** What each account has there, without what an account has of its own; null when nothing is left. */
  private without({ origin, kind, who, set: all, limits }: ScopedLimits, own: ScopedLimits): ScopedLimits | null {
    let rest = this.masked.get(own);
    if (rest === undefined) {
      const set = Object.fromEntries(Object.entries(all).filter(([name]) => own.set[name] === undefined));
      rest = Object.keys(set).length > 0 ? entry(origin, kind, who, set, limits) : null;
      this.masked.set(own, rest);
    }
    return rest;
  }

  /** Whether a rate is set at a scope, or for each account at its part. */
  isRated(scope: string): boolean {
    const each = /^account:[^/]+\/(.*)$/.exec(scope)?.[1];
    return this.byScope.get(scope)?.rated === true || (each !== undefined && this.byScope.get(each)?.rated === true);
  }

  /** Where a loss from a high is limited beside those of accounts. */
  readonly watching: readonly ScopedLimits[];
  /** Whether orders of any strategy are counted, whether refusals are, and whether any price is watched. */
  readonly repeats: boolean;
  readonly countsRefusals: boolean;
  readonly volatile: boolean;
  private readonly moving: readonly ScopedLimits[];
  private readonly moves = new Map<string, { scope: string; limits: RiskLimits }[]>();

  /** The limits of the moves of a symbol's price, each with the scope that it trips. */
  volatilityOf(symbol: string): readonly { scope: string; limits: RiskLimits }[] {
    let found = this.moves.get(symbol);
    if (!found) {
      found = this.moving
        .filter(({ origin }) => origin === `symbol:${symbol}` || origin.endsWith(`/symbol:${symbol}`))
        .map(({ origin, limits }) => ({ scope: origin, limits }));
      if (this.config.limits.volatility_move_bps !== null) found.push({ scope: `symbol:${symbol}`, limits: this.config.limits });
      this.moves.set(symbol, found);
    }
    return found;
  }

  /** Where a loss of the day is limited beside those of accounts. */
  readonly losing: readonly ScopedLimits[];
  /** The least limit of the loss of the day that any account has: of whoever has lost less nothing more need be asked. */
  readonly least_loss: RiskLimits['daily_loss_limit'];
}

const DEFAULTS: ReadonlyMap<string, unknown> = new Map(GLOBAL_LIMITS.map((limit) => [limit.name, limit.default]));

/** Of what a broker makes of limits, those that have their default for each account: a person's own value stands. */
function unset(values: ScopedValues, limits: RiskLimits): ScopedValues {
  const kept = Object.entries(values).filter(([name]) => (limits as unknown as ScopedValues)[name] === DEFAULTS.get(name));
  return Object.fromEntries(kept);
}

/** The names of all limits that a place other than a symbol may have. */
const NAMES = LIMITS.filter(({ tier }) => tier !== 'symbol').map(({ name }) => name);
const SWITCHES = ['enabled', 'disabled_until_us'];
// oxlint-disable-next-line no-implied-eval, no-new-func -- names of our own declarations only.
const inOneOrder = new Function('l', `return { ${[...NAMES, ...SWITCHES].map((name) => `${name}: l.${name}`).join(', ')} };`) as (
  limits: object,
) => RiskLimits;

/**
 * Limits of one place, the later over the earlier. Written out as one literal, so that the limits of all places have one hidden class: facts read the limits of
 * fourteen places in turn.
 */
function alike(limits: RiskLimits, ...over: (object | undefined)[]): RiskLimits {
  return inOneOrder(Object.assign({ ...limits }, ...over) as object);
}

const ASKED = Object.keys(ASKS_NOTHING) as (keyof Asked)[];

function entry(origin: string, kind: ScopeKind, who: Who | null, set: ScopedValues, rest: RiskLimits): ScopedLimits {
  const isSet = (...names: string[]) => names.some((name) => (set[name] ?? null) !== null);
  const asks = {
    ...{ spread: isSet('max_spread_bps'), quote_age: isSet('max_quote_age_seconds') },
    ...{ volume: isSet('max_order_adv_bps', 'max_position_adv_bps'), tallies: isSet(...TALLIED) },
    ...{ last_trade: isSet('last_trade_collar_bps'), mean: isSet('mean_collar_bps'), runs: isSet('max_repeated_executions') },
  };
  const warn = set['warn_at_bps'];
  const rated = isSet(...RATE_LIMITS);
  const measured = { of_symbol: kind.endsWith('symbol'), on_capital: kind === 'strategy' && isSet(...ON_CAPITAL) };
  return {
    origin,
    kind,
    who,
    set,
    limits: alike(rest, set),
    rated,
    ...measured,
    warn_at_bps: typeof warn === 'number' ? warn : null,
    asks,
  };
}

/** The scope that a limit is measured at: what is set for each account is measured in the order's account. */
export const measuredAt = ({ origin, who }: Pick<ScopedLimits, 'origin' | 'who'>, account: string): string =>
  who === null ? `account:${account}/${origin}` : origin;

const known = new WeakMap<RiskConfig, Tiers>();
let last: { config: RiskConfig; tiers: Tiers } | null = null;

/** Made once for each configuration. Asked several times for each order, nearly always for the one in force. */
export function tiersOf(config: RiskConfig): Tiers {
  if (last?.config === config) return last.tiers;
  let tiers = known.get(config);
  if (!tiers) {
    tiers = new Tiers(config);
    known.set(config, tiers);
  }
  last = { config, tiers };
  return tiers;
}
