import type { Pool } from 'pg';
import type { Order } from '#core/model/order.js';
import type { Money, Quantity } from '#core/model/money.js';
import type { BrokerOrder, BrokerQuote, ExecutionReport } from '#core/ports/broker.js';
import type { PaperOrder } from './book.js';

interface OrderRow {
  request: Order;
  status: BrokerOrder['status'];
  filled: string;
  placed_day: string;
  amendment: string | null;
  triggered: boolean;
  day_ends_ms: string | null;
}

const COLUMNS = `request, status, filled, to_char(placed_day, 'YYYY-MM-DD') AS placed_day, amendment, triggered, day_ends_ms`;
const asOrder = (row: OrderRow): PaperOrder => ({
  order: row.request,
  status: row.status,
  filled: Number(row.filled) as Quantity,
  placedDay: row.placed_day,
  ...(row.amendment === null ? {} : { amendment: row.amendment }),
  ...(row.triggered ? { triggered: true } : {}),
  ...(row.day_ends_ms === null ? {} : { dayEndsMs: Number(row.day_ends_ms) }),
});

/** The paper exchange's tables. */
export class PaperStore {
  constructor(readonly pool: Pool) {}

  async openOrders(): Promise<PaperOrder[]> {
    const { rows } = await this.pool.query<OrderRow>(
      `SELECT ${COLUMNS} FROM paper_orders WHERE status IN ('WORKING', 'PARTIALLY_FILLED') ORDER BY placed_at, order_id`,
    );
    return rows.map(asOrder);
  }

  async order(orderId: string): Promise<PaperOrder | null> {
    const { rows } = await this.pool.query<OrderRow>(`SELECT ${COLUMNS} FROM paper_orders WHERE order_id = $1`, [orderId]);
    return rows[0] ? asOrder(rows[0]) : null;
  }

  async known(orderIds: string[]): Promise<Set<string>> {
    const { rows } = await this.pool.query<{ order_id: string }>({
      name: 'paper-known',
      text: 'SELECT order_id FROM paper_orders WHERE order_id = ANY($1)',
      values: [orderIds],
    });
    return new Set(rows.map((row) => row.order_id));
  }

  async lastSequence(): Promise<number> {
    const { rows } = await this.pool.query<{ last: string | null }>('SELECT max(sequence) AS last FROM paper_executions');
    return Number(rows[0]?.last ?? 0);
  }

  async executionsAfter(sequence: number, limit: number): Promise<ExecutionReport[]> {
    const { rows } = await this.pool.query<{ report: ExecutionReport }>({
      name: 'paper-executions-after',
      text: 'SELECT report FROM paper_executions WHERE sequence > $1 ORDER BY sequence LIMIT $2',
      values: [sequence, limit],
    });
    return rows.map((row) => row.report);
  }

  async fills(account: string): Promise<ExecutionReport[]> {
    const { rows } = await this.pool.query<{ report: ExecutionReport }>(
      `SELECT report FROM paper_executions WHERE report->>'kind' = 'FILL' AND report->>'account' = $1 ORDER BY sequence`,
      [account],
    );
    return rows.map((row) => row.report);
  }

  /** Orders and reports of one turn, in one statement and so all or nothing. */
  async save(orders: PaperOrder[], reports: ExecutionReport[]): Promise<void> {
    await this.pool.query({
      name: 'paper-save',
      text: `WITH o AS (
          INSERT INTO paper_orders (order_id, request, status, filled, placed_day, amendment, triggered, day_ends_ms)
          SELECT x->>'order_id', x->'request', x->>'status', (x->>'filled')::bigint, (x->>'placed_day')::date, x->>'amendment',
            (x->>'triggered')::boolean, (x->>'day_ends_ms')::bigint FROM jsonb_array_elements($1::jsonb) x
          ON CONFLICT (order_id) DO UPDATE SET request = excluded.request, status = excluded.status, filled = excluded.filled,
            amendment = excluded.amendment, triggered = excluded.triggered)
        INSERT INTO paper_executions (sequence, order_id, report)
        SELECT (r->>'sequence')::bigint, r->>'order_id', r FROM jsonb_array_elements($2::jsonb) r`,
      values: [
        JSON.stringify(
          orders.map((o) => ({
            order_id: o.order.order_id,
            request: o.order,
            status: o.status,
            filled: o.filled,
            placed_day: o.placedDay,
            amendment: o.amendment ?? null,
            triggered: o.triggered ?? false,
            day_ends_ms: o.dayEndsMs ?? null,
          })),
        ),
        JSON.stringify(reports),
      ],
    });
  }

  async quotes(): Promise<{ quotes: BrokerQuote[]; step: number }> {
    const { rows } = await this.pool.query<{
      symbol: string;
      bid: string;
      ask: string;
      frozen: boolean;
      revision: string;
      step: string;
    }>('SELECT * FROM paper_quotes');
    const quotes = rows.map((r) => ({
      symbol: r.symbol,
      bid: Number(r.bid) as Money,
      ask: Number(r.ask) as Money,
      frozen: r.frozen,
      revision: Number(r.revision),
    }));
    return { quotes, step: Math.max(0, ...rows.map((r) => Number(r.step))) };
  }

  async symbols(): Promise<string[]> {
    const { rows } = await this.pool.query<{ symbol: string }>('SELECT symbol FROM position_limits ORDER BY symbol');
    return rows.map((row) => row.symbol);
  }

  /** Where the walk is; a quote that a person set since (a newer revision) stays. */
  async saveWalk(quotes: BrokerQuote[], step: number): Promise<void> {
    await this.pool.query(
      `INSERT INTO paper_quotes (symbol, bid, ask, revision, step)
       SELECT x->>'symbol', (x->>'bid')::bigint, (x->>'ask')::bigint, (x->>'revision')::bigint, $2 FROM jsonb_array_elements($1::jsonb) x
       ON CONFLICT (symbol) DO UPDATE SET bid = excluded.bid, ask = excluded.ask, step = excluded.step
       WHERE paper_quotes.revision = excluded.revision AND NOT paper_quotes.frozen`,
      [JSON.stringify(quotes), step],
    );
  }

  /** A quote set by hand: its new revision, or null for a symbol that the exchange does not have. */
  async setQuote(symbol: string, bid: Money, ask: Money, frozen: boolean): Promise<number | null> {
    const { rows } = await this.pool.query<{ revision: string }>(
      `WITH changed AS (UPDATE paper_quotes SET bid = $2, ask = $3, frozen = $4, revision = revision + 1 WHERE symbol = $1 RETURNING revision)
       SELECT revision, pg_notify('paper_quotes', $1) FROM changed`,
      [symbol, bid, ask, frozen],
    );
    return rows[0] ? Number(rows[0].revision) : null;
  }
}
