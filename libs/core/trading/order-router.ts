import type { LogEvent } from '../model/log-event.js';
import { type Broker, BrokerUnavailableError, UnknownBrokerOrderError } from '../ports/broker.js';
import type { EventLog } from '../ports/event-log.js';
import type { LiveBook } from '../ports/live-book.js';

/** Orders handed to the broker at once. */
const SUBMITS_MAX = 256;

/**
 * Takes what the gate let through to the broker, and cancels. It follows the log for speed and the open orders for safety: on start, and
 * whenever `sweep` is called, every open order that has not reached the broker is submitted again (a submit is idempotent).
 */
export class OrderRouter {
  constructor(
    private readonly log: EventLog,
    private readonly book: LiveBook,
    private readonly broker: Broker,
    private readonly warn: (message: string) => void,
  ) {}

  /** Follows the log until the signal aborts. Throws when Redis fails; run it again then. */
  async run(signal: AbortSignal): Promise<void> {
    let position = await this.log.lastId();
    await this.sweep(0);
    while (!signal.aborted) {
      const events = await this.log.read(position, 1000, 500);
      const last = events.at(-1);
      if (!last || signal.aborted) continue;
      await this.submitAll(acceptedIds(events));
      for (const event of events) if (event.type === 'CANCEL_REQUESTED') await this.cancel(event.order_id);
      position = last.id;
    }
  }

  /** Submits what is PENDING_SUBMIT and cancels what was asked to be, for orders reserved at least `olderThanMs` ago. */
  async sweep(olderThanMs: number, nowMs: number = Date.now()): Promise<void> {
    const open = (await this.book.unsettledOrders()).filter((o) => o.reserved_at_us <= (nowMs - olderThanMs) * 1000);
    await this.submitAll(open.filter((o) => o.status === 'PENDING_SUBMIT').map((o) => o.order.order_id));
    for (const o of open) if (o.cancel_requested) await this.cancel(o.order.order_id);
  }

  private async submitAll(orderIds: string[]): Promise<void> {
    for (let i = 0; i < orderIds.length; i += SUBMITS_MAX) {
      await Promise.all(orderIds.slice(i, i + SUBMITS_MAX).map((id) => this.submit(id)));
    }
  }

  private async submit(orderId: string): Promise<void> {
    const held = await this.book.order(orderId);
    if (held?.status !== 'PENDING_SUBMIT') return;
    try {
      await this.broker.submit(held.order);
    } catch (error) {
      if (!(error instanceof BrokerUnavailableError)) throw error;
      this.warn(`order ${orderId} waits for the broker: ${error.message}`);
    }
  }

  private async cancel(orderId: string): Promise<void> {
    try {
      await this.broker.cancel(orderId);
    } catch (error) {
      if (error instanceof UnknownBrokerOrderError) return; // Not there yet: the next sweep asks again once it is.
      if (!(error instanceof BrokerUnavailableError)) throw error;
      this.warn(`cancel of ${orderId} waits for the broker: ${error.message}`);
    }
  }
}

function acceptedIds(events: LogEvent[]): string[] {
  return events.flatMap((event) =>
    event.type === 'ORDER_DECIDED' ? event.verdicts.filter((v) => v.accepted).map((v) => v.order_id) : [],
  );
}
