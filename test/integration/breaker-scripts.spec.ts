/** The scripts behind breakers, monitor and end of day, on real Redis; who may write what, and that twice is once. */
import { Redis } from 'ioredis';
import { RedisConfigActivation } from '#adapters/redis/config-in-force.js';
import { connectRedis, untilReady } from '#adapters/redis/connection.js';
import { RedisEventLog } from '#adapters/redis/event-log.js';
import { RedisLiveBook } from '#adapters/redis/live-book.js';
import { READY } from '#adapters/redis/live-format.js';
import type { ScriptedRedis } from '#adapters/redis/scripts.js';
import { underLease } from '#core/lease.js';
import type { LogEvent } from '#core/gate/event.js';
import { BreakerCausePersistsError, type Trip } from '#core/ports/live-book.js';

const DAY = '2026-03-02';
let redis: ScriptedRedis;
let reads: ScriptedRedis;
let admin: Redis;
let book: RedisLiveBook;
let fence: string;

beforeAll(async () => {
  const address = (name: string) => {
    const url = new URL(process.env[name] ?? '');
    url.pathname = '/3';
    return url.href;
  };
  redis = connectRedis(address('REDIS_URL'), 'test');
  reads = connectRedis(address('REDIS_URL'), 'test-reads', { blocking: true });
  admin = new Redis(address('REDIS_ADMIN_URL'));
  await Promise.all([untilReady(redis, 10_000), untilReady(reads, 10_000)]);
});
afterAll(async () => {
  await admin.flushdb();
  for (const connection of [redis, reads, admin]) connection.disconnect();
});

/** An account with 100,000 dollars, ten AAA bought at 100, a loss limit of 500, AAA at `price`. */
beforeEach(async () => {
  await admin.flushdb();
  book = new RedisLiveBook(redis);
  fence = (await book.lease('one', 60_000)) ?? '';
  await redis.sadd('bw:accounts', 'a');
  await redis.hset('bw:account:a', { cash: 99_000_000_000, value: 1_000_000_000, gross: 1_000_000_000, day: DAY });
  await redis.hset('bw:account:a', { day_start: 100_000_000_000, moved: 0, realized: 0, fees: 0, peak: 100_000_000_000 });
  await redis.hset('bw:position:a:AAA', {
    quantity: 1_000_000_000,
    value: 1_000_000_000,
    cost: 1_000_000_000,
    exposure: 1_000_000_000,
  });
  await redis.sadd('bw:holders:AAA', 'a');
  await redis.hset('bw:control', { [READY]: 1, config_version: 1, burst_us: 1e7, loss_limit: 500_000_000, slippage_bps: 10 });
  await redis.hset('bw:control', { relayed_us: Date.now() * 1000 + 60e6 });
  await mark(100);
});

const mark = (price: number, symbol = 'AAA') => redis.bwMark(fence, DAY, '0', symbol, price * 1e6, price * 1e6, '0', '1');
const tick = () => book.tick(fence, DAY, 'one', ['AAA', 'BBB']);
const reserve = () => redis.bwReserve('a', 'BBB', 'B', '100000000', '1000000', 'L', 'DAY', 'n', 'n', 'n', 'h', '1');
const events = async (): Promise<LogEvent[]> => new RedisEventLog(reads, redis).read('0', 1000, 1);
const kinds = async () => (await events()).map(({ type }) => type);
const trip = (change: Partial<Trip> = {}) =>
  book.trip({ scope: 'account:a', mode: 'halt', actor: 'dev', reason: 'a drill', source: 'api', expires_in_ms: null, ...change });
const close = (breaker_id: number, how: 'ask' | 'force' | 'expire' = 'ask') =>
  book.close({ breaker_id, actor: 'boss', reason: 'over', source: 'cli', how });

test('a tick values anew, finds no difference, and is journaled with the day', async () => {
  await mark(101);
  expect(await tick()).toMatchObject({ accounts: 1, drift: 0, stale_symbols: [] });
  const [last] = (await events()).slice(-1);
  expect(last).toMatchObject({
    type: 'MARKED',
    quotes: [],
    days: [{ account: 'a', position_value: 1_010_000_000, total_pnl: 10_000_000 }],
  });
  expect(await book.monitor()).toMatchObject({ holder: 'one', fence, ticks: 1, drift: 0 });
});

test('a sum that was wrong is found and set right, and the loss is watched by the right one', async () => {
  await redis.hset('bw:account:a', { value: 2_000_000_000, gross: 5 });
  await redis.hset('bw:quote:AAA', { bid: 40_000_000, ask: 40_000_000 });
  expect(await tick()).toMatchObject({ drift: 2 });
  expect(await tick()).toMatchObject({ drift: 0 });
  expect(await redis.hmget('bw:account:a', 'value', 'gross')).toEqual(['400000000', '400000000']);
  expect(await book.breakers()).toMatchObject([{ scope: 'account:a', trigger_type: 'DAILY_LOSS', trigger_value: 600_000_000 }]);
});

test('a dead monitor refuses within fifteen seconds although marks still come', async () => {
  await tick();
  expect(await reserve()).toMatch(/^OK/);
  await redis.hincrby('bw:control', 'tick_us', -15_100_000); // As if the last tick were that long ago.
  await mark(100);
  expect(await reserve()).toMatch(/^PNL_STALE/);
});

test('a dead feed refuses although the monitor still ticks, and only what is held counts', async () => {
  await redis.hincrby('bw:quote:AAA', 'at_us', -15_100_000);
  expect(await tick()).toMatchObject({ stale_symbols: ['AAA'] });
  expect(await reserve()).toMatch(/^PNL_STALE/);
  await mark(100);
  await redis.hset('bw:quote:BBB', { bid: 1, ask: 1, at_us: 0 });
  expect(await tick()).toMatchObject({ stale_symbols: [] });
  expect(await reserve()).toMatch(/^OK/);
});

test('a process that was frozen and lost its lease can no longer tick', async () => {
  const before = await redis.hgetall('bw:control');
  await expect(book.tick('0', DAY, 'two', ['AAA'])).rejects.toThrow('lost the lease');
  expect(await redis.hgetall('bw:control')).toEqual(before);
});

test('two causes are one episode: the stricter mode holds, a loss is noted once, and a pause loses its end', async () => {
  const first = await trip({ mode: 'reduce_only', expires_in_ms: 60_000 });
  expect(first).toMatchObject({ opened: true });
  await mark(50);
  await mark(49);
  await tick();
  expect(await kinds()).toEqual(['BREAKER_TRIPPED', 'BREAKER_CAUSE_ADDED', 'MARKED']);
  expect(await book.breakers()).toMatchObject([
    { breaker_id: first.breaker_id, mode: 'halt', trigger_type: 'COOLDOWN', expires_at_ms: null },
  ]);
  expect(await trip()).toEqual({ breaker_id: first.breaker_id, opened: false });
  for (let n = 0; n < 30; n += 1) await trip();
  expect((await kinds()).filter((kind) => kind === 'BREAKER_CAUSE_ADDED')).toHaveLength(20);
});

test('a pause may end only when its time is over', async () => {
  const { breaker_id } = await trip({ expires_in_ms: 60_000 });
  expect(await close(breaker_id, 'expire')).toBeNull();
  const entry = await redis.hget('bw:breakers', 'account:a');
  await redis.hset('bw:breakers', 'account:a', String(entry).replace(/\d+$/, String(Date.now() - 1)));
  expect(await close(breaker_id, 'expire')).toMatchObject({ breaker_id, tripped_again: null });
  const { breaker_id: other } = await trip();
  expect(await close(other, 'expire')).toBeNull();
});

test('a reset while the loss stands is refused; by force it opens again at once; twice is once', async () => {
  await mark(50);
  const [open] = await book.breakers();
  const id = open?.breaker_id ?? 0;
  await expect(close(id)).rejects.toThrow(BreakerCausePersistsError);
  await expect(close(id)).rejects.toThrow('the daily loss is still $500.00, at or beyond its limit of $500.00');
  expect(await close(id, 'force')).toMatchObject({ breaker_id: id, tripped_again: id + 1 });
  expect(await close(id, 'force')).toBeNull();
  await mark(100);
  expect(await close(id + 1)).toMatchObject({ tripped_again: null });
  expect((await events()).filter(({ type }) => type === 'BREAKER_RESET')).toMatchObject([
    { source: 'cli' },
    { breaker_id: id + 1 },
  ]);
});

test('a day is closed once; the next one opens at its equity, and what follows counts to it', async () => {
  await mark(90);
  expect(await book.closeDay(DAY, '2026-03-03')).toBe(1);
  expect(await book.closeDay(DAY, '2026-03-03')).toBe(0);
  await redis.bwMark(fence, DAY, '0', 'AAA', 80e6, 80e6, '0', '1');
  const closing = (await events()).filter(({ type }) => type === 'DAY_CLOSED' || type === 'DAY_STARTED');
  expect(closing).toMatchObject([
    { type: 'DAY_CLOSED', day: { date: DAY, total_pnl: -100_000_000 } },
    { type: 'DAY_STARTED', day: { date: '2026-03-03', total_pnl: 0, day_start_equity: 99_900_000_000 } },
  ]);
  expect(await book.day('a')).toMatchObject({ date: '2026-03-03', total_pnl: -100_000_000 });
});

test('a bad configuration is told once for each distinct fault, and again after it was good', async () => {
  const activation = new RedisConfigActivation(redis);
  const bad = { source: 'rules' as const, place: 'a.json', fault: 'is not JSON' };
  expect([await activation.reject(bad), await activation.reject(bad)]).toEqual([true, false]);
  expect(await activation.reject({ ...bad, fault: 'another' })).toBe(true);
  expect(await activation.rejected()).toEqual(['rules']);
  await activation.accept('rules');
  expect(await activation.rejected()).toEqual([]);
  expect(await activation.reject(bad)).toBe(true);
  expect((await events()).filter(({ type }) => type === 'CONFIG_REJECTED')).toHaveLength(3);
});

test('of two processes one works at a time, and the other goes on when it stops', async () => {
  const working: string[] = [];
  const stops = [new AbortController(), new AbortController()];
  const run = (name: string, stop: AbortController | undefined) =>
    underLease(book, 'relay', 900, (stop ?? new AbortController()).signal, async (signal) => {
      working.push(name);
      await new Promise<void>((resolve) => signal.addEventListener('abort', () => resolve()));
    });
  const first = run('first', stops[0]);
  await new Promise((resolve) => setTimeout(resolve, 100));
  const second = run('second', stops[1]);
  await new Promise((resolve) => setTimeout(resolve, 1500));
  expect(working).toEqual(['first']);
  stops[0]?.abort();
  await first;
  await new Promise((resolve) => setTimeout(resolve, 700));
  expect(working).toEqual(['first', 'second']);
  // A lease that somebody else holds now ends the work.
  await redis.set('bw:lease:relay', 'third', 'PX', 60_000);
  await new Promise((resolve) => setTimeout(resolve, 1200));
  stops[1]?.abort();
  await second;
  expect(await redis.get('bw:lease:relay')).toBe('third');
});
