import type { PoolClient, QueryArrayConfig } from 'pg';
import type { DataSource } from 'typeorm';
import { exchangeDayStart } from '#core/model/exchange-day.js';
import { pause } from '#core/pause.js';
import { type DailyReport, DailyReports, type ReportTable } from '#core/ports/daily-reports.js';
import { type Figure, FIGURES, ROWS_MAX } from './daily-report-figures.js';
import { poolOf } from './pool.js';
import { inTransaction } from './transaction.js';

/** One figure of a day of 1,000,000 orders takes about a second; more is the database's trouble. */
const STATEMENT_MS = 10_000;
const DAY_MS = 86_400_000;
/** Connections that compute one report: the figures of a day of 1,000,000 orders are processor time of PostgreSQL, and it uses one core a connection. */
const SIDE_BY_SIDE = 2;
/** The activity that keeps a report may take 30 s. */
const CLOSED_WITHIN_MS = 15_000;
const LOOK_MS = 500;

export class PostgresDailyReports extends DailyReports {
  constructor(private readonly db: DataSource) {
    super();
  }

  override async compute(day: string, accounts: readonly string[] | null): Promise<DailyReport> {
    const [from_ms, to_ms] = [startOf(day), startOf(dayAfter(day))];
    const parameters = [orderIdAt(from_ms), orderIdAt(to_ms), new Date(from_ms), new Date(to_ms), day, accounts];
    const tables = new Map<Figure, ReportTable>();
    const due = [...FIGURES];
    const work = async (client: PoolClient) => {
      for (let figure = due.shift(); figure; figure = due.shift()) tables.set(figure, await tableOf(client, figure, parameters));
    };
    await this.read(null, async (client) => {
      const { rows } = await client.query<{ snapshot: string }>('SELECT pg_export_snapshot() AS snapshot');
      const others = Array.from({ length: SIDE_BY_SIDE - 1 }, () => this.read(rows[0]?.snapshot ?? '', work));
      await Promise.all([work(client), ...others]);
    });
    const inOrder = FIGURES.flatMap((figure) => tables.get(figure) ?? []);
    return { day, from_ms, to_ms, made_at_ms: Date.now(), kept: false, tables: inOrder };
  }

  /** In one snapshot, `shared` by name where it is not its own: the tables of a report agree with each other. */
  private read(shared: string | null, work: (client: PoolClient) => Promise<void>): Promise<void> {
    return inTransaction(poolOf(this.db), 'ISOLATION LEVEL REPEATABLE READ READ ONLY', async (client) => {
      if (shared !== null) await client.query(`SET TRANSACTION SNAPSHOT '${shared}'`);
      await client.query(`SET LOCAL statement_timeout = ${STATEMENT_MS}`);
      // Compiling takes longer than these queries run.
      await client.query('SET LOCAL jit = off');
      // Seconds of a busy day fit; on disk their figure took twice as long.
      await client.query(`SET LOCAL work_mem = '64MB'`);
      await work(client);
    });
  }

  override async kept(day: string): Promise<DailyReport | null> {
    const { rows } = await poolOf(this.db).query<{ report: DailyReport }>('SELECT report FROM daily_reports WHERE day = $1', [
      day,
    ]);
    return rows[0] ? { ...rows[0].report, kept: true } : null;
  }

  override async keep(day: string): Promise<void> {
    const deadline = Date.now() + CLOSED_WITHIN_MS;
    const forever = new AbortController().signal;
    while (!(await this.isClosed(day))) {
      if (Date.now() > deadline) throw new Error(`the relay has not written the end of ${day} yet`);
      await pause(LOOK_MS, forever);
    }
    const report = await this.compute(day, null);
    await poolOf(this.db).query(
      'INSERT INTO daily_reports (day, report, made_at) VALUES ($1, $2, now()) ON CONFLICT DO NOTHING',
      [day, JSON.stringify(report)],
    );
  }

  /** The relay has written the end of that day. */
  private async isClosed(day: string): Promise<boolean> {
    const { rows } = await poolOf(this.db).query<{ closed: boolean }>(
      'SELECT NOT EXISTS (SELECT FROM daily_pnl_tracking WHERE date = $1::date AND closed_at IS NULL) AS closed',
      [day],
    );
    return rows[0]?.closed === true;
  }
}

/** Noon in UTC is in that day's morning in New York. */
const startOf = (day: string): number => exchangeDayStart(Date.parse(`${day}T12:00:00Z`));
const dayAfter = (day: string): string => new Date(Date.parse(`${day}T12:00:00Z`) + DAY_MS).toISOString().slice(0, 10);
/** What every order's id since that moment sorts at or after (check-order/ids.ts). */
const orderIdAt = (ms: number): string => `ord_${ms.toString(36).padStart(9, '0')}`;

async function tableOf(client: PoolClient, { sql, ...about }: Figure, parameters: unknown[]): Promise<ReportTable> {
  // Every figure is asked with the same parameters; PostgreSQL wants the types of those that one does not use.
  const typed = `WITH parameters AS (SELECT $1::text, $2::text, $3::timestamptz, $4::timestamptz, $5::text, $6::text[])`;
  const asked: QueryArrayConfig & { query_timeout: number } = {
    text: `${typed} SELECT * FROM (${sql}) figure LIMIT ${ROWS_MAX + 1}`,
    values: parameters,
    rowMode: 'array',
    // The pool's own limit is for what a screen asks in passing.
    query_timeout: STATEMENT_MS + 1000,
  };
  const { rows } = await client.query<unknown[]>(asked);
  const shown = rows.slice(0, ROWS_MAX).map((row) => row.map((value, i) => cellOf(value, about.columns[i]?.unit ?? 'text')));
  return { ...about, rows: shown, cut: rows.length > ROWS_MAX };
}

function cellOf(value: unknown, unit: ReportTable['columns'][number]['unit']): string | number | null {
  if (value === null || value === undefined) return null;
  if (value instanceof Date) return value.toISOString();
  if (unit !== 'text' && unit !== 'time') return Number(value);
  return typeof value === 'string' ? value : JSON.stringify(value);
}
