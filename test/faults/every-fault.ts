import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { jest } from '@jest/globals';
import { Redis } from 'ioredis';
import { decodeEvent } from '#core/gate/codec.js';
import { type Floor, isReady, killService, servicePid, sleep, startFloor, until } from '../processes.js';
import { whileListening } from './listener.js';
import { type Answered, call, MARKET, midsOf, must, pour, random, share, tell, wishes } from './load.js';
import { ROUNDS, rounds, sayFindings } from './rounds.js';
import {
  answersAreKept,
  cancelAll,
  decisionsOf,
  openSecondAccount,
  sumsAreExact,
  verdictsFollow,
  withPostgres,
  withRedis,
} from './verify.js';
import { setting } from '../factories/setting.js';

/** Orders under way at once. */
const LANES = 32;
/** Twice the reconciler's 15 s, for it acts on what it saw twice. */
const RECONCILED_MS = 40_000;

/** Every fault but those of breakers and of takeovers, with the gate in the APIs (`ownGates` 0) or in gates of their own. */
export function everyFault(ownGates: number): void {
  jest.setTimeout(60_000 * (ROUNDS + 1));
  let floor: Floor;
  let urls: string[];
  let url: string;
  let accounts: string[];
  beforeAll(async () => {
    floor = await startFloor({}, ownGates);
    urls = floor.apis.map((api) => api.url);
    url = urls[0] ?? '';
    await must(url, 'PUT', '/api/risk/limits', {
      max_orders_per_second: 1_000_000,
      max_orders_per_burst: 10_000_000,
      max_same_orders: null,
      max_open_orders: null,
    });
    accounts = ['default', await openSecondAccount(url)];
  }, 120_000);
  afterAll(async () => {
    sayFindings();
    await floor?.stop();
  });

  /** Every open order is at the broker, and the broker has no other. */
  async function openOrdersAreAtTheBroker(limitMs = 20_000): Promise<void> {
    await until('every open order is at the broker', limitMs, async () => {
      const count = Number((await must(url, 'GET', '/api/accounts'))['open_orders']);
      const [mine, theirs] = await withPostgres(async (client) => {
        const open = await client.query<{ order_id: string; status: string }>(
          `SELECT order_id, status FROM orders WHERE status IN ('PENDING_SUBMIT', 'WORKING', 'PARTIALLY_FILLED') ORDER BY order_id`,
        );
        const placed = await client.query<{ order_id: string }>(
          `SELECT order_id FROM paper_orders WHERE status IN ('WORKING', 'PARTIALLY_FILLED') ORDER BY order_id`,
        );
        return [open.rows, placed.rows.map(({ order_id }) => order_id)];
      });
      const waiting = mine.filter(({ status }) => status === 'PENDING_SUBMIT');
      const same = JSON.stringify(mine.map(({ order_id }) => order_id)) === JSON.stringify(theirs) && count === theirs.length;
      if (waiting.length > 0 || !same)
        throw new Error(
          `the gate has ${count}, the history ${mine.length} (${waiting.length} waiting), the broker ${theirs.length}`,
        );
      return true;
    });
  }

  /** Who ticks, and how often somebody has, as the log says. */
  async function lastTick(): Promise<{ holder: string; n: number }> {
    return withPostgres(async (client) => {
      const { rows } = await client.query<{ n: string; line: string }>(
        `SELECT n, line FROM gate_events WHERE type = 'TICKED' ORDER BY n DESC LIMIT 1`,
      );
      const event = rows[0] ? decodeEvent(rows[0].line) : null;
      return { holder: event?.type === 'TICKED' ? event.holder : '', n: Number(rows[0]?.n ?? 0) };
    });
  }

  /** Pours orders, does the damage after a while, waits until both APIs are ready, goes on a little, then checks everything. */
  async function during(seed: number, name: string, damage: () => Promise<void>): Promise<Answered[]> {
    const prefix = `${name}-${Date.now()}`;
    const { result: answers, heard } = await whileListening(urls, async () => {
      const poured = await pourAround(seed, prefix, damage);
      await openOrdersAreAtTheBroker();
      await cancelAll(url);
      return poured;
    });
    tell({ name, orders: answers.length, answers: share(answers), heard });
    await sumsAreExact(url, accounts);
    const rows = await decisionsOf(prefix);
    answersAreKept(answers, rows);
    await verdictsFollow(rows);
    for (const { status, problem } of answers) if (status === 503) expect(problem).toBe(true);
    expect(answers.filter(({ status }) => ![0, 201, 403, 503].includes(status))).toEqual([]);
    return answers;
  }

  async function pourAround(
    seed: number,
    prefix: string,
    damage: (soFar: readonly Answered[]) => Promise<void>,
  ): Promise<Answered[]> {
    let over = false;
    const answers: Answered[] = [];
    const load = pour(urls, wishes(prefix, 200_000, seed, await midsOf(url), accounts), LANES, { goOn: () => !over, answers });
    try {
      await sleep(1000 + random(seed)() * 2000);
      await damage(answers);
      for (const each of urls) await until(`${each} is ready`, 60_000, () => isReady(each));
      const since = answers.length;
      await until('orders are judged again', 30_000, async () =>
        answers.slice(since).some(({ status }) => status === 201 || status === 403),
      );
      await sleep(1500);
    } finally {
      over = true;
      await load;
    }
    return answers;
  }

  rounds('an API that is killed loses no answered order', async (seed) => {
    const [, second] = floor.apis;
    return during(seed, 'kill-api', async () => {
      await second.program.end('SIGKILL');
      await sleep(1000);
      second.program.start();
    });
  });

  rounds('a worker that is killed, and the relay and the floor with it, loses and doubles nothing', async (seed) =>
    during(seed, 'kill-worker', async () => {
      await floor.worker.end('SIGKILL');
      await sleep(1000);
      floor.worker.start();
    }),
  );

  rounds('Redis killed: orders wait or are 503, and it goes on by itself, with every answered order', async (seed) => {
    const starts = [floor.worker.starts, ...floor.apis.map(({ program }) => program.starts)];
    const answers = await during(seed, 'kill-redis', () => killService('redis'));
    expect([floor.worker.ended, ...floor.apis.map(({ program }) => program.ended)]).toEqual([null, null, null]);
    expect([floor.worker.starts, ...floor.apis.map(({ program }) => program.starts)]).toEqual(starts);
    return answers;
  });

  rounds('PostgreSQL killed twice stops no order, and nothing is missing afterwards', async (seed) => {
    const answers = await during(seed, 'kill-postgres', async () => {
      await killService('postgres');
      await killService('postgres');
    });
    expect(answers.filter(({ status }) => status === 503).length).toBe(0);
    expect([floor.worker.ended, ...floor.apis.map(({ program }) => program.ended)]).toEqual([null, null, null]);
    return answers;
  });

  rounds('Redis emptied: the log goes on from PostgreSQL, and positions and the day are exactly as before', async (seed) => {
    const mids = await midsOf(url);
    for (const [symbol] of MARKET) {
      const mid = Math.round((mids.get(symbol) ?? 100) * 100) / 100;
      await must(url, 'PUT', `/api/paper/quotes/${symbol}`, { bid: mid, ask: mid, frozen: true });
    }
    const prefix = `flush-${Date.now()}`;
    const answers = await pour(urls, wishes(prefix, 300, seed, mids, accounts), 16);
    await openOrdersAreAtTheBroker();
    await sleep(1500);
    const look = async () => ({
      positions: await must(url, 'GET', '/api/positions'),
      day: await must(url, 'GET', '/api/risk/daily-pnl'),
    });
    const before = await look();
    const admin = new Redis(setting('REDIS_ADMIN_URL'));
    await admin.flushall();
    admin.disconnect();
    const large = {
      client_order_id: `${prefix}-large`,
      symbol: 'KO',
      side: 'BUY',
      quantity: 1000,
      price: null,
      order_type: 'MARKET',
    };
    expect([403, 503]).toContain((await call(url, 'POST', '/api/order', large)).status);
    for (const each of urls) await until(`${each} is ready`, 30_000, () => isReady(each));
    const sorted = ({ positions, day }: Awaited<ReturnType<typeof look>>) => ({
      positions: (positions['positions'] as { symbol: string }[]).toSorted((a, b) => a.symbol.localeCompare(b.symbol)),
      day,
    });
    expect(sorted(await look())).toEqual(sorted(before));
    await openOrdersAreAtTheBroker();
    await cancelAll(url);
    await sumsAreExact(url, accounts);
    const rows = await decisionsOf(`${prefix}-`);
    answersAreKept(answers, rows);
    await verdictsFollow(rows);
    return answers;
  });

  rounds(
    'Redis emptied under load: what the relay had not copied is counted, it is of the last second, and all else is kept',
    async (seed) => {
      const prefix = `flush-load-${Date.now()}`;
      let [aSecondBefore, emptied] = [0, 0];
      const answers = await pourAround(seed, prefix, async (soFar) => {
        aSecondBefore = soFar.length;
        await sleep(1000);
        const admin = new Redis(setting('REDIS_ADMIN_URL'));
        await admin.flushall();
        admin.disconnect();
        emptied = soFar.length;
        const restored = async () => withRedis(async (redis) => Number(await redis.hget('bw:{main}:head', 'n')) > 0);
        await until('the log was begun again', 10_000, restored);
      });
      await openOrdersAreAtTheBroker(RECONCILED_MS);
      await cancelAll(url);
      await sumsAreExact(url, accounts);
      const rows = await decisionsOf(prefix);
      const kept = new Set(rows.map((row) => row.client_order_id));
      const isMissing = ({ status, client_order_id }: Answered) =>
        (status === 201 || status === 403) && !kept.has(client_order_id);
      const missing = answers.flatMap((answer, n) => (isMissing(answer) ? [n] : []));
      tell({ name: 'flush-load', orders: answers.length, answers: share(answers), missing: missing.length });
      expect(missing.filter((n) => n < aSecondBefore || n >= emptied + LANES)).toEqual([]);
      answersAreKept(
        answers.filter((answer) => !isMissing(answer)),
        rows,
      );
      await verdictsFollow(rows);
      return answers;
    },
  );

  rounds('Temporal killed stops no order', async (seed) => {
    const answers = await during(seed, 'kill-temporal', () => killService('temporal'));
    expect(answers.filter(({ status }) => status === 503 || status === 0)).toEqual([]);
    return answers;
  });

  rounds('an API that is frozen for twenty seconds loses no answered order, and the other serves on', async (seed) => {
    const [, second] = floor.apis;
    return during(seed, 'freeze-api', async () => {
      second.program.signal('SIGSTOP');
      await sleep(20_000);
      second.program.signal('SIGCONT');
    });
  });

  rounds(
    'a worker that is frozen for twenty seconds has handed over to another, and writes nothing when it wakes',
    async (seed) => {
      const other = floor.another();
      let frozen = other;
      try {
        return await during(seed, 'freeze-worker', async () => {
          // Whichever of the two has the floor now; its process is in the name of the lease's holder.
          const { holder } = await lastTick();
          frozen = holder.includes(`-${other.pid}-`) ? other : floor.worker;
          frozen.signal('SIGSTOP');
          const frozenAt = Date.now();
          // PostgreSQL is written by whoever has the relay's lease, which may be the frozen one's.
          await until('another has the floor and ticks', 15_000, async () => {
            const tick = await lastTick();
            if (tick.holder === holder) throw new Error(`${holder} ticked last; the other worker: ${other.output.slice(-1500)}`);
            return tick.n > 0;
          });
          tell({ name: 'freeze-worker', taken_over_after_ms: Date.now() - frozenAt });
          await sleep(20_000 - (Date.now() - frozenAt));
          frozen.signal('SIGCONT');
          await sleep(3000);
          expect([frozen.ended, frozen.ended === null ? '' : frozen.output.slice(-3000)]).toEqual([null, '']);
        });
      } finally {
        frozen.signal('SIGCONT');
        await other.end();
      }
    },
  );

  /** Freezes or thaws PostgreSQL with all that it started: it neither answers nor hangs up. */
  function signalPostgres(signal: 'SIGSTOP' | 'SIGCONT'): void {
    const postmaster = servicePid('postgres');
    const parentOf = (pid: number) => Number(/^\d+ \(.*\) \S (\d+)/.exec(readFileSync(`/proc/${pid}/stat`, 'utf8'))?.[1]);
    const pids = readdirSync('/proc')
      .filter((name) => /^\d+$/.test(name))
      .map(Number);
    const children = pids.filter((pid) => existsSync(`/proc/${pid}/stat`) && parentOf(pid) === postmaster);
    for (const pid of [postmaster, ...children]) process.kill(pid, signal);
  }

  test('PostgreSQL frozen: orders go on for a minute, then JOURNAL_BEHIND refuses; thawed, all goes on and nothing is missing', async () => {
    const prefix = `freeze-postgres-${Date.now()}`;
    const answers: Answered[] = [];
    let over = false;
    const load = pour(urls, wishes(prefix, 200_000, 23, await midsOf(url), accounts), 2, { goOn: () => !over, answers });
    try {
      await sleep(1000);
      signalPostgres('SIGSTOP');
      await sleep(50_000);
      expect(share(answers.filter(({ status }) => ![201, 403].includes(status)))).toEqual({});
      await until('the gate refuses JOURNAL_BEHIND', 20_000, async () => answers.at(-1)?.code === 'JOURNAL_BEHIND');
      signalPostgres('SIGCONT');
      for (const each of urls) await until(`${each} is ready`, 60_000, () => isReady(each));
      await sleep(2000);
    } finally {
      signalPostgres('SIGCONT');
      over = true;
      await load;
    }
    tell({ name: 'freeze-postgres', orders: answers.length, answers: share(answers) });
    expect(answers.at(-1)?.status).not.toBe(503);
    await openOrdersAreAtTheBroker();
    await cancelAll(url);
    await sumsAreExact(url, accounts);
    const rows = await decisionsOf(prefix);
    answersAreKept(answers, rows);
    await verdictsFollow(rows);
  }, 300_000);
}
