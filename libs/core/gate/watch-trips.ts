/**
 * Which breakers an event trips, beside the loss of the day: by losses from a high, by the maintenance margin, by a price that moves too fast, by conduct and by
 * silence. Asked right after the event, before anything else happens; a trip says all its figures.
 */
import { tiersOf } from '../controls/tiers.js';
import type { RiskConfig, RiskLimits } from '../model/limits.js';
import { formatMoney, MONEY_MAX, type Money, mulDivUpTo } from '../model/money.js';
import type { RuleReasonCode } from '../model/reason-codes.js';
import { FIRM } from '../model/scope.js';
import { creditUsed } from './broker-limits.js';
import { causeOf, isNoted } from './causes.js';
import { refusalScopes, runsOf } from './conduct.js';
import { markedBy } from './contracts.js';
import type { BreakerMode, BreakerTrigger, DayStarted, GateEvent, MarkedQuote, OrderDecided, OnTrip } from './event.js';
import { marketHalt } from './halts.js';
import { askedOf } from './mark-held.js';
import { GATE } from './open-orders.js';
import { priceKey } from './prices.js';
import type { AccountState, GateState } from './state.js';
import { equityOf, isPrice } from './valuation.js';
import { equityAt, isWatched, limitsOfWatch, profitNow, scopedWatches, streakOf, type Watch } from './watches.js';

interface Cause {
  scope: string;
  mode: BreakerMode;
  trigger_type: BreakerTrigger;
  value: number;
  threshold: number;
  reason: string;
  expires_at_ms?: number;
  on_trip?: OnTrip;
}

/** The event of a trip, or null when it has been noted already. */
function tripOf(state: GateState, { value, threshold, expires_at_ms, on_trip, ...cause }: Cause): GateEvent | null {
  return causeOf(state, {
    ...cause,
    trigger_value: value as Money,
    threshold: threshold as Money,
    ...{ actor: GATE, source: 'gate', expires_at_ms: expires_at_ms ?? null },
    on_trip: on_trip ?? 'cancel_opening_orders',
  }).event;
}

/** In the order in which they come; each is asked when the one before it has changed the state. */
export function* watchTrips(state: GateState, event: GateEvent): Generator<GateEvent> {
  const { config } = state;
  if (!config || !state.watching) return;
  switch (event.type) {
    case 'ORDER_DECIDED':
      if (!event.accepted) yield* ofRefusal(state, config, event);
      return;
    case 'EXECUTION_APPLIED':
      if (event.kind !== 'FILL') return;
      yield* ofAccount(state, config, state.accounts.get(event.account));
      yield* ofScopes(state, config);
      yield* ofCredit(config, state, creditNow(state, config));
      return;
    case 'CASH_MOVED':
    case 'ACCOUNT_ADOPTED':
    case 'ACTIVITY_BOOKED':
      yield* ofAccount(state, config, state.accounts.get(event.account));
      return;
    case 'MARKED':
      for (const { symbol } of event.quotes)
        for (const moved of markedBy(state, symbol))
          for (const account of askedOf(state, moved)) yield* ofAccount(state, config, account);
      yield* ofScopes(state, config);
      yield* ofPrices(state, config, event.quotes);
      yield* ofSilence(state);
      yield* ofMarket(state, config, event.quotes);
      return;
    case 'TICKED':
    case 'CONFIG_ACTIVATED':
      for (const account of state.accounts.values()) if (isAsked(account)) yield* ofAccount(state, config, account);
      yield* ofScopes(state, config);
      if (event.type === 'TICKED') yield* ofSilence(state);
      return;
    case 'BREAKER_RESET': {
      const watch = state.watches.get(event.scope);
      if (event.scope.startsWith('account:')) yield* ofAccount(state, config, state.accounts.get(event.scope.slice(8)));
      else if (watch) yield* ofWatch(state, config, watch);
      return;
    }
    default:
  }
}

/** Whether an event can trip anything here: nearly all are orders, and hardly any of them can. */
export function mayTrip({ watching, config }: GateState, event: GateEvent): boolean {
  if (!watching || event.type !== 'ORDER_DECIDED') return watching;
  if (event.accepted || !config) return false;
  return tiersOf(config).countsRefusals || event.violations.some(({ code }) => TRIPPING.has(code));
}
/** What a refusal for it may trip: see ofRefusal. */
const TRIPPING: ReadonlySet<RuleReasonCode> = new Set<RuleReasonCode>(['REPEATED_EXECUTION_TRIPPED', 'BROKER_CREDIT_EXCEEDED']);

const isBelow = ({ maintenance, cash, value }: AccountState): boolean => maintenance > cash + value;
/** Of ten thousand accounts hardly any: a generator for each of them takes longer than the question. */
const isAsked = (account: AccountState): boolean => account.watch !== null || isBelow(account);

function* ofAccount(state: GateState, config: RiskConfig, account: AccountState | undefined): Generator<GateEvent> {
  if (!account) return;
  if (isBelow(account)) {
    const trip = maintenanceTrip(state, config, account);
    if (trip) yield trip;
  }
  if (account.watch) yield* ofWatch(state, config, account.watch);
}

function* ofScopes(state: GateState, config: RiskConfig): Generator<GateEvent> {
  if (state.watches.size > 0) for (const watch of scopedWatches(state)) yield* ofWatch(state, config, watch);
}

const usd = (amount: number) => `$${formatMoney(amount as Money)}`;
const pct = (bps: number) => `${(bps / 100).toFixed(2)}%`;

/** E < M trips; E = M holds. */
function maintenanceTrip(state: GateState, config: RiskConfig, account: AccountState): GateEvent | null {
  if (tiersOf(config).limitsOf(account.account).maintenance_margin !== 'on') return null;
  const open = state.breakers.get(account.scope);
  if (open && isNoted(open, 'MAINTENANCE_MARGIN')) return null;
  const [equity, required] = [equityOf(account), account.maintenance];
  return tripOf(state, {
    ...{ scope: account.scope, mode: 'reduce_only', trigger_type: 'MAINTENANCE_MARGIN' },
    ...{ value: equity, threshold: required, reason: `maintenance margin: equity ${usd(equity)} < ${usd(required)}` },
  });
}

function* ofWatch(state: GateState, config: RiskConfig, watch: Watch): Generator<GateEvent> {
  const limits = limitsOfWatch(config, watch);
  if (!limits || !isWatched(limits)) return;
  for (const ask of LOSSES) {
    const cause = ask(state, watch, limits);
    const trip = cause && tripOf(state, { ...cause, scope: watch.scope, mode: 'reduce_only', on_trip: onTrip(watch.scope) });
    if (trip) yield trip;
  }
}

/** What closes in a strategy is not known by its account alone, so its open orders stay. */
const onTrip = (scope: string): OnTrip => (scope.startsWith('strategy:') ? 'leave_orders' : 'cancel_opening_orders');

type Asked = Omit<Cause, 'scope' | 'mode' | 'on_trip'> | null;
const LOSSES: ((state: GateState, watch: Watch, limits: RiskLimits) => Asked)[] = [
  lossInWindow,
  (state, watch, { drawdown_day_bps: most }) => drawdown(state, watch, watch.day_high, most, 'of the day'),
  (state, watch, { drawdown_all_time_bps: most }) => drawdown(state, watch, watch.high, most, 'of all time'),
  givenBack,
  streak,
];

function lossInWindow(
  state: GateState,
  watch: Watch,
  { loss_window_limit: limit, loss_window_seconds: seconds }: RiskLimits,
): Asked {
  if (limit === null || !watch.window) return null;
  const loss = watch.window.high(state.last_ms) - profitNow(state, watch);
  if (loss < limit) return null;
  return {
    ...{ trigger_type: 'LOSS_WINDOW', value: loss, threshold: limit, expires_at_ms: state.last_ms + seconds * 1000 },
    reason: `loss ${usd(loss)} >= ${usd(limit)} in ${seconds} s`,
  };
}

/** Shares are shown up to ten million percent. */
const SHOWN_MAX = 1e9;

/** (H - E) >= d x H, compared in whole numbers. Of a strategy without capital neither is known, and its orders are refused. */
function drawdown(state: GateState, watch: Watch, highest: number, most: number | null, when: string): Asked {
  if (most === null) return null;
  const high = equityAt(state, watch, highest);
  if (high === null) return null;
  const below = highest - profitNow(state, watch);
  if (high <= 0 || below <= 0 || BigInt(below) * 10_000n < BigInt(most) * BigInt(high)) return null;
  const share = mulDivUpTo(SHOWN_MAX, below, 10_000, high, 'up');
  return {
    ...{ trigger_type: 'DRAWDOWN', value: below, threshold: mulDivUpTo(MONEY_MAX, high, most, 10_000, 'up') },
    reason: `drawdown ${when} ${pct(share)} >= ${pct(most)} from ${usd(high)}`,
  };
}

function givenBack(
  state: GateState,
  watch: Watch,
  { profit_give_back_bps: most, profit_give_back_from: from }: RiskLimits,
): Asked {
  if (most === null) return null;
  const highest = watch.peak - watch.day_start;
  const given = watch.peak - profitNow(state, watch);
  if (highest < from || BigInt(given) * 10_000n < BigInt(most) * BigInt(highest)) return null;
  const limit = mulDivUpTo(MONEY_MAX, highest, most, 10_000, 'up');
  return {
    ...{ trigger_type: 'GIVE_BACK', value: given, threshold: limit },
    reason: `given back ${usd(given)} >= ${usd(limit)} of ${usd(highest)}`,
  };
}

function streak(state: GateState, watch: Watch, l: RiskLimits): Asked {
  if (l.losing_streak === null) return null;
  const lost = streakOf(watch, l.losing_streak, l.losing_streak_window_seconds * 1000, state.last_ms);
  if (lost === null) return null;
  return {
    ...{ trigger_type: 'LOSING_STREAK', value: lost, threshold: 0 },
    expires_at_ms: state.last_ms + l.losing_streak_cooldown_seconds * 1000,
    reason: `${l.losing_streak} losing trades in a row, ${usd(lost)}`,
  };
}

function* ofPrices(state: GateState, config: RiskConfig, quotes: readonly MarkedQuote[]): Generator<GateEvent> {
  const tiers = tiersOf(config);
  if (!tiers.volatile) return;
  for (const { symbol, bid, ask } of quotes.filter(isPrice)) {
    for (const watched of tiers.volatilityOf(symbol)) {
      const cause = moveOf(state, symbol, bid + ask, watched.limits);
      const trip = cause && tripOf(state, { ...cause, scope: watched.scope, mode: 'reduce_only' });
      if (trip) yield trip;
    }
  }
}

/** From the lowest or the highest middle of the window, as a share of it. Prices are doubled. */
function moveOf(state: GateState, symbol: string, twice: number, l: RiskLimits): Asked {
  const [most, seconds] = [l.volatility_move_bps, l.volatility_window_seconds];
  const window = state.prices.get(priceKey(symbol, seconds));
  if (most === null || !window) return null;
  for (const from of [window.low(state.last_ms), window.high(state.last_ms)]) {
    const move = Math.abs(twice - from);
    if (!Number.isFinite(move) || BigInt(move) * 10_000n < BigInt(most) * BigInt(from)) continue;
    const share = mulDivUpTo(SHOWN_MAX, move, 10_000, from, 'up');
    return {
      ...{ trigger_type: 'VOLATILITY', value: Math.ceil(move / 2), threshold: mulDivUpTo(MONEY_MAX, from, most, 20_000, 'up') },
      expires_at_ms: state.last_ms + l.volatility_cooldown_seconds * 1000,
      reason: `volatility: ${symbol} ${pct(share)} >= ${pct(most)} in ${seconds} s`,
    };
  }
  return null;
}

function* ofRefusal(
  state: GateState,
  config: RiskConfig,
  { order, violations, state: { at_us, scopes = [] } }: OrderDecided,
): Generator<GateEvent> {
  for (const { code, scope = '', limit } of violations) {
    if (code !== 'REPEATED_EXECUTION_TRIPPED') continue;
    const window = config.scoped[scope]?.['repeated_execution_window_seconds'] ?? config.limits.repeated_execution_window_seconds;
    const runs = runsOf(state.runs.get(scope), Number(window), at_us) + 1;
    const trip = tripOf(state, {
      ...{ scope, mode: 'halt', trigger_type: 'REPEATED_EXECUTION', value: 0, threshold: 0, on_trip: 'leave_orders' },
      reason: `repeated execution: ${runs} > ${String(limit)} orders`,
    });
    if (trip) yield trip;
  }
  if (violations.some(({ code }) => code === 'BROKER_CREDIT_EXCEEDED'))
    yield* ofCredit(config, state, scopes.find(({ origin }) => origin === FIRM)?.broker?.credit ?? null);
  if (!tiersOf(config).countsRefusals) return;
  for (const { scope, max } of refusalScopes(config, order)) {
    if ((state.refusals.get(scope) ?? 0) < max) continue;
    const trip = tripOf(state, {
      ...{ scope, mode: 'halt', trigger_type: 'REJECT_STREAK', value: 0, threshold: 0, on_trip: 'leave_orders' },
      reason: `${max} refusals in a row`,
    });
    if (trip) yield trip;
  }
}

/** What fills and open orders of the day use of the broker's credit; null while no breach trips. */
function creditNow({ firm }: GateState, config: RiskConfig): number | null {
  const set = config.scoped[FIRM] ?? {};
  if ((set['broker_credit_line'] ?? null) === null || (set['broker_credit_on_breach'] ?? 'refuse') === 'refuse') return null;
  return creditUsed(firm, set['broker_credit_mode']);
}

/** An order that would go over the credit line, or fills that did. At the line it holds. */
function* ofCredit(config: RiskConfig, state: GateState, used: number | null): Generator<GateEvent> {
  const { broker_credit_line: line = null, broker_credit_on_breach: onBreach = 'refuse' } = config.scoped[FIRM] ?? {};
  if (used === null || typeof line !== 'number' || used <= line || onBreach === 'refuse') return;
  const halts = onBreach === 'cancel_and_halt';
  const trip = tripOf(state, {
    ...{
      scope: FIRM,
      mode: halts ? 'halt' : 'reduce_only',
      trigger_type: 'BROKER_CREDIT',
      value: Math.min(used, MONEY_MAX),
      threshold: line,
    },
    ...{ reason: `broker credit ${usd(used)} > ${usd(line)}`, on_trip: halts ? 'cancel_orders' : 'cancel_opening_orders' },
  });
  if (trip) yield trip;
}

function* ofMarket(state: GateState, config: RiskConfig, quotes: readonly MarkedQuote[]): Generator<GateEvent> {
  const halt = marketHalt(state, config, quotes);
  if (halt) yield halt;
}

/** Silent for longer than agreed: exactly as long is still alive. */
function* ofSilence(state: GateState): Generator<GateEvent> {
  for (const { scope, timeout_ms, heard_ms } of state.beats.values()) {
    const silent = state.last_ms - heard_ms;
    if (silent <= timeout_ms) continue;
    const trip = tripOf(state, {
      ...{ scope, mode: 'halt', trigger_type: 'HEARTBEAT_MISSED', value: 0, threshold: 0 },
      reason: `heartbeat missed: silent ${(silent / 1000).toFixed(1)} s > ${timeout_ms / 1000} s`,
    });
    if (trip) yield trip;
  }
}

/** Breakers that end with the day of their account. */
export function* endsOfDay(state: GateState, event: DayStarted): Generator<GateEvent> {
  for (const { breaker_id, scope, trigger_type, causes } of state.breakers.values()) {
    if (trigger_type !== 'GIVE_BACK' || causes > 0) continue;
    if (scope.startsWith('account:') && scope !== `account:${event.day.account}`) continue;
    const about = { breaker_id, scope, actor: GATE, reason: 'the day is over', source: 'expiry' };
    yield { type: 'BREAKER_RESET', id: '', at_ms: 0, ...about };
  }
}

/** Why a reset would not hold, in words; null when it would. */
export function persistingWatch(state: GateState, scope: string): string | null {
  const { config } = state;
  if (!config || !state.watching) return null;
  const account = scope.startsWith('account:') ? state.accounts.get(scope.slice(8)) : undefined;
  const low =
    account && account.maintenance > equityOf(account) && tiersOf(config).limitsOf(account.account).maintenance_margin === 'on';
  if (low) return `equity ${usd(equityOf(account))} is still below the maintenance margin ${usd(account.maintenance)}`;
  const watch = state.watches.get(scope);
  const limits = watch && limitsOfWatch(config, watch);
  if (!watch || !limits) return null;
  const day = drawdown(state, watch, watch.day_high, limits.drawdown_day_bps, 'of the day');
  return day && `the ${day.reason} persists`;
}
