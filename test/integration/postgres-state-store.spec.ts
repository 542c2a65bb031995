/** Real PostgreSQL: the state that a process begins from must be the state that the gate had, bit for bit. */
import type { DataSource } from 'typeorm';
import { PostgresHistoryWriter } from '#adapters/postgres/history-writer.js';
import { PostgresStateStore } from '#adapters/postgres/state-store.js';
import { encodeEvent } from '#core/gate/codec.js';
import { StateDivergedError } from '#core/gate/fold.js';
import { clientKey } from '#core/gate/client-ids.js';
import type { GateState } from '#core/gate/state.js';
import { stateHash } from '#core/gate/state-hash.js';
import { foldBatch } from '#core/relay/fold-batch.js';
import { compile, configOf, dollars, GateWorld, RULE_SET, units } from '../factories/gate-world.js';
import { RandomHistory, randomOf } from '../factories/random-history.js';
import { connect, type ScratchDatabase, scratchDatabase } from '../factories/scratch-database.js';

let database: ScratchDatabase;
let db: DataSource;
let store: PostgresStateStore;
let cameAgain = 0;

beforeEach(async () => {
  database = await scratchDatabase();
  db = await connect(database.url);
  store = new PostgresStateStore(db);
});
afterEach(async () => {
  await db.destroy();
  await database.drop();
});

test.each([1, 2, 3])(
  'history %i, written in random batches, loads again at random points as the state that wrote it',
  async (seed) => {
    const random = randomOf(seed * 7919);
    const writer = new PostgresHistoryWriter(db);
    const relayed = await store.load(compile);
    const history = RandomHistory.begin(seed, await store.load(compile));
    const seen = { loads: 0, ids: new Set<string>() };
    for (let i = 0; i < 1200; i += 1) {
      history.step();
      if (random() < 0.12) await history.write(writer, relayed, 1 + Math.floor(random() * history.waiting));
      if (random() < 0.02) await store.save(relayed);
      if (random() < 0.03) {
        const loaded = await store.load(compile);
        expect(loaded.n).toBe(relayed.n);
        expect(stateHash(loaded)).toBe(stateHash(relayed));
        expect([...loaded.clients]).toEqual([...relayed.clients]);
        seen.loads += 1;
      }
    }
    await history.write(writer, relayed);
    expect(stateHash(await store.load(compile))).toBe(stateHash(history.world.state));
    const types = new Set(history.world.log.map(({ type }) => type));
    expect(types.size).toBeGreaterThan(14);
    expect(seen.loads).toBeGreaterThan(10);
    // Ids left by age: else the test would show nothing about that.
    const decided = history.world.log.flatMap((event) => (event.type === 'ORDER_DECIDED' ? [event.order.order_id] : []));
    expect(history.world.state.clients.size).toBeLessThan(decided.length);
    cameAgain += decided.length - new Set(decided).size;
  },
  30_000,
);

test('orders came again in those histories after the rate alone had refused them', () => {
  expect(cameAgain).toBeGreaterThan(2);
});

test('two processes that begin at once on a fresh installation begin from the same', async () => {
  const other = new PostgresStateStore(db);
  const [one, two] = await Promise.all([store.load(compile), other.load(compile)]);
  expect(stateHash(one)).toBe(stateHash(two));
  expect([...one.accounts.keys()]).toEqual(['default']);
  expect(await db.query('SELECT count(*)::int AS n FROM gate_snapshots')).toEqual([{ n: 1 }]);
});

test('what changed in the tables after the first state was made is not in it', async () => {
  const before = stateHash(await store.load(compile));
  await db.query('UPDATE accounts SET cash = 1');
  expect(stateHash(await store.load(compile))).toBe(before);
});

test('a line that cannot be read is folded as it was, with its number', async () => {
  const relayed = await store.load(compile);
  const world = new GateWorld(await store.load(compile));
  world.configure(1);
  const lines = [encodeEvent(world.log[0] as never), 'Q 1795600000001-5 what is\u0000this', 'nonsense'];
  const batch = foldBatch(
    relayed,
    lines.map((line, i) => ({ n: i + 1, line })),
  );
  const writer = new PostgresHistoryWriter(db);
  await writer.apply(batch, await writer.position());
  const loaded = await store.load(compile);
  expect([loaded.n, loaded.last_seq]).toEqual([3, 5]);
  expect(stateHash(loaded)).toBe(stateHash(relayed));
  expect(await db.query('SELECT n::int, line FROM gate_unreadable ORDER BY n')).toEqual([
    { n: 2, line: 'Q 1795600000001-5 what is\ufffdthis' },
    { n: 3, line: 'nonsense' },
  ]);
  const alerts = await db.query(`SELECT id FROM risk_alerts WHERE alert_type = 'LOG_ENTRY_SET_ASIDE' ORDER BY seq`);
  expect(alerts).toEqual([{ id: '1795600000001-5-2' }, { id: '1795600000001-5-3' }]);
});

test('a snapshot that was changed by hand, or whose client ids were, is not begun from', async () => {
  const relayed = await store.load(compile);
  const history = RandomHistory.begin(1, await store.load(compile));
  for (let i = 0; i < 200; i += 1) history.step();
  await history.write(new PostgresHistoryWriter(db), relayed);
  await store.save(relayed);
  await db.query('ALTER TABLE decisions DISABLE TRIGGER USER');
  // By four: the sum over client ids is of doubles, which beyond 2^53 know only every second number.
  await db.query(
    'UPDATE decisions SET content_hash = content_hash + 4 WHERE n = (SELECT max(n) FROM decisions WHERE content_hash IS NOT NULL)',
  );
  await expect(store.load(compile)).rejects.toThrow(StateDivergedError);
  await db.query(
    'UPDATE decisions SET content_hash = content_hash - 4 WHERE n = (SELECT max(n) FROM decisions WHERE content_hash IS NOT NULL)',
  );
  await store.load(compile);
  await db.query(`UPDATE gate_snapshots SET state = replace(state, '"cash":', '"cash":1') WHERE n > 0`);
  await expect(store.load(compile)).rejects.toThrow(StateDivergedError);
});

test('an event that is missing in PostgreSQL stops the load', async () => {
  const relayed = await store.load(compile);
  const history = RandomHistory.begin(3, await store.load(compile));
  for (let i = 0; i < 50; i += 1) history.step();
  await history.write(new PostgresHistoryWriter(db), relayed);
  await db.query('ALTER TABLE gate_events DISABLE TRIGGER USER');
  await db.query('DELETE FROM gate_events WHERE n = 3');
  await expect(store.load(compile)).rejects.toThrow('missing');
});

test('the newest three snapshots and the first one of each day are kept', async () => {
  const state = await store.load(compile);
  await db.query(`UPDATE gate_snapshots SET taken_at = now() - interval '3 days'`);
  const keep = async (n: number, age: string) => {
    await store.save(Object.assign(state, { n }));
    await db.query(`UPDATE gate_snapshots SET taken_at = now() - $2::interval WHERE n = $1`, [n, age]);
  };
  for (const n of [10, 11, 12]) await keep(n, '1 day');
  for (const n of [20, 21, 22, 23, 24]) await keep(n, '0 s');
  expect((await db.query('SELECT n::int FROM gate_snapshots ORDER BY n')).map(({ n }: { n: number }) => n)).toEqual([
    0, 10, 20, 22, 23, 24,
  ]);
});

describe('an installation of version 1', () => {
  const us = (state: GateState, id: string) => state.clients.get(clientKey('default', id));

  beforeEach(async () => {
    const config = configOf(7);
    await db.query(`INSERT INTO config_versions (version, config, actor, source, reason) VALUES (7, $1, 'a', 's', 'r')`, [
      JSON.stringify(config),
    ]);
    await db.query('INSERT INTO rule_sets (hash, document) VALUES ($1, $2)', [RULE_SET.hash, RULE_SET.document]);
    await db.query(`UPDATE relay_position SET last_id = '1795599990000-3', broker_sequence = 44, generation = 2`);
    await db.query(`INSERT INTO positions VALUES ('default', 'AAPL', 3, 300.5, -1.25, now())`);
    await db.query(`INSERT INTO quotes VALUES ('AAPL', 99, 101, false, now())`);
    await db.query(
      `INSERT INTO daily_pnl_tracking VALUES ('2026-11-24', 'default', -1.25, 0, 0, 0.5, 99000, 300, 300, 100000, 0, 100100, false, now())`,
    );
    await db.query(`UPDATE accounts SET cash = 99000`);
    await db.query(
      `INSERT INTO circuit_breaker_events (id, breaker_id, event, scope, mode, trigger_type, trigger_value, threshold, actor, reason, at, expires_at)
       VALUES ('1-0', 4, 'TRIPPED', 'firm', 'reduce_only', 'MANUAL', 0, 0, 'a', 'r', now(), now()),
         ('2-0', 4, 'CAUSE', 'firm', 'halt', 'MANUAL', 0, 0, 'a', 'r', now(), NULL)`,
    );
    const hour = (hours: number) => `to_timestamp(1795599990 - ${hours * 3600})`;
    const order = (id: string, status: string, reason: string, hours: number) =>
      `('ord_${id}', 'dec_${id}', 'default', '${id}', 'AAPL', 'BUY', 'LIMIT', 'DAY', 2, 100, 100, '${status}', 0, 2, 200, NULL, '${reason}',
        'abcdef0123456789', ${hour(hours)}, ${hour(hours)})`;
    await db.query(`INSERT INTO orders (order_id, decision_id, account, client_order_id, symbol, side, order_type, time_in_force, quantity, price,
      check_price, status, filled_quantity, leaves_quantity, hold, broker_order_id, reason, body_hash, received_at, updated_at) VALUES
      ${[order('old', 'CANCELED', 'asked', 30), order('rate', 'REJECTED', 'RATE_LIMIT_EXCEEDED', 3), order('open', 'WORKING', '', 2)].join()},
      ${[order('good', 'NEW', '', 0), order('bad', 'NEW', '', 0)].join()}`);
    await db.query(`UPDATE orders SET hold = 0 WHERE status IN ('CANCELED', 'REJECTED')`);
    const world = GateWorld.open();
    const met = world.submit({ quantity: units(2), price: dollars(100) });
    if (met.kind !== 'decided') throw new Error('not decided');
    const state = { ...met.state, config_version: 7 };
    const decision = (id: string, met7: object, accepted: boolean | null, violations: object[]) =>
      db.query(
        `INSERT INTO decisions (decision_id, order_id, account, client_order_id, request, state, config_version, accepted, violations, waived,
           reserved_at) VALUES ($1, $2, 'default', $3, '{"symbol":"AAPL"}', $4, 7, $5, $6, '[]', now())`,
        [`dec_${id}`, `ord_${id}`, id, JSON.stringify(met7), accepted, JSON.stringify(violations)],
      );
    await decision('good', state, null, []);
    await decision('bad', { ...state, breaker_mode: 'halt', breaker_scope: 'firm' }, null, []);
    await decision('rate', state, false, [{ code: 'RATE_LIMIT_EXCEEDED' }]);
  });

  test('is taken in as it was, orders without a verdict judged as it would have judged them', async () => {
    const state = await store.load(compile);
    expect(state).toMatchObject({
      n: 0,
      last_ms: 1795599990000,
      last_seq: 3,
      broker_sequence: 44,
      generation: 2,
      last_breaker_id: 4,
    });
    const account = state.accounts.get('default');
    expect(account).toMatchObject({ cash: dollars(99_000), day: '2026-11-24', day_start: dollars(100_000), fees: dollars(0.5) });
    expect(account?.positions.get('AAPL')).toMatchObject({
      ...{ quantity: units(3), cost: dollars(300.5), realized: dollars(-1.25), value: dollars(300) },
      ...{ open_buys: dollars(400), open_buy_quantity: units(4), exposure: dollars(700) },
    });
    expect(account?.gross).toBe(dollars(700));
    expect(state.breakers.get('firm')).toMatchObject({ breaker_id: 4, mode: 'halt', expires_at_ms: null, causes: 1 });
    expect(state.quotes.get('AAPL')).toMatchObject({ bid: dollars(99), mark: dollars(100), at_us: 0, mark_us: 0 });
    expect([...state.orders.values()].map(({ order, status }) => [order.client_order_id, status])).toEqual([
      ['open', 'WORKING'],
      ['good', 'PENDING_SUBMIT'],
    ]);
    expect(await db.query(`SELECT status, reason, hold::float FROM orders WHERE order_id = 'ord_bad'`)).toEqual([
      { status: 'REJECTED', reason: 'CIRCUIT_BREAKER_OPEN', hold: 0 },
    ]);
    expect(await db.query(`SELECT accepted FROM decisions WHERE decision_id IN ('dec_good', 'dec_bad') ORDER BY 1`)).toEqual([
      { accepted: false },
      { accepted: true },
    ]);
  });

  test('remembers the client ids of 24 hours, but for those that the rate alone refused, also after later snapshots', async () => {
    const first = await store.load(compile);
    expect([us(first, 'old'), us(first, 'rate')]).toEqual([undefined, undefined]);
    expect([...first.clients.keys()].sort()).toEqual(['bad', 'good', 'open'].map((id) => clientKey('default', id)));
    const history = RandomHistory.begin(9, await store.load(compile));
    for (let i = 0; i < 30; i += 1) history.step();
    await history.write(new PostgresHistoryWriter(db), first);
    await store.save(first);
    const later = await store.load(compile);
    expect(later.clients.size).toBeGreaterThan(3);
    expect([...later.clients]).toEqual([...first.clients]);
  });
});
