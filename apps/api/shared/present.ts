/** Domain to JSON: snake_case, money in dollars, quantities in units, as numbers that read back exactly. */
import type { Standing } from '#core/portfolio/firm-view.js';
import type {
  AcceptedAnswer,
  AlertAnswer,
  AuditAnswer,
  AuditEntryAnswer,
  BreakerAnswer,
  CheckAnswer,
  DailyPnlAnswer,
  DailyPnlHistoryAnswer,
  LimitsAnswer,
  OrderFieldsAnswer,
  PositionAnswer,
  PositionLimitAnswer,
  StateAnswer,
  ToldAlertAnswer,
} from '#contracts/answers.js';
import { GLOBAL_LIMITS, type NamedLimit, SYMBOL_LIMITS } from '#core/controls/registry.js';
import type { Decision } from '#core/model/decision.js';
import { type Kept, shown } from '#core/controls/shown.js';
import { checksAreOn, type RiskConfig, type SymbolLimits } from '#core/model/limits.js';
import type { DayRecord } from '#core/gate/event.js';
import {
  MONEY_MAX,
  type Money,
  MULTIPLIER_ONE,
  otherFactor,
  type Quantity,
  RATE_ONE,
  toDollars,
  toUnits,
} from '#core/model/money.js';
import { isForeign, type Order, type OrderStatus } from '#core/model/order.js';
import type { ReservedState } from '#core/model/reserved-state.js';
import type { Violation } from '#core/model/violation.js';
import type { Acknowledgement } from '#core/ports/alert-store.js';
import type { AuditCheck, ListedEntry } from '#core/ports/audit-ledger.js';
import type { AlertRow, BreakerRow } from '#core/ports/history.js';
import type { PnlHistory } from '#core/monitor/pnl-history.js';
import type { LivePosition, OpenBreaker } from '#core/ports/live-book.js';
import { given } from '../http/given.js';
import { presentViolation } from '../http/problems.js';

export function presentOrder(order: Order, status: OrderStatus): OrderFieldsAnswer {
  return { ...presentRequest(order), status };
}

/** What was asked, with its ids. */
export function presentRequest(order: Order): Omit<OrderFieldsAnswer, 'status'> {
  const { order_id, client_order_id, decision_id, account, symbol, side, order_type, time_in_force } = order;
  return {
    ...{ order_id, client_order_id, decision_id, account, symbol, side, order_type, time_in_force },
    quantity: toUnits(order.quantity),
    price: order.price === null ? null : toDollars(order.price),
    stop_price: order.stop_price === undefined ? null : toDollars(order.stop_price),
    good_till: order.good_till === undefined ? null : new Date(order.good_till / 1000).toISOString(),
    reduce_only: order.reduce_only === true,
    extended_hours: order.extended_hours === true,
    one_cancels_other: order.one_cancels_other === true ? (order.list_id ?? null) : null,
    strategy: order.strategy ?? null,
    user: order.user ?? null,
    foreign: isForeign(order),
  };
}

export function presentAccepted(order: Order, status: OrderStatus, state?: ReservedState): AcceptedAnswer {
  const { order_id, client_order_id, decision_id } = order;
  const warnings = warningsOf(state);
  const answer = { order_id, client_order_id, decision_id, status, order: presentOrder(order, status) };
  return warnings.length === 0 ? answer : { ...answer, warnings: warnings.map(presentViolation) };
}

/** What an order that passes breaks or comes near to. */
const warningsOf = (state?: ReservedState): Violation[] =>
  state?.also === undefined ? [] : [...(state.also.warned ?? []), ...(state.also.near ?? [])];

export function presentCheck(decision: Decision, maxQuantity: Quantity): CheckAnswer {
  const { accepted, violations, waived, config_version, rules_hash } = decision;
  return {
    accepted,
    violations: violations.map(presentViolation),
    waived: waived.map(presentViolation),
    check_price: toDollars(decision.state.check_price),
    notional: toDollars(decision.state.notional),
    max_quantity: toUnits(maxQuantity),
    config_version,
    rules_hash,
    state: presentState(decision.state),
  };
}

const DOLLARS = [
  'check_price',
  'notional',
  'cash',
  'position_value',
  'gross_exposure',
  'day_start_equity',
  'cash_moved',
  'value',
  'open_buys',
  'open_sells',
  'exposure_before',
  'exposure_after',
] as const;

/** By name: what single controls met (tallies, means, the broker's credit) is theirs, and no part of an answer. */
const AS_THEY_ARE = [
  ...(['config_version', 'at_us', 'reducing', 'orders_in_last_second', 'orders_in_burst_window'] as const),
  ...(['breaker_mode', 'breaker_scope', 'messages_in_window', 'breaker_reducing', 'strategy_reducing'] as const),
  ...(['open_orders', 'same_orders', 'quote_age_us'] as const),
] as const;

/** What the order met, in dollars and units. */
export function presentState(state: ReservedState): StateAnswer {
  const dollars = Object.fromEntries(DOLLARS.map((name) => [name, toDollars(state[name])])) as Record<
    (typeof DOLLARS)[number],
    number
  >;
  const { reference_twice = 0 as Money, fees = null, bid, ask, closable } = state;
  const reference_price = reference_twice === 0 ? null : toDollars(reference_twice) / 2;
  const asTheyAre = Object.fromEntries(AS_THEY_ARE.flatMap((name) => (state[name] === undefined ? [] : [[name, state[name]]])));
  return {
    ...(asTheyAre as Pick<ReservedState, (typeof AS_THEY_ARE)[number]>),
    ...dollars,
    quantity: toUnits(state.quantity),
    reference_price,
    fees: fees === null ? null : toDollars(fees),
    ...given({ closable: closable === undefined ? undefined : toUnits(closable) }),
    ...given({ bid: bid === undefined ? undefined : toDollars(bid), ask: ask === undefined ? undefined : toDollars(ask) }),
  };
}

const shownLimits = (limits: readonly NamedLimit[], values: object) =>
  Object.fromEntries(limits.map(({ name, wire, unit }) => [wire, shown(unit, (values as Record<string, Kept>)[name] ?? null)]));

export function presentLimits({ limits, version }: RiskConfig): LimitsAnswer {
  return {
    ...(shownLimits(GLOBAL_LIMITS, limits) as Omit<LimitsAnswer, 'enabled' | 'version' | 'warnings'>),
    enabled: checksAreOn(limits, Date.now() * 1000),
    version,
  };
}

export function presentPositionLimit(symbol: string, own: SymbolLimits): PositionLimitAnswer {
  return { symbol, ...(shownLimits(SYMBOL_LIMITS, own) as Omit<PositionLimitAnswer, 'symbol' | 'warnings'>) };
}

export function presentDay(day: DayRecord): DailyPnlAnswer {
  return {
    date: day.date,
    account: day.account,
    realized_pnl: toDollars(day.realized_pnl),
    unrealized_pnl: toDollars(day.unrealized_pnl),
    total_pnl: toDollars(day.total_pnl),
    fees: toDollars(day.fees),
    equity: toDollars((day.cash + day.position_value) as Money),
    day_start_equity: toDollars(day.day_start_equity),
    peak_equity: toDollars(day.peak_equity),
    gross_exposure: toDollars(day.gross_exposure),
    circuit_breaker_triggered: day.circuit_breaker_triggered,
  };
}

export function presentPnlHistory({ account, date, points }: PnlHistory): DailyPnlHistoryAnswer {
  return {
    ...{ date, account },
    points: points.map(({ at_ms, realized_pnl, unrealized_pnl, total_pnl }) => ({
      at: new Date(at_ms).toISOString(),
      realized_pnl: toDollars(realized_pnl),
      unrealized_pnl: toDollars(unrealized_pnl),
      total_pnl: toDollars(total_pnl),
    })),
  };
}

export function presentPosition(position: LivePosition): PositionAnswer {
  const { account, symbol, quantity, cost, value, contract } = position;
  const rated = contract === undefined || contract.rate > 0 ? contract : { ...contract, rate: RATE_ONE };
  const average = quantity === 0 ? 0 : otherFactor(Math.abs(cost) as Money, Math.abs(quantity), rated, MONEY_MAX, 'nearest');
  return {
    account,
    symbol,
    quantity: toUnits(quantity),
    average_price: toDollars(average as Money),
    currency: contract?.currency ?? 'USD',
    contract_multiplier: (contract?.multiplier ?? MULTIPLIER_ONE) / MULTIPLIER_ONE,
    cost: toDollars(cost),
    market_value: toDollars(value),
    unrealized_pnl: toDollars((value - cost) as Money),
    realized_pnl: toDollars(position.realized_pnl),
    open_buys: toDollars(position.open_buys),
    open_sells: toDollars(position.open_sells),
    exposure: toDollars(position.exposure),
  };
}

const iso = (ms: number | null) => (ms === null ? null : new Date(ms).toISOString());

export function presentBreakerRow({ tripped_at_ms, reset_at_ms, expires_at_ms, ...row }: BreakerRow): BreakerAnswer {
  return {
    ...row,
    trigger_value: toDollars(row.trigger_value),
    threshold: toDollars(row.threshold),
    tripped_at: new Date(tripped_at_ms).toISOString(),
    reset_at: iso(reset_at_ms),
    expires_at: iso(expires_at_ms),
  };
}

export function presentAlert({ created_at_ms, last_at_ms, ...row }: AlertRow): ToldAlertAnswer {
  const [created_at, last_at] = [created_at_ms, last_at_ms].map((ms) => new Date(ms).toISOString()) as [string, string];
  return { ...row, created_at, last_at };
}

export function presentListedAlert(row: AlertRow, acknowledged: Acknowledgement | undefined): AlertAnswer {
  const acknowledged_at = acknowledged ? new Date(acknowledged.at_ms).toISOString() : null;
  return { ...presentAlert(row), acknowledged_by: acknowledged?.actor ?? null, acknowledged_at };
}

export function presentAuditEntry({ entry, hash }: ListedEntry): AuditEntryAnswer {
  return { ...entry, hash };
}

export function presentAuditCheck({ at_ms, ...check }: AuditCheck): NonNullable<AuditAnswer['last_check']> {
  return { ...check, at: new Date(at_ms).toISOString() };
}

export function presentBreaker(breaker: OpenBreaker) {
  return { ...breaker, trigger_value: toDollars(breaker.trigger_value), threshold: toDollars(breaker.threshold), active: true };
}

export function presentStanding({ equity, total_pnl, realized_pnl, gross_exposure, ...rest }: Standing) {
  const { leverage, open_orders, nearest } = rest;
  return {
    ...{ equity: toDollars(equity), total_pnl: toDollars(total_pnl), realized_pnl: toDollars(realized_pnl) },
    ...{ gross_exposure: toDollars(gross_exposure), leverage, open_orders, nearest },
  };
}
