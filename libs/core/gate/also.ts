/** What an order meets only where something asks for it: locks, the funds of cash accounts. Nothing of it is made while nothing asks. */
import { tiersOf } from '../controls/tiers.js';
import { feeOfOrder } from '../model/fees.js';
import type { RiskConfig } from '../model/limits.js';
import { type Money, mulDiv, type Quantity } from '../model/money.js';
import type { MetAlso, ReservedState } from '../model/reserved-state.js';
import { type CalendarName, exchangeClock, sessionAt } from '../model/session.js';
import { holds, type TimeWindow } from '../model/windows.js';
import { EMPTY_REFERENCE } from '../model/reference.js';
import { exchangeCalendar } from '../model/exchange-calendar.js';
import { exchangeDay } from '../model/exchange-day.js';
import { overridesOf } from './overrides.js';
import { haltsOf } from './halts.js';
import { NotJudged } from './not-judged.js';
import type { Asked } from './scoped-look.js';
import type { AccountState, GateState, OrderState } from './state.js';

const NO_OVERRIDES = EMPTY_REFERENCE.overrides;
const CRYPTO = 'crypto';
/** Fees of open buys before the broker's terms are known: 1 basis point, as for the order itself. */
const FEE_GUESS_BPS = 1;
const FEE_GUESS_MIN = 10_000;

export function meetAlso(
  state: GateState,
  account: AccountState,
  order: Asked,
  config: RiskConfig,
  met: ReservedState,
  own: OrderState | null,
  { cost, units, amends }: Held,
): void {
  let also: MetAlso | null = null;
  if (state.locks.size > 0) {
    const locked = lockOf(state, order);
    if (locked) (also ??= {}).locked = locked;
  }
  const limits = tiersOf(config).limitsOf(order.account);
  const { asset_class = null, shortable = null } = config.instruments[order.symbol] ?? {};
  const cash = limits.account_type === 'cash';
  const crypto = state.watching && asset_class === CRYPTO && shortable !== true;
  if (cash && order.side === 'BUY' && !met.reducing) (also ??= {}).funds = fundsOf(state, account, met, cost, own);
  if (order.side === 'SELL' && (cash || crypto)) (also ??= {}).available = availableOf(account, order, own);
  if (also?.available !== undefined && units !== order.quantity) also.selling = units;
  also = meetReference(state, order, config, met, also);
  const overrides = amends || config.overrides === NO_OVERRIDES ? null : overridesOf(state, config, order, met.at_us);
  if (overrides) (also ??= {}).overrides = overrides;
  also = meetTime(state, order, config, met, also);
  if (also) met.also = also;
}

/** A borrow fee older than this is not known any more; an average volume that many trading days. */
const BORROW_AGE_MAX_US = 24 * 3600 * 1_000_000;
const VOLUME_AGE_MAX_DAYS = 5;

/** What is said of the instrument, as far as limits ask for it. Throws NotJudged when they do and it is missing or old. */
function meetReference(
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

/** Sessions, halts and windows of the day. */
function meetTime(state: GateState, order: Asked, config: RiskConfig, met: ReservedState, found: MetAlso | null): MetAlso | null {
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

/** What the order would hold: of an amendment the larger of old and new. Only new orders pass by an override. */
interface Held {
  cost: Money;
  units: Quantity;
  amends: boolean;
}

/** The first lock of what an order belongs to. */
export function lockOf(
  { locks }: Pick<GateState, 'locks'>,
  { account, strategy, user }: Asked,
): { scope: string; reason: string } | null {
  const scopes = [`account:${account}`];
  if (strategy !== undefined) scopes.push(`strategy:${strategy}`);
  if (user !== undefined) scopes.push(`user:${user}`);
  for (const scope of scopes) {
    const lock = locks.get(scope);
    if (lock) return { scope, reason: lock.reason };
  }
  return null;
}

export const settledCash = ({ cash, unsettled }: AccountState): Money =>
  (cash - unsettled.reduce((sum, { amount }) => sum + amount, 0)) as Money;

const feesOfOpen = (fee_per_unit: Money | null, open: number, units: number): number =>
  fee_per_unit === null ? mulDiv(open, FEE_GUESS_BPS, 10_000, 'up') : feeOfOrder(units as Quantity, { fee_per_unit });

/** Settled cash that no open buy may need, with its fees: what a cash account can buy for. Negative when they need more. */
export const freeCash = ({ fee_per_unit }: GateState, account: AccountState): Money =>
  (settledCash(account) - account.open_buys - feesOfOpen(fee_per_unit, account.open_buys, account.open_buy_quantity)) as Money;

/** Open buys, this one included, with the fees of each. */
function fundsOf(
  { fee_per_unit }: GateState,
  account: AccountState,
  met: ReservedState,
  cost: Money,
  own: OrderState | null,
): Required<MetAlso>['funds'] {
  const open = account.open_buys - (own?.hold ?? 0);
  const openFees = feesOfOpen(fee_per_unit, open, account.open_buy_quantity - (own?.leaves ?? 0));
  // Of an amendment the cost is that of the rest; what was filled has paid its fee.
  const fees = met.fees ?? Math.max(mulDiv(cost, FEE_GUESS_BPS, 10_000, 'up'), FEE_GUESS_MIN);
  return { needed: (open + openFees + cost + fees) as Money, settled: settledCash(account) };
}

function availableOf(account: AccountState, { symbol }: Asked, own: OrderState | null): Quantity {
  const p = account.positions.get(symbol);
  return Math.max(0, Math.max(p?.quantity ?? 0, 0) - (p?.open_sell_quantity ?? 0) + (own?.leaves ?? 0)) as Quantity;
}
