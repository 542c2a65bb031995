/** Compares the rows that an event leaves behind once and for all: fills, alerts, events of breakers and orders, activations and rejections. */
import { unreadableAlert } from '../events/alerts.js';
import type { GateEvent } from '../gate/event.js';
import { type LogOrderedTable, type ProofSource, SEPARATOR, type TableByEvent } from '../ports/proof-source.js';
import { Difference } from './difference.js';
import { alertText, alertTexts, breakerText, compareRow, fillText, rowText, us } from './row-text.js';

type Expected = [key: string, row: string];

/** Rows that must follow each other in the table as they do in the log. */
class InOrder {
  private expected: Expected[] = [];
  private seq: number | null = null;
  count = 0;

  constructor(
    private readonly table: LogOrderedTable,
    private readonly source: ProofSource,
  ) {}

  add(...rows: Expected[]): void {
    this.expected.push(...rows);
  }

  async compare(): Promise<void> {
    const expected = this.expected;
    this.expected = [];
    const [first] = expected;
    if (!first) return;
    if (this.seq === null) {
      const seq = await this.source.seqOf(this.table, first[0]);
      if (seq === null) throw new Difference(this.table, first[0], 'the row', 'missing', 'one');
      this.seq = seq - 1;
    }
    const rows = await this.source.rowsAfter(this.table, this.seq, expected.length);
    let next = 0;
    for (const [key, follows] of expected) {
      const kept = rows[next];
      if (kept?.row === follows) {
        this.seq = kept.seq;
        next += 1;
      } else await this.differs(key, follows, kept?.row);
    }
    this.count += next;
  }

  /** Nothing may come after the last row that follows. */
  async finish(): Promise<void> {
    if (this.seq === null) return;
    const [more] = await this.source.rowsAfter(this.table, this.seq, 1);
    if (more) throw this.surplus(more.row);
  }

  private async differs(key: string, follows: string, kept: string | undefined): Promise<void> {
    if (kept?.startsWith(key + SEPARATOR)) compareRow(this.table, key, kept, follows);
    const seq = await this.source.seqOf(this.table, key);
    // The broker's number of an execution that came twice: the first row stands.
    if (this.table === 'fills' && seq !== null && seq <= (this.seq ?? 0)) return;
    if (seq !== null && kept !== undefined) throw this.surplus(kept);
    throw new Difference(this.table, key, 'the row', 'missing', 'one');
  }

  private surplus(row: string): Difference {
    return new Difference(this.table, row.slice(0, row.indexOf(SEPARATOR)), 'the row', 'there', 'none');
  }
}

/** Rows that are found by their event's id. */
class ByEvent {
  private expected: Expected[] = [];
  count = 0;

  /** Those whose time is after the beginning, to the millisecond: what the table can be counted by. */
  private later = 0;

  constructor(
    private readonly table: TableByEvent,
    private readonly source: ProofSource,
    private readonly beganMs: number,
  ) {}

  add({ id, at_ms }: { id: string; at_ms: number }, row: string): void {
    this.expected.push([id, row]);
    if (at_ms > this.beganMs) this.later += 1;
  }

  async compare(): Promise<void> {
    const expected = this.expected;
    this.expected = [];
    if (expected.length === 0) return;
    const ids = expected.map(([id]) => id);
    const rows = await this.source.rowsOf(this.table, ids);
    for (const [id, follows] of expected) compareRow(this.table, id, rows.get(id), follows);
    this.count += expected.length;
  }

  async finish(after: number, upToMs: number): Promise<void> {
    const span = { afterMs: this.beganMs, upToMs };
    if ((await this.source.countOf(this.table, span)) === this.later) return;
    const id = await this.source.surplusOf(this.table, after, span);
    if (id !== null) throw new Difference(this.table, id, 'the row', 'there', 'none');
  }
}

export class TableProof {
  readonly fills: InOrder;
  readonly alerts: InOrder;
  readonly breakers: InOrder;
  private readonly orderEvents: ByEvent;
  private readonly activations: ByEvent;
  private readonly alertCounts: ByEvent;
  private readonly rejections: ByEvent;

  /** `beganMs`: time of the event that the proof begins after. */
  constructor(source: ProofSource, beganMs: number) {
    this.fills = new InOrder('fills', source);
    this.alerts = new InOrder('risk_alerts', source);
    this.breakers = new InOrder('circuit_breaker_events', source);
    this.orderEvents = new ByEvent('order_events', source, beganMs);
    this.alertCounts = new ByEvent('risk_alert_counts', source, beganMs);
    this.activations = new ByEvent('config_activations', source, beganMs);
    this.rejections = new ByEvent('config_rejections', source, beganMs);
  }

  take(event: GateEvent): void {
    const alerts = alertTexts(event);
    if (alerts.length > 0) this.alerts.add(...alerts);
    switch (event.type) {
      case 'EXECUTION_APPLIED':
        if (event.kind === 'FILL') this.fills.add([event.execution_id, fillText(event)]);
        else if (event.kind !== 'WORKING') this.orderEvent(event, event, event.kind, 'broker', event.reason);
        return;
      case 'BREAKER_TRIPPED':
      case 'BREAKER_CAUSE_ADDED':
      case 'BREAKER_MODE_CHANGED':
      case 'BREAKER_RESET':
        return this.breakers.add([event.id, breakerText(event)]);
      case 'CANCEL_REQUESTED':
        return this.orderEvent(event, event, 'CANCEL_REQUESTED', event.actor, '');
      case 'AMEND_DECIDED': {
        const { order, accepted, violations, principal = '' } = event;
        return this.orderEvent(
          event,
          order,
          accepted ? 'AMEND_REQUESTED' : 'AMEND_REFUSED',
          principal,
          violations[0]?.code ?? '',
        );
      }
      case 'ORDER_AMENDED':
        return this.orderEvent(event, event, 'AMENDED', 'broker', event.by_broker ? 'CHANGED_BY_BROKER' : '');
      case 'AMEND_REJECTED':
        return this.orderEvent(event, event, 'AMEND_REJECTED', 'broker', event.reason);
      case 'ORDER_WITHDRAWN':
        return this.orderEvent(event, event, 'WITHDRAWN', 'breakwater', event.reason);
      case 'ORDER_ADOPTED':
        return this.orderEvent(event, event.order, 'ADOPTED', 'breakwater', '');
      case 'ALERTS_GATHERED': {
        const { id, count, last_at_ms } = event.alert;
        return this.alertCounts.add(event, rowText(event.id, id, count, us(last_at_ms), us(event.at_ms)));
      }
      case 'CONFIG_ACTIVATED':
        return this.activations.add(event, rowText(event.id, event.version, us(event.at_ms)));
      case 'CONFIG_REJECTED':
        return this.rejections.add(event, rowText(event.id, event.source, event.place, event.fault, us(event.at_ms)));
      default:
    }
  }

  setAside(id: string, n: number, fault: string, atMs: number): void {
    const alert = unreadableAlert(id, n, fault, atMs);
    this.alerts.add([alert.id, alertText(alert)]);
  }

  /** Reads and compares what was taken since the last call. */
  async compare(): Promise<void> {
    for (const table of [
      this.fills,
      this.alerts,
      this.breakers,
      this.orderEvents,
      this.activations,
      this.rejections,
      this.alertCounts,
    ])
      await table.compare();
  }

  async finish(after: number, upToMs: number): Promise<void> {
    for (const table of [this.fills, this.alerts, this.breakers]) await table.finish();
    for (const table of [this.orderEvents, this.activations, this.rejections, this.alertCounts])
      await table.finish(after, upToMs);
  }

  private orderEvent(
    event: { id: string; at_ms: number },
    { order_id, account }: { order_id: string; account: string },
    kind: string,
    actor: string,
    reason: string,
  ): void {
    this.orderEvents.add(event, rowText(event.id, order_id, account, kind, actor, reason, us(event.at_ms)));
  }
}
