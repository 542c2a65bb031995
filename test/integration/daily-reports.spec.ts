import type { DataSource } from 'typeorm';
import { PostgresCheckLatencies } from '#adapters/postgres/check-latencies.js';
import { PostgresDailyReports } from '#adapters/postgres/daily-reports.js';
import { PostgresLimitUseDays } from '#adapters/postgres/limit-use.js';
import { PostgresPnlPoints } from '#adapters/postgres/pnl-points.js';
import type { Money } from '#core/model/money.js';
import { LATENCY_BOUNDS_US } from '#core/monitor/check-latency.js';
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
const usd = (dollars: number) => (dollars * 1e6) as Money;
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

test('exposure, use of limits, nearest misses and latency are what was sampled', async () => {
  const day = '2026-11-24';
  const open = Date.parse(`${day}T14:30:00Z`);
  const sample = (minute: number, gross: number, equity = 10_000, account = 'a1') => ({
    ...{ account, date: day, at_ms: open + minute * 60_000, realized_pnl: usd(0), unrealized_pnl: usd(0), total_pnl: usd(0) },
    ...{ equity: usd(equity), gross_exposure: usd(gross), initial_margin: usd(gross / 2), maintenance_margin: usd(gross / 4) },
    max_leverage_hundredths: 200,
  });
  await new PostgresPnlPoints(db).write([sample(0, 4000), sample(1, 15_000, 9000), sample(2, 6000), sample(0, 1, 1, 'a2')]);

  const uses = new PostgresLimitUseDays(db);
  const minute = (at: number, peak_bp: number, peak_symbol: string) => ({
    ...{ scope: 'account:a1', account: 'a1', limit_name: 'max_position_size', words: 'Position', unit: 'dollars', looks: 2 },
    ...{
      sum_bp: peak_bp * 2 - 1000,
      peak_bp,
      peak_ms: open + at * 60_000,
      peak_symbol,
      peak_used: peak_bp / 10,
      peak_limit: 1000,
    },
  });
  const firm = { ...minute(1, 5000, 'KO'), scope: 'firm', account: null };
  await uses.add(day, open + 60_000, [minute(0, 7000, 'KO'), firm]);
  await uses.add(day, open + 120_000, [minute(1, 9000, 'SPY')]);
  // Written twice counts once, and so does what another worker had of that minute.
  await uses.add(day, open + 120_000, [minute(1, 9900, 'TSLA')]);
  await uses.add(day, open + 180_000, [minute(2, 8000, 'KO')]);

  const near = await order({ status: 'FILLED', at_ms: open, filled: 10, strategy: 't1' });
  const refused = await order({ status: 'REJECTED', reason: 'X', at_ms: open });
  const far = await order({ status: 'CANCELED', at_ms: open });
  for (const [id, bp] of [
    [near, 9876],
    [far, 7999],
  ] as const)
    await db.query(
      `UPDATE orders SET nearest_rule = 'ORDER_SIZE', nearest_scope = 'account:a1', nearest_used_bp = $2 WHERE order_id = $1`,
      [id, bp],
    );

  const latencies = new PostgresCheckLatencies(db);
  const buckets = (counts: Record<number, number>) => LATENCY_BOUNDS_US.map((_, i) => counts[i] ?? 0).concat(counts[-1] ?? 0);
  const ms = (us: number) => Number((us / 1000).toFixed(3));
  await latencies.add(open, 'p1', { orders: 99, total_us: 9900, max_us: 100, buckets: buckets({ 0: 60, 3: 39 }) });
  await latencies.add(open, 'p1', { orders: 5, total_us: 5, max_us: 5, buckets: buckets({ 0: 5 }) });
  await latencies.add(open + 3_600_000, 'p2', { orders: 1, total_us: 7e6, max_us: 7e6, buckets: buckets({ [-1]: 1 }) });

  const report = await reports.compute(day, null);
  expect(table(report, 'exposure')).toEqual([
    {
      ...{ account: 'a1', 'highest gross exposure': 15_000, at: '2026-11-24T14:31:00.000Z', 'highest leverage': 1.6667 },
      ...{ 'leverage limit': 2, 'highest initial margin': 7500, 'of equity': 83.33, 'least equity above maintenance': 5250 },
    },
    expect.objectContaining({ account: 'a2', 'highest gross exposure': 1 }),
  ]);
  expect(table(report, 'exposures').map((row) => [row['account'], row['gross exposure'], row['most by leverage']])).toEqual([
    ...[
      ['a1', 4000, 20_000],
      ['a1', 15_000, 18_000],
      ['a1', 6000, 20_000],
      ['a2', 1, 2],
    ],
  ]);
  expect(table(report, 'limits')).toEqual([
    {
      ...{ scope: 'account:a1', limit: 'Position', peak: 90, at: '2026-11-24T14:31:00.000Z', in: 'SPY', used: '$900.00' },
      ...{ of: '$1000.00', mean: 75, 'minutes used': 3, 'minutes above 80 %': 2 },
    },
    expect.objectContaining({ scope: 'firm', peak: 50, 'minutes above 80 %': 0 }),
  ]);
  expect(table(report, 'misses').map(({ decision, used, rule, worth }) => [decision, used, rule, worth])).toEqual([
    [near, 98.76, 'ORDER_SIZE', 1000],
  ]);
  expect(JSON.stringify(table(report, 'misses'))).not.toContain(refused);
  expect(table(report, 'latency')).toEqual([
    { hour: null, orders: 100, mean: 70.099, p50: 0.05, p95: ms(98), p99: ms(98), 'p99.9': 7000, longest: 7000 },
    {
      hour: '2026-11-24T14:00:00.000Z',
      orders: 99,
      mean: 0.1,
      p50: 0.05,
      p95: ms(98),
      p99: ms(98),
      'p99.9': ms(98),
      longest: 0.1,
    },
    { hour: '2026-11-24T15:00:00.000Z', orders: 1, mean: 7000, p50: 7000, p95: 7000, p99: 7000, 'p99.9': 7000, longest: 7000 },
  ]);
  // Who may read one account sees nothing of the firm.
  const own = await reports.compute(day, ['a1']);
  expect(table(own, 'limits').map(({ scope }) => scope)).toEqual(['account:a1']);
  expect(table(own, 'exposure').map(({ account }) => account)).toEqual(['a1']);
});

test('a curve of more samples than a table holds keeps the highest, the deepest and the last of each account', async () => {
  const day = '2026-11-23';
  const open = Date.parse(`${day}T14:30:00Z`);
  await db.query(
    `INSERT INTO daily_pnl_points (date, account, at, realized_pnl, unrealized_pnl, total_pnl, equity, gross_exposure, initial_margin, maintenance_margin, max_leverage)
     SELECT $1::date, 'a' || a, to_timestamp($2::float8 / 1000) + m * interval '1 minute', 0, p, p, 1000, e, e / 2, e / 4, 2
     FROM generate_series(1, 10) a, generate_series(0, 389) m,
       LATERAL (SELECT CASE WHEN m = 123 THEN -777 ELSE m % 7 END AS p, CASE WHEN m = 321 THEN 9999 ELSE m % 5 END AS e) x`,
    [day, open],
  );
  const report = await reports.compute(day, null);
  for (const id of ['curve', 'exposures']) {
    const rows = table(report, id);
    expect(rows.length).toBeGreaterThan(900);
    expect(report.tables.find((one) => one.id === id)?.cut).toBe(false);
    const mine = rows.filter(({ account }) => account === 'a7');
    expect(mine.at(-1)?.['at']).toBe(new Date(open + 389 * 60_000).toISOString());
    const figures = mine.map((row) => row[id === 'curve' ? 'total' : 'gross exposure']);
    expect(figures).toContain(id === 'curve' ? -777 : 9999);
  }
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
  const open = Date.parse('2026-11-22T14:30:00Z');
  await db.query(
    `INSERT INTO orders (order_id, decision_id, account, client_order_id, symbol, side, order_type, time_in_force, quantity, price, check_price, status,
       filled_quantity, leaves_quantity, hold, reason, body_hash, received_at, updated_at, nearest_rule, nearest_scope, nearest_used_bp)
     SELECT 'ord_' || $1 || lpad(n::text, 20, '0'), 'dec', 'a' || n % 20, 'c' || n, (ARRAY['AAPL','TSLA','SPY','MSFT','KO'])[1 + n % 5], 'BUY', 'LIMIT', 'DAY',
       10, 100, 100, (ARRAY['FILLED','REJECTED','REJECTED','CANCELED'])[1 + n % 4], CASE WHEN n % 4 = 0 THEN 10 ELSE 0 END, 0, 0,
       CASE WHEN n % 4 IN (1, 2) THEN 'REASON_' || n % 9 ELSE '' END, '', to_timestamp($2::float8 / 1000) + n * interval '20 ms', now(), 'ORDER_SIZE', 'account:a' || n % 20, (n::bigint * 7919) % 10000
     FROM generate_series(1, $3::int) n`,
    [open.toString(36).padStart(9, '0'), open, ORDERS],
  );
  await db.query(
    `INSERT INTO fills (execution_id, broker_sequence, order_id, broker_order_id, account, symbol, side, quantity, price, fee, realized_pnl, executed_at, log_id)
     SELECT 'x' || order_id, 1, order_id, 'b', account, symbol, side, 10, 100.01, 0.05, 1, received_at, $1 || '-' || client_order_id
     FROM orders WHERE client_order_id LIKE 'c%0' AND filled_quantity > 0`,
    [String(open)],
  );
  // What the worker and the APIs sample over such a day.
  await db.query(
    `INSERT INTO daily_pnl_points (date, account, at, realized_pnl, unrealized_pnl, total_pnl, equity, gross_exposure, initial_margin, maintenance_margin,
       max_leverage)
     SELECT '2026-11-22', 'a' || a, to_timestamp($1::float8 / 1000) + (m - 570) * interval '1 minute', m, m, m % 60, 100000 + m, m % 500 * 100, m, m / 2, 2
     FROM generate_series(0, 19) a, generate_series(0, 1439) m`,
    [open],
  );
  await db.query(
    `INSERT INTO limit_use_days SELECT '2026-11-22', 'account:a' || a, 'limit_' || l, 'a' || a, 'Limit ' || l, 'dollars', 20000, 20000 * 4000, 720, 60, 9000,
       now(), 'KO', 900, 1000, now() FROM generate_series(0, 19) a, generate_series(1, 25) l`,
  );
  await db.query(
    `INSERT INTO check_latencies SELECT to_timestamp($1::float8 / 1000) + (m - 570) * interval '1 minute', 'p' || p, 500, 500 * 300, 5000,
       (SELECT array_agg(10) FROM generate_series(1, $2::int)) FROM generate_series(0, 1439) m, generate_series(1, 2) p`,
    [open, LATENCY_BOUNDS_US.length + 1],
  );
  await db.query('ANALYZE orders');
  for (const sampled of ['fills', 'daily_pnl_points', 'limit_use_days', 'check_latencies']) await db.query(`ANALYZE ${sampled}`);
  const begun = performance.now();
  const report = await reports.compute('2026-11-22', null);
  const took = performance.now() - begun;
  console.error(`report of a day of ${ORDERS} orders: ${Math.round(took)} ms`);
  expect(table(report, 'orders').reduce((sum, { orders }) => sum + Number(orders), 0)).toBe(ORDERS);
  expect(table(report, 'misses').map(({ used }) => used)).toEqual(Array.from({ length: 50 }, () => expect.closeTo(99.9, 0)));
  expect(table(report, 'limits')).toHaveLength(500);
  for (const id of ['curve', 'exposures']) expect(table(report, id).length).toBeGreaterThan(1700);
  expect(table(report, 'latency')[0]).toMatchObject({ hour: null, orders: 2 * 1440 * 54 * 10 });
  expect(took).toBeLessThan(5000);
}, 180_000);
