/** Every limit that would hold for an order now: where it is set, where it is measured, how much of it is used. */
import type { ShownUnit, Unit } from '../controls/declare.js';
import { GLOBAL_LIMITS, LIMITS, type NamedLimit, SYMBOL_LIMITS } from '../controls/registry.js';
import { type Kept, shown, shownUnit } from '../controls/shown.js';
import { measuredAt, type Path, type ScopedLimits, type Tiers, tiersOf } from '../controls/tiers.js';
import { profitOf, type Sums } from '../gate/figures.js';
import { sumsAt, sumsOfLeaf, symbolSums } from '../gate/scoped-look.js';
import { type AccountState, type GateState, type RateState, NOTHING_HELD } from '../gate/state.js';
import { capitalAt, strategyEquity } from '../gate/strategy-equity.js';
import { equityOf, lossOf } from '../gate/valuation.js';
import type { RiskConfig, RiskLimits } from '../model/limits.js';
import { EACH_ACCOUNT, parseScope, type Scope } from '../model/scope.js';
import { drawdownOf } from './limit-uses.js';

/** Whose order, and in what. Without a symbol the limits of symbols are left out. */
export interface AskedScope {
  account: string;
  symbol?: string;
  strategy?: string;
  user?: string;
}

export interface EffectiveLimit {
  limit_name: string;
  words: string;
  unit: ShownUnit | 'choice';
  /** Where it is measured and where it is set (`each account` when the account has none of its own). */
  scope: string;
  origin: string;
  /** Null is off. */
  value: number | string | null;
  /** In the limit's unit; null where it is a limit of one order, or a way to act. */
  used: number | null;
  left: number | null;
}

/** What is used of a limit, in its smallest unit. */
type Used = Partial<Record<string, number>>;

/** Null when there is no such account, or no configuration. */
export function effectiveLimits(state: GateState, asked: AskedScope, atUs: number): EffectiveLimit[] | null {
  const account = state.accounts.get(asked.account);
  const { config } = state;
  if (!account || !config) return null;
  const tiers = tiersOf(config);
  return [...ofAccount(state, account, asked, tiers, config, atUs), ...atScopes(state, account, asked, tiers, atUs)];
}

function ofAccount(
  state: GateState,
  account: AccountState,
  asked: AskedScope,
  tiers: Tiers,
  config: RiskConfig,
  atUs: number,
): EffectiveLimit[] {
  const { symbol = '' } = asked;
  const scope = `account:${asked.account}`;
  const limits = tiers.limitsOf(asked.account);
  const own = symbol === '' ? undefined : tiers.symbolOf(asked.account, symbol);
  const leaf = account.positions.get(symbol);
  const used: Used = {
    ...usedOf(account, equityOf(account), lossOf(account)),
    ...drawdownAt(state, scope),
    ...ratesOf({ attempts: account.attempts, cancels: account.cancels }, limits, atUs),
    ...(symbol === '' ? {} : positionOf(leaf?.exposure ?? 0, equityOf(account))),
  };
  const row = (limit: NamedLimit, values: object) =>
    rowOf(limit, valueIn(values, limit), scope, tiers.originOf(asked.account, symbol, limit.name), used);
  return [
    ...GLOBAL_LIMITS.map((limit) => row(limit, limits)),
    ...(own && config.symbols[symbol] ? SYMBOL_LIMITS.map((limit) => row(limit, own)) : []),
  ];
}

function atScopes(state: GateState, account: AccountState, asked: AskedScope, tiers: Tiers, atUs: number): EffectiveLimit[] {
  const order = { symbol: '', ...asked };
  return tiers.touched(order).flatMap((limits) => {
    const scope = measuredAt(limits, asked.account);
    const used = usedAt(state, account, asked, tiers.pathOf(order), limits, atUs);
    return LIMITS.filter(({ name }) => name in limits.set).map((limit) =>
      rowOf(limit, valueIn(limits.set, limit), scope, limits.origin, used),
    );
  });
}

function usedAt(
  state: GateState,
  account: AccountState,
  asked: AskedScope,
  path: Path,
  limits: ScopedLimits,
  atUs: number,
): Used {
  const order = { symbol: '', ...asked };
  const scope = measuredAt(limits, asked.account);
  const leaf = account.positions.get(order.symbol) ?? NOTHING_HELD;
  const sums =
    limits.kind.endsWith('symbol') && limits.who === null ? sumsOfLeaf(leaf) : sumsAt(state, scope, limits, order, leaf);
  const equity = equityAt(state, account, limits, sums);
  const loss = limits.kind === 'firm' ? state.firm.day_start + state.firm.moved - (equity ?? 0) : 0 - profitOf(sums);
  return {
    ...usedOf(sums, equity, loss),
    ...drawdownAt(state, scope),
    ...ratesOf(state.rates.get(scope), limits.limits, atUs),
    ...(order.symbol === '' ? {} : positionOf(symbolSums(state, limits, path, leaf).gross, equity ?? 0)),
  };
}

/** Null: of a strategy without capital. */
function equityAt(state: GateState, account: AccountState, { who, origin }: ScopedLimits, sums: Sums): number | null {
  if (who === 'firm') return state.firm.cash + state.firm.value;
  return who === 'strategy' ? strategyEquity(state, origin, sums) : equityOf(account);
}

function drawdownAt(state: GateState, scope: string): Used {
  const watch = state.watches.get(scope);
  if (!watch || (scope.startsWith('strategy:') && capitalAt(state, scope) === null)) return {};
  const used = (highest: number) => Math.max(0, Math.ceil(drawdownOf(state, watch, highest)));
  return { drawdown_day_bps: used(watch.day_high), drawdown_all_time_bps: used(watch.high) };
}

function usedOf(s: Sums, equity: number | null, loss: number): Used {
  const net = Math.max(s.value + s.open_buys, s.open_sells - s.value, 0);
  return {
    daily_loss_limit: Math.max(0, loss),
    ...(equity === null ? {} : shareOf(s, net, equity)),
    max_long_exposure: s.long,
    max_short_exposure: s.short,
    max_gross_exposure: s.gross,
    max_net_exposure: net,
    max_sector_exposure: s.gross,
    max_open_orders: s.orders,
    max_open_notional: Math.max(s.open_buys, s.open_sells),
    max_long_quantity: Math.max(0, s.quantity + s.open_buy_quantity),
    max_short_quantity: Math.max(0, s.open_sell_quantity - s.quantity),
    max_positions: s.count,
    max_day_turnover: s.bought + s.sold + s.open_buys + s.open_sells,
  };
}

function shareOf({ gross }: Sums, net: number, equity: number): Used {
  const times = (exposure: number, whole: number) => (equity > 0 ? Math.ceil((exposure / equity) * whole) : 0);
  return {
    ...{ max_leverage_hundredths: times(gross, 100), max_net_leverage_hundredths: times(net, 100) },
    max_sector_concentration_bps: times(gross, 10_000),
  };
}

function positionOf(exposure: number, equity: number): Used {
  const share = equity > 0 ? Math.ceil((exposure / equity) * 10_000) : 0;
  return {
    ...{ max_position_size: exposure, max_position: exposure },
    ...{ max_portfolio_concentration_bps: share, max_concentration_bps: share },
  };
}

function ratesOf(rate: RateState | undefined, l: RiskLimits, atUs: number): Used {
  const messagesUs = l.message_window_seconds * 1_000_000;
  return {
    max_orders_per_second: rate?.attempts.inSecond(atUs) ?? 0,
    max_orders_per_burst: rate?.attempts.inBurst(atUs, l.burst_window_seconds * 1_000_000) ?? 0,
    max_messages: (rate?.attempts.inMessages(atUs, messagesUs) ?? 0) + (rate?.cancels.inMessages(atUs, messagesUs) ?? 0),
  };
}

const valueIn = (values: object, { name }: NamedLimit): Kept => (values as Record<string, Kept | undefined>)[name] ?? null;

function rowOf(limit: NamedLimit, value: Kept, scope: string, origin: string, all: Used): EffectiveLimit {
  const { wire, words, unit } = limit;
  const used = unit === 'choice' ? undefined : all[limit.name];
  const left = used === undefined || typeof value !== 'number' ? null : Math.max(0, value - used);
  const inUnit = (amount: number | null | undefined) =>
    amount === null || amount === undefined ? null : shown(unit as Unit, amount);
  return {
    ...{ limit_name: wire, words, unit: shownUnit(unit), scope, origin, value: shown(unit, value) },
    ...{ used: inUnit(used), left: inUnit(left) },
  };
}

/**
 * What a person should know of limits that are set at a scope, or for each account: one that is over what stands above it, or under what is used. `changed`: of those
 * alone, by their names outside.
 */
export function warningsOf(state: GateState, scope: string, atUs: number, changed?: readonly string[]): string[] {
  const isAsked = ({ limit_name }: EffectiveLimit) => changed === undefined || changed.includes(limit_name);
  if (scope === EACH_ACCOUNT) return belowInEach(state, atUs, isAsked);
  const parsed = parseScope(scope);
  if (!parsed || !state.config) return [];
  const inSymbol = symbolOf(state.config, parsed);
  if (parsed.what !== null && inSymbol === null) return [`no instrument is in ${parsed.what}:${parsed.of} yet`];
  const accounts = parsed.who === 'account' ? [parsed.whose] : [...state.accounts.keys()].slice(0, ACCOUNTS_LOOKED_AT);
  const asked = {
    ...(inSymbol === null ? {} : { symbol: inSymbol }),
    ...(parsed.who === 'strategy' ? { strategy: parsed.whose } : {}),
    ...(parsed.who === 'user' ? { user: parsed.whose } : {}),
  };
  const warnings = withoutCapital(state, tiersOf(state.config), scope).concat(
    accounts.flatMap((account) => {
      const rows = effectiveLimits(state, { account, ...asked }, atUs) ?? [];
      return rows.filter(isAsked).flatMap((row) => [...below(row, scope), ...above(row, rows, scope)]);
    }),
  );
  return [...new Set(warnings)].slice(0, WARNINGS_MAX);
}

function withoutCapital(state: GateState, tiers: Tiers, scope: string): string[] {
  const limits = tiers.at(scope);
  if (!limits?.on_capital || capitalAt(state, scope) !== null) return [];
  return [`${scope} has no capital: until it has, its orders are refused STRATEGY_CAPITAL_MISSING, but those that only close`];
}

/** Of limits for each account: in each one, and in the symbol that it has most of. */
function belowInEach(state: GateState, atUs: number, isAsked: (row: EffectiveLimit) => boolean): string[] {
  const warnings: string[] = [];
  for (const { account, positions } of [...state.accounts.values()].slice(0, ACCOUNTS_LOOKED_AT)) {
    let most: { symbol: string; exposure: number } | null = null;
    for (const p of positions.values()) if (p.exposure > (most?.exposure ?? 0)) most = p;
    const rows = effectiveLimits(state, { account, ...(most === null ? {} : { symbol: most.symbol }) }, atUs) ?? [];
    for (const row of rows.filter(isAsked)) warnings.push(...below(row, EACH_ACCOUNT, row.scope));
    if (warnings.length >= WARNINGS_MAX) break;
  }
  return warnings.slice(0, WARNINGS_MAX);
}

/** Of a limit for each account: a firm may have thousands. */
const ACCOUNTS_LOOKED_AT = 1000;
const WARNINGS_MAX = 20;

function symbolOf({ instruments, symbols }: RiskConfig, { what, of }: Scope): string | null {
  if (what === null) return null;
  if (what === 'symbol') return symbols[of] ? of : null;
  const found = Object.entries(instruments).find(([, one]) => (what === 'sector' ? one.sector : one.asset_class) === of);
  return found?.[0] ?? null;
}

function below({ limit_name, origin, value, used }: EffectiveLimit, scope: string, whose = scope): string[] {
  if (origin !== scope || typeof value !== 'number' || used === null || used <= value) return [];
  return [`${limit_name} of ${whose} is ${value}, and ${used} is used: nothing passes that raises it`];
}

/** Limits of a symbol under the names that hold for all symbols. */
const ABOVE: Readonly<Record<string, string>> = {
  max_position: 'max_position_size',
  max_concentration_pct: 'max_portfolio_concentration',
};

function above(row: EffectiveLimit, rows: readonly EffectiveLimit[], scope: string): string[] {
  if (row.origin !== scope || !scope.includes('symbol:') || typeof row.value !== 'number') return [];
  const name = ABOVE[row.limit_name] ?? row.limit_name;
  const wider = rows.find((one) => one.limit_name === name && one.scope === row.scope.split('/')[0] && one.origin !== scope);
  if (typeof wider?.value !== 'number' || wider.value >= row.value) return [];
  return [
    `${row.limit_name} of ${scope} is ${row.value}, above ${name} of ${wider.origin}, which is ${wider.value}: the smaller decides`,
  ];
}
