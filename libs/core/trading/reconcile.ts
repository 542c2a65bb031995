import { exchangeDay } from '../model/exchange-day.js';
import type { Money, Quantity } from '../model/money.js';
import type { Broker, BrokerOrder, ExecutionReport } from '../ports/broker.js';
import type { LiveBook, LiveOrder } from '../ports/live-book.js';

export interface Finding {
  order_id: string;
  what: 'adopted' | 'not at the broker' | 'ended at the broker';
}

/**
 * Compares open orders with the broker's. A difference is acted on only when it was there at the look before too, for reports may be on
 * their way. The broker has one that we lost: it is taken back with its hold. We have one that the broker never had or has ended: its hold
 * is released, for the broker has said so.
 */
export class Reconciler {
  private seenBefore = new Set<string>();

  constructor(
    private readonly book: LiveBook,
    private readonly broker: Broker,
  ) {}

  async look(): Promise<Finding[]> {
    const theirs = new Map((await this.broker.openOrders()).map((o) => [o.order.order_id, o]));
    const ours = new Map((await this.book.openOrders()).map((o) => [o.order.order_id, o]));
    const differing = [
      ...[...theirs.keys()].filter((id) => !ours.has(id)),
      ...[...ours.values()]
        .filter((o) => (o.status === 'WORKING' || o.status === 'PARTIALLY_FILLED') && !theirs.has(o.order.order_id))
        .map((o) => o.order.order_id),
    ];
    const findings: Finding[] = [];
    for (const id of differing) {
      if (!this.seenBefore.has(id)) continue;
      const [their, our] = [theirs.get(id), ours.get(id)];
      if (their) {
        if (await this.adopt(their)) findings.push({ order_id: id, what: 'adopted' });
      } else if (our) {
        const ended = await this.end(our);
        if (ended) findings.push({ order_id: id, what: ended });
      }
    }
    this.seenBefore = new Set(differing);
    return findings;
  }

  private async adopt(their: BrokerOrder): Promise<boolean> {
    const quote = await this.book.quote(their.order.symbol);
    const check = Math.max(their.order.price ?? 0, quote?.ask ?? 0) as Money;
    return check > 0 && (await this.book.adopt(their, check));
  }

  private async end({ order, broker_order_id }: LiveOrder): Promise<Finding['what'] | null> {
    const known = await this.broker.order(order.order_id);
    if (known && (known.status === 'WORKING' || known.status === 'PARTIALLY_FILLED' || known.status === 'FILLED')) return null;
    const report: ExecutionReport = {
      sequence: 0,
      execution_id: `reconcile:${order.order_id}`,
      order_id: order.order_id,
      broker_order_id: known?.broker_order_id ?? broker_order_id,
      account: order.account,
      symbol: order.symbol,
      side: order.side,
      kind: known ? (known.status as 'CANCELED' | 'REJECTED' | 'EXPIRED') : 'REJECTED',
      quantity: 0 as Quantity,
      price: 0 as Money,
      fee: 0 as Money,
      reason: known ? 'ended at the broker, its report was lost' : 'the broker has no such order',
      executed_at_ms: Date.now(),
    };
    const applied = await this.book.execute(exchangeDay(), [report], 0);
    return applied === 0 ? null : known ? 'ended at the broker' : 'not at the broker';
  }
}
