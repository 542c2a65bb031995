import type { ConfigChange } from '../ports/config-store.js';
import type { AlertRow, BreakerRow } from '../ports/history.js';
import type { DayRecord, GateEvent, OrderStands } from '../gate/event.js';
import type { FoldedEvent } from '../gate/fold.js';
import type { Quantity } from '../model/money.js';
import type { Order } from '../model/order.js';
import { alertsOf } from './alerts.js';
import {
  alertMessage,
  breakerMessage,
  countMessage,
  limitsMessage,
  type LiveMessage,
  orderMessage,
  type OrderState,
} from './live-message.js';
import { orderMessageId } from './message-id.js';

/** How things stood at `position`: everything up to that event is in it, nothing after. Only the days may be of a moment later. */
export interface BoardState {
  position: string;
  days: DayRecord[];
  open_breakers: BreakerRow[];
  /** Newest first; as many as a snapshot shows. */
  alerts: AlertRow[];
  config_version: number;
}

/** What an event leaves out and its messages need. */
export interface Known {
  /** Changes of the versions after `after` up to `upTo`; empty when they cannot be told. */
  changes(after: number, upTo: number): ConfigChange[];
  /** False: nobody wants ORDER_UPDATE, so none is made. */
  orders: boolean;
}

export const ALERTS_SHOWN = 10;

/**
 * What a new listener is shown, kept by folding the events; each event also yields the messages that tell listeners of it. Pure but for itself: the same
 * events give the same messages in every process, with the same ids.
 */
export class Board {
  position: string;
  config_version: number;
  alerts: AlertRow[];
  private readonly days = new Map<string, DayRecord>();
  private readonly breakers = new Map<number, BreakerRow>();

  constructor(state: BoardState) {
    this.position = state.position;
    this.config_version = state.config_version;
    this.alerts = state.alerts.slice(0, ALERTS_SHOWN);
    this.showDays(state.days);
    for (const breaker of state.open_breakers) this.breakers.set(breaker.breaker_id, breaker);
  }

  get openBreakers(): BreakerRow[] {
    return [...this.breakers.values()].sort((a, b) => b.breaker_id - a.breaker_id);
  }

  get latestDays(): DayRecord[] {
    return [...this.days.values()];
  }

  /** Days as they stand now, in place of what is shown of those accounts. */
  showDays(days: DayRecord[]): void {
    for (const day of days) this.days.set(day.account, day);
  }

  /** Called with each event once, in the log's order. */
  take({ event, order }: FoldedEvent, known: Known): LiveMessage[] {
    this.position = event.id;
    const told = known.orders ? order : null;
    switch (event.type) {
      case 'ORDER_DECIDED':
        return [...this.decided(event, told), ...this.alert(event)];
      case 'EXECUTION_APPLIED': {
        const { order_status: status, filled_quantity, leaves_quantity, reason } = event;
        return [...this.order(event, told, { status, filled_quantity, leaves_quantity, reason }), ...this.alert(event)];
      }
      case 'AMEND_DECIDED':
        return [...this.stands(event, told, event), ...this.alert(event)];
      case 'ORDER_AMENDED':
      case 'AMEND_REJECTED':
        return [...this.stands(event, told, event.stands), ...this.alert(event)];
      case 'ORDER_WITHDRAWN': {
        const ended = { status: 'CANCELED' as const, filled_quantity: NONE, leaves_quantity: NONE, reason: event.reason };
        return [...this.order(event, told, ended), ...this.alert(event)];
      }
      case 'REPORT_SET_ASIDE':
      case 'CONFIG_REJECTED':
      case 'CALENDAR_ENDING':
      case 'LIMIT_USAGE_CHANGED':
      case 'BROKER_STATE_CHANGED':
      case 'ACCOUNT_ADOPTED':
      case 'DIFFERENCE_FOUND':
      case 'TROUBLE_FOUND':
      case 'AUDIT_FAULT_FOUND':
      case 'FLATTEN_ENDED':
      case 'CHECKS_STILL_OFF':
      case 'DAY_COUNT_EXCEEDED':
      case 'SESSION_ENDED':
        return this.alert(event);
      case 'ALERTS_GATHERED': {
        const { alert, id, at_ms } = event;
        this.alerts = this.alerts.map((shown) => (shown.id === alert.id ? alert : shown));
        return [countMessage(alert, id, at_ms)];
      }
      case 'BREAKER_TRIPPED': {
        const { id, at_ms, type: _, source: __, on_trip: ___, ...tripped } = event;
        const breaker: BreakerRow = { ...tripped, tripped_at_ms: at_ms, active: true, further_causes: [], ...NOT_RESET };
        this.breakers.set(event.breaker_id, breaker);
        return [breakerMessage(breaker, true, id, at_ms), ...this.alert(event)];
      }
      case 'BREAKER_CAUSE_ADDED': {
        const { breaker_id, mode, expires_at_ms, trigger_type, actor, reason } = event;
        const breaker = this.breakers.get(breaker_id);
        const further_causes = [...(breaker?.further_causes ?? []), `${trigger_type} by ${actor}: ${reason}`];
        return [...this.changed(event, { mode, expires_at_ms, further_causes }), ...this.alert(event)];
      }
      case 'BREAKER_MODE_CHANGED':
        return [...this.changed(event, { mode: event.mode }), ...this.alert(event)];
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
        const { status, filled_quantity, leaves_quantity } = event;
        return this.order(event, told, { status, filled_quantity, leaves_quantity, reason: '' });
      }
      default:
        return [];
    }
  }

  private changed({ breaker_id, id, at_ms }: GateEvent & { breaker_id: number }, change: Partial<BreakerRow>): LiveMessage[] {
    const before = this.breakers.get(breaker_id);
    if (!before) return [];
    const breaker = { ...before, ...change };
    this.breakers.set(breaker_id, breaker);
    return [breakerMessage(breaker, true, id, at_ms)];
  }

  private alert(event: GateEvent): LiveMessage[] {
    const alerts = alertsOf(event);
    if (alerts.length > 0) this.alerts = [...alerts.toReversed(), ...this.alerts].slice(0, ALERTS_SHOWN);
    return alerts.map((alert) => alertMessage(alert));
  }

  private decided(event: Extract<GateEvent, { type: 'ORDER_DECIDED' }>, order: Order | null): LiveMessage[] {
    const { accepted, violations } = event;
    return this.order(event, order, {
      status: accepted ? 'PENDING_SUBMIT' : 'REJECTED',
      filled_quantity: NONE,
      leaves_quantity: accepted ? event.order.quantity : NONE,
      reason: accepted ? '' : (violations[0]?.code ?? ''),
    });
  }

  private stands(event: GateEvent, order: Order | null, stands: OrderStands | null): LiveMessage[] {
    if (stands === null) return [];
    const { order_status: status, filled_quantity, leaves_quantity } = stands;
    return this.order(event, order, { status, filled_quantity, leaves_quantity, reason: '' });
  }

  /** Nothing of an order that nobody knows any more (a late fill), or that nobody wants to hear of. */
  private order({ id, at_ms }: GateEvent, order: Order | null, state: OrderState): LiveMessage[] {
    return order ? [orderMessage(order, state, orderMessageId(id), at_ms)] : [];
  }
}

const NONE = 0 as Quantity;
const NOT_RESET = { reset_by: null, reset_reason: null, reset_at_ms: null, reset_source: null };
