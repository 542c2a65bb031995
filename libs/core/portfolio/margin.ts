import type { RiskConfig, RiskLimits } from '../model/limits.js';
import { INITIAL_MARGIN_PCT, initialMarginOf, ownRateOf } from '../controls/margin.js';
import type { DayRecord } from '../gate/event.js';
import { MONEY_MAX, type Money, mulDivUpTo } from '../model/money.js';
import { maintenanceOf } from './maintenance.js';
import type { LivePosition } from '../ports/live-book.js';

export interface Margin {
  equity: Money;
  initial: Money;
  maintenance: Money;
  /** Gross exposure that could still be added: by margin (of a cash account by its free cash) or by leverage, whichever is less; never negative. */
  buying_power: Money;
}

/**
 * Margin of an account as it stands, by the limits that hold for it and the rates of its instruments. Exact integers; requirements are rounded up, buying power
 * down.
 */
export function marginOf(
  day: DayRecord,
  positions: LivePosition[],
  limits: Pick<RiskLimits, 'max_leverage_hundredths' | 'account_type'>,
  instruments: RiskConfig['instruments'],
  free: Money,
): Margin {
  const equity = (day.cash + day.position_value) as Money;
  let [own, needed, maintenance] = [0, 0, 0];
  for (const { symbol, quantity, value, exposure } of positions) {
    const bps = ownRateOf(instruments[symbol] ?? {});
    const { maintenance_margin_bps = null, contract_multiplier } = instruments[symbol] ?? {};
    maintenance += maintenanceOf(quantity, value, maintenance_margin_bps, contract_multiplier ?? undefined);
    if (bps === null) continue;
    own += exposure;
    needed += mulDivUpTo(MONEY_MAX, exposure, bps, 10_000, 'up');
  }
  const initial = initialMarginOf(day.gross_exposure, { exposure: own, required: needed });
  const onMargin = equity > initial ? mulDivUpTo(MONEY_MAX, equity - initial, 100, INITIAL_MARGIN_PCT) : 0;
  const byMargin = limits.account_type === 'cash' ? free : onMargin;
  const mostGross = equity > 0 ? mulDivUpTo(MONEY_MAX, equity, limits.max_leverage_hundredths, 100) : 0;
  return {
    equity,
    initial,
    maintenance: maintenance as Money,
    buying_power: Math.max(0, Math.min(byMargin, mostGross - day.gross_exposure)) as Money,
  };
}
