import type { RiskLimits } from '../model/limits.js';
import type { DayRecord } from '../gate/event.js';
import { type Money, mulDiv } from '../model/money.js';
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

/** Margin of an account as it stands, by the limits that hold for it. Exact integers; requirements are rounded up, buying power down. */
export function marginOf(day: DayRecord, positions: LivePosition[], limits: Pick<RiskLimits, 'max_leverage_hundredths'>): Margin {
  const equity = (day.cash + day.position_value) as Money;
  const initial = mulDiv(day.gross_exposure, INITIAL_MARGIN_PCT, 100, 'up') as Money;
  const maintenance = positions.reduce((sum, { quantity, value }) => sum + maintenanceOf(quantity, value), 0) as Money;
  const byMargin = equity > initial ? mulDiv(equity - initial, 100, INITIAL_MARGIN_PCT) : 0;
  const mostGross = equity > 0 ? mulDiv(equity, limits.max_leverage_hundredths, 100) : 0;
  return { equity, initial, maintenance, buying_power: Math.max(0, Math.min(byMargin, mostGross - day.gross_exposure)) as Money };
}
