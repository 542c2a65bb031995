/**
 * Folds a batch of the log into the rows that it leaves behind: pure, so that the writer only has to write. Amounts stay integers; the writer's statements
 * scale them.
 */
import { alertsOf, unreadableAlert } from '#core/events/alerts.js';
import type {
  BreakerCauseAdded,
  BreakerReset,
  BreakerTripped,
  ConfigRejected,
  DayRecord,
  ExecutionApplied,
  GateEvent,
  OrderAdopted,
  OrderDecided,
  OrderWithdrawn,
  PositionRecord,
  QuoteRecord,
} from '#core/gate/event.js';
import { dayOf } from '#core/gate/valuation.js';
import type { Order, OrderStatus } from '#core/model/order.js';
import type { CopiedEvent, CopyBatch } from '#core/ports/history-writer.js';
import type { AlertRow } from '#core/ports/history.js';

/** An order that was decided in this batch, as the batch leaves it. */
export interface DecidedRow {
  n: number;
  line: string;
  event: OrderDecided;
  status: OrderStatus;
  filled: number;
  leaves: number;
  hold: number;
  broker_order_id: string | null;
  reason: string;
  updated_ms: number;
}

/** What became of an order of an earlier batch. */
export interface ChangedRow {
  order_id: string;
  order_status: OrderStatus;
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

/** `closed_ms` once the day is final, else null. */
type DayRow = DayRecord & At & { closed_ms: number | null };

export interface Projection {
  decided: DecidedRow[];
  changed: ChangedRow[];
  adopted: OrderAdopted[];
  fills: ExecutionApplied[];
  order_events: OrderEventRow[];
  positions: (PositionRecord & At)[];
  days: DayRow[];
  quotes: (QuoteRecord & At)[];
  alerts: AlertRow[];
  /** Trips, further causes and resets in the log's order, which is that in which the workflows hear of them. */
  breaker_events: (BreakerTripped | BreakerCauseAdded | BreakerReset)[];
  activations: { id: string; version: number; at_ms: number }[];
  rejections: ConfigRejected[];
  /** Events other than orders, as the log has them. */
  events: { n: number; id: string; type: string; line: string }[];
  unreadable: { n: number; line: string; fault: string }[];
  last: { n: number; id: string; broker_sequence: number; generation: number };
}

class Fold {
  readonly decided = new Map<string, DecidedRow>();
  readonly changed = new Map<string, ChangedRow>();
  readonly adopted = new Map<string, OrderAdopted>();
  readonly fills: ExecutionApplied[] = [];
  readonly orderEvents: OrderEventRow[] = [];
  readonly positions = new Map<string, PositionRecord & At>();
  readonly days = new Map<string, DayRow>();
  readonly quotes = new Map<string, QuoteRecord & At>();
  readonly alerts: AlertRow[] = [];
  readonly breakerEvents: Projection['breaker_events'] = [];
  readonly rejections: ConfigRejected[] = [];
  readonly activations: Projection['activations'] = [];
  readonly events: Projection['events'] = [];
  /** Accounts whose day moved in this batch; `all` when a mark or a tick may have moved any. */
  readonly moved = new Set<string>();
  allMoved = false;

  take({ n, line, event }: CopiedEvent): void {
    this.alerts.push(...alertsOf(event));
    if (event.type === 'ORDER_DECIDED') {
      this.orderDecided(n, line, event);
      return;
    }
    this.events.push({ n, id: event.id, type: event.type, line });
    this.other(event);
  }

  private other(event: Exclude<GateEvent, OrderDecided>): void {
    switch (event.type) {
      case 'EXECUTION_APPLIED':
        return this.executionApplied(event);
      case 'MARKED':
        for (const { symbol, bid, ask, frozen } of event.quotes)
          this.quotes.set(symbol, { symbol, bid, ask, frozen, at_ms: event.at_ms });
        this.allMoved = true;
        return;
      case 'DAY_STARTED':
        return this.day(event.day, event.at_ms);
      case 'DAY_CLOSED':
        return this.day(event.day, event.at_ms, event.at_ms);
      case 'ACCOUNT_OPENED':
      case 'CASH_MOVED':
        this.moved.add(event.account);
        return;
      case 'BREAKER_TRIPPED':
      case 'BREAKER_CAUSE_ADDED':
      case 'BREAKER_RESET':
        this.breakerEvents.push(event);
        this.allMoved = true; // The day's record says whether a breaker is open.
        return;
      case 'CANCEL_REQUESTED':
        return this.orderEvent(event, event, 'CANCEL_REQUESTED', event.actor, '');
      case 'ORDER_WITHDRAWN':
        return this.withdrawn(event);
      case 'CONFIG_ACTIVATED':
        this.activations.push({ id: event.id, version: event.version, at_ms: event.at_ms });
        return;
      case 'CONFIG_REJECTED':
        this.rejections.push(event);
        return;
      case 'ORDER_ADOPTED':
        return this.orderAdopted(event);
      case 'TICKED':
      case 'CONFIG_ACCEPTED':
      case 'REPORT_SET_ASIDE':
      case 'STATE_RESTORED':
      case 'CHECKPOINT':
        return;
      default:
        return event satisfies never;
    }
  }

  private orderDecided(n: number, line: string, event: OrderDecided): void {
    const { order, state, accepted, violations, at_ms } = event;
    this.decided.set(order.order_id, {
      ...{ n, line, event, status: accepted ? 'PENDING_SUBMIT' : 'REJECTED', filled: 0, broker_order_id: null },
      leaves: accepted ? order.quantity : 0,
      hold: accepted ? state.notional : 0,
      reason: accepted ? '' : (violations[0]?.code ?? ''),
      updated_ms: at_ms,
    });
  }

  private executionApplied(event: ExecutionApplied): void {
    const { order_id, order_status, filled_quantity, leaves_quantity, hold, broker_order_id, reason, at_ms } = event;
    if (event.kind === 'FILL') this.fills.push(event);
    else if (event.kind !== 'WORKING') this.orderEvent(event, event, event.kind, 'broker', reason);
    this.positions.set(`${event.position.account}\n${event.position.symbol}`, { ...event.position, at_ms });
    this.moved.add(event.account);
    this.change({ order_id, order_status, filled_quantity, leaves_quantity, hold, broker_order_id, reason, at_ms });
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
        filled_quantity: change.filled_quantity ?? before?.filled_quantity ?? null,
        broker_order_id: change.broker_order_id || (before?.broker_order_id ?? ''),
        reason: change.reason || (before?.reason ?? ''),
      });
      return;
    }
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

  day(day: DayRecord, atMs: number, closedMs: number | null = null): void {
    this.days.set(`${day.date}\n${day.account}`, { ...day, at_ms: atMs, closed_ms: closedMs });
  }
}

/** What the batch (at least one event or unreadable line) leaves behind. `withMarks`: days that only marks moved are written too. */
export function project({ events, unreadable, state }: CopyBatch, withMarks: boolean): Projection {
  const fold = new Fold();
  for (const copied of events) fold.take(copied);
  const atMs = state.last_ms;
  for (const account of state.accounts.values())
    if (fold.moved.has(account.account) || (fold.allMoved && withMarks)) fold.day(dayOf(state, account), atMs);
  unreadable.forEach(({ n, fault }, i) =>
    fold.alerts.push(unreadableAlert(`${atMs}-${state.last_seq}-${i + 2}`, n, fault, atMs)),
  );
  return {
    decided: [...fold.decided.values()],
    changed: [...fold.changed.values()],
    adopted: [...fold.adopted.values()],
    fills: fold.fills,
    order_events: fold.orderEvents,
    positions: [...fold.positions.values()],
    days: [...fold.days.values()],
    quotes: [...fold.quotes.values()],
    alerts: fold.alerts,
    breaker_events: fold.breakerEvents,
    rejections: fold.rejections,
    activations: fold.activations,
    events: fold.events,
    unreadable,
    last: {
      n: state.n,
      id: `${state.last_ms}-${state.last_seq}`,
      broker_sequence: state.broker_sequence,
      generation: state.generation,
    },
  };
}
