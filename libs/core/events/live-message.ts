import type { DayRecord } from '../gate/event.js';
import { type Quantity, toDollars, toUnits } from '../model/money.js';
import type { Order, OrderStatus } from '../model/order.js';
import type { ConfigChange } from '../ports/config-store.js';
import type { AlertRow, BreakerRow } from '../ports/history.js';
import { alertMessageId, breakerMessageId } from './message-id.js';
import { scopeOf } from './alerts.js';

export type LiveType = 'PNL_UPDATE' | 'RISK_ALERT' | 'CIRCUIT_BREAKER' | 'ORDER_UPDATE' | 'LIMITS_CHANGED';

/** One live message, ready to be written as JSON; libs/contracts/messages.ts describes what `data` holds. */
export interface LiveMessage {
  type: LiveType;
  data: object;
  at_ms: number;
  id: string;
  /** Null concerns every account. */
  account: string | null;
  ref: string | null;
}

/** An order's changing part. */
export interface OrderState {
  status: OrderStatus;
  filled_quantity: Quantity;
  leaves_quantity: Quantity;
  reason: string;
}

export function pnlMessage(day: DayRecord, id: string, atMs: number): LiveMessage {
  return { type: 'PNL_UPDATE', data: pnlData(day), at_ms: atMs, id, account: day.account, ref: null };
}

export function pnlData(day: DayRecord) {
  return {
    date: day.date,
    realized_pnl: toDollars(day.realized_pnl),
    unrealized_pnl: toDollars(day.unrealized_pnl),
    total_pnl: toDollars(day.total_pnl),
    circuit_breaker_triggered: day.circuit_breaker_triggered,
  };
}

/** When the alert comes: it stands for one then, whatever came after it. */
export function alertMessage(alert: AlertRow): LiveMessage {
  const { alert_type, severity, symbol, message } = alert;
  return {
    type: 'RISK_ALERT',
    data: { alert_type, severity, symbol, message, count: 1 },
    at_ms: alert.created_at_ms,
    id: alertMessageId(alert.id),
    account: alert.account,
    ref: alert.id,
  };
}

/** The same alert once more, when its minute is over: how many equal ones there were. */
export function countMessage(alert: AlertRow, eventId: string, atMs: number): LiveMessage {
  const { alert_type, severity, symbol, message, count, account, id } = alert;
  const data = { alert_type, severity, symbol, message, count };
  return { type: 'RISK_ALERT', data, at_ms: atMs, id: alertMessageId(eventId), account, ref: id };
}

export type ToldBreaker = Pick<BreakerRow, 'breaker_id' | 'scope' | 'mode' | 'trigger_type' | 'trigger_value' | 'threshold'>;

/** `eventId`: of the trip, of a further cause or of a change of mode when active, of the reset when not. */
export function breakerMessage(breaker: ToldBreaker, active: boolean, eventId: string, atMs: number): LiveMessage {
  const { mode, trigger_type, trigger_value, threshold } = breaker;
  return {
    type: 'CIRCUIT_BREAKER',
    data: { trigger_type, trigger_value: toDollars(trigger_value), threshold: toDollars(threshold), mode, active },
    at_ms: atMs,
    id: breakerMessageId(eventId),
    account: scopeOf(breaker.scope).account,
    ref: String(breaker.breaker_id),
  };
}

export function orderMessage(order: Order, state: OrderState, id: string, atMs: number): LiveMessage {
  // One plain literal: with a spread in it this took 6 us instead of 1, for every order of a busy log.
  const data = {
    order_id: order.order_id,
    client_order_id: order.client_order_id,
    symbol: order.symbol,
    side: order.side,
    order_type: order.order_type,
    quantity: toUnits(order.quantity),
    price: order.price === null ? null : toDollars(order.price),
    status: state.status,
    filled_quantity: toUnits(state.filled_quantity),
    leaves_quantity: toUnits(state.leaves_quantity),
    reason: state.reason,
    updated_at: new Date(atMs).toISOString(),
  };
  return { type: 'ORDER_UPDATE', data, at_ms: atMs, id, account: order.account, ref: order.order_id };
}

export function limitsMessage(
  version: number,
  changes: Omit<ConfigChange, 'version' | 'changed_at_ms'>[],
  id: string,
  atMs: number,
): LiveMessage {
  const told = changes.map(({ field, from, to, actor, reason, source }) => ({ field, from, to, actor, reason, source }));
  return { type: 'LIMITS_CHANGED', data: { version, changes: told }, at_ms: atMs, id, account: null, ref: String(version) };
}
