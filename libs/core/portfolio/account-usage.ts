import type { RiskConfig } from '../model/limits.js';
import type { DayRecord } from '../gate/event.js';
import { type Money, mulDiv } from '../model/money.js';
import type { LivePosition } from '../ports/live-book.js';

/** Initial margin 50 % of gross exposure (Regulation T, 12 CFR 220.12); maintenance 25 % of longs and 30 % of shorts (FINRA rule 4210). */
const INITIAL_MARGIN_PCT = 50;
const MAINTENANCE_LONG_PCT = 25;
const MAINTENANCE_SHORT_PCT = 30;

export interface Margin {
  equity: Money;
  initial: Money;
  maintenance: Money;
  /** Gross exposure that could still be added: by margin or by leverage, whichever is less; never negative. */
  buying_power: Money;
}

/** Margin of an account as it stands. Exact integers; requirements are rounded up, buying power down. */
export function marginOf(day: DayRecord, positions: LivePosition[], { limits }: Pick<RiskConfig, 'limits'>): Margin {
  const equity = (day.cash + day.position_value) as Money;
  const initial = mulDiv(day.gross_exposure, INITIAL_MARGIN_PCT, 100, 'up') as Money;
  const maintenance = positions.reduce(
    (sum, { value }) => sum + mulDiv(Math.abs(value), value < 0 ? MAINTENANCE_SHORT_PCT : MAINTENANCE_LONG_PCT, 100, 'up'),
    0,
  ) as Money;
  const byMargin = equity > initial ? mulDiv(equity - initial, 100, INITIAL_MARGIN_PCT) : 0;
  const mostGross = equity > 0 ? mulDiv(equity, limits.max_leverage_hundredths, 100) : 0;
  return { equity, initial, maintenance, buying_power: Math.max(0, Math.min(byMargin, mostGross - day.gross_exposure)) as Money };
}

/** The position that uses most of what `limitOf` allows it; null when there is none with a limit above zero. */
export function tightest(
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
