/**
 * Folds a batch of the log into the rows that it leaves behind: pure, so that the writer only has to write. Amounts stay integers; the writer's statements
 * scale them.
 */
import { alertsOf, unreadableAlert } from '#core/events/alerts.js';
import { type NearestLimit, nearestLimit } from '#core/check-order/nearest-limit.js';
import { refusedByRateAlone } from '#core/gate/evolve.js';
import type {
  AccountOpened,
  AmendDecided,
  AlertsGathered,
  AmendRejected,
  BreakerCauseAdded,
  BreakerModeChanged,
  BreakerReset,
  BreakerTripped,
  ConfigRejected,
  DayRecord,
  ExecutionApplied,
  GateEvent,
  OrderAdopted,
  OrderAmended,
  OrderDecided,
  OrderStands,
  OrderWithdrawn,
  PositionRecord,
  QuoteRecord,
} from '#core/gate/event.js';
import { type GateState, positionOf } from '#core/gate/state.js';
import type { Order, OrderStatus } from '#core/model/order.js';
import { accountIn } from '#core/model/scope.js';
import type { CopiedEvent, CopyBatch, SetAsideLine } from '#core/ports/history-writer.js';
import type { AlertRow } from '#core/ports/history.js';

export interface DecisionRow {
  n: number;
  line: string;
  event: OrderDecided;
  /** Null when the client_order_id may come again. */
  content_hash: number | null;
}

/** An order that was decided in this batch, as the batch leaves it. */
export interface DecidedRow {
  event: OrderDecided;
  status: OrderStatus;
  filled: number;
  leaves: number;
  hold: number;
  broker_order_id: string | null;
  reason: string;
  updated_ms: number;
  /** Of one that was let through: the limit that it came nearest to. Null where the configuration changed within the batch. */
  nearest: NearestLimit | null;
  /** Once it was amended: what stands in place of what was decided. */
  amended?: { quantity: number; price: number | null; stop_price: number | null; check_price: number };
}

/** What became of an order of an earlier batch. */
export interface ChangedRow {
  order_id: string;
  order_status: OrderStatus;
  /** Those of an amended order; null or not there: they stay. */
  quantity?: number | null;
  price?: number | null;
  stop_price?: number | null;
  check_price?: number | null;
  filled_quantity: number | null;
  leaves_quantity: number;
  hold: number;
  broker_order_id: string;
  reason: string;
  at_ms: number;
}

export interface OrderEventRow {
  id: string;
  order_id: string;
  account: string;
  kind: string;
  actor: string;
  reason: string;
  at_ms: number;
}

interface At {
  at_ms: number;
}

/** As of event `n`; `closed_ms` once the day is final, else null. */
export type DayRow = DayRecord & At & { n: number; closed_ms: number | null };

export interface Projection {
  decided: DecidedRow[];
  decisions: DecisionRow[];
  changed: ChangedRow[];
  adopted: OrderAdopted[];
  fills: ExecutionApplied[];
  order_events: OrderEventRow[];
  positions: (PositionRecord & At)[];
  /** Days that began or ended in this batch. */
  days: DayRow[];
  opened: AccountOpened[];
  /** Accounts whose figures moved, and whether marks, the monitor or a firm's breaker may have moved any. */
  moved: Set<string>;
  any_moved: boolean;
  quotes: (QuoteRecord & At)[];
  alerts: AlertRow[];
  /** How many equal ones an alert stood for, once its minute is over. */
  alert_counts: AlertsGathered[];
  /** Trips, further causes, changes of mode and resets in the log's order, which is that in which the workflows hear of them. */
  breaker_events: (BreakerTripped | BreakerCauseAdded | BreakerModeChanged | BreakerReset)[];
  activations: { id: string; version: number; at_ms: number }[];
  rejections: ConfigRejected[];
  /** Events other than orders, as the log has them. */
  events: { n: number; id: string; type: string; line: string }[];
  unreadable: SetAsideLine[];
  last: { n: number; id: string; broker_sequence: number; generation: number };
}

class Fold {
  constructor(private readonly state: GateState) {}

  readonly decided = new Map<string, DecidedRow>();
  readonly decisions: DecisionRow[] = [];
  readonly opened: AccountOpened[] = [];
  readonly changed = new Map<string, ChangedRow>();
  readonly adopted = new Map<string, OrderAdopted>();
  readonly fills: ExecutionApplied[] = [];
  readonly orderEvents: OrderEventRow[] = [];
  readonly positions = new Map<string, PositionRecord & At>();
  readonly days = new Map<string, DayRow>();
  readonly quotes = new Map<string, QuoteRecord & At>();
  readonly alerts: AlertRow[] = [];
  readonly alertCounts: AlertsGathered[] = [];
  readonly breakerEvents: Projection['breaker_events'] = [];
  readonly rejections: ConfigRejected[] = [];
  readonly activations: Projection['activations'] = [];
  readonly events: Projection['events'] = [];
  readonly moved = new Set<string>();
  anyMoved = false;

  take({ n, line, event }: CopiedEvent): void {
    const alerts = alertsOf(event);
    if (alerts.length > 0) this.alerts.push(...alerts);
    if (event.type === 'ORDER_DECIDED') {
      this.orderDecided(n, line, event);
      return;
    }
    this.events.push({ n, id: event.id, type: event.type, line });
    this.other(event, n);
  }

  private other(event: Exclude<GateEvent, OrderDecided>, n: number): void {
    switch (event.type) {
      case 'EXECUTION_APPLIED':
        return this.executionApplied(event);
      case 'MARKED':
        for (const { symbol, bid, ask, frozen } of event.quotes)
          this.quotes.set(symbol, { symbol, bid, ask, frozen, at_ms: event.at_ms });
        this.anyMoved = true;
        return;
      case 'DAY_STARTED':
        return this.day({ ...event.day, n, at_ms: event.at_ms, closed_ms: null });
      case 'DAY_CLOSED':
        return this.day({ ...event.day, n, at_ms: event.at_ms, closed_ms: event.at_ms });
      case 'ACCOUNT_OPENED':
        this.opened.push(event);
        this.moved.add(event.account);
        return;
      case 'CASH_MOVED':
        this.moved.add(event.account);
        return;
      case 'ACCOUNT_ADOPTED':
        for (const position of event.positions)
          this.positions.set(`${position.account}\n${position.symbol}`, { ...position, at_ms: event.at_ms });
        this.moved.add(event.account);
        return;
      case 'ACTIVITY_BOOKED':
        if (event.position !== null)
          this.positions.set(`${event.account}\n${event.symbol}`, { ...event.position, at_ms: event.at_ms });
        this.moved.add(event.account);
        return;
      case 'BREAKER_TRIPPED':
      case 'BREAKER_CAUSE_ADDED':
      case 'BREAKER_MODE_CHANGED':
      case 'BREAKER_RESET':
        this.breakerEvents.push(event);
        this.breakerMoved(event.scope);
        return;
      case 'CANCEL_REQUESTED':
        return this.orderEvent(event, event, 'CANCEL_REQUESTED', event.actor, '');
      case 'AMEND_DECIDED':
        return this.amendDecided(event);
      case 'ORDER_AMENDED':
        return this.amended(event);
      case 'AMEND_REJECTED':
        return this.amendRejected(event);
      case 'ORDER_WITHDRAWN':
        return this.withdrawn(event);
      case 'CONFIG_ACTIVATED':
        this.activations.push({ id: event.id, version: event.version, at_ms: event.at_ms });
        return;
      case 'CONFIG_REJECTED':
        this.rejections.push(event);
        return;
      case 'ALERTS_GATHERED':
        this.alertCounts.push(event);
        return;
      case 'ORDER_ADOPTED':
        return this.orderAdopted(event);
      case 'TICKED':
        this.anyMoved = true;
        return;
      case 'SPLIT_APPLIED':
        for (const position of event.positions) {
          this.positions.set(`${position.account}\n${position.symbol}`, { ...position, at_ms: event.at_ms });
          this.moved.add(position.account);
        }
        return;
      case 'HALT_CHANGED':
      case 'LOCATE_BOOKED':
      case 'FLATTEN_STARTED':
      case 'FLATTEN_ENDED':
      case 'CHECKS_STILL_OFF':
      case 'DAY_COUNT_EXCEEDED':
      case 'SCOPE_LOCKED':
      case 'SCOPE_ARMED':
      case 'ACCESS_CHANGED':
      case 'SESSION_OPENED':
      case 'SESSION_HEARD':
      case 'SESSION_ENDED':
      case 'HEARTBEAT_RECEIVED':
      case 'CONFIG_ACCEPTED':
      case 'CALENDAR_ENDING':
      case 'LIMIT_USAGE_CHANGED':
      case 'BROKER_STATE_CHANGED':
      case 'DIFFERENCE_FOUND':
      case 'TROUBLE_FOUND':
      case 'AUDIT_FAULT_FOUND':
      case 'REPORT_SET_ASIDE':
      case 'STATE_RESTORED':
      case 'CHECKPOINT':
        return;
      default:
        return event satisfies never;
    }
  }

  private orderDecided(n: number, line: string, event: OrderDecided): void {
    const { order, state, accepted, violations, at_ms, content_hash } = event;
    this.decisions.push({ n, line, event, content_hash: accepted || !refusedByRateAlone(event) ? content_hash : null });
    this.decided.set(order.order_id, {
      ...{ event, status: accepted ? 'PENDING_SUBMIT' : 'REJECTED', filled: 0, broker_order_id: null },
      leaves: accepted ? order.quantity : 0,
      hold: accepted ? state.notional : 0,
      reason: accepted ? '' : (violations[0]?.code ?? ''),
      updated_ms: at_ms,
      nearest: accepted ? this.nearest(event) : null,
    });
  }

  /** For reports alone: what cannot be reckoned must not keep the row from being written. */
  private nearest({ order, state: met }: OrderDecided): NearestLimit | null {
    const { config, rules } = this.state;
    if (!config || !rules || config.version !== met.config_version) return null;
    try {
      return nearestLimit(order, met, config, rules);
    } catch {
      return null;
    }
  }

  private executionApplied(event: ExecutionApplied): void {
    const { order_id, order_status, filled_quantity, leaves_quantity, hold, broker_order_id, reason, at_ms } = event;
    if (event.kind === 'FILL') this.fills.push(event);
    else if (event.kind !== 'WORKING') this.orderEvent(event, event, event.kind, 'broker', reason);
    this.positions.set(`${event.position.account}\n${event.position.symbol}`, { ...event.position, at_ms });
    this.moved.add(event.account);
    this.change({ order_id, order_status, filled_quantity, leaves_quantity, hold, broker_order_id, reason, at_ms });
  }

  private amendDecided(event: AmendDecided): void {
    const { order, accepted, violations, principal = '', at_ms } = event;
    const kind = accepted ? 'AMEND_REQUESTED' : 'AMEND_REFUSED';
    this.orderEvent(event, order, kind, principal, violations[0]?.code ?? '');
    if (accepted) this.change({ order_id: order.order_id, ...standsOf(event), broker_order_id: '', reason: '', at_ms });
  }

  private amended(event: OrderAmended): void {
    const { order, order_id, broker_order_id, stands, check_price, at_ms, by_broker } = event;
    this.orderEvent(event, event, 'AMENDED', 'broker', by_broker ? 'CHANGED_BY_BROKER' : '');
    if (order === null || stands === null) return;
    const now = { quantity: order.quantity, price: order.price, stop_price: order.stop_price ?? null, check_price };
    this.change({ order_id, ...standsOf(stands), ...now, broker_order_id, reason: '', at_ms });
  }

  private amendRejected(event: AmendRejected): void {
    const { order_id, stands, reason, at_ms } = event;
    this.orderEvent(event, event, 'AMEND_REJECTED', 'broker', reason);
    if (stands !== null) this.change({ order_id, ...standsOf(stands), broker_order_id: '', reason: '', at_ms });
  }

  private withdrawn(event: OrderWithdrawn): void {
    const { order_id, reason, at_ms } = event;
    this.orderEvent(event, event, 'WITHDRAWN', 'breakwater', reason);
    const none = { filled_quantity: null, leaves_quantity: 0, hold: 0, broker_order_id: '' };
    this.change({ order_id, order_status: 'CANCELED', ...none, reason, at_ms });
  }

  private orderAdopted(event: OrderAdopted): void {
    const { order, status, filled_quantity, leaves_quantity, hold, broker_order_id, at_ms } = event;
    this.orderEvent(event, order, 'ADOPTED', 'breakwater', '');
    const about = { order_id: order.order_id, order_status: status, filled_quantity, leaves_quantity, hold, broker_order_id };
    if (this.decided.has(order.order_id)) return this.change({ ...about, reason: '', at_ms });
    this.adopted.set(order.order_id, event);
    this.changed.delete(order.order_id);
  }

  private change(change: ChangedRow): void {
    const row = this.decided.get(change.order_id);
    if (!row) {
      const before = this.changed.get(change.order_id);
      this.changed.set(change.order_id, {
        ...change,
        quantity: change.quantity ?? before?.quantity ?? null,
        price: change.price ?? before?.price ?? null,
        stop_price: change.stop_price ?? before?.stop_price ?? null,
        check_price: change.check_price ?? before?.check_price ?? null,
        filled_quantity: change.filled_quantity ?? before?.filled_quantity ?? null,
        broker_order_id: change.broker_order_id || (before?.broker_order_id ?? ''),
        reason: change.reason || (before?.reason ?? ''),
      });
      return;
    }
    const { quantity = null, price = null, stop_price = null, check_price = null } = change;
    if (quantity !== null && check_price !== null) row.amended = { quantity, price, stop_price, check_price };
    row.status = change.order_status;
    row.filled = change.filled_quantity ?? row.filled;
    row.leaves = change.leaves_quantity;
    row.hold = change.hold;
    row.broker_order_id = change.broker_order_id || row.broker_order_id;
    row.updated_ms = change.at_ms;
    row.reason = change.reason || row.reason;
  }

  private orderEvent(
    { id, at_ms }: { id: string; at_ms: number },
    { order_id, account }: Pick<Order, 'order_id' | 'account'>,
    kind: string,
    actor: string,
    reason: string,
  ): void {
    this.orderEvents.push({ id, order_id, account, kind, actor, reason, at_ms });
  }

  /** A day's record says whether a breaker is open that stops the account. */
  private breakerMoved(scope: string): void {
    if (scope === 'firm') this.anyMoved = true;
    const account = accountIn(scope);
    if (account !== null) this.moved.add(account);
  }

  private day(row: DayRow): void {
    this.days.set(`${row.date}\n${row.account}`, row);
  }
}

const standsOf = ({ order_status, filled_quantity, leaves_quantity, hold }: OrderStands) => ({
  ...{ order_status, filled_quantity, leaves_quantity, hold },
});

/** What the batch (at least one event or unreadable line) leaves behind. */
export function project({ events, unreadable, ended, state }: CopyBatch): Projection {
  const fold = new Fold(state);
  let aside = 0;
  const setAside = (before: number) => {
    for (let one = unreadable[aside]; one && one.n < before; one = unreadable[++aside])
      fold.alerts.push(unreadableAlert(one.id, one.n, one.fault, one.at_ms));
  };
  for (const copied of events) {
    setAside(copied.n);
    fold.take(copied);
  }
  setAside(Infinity);
  for (const { n, day, at_ms } of ended) {
    const key = `${day.date}\n${day.account}`;
    if (!fold.days.has(key)) fold.days.set(key, { ...day, n, at_ms, closed_ms: null });
  }
  return {
    decided: [...fold.decided.values()],
    decisions: fold.decisions,
    changed: [...fold.changed.values()],
    adopted: [...fold.adopted.values()],
    fills: fold.fills,
    order_events: fold.orderEvents,
    positions: [...fold.positions.values()],
    days: [...fold.days.values()],
    opened: fold.opened,
    moved: fold.moved,
    any_moved: fold.anyMoved,
    quotes: [...fold.quotes.values()],
    alerts: fold.alerts,
    alert_counts: fold.alertCounts,
    breaker_events: fold.breakerEvents,
    rejections: fold.rejections,
    activations: fold.activations,
    events: fold.events,
    unreadable,
    last: {
      n: state.n,
      id: positionOf(state),
      broker_sequence: state.broker_sequence,
      generation: state.generation,
    },
  };
}
