import pg from 'pg';
import type { DataSource } from 'typeorm';
import { createDataSource } from '#adapters/postgres/data-source.js';
import { PostgresHistoryWriter } from '#adapters/postgres/history-writer.js';
import { connectRedis, untilReady } from '#adapters/redis/connection.js';
import { RedisEventLog } from '#adapters/redis/event-log.js';
import { orderText, reservedStateText } from '#adapters/redis/log-codec.js';
import type { ScriptedRedis } from '#adapters/redis/scripts.js';
import type { Order } from '#core/model/order.js';
import { Relay } from '#core/relay/relay.js';
import { anOrder, reserved, tooLarge, verdict } from '../factories/log-events.js';
import { type ScratchDatabase, scratchDatabase } from '../factories/scratch-database.js';

const ORDERS = 6000;

/** A log of its own: database 1 of the test's Redis, which only its administrator may empty. */
function logUrl(): string {
  const text = process.env['REDIS_ADMIN_URL'];
  if (!text) throw new Error('REDIS_ADMIN_URL is not set: run the tests by `npm test`, which starts Redis');
  const url = new URL(text);
  url.pathname = '/1';
  return url.href;
}

/** Order n: reserved now, decided some entries later, every third one refused. */
async function writeOrders(redis: ScriptedRedis, prefix: string): Promise<void> {
  let undecided: Order[] = [];
  for (let n = 0; n < ORDERS; n += 1) {
    const order = anOrder(n, { order_id: `ord_${prefix}${n}`, decision_id: `dec_${prefix}${n}` });
    const pipeline = redis.pipeline();
    pipeline.xadd(
      'bw:log',
      '*',
      't',
      'RESERVE',
      'o',
      orderText(order),
      'h',
      'hash',
      's',
      reservedStateText(reserved(n, order).state),
    );
    undecided.push(order);
    if (undecided.length === 7 || n === ORDERS - 1) {
      const verdicts = undecided.map((o) => verdict(o, Number(o.order_id.slice(4 + prefix.length)) % 3 === 0 ? [tooLarge] : []));
      pipeline.xadd('bw:log', '*', 't', 'DECIDE', 'j', JSON.stringify(verdicts));
      undecided = [];
    }
    await pipeline.exec();
  }
}

describe('the relay between real Redis and real PostgreSQL', () => {
  let database: ScratchDatabase;
  let db: DataSource;
  let redis: ScriptedRedis;
  let blocking: [ScriptedRedis, ScriptedRedis];

  beforeEach(async () => {
    database = await scratchDatabase();
    db = await createDataSource(database.url, { applicationName: 'relay-under-test', poolSize: 4 }).initialize();
    redis = connectRedis(logUrl(), 'test');
    blocking = [connectRedis(logUrl(), 'test-a', { blocking: true }), connectRedis(logUrl(), 'test-b', { blocking: true })];
    for (const connection of [redis, ...blocking]) await untilReady(connection, 5000);
    await redis.flushdb();
  });
  afterEach(async () => {
    for (const connection of [redis, ...blocking]) connection.disconnect();
    await db.destroy();
    await database.drop();
  });

  const relayOn = (connection: ScriptedRedis, told: string[] = []) =>
    new Relay({
      log: new RedisEventLog(connection, redis),
      history: new PostgresHistoryWriter(db),
      observer: { failing: () => told.push('failing'), recovered: () => told.push('recovered'), lost: () => told.push('lost') },
    });

  /** Until PostgreSQL has what the log has; at most a minute. */
  async function untilCopied(): Promise<void> {
    const log = new RedisEventLog(redis, redis);
    const deadline = Date.now() + 60_000;
    while (Date.now() < deadline) {
      const position = await new PostgresHistoryWriter(db).position().catch(() => null);
      if (position?.last_id === (await log.lastId())) return;
      await new Promise((resolve) => setTimeout(resolve, 50));
    }
    throw new Error('the relay did not catch up within a minute');
  }

  async function expectAllOnce(count: number): Promise<void> {
    const [orders] = await db.query(`SELECT count(*)::int AS all, count(*) FILTER (WHERE status = 'REJECTED')::int AS refused,
      count(*) FILTER (WHERE status = 'PENDING_SUBMIT')::int AS accepted FROM orders`);
    expect(orders).toEqual({ all: count, refused: count / 3, accepted: (count * 2) / 3 });
    expect(await db.query('SELECT count(*)::int AS n FROM decisions WHERE accepted IS NOT NULL')).toEqual([{ n: count }]);
    expect(await db.query('SELECT count(*)::int AS n, count(DISTINCT order_id)::int AS of FROM risk_alerts')).toEqual([
      { n: count / 3, of: count / 3 },
    ]);
  }

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
    await writeOrders(redis, 'a');
    written.abort();
    await killing;
    await untilCopied();
    stop.abort();
    await running;
    await killer.end();
    expect(kills).toBeGreaterThan(0);
    expect(told.filter((what) => what === 'recovered').length).toBeGreaterThan(0);
    expect(told).not.toContain('lost');
    await expectAllOnce(ORDERS);
  }, 90_000);

  it('writes everything once when two of them run', async () => {
    const stop = new AbortController();
    const running = [relayOn(blocking[0]).run(stop.signal), relayOn(blocking[1]).run(stop.signal)];
    await writeOrders(redis, 'b');
    await untilCopied();
    stop.abort();
    await Promise.all(running);
    await expectAllOnce(ORDERS);
  }, 90_000);
});
