import type { Pool } from 'pg';
import type { Money, Quantity } from '#core/model/money.js';
import type { Order } from '#core/model/order.js';
import type { BrokerOrder, ExecutionReport } from '#core/ports/broker.js';

/** One of Alpaca's orders behind one of ours: a replacement has an id of its own. */
export interface Link {
  id: string;
  filled: Quantity;
}

/** An amendment at Alpaca: a replacement is an order of its own there. */
export interface Replacing {
  amendment_id: string;
  /** Counts the replacements of the order: `<order_id>.r<number>` is the new order's client_order_id. */
  number: number;
  quantity: Quantity;
  price: Money | null;
  stop_price?: Money;
  /** Alpaca's order that is replaced, and, once it is known, the one that takes its place. */
  from: string;
  by: string | null;
  /** `replace`: by PATCH. `anew`: what is partly filled is canceled and its new rest sent, for a PATCH was seen to bring the whole quantity again. */
  way: 'replace' | 'anew';
  /** Of `replace`: Alpaca says that the old order is replaced. Of `anew`: that it is canceled. */
  cleared: boolean;
  /** It was answered. */
  done: boolean;
}

export interface KnownOrder {
  order: Order;
  /** SENDING: asked for, and not known to have arrived. */
  status: BrokerOrder['status'] | 'SENDING';
  filled: Quantity;
  chain: Link[];
  /** Somebody else sent it. */
  foreign: boolean;
  /** The last amendment; null when there was none. */
  replacing: Replacing | null;
}

export const isOpen = ({ status }: Pick<KnownOrder, 'status'>): boolean =>
  status === 'SENDING' || status === 'WORKING' || status === 'PARTIALLY_FILLED';

/** An activity of the account that is no trade. */
export interface KnownActivity {
  /** As Alpaca said it last. */
  raw: unknown;
  /** It has moved something since the account was opened. */
  booked: boolean;
  changes: number;
}

/** A report before it has its number. */
export type NewReport = Omit<ExecutionReport, 'sequence'>;

interface OrderRow {
  request: Order;
  status: KnownOrder['status'];
  filled: string;
  chain: Link[];
  foreign_order: boolean;
  amendment: Replacing | null;
}

const known = ({ request, status, filled, chain, foreign_order, amendment }: OrderRow): KnownOrder => ({
  ...{ order: request, status, chain, foreign: foreign_order, replacing: amendment },
  filled: Number(filled) as Quantity,
});
const COLUMNS = 'request, status, filled, chain, foreign_order, amendment';

interface AccountOfJournal {
  alpaca_id: string;
  account_number: string;
  live: boolean;
  fills_from: Date;
}

/**
 * What passed between us and Alpaca, in PostgreSQL. Orders are written before they are sent, reports before they are delivered. One process at a time
 * writes (it holds the lease of the trading floor), so numbers are in the order in which they are committed.
 */
export class AlpacaJournal {
  /** One save at a time, of all accounts: a number must not be seen before a smaller one. */
  private last: Promise<void> = Promise.resolve();

  constructor(private readonly pool: Pool) {}

  async account(account: string): Promise<AccountOfJournal | null> {
    const { rows } = await this.pool.query<AccountOfJournal>(
      'SELECT alpaca_id, account_number, live, fills_from FROM alpaca_accounts WHERE account = $1',
      [account],
    );
    return rows[0] ?? null;
  }

  /** From now on this is Alpaca's account behind ours. */
  async addAccount(account: string, { alpaca_id, account_number, live, fills_from }: AccountOfJournal): Promise<void> {
    await this.pool.query(
      'INSERT INTO alpaca_accounts (account, alpaca_id, account_number, live, fills_from) VALUES ($1, $2, $3, $4, $5) ON CONFLICT (account) DO NOTHING',
      [account, alpaca_id, account_number, live, fills_from],
    );
  }

  async openOrders(account: string): Promise<KnownOrder[]> {
    const { rows } = await this.pool.query<OrderRow>(
      `SELECT ${COLUMNS} FROM alpaca_orders WHERE account = $1 AND status IN ('SENDING', 'WORKING', 'PARTIALLY_FILLED') ORDER BY placed_at, order_id`,
      [account],
    );
    return rows.map(known);
  }

  async order(orderId: string): Promise<KnownOrder | null> {
    const { rows } = await this.pool.query<OrderRow>(`SELECT ${COLUMNS} FROM alpaca_orders WHERE order_id = $1`, [orderId]);
    return rows[0] ? known(rows[0]) : null;
  }

  async byAlpacaId(account: string, alpacaId: string): Promise<KnownOrder | null> {
    const { rows } = await this.pool.query<OrderRow>(
      `SELECT ${COLUMNS} FROM alpaca_orders WHERE account = $1 AND chain @> $2::jsonb`,
      [account, JSON.stringify([{ id: alpacaId }])],
    );
    return rows[0] ? known(rows[0]) : null;
  }

  /** The order as it stands now and the reports of what changed, in one statement and so all or nothing. Reports that are known already are passed over. */
  save(one: KnownOrder, reports: readonly NewReport[], raw: unknown): Promise<void> {
    const saved = this.last.then(() => this.write(one, reports, raw));
    this.last = saved.catch(() => undefined);
    return saved;
  }

  private async write(one: KnownOrder, reports: readonly NewReport[], raw: unknown): Promise<void> {
    const { order, status, filled, chain, foreign, replacing } = one;
    await this.pool.query({
      name: 'alpaca-save',
      text: `WITH o AS (
          INSERT INTO alpaca_orders (order_id, account, request, status, filled, chain, foreign_order, amendment) VALUES ($1, $2, $3, $4, $5, $6, $7, $10)
          ON CONFLICT (order_id) DO UPDATE SET request = excluded.request, status = excluded.status, filled = excluded.filled, chain = excluded.chain,
            amendment = excluded.amendment)
        INSERT INTO alpaca_reports (execution_id, order_id, account, report, raw)
        SELECT r->>'execution_id', r->>'order_id', r->>'account', r, $9::jsonb FROM jsonb_array_elements($8::jsonb) WITH ORDINALITY AS x(r, n) ORDER BY n
        ON CONFLICT (execution_id) DO NOTHING`,
      values: [
        ...[order.order_id, order.account, JSON.stringify(order), status, filled, JSON.stringify(chain), foreign],
        ...[
          JSON.stringify(reports),
          raw === null ? null : JSON.stringify(raw),
          replacing === null ? null : JSON.stringify(replacing),
        ],
      ],
    });
  }

  /** When activities were last read to their end; null: never. */
  async activitiesReadAt(account: string): Promise<Date | null> {
    const { rows } = await this.pool.query<{ activities_read_at: Date | null }>(
      'SELECT activities_read_at FROM alpaca_accounts WHERE account = $1',
      [account],
    );
    return rows[0]?.activities_read_at ?? null;
  }

  async activitiesAreRead(account: string, at: Date): Promise<void> {
    await this.pool.query('UPDATE alpaca_accounts SET activities_read_at = $2 WHERE account = $1', [account, at]);
  }

  /** Those of them that are kept, by their ids: as they were last seen, and how often they have changed. */
  async knownActivities(account: string, ids: readonly string[]): Promise<Map<string, KnownActivity>> {
    const { rows } = await this.pool.query<KnownActivity & { activity_id: string }>(
      'SELECT activity_id, raw, booked, changes FROM alpaca_activities WHERE account = $1 AND activity_id = ANY($2)',
      [account, ids],
    );
    return new Map(rows.map(({ activity_id, ...kept }) => [activity_id, kept]));
  }

  /** Since when the oldest activity waits whose status is none of these; null: none does. */
  async waitingSince(account: string, settled: readonly string[], notBefore: Date): Promise<Date | null> {
    const { rows } = await this.pool.query<{ since: Date | null }>(
      `SELECT min(kept_at) AS since FROM alpaca_activities WHERE account = $1 AND kept_at > $3 AND raw->>'status' <> ALL($2)`,
      [account, settled, notBefore],
    );
    return rows[0]?.since ?? null;
  }

  /** Activities as they are now, and the report of what they moved; null: they are of before and in what the account began with, or moved nothing. All or nothing, and once. */
  saveActivities(account: string, activities: readonly { id: string }[], report: NewReport | null): Promise<void> {
    const saved = this.last.then(() => this.keepActivities(account, activities, report));
    this.last = saved.catch(() => undefined);
    return saved;
  }

  private async keepActivities(account: string, activities: readonly { id: string }[], report: NewReport | null): Promise<void> {
    await this.pool.query({
      name: 'alpaca-save-activities',
      text: `WITH a AS (
            INSERT INTO alpaca_activities (account, activity_id, booked, raw)
            SELECT $1, r->>'id', $3::jsonb IS NOT NULL, r FROM jsonb_array_elements($2::jsonb) r
            ON CONFLICT (account, activity_id) DO UPDATE SET raw = excluded.raw, booked = alpaca_activities.booked OR excluded.booked,
              changes = alpaca_activities.changes + 1)
          INSERT INTO alpaca_reports (execution_id, order_id, account, report, raw)
          SELECT r->>'execution_id', r->>'order_id', r->>'account', r, $2::jsonb FROM (SELECT $3::jsonb AS r) x WHERE r IS NOT NULL
          ON CONFLICT (execution_id) DO NOTHING`,
      values: [account, JSON.stringify(activities), report === null ? null : JSON.stringify(report)],
    });
  }

  async reportsAfter(sequence: number, limit: number): Promise<ExecutionReport[]> {
    const { rows } = await this.pool.query<{ sequence: string; report: NewReport }>(
      'SELECT sequence, report FROM alpaca_reports WHERE sequence > $1 ORDER BY sequence LIMIT $2',
      [sequence, limit],
    );
    return rows.map((row) => ({ ...row.report, sequence: Number(row.sequence) }));
  }

  /** Numbers go on after `sequence`: the gate may have had reports of another broker. */
  async goOnAfter(sequence: number): Promise<void> {
    await this.pool.query(
      `SELECT setval(pg_get_serial_sequence('alpaca_reports', 'sequence'), $1) WHERE $1 > coalesce((SELECT max(sequence) FROM alpaca_reports), 0)
         AND $1 > coalesce(pg_sequence_last_value(pg_get_serial_sequence('alpaca_reports', 'sequence')), 0)`,
      [sequence],
    );
  }

  async lastSequence(): Promise<number> {
    const { rows } = await this.pool.query<{ last: string | null }>('SELECT max(sequence) AS last FROM alpaca_reports');
    return Number(rows[0]?.last ?? 0);
  }

  /** When the newest fill of the account happened, by Alpaca's clock. */
  async lastFillMs(account: string): Promise<number | null> {
    const { rows } = await this.pool.query<{ at: string | null }>(
      `SELECT max((report->>'executed_at_ms')::bigint) AS at FROM (
         SELECT report FROM alpaca_reports WHERE account = $1 AND report->>'kind' = 'FILL' ORDER BY sequence DESC LIMIT 500) newest`,
      [account],
    );
    const at = rows[0]?.at ?? null;
    return at === null ? null : Number(at);
  }
}
