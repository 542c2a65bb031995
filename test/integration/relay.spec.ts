import pg from 'pg';
import type { DataSource } from 'typeorm';
import { createDataSource } from '#adapters/postgres/data-source.js';
import { PostgresHistoryWriter } from '#adapters/postgres/history-writer.js';
import { PostgresStateStore } from '#adapters/postgres/state-store.js';
import { connectRedis, untilReady } from '#adapters/redis/connection.js';
import { keysOf } from '#adapters/redis/keys.js';
import { RedisEventLog } from '#adapters/redis/log.js';
import { alertsOf } from '#core/events/alerts.js';
import { encodeEvent } from '#core/gate/codec.js';
import { stateHash } from '#core/gate/state-hash.js';
import { positionOf } from '#core/gate/state.js';
import { Relay } from '#core/relay/relay.js';
import { complaintInto } from '../factories/complaints.js';
import { compile, GateWorld, units } from '../factories/gate-world.js';
import { type ScratchDatabase, scratchDatabase } from '../factories/scratch-database.js';

type Redis = ReturnType<typeof connectRedis>;
const ORDERS = 6000;
const KEYS = keysOf('relaytest');

/** A log of its own: database 1 of the test's Redis, which only its administrator may empty. */
function logUrl(): string {
  const text = process.env['REDIS_ADMIN_URL'];
  if (!text) throw new Error('REDIS_ADMIN_URL is not set: run the tests by `npm test`, which starts Redis');
  const url = new URL(text);
  url.pathname = '/1';
  return url.href;
}

describe('the relay between real Redis and real PostgreSQL', () => {
  let database: ScratchDatabase;
  let db: DataSource;
  let redis: Redis;
  let blocking: [Redis, Redis];
  let world: GateWorld;

  beforeEach(async () => {
    database = await scratchDatabase();
    db = await createDataSource(database.url, { applicationName: 'relay-under-test', poolSize: 4 }).initialize();
    redis = connectRedis(logUrl(), 'test');
    blocking = [connectRedis(logUrl(), 'test-a', { blocking: true }), connectRedis(logUrl(), 'test-b', { blocking: true })];
    for (const connection of [redis, ...blocking]) await untilReady(connection, 5000);
    await redis.flushdb();
    world = new GateWorld(await new PostgresStateStore(db).load(compile));
  });
  afterEach(async () => {
    for (const connection of [redis, ...blocking]) connection.disconnect();
    await db.destroy();
    await database.drop();
  });

  const relayOn = (connection: Redis, told: string[] = []) =>
    new Relay({
      log: new RedisEventLog(connection, redis, KEYS),
      history: new PostgresHistoryWriter(db),
      store: new PostgresStateStore(db),
      compile,
      complaint: complaintInto(told),
      observer: {
        lost: () => told.push('lost'),
        diverged: () => told.push('diverged'),
      },
    });

  /** As the gate appends: one entry for some commands, under the id of its last event. Every third order is too large. */
  async function writeOrders(): Promise<void> {
    world.configure(1);
    for (const symbol of ['AAPL', 'SPY']) world.quote(symbol, 100, 100.02);
    world.tick();
    let from = 0;
    for (let n = 0; n < ORDERS; n += 1) {
      world.submit({ quantity: units(n % 3 === 0 ? 11 : 0.001) });
      if (n % 7 !== 6 && n !== ORDERS - 1) continue;
      const events = world.log.slice(from);
      const first = world.state.n - events.length + 1;
      from = world.log.length;
      await redis.xadd(KEYS.log, positionOf(world.state), 'n', first, 'l', events.map(encodeEvent).join('\n'));
    }
  }

  /** Until PostgreSQL has what the log has; at most a minute. */
  async function untilCopied(): Promise<void> {
    const deadline = Date.now() + 60_000;
    while (Date.now() < deadline) {
      const position = await new PostgresHistoryWriter(db).position().catch(() => null);
      if (position?.n === world.state.n) return;
      await new Promise((resolve) => setTimeout(resolve, 50));
    }
    throw new Error('the relay did not catch up within a minute');
  }

  async function expectAllOnce(): Promise<void> {
    const [orders] = await db.query(`SELECT count(*)::int AS all, count(*) FILTER (WHERE status = 'REJECTED')::int AS refused,
      count(*) FILTER (WHERE status = 'PENDING_SUBMIT')::int AS accepted FROM orders`);
    expect(orders).toEqual({ all: ORDERS, refused: ORDERS / 3, accepted: (ORDERS * 2) / 3 });
    expect(await db.query('SELECT count(*)::int AS n FROM decisions')).toEqual([{ n: ORDERS }]);
    // Equal refusals of a minute are one row.
    const alerts = world.log.flatMap(alertsOf).map(({ id }) => ({ id }));
    expect(await db.query('SELECT id FROM risk_alerts ORDER BY seq')).toEqual(alerts);
    expect(stateHash(await new PostgresStateStore(db).load(compile))).toBe(stateHash(world.state));
  }

  it('reads a batch out of entries of one line, and says that more is there', async () => {
    for (let n = 1; n <= 1000; n += 1) await redis.xadd(KEYS.log, `1-${n}`, 'n', n, 'l', `line ${n}`);
    const reads = new RedisEventLog(blocking[0], redis, KEYS);
    const first = await reads.read('0-0', 500, 100);
    expect(first).toMatchObject({ position: '1-512', more: true });
    expect(first.lines).toHaveLength(512);
    const rest = await reads.read(first.position, 500, 100);
    expect(rest).toMatchObject({ position: '1-1000', more: false });
    expect(rest.lines.at(-1)).toEqual({ n: 1000, line: 'line 1000' });
    expect(await reads.read(rest.position, 500, 10)).toEqual({ lines: [], position: '1-1000', more: false });
  });

  it('misses nothing and writes nothing twice while its connections are killed in the middle of batches', async () => {
    const told: string[] = [];
    const stop = new AbortController();
    const running = relayOn(blocking[0], told).run(stop.signal);
    const killer = new pg.Client({ connectionString: database.url, application_name: 'killer' });
    await killer.connect();
    let kills = 0;
    const written = new AbortController();
    const kill = async (): Promise<void> => {
      while (!written.signal.aborted) {
        const { rowCount } = await killer.query(
          `SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE application_name = 'relay-under-test' AND state <> 'idle'`,
        );
        kills += rowCount ?? 0;
        await new Promise((resolve) => setTimeout(resolve, 15));
      }
    };
    const killing = kill();
    await writeOrders();
    written.abort();
    await killing;
    await untilCopied();
    stop.abort();
    await running;
    await killer.end();
    expect(kills).toBeGreaterThan(0);
    expect(told.filter((what) => what === 'well').length).toBeGreaterThan(0);
    expect(told).not.toContain('lost');
    expect(told).not.toContain('diverged');
    await expectAllOnce();
  }, 90_000);

  it('writes everything once when two of them run', async () => {
    const stop = new AbortController();
    const running = [relayOn(blocking[0]).run(stop.signal), relayOn(blocking[1]).run(stop.signal)];
    await writeOrders();
    await untilCopied();
    stop.abort();
    await Promise.all(running);
    await expectAllOnce();
  }, 90_000);
});
