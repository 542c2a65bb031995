import type {
  AmendDecided,
  AmendRejected,
  ExecutionApplied,
  OrderAdopted,
  OrderAmended,
  OrderDecided,
  OrderStands,
  OrderWithdrawn,
} from '../gate/event.js';
import type { OrderState } from '../gate/state.js';
import { isFinal, type Order, type OrderStatus } from '../model/order.js';
import { ROW_FIELDS, SEPARATOR as S } from '../ports/proof-source.js';
import { Difference } from './difference.js';
import { compareRow, rowText, stored } from './row-text.js';

/** What the log says of an order so far; null where it came before the proof's beginning and cannot be known. */
interface Expected {
  order: Order;
  check_price: number;
  status: OrderStatus;
  filled: number;
  leaves: number;
  hold: number;
  broker_order_id: string;
  reason: string | null;
  body_hash: string | null;
  received_us: number | null;
  updated_ms: number | null;
  /** Who sent it. */
  principal: string | null;
  /** The row as it stands; undefined until it is read. */
  row: string | null | undefined;
}

/** What is known of an order that was open when the proof began. */
export type OpenBefore = Pick<OrderState, 'order' | 'check_price' | 'status' | 'filled' | 'leaves' | 'hold' | 'broker_order_id'>;

export const openBefore = ({ order, check_price, status, filled, leaves, hold, broker_order_id }: OrderState): OpenBefore => ({
  ...{ order, check_price, status, filled, leaves, hold, broker_order_id },
});

/** Differing rows that are kept for later: an order that had ended can get one more report. */
const SUSPECTS_MAX = 10_000;
const END = ROW_FIELDS.orders.length;

/**
 * Compares the rows of `orders` with what the log says of them. A row is compared when its order is final, so that only open orders are held; one that
 * differs then may be about to get a late report, so it is compared again at the end.
 */
export class OrderProof {
  private readonly open = new Map<string, Expected>();
  private readonly suspects = new Map<string, Expected>();
  /** Orders of before that changed although they had ended: what is left of them is nothing. */
  private readonly late = new Map<string, { status: OrderStatus; updated_ms: number }>();
  private readonly unread = new Set<string>();
  count = 0;
  firstId: string | null = null;

  /** Orders that were open when the proof begins. */
  begin(orders: Iterable<OpenBefore>): void {
    for (const one of orders) {
      const unknown = { reason: null, body_hash: null, received_us: null, updated_ms: null, principal: null, row: undefined };
      this.open.set(one.order.order_id, { ...one, ...unknown });
      this.unread.add(one.order.order_id);
    }
  }

  unreadIds(): string[] {
    return [...this.unread];
  }

  rowsAre(ids: readonly string[], rows: Map<string, string>): void {
    for (const id of ids) {
      this.unread.delete(id);
      const expected = this.open.get(id) ?? this.suspects.get(id);
      if (expected) expected.row = rows.get(id) ?? null;
    }
  }

  decided(event: OrderDecided, row: string | null): void {
    const { order, state, accepted, violations, content_hash, at_ms } = event;
    const [left, hold] = accepted ? [order.quantity, state.notional] : [0, 0];
    const expected: Expected = {
      ...{
        order,
        check_price: state.check_price,
        status: accepted ? 'PENDING_SUBMIT' : 'REJECTED',
        filled: 0,
        leaves: left,
        hold,
      },
      ...{ broker_order_id: '', reason: accepted ? '' : (violations[0]?.code ?? ''), body_hash: String(content_hash) },
      ...{ received_us: state.at_us, updated_ms: at_ms, principal: event.principal ?? '', row },
    };
    this.firstId ??= order.order_id;
    if (!this.suspects.delete(order.order_id)) this.count += 1;
    if (accepted) this.open.set(order.order_id, expected);
    else this.ended(expected);
  }

  /** One that was refused, whose row is what follows. */
  refused(orderId: string): void {
    this.firstId ??= orderId;
    if (!this.suspects.delete(orderId)) this.count += 1;
  }

  executed(event: ExecutionApplied): void {
    const { order_id, order_status, filled_quantity, leaves_quantity, hold, broker_order_id, reason, at_ms } = event;
    const after = { status: order_status, filled: filled_quantity, leaves: leaves_quantity, hold, updated_ms: at_ms };
    this.changed(order_id, after, broker_order_id, reason);
  }

  amendDecided(event: AmendDecided): void {
    if (event.accepted) this.changed(event.order.order_id, { ...standsOf(event), updated_ms: event.at_ms }, '', '');
  }

  amended(event: OrderAmended | AmendRejected): void {
    if (event.stands === null) return;
    const after = { ...standsOf(event.stands), updated_ms: event.at_ms };
    if (event.type === 'AMEND_REJECTED' || event.order === null) return this.changed(event.order_id, after, '', '');
    const { order, check_price, broker_order_id } = event;
    this.changed(event.order_id, { ...after, order, check_price }, broker_order_id, '');
  }

  withdrawn({ order_id, reason, at_ms }: OrderWithdrawn): void {
    this.changed(order_id, { status: 'CANCELED', leaves: 0, hold: 0, updated_ms: at_ms }, '', reason);
  }

  adopted(event: OrderAdopted): void {
    const { order, status, filled_quantity, leaves_quantity, hold, check_price, broker_order_id, at_ms } = event;
    const after = { status, filled: filled_quantity, leaves: leaves_quantity, hold, broker_order_id, updated_ms: at_ms };
    const known = this.suspects.get(order.order_id);
    this.suspects.delete(order.order_id);
    const unknown = { reason: null, body_hash: null, received_us: null, principal: null, row: undefined };
    if (!known) this.unread.add(order.order_id);
    this.open.set(order.order_id, known ? Object.assign(known, after) : { ...unknown, order, check_price, ...after });
  }

  /** Compares what is still open, and what differed when it ended. */
  finish(): void {
    for (const expected of this.suspects.values()) compare(expected);
    for (const expected of this.open.values()) compare(expected);
  }

  lateIds(): string[] {
    return [...this.late.keys()];
  }

  finishLate(rows: Map<string, string>): void {
    for (const [id, { status, updated_ms }] of this.late) {
      const follows = ROW_FIELDS.orders.map((field) => {
        if (field === 'status') return status;
        if (field === 'updated_at') return String(updated_ms * 1000);
        return field === 'leaves_quantity' || field === 'hold' ? '0' : null;
      });
      // An order that only the broker knew has no row.
      if (rows.has(id)) compareRow('orders', id, rows.get(id), follows);
    }
  }

  private changed(id: string, after: Partial<Expected>, brokerOrderId: string, reason: string): void {
    const expected = this.open.get(id) ?? this.suspects.get(id);
    if (!expected) {
      // Before the proof began, or ended in it with a row that knows nothing of this change.
      this.late.set(id, { status: after.status ?? 'FILLED', updated_ms: after.updated_ms ?? 0 });
      return;
    }
    Object.assign(expected, after);
    if (brokerOrderId !== '') expected.broker_order_id = brokerOrderId;
    if (reason !== '') expected.reason = reason;
    if (!isFinal(expected.status)) return;
    this.open.delete(id);
    this.ended(expected);
  }

  private ended(expected: Expected): void {
    if (expected.row === textOf(expected)) return;
    const partly = expected.reason === null || expected.body_hash === null || expected.received_us === null;
    if (expected.row !== undefined && partly && !differs(expected)) return;
    this.suspects.set(expected.order.order_id, expected);
    if (this.suspects.size > SUSPECTS_MAX) this.finish();
    if (this.suspects.size > SUSPECTS_MAX) throw new Error('more orders changed after their end than can be held');
  }
}

const standsOf = ({ order_status, filled_quantity, leaves_quantity, hold }: OrderStands) => ({
  ...{ status: order_status, filled: filled_quantity, leaves: leaves_quantity, hold },
});

function differs(expected: Expected): boolean {
  try {
    compare(expected);
    return false;
  } catch (error) {
    if (error instanceof Difference) return true;
    throw error;
  }
}

function compare(expected: Expected): void {
  compareRow('orders', expected.order.order_id, expected.row, fieldsOf(expected));
}

function textOf(e: Expected): string {
  const { order: o } = e;
  const asked = `${o.order_id}${S}${o.decision_id}${S}${o.account}${S}${o.client_order_id}${S}${o.symbol}${S}${o.side}${S}${o.order_type}`;
  const amounts = `${o.time_in_force}${S}${o.quantity}${S}${o.price ?? ''}${S}${e.check_price}${S}${e.status}${S}${e.filled}${S}${e.leaves}${S}${e.hold}`;
  const texts = `${stored(e.broker_order_id)}${S}${stored(e.reason ?? '')}${S}${e.body_hash ?? ''}`;
  return `${asked}${S}${amounts}${S}${texts}${S}${e.received_us ?? ''}${S}${e.updated_ms === null ? '' : e.updated_ms * 1000}${S}${o.strategy ?? ''}${S}${o.user ?? ''}${S}${e.principal ?? ''}${S}${wishesOf(o).join(S)}`;
}

/** As the table has them: empty where there is none. */
const wishesOf = ({
  stop_price,
  good_till,
  reduce_only,
  extended_hours,
  one_cancels_other,
  list_id,
}: Order): (number | string)[] => [
  ...[stop_price ?? '', good_till ?? '', reduce_only === true ? 'true' : '', extended_hours === true ? 'true' : ''],
  one_cancels_other === true ? (list_id ?? '') : '',
];

function fieldsOf(e: Expected): (string | null)[] {
  const { order: o } = e;
  const asked = [o.order_id, o.decision_id, o.account, o.client_order_id, o.symbol, o.side, o.order_type, o.time_in_force];
  const amounts = [o.quantity, o.price ?? '', e.check_price, e.status, e.filled, e.leaves, e.hold];
  const updated = e.updated_ms === null ? null : e.updated_ms * 1000;
  const rest = [
    e.broker_order_id,
    e.reason,
    e.body_hash,
    e.received_us,
    updated,
    o.strategy ?? '',
    o.user ?? '',
    e.principal,
    ...wishesOf(o),
  ];
  const fields = [...asked, ...amounts, ...rest].map((value) => (value === null ? null : rowText(value)));
  return fields.slice(0, END);
}
