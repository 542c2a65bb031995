/** What PostgreSQL has of a log in memory: as much as `copy` has copied. */
import { alertsOf } from '#core/events/alerts.js';
import { Board, type BoardState } from '#core/events/board.js';
import { compareKeys, messageKey } from '#core/events/message-id.js';
import type { Missed } from '#core/events/missed.js';
import type { FoldedEvent } from '#core/gate/fold.js';
import type { Money, Quantity } from '#core/model/money.js';
import { isFinal, type OrderStatus } from '#core/model/order.js';
import type { ConfigChange } from '#core/ports/config-store.js';
import { EventHistory } from '#core/ports/event-history.js';
import type { BreakerRow, OrderRow } from '#core/ports/history.js';
import type { FedWorld } from './memory-feed.js';

export class MemoryHistory extends EventHistory {
  private copied: FoldedEvent[] = [];
  /** What was asked, in order. */
  readonly asked: string[] = [];
  /** Waited for before changes are told. */
  beforeChanges: () => Promise<unknown> = () => Promise.resolve();

  constructor(private readonly world: FedWorld) {
    super();
  }

  /** The first `count` events of the log; all of them when it is not said. */
  copy(count = this.world.folded.length): void {
    this.copied = this.world.folded.slice(0, count);
  }

  override async position(): Promise<string> {
    return this.copied.at(-1)?.event.id ?? '0-0';
  }

  override async board(): Promise<Omit<BoardState, 'days'>> {
    this.asked.push('board');
    const board = new Board({ position: '0-0', days: [], open_breakers: [], alerts: [], config_version: 0 });
    for (const folded of this.copied) board.take(folded, { orders: false, changes: () => [] });
    const { position, openBreakers: open_breakers, alerts, config_version } = board;
    return { position, open_breakers, alerts, config_version };
  }

  override async after(since: string, { orders, max }: { orders: boolean; max: number }): Promise<Missed | null> {
    this.asked.push(`after ${since}`);
    const from = messageKey(since);
    const later = this.copied.filter(({ event }) => compareKeys(messageKey(event.id), from) > 0);
    const missed: Missed = {
      position: await this.position(),
      alerts: later.flatMap(({ event }) => alertsOf(event)),
      breaker_events: later.flatMap(({ event }) => {
        if (event.type !== 'BREAKER_TRIPPED' && event.type !== 'BREAKER_RESET') return [];
        const breaker = this.tripOf(event.breaker_id);
        return [{ id: event.id, active: event.type === 'BREAKER_TRIPPED', at_ms: event.at_ms, breaker }];
      }),
      activations: later.flatMap(({ event }) =>
        event.type === 'CONFIG_ACTIVATED'
          ? [{ id: event.id, version: event.version, at_ms: event.at_ms, changes: [changeOf(event.version)] }]
          : [],
      ),
      orders: orders ? this.orders(later) : [],
    };
    const { alerts, breaker_events, activations, orders: changed } = missed;
    return alerts.length + breaker_events.length + activations.length + changed.length > max ? null : missed;
  }

  override async changes(after: number, upTo: number): Promise<ConfigChange[]> {
    this.asked.push(`changes ${after} ${upTo}`);
    await this.beforeChanges();
    return Array.from({ length: upTo - after }, (_, i) => changeOf(after + i + 1));
  }

  private tripOf(id: number): BreakerRow {
    for (const { event } of this.copied)
      if (event.type === 'BREAKER_TRIPPED' && event.breaker_id === id) return event as unknown as BreakerRow;
    throw new Error(`no trip ${id}`);
  }

  /** Orders that changed, as they stand. */
  private orders(later: FoldedEvent[]): OrderRow[] {
    const rows = new Map<string, OrderRow>();
    for (const { event, order } of later) {
      if (!order) continue;
      const row = rowOf(event, this.world.state.orders.get(order.order_id)?.status);
      rows.set(order.order_id, { ...order, ...row, ...REST, updated_at_ms: event.at_ms, received_at_ms: event.at_ms });
    }
    return [...rows.values()];
  }
}

const NONE = 0 as Quantity;
const REST = { check_price: 0 as Money, hold: 0 as Money, broker_order_id: null, body_hash: '' };

function rowOf(event: FoldedEvent['event'], open: OrderStatus | undefined) {
  if (event.type === 'EXECUTION_APPLIED') {
    const { order_status: status, filled_quantity, leaves_quantity, reason } = event;
    return { status, filled_quantity, leaves_quantity, reason };
  }
  const status: OrderStatus = open ?? (event.type === 'ORDER_DECIDED' && !event.accepted ? 'REJECTED' : 'CANCELED');
  const quantity = event.type === 'ORDER_DECIDED' ? event.order.quantity : NONE;
  return { status, filled_quantity: NONE, leaves_quantity: isFinal(status) ? NONE : quantity, reason: '' };
}

export const changeOf = (version: number): ConfigChange => ({
  ...{ version, field: 'max_order_size', from: '1000.00', to: `${900 + version}.00` },
  ...{ actor: 'dev', reason: 'calmer', source: 'api', changed_at_ms: 0 },
});
