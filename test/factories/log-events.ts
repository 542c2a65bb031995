/** Events of the log made by hand: for tests of what becomes of an event, whatever led to it. */
import { contentHash } from '#core/gate/content-hash.js';
import { encodeEvent } from '#core/gate/codec.js';
import type { DayRecord, ExecutionApplied, GateEvent, OrderDecided } from '#core/gate/event.js';
import { emptyState, type GateState, newAccount } from '#core/gate/state.js';
import { type Money, type Quantity, QUANTITY_ONE } from '#core/model/money.js';
import type { Order } from '#core/model/order.js';
import type { Violation } from '#core/model/violation.js';
import type { LogLine } from '#core/ports/event-log.js';
import type { HistoryWriter } from '#core/ports/history-writer.js';
import { foldBatch } from '#core/relay/fold-batch.js';

export const usd = (dollars: number): Money => Math.round(dollars * 1e6) as Money;
export const units = (n: number): Quantity => Math.round(n * QUANTITY_ONE) as Quantity;

/** 2026-03-02 15:00 in UTC, 10:00 in New York. */
export const START_MS = Date.UTC(2026, 2, 2, 15);

export const logId = (n: number): string => `${START_MS + n}-0`;

export function anOrder(n: number, change: Partial<Order> = {}): Order {
  return {
    order_id: `ord_${String(n).padStart(8, '0')}`,
    decision_id: `dec_${String(n).padStart(8, '0')}`,
    account: 'default',
    client_order_id: `client-${n}`,
    symbol: 'AAPL',
    side: 'BUY',
    quantity: units(2),
    price: usd(175),
    order_type: 'LIMIT',
    time_in_force: 'DAY',
    ...change,
  };
}

/** Accepted unless there are violations. */
export function decided(n: number, order: Order = anOrder(n), violations: Violation[] = []): OrderDecided {
  return {
    type: 'ORDER_DECIDED',
    id: logId(n),
    at_ms: START_MS + n,
    order,
    content_hash: contentHash(order),
    accepted: violations.length === 0,
    violations,
    waived: [],
    state: {
      config_version: 1,
      at_us: (START_MS + n) * 1000 + 123,
      check_price: usd(175),
      notional: usd(350),
      cash: usd(100_000),
      position_value: usd(0),
      gross_exposure: usd(350),
      day_start_equity: usd(100_000),
      cash_moved: usd(0),
      quantity: units(0),
      value: usd(0),
      open_buys: usd(0),
      open_sells: usd(0),
      exposure_before: usd(0),
      exposure_after: usd(350),
      reducing: false,
      orders_in_last_second: 1,
      orders_in_burst_window: 1,
      reference_twice: usd(350),
      breaker_mode: 'none',
      breaker_scope: '',
    },
  };
}

export const tooLarge: Violation = {
  rule_id: 'ORDER_SIZE',
  rule_version: 1,
  code: 'ORDER_SIZE_EXCEEDED',
  severity: 'WARNING',
  message: 'Order size exceeds limit: $17500.00 > $1000.00',
  observed: 17500,
  limit: 1000,
};

export function aDay(change: Partial<DayRecord> = {}): DayRecord {
  return {
    account: 'default',
    date: '2026-03-02',
    cash: usd(100_000),
    position_value: usd(0),
    gross_exposure: usd(0),
    day_start_equity: usd(100_000),
    cash_moved: usd(0),
    realized_pnl: usd(0),
    unrealized_pnl: usd(0),
    total_pnl: usd(0),
    fees: usd(0),
    peak_equity: usd(100_000),
    circuit_breaker_triggered: false,
    ...change,
  };
}

/** A fill of the whole order unless `change` says otherwise. */
export function executed(n: number, order: Order, change: Partial<ExecutionApplied> = {}): ExecutionApplied {
  return {
    type: 'EXECUTION_APPLIED',
    id: logId(n),
    at_ms: START_MS + n,
    execution_id: `exec-${n}`,
    broker_sequence: n,
    order_id: order.order_id,
    broker_order_id: `paper-${order.order_id}`,
    account: order.account,
    symbol: order.symbol,
    side: order.side,
    kind: 'FILL',
    quantity: order.quantity,
    price: usd(174.99),
    fee: usd(0.01),
    realized_pnl: usd(0),
    cash_change: usd(-349.99),
    reason: '',
    executed_at_ms: START_MS + n,
    order_status: 'FILLED',
    filled_quantity: order.quantity,
    leaves_quantity: units(0),
    hold: usd(0),
    position: { account: order.account, symbol: order.symbol, quantity: order.quantity, cost: usd(349.98), realized_pnl: usd(0) },
    ...change,
  };
}

/** What an end of an order leaves: nothing is filled, nothing is open. */
export const ended = (kind: 'CANCELED' | 'EXPIRED' | 'REJECTED', reason: string): Partial<ExecutionApplied> => ({
  ...{ kind, order_status: kind, reason, quantity: units(0), price: usd(0), fee: usd(0), cash_change: usd(0) },
  ...{ filled_quantity: units(0), leaves_quantity: units(0), hold: usd(0) },
  position: { account: 'default', symbol: 'AAPL', quantity: units(0), cost: usd(0), realized_pnl: usd(0) },
});

/** A relay in small: folds events that follow each other, and hands each call's to the writer as one batch. */
export class EventCopier {
  readonly state: GateState = emptyState(() => {
    throw new Error('no rules are compiled here');
  });

  constructor(private readonly writer: HistoryWriter) {
    this.state.accounts.set('default', newAccount('default', usd(100_000), '2026-03-02'));
  }

  async copy(...events: (GateEvent | string)[]): Promise<void> {
    const first = this.state.n + 1;
    const lines: LogLine[] = events.map((event, i) => ({
      n: first + i,
      line: typeof event === 'string' ? event : encodeEvent(event),
    }));
    await this.writer.apply(foldBatch(this.state, lines), await this.writer.position());
  }
}
