import type { Order } from '../model/order.js';
import { pause } from '../pause.js';
import { type Broker, BrokerUnavailableError, UnknownBrokerOrderError } from '../ports/broker.js';
import type { EventLog, Routing } from '../ports/event-log.js';
import type { LiveBook } from '../ports/live-book.js';

/** Orders and cancels handed to the broker at once. */
const AT_ONCE = 256;
/** Entries of the log read at once. */
const READ_MAX = 1000;
/** After a read, what comes next is given this long to gather: a read for every entry keeps Redis from the gate. */
const GATHER_MS = 2;
/** Orders without a verdict that are remembered; the sweep finds what is forgotten. */
const UNDECIDED_MAX = 50_000;

/**
 * Takes what the gate let through to the broker, and cancels. It follows the log for speed and the open orders for safety: on start, and
 * whenever `sweep` is called, every open order that has not reached the broker is submitted again (a submit is idempotent).
 */
export class OrderRouter {
  private readonly undecided = new Map<string, Order>();

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
      const routing = await this.log.readRouting(position, READ_MAX, 500);
      if (routing.last_id === null || signal.aborted) continue;
      await this.submitAll(this.accepted(routing));
      await this.cancelAll(routing.cancels);
      position = routing.last_id;
      await pause(GATHER_MS, signal);
    }
  }

  /** Submits what is PENDING_SUBMIT and cancels what was asked to be, for orders reserved at least `olderThanMs` ago. */
  async sweep(olderThanMs: number, nowMs: number = Date.now()): Promise<void> {
    const open = (await this.book.unsettledOrders()).filter((o) => o.reserved_at_us <= (nowMs - olderThanMs) * 1000);
    await this.submitAll(open.filter((o) => o.status === 'PENDING_SUBMIT').map((o) => o.order));
    await this.cancelAll(open.filter((o) => o.cancel_requested).map((o) => o.order.order_id));
  }

  /** Accepted orders, as the log has them. One whose reserve was read before this run began is the sweep's. */
  private accepted({ reserved, decided }: Routing): Order[] {
    const accepted: Order[] = [];
    for (const order of reserved) this.undecided.set(order.order_id, order);
    for (const { order_id, accepted: passed } of decided) {
      const order = this.undecided.get(order_id);
      if (order && passed) accepted.push(order);
      this.undecided.delete(order_id);
    }
    // Those that never get a verdict here: their process died, and the sweeper's verdict was read by another run.
    for (const id of this.undecided.keys()) if (this.undecided.size > UNDECIDED_MAX) this.undecided.delete(id);
    return accepted;
  }

  private async submitAll(orders: Order[]): Promise<void> {
    for (let i = 0; i < orders.length; i += AT_ONCE) {
      await Promise.all(orders.slice(i, i + AT_ONCE).map((order) => this.submit(order)));
    }
  }

  private async submit(order: Order): Promise<void> {
    try {
      await this.broker.submit(order);
    } catch (error) {
      if (!(error instanceof BrokerUnavailableError)) throw error;
      this.warn(`order ${order.order_id} waits for the broker: ${error.message}`);
    }
  }

  private async cancelAll(orderIds: string[]): Promise<void> {
    for (let i = 0; i < orderIds.length; i += AT_ONCE) {
      await Promise.all(orderIds.slice(i, i + AT_ONCE).map((id) => this.cancel(id)));
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
