/** When an order comes: the session of its instrument, halts, and windows of the day. */
import { tiersOf } from '../controls/tiers.js';
import type { RiskConfig } from '../model/limits.js';
import type { MetAlso, ReservedState } from '../model/reserved-state.js';
import { type CalendarName, exchangeClock, sessionAt } from '../model/session.js';
import { holds, type TimeWindow } from '../model/windows.js';
import { haltsOf } from './halts.js';
import { NotJudged } from './not-judged.js';
import type { Asked } from './scoped-look.js';
import type { GateState } from './state.js';

/** With what is found added to `found`. Throws NotJudged where no calendar knows the day. */
export function meetTime(
  state: GateState,
  order: Asked,
  config: RiskConfig,
  met: ReservedState,
  found: MetAlso | null,
): MetAlso | null {
  let also = found;
  const { calendar = null, asset_class = null } = config.instruments[order.symbol] ?? {};
  if (calendar !== null && calendar !== 'ALWAYS') (also ??= {}).session = sessionOf(calendar, met.at_us);
  if (state.halts.size > 0) {
    const halted = haltsOf(state, order, asset_class, met.at_us);
    if (halted) (also ??= {}).halted = halted;
  }
  for (const [name, window] of tiersOf(config).windows) {
    if (!isWindowOf(window, order, asset_class)) continue;
    const on = holds(window, met.at_us);
    if (on === null) throw new NotJudged('CALENDAR_UNAVAILABLE', NO_CALENDAR);
    if (!on) continue;
    if (window.mode === 'scale') {
      const scaled = ((also ??= {}).scaled ??= {});
      for (const limit of window.limits) scaled[limit] = Math.min(scaled[limit] ?? window.factor_bps, window.factor_bps);
    } else if (window.mode === 'reduce_only' ? !met.reducing : order.order_type === 'MARKET')
      (also ??= {}).time_restriction = { mode: window.mode, window: name };
  }
  return also;
}

const NO_CALENDAR = 'the calendar of the exchange does not know this year; add it (docs/workflows.md)';

function sessionOf(calendar: CalendarName, atUs: number): NonNullable<MetAlso['session']> {
  const session = sessionAt(calendar, atUs);
  if (!session) throw new NotJudged('CALENDAR_UNAVAILABLE', NO_CALENDAR);
  const { phase, open_ms, close_ms } = session;
  const hours =
    open_ms === null || close_ms === null ? 'no trading today' : `${exchangeClock(open_ms)}-${exchangeClock(close_ms)}`;
  const minutes = close_ms === null ? 1440 : (close_ms * 1000 - atUs) / 60_000_000;
  return { phase, now: exchangeClock(Math.floor(atUs / 1000)), hours, minutes_to_close: minutes };
}

function isWindowOf({ scope }: TimeWindow, { account, strategy }: Asked, assetClass: string | null): boolean {
  return (
    scope === 'firm' ||
    scope === `account:${account}` ||
    (strategy !== undefined && scope === `strategy:${strategy}`) ||
    (assetClass !== null && scope === `class:${assetClass}`)
  );
}
