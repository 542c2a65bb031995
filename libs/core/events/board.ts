import type { DayRecord, ExecutionApplied, LogEvent, Marked, OrderDecided } from '../gate/event.js';
import type { Quantity } from '../model/money.js';
import type { Order } from '../model/order.js';
import type { ConfigChange } from '../ports/config-store.js';
import type { AlertRow, BreakerRow } from '../ports/history.js';
import { alertsOf } from './alerts.js';
import {
  alertMessage,
  breakerMessage,
  limitsMessage,
  type LiveMessage,
  orderMessage,
  type OrderState,
  pnlMessage,
} from './live-message.js';
import { verdictMessageId } from './message-id.js';

/** How things stood at `position`: everything up to that entry is in it, nothing after. */
export interface BoardState {
  position: string;
  days: DayRecord[];
  open_breakers: BreakerRow[];
  /** Newest first; as many as a snapshot shows. */
  alerts: AlertRow[];
  config_version: number;
  /** How often live state was written anew. */
  generation: number;
}

/** What a log entry leaves out and its messages need. Undefined: nobody knows it any more, the message is left out. */
export interface Known {
  order(orderId: string): Order | undefined;
  /** Changes of the versions after `after` up to `upTo`; empty when they cannot be told. */
  changes(after: number, upTo: number): ConfigChange[];
}

export const ALERTS_SHOWN = 10;
/** A fill tells the account's P&L at once, unless it was told so lately; the mark of the next second tells it anyway. */
const FILL_PAUSE_MS = 250;
/** Marks are journaled each second, and more often by the monitor's ticks and while a price is set by hand: those between tell nothing. */
const MARK_PAUSE_MS = 750;

/**
 * What a new listener is shown, kept by folding the log; each entry also yields the messages that tell listeners of it. Pure but for itself:
 * the same entries give the same messages in every process, with the same ids.
 */
export class Board {
  position: string;
  config_version: number;
  generation: number;
  alerts: AlertRow[];
  private readonly days = new Map<string, DayRecord>();
  private readonly breakers = new Map<number, BreakerRow>();
  private readonly pnlDue = new Set<string>();
  /** By the log's time, which is the same in every process. */
  private readonly pnlToldMs = new Map<string, number>();
  private markToldMs = 0;

  constructor(state: BoardState) {
    this.position = state.position;
    this.config_version = state.config_version;
    this.generation = state.generation;
    this.alerts = state.alerts.slice(0, ALERTS_SHOWN);
    for (const day of state.days) this.days.set(day.account, day);
    for (const breaker of state.open_breakers) this.breakers.set(breaker.breaker_id, breaker);
  }

  get openBreakers(): BreakerRow[] {
    return [...this.breakers.values()].sort((a, b) => b.breaker_id - a.breaker_id);
  }

  get latestDays(): DayRecord[] {
    return [...this.days.values()];
  }

  take(event: LogEvent, known: Known): LiveMessage[] {
    this.position = event.id;
    switch (event.type) {
      case 'ORDER_DECIDED':
        return this.decided(event, known);
      case 'EXECUTION_APPLIED':
        return this.executed(event, known);
      case 'MARKED':
        this.marked(event);
        return [];
      case 'STATE_REBUILT':
        this.generation = event.generation;
        return [];
      case 'CONFIG_REJECTED':
        return this.alert(event);
      case 'DAY_CLOSED':
      case 'DAY_STARTED':
        this.day(event.day, event.at_ms);
        return [];
      case 'BREAKER_TRIPPED': {
        const { id, at_ms, type: _, source: __, ...tripped } = event;
        const breaker: BreakerRow = { ...tripped, tripped_at_ms: at_ms, active: true, further_causes: [], ...NOT_RESET };
        this.breakers.set(event.breaker_id, breaker);
        return [breakerMessage(breaker, true, id, at_ms), ...this.alert(event)];
      }
      case 'BREAKER_CAUSE_ADDED': {
        const { breaker_id, mode, expires_at_ms, trigger_type, actor, reason } = event;
        const breaker = this.breakers.get(breaker_id);
        const further_causes = [...(breaker?.further_causes ?? []), `${trigger_type} by ${actor}: ${reason}`];
        if (breaker) this.breakers.set(breaker_id, { ...breaker, mode, expires_at_ms, further_causes });
        return this.alert(event);
      }
      case 'BREAKER_RESET': {
        const breaker = this.breakers.get(event.breaker_id);
        this.breakers.delete(event.breaker_id);
        const closed = breaker ? [breakerMessage(breaker, false, event.id, event.at_ms)] : [];
        return [...closed, ...this.alert(event)];
      }
      case 'CONFIG_ACTIVATED': {
        const alerts = this.alert(event);
        if (event.version <= this.config_version) return alerts;
        const changes = known.changes(this.config_version, event.version);
        this.config_version = event.version;
        return [...alerts, limitsMessage(event.version, changes, event.id, event.at_ms)];
      }
      case 'ORDER_ADOPTED': {
        const { order, status, filled_quantity, leaves_quantity } = event;
        return [orderMessage(order, { status, filled_quantity, leaves_quantity, reason: '' }, event.id, event.at_ms)];
      }
      default:
        return [];
    }
  }

  /**
   * The P&L of the accounts that are due, one message each however many marks were taken since the last call. Call it when everything taken
   * has been told: its id is the position.
   */
  takePnl(nowMs: number): LiveMessage[] {
    const due = [...this.pnlDue].flatMap((account) => this.days.get(account) ?? []);
    this.pnlDue.clear();
    return due.map((day) => pnlMessage(day, this.position, nowMs));
  }

  private marked({ days, at_ms }: Marked): void {
    if (at_ms - this.markToldMs < MARK_PAUSE_MS) {
      for (const day of days) this.days.set(day.account, day);
      return;
    }
    this.markToldMs = at_ms;
    for (const day of days) this.day(day, at_ms);
  }

  private day(day: DayRecord, atMs: number): void {
    this.days.set(day.account, day);
    this.pnlToldMs.set(day.account, atMs);
    this.pnlDue.add(day.account);
  }

  private alert(event: LogEvent): LiveMessage[] {
    const alerts = alertsOf(event);
    if (alerts.length > 0) this.alerts = [...alerts.toReversed(), ...this.alerts].slice(0, ALERTS_SHOWN);
    return alerts.map(alertMessage);
  }

  private decided(event: OrderDecided, known: Known): LiveMessage[] {
    const orders = event.verdicts.flatMap((verdict, index) => {
      const order = known.order(verdict.order_id);
      if (!order) return [];
      const accepted = verdict.accepted;
      const state: OrderState = {
        status: accepted ? 'PENDING_SUBMIT' : 'REJECTED',
        filled_quantity: NONE,
        leaves_quantity: accepted ? order.quantity : NONE,
        reason: accepted ? '' : (verdict.violations[0]?.code ?? verdict.by),
      };
      return [orderMessage(order, state, verdictMessageId(event.id, index), event.at_ms)];
    });
    return inOrder([...orders, ...this.alert(event)]);
  }

  private executed(event: ExecutionApplied, known: Known): LiveMessage[] {
    if (event.at_ms - (this.pnlToldMs.get(event.account) ?? 0) >= FILL_PAUSE_MS) this.day(event.day, event.at_ms);
    else this.days.set(event.account, event.day);
    const order = known.order(event.order_id);
    if (!order) return [];
    const { order_status: status, filled_quantity, leaves_quantity, reason } = event;
    return [orderMessage(order, { status, filled_quantity, leaves_quantity, reason }, event.id, event.at_ms)];
  }
}

const NONE = 0 as Quantity;
const NOT_RESET = { reset_by: null, reset_reason: null, reset_at_ms: null, reset_source: null };

/** Each verdict's order before its alert; the ids of one entry differ only in their last number. */
function inOrder(messages: LiveMessage[]): LiveMessage[] {
  const part = ({ id }: LiveMessage) => Number(id.slice(id.lastIndexOf('-') + 1));
  return messages.length < 2 ? messages : messages.sort((a, b) => part(a) - part(b));
}
