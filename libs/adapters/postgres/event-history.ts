import type { PoolClient } from 'pg';
import type { DataSource } from 'typeorm';
import { ALERTS_SHOWN, type BoardState } from '#core/events/board.js';
import type { BreakerMode } from '#core/gate/event.js';
import { compareKeys, type MessageKey, messageKey } from '#core/events/message-id.js';
import type { Missed } from '#core/events/missed.js';
import type { ConfigChange } from '#core/ports/config-store.js';
import { EventHistory } from '#core/ports/event-history.js';
import type { AlertRow, OrderRow } from '#core/ports/history.js';
import { integerOf, moneyOf, quantityOf } from './amounts.js';
import { poolOf } from './pool.js';
import { BREAKERS, type BreakerRecord, breakerRow, leavesOf, sentBy, wishesOf } from './history.js';
import { inTransaction } from './transaction.js';

/** One moment of the database: relay_position says which entries its rows have, for the relay writes both in one transaction. */
const ONE_MOMENT = 'ISOLATION LEVEL REPEATABLE READ READ ONLY';
const PAGE_FIRST = 100;
const OPEN_STATUSES = ['NEW', 'PENDING_SUBMIT', 'WORKING', 'PARTIALLY_FILLED'];

export class PostgresEventHistory extends EventHistory {
  constructor(private readonly db: DataSource) {
    super();
  }

  override async position(): Promise<string> {
    return inTransaction(poolOf(this.db), ONE_MOMENT, async (client) => (await relayPosition(client)).position);
  }

  override async board(): Promise<Omit<BoardState, 'days'>> {
    return inTransaction(poolOf(this.db), ONE_MOMENT, async (client) => {
      const { position } = await relayPosition(client);
      const open = await client.query<BreakerRecord>(`${BREAKERS} AND r.id IS NULL ORDER BY t.breaker_id`);
      const { rows } = await client.query<{ version: number | null }>('SELECT max(version) AS version FROM config_activations');
      const alerts = (await alertPage(client, null, ALERTS_SHOWN)).map(alertRow);
      return { position, open_breakers: open.rows.map(breakerRow), alerts, config_version: rows[0]?.version ?? 0 };
    });
  }

  override async after(since: string, { orders, max }: { orders: boolean; max: number }): Promise<Missed | null> {
    const from = messageKey(since);
    return inTransaction(poolOf(this.db), ONE_MOMENT, async (client) => {
      const { position } = await relayPosition(client);
      const alerts = await alertsAfter(client, from, max);
      if (!alerts) return null;
      const alert_counts = await countsAfter(client, from);
      const breaker_events = await breakerEventsAfter(client, from);
      const activations = await activationsAfter(client, from);
      const changed = orders ? await ordersAfter(client, from, max) : [];
      if (!changed || alerts.length + alert_counts.length + breaker_events.length + activations.length + changed.length > max)
        return null;
      return { position, alerts, alert_counts, breaker_events, activations, orders: changed };
    });
  }

  override async changes(after: number, upTo: number): Promise<ConfigChange[]> {
    const client = await poolOf(this.db).connect();
    try {
      return await changesBetween(client, after, upTo);
    } finally {
      client.release();
    }
  }
}

async function relayPosition(client: PoolClient): Promise<{ position: string }> {
  const { rows } = await client.query<{ last_id: string }>('SELECT last_id FROM relay_position');
  if (!rows[0]) throw new Error('relay_position has no row: the migrations were not run');
  return { position: rows[0].last_id };
}

interface AlertRecord extends Omit<AlertRow, 'breaker_id' | 'created_at_ms' | 'last_at_ms'> {
  seq: string;
  breaker_id: string | null;
  created_at: Date;
  last_at: Date;
}

function alertRow({ seq: _, breaker_id, created_at, last_at, ...row }: AlertRecord): AlertRow {
  const times = { created_at_ms: created_at.getTime(), last_at_ms: last_at.getTime() };
  return { ...row, breaker_id: breaker_id === null ? null : integerOf(breaker_id), ...times };
}

const ALERT_COLUMNS =
  'seq, id, alert_type, severity, account, symbol, message, order_id, decision_id, breaker_id, created_at, count, last_at';

/** Counts that were told after `from`, of alerts that may be older. */
async function countsAfter(client: PoolClient, from: MessageKey): Promise<Missed['alert_counts']> {
  const { rows } = await client.query<AlertRecord & { told_id: string; told_at: Date }>(
    `SELECT c.id AS told_id, c.at AS told_at, ${ALERT_COLUMNS.replaceAll(/[a-z_]+/g, 'a.$&')}
     FROM risk_alert_counts c JOIN risk_alerts_counted a ON a.id = c.alert_id WHERE c.at >= to_timestamp($1::float8 / 1000)`,
    [from.ms],
  );
  return rows.map(({ told_id, told_at, ...row }) => ({ id: told_id, at_ms: told_at.getTime(), alert: alertRow(row) }));
}

/** Newest first, before `beforeSeq`. */
async function alertPage(client: PoolClient, beforeSeq: string | null, limit: number): Promise<AlertRecord[]> {
  const { rows } = await client.query<AlertRecord>(
    `SELECT ${ALERT_COLUMNS} FROM risk_alerts_counted
     WHERE $1::bigint IS NULL OR seq < $1 ORDER BY seq DESC LIMIT $2`,
    [beforeSeq, limit],
  );
  return rows;
}

/** Walks back from the newest: `seq` follows the log, so the first one that is not after `from` ends it. Null when there are more than `max`. */
async function alertsAfter(client: PoolClient, from: MessageKey, max: number): Promise<AlertRow[] | null> {
  const found: AlertRow[] = [];
  let before: string | null = null;
  for (let limit = PAGE_FIRST; ; limit = Math.min(limit * 4, max + 1)) {
    const page: AlertRecord[] = await alertPage(client, before, limit);
    for (const row of page) {
      // By entry only: which alerts of the very entry were seen is told apart by their messages' ids.
      if (isBefore(row.id, from)) return found;
      found.push(alertRow(row));
      if (found.length > max) return null;
    }
    if (page.length < limit) return found;
    before = page.at(-1)?.seq ?? null;
  }
}

function isBefore(id: string, from: MessageKey): boolean {
  return compareKeys({ ...messageKey(id), part: 0 }, { ...from, part: 0 }) < 0;
}

interface BreakerEventRecord {
  id: string;
  event: 'TRIPPED' | 'CAUSE' | 'MODE' | 'RESET';
  at: Date;
  breaker_id: string;
  scope: string;
  mode: BreakerMode;
  trigger_type: string;
  trigger_value: string;
  threshold: string;
}

async function breakerEventsAfter(client: PoolClient, from: MessageKey): Promise<Missed['breaker_events']> {
  const { rows } = await client.query<BreakerEventRecord>(
    `SELECT e.id, e.event, e.at, t.breaker_id, t.scope, t.trigger_type, t.trigger_value, t.threshold,
       coalesce(e.mode, (SELECT m.mode FROM circuit_breaker_events m WHERE m.breaker_id = e.breaker_id AND m.mode IS NOT NULL AND m.seq < e.seq
         ORDER BY m.seq DESC LIMIT 1)) AS mode
     FROM circuit_breaker_events e JOIN circuit_breaker_events t ON t.breaker_id = e.breaker_id AND t.event = 'TRIPPED'
     WHERE e.at >= ${EARLIEST}`,
    [from.ms],
  );
  return rows.map(({ id, event, at, ...trip }) => ({
    ...{ id, active: event !== 'RESET', at_ms: at.getTime() },
    breaker: {
      ...{ scope: trip.scope, mode: trip.mode, trigger_type: trip.trigger_type, breaker_id: integerOf(trip.breaker_id) },
      ...{ trigger_value: moneyOf(trip.trigger_value), threshold: moneyOf(trip.threshold) },
    },
  }));
}

/** Times in the tables are those of the log ids; a millisecond less makes room for rounding, the exact cut is made by the ids. */
const EARLIEST = 'to_timestamp(($1::float8 - 1) / 1000)';

async function activationsAfter(client: PoolClient, from: MessageKey): Promise<Missed['activations']> {
  const { rows } = await client.query<{ id: string; version: number; at: Date }>(
    `SELECT id, version, at FROM config_activations WHERE at >= ${EARLIEST} ORDER BY at, version`,
    [from.ms],
  );
  const { rows: earlier } = await client.query<{ version: number | null }>(
    `SELECT max(version) AS version FROM config_activations WHERE at < ${EARLIEST}`,
    [from.ms],
  );
  let known = earlier[0]?.version ?? 0;
  const activations: Missed['activations'] = [];
  for (const { id, version, at } of rows) {
    if (version <= known) continue; // Put in force again by a rebuild: nothing changed.
    activations.push({ id, version, at_ms: at.getTime(), changes: await changesBetween(client, known, version) });
    known = version;
  }
  return activations;
}

async function changesBetween(client: PoolClient, after: number, upTo: number): Promise<ConfigChange[]> {
  const { rows } = await client.query<Omit<ConfigChange, 'changed_at_ms'> & { changed_at: Date }>(
    `SELECT version, field, from_value AS "from", to_value AS "to", actor, source, reason, changed_at
     FROM config_changes WHERE version > $1 AND version <= $2 ORDER BY id LIMIT 1000`,
    [after, upTo],
  );
  return rows.map(({ changed_at, ...row }) => ({ ...row, changed_at_ms: changed_at.getTime() }));
}

interface OrderRecord {
  order_id: string;
  decision_id: string;
  account: string;
  client_order_id: string;
  symbol: string;
  side: OrderRow['side'];
  order_type: OrderRow['order_type'];
  time_in_force: OrderRow['time_in_force'];
  quantity: string;
  price: string | null;
  check_price: string;
  status: OrderRow['status'];
  filled_quantity: string;
  leaves_quantity: string;
  hold: string;
  broker_order_id: string | null;
  reason: string;
  body_hash: string;
  received_at: Date;
  updated_at: Date;
  strategy: string | null;
  user_name: string | null;
  stop_price: string | null;
  good_till: Date | null;
  reduce_only: boolean | null;
  extended_hours: boolean | null;
  one_cancels_other: string | null;
}

/**
 * Orders that changed, by the traces that a change leaves: an open one its time, the end of one a fill or an event of the order, a refused one its
 * decision (not an alert: equal refusals of a minute share one). An index on updated_at would find them all, but every change of an order would have to
 * move in it.
 */
async function ordersAfter(client: PoolClient, from: MessageKey, max: number): Promise<OrderRow[] | null> {
  const decided = await client.query<{ order_id: string }>(
    `SELECT order_id FROM (SELECT order_id, decided_at FROM decisions WHERE n IS NOT NULL ORDER BY n DESC LIMIT $2) d
     WHERE decided_at >= ${EARLIEST}`,
    [from.ms, max + 1],
  );
  if (decided.rows.length > max) return null;
  const { rows } = await client.query<OrderRecord>(
    `SELECT * FROM orders WHERE order_id IN (
       SELECT order_id FROM orders WHERE status = ANY($2) AND updated_at >= ${EARLIEST}
       UNION SELECT order_id FROM order_events WHERE at >= ${EARLIEST}
       UNION SELECT order_id FROM (SELECT order_id, log_id FROM fills ORDER BY seq DESC LIMIT $4) f
         WHERE split_part(log_id, '-', 1)::bigint >= $1
       UNION SELECT unnest($3::text[]))
     AND updated_at >= ${EARLIEST} ORDER BY updated_at LIMIT $4`,
    [from.ms, OPEN_STATUSES, decided.rows.map(({ order_id }) => order_id), max + 1],
  );
  return rows.length > max ? null : rows.map(orderRow);
}

function orderRow({ received_at, updated_at, ...row }: OrderRecord & { seq?: string }): OrderRow {
  const { seq: _, strategy, user_name, stop_price, good_till, reduce_only, extended_hours, one_cancels_other, ...rest } = row;
  const stop = stop_price === null ? null : moneyOf(stop_price);
  return {
    ...rest,
    ...sentBy({ strategy, user_name }),
    ...wishesOf({ stop_price: stop, good_till, reduce_only, extended_hours, one_cancels_other }),
    quantity: quantityOf(row.quantity),
    price: row.price === null ? null : moneyOf(row.price),
    check_price: moneyOf(row.check_price),
    filled_quantity: quantityOf(row.filled_quantity),
    leaves_quantity: leavesOf(row.status, quantityOf(row.leaves_quantity)),
    hold: moneyOf(row.hold),
    received_at_ms: received_at.getTime(),
    updated_at_ms: updated_at.getTime(),
  };
}
