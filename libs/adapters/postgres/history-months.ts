import type { PoolClient } from 'pg';
import type { DataSource } from 'typeorm';
import { decisionIdAt } from '#core/check-order/ids.js';
import type { Snapshot } from '#core/gate/snapshot.js';
import { CLIENT_IDS_KEPT_US } from '#core/gate/client-ids.js';
import { monthOf, monthPlus, monthStart } from '#core/model/month.js';
import { HistoryMonths, type MonthKept } from '#core/ports/history-months.js';
import { integerOf } from './amounts.js';
import { firstSince } from './client-ids.js';
import { poolOf } from './pool.js';
import { inTransaction } from './transaction.js';

/** In the order in which a month is dropped. */
const TABLES = ['orders', 'order_events', 'fills', 'risk_alerts', 'decisions', 'gate_events'] as const;
type MonthlyTable = (typeof TABLES)[number] | 'audit_entries';
/** A key of each that a row outside all months must have to belong to one. */
const DATED: Record<MonthlyTable, { key: string; dated: string }> = {
  orders: { key: 'order_id', dated: '^ord_[0-9a-z]{29}$' },
  order_events: { key: 'id', dated: '^[0-9]{13}-' },
  fills: { key: 'log_id', dated: '^[0-9]{13}-' },
  risk_alerts: { key: 'id', dated: '^[0-9]{13}-' },
  decisions: { key: 'decision_id', dated: '^dec_[0-9a-z]{29}$' },
  gate_events: { key: 'id', dated: '^[0-9]{13}-' },
  audit_entries: { key: 'id', dated: '^[0-9]{13}-' },
};
/** What is of no use without its month, in tables of their own. $1: what is older goes; $2: so many rows at once. Messages that are still being sent stay. */
const OUTLIVED = [
  ...['daily_pnl_points', 'limit_use_days'].map(
    (table) => `DELETE FROM ${table} WHERE ctid IN (SELECT ctid FROM ${table} WHERE date < $1::timestamptz::date LIMIT $2)`,
  ),
  'DELETE FROM check_latencies WHERE ctid IN (SELECT ctid FROM check_latencies WHERE at < $1 LIMIT $2)',
  `DELETE FROM alert_deliveries WHERE ctid IN (SELECT d.ctid FROM alert_deliveries d JOIN alert_messages m ON m.id = d.message_id
     WHERE m.created_at < $1 AND m.state NOT IN ('waiting', 'sending') LIMIT $2)`,
  `DELETE FROM alert_messages WHERE id IN (SELECT id FROM alert_messages WHERE created_at < $1 AND state NOT IN ('waiting', 'sending') LIMIT $2)`,
  'DELETE FROM alert_acknowledgements WHERE alert_id IN (SELECT alert_id FROM alert_acknowledgements WHERE at < $1 LIMIT $2)',
];
const FORGET_ROWS = 20_000;
const AHEAD = 2;
/** Months of rows that were kept aside, in one call. */
const ASIDE_MAX = 24;
const OPEN = ['NEW', 'PENDING_SUBMIT', 'WORKING', 'PARTIALLY_FILLED'];
/** Whoever waits for a lock on a table makes everybody behind it wait too. */
const LOCK_MS = 500;
/** Any number; a proof has it shared, so that no month goes while it is read. */
export const MONTHS_LOCK = 7_264_003;

/** The partitions of the tables that grow. Give it a DataSource whose statements may take some seconds. */
export class PostgresHistoryMonths extends HistoryMonths {
  constructor(
    protected readonly db: DataSource,
    private readonly tables: readonly MonthlyTable[] = TABLES,
  ) {
    super();
  }

  override async prepare(nowMs: number): Promise<string[]> {
    const wanted = Array.from({ length: AHEAD + 1 }, (_, i) => monthPlus(monthOf(nowMs), i));
    const made = await this.make(wanted);
    for (let i = 0; i < ASIDE_MAX; i += 1) {
      const month = await this.monthAside(nowMs);
      if (month === null) break;
      made.push(...(await this.make([month])));
    }
    return [...new Set(made)].sort();
  }

  override async dropOldest(nowMs: number, keep: number): Promise<{ dropped: string } | MonthKept | null> {
    const broken = await this.brokenOff();
    const month = broken ?? (await this.oldest());
    if (month === null) return null;
    if (broken === null) {
      if (month >= monthPlus(monthOf(nowMs), -keep)) return null;
      const because = await this.begin(month);
      if (because !== null) return { month, because };
    }
    for (const table of TABLES) await this.dropPartition(`${table}_${month.replace('-', '_')}`);
    for (const forget of OUTLIVED) await this.forget(forget, new Date(monthStart(monthPlus(month, 1))));
    await poolOf(this.db).query('UPDATE dropped_months SET finished_at = now() WHERE month = $1', [month]);
    return { dropped: month };
  }

  private async make(months: string[]): Promise<string[]> {
    const made: string[] = [];
    for (const month of months)
      for (const table of this.tables) {
        // One table at a time: whoever holds locks on two could wait for a writer that has them the other way round.
        const moved = await inTransaction(poolOf(this.db), '', async (client) => {
          await client.query(`SET LOCAL lock_timeout = ${LOCK_MS}`);
          const { rows } = await client.query<{ moved: string | null }>('SELECT add_history_month($1, $2) AS moved', [
            table,
            month,
          ]);
          return rows[0]?.moved ?? null;
        });
        if (moved !== null) made.push(month);
      }
    return made;
  }

  /** A month that has no partition, and of which a row is in a default partition; null when there is none. */
  private async monthAside(nowMs: number): Promise<string | null> {
    for (const table of this.tables) {
      const { key, dated } = DATED[table];
      const { rows } = await poolOf(this.db).query<{ key: string }>(
        `SELECT ${key} AS key FROM ${table}_default WHERE ${key} ~ '${dated}' ORDER BY 1 LIMIT 1`,
      );
      const [row] = rows;
      if (!row) continue;
      const ms = /^\d{13}-/.test(row.key) ? Number(row.key.slice(0, 13)) : Number.parseInt(row.key.slice(4, 13), 36);
      if (ms < nowMs) return monthOf(ms);
    }
    return null;
  }

  protected async oldest(): Promise<string | null> {
    const { rows } = await poolOf(this.db).query<{ month: string | null }>(
      `SELECT min(replace(right(c.relname, 7), '_', '-')) AS month FROM pg_inherits i JOIN pg_class c ON c.oid = i.inhrelid
       WHERE i.inhparent = ANY ($1::regclass[]) AND c.relname ~ '_[0-9]{4}_[0-9]{2}$'`,
      [this.tables],
    );
    return rows[0]?.month ?? null;
  }

  private async brokenOff(): Promise<string | null> {
    const { rows } = await poolOf(this.db).query<{ month: string }>(
      'SELECT month FROM dropped_months WHERE finished_at IS NULL ORDER BY month LIMIT 1',
    );
    return rows[0]?.month ?? null;
  }

  /** Why the month must stay; null when it may go, and then states that need it are gone already. */
  private async begin(month: string): Promise<string | null> {
    return inTransaction(poolOf(this.db), '', async (client) => {
      const end = monthPlus(month, 1);
      const { rows: position } = await client.query<{ last_id: string; n: string }>('SELECT last_id, n FROM relay_position');
      const { last_id, n } = position[0] ?? { last_id: '0-0', n: '0' };
      if (Number(last_id.split('-')[0]) < monthStart(end)) return 'it is not copied to its end yet';
      const open = await client.query<{ order_id: string }>(
        `SELECT order_id FROM orders_${month.replace('-', '_')} WHERE status = ANY ($1) ORDER BY seq LIMIT 1`,
        [OPEN],
      );
      if (open.rows[0]) return `order ${open.rows[0].order_id} of it is open`;
      const first = await firstWithout(client, integerOf(n), monthStart(end));
      if (first === null)
        return 'no state was kept yet that can be gone on from without it (one of a day after its end, with none of its orders open)';
      if (!(await free(client))) return 'a proof is reading the history';
      await client.query('DELETE FROM gate_snapshots WHERE n < $1', [first]);
      // Rows of a month that is gone can still come, from a machine whose clock is far behind.
      await client.query(
        `INSERT INTO dropped_months (month, before_n) VALUES ($1, $2)
         ON CONFLICT (month) DO UPDATE SET before_n = excluded.before_n, dropped_at = now(), finished_at = NULL`,
        [month, first],
      );
      return null;
    });
  }

  /** In pieces: a month of a large firm's minutes is more than one statement should take. */
  private async forget(statement: string, before: Date): Promise<void> {
    for (;;) {
      const { rowCount } = await poolOf(this.db).query(statement, [before, FORGET_ROWS]);
      if ((rowCount ?? 0) < FORGET_ROWS) return;
    }
  }

  protected async dropPartition(name: string): Promise<void> {
    await inTransaction(poolOf(this.db), '', async (client) => {
      if (!(await free(client))) throw new Error(`${name} is not dropped yet: a proof is reading the history`);
      await client.query(`SET LOCAL lock_timeout = ${LOCK_MS}`);
      await client.query(`DROP TABLE IF EXISTS ${name}`);
    });
  }
}

/** To the end of the transaction. */
async function free(client: PoolClient): Promise<boolean> {
  const { rows } = await client.query<{ free: boolean }>('SELECT pg_try_advisory_xact_lock($1) AS free', [MONTHS_LOCK]);
  return rows[0]?.free === true;
}

/**
 * The first state that was kept and needs nothing of before `ms`: the client ids that it remembers (24 hours back from its newest) and its open orders came
 * later. Null when there is none.
 */
async function firstWithout(client: PoolClient, n: number, ms: number): Promise<number | null> {
  const from = await firstSince(client, n, ms * 1000 + CLIENT_IDS_KEPT_US);
  const { rows: newest } = await client.query<{ n: string }>(
    'SELECT n FROM decisions WHERE n >= $1 AND n <= $2 AND content_hash IS NOT NULL ORDER BY n LIMIT 1',
    [from, n],
  );
  if (!newest[0]) return null;
  const firstOrder = decisionIdAt(ms).replace('dec_', 'ord_');
  const { rows } = await client.query<{ n: string }>('SELECT n FROM gate_snapshots WHERE n >= $1 ORDER BY n', [newest[0].n]);
  for (const row of rows) {
    // One at a time: a state can have megabytes.
    const { rows: states } = await client.query<{ state: string }>('SELECT state FROM gate_snapshots WHERE n = $1', [row.n]);
    const { orders } = JSON.parse(states[0]?.state ?? '{"orders":[]}') as Pick<Snapshot, 'orders'>;
    if (!orders.some(({ order }) => order.order_id.startsWith('ord_') && order.order_id < firstOrder)) return integerOf(row.n);
  }
  return null;
}
