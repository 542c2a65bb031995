/**
 * Folds a batch of the log into the rows that it leaves behind: pure, so that the writer only has to write. Amounts stay integers; the
 * writer's statements scale them.
 */
import { alertsOf } from '#core/events/alerts.js';
import type {
  BreakerCauseAdded,
  BreakerReset,
  BreakerTripped,
  CancelRequested,
  ConfigRejected,
  DayRecord,
  ExecutionApplied,
  LogEvent,
  OrderAdopted,
  OrderDecided,
  OrderReserved,
  PositionRecord,
  QuoteRecord,
  Verdict,
} from '#core/gate/event.js';
import type { Order, OrderStatus } from '#core/model/order.js';
import type { ReservedState } from '#core/model/reserved-state.js';
import type { Violation } from '#core/model/violation.js';
import type { AlertRow } from '#core/ports/history.js';

/** An order of this batch, as the batch leaves it; with its decision when it was reserved here. */
export interface ReceivedRow {
  order_id: string;
  decision_id: string;
  account: string;
  client_order_id: string;
  symbol: string;
  side: string;
  order_type: string;
  time_in_force: string;
  quantity: number;
  price: number | null;
  check_price: number;
  status: OrderStatus;
  filled: number;
  leaves: number;
  hold: number;
  broker_order_id: string | null;
  reason: string;
  body_hash: string;
  received_us: number;
  updated_ms: number;
  request: Order;
  state: ReservedState;
  config_version: number;
  accepted: boolean | null;
  violations: Violation[];
  waived: Violation[];
  decided_by: string | null;
  decided_ms: number | null;
}

/** A verdict on an order of an earlier batch. */
export interface LateVerdict extends Verdict {
  at_ms: number;
}

export interface OrderEventInsert {
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
  received: ReceivedRow[];
  late_verdicts: LateVerdict[];
  /** Last word of the broker on orders of earlier batches. */
  executed: ExecutionApplied[];
  adopted: OrderAdopted[];
  fills: ExecutionApplied[];
  order_events: OrderEventInsert[];
  positions: (PositionRecord & At)[];
  days: DayRow[];
  quotes: (QuoteRecord & At)[];
  alerts: AlertRow[];
  /** Trips, further causes and resets in the log's order, which is that in which the workflows hear of them. */
  breaker_events: (BreakerTripped | BreakerCauseAdded | BreakerReset)[];
  activations: { id: string; version: number; at_ms: number }[];
  rejections: ConfigRejected[];
  last_id: string;
  broker_sequence: number;
  generation: number;
}

class Fold {
  readonly received = new Map<string, ReceivedRow>();
  readonly lateVerdicts = new Map<string, LateVerdict>();
  readonly executed = new Map<string, ExecutionApplied>();
  readonly adopted = new Map<string, OrderAdopted>();
  readonly fills: ExecutionApplied[] = [];
  readonly orderEvents: OrderEventInsert[] = [];
  readonly positions = new Map<string, PositionRecord & At>();
  readonly days = new Map<string, DayRow>();
  readonly quotes = new Map<string, QuoteRecord & At>();
  readonly alerts: AlertRow[] = [];
  readonly breakerEvents: Projection['breaker_events'] = [];
  readonly rejections: ConfigRejected[] = [];
  readonly activations: Projection['activations'] = [];
  brokerSequence = 0;
  generation = 0;

  take(event: LogEvent): void {
    this.alerts.push(...alertsOf(event));
    switch (event.type) {
      case 'ORDER_RESERVED':
        return this.reserved(event);
      case 'ORDER_DECIDED':
        return this.decided(event);
      case 'EXECUTION_APPLIED':
        return this.executionApplied(event);
      case 'MARKED':
        for (const quote of event.quotes) this.quotes.set(quote.symbol, { ...quote, at_ms: event.at_ms });
        for (const day of event.days) this.day(day, event.at_ms);
        return;
      case 'DAY_STARTED':
        return this.day(event.day, event.at_ms);
      case 'BREAKER_TRIPPED':
      case 'BREAKER_CAUSE_ADDED':
      case 'BREAKER_RESET':
        this.breakerEvents.push(event);
        return;
      case 'CANCEL_REQUESTED':
        return this.cancelRequested(event);
      case 'CONFIG_ACTIVATED':
        this.activations.push({ id: event.id, version: event.version, at_ms: event.at_ms });
        return;
      case 'CONFIG_REJECTED':
        this.rejections.push(event);
        return;
      case 'DAY_CLOSED':
        return this.day(event.day, event.at_ms, event.at_ms);
      case 'ORDER_ADOPTED':
        return this.orderAdopted(event);
      case 'STATE_REBUILT':
        this.generation = Math.max(this.generation, event.generation);
        return;
      default:
        return event satisfies never;
    }
  }

  private reserved({ order, state, body_hash, at_ms }: OrderReserved): void {
    this.received.set(order.order_id, {
      order_id: order.order_id,
      decision_id: order.decision_id,
      account: order.account,
      client_order_id: order.client_order_id,
      symbol: order.symbol,
      side: order.side,
      order_type: order.order_type,
      time_in_force: order.time_in_force,
      quantity: order.quantity,
      price: order.price,
      check_price: state.check_price,
      status: 'NEW',
      filled: 0,
      leaves: order.quantity,
      hold: state.notional,
      broker_order_id: null,
      reason: '',
      body_hash,
      received_us: state.at_us,
      updated_ms: at_ms,
      request: order,
      state,
      config_version: state.config_version,
      accepted: null,
      violations: [],
      waived: [],
      decided_by: null,
      decided_ms: null,
    });
  }

  private decided(event: OrderDecided): void {
    event.verdicts.forEach((verdict) => {
      const row = this.received.get(verdict.order_id);
      if (!row) {
        if (!this.lateVerdicts.has(verdict.order_id)) this.lateVerdicts.set(verdict.order_id, { ...verdict, at_ms: event.at_ms });
        return;
      }
      if (row.accepted !== null) return;
      row.accepted = verdict.accepted;
      row.violations = verdict.violations;
      row.waived = verdict.waived;
      row.decided_by = verdict.by;
      row.decided_ms = event.at_ms;
      if (row.status !== 'NEW') return;
      row.updated_ms = event.at_ms;
      row.status = verdict.accepted ? 'PENDING_SUBMIT' : 'REJECTED';
      if (verdict.accepted) return;
      row.leaves = 0;
      row.hold = 0;
      row.reason = verdict.violations[0]?.code ?? verdict.by;
    });
  }

  private executionApplied(event: ExecutionApplied): void {
    this.brokerSequence = Math.max(this.brokerSequence, event.broker_sequence);
    if (event.kind === 'FILL') this.fills.push(event);
    else if (event.kind !== 'WORKING') this.orderEvent(event, event.kind, 'broker', event.reason);
    this.positions.set(`${event.position.account}\n${event.position.symbol}`, { ...event.position, at_ms: event.at_ms });
    this.day(event.day, event.at_ms);
    const row = this.received.get(event.order_id);
    if (!row) {
      this.executed.set(event.order_id, event);
      return;
    }
    row.status = event.order_status;
    row.filled = event.filled_quantity;
    row.leaves = event.leaves_quantity;
    row.hold = event.hold;
    row.broker_order_id = event.broker_order_id || null;
    row.updated_ms = event.at_ms;
    if (event.reason) row.reason = event.reason;
  }

  private cancelRequested(event: CancelRequested): void {
    this.orderEvent(event, 'CANCEL_REQUESTED', event.actor, '');
  }

  private orderAdopted(event: OrderAdopted): void {
    const { order } = event;
    this.orderEvent({ ...event, order_id: order.order_id, account: order.account }, 'ADOPTED', 'breakwater', '');
    const row = this.received.get(order.order_id);
    if (!row) {
      this.adopted.set(order.order_id, event);
      this.executed.delete(order.order_id);
      return;
    }
    row.status = event.status;
    row.filled = event.filled_quantity;
    row.leaves = event.leaves_quantity;
    row.hold = event.hold;
    row.check_price = event.check_price;
    row.broker_order_id = event.broker_order_id || null;
    row.updated_ms = event.at_ms;
  }

  private orderEvent(
    at: { id: string; at_ms: number; order_id: string; account: string },
    kind: string,
    actor: string,
    reason: string,
  ): void {
    this.orderEvents.push({ id: at.id, order_id: at.order_id, account: at.account, kind, actor, reason, at_ms: at.at_ms });
  }

  private day(day: DayRecord, atMs: number, closedMs: number | null = null): void {
    this.days.set(`${day.date}\n${day.account}`, { ...day, at_ms: atMs, closed_ms: closedMs });
  }
}

/** What the events (in the log's order, at least one) leave behind. */
export function project(events: LogEvent[]): Projection {
  const fold = new Fold();
  for (const event of events) fold.take(event);
  return {
    received: [...fold.received.values()],
    late_verdicts: [...fold.lateVerdicts.values()],
    executed: [...fold.executed.values()],
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
    last_id: events.at(-1)?.id ?? '0-0',
    broker_sequence: fold.brokerSequence,
    generation: fold.generation,
  };
}
