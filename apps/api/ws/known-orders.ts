import { setTimeout as sleep } from 'node:timers/promises';
import type { LogEvent } from '#core/gate/event.js';
import { isFinal, type Order } from '#core/model/order.js';
import type { History } from '#core/ports/history.js';
import type { LiveBook } from '#core/ports/live-book.js';
import type { TailRead } from '#core/ports/log-tail.js';

const REMEMBERED_MAX = 20_000;
const ASK_AGAIN_MS = 200;
const ASKS_MAX = 6;
const ASKS_AWAY = 2;

/**
 * The orders that entries of the log speak of by id alone. Remembered from their reservation to their end; what is not here (reserved before
 * this process followed the log, or pushed out by newer ones) is asked of live state, then of PostgreSQL.
 */
export class KnownOrders {
  private readonly orders = new Map<string, Order>();

  constructor(
    private readonly book: LiveBook,
    private readonly history: History,
  ) {}

  get(orderId: string): Order | undefined {
    return this.orders.get(orderId);
  }

  /** Everything that these entries need. What nobody knows, or cannot be asked for now, stays unknown. */
  async fetchFor({ events, reserved }: TailRead): Promise<void> {
    for (const order of reserved) this.remember(order);
    const needed = new Set<string>();
    for (const event of events) {
      if (event.type === 'EXECUTION_APPLIED') needed.add(event.order_id);
      else if (event.type === 'ORDER_DECIDED') for (const { order_id } of event.verdicts) needed.add(order_id);
    }
    const unknown = [...needed].filter((id) => !this.orders.has(id));
    await Promise.all(unknown.map((id) => this.fetch(id)));
  }

  /** Orders that came to their end are not spoken of again. */
  forgetEnded(events: LogEvent[]): void {
    for (const event of events) {
      if (event.type === 'EXECUTION_APPLIED' && isFinal(event.order_status)) this.orders.delete(event.order_id);
      if (event.type !== 'ORDER_DECIDED') continue;
      for (const verdict of event.verdicts) if (!verdict.accepted) this.orders.delete(verdict.order_id);
    }
  }

  private async fetch(id: string): Promise<void> {
    const live = await this.book.order(id).catch(() => null);
    const order = live?.order ?? (await this.kept(id));
    if (order) this.remember(order);
  }

  /**
   * Live state forgets a refused order at once, and PostgreSQL may have it only when the relay has come as far. With PostgreSQL away alerts and
   * breakers must still be told, so then it is not asked for long.
   */
  private async kept(id: string): Promise<Order | null> {
    for (let asked = 1; asked <= ASKS_MAX; asked += 1) {
      if (asked > 1) await sleep(ASK_AGAIN_MS);
      try {
        const order = await this.history.order(id);
        if (order) return order;
      } catch {
        if (asked >= ASKS_AWAY) return null;
      }
    }
    return null;
  }

  private remember(order: Order): void {
    this.orders.set(order.order_id, order);
    if (this.orders.size > REMEMBERED_MAX) this.orders.delete(this.orders.keys().next().value ?? '');
  }
}
