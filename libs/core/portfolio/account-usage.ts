import type { AccountFigures, NumberLimit, ShownUnit, Usage } from '../controls/declare.js';
import { CONTROLS } from '../controls/registry.js';
import { shown, shownUnit } from '../controls/shown.js';
import type { RiskConfig } from '../model/limits.js';
import type { DayRecord } from '../gate/event.js';
import { type Money, mulDiv, toDollars } from '../model/money.js';
import { maintenanceOf } from './maintenance.js';
import type { LivePosition } from '../ports/live-book.js';

/** Initial margin 50 % of gross exposure (Regulation T, 12 CFR 220.12). */
const INITIAL_MARGIN_PCT = 50;

export interface Margin {
  equity: Money;
  initial: Money;
  maintenance: Money;
  /** Gross exposure that could still be added: by margin or by leverage, whichever is less; never negative. */
  buying_power: Money;
}

/** Margin of an account as it stands. Exact integers; requirements are rounded up, buying power down. */
export function marginOf(
  day: DayRecord,
  positions: LivePosition[],
  { limits, instruments }: Pick<RiskConfig, 'limits' | 'instruments'>,
): Margin {
  const equity = (day.cash + day.position_value) as Money;
  let [own, needed, maintenance] = [0, 0, 0];
  for (const { symbol, quantity, value, exposure } of positions) {
    const { initial_margin_bps: bps = null, maintenance_margin_bps: least = null } = instruments[symbol] ?? {};
    maintenance += maintenanceOf(quantity, value, least);
    if (bps === null) continue;
    own += exposure;
    needed += mulDiv(exposure, bps, 10_000, 'up');
  }
  const initial = (mulDiv(Math.max(day.gross_exposure - own, 0), INITIAL_MARGIN_PCT, 100, 'up') + needed) as Money;
  const byMargin = equity > initial ? mulDiv(equity - initial, 100, INITIAL_MARGIN_PCT) : 0;
  const mostGross = equity > 0 ? mulDiv(equity, limits.max_leverage_hundredths, 100) : 0;
  return {
    equity,
    initial,
    maintenance: maintenance as Money,
    buying_power: Math.max(0, Math.min(byMargin, mostGross - day.gross_exposure)) as Money,
  };
}

/** The position that uses most of what `limitOf` allows it; null when there is none with a limit above zero. */
function tightest(
  positions: LivePosition[],
  limitOf: (symbol: string) => number,
): { symbol: string; exposure: Money; limit: number } | null {
  let most: { symbol: string; exposure: Money; limit: number } | null = null;
  for (const { symbol, exposure } of positions) {
    const limit = limitOf(symbol);
    if (limit > 0 && (!most || exposure / limit > most.exposure / most.limit)) most = { symbol, exposure, limit };
  }
  return most;
}

/** How much of one limit is used, both in `unit`; `symbol` is the one that is nearest to it, when it is a limit of symbols. */
export interface LimitUsage {
  limit_name: string;
  unit: ShownUnit;
  used: number;
  limit: number;
  symbol: string | null;
}

/** The usage of every limit that declares one and is not off, in the order of the controls. */
export function usageOf(account: AccountFigures, positions: LivePosition[], config: RiskConfig): LimitUsage[] {
  return CONTROLS.flatMap(({ LIMITS, USAGE }) => {
    const used = Object.entries(LIMITS).flatMap(([name, limit]) =>
      limit.usage ? usageOfLimit({ ...limit, name }, limit.usage, account, positions, config) : [],
    );
    if (USAGE)
      used.push({ limit_name: USAGE.name, unit: USAGE.unit, used: USAGE.of(account), limit: USAGE.limit(account), symbol: null });
    return used;
  });
}

const valueOf = (limits: object, name: string) => (limits as Record<string, number | null | undefined>)[name];

function usageOfLimit(
  { name, unit, tier }: NumberLimit & { name: string },
  usage: Usage,
  account: AccountFigures,
  positions: LivePosition[],
  { limits, symbols }: RiskConfig,
): LimitUsage[] {
  const about = { limit_name: usage.name, unit: shownUnit(unit) };
  const firm = tier === 'global' ? valueOf(limits, name) : undefined;
  if (firm === null) return [];
  if (typeof usage.of === 'function') return [{ ...about, used: usage.of(account), limit: shown(unit, firm ?? 0), symbol: null }];
  const most = tightest(positions, (symbol) => firm ?? valueOf(symbols[symbol] ?? {}, name) ?? 0);
  const exposure = most?.exposure ?? (0 as Money);
  const share = account.equity > 0 ? (exposure / account.equity) * 100 : 0;
  const used = unit === 'money' ? toDollars(exposure) : share;
  return [{ ...about, used, limit: shown(unit, firm ?? most?.limit ?? 0), symbol: most?.symbol ?? null }];
}
