/** Real PostgreSQL: the history by month. What an older installation has survives the change; a month that is dropped takes nothing with it that is needed. */
import type { DataSource } from 'typeorm';
import { withAuditSource } from '#adapters/postgres/audit-source.js';
import { poolOf } from '#adapters/postgres/pool.js';
import { PostgresHistoryMonths } from '#adapters/postgres/history-months.js';
import { PostgresHistory } from '#adapters/postgres/history.js';
import { PostgresHistoryWriter } from '#adapters/postgres/history-writer.js';
import { migrate } from '#adapters/postgres/migrate.js';
import { withProofSource } from '#adapters/postgres/proof-source.js';
import { PostgresStateStore } from '#adapters/postgres/state-store.js';
import { newIds } from '#core/check-order/ids.js';
import { checkAudit } from '#core/audit/check-audit.js';
import type { Order } from '#core/model/order.js';
import type { GateState } from '#core/gate/state.js';
import { stateHash } from '#core/gate/state-hash.js';
import { monthOf, monthPlus } from '#core/model/month.js';
import { verify } from '#core/verify/verify.js';
import { MIGRATIONS } from '../../migrations/index.js';
import { compile, units } from '../factories/gate-world.js';
import { RandomHistory, storeConfigs } from '../factories/random-history.js';
import { unchained } from '../factories/unchained.js';
import { connect, type ScratchDatabase, scratchDatabase } from '../factories/scratch-database.js';

const TABLES = ['orders', 'decisions', 'order_events', 'fills', 'risk_alerts', 'gate_events'];
const DAY_S = 86_400;
const BEFORE = MIGRATIONS.findIndex(({ name }) => name.startsWith('HistoryByMonth'));

let database: ScratchDatabase;
let db: DataSource;
beforeEach(async () => {
  database = await scratchDatabase();
  db = await connect(database.url, 0);
});
afterEach(async () => {
  await db.destroy();
  await database.drop();
});

/** Things that happen over some months, with ids that bear their time, as the API makes them. */
/** An older build had no stops, no ends of orders and no reduce-only: its tables have no place for them, nor for dollars of other currencies. */
function asOlder({ stop_price: _, good_till: __, reduce_only: ___, ...fields }: Partial<Order>): Partial<Order> {
  return {
    ...fields,
    ...(fields.order_type === 'STOP_LIMIT' ? { order_type: 'LIMIT' } : {}),
    ...(fields.time_in_force === 'GTD' ? { time_in_force: 'DAY' } : {}),
  };
}

class Months {
  readonly store: PostgresStateStore;
  writer: PostgresHistoryWriter;

  private constructor(
    on: DataSource,
    readonly relayed: GateState,
    readonly history: RandomHistory,
  ) {
    this.store = new PostgresStateStore(on);
    this.writer = new PostgresHistoryWriter(on, unchained);
    const { world } = history;
    // An older build kept nobody's name with an order.
    const ask = world.ask.bind(world);
    world.ask = (command) => ask(command.kind === 'submit' ? Object.assign(command, { by: undefined }) : command);
    const plain = world.order.bind(world);
    world.order = (fields) => plain({ ...newIds(Math.floor(world.nowUs / 1000)), ...asOlder(fields ?? {}) });
  }

  static async begin(on: DataSource, seed: number): Promise<Months> {
    const store = new PostgresStateStore(on);
    const months = new Months(on, await store.load(compile), RandomHistory.begin(seed, await store.load(compile), true));
    months.history.world.nowUs = Date.UTC(2026, 0, 10) * 1000;
    return months;
  }

  /** The schema has the audit: the relay chains from now on, as a process that was started after the migration does, on connections of its own. */
  chain(afterMigration: DataSource): void {
    this.writer = new PostgresHistoryWriter(afterMigration);
  }

  get nowMs(): number {
    return Math.floor(this.history.world.nowUs / 1000);
  }

  async steps(count: number): Promise<void> {
    for (let i = 0; i < count; i += 1) {
      this.history.step();
      if (this.history.waiting > 40) await this.history.write(this.writer, this.relayed);
    }
    await this.history.write(this.writer, this.relayed);
  }

  /** Some events a month, and a state that is kept in each. */
  async months(count: number): Promise<void> {
    for (let i = 0; i < count; i += 1) {
      await this.steps(150);
      await this.store.save(this.relayed);
      this.history.world.pass(27 * DAY_S);
    }
  }

  /** An order that is open until `end`. */
  rest(): Order {
    const { world } = this.history;
    world.configure(1000);
    world.quote('SPY', 100, 100.02);
    world.tick();
    const answer = world.submit({ symbol: 'SPY', quantity: units(0.01) });
    if (answer.kind !== 'decided' || !answer.accepted) throw new Error(`not accepted: ${JSON.stringify(answer)}`);
    return answer.order;
  }

  /** All open orders end. */
  async end(): Promise<void> {
    const { world } = this.history;
    for (const open of [...world.state.orders.values()]) world.report(open.order, 'CANCELED');
    await this.history.write(this.writer, this.relayed);
  }
}

const rowsOf = async (table: string): Promise<string[]> => {
  const rows = await db.query<{ row: string }[]>(`SELECT to_jsonb(t)::text AS row FROM ${table} t ORDER BY 1`);
  return rows.map(({ row }) => JSON.stringify(JSON.parse(row))).sort();
};
const allRows = async (): Promise<Record<string, string[]>> =>
  Object.fromEntries(await Promise.all(TABLES.map(async (table) => [table, await rowsOf(table)] as const)));
/** The same rows, of the columns that `like` has: a later migration adds some, and takes them away again. */
const ofColumns = (rows: Record<string, string[]>, like: Record<string, string[]>): Record<string, string[]> =>
  Object.fromEntries(
    Object.entries(rows).map(([table, all]) => {
      const columns = new Set(Object.keys(JSON.parse(like[table]?.[0] ?? '{}') as object));
      const cut = (row: string) => Object.entries(JSON.parse(row) as object).filter(([name]) => columns.has(name));
      return [table, all.map((row) => JSON.stringify(Object.fromEntries(cut(row)))).sort()];
    }),
  );
const partitions = async (): Promise<string[]> => {
  const rows = await db.query<{ name: string }[]>(
    `SELECT inhrelid::regclass::text AS name FROM pg_inherits JOIN pg_class p ON p.oid = inhparent AND p.relkind = 'p' ORDER BY 1`,
  );
  return rows.map(({ name }) => name);
};
const prove = () => withProofSource(poolOf(db), (source) => verify(source, compile, { from: null, to: null }));

test('(12.29) an installation with data moves into months with every row, goes on, and is proved', async () => {
  // Written by this build, then taken back to how an older one kept it: today's statements know columns that came later.
  const installed = await Months.begin(db, 5);
  await installed.months(4);
  for (const _ of MIGRATIONS.slice(BEFORE)) await db.undoLastMigration({ transaction: 'each' });
  const [before, hash] = [await allRows(), stateHash(installed.relayed)];
  for (const table of TABLES) expect(before[table]?.length).toBeGreaterThan(5);

  expect(await migrate(db)).toEqual(MIGRATIONS.slice(BEFORE).map(({ name }) => name));
  expect(ofColumns(await allRows(), before)).toEqual(before);
  expect(await partitions()).toEqual(expect.arrayContaining(['orders_2026_01', 'fills_2026_03', 'gate_events_2026_02']));
  const [aside] = await db.query(`SELECT count(*)::int AS n FROM orders_default WHERE order_id NOT LIKE 'ord\\_theirs%'`);
  expect(aside).toEqual({ n: 0 });
  expect(stateHash(await installed.store.load(compile))).toBe(hash);

  await new PostgresHistoryMonths(db).prepare(installed.nowMs);
  const started = await connect(database.url);
  installed.chain(started);
  const before_n = installed.relayed.n;
  await installed.months(2);
  for (const table of ['orders', 'fills', 'risk_alerts']) {
    const [{ n, distinct }] = await db.query(`SELECT count(*)::int AS n, count(DISTINCT seq)::int AS distinct FROM ${table}`);
    expect(distinct).toBe(n);
    expect(n).toBeGreaterThan(before[table]?.length ?? 0);
  }
  await storeConfigs(db, installed.history.world.log);
  expect(await prove()).toMatchObject({ from: 0, to: installed.relayed.n, whole: true, dropped: null });
  // The audit begins with what was copied after it was there.
  const { rows, uncovered } = await withAuditSource(db, (source) => checkAudit(source, 'breakwater/main'));
  const [{ fills }] = await db.query(
    `SELECT count(*)::int AS fills FROM fills f JOIN gate_events e ON e.id = f.log_id WHERE e.n > ${before_n}`,
  );
  expect(rows + uncovered).toBe(installed.relayed.n - before_n + fills);
  await started.destroy();
}, 120_000);

test('(12.29) the change can be taken back, with every row', async () => {
  const installed = await Months.begin(db, 6);
  await installed.months(2);
  const before = await allRows();
  for (const _ of MIGRATIONS.slice(BEFORE)) await db.undoLastMigration({ transaction: 'each' });
  const after = await allRows();
  expect(after).toEqual(ofColumns(before, after));
  expect(await partitions()).toEqual([]);
  await migrate(db);
  await storeConfigs(db, installed.history.world.log);
  expect(await prove()).toMatchObject({ to: installed.relayed.n });
}, 120_000);

test('(12.29) the month of now and the next two are made ahead, once, and what came before them moves in', async () => {
  const months = new PostgresHistoryMonths(db);
  const installed = await Months.begin(db, 7);
  await installed.steps(200);
  const before = await allRows();
  const [aside] = await db.query(`SELECT count(*)::int AS n FROM orders_default`);
  expect(aside.n).toBeGreaterThan(10);
  const made = await months.prepare(installed.nowMs);
  const here = monthOf(installed.nowMs);
  expect(made).toEqual(expect.arrayContaining(['2026-01', here, monthPlus(here, 1), monthPlus(here, 2)]));
  expect(await months.prepare(installed.nowMs)).toEqual([]);
  expect(await allRows()).toEqual(before);
  const left = await db.query<{ order_id: string }[]>('SELECT order_id FROM orders_default');
  expect(left.filter(({ order_id }) => !order_id.startsWith('ord_theirs'))).toEqual([]);
  expect(await db.query(`SELECT n FROM gate_events_default`)).toEqual([]);
}, 120_000);

test('(12.29) a month is as append only as its table', async () => {
  const installed = await Months.begin(db, 8);
  await installed.steps(300);
  await new PostgresHistoryMonths(db).prepare(installed.nowMs);
  for (const table of ['order_events', 'fills', 'risk_alerts', 'gate_events'])
    for (const part of [`${table}_2026_01`, `${table}_default`, table]) {
      await expect(db.query(`DELETE FROM ${part}`)).rejects.toThrow('append only');
      await expect(db.query(`TRUNCATE ${part}`)).rejects.toThrow('append only');
    }
  await expect(db.query('DELETE FROM decisions_2026_01')).rejects.toThrow('never changed');
}, 120_000);

test('(12.29) one order, decision or event is read from one month, however many there are', async () => {
  const months = new PostgresHistoryMonths(db);
  for (let i = 0; i < 24; i += 1) await months.prepare(Date.UTC(2025, i, 1));
  const { order_id, decision_id } = newIds(Date.UTC(2026, 2, 3));
  const event = `${Date.UTC(2026, 2, 3)}-0`;
  for (const [table, key, id] of [
    ['orders', 'order_id', order_id],
    ['decisions', 'decision_id', decision_id],
    ['gate_events', 'id', event],
    ['risk_alerts', 'id', event],
    ['order_events', 'id', event],
  ] as const) {
    const plan = await db.query<{ 'QUERY PLAN': string }[]>(`EXPLAIN SELECT * FROM ${table} WHERE ${key} = '${id}'`);
    const read = plan.flatMap((line) => / on (\w+)/.exec(line['QUERY PLAN'])?.[1] ?? []);
    expect(new Set(read)).toEqual(new Set([`${table}_2026_03`]));
  }
}, 120_000);

/** Six months, all orders ended but those of the last days. */
async function sixMonths(seed: number): Promise<{ installed: Months; months: PostgresHistoryMonths }> {
  const installed = await Months.begin(db, seed);
  await installed.months(6);
  await storeConfigs(db, installed.history.world.log);
  const months = new PostgresHistoryMonths(db);
  await months.prepare(installed.nowMs);
  return { installed, months };
}

test('(12.29) old months are dropped whole when nothing needs them, and the rest is loaded and proved', async () => {
  const installed = await Months.begin(db, 11);
  const resting = installed.rest();
  await installed.history.write(installed.writer, installed.relayed);
  for (let month = 0; month < 6; month += 1) {
    await installed.store.save(installed.relayed);
    installed.history.world.pass(27 * DAY_S);
    installed.rest();
    await installed.history.write(installed.writer, installed.relayed);
  }
  const months = new PostgresHistoryMonths(db);
  await months.prepare(installed.nowMs);
  const keep = 2;
  const first = monthPlus(monthOf(installed.nowMs), -keep);
  const open = () =>
    db.query(`SELECT order_id FROM orders_2026_01 WHERE status IN ('PENDING_SUBMIT', 'WORKING', 'PARTIALLY_FILLED')`);
  expect(await open()).toEqual([{ order_id: resting.order_id }]);
  expect(await months.dropOldest(installed.nowMs, 100)).toBeNull();
  expect(await months.dropOldest(installed.nowMs, keep)).toMatchObject({
    month: '2026-01',
    because: `order ${resting.order_id} of it is open`,
  });

  await installed.end();
  expect(await open()).toEqual([]);
  // The states that were kept have orders open that end only now: none can be gone on from without that month.
  expect(await months.dropOldest(installed.nowMs, keep)).toMatchObject({ because: expect.stringContaining('no state was kept') });
  await installed.steps(100);
  await installed.store.save(installed.relayed);

  // Samples and messages: one row of a month that goes, and one of the running one. What is still being sent stays.
  const [old, now] = [new Date(Date.UTC(2026, 0, 20)), new Date(installed.nowMs)];
  await db.query(
    `INSERT INTO alert_channels (id, name, settings, enabled, created_by, updated_by) VALUES ('c', 'c', '{}', true, 'me', 'me')`,
  );
  for (const [name, at, state] of [
    ['old', old, 'delivered'],
    ['sending', old, 'sending'],
    ['now', now, 'delivered'],
  ] as const) {
    await db.query(`INSERT INTO daily_pnl_points VALUES ($1::date, $2, $1, 0, 0, 0) ON CONFLICT DO NOTHING`, [at, name]);
    await db.query(
      `INSERT INTO limit_use_days VALUES ($1::date, $2, 'l', null, 'L', 'dollars', 1, 1, 1, 0, 1, $1, null, 1, 1, $1)`,
      [at, name],
    );
    await db.query(`INSERT INTO check_latencies VALUES ($1, $2, 1, 1, 1, '{1}')`, [at, name]);
    await db.query(
      `INSERT INTO alert_messages (id, alert_id, channel_id, kind, route, alert, more, because, state, due_at, created_at)
       VALUES ($2, $2, 'c', 'alert', 'r', '{}', 0, '', $3, $1, $1)`,
      [at, name, state],
    );
    await db.query(`INSERT INTO alert_deliveries (message_id, attempt, started_at) VALUES ($2, 1, $1)`, [at, name]);
    await db.query(`INSERT INTO alert_acknowledgements VALUES ($2, 'me', 'api', '', $1)`, [at, name]);
  }

  const dropped: string[] = [];
  for (;;) {
    const found = await months.dropOldest(installed.nowMs, keep);
    if (found === null) break;
    if ('because' in found) throw new Error(`${found.month} stays: ${found.because}`);
    dropped.push(found.dropped);
  }
  expect(dropped[0]).toBe('2026-01');
  expect(dropped.at(-1)).toBe(monthPlus(first, -1));
  for (const [table, name, kept] of [
    ['daily_pnl_points', 'account', ['now']],
    ['limit_use_days', 'scope', ['now']],
    ['check_latencies', 'process', ['now']],
    ['alert_messages', 'id', ['now', 'sending']],
    ['alert_deliveries', 'message_id', ['now', 'sending']],
    ['alert_acknowledgements', 'alert_id', ['now']],
  ] as const)
    expect(await db.query(`SELECT ${name} AS kept FROM ${table} ORDER BY 1`)).toEqual(kept.map((one) => ({ kept: one })));
  const left = await partitions();
  expect(left.filter((name) => name.includes(dropped.at(-1)?.replace('-', '_') ?? 'none'))).toEqual([]);
  expect(left).toContain(`orders_${first.replace('-', '_')}`);
  expect(stateHash(await installed.store.load(compile))).toBe(stateHash(installed.relayed));
  await installed.steps(100);
  await storeConfigs(db, installed.history.world.log);
  const proven = await prove();
  expect(proven).toMatchObject({ to: installed.relayed.n, whole: true, dropped: dropped.at(-1) });
  expect(proven.from).toBeGreaterThan(0);
  await expect(withProofSource(poolOf(db), (source) => verify(source, compile, { from: null, to: 3 }))).rejects.toThrow(
    'was dropped',
  );
  const history = new PostgresHistory(db);
  expect(await history.order(newIds(Date.UTC(2026, 0, 11)).order_id)).toBeNull();
  expect((await history.orders({}, { limit: 5 })).rows).toHaveLength(5);
}, 120_000);

test('(12.29) a month that the relay has not copied to its end stays', async () => {
  const { installed, months } = await sixMonths(12);
  await installed.end();
  await installed.steps(100);
  await installed.store.save(installed.relayed);
  await db.query(`UPDATE relay_position SET last_id = '${Date.UTC(2026, 0, 31, 23)}-0'`);
  expect(await months.dropOldest(installed.nowMs, 1)).toMatchObject({
    month: '2026-01',
    because: 'it is not copied to its end yet',
  });
}, 120_000);

test('(12.29) a drop that is broken off goes on where it stopped, and waits for a proof', async () => {
  const { installed, months } = await sixMonths(13);
  await installed.end();
  await installed.steps(100);
  await installed.store.save(installed.relayed);
  const reader = await poolOf(db).connect();
  try {
    await reader.query('BEGIN');
    await reader.query('SELECT count(*) FROM fills_2026_01');
    await expect(months.dropOldest(installed.nowMs, 1)).rejects.toThrow('lock timeout');
    expect(await partitions()).not.toContain('orders_2026_01');
    expect(await partitions()).toContain('fills_2026_01');
    await reader.query('COMMIT');
    await withProofSource(poolOf(db), async () => {
      await expect(months.dropOldest(installed.nowMs, 1)).rejects.toThrow('a proof is reading');
    });
  } finally {
    reader.release();
  }
  expect(await months.dropOldest(installed.nowMs, 1)).toEqual({ dropped: '2026-01' });
  expect((await partitions()).filter((name) => name.endsWith('2026_01'))).toEqual([]);
  expect(stateHash(await installed.store.load(compile))).toBe(stateHash(installed.relayed));
}, 120_000);

test('(12.29) rows of a month that was dropped come again and are judged again before they go', async () => {
  const { installed, months } = await sixMonths(14);
  await installed.end();
  await installed.steps(100);
  await installed.store.save(installed.relayed);
  expect(await months.dropOldest(installed.nowMs, 1)).toEqual({ dropped: '2026-01' });
  const late = newIds(Date.UTC(2026, 0, 20));
  const { world } = installed.history;
  world.ask({ kind: 'submit', order: world.order({ ...late, client_order_id: 'late' }) });
  await installed.history.write(installed.writer, installed.relayed);
  await db.query(`UPDATE orders SET status = 'WORKING' WHERE order_id = '${late.order_id}'`);
  expect(await months.prepare(installed.nowMs)).toContain('2026-01');
  expect(await months.dropOldest(installed.nowMs, 1)).toMatchObject({ because: `order ${late.order_id} of it is open` });
  expect(await db.query(`SELECT order_id FROM orders WHERE order_id = '${late.order_id}'`)).toHaveLength(1);
}, 120_000);
