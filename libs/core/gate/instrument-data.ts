/** What is said of an instrument, as far as limits ask for it, and how old that may be. */
import { tiersOf } from '../controls/tiers.js';
import type { RiskConfig } from '../model/limits.js';
import type { Money, Quantity } from '../model/money.js';
import type { MetAlso, ReservedState } from '../model/reserved-state.js';
import { exchangeCalendar } from '../model/exchange-calendar.js';
import { exchangeDay } from '../model/exchange-day.js';
import { NotJudged } from './not-judged.js';
import type { Asked } from './scoped-look.js';
import type { GateState } from './state.js';

/** A borrow fee older than this is not known any more; an average volume that many trading days. */
const BORROW_AGE_MAX_US = 24 * 3600 * 1_000_000;
const VOLUME_AGE_MAX_DAYS = 5;

/** With what is found added to `found`. Throws NotJudged when limits ask for what is missing or old. */
export function meetInstrument(
  state: GateState,
  order: Asked,
  config: RiskConfig,
  met: ReservedState,
  found: MetAlso | null,
): MetAlso | null {
  const instrument = config.instruments[order.symbol];
  const tiers = tiersOf(config);
  const limits = tiers.limitsOf(order.account);
  const byVolume = limits.max_order_adv_bps !== null || tiers.pathOf(order).asks.volume;
  if (byVolume && !isYoung(instrument?.volume_as_of ?? null, instrument?.average_volume ?? null, met.at_us))
    throw new NotJudged(
      'REFERENCE_VOLUME_UNAVAILABLE',
      `no average volume of ${order.symbol} from the last ${VOLUME_AGE_MAX_DAYS} trading days`,
    );
  if (limits.hard_to_borrow !== 'not_looked_at' && order.side === 'SELL' && !met.reducing) {
    const asOf = instrument?.borrow_as_of_us ?? null;
    if ((instrument?.borrow ?? null) === null || asOf === null || met.at_us - asOf > BORROW_AGE_MAX_US)
      throw new NotJudged('BORROW_DATA_STALE', `no borrow data of ${order.symbol} from the last 24 hours`);
  }
  const banded = (instrument?.lower_band ?? null) !== null || (instrument?.upper_band ?? null) !== null;
  if (!banded || order.order_type !== 'MARKET') return found;
  const { bid = 0 as Money, ask = 0 as Money } = state.quotes.get(order.symbol) ?? {};
  return { ...found, touch: { bid, ask } };
}

function isYoung(day: string | null, volume: Quantity | null, atUs: number): boolean {
  if (day === null || volume === null) return false;
  return day >= oldestVolumeOn(exchangeDay(Math.floor(atUs / 1000)));
}

/** Of the day that was asked for last: six looks at the calendar for each order cost a tenth of its whole time with every control on. */
let asked = { on: '', oldest: '' };

function oldestVolumeOn(on: string): string {
  if (asked.on === on) return asked.oldest;
  let oldest = exchangeCalendar.lastTradingDay(on);
  for (let i = 0; i < VOLUME_AGE_MAX_DAYS; i += 1) oldest = exchangeCalendar.tradingDayBefore(oldest);
  asked = { on, oldest };
  return oldest;
}
