import { setImmediate as nextTurn } from 'node:timers/promises';
import type { Pool, PoolClient, QueryResultRow } from 'pg';
import type { CompileRules, GateState } from '#core/gate/state.js';
import {
  type FiguresRow,
  type KeptState,
  type LogLine,
  type LogOrderedTable,
  type ProofEntry,
  ProofSource,
  type ProofSpan,
  ROW_FIELDS,
  SEPARATOR,
  type TableByEvent,
} from '#core/ports/proof-source.js';
import { integerOf, moneyOf } from './amounts.js';
import { BinaryRows, copyOut } from './copy-out.js';
import { MONTHS_LOCK } from './history-months.js';
import { pagesOf } from './pages.js';
import { NO_ANSWER, singleConnection } from './pool.js';
import { loadSnapshot } from './state-store.js';
import { inTransaction } from './transaction.js';

const PAGE = 8000;
const PART = 1000;

const MONEY = new Set([
  'stop_price',
  'price',
  'check_price',
  'hold',
  'fee',
  'realized_pnl',
  'traded',
  'trigger_value',
  'threshold',
  'cost',
  'bid',
  'ask',
]);
const UNITS = new Set(['quantity', 'filled_quantity', 'leaves_quantity']);
const TIMES = new Set([
  'received_at',
  'updated_at',
  'reserved_at',
  'decided_at',
  'executed_at',
  'created_at',
  'last_at',
  'at',
  'expires_at',
  'good_till',
]);

/** The row of a table as one text: see ROW_FIELDS. */
export function rowOf(table: keyof typeof ROW_FIELDS, alias: string): string {
  const column = (field: string) => {
    const name = `${alias}.${field}`;
    if (MONEY.has(field)) return `(${name} * 1000000)::bigint`;
    if (UNITS.has(field)) return `(${name} * 100000000)::bigint`;
    if (TIMES.has(field)) return `(extract(epoch FROM ${name}) * 1000000)::bigint`;
    return FLAGS.has(field) ? `${name}::text` : name;
  };
  // concat_ws would leave a null out, and its separator with it: what stands of `traded`, the last one.
  const columns = ROW_FIELDS[table].map((field) =>
    NULLABLE.has(field) ? `coalesce(${column(field)}::text, '')` : column(field),
  );
  return `concat_ws(chr(31), ${columns.join(', ')})`;
}
const FLAGS = new Set(['accepted', 'frozen', 'reduce_only', 'extended_hours']);
const NULLABLE = new Set([
  ...['stop_price', 'good_till', 'reduce_only', 'extended_hours', 'one_cancels_other'],
  ...['strategy', 'user_name'],
  ...[
    'price',
    'broker_order_id',
    'content_hash',
    'account',
    'symbol',
    'order_id',
    'decision_id',
    'breaker_id',
    'mode',
    'trigger_type',
  ],
  ...['trigger_value', 'threshold', 'expires_at', 'decided_at', 'accepted', 'principal'],
]);

const between = (n: string, after: number, upTo: number) => `${n} > ${after} AND ${n} <= ${upTo}`;

const TABLES = ['decisions', 'gate_events', 'gate_unreadable'] as const;

/** Each table's come in their order; who reads them puts them together. When PostgreSQL sorted them it took a third more, for it copies each line for that. */
const linesBetween = (after: number, upTo: number) => `
  SELECT d.n, 0::bigint, d.line, NULL FROM decisions d WHERE ${between('d.n', after, upTo)}
  UNION ALL SELECT e.n, 1::bigint, e.line, NULL FROM gate_events e WHERE ${between('e.n', after, upTo)}
  UNION ALL SELECT u.n, 2::bigint, u.line, ${rowOf('gate_unreadable', 'u')} FROM gate_unreadable u WHERE ${between('u.n', after, upTo)}`;

const entriesBetween = (after: number, upTo: number) => `
  SELECT d.n, 0::bigint, d.order_id, d.line, ${rowOf('decisions', 'd')} FROM decisions d WHERE ${between('d.n', after, upTo)}
  UNION ALL SELECT e.n, 1::bigint, NULL, e.line, ${rowOf('gate_events', 'e')} FROM gate_events e WHERE ${between('e.n', after, upTo)}
  UNION ALL SELECT u.n, 2::bigint, NULL, u.line, ${rowOf('gate_unreadable', 'u')} FROM gate_unreadable u WHERE ${between('u.n', after, upTo)}`;

/** Places of rows that begin with `n` and their table: by their number, and of one that is there more than once by the table, so that both proofs find the same one first. */
function inOrder(rows: BinaryRows): { n: number; of: number; row: number }[] {
  const places = Array.from({ length: rows.length }, (_, row) => {
    rows.goTo(row);
    return { n: rows.integer(), of: rows.integer(), row };
  });
  return places.sort((a, b) => a.n - b.n || a.of - b.of);
}

/** Pages of rows that `query` reads, each while the one before it is used. What was yielded is written over when the next one is asked for. */
async function* pagesOfRows(
  client: PoolClient,
  query: (after: number, upTo: number) => string,
  from: number,
  to: number,
): AsyncGenerator<BinaryRows> {
  let [next, other] = [new BinaryRows(), new BinaryRows()];
  const read = async (after: number, upTo: number) => {
    const rows = next;
    [next, other] = [other, next];
    await copyOut(client, query(after, upTo), rows);
    return { rows: [rows] };
  };
  for await (const [rows] of pagesOf(read, from, to, PAGE)) if (rows) yield rows;
}

const KEYS = { fills: 'execution_id', risk_alerts: 'id', circuit_breaker_events: 'id' } as const;
const OF_THE_TIME = 't.at > to_timestamp($1::float8 / 1000) AND t.at <= to_timestamp($2::float8 / 1000)';
const EVENT_TYPES: Record<TableByEvent, string> = {
  order_events: `'EXECUTION_APPLIED', 'CANCEL_REQUESTED', 'ORDER_WITHDRAWN', 'ORDER_ADOPTED', 'AMEND_DECIDED', 'ORDER_AMENDED', 'AMEND_REJECTED'`,
  risk_alert_counts: `'ALERTS_GATHERED'`,
  config_activations: `'CONFIG_ACTIVATED'`,
  config_rejections: `'CONFIG_REJECTED'`,
};

/** A proof of years takes minutes, and so may its longest question. A PostgreSQL that is frozen is waited for no longer than twice this. */
const ANSWER_LIMIT_MS = 600_000;
export const openForProof = (url: string, answerLimitMs = ANSWER_LIMIT_MS): Pool =>
  singleConnection(url, 'breakwater-verify', answerLimitMs);

type Places = ReturnType<typeof inOrder>;

/** A page in parts. Between them what PostgreSQL has sent of the next page is read: the socket holds less than a page, and PostgreSQL would wait. */
async function* partsOf(page: Places): AsyncGenerator<Places> {
  for (let at = 0; at < page.length; at += PART) {
    yield page.slice(at, at + PART);
    await nextTurn();
  }
}

function* linesOf(rows: BinaryRows, part: Places): Generator<LogLine> {
  for (const { n, row } of part) {
    begin(rows, row);
    yield { n, line: rows.text() ?? '', unreadable: rows.text() };
  }
}

function* entriesOf(rows: BinaryRows, part: Places, rowOfOrder: (id: string) => string | undefined): Generator<ProofEntry> {
  for (const { n, of, row } of part) {
    begin(rows, row);
    const order = rows.text();
    const [line, text] = [rows.text() ?? '', rows.text() ?? ''];
    yield {
      n,
      line,
      table: TABLES[of] as ProofEntry['table'],
      row: text,
      order: order === null ? null : (rowOfOrder(order) ?? null),
    };
  }
}

function orderIds(rows: BinaryRows, page: Places): string[] {
  return page.flatMap(({ row }) => {
    begin(rows, row);
    return rows.text() ?? [];
  });
}

/** Goes to what stands behind number and table. */
function begin(rows: BinaryRows, row: number): void {
  rows.goTo(row);
  rows.integer();
  rows.integer();
}

/** Does `work` with everything that PostgreSQL has at one moment: now, or that of a source that is still open (its `moment`). Give it the pool of openForProof. */
export async function withProofSource<T>(
  pool: Pool,
  work: (source: PostgresProofSource) => Promise<T>,
  moment: string | null = null,
): Promise<T> {
  const proving = inTransaction(pool, 'ISOLATION LEVEL REPEATABLE READ READ ONLY', async (client) => {
    if (moment === null) await lockMonths(client);
    else await client.query(`SET TRANSACTION SNAPSHOT ${client.escapeLiteral(moment)}`);
    // Ranges by number are read by their index, however old the statistics are. Every page is planned once; workers for a few thousand rows cost more than they save.
    await client.query(
      'SET LOCAL enable_seqscan = off; SET LOCAL plan_cache_mode = force_generic_plan; SET LOCAL max_parallel_workers_per_gather = 0',
    );
    return work(new PostgresProofSource(client));
  });
  return proving.catch((error: unknown) => {
    const isFrozen = error instanceof Error && error.message === NO_ANSWER;
    throw isFrozen
      ? new Error('PostgreSQL does not answer any more: nothing more was proved. Look at it, then try again')
      : error;
  });
}

/** No month is dropped until the transaction ends. */
async function lockMonths(client: PoolClient): Promise<void> {
  const { rows } = await client.query<{ free: boolean }>('SELECT pg_try_advisory_xact_lock_shared($1) AS free', [MONTHS_LOCK]);
  if (rows[0]?.free !== true) throw new Error('a month of the history is being dropped at this moment: try again');
}

export class PostgresProofSource extends ProofSource {
  constructor(private readonly client: PoolClient) {
    super();
  }

  /** What another connection sees what this one sees by, while this one is open. */
  async moment(): Promise<string> {
    const [row] = await this.rows<{ moment: string }>('SELECT pg_export_snapshot() AS moment');
    if (!row) throw new Error('PostgreSQL exported no snapshot');
    return row.moment;
  }

  override async span(): Promise<ProofSpan> {
    const [row] = await this.rows<{
      n: string;
      last_id: string;
      broker_sequence: string;
      generation: string;
      unnumbered: boolean;
      dropped: string | null;
    }>(
      `SELECT (SELECT max(month) FROM dropped_months) AS dropped, n, last_id, broker_sequence, generation, coalesce((SELECT d.n IS NULL FROM orders o JOIN decisions d ON d.decision_id = o.decision_id ORDER BY o.seq LIMIT 1), false) AS unnumbered FROM relay_position`,
    );
    if (!row) throw new Error('relay_position has no row: the migrations were not run');
    const { last_id, unnumbered, dropped } = row;
    const [n, broker_sequence, generation] = [row.n, row.broker_sequence, row.generation].map(integerOf) as [
      number,
      number,
      number,
    ];
    return { n, last_id, broker_sequence, generation, unnumbered, dropped };
  }

  override async numberAt(ms: number): Promise<number> {
    const { n: last } = await this.span();
    let [before, after] = [0, last + 1];
    while (after - before > 1) {
      const middle = Math.floor((before + after) / 2);
      const [row] = await this.rows<{ n: string; line: string }>(
        `(SELECT n, line FROM decisions WHERE n >= $1 ORDER BY n LIMIT 1) UNION ALL (SELECT n, line FROM gate_events WHERE n >= $1 ORDER BY n LIMIT 1)
         ORDER BY n LIMIT 1`,
        [middle],
      );
      const at = Number(row?.line.split(' ')[1]?.split('-')[0]);
      if (!row || at >= ms) after = middle;
      else before = integerOf(row.n);
    }
    return after;
  }

  override async snapshot(n: number, compile: CompileRules): Promise<GateState> {
    const [row] = await this.rows<{ n: string | null }>(
      'SELECT coalesce((SELECT max(n) FROM gate_snapshots WHERE n <= $1), (SELECT min(n) FROM gate_snapshots)) AS n',
      [n],
    );
    if (row?.n === null || row === undefined) throw new Error('no state was kept yet: there is nothing to prove');
    return loadSnapshot(this.client, compile, integerOf(row.n));
  }

  override async snapshotsAfter(n: number): Promise<KeptState[]> {
    const rows = await this.rows<{ n: string; position: string; hash: string; state: string }>(
      'SELECT n, position, hash, state FROM gate_snapshots WHERE n > $1 ORDER BY n',
      [n],
    );
    return rows.map((row) => ({ ...row, n: integerOf(row.n) }));
  }

  override async *lines(from: number, to: number): AsyncGenerator<Iterable<LogLine>> {
    for await (const rows of pagesOfRows(this.client, linesBetween, from, to))
      for await (const part of partsOf(inOrder(rows))) yield linesOf(rows, part);
  }

  override async *entries(from: number, to: number): AsyncGenerator<Iterable<ProofEntry>> {
    const orders = new OrdersInTurn(this.client, this);
    for await (const rows of pagesOfRows(this.client, entriesBetween, from, to)) {
      const page = inOrder(rows);
      const rowOfOrder = await orders.of(orderIds(rows, page));
      for await (const part of partsOf(page)) yield entriesOf(rows, part, rowOfOrder);
    }
  }

  override async orders(ids: readonly string[]): Promise<Map<string, string>> {
    return this.byKey(`SELECT o.order_id AS key, ${rowOf('orders', 'o')} AS row FROM orders o WHERE o.order_id = ANY($1)`, [ids]);
  }

  override async seqOf(table: LogOrderedTable, key: string): Promise<number | null> {
    const [row] = await this.rows<{ seq: string | null }>(`SELECT max(seq) AS seq FROM ${table} WHERE ${KEYS[table]} = $1`, [
      key,
    ]);
    const seq = row?.seq ?? null;
    return seq === null ? null : integerOf(seq);
  }

  override async rowsAfter(table: LogOrderedTable, seq: number, limit: number): Promise<{ seq: number; row: string }[]> {
    const rows = await this.rows<{ seq: string; row: string }>(
      `SELECT t.seq, ${rowOf(table, 't')} AS row FROM ${table} t WHERE t.seq > $1 ORDER BY t.seq LIMIT $2`,
      [seq, limit],
    );
    return rows.map((row) => ({ seq: Number(row.seq), row: row.row }));
  }

  override async rowsOf(table: TableByEvent, ids: readonly string[]): Promise<Map<string, string>> {
    return this.byKey(`SELECT t.id AS key, ${rowOf(table, 't')} AS row FROM ${table} t WHERE t.id = ANY($1)`, [ids]);
  }

  override async countOf(table: TableByEvent, { afterMs, upToMs }: { afterMs: number; upToMs: number }): Promise<number> {
    const [row] = await this.rows<{ count: string }>(`SELECT count(*) FROM ${table} t WHERE ${OF_THE_TIME}`, [afterMs, upToMs]);
    return Number(row?.count);
  }

  override async surplusOf(
    table: TableByEvent,
    after: number,
    { afterMs, upToMs }: { afterMs: number; upToMs: number },
  ): Promise<string | null> {
    const [row] = await this.rows<{ id: string }>(
      `SELECT t.id FROM ${table} t WHERE ${OF_THE_TIME}
         AND NOT EXISTS (SELECT FROM gate_events e WHERE e.n > $3 AND e.id = t.id AND e.type IN (${EVENT_TYPES[table]})) LIMIT 1`,
      [afterMs, upToMs, after],
    );
    return row?.id ?? null;
  }

  override async surplusOrder(fromOrderId: string, count: number): Promise<string | null> {
    const [found] = await this.rows<{ seq: string; count: string }>(
      `SELECT f.seq, (SELECT count(*) FROM orders WHERE seq >= f.seq) AS count FROM orders f WHERE f.order_id = $1`,
      [fromOrderId],
    );
    if (!found || Number(found.count) === count) return null;
    const [row] = await this.rows<{ order_id: string }>(
      `SELECT o.order_id FROM orders o WHERE o.seq >= $1 AND NOT EXISTS (SELECT FROM decisions d WHERE d.order_id = o.order_id AND d.n IS NOT NULL)
         AND NOT EXISTS (SELECT FROM order_events e WHERE e.order_id = o.order_id AND e.kind = 'ADOPTED') LIMIT 1`,
      [found.seq],
    );
    return row?.order_id ?? null;
  }

  override async all(table: 'positions' | 'quotes'): Promise<string[]> {
    const rows = await this.rows<{ row: string }>(`SELECT ${rowOf(table, 't')} AS row FROM ${table} t`);
    return rows.map(({ row }) => row);
  }

  override async figures(): Promise<FiguresRow[]> {
    const accounts = await this.rows<FiguresText>(`
      SELECT account, day::text AS date, n, cash, position_value, gross_exposure, initial_cash FROM accounts`);
    const days = await this.rows<FiguresText>(`
      SELECT account, date::text AS date, n, cash, position_value, gross_exposure, day_start_equity, cash_moved, realized_pnl, unrealized_pnl, total_pnl,
        fees, peak_equity, circuit_breaker_triggered, closed_at IS NOT NULL AS closed FROM daily_pnl_tracking ORDER BY date`);
    return [...accounts.map((row) => figuresRow('accounts', row)), ...days.map((row) => figuresRow('daily_pnl_tracking', row))];
  }

  override async config(version: number): Promise<unknown> {
    const [row] = await this.rows<{ config: unknown }>('SELECT config FROM config_versions WHERE version = $1', [version]);
    return row?.config;
  }

  override async ruleSet(hash: string): Promise<string | null> {
    const [row] = await this.rows<{ document: string }>('SELECT document FROM rule_sets WHERE hash = $1', [hash]);
    return row?.document ?? null;
  }

  private async rows<Row extends QueryResultRow>(text: string, values: unknown[] = []): Promise<Row[]> {
    return (await this.client.query<Row>(text, values)).rows;
  }

  private async byKey(text: string, values: unknown[]): Promise<Map<string, string>> {
    const rows = await this.rows<{ key: string; row: string }>(text, values);
    return new Map(rows.map(({ key, row }) => [key, row]));
  }
}

/**
 * Rows of orders for pages of decisions. They follow each other in their table nearly as the decisions do in the log, so they are read by `seq`: 5.4 us a row
 * where finding each by its id took 10.4. Those that are elsewhere are found by their ids.
 */
class OrdersInTurn {
  /** `seq` up to which they were read, and that of the last row that there is; null before the first page. */
  private read: { upTo: number; last: number } | null = null;
  private readonly rows = new BinaryRows();
  private newest = new Map<string, string>();
  private before = new Map<string, string>();

  constructor(
    private readonly client: PoolClient,
    private readonly source: Pick<ProofSource, 'orders'>,
  ) {}

  /** Reads the rows of these orders; what it returns finds them. */
  async of(ids: readonly string[]): Promise<(id: string) => string | undefined> {
    const last = ids.at(-1);
    if (last === undefined) return () => undefined;
    this.read ??= await this.from(ids);
    // As many orders as a page of decisions can have are in two pages at most.
    for (let pages = 0; pages < 2 && this.held(last) === undefined && this.read.upTo < this.read.last; pages += 1)
      await this.next(this.read);
    const elsewhere = ids.filter((id) => this.held(id) === undefined);
    const found = elsewhere.length > 0 ? await this.source.orders(elsewhere) : null;
    return (id) => this.held(id) ?? found?.get(id);
  }

  private held(id: string): string | undefined {
    return this.newest.get(id) ?? this.before.get(id);
  }

  private async from(ids: readonly string[]): Promise<{ upTo: number; last: number }> {
    const { rows } = await this.client.query<{ first: string | null; last: string | null }>(
      'SELECT (SELECT min(seq) FROM orders WHERE order_id = ANY($1)) AS first, (SELECT max(seq) FROM orders) AS last',
      [ids],
    );
    return { upTo: Number(rows[0]?.first ?? 1) - 1, last: Number(rows[0]?.last ?? 0) };
  }

  private async next(read: { upTo: number }): Promise<void> {
    const query = `SELECT ${rowOf('orders', 'o')} FROM orders o WHERE ${between('o.seq', read.upTo, read.upTo + PAGE)}`;
    await copyOut(this.client, query, this.rows);
    read.upTo += PAGE;
    this.before = this.newest;
    this.newest = new Map();
    for (let i = 0; i < this.rows.length; i += 1) {
      this.rows.goTo(i);
      const row = this.rows.text() ?? '';
      this.newest.set(row.slice(0, row.indexOf(SEPARATOR)), row);
    }
  }
}

interface FiguresText {
  account: string;
  date: string | null;
  n: string | null;
  initial_cash?: string;
  closed?: boolean;
  circuit_breaker_triggered?: boolean;
  [amount: string]: string | boolean | null | undefined;
}

function figuresRow(table: FiguresRow['table'], row: FiguresText): FiguresRow {
  const { account, date, n, initial_cash, closed, circuit_breaker_triggered, ...amounts } = row;
  const figures = Object.fromEntries(Object.entries(amounts).map(([field, value]) => [field, moneyOf(String(value))]));
  return {
    ...{ table, account, date, n: n === null ? null : integerOf(n), closed: closed === true },
    initial_cash: initial_cash === undefined ? null : moneyOf(initial_cash),
    figures: { ...figures, ...(circuit_breaker_triggered === undefined ? {} : { circuit_breaker_triggered }) },
  };
}
