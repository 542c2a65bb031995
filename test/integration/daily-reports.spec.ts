import type { DataSource } from 'typeorm';
import { PostgresDailyReports } from '#adapters/postgres/daily-reports.js';
import type { DailyReport } from '#core/ports/daily-reports.js';
import { connect, type ScratchDatabase, scratchDatabase } from '../factories/scratch-database.js';

const DAY = '2026-11-25';
/** 14:30 UTC is 09:30 in New York. */
const OPEN = Date.parse(`${DAY}T14:30:00Z`);
let scratch: ScratchDatabase;
let db: DataSource;
let reports: PostgresDailyReports;

beforeAll(async () => {
  scratch = await scratchDatabase();
  db = await connect(scratch.url, 120_000);
  reports = new PostgresDailyReports(db);
}, 60_000);
afterAll(async () => {
  await db?.destroy();
  await scratch?.drop();
});

interface Order {
  account?: string;
  symbol?: string;
  status: string;
  reason?: string;
  at_ms: number;
  filled?: number;
  strategy?: string;
}
let made = 0;
async function order({
  account = 'a1',
  symbol = 'AAPL',
  status,
  reason = '',
  at_ms,
  filled = 0,
  strategy,
}: Order): Promise<string> {
  made += 1;
  const id = `ord_${at_ms.toString(36).padStart(9, '0')}${String(made).padStart(20, '0')}`;
  await db.query(
    `INSERT INTO orders (order_id, decision_id, account, client_order_id, symbol, side, order_type, time_in_force, quantity, price, check_price, status,
       filled_quantity, leaves_quantity, hold, reason, body_hash, received_at, updated_at, strategy)
     VALUES ($1, $1, $2, $1, $3, 'BUY', 'LIMIT', 'DAY', 10, 100, 100, $4, $5, 0, 0, $6, '', to_timestamp($7::float8 / 1000), now(), $8)`,
    [id, account, symbol, status, filled, reason, at_ms, strategy ?? null],
  );
  return id;
}
async function fill(
  order_id: string,
  at_ms: number,
  price: number,
  realized: number,
  symbol = 'AAPL',
  account = 'a1',
): Promise<void> {
  made += 1;
  await db.query(
    `INSERT INTO fills (execution_id, broker_sequence, order_id, broker_order_id, account, symbol, side, quantity, price, fee, realized_pnl, executed_at, log_id)
     VALUES ($1, $2, $3, 'b', $4, $5, 'BUY', 10, $6, 0.5, $7, to_timestamp($8::float8 / 1000), $9)`,
    [`e${made}`, made, order_id, account, symbol, price, realized, at_ms, `${at_ms}-${made}`],
  );
}
const table = (report: DailyReport, id: string) => {
  const found = report.tables.find((one) => one.id === id);
  if (!found) throw new Error(`no table ${id}`);
  return found.rows.map((row) => Object.fromEntries(found.columns.map(({ name }, i) => [name, row[i] ?? null])));
};

test('each figure is what the rows of the day say, by hand, and of no other day', async () => {
  const filled = await order({ status: 'FILLED', at_ms: OPEN, filled: 10, strategy: 't1' });
  await fill(filled, OPEN + 100, 100.2, 0);
  await order({ status: 'REJECTED', reason: 'ORDER_SIZE_EXCEEDED', at_ms: OPEN + 10 });
  await order({ status: 'REJECTED', reason: 'ORDER_SIZE_EXCEEDED', at_ms: OPEN + 20 });
  await order({ status: 'REJECTED', reason: 'RATE_LIMIT_EXCEEDED', at_ms: OPEN + 1500 });
  await order({ status: 'CANCELED', at_ms: OPEN + 2000, account: 'a2', symbol: 'TSLA' });
  // The evening before in New York, though it is the same day in UTC; and the midnight after.
  await order({ status: 'FILLED', at_ms: Date.parse(`${DAY}T04:59:59.999Z`), filled: 10 });
  await order({ status: 'FILLED', at_ms: Date.parse('2026-11-26T05:00:00.000Z'), filled: 10 });
  for (const [minute, total] of [
    [0, 10],
    [1, 50],
    [2, -30],
    [3, 20],
  ] as const)
    await db.query(
      `INSERT INTO daily_pnl_points (date, account, at, realized_pnl, unrealized_pnl, total_pnl) VALUES ($1, 'a1', to_timestamp($2::float8 / 1000), 0, $3, $3)`,
      [DAY, OPEN + minute * 60_000, total],
    );
  const report = await reports.compute(DAY, null);
  expect(new Date(report.from_ms).toISOString()).toBe('2026-11-25T05:00:00.000Z');
  expect(new Date(report.to_ms).toISOString()).toBe('2026-11-26T05:00:00.000Z');
  expect(table(report, 'orders')).toEqual([
    { account: 'a1', strategy: '', orders: 3, refused: 3, filled: 0, canceled: 0, open: 0, 'orders per filled order': null },
    { account: 'a1', strategy: 't1', orders: 1, refused: 0, filled: 1, canceled: 0, open: 0, 'orders per filled order': 1 },
    { account: 'a2', strategy: '', orders: 1, refused: 0, filled: 0, canceled: 1, open: 0, 'orders per filled order': null },
  ]);
  expect(table(report, 'refusals')).toMatchObject([
    { reason: 'ORDER_SIZE_EXCEEDED', orders: 2, 'share of all orders': 40, worth: 2000 },
    { reason: 'RATE_LIMIT_EXCEEDED', orders: 1, 'share of all orders': 20, worth: 1000 },
  ]);
  expect(table(report, 'symbols')).toEqual([
    { symbol: 'AAPL', fills: 1, quantity: 10, traded: 1002, fees: 0.5, realised: 0, slippage: 2, 'slippage of traded': 19.96 },
  ]);
  expect(table(report, 'rates')).toMatchObject([
    { account: 'a1', 'most in a second': 3, when: '2026-11-25T14:30:00.000Z', 'most in a minute': 4, orders: 4 },
    { account: 'a2', 'most in a second': 1, orders: 1 },
  ]);
  // From 50 down to -30.
  expect(table(report, 'drawdown')).toEqual([
    { account: 'a1', 'largest drawdown': 80, 'lowest profit': -30, 'highest profit': 50, samples: 4 },
  ]);
  expect(table(report, 'curve').map(({ drawdown }) => drawdown)).toEqual([0, 0, 80, 30]);
});

test('whoever may read one account gets that one alone', async () => {
  const report = await reports.compute(DAY, ['a2']);
  expect(table(report, 'orders').map(({ account }) => account)).toEqual(['a2']);
  for (const id of ['symbols', 'refusals', 'curve', 'drawdown']) expect(table(report, id)).toEqual([]);
});

test('what was kept stays as it was', async () => {
  await reports.keep(DAY);
  await order({ status: 'REJECTED', reason: 'LATE', at_ms: OPEN + 5000 });
  await reports.keep(DAY);
  const kept = await reports.kept(DAY);
  expect(kept?.kept).toBe(true);
  expect(table(kept as DailyReport, 'refusals').map(({ reason }) => reason)).not.toContain('LATE');
  expect(table(await reports.compute(DAY, null), 'refusals').map(({ reason }) => reason)).toContain('LATE');
  expect(await reports.kept('2026-11-24')).toBeNull();
});

const ORDERS = Number(process.env['BREAKWATER_REPORT_ORDERS'] ?? 50_000);
test(`a day of ${ORDERS} orders and a tenth as many fills is reported in time`, async () => {
  const open = Date.parse('2026-11-23T14:30:00Z');
  await db.query(
    `INSERT INTO orders (order_id, decision_id, account, client_order_id, symbol, side, order_type, time_in_force, quantity, price, check_price, status,
       filled_quantity, leaves_quantity, hold, reason, body_hash, received_at, updated_at)
     SELECT 'ord_' || $1 || lpad(n::text, 20, '0'), 'dec', 'a' || n % 20, 'c' || n, (ARRAY['AAPL','TSLA','SPY','MSFT','KO'])[1 + n % 5], 'BUY', 'LIMIT', 'DAY',
       10, 100, 100, (ARRAY['FILLED','REJECTED','REJECTED','CANCELED'])[1 + n % 4], CASE WHEN n % 4 = 0 THEN 10 ELSE 0 END, 0, 0,
       CASE WHEN n % 4 IN (1, 2) THEN 'REASON_' || n % 9 ELSE '' END, '', to_timestamp($2::float8 / 1000) + n * interval '20 ms', now()
     FROM generate_series(1, $3::int) n`,
    [open.toString(36).padStart(9, '0'), open, ORDERS],
  );
  await db.query(
    `INSERT INTO fills (execution_id, broker_sequence, order_id, broker_order_id, account, symbol, side, quantity, price, fee, realized_pnl, executed_at, log_id)
     SELECT 'x' || order_id, 1, order_id, 'b', account, symbol, side, 10, 100.01, 0.05, 1, received_at, $1 || '-' || client_order_id
     FROM orders WHERE client_order_id LIKE 'c%0' AND filled_quantity > 0`,
    [String(open)],
  );
  await db.query('ANALYZE orders');
  await db.query('ANALYZE fills');
  const begun = performance.now();
  const report = await reports.compute('2026-11-23', null);
  const took = performance.now() - begun;
  console.error(`report of a day of ${ORDERS} orders: ${Math.round(took)} ms`);
  expect(table(report, 'orders').reduce((sum, { orders }) => sum + Number(orders), 0)).toBe(ORDERS);
  expect(took).toBeLessThan(5000);
}, 180_000);
