import { connectRedis, untilReady } from '#adapters/redis/connection.js';
import { OtherFormatError, READY, retireOtherFormat } from '#adapters/redis/live-format.js';
import { isIntact, newestLogId } from '#adapters/redis/rebuild.js';
import type { ScriptedRedis } from '#adapters/redis/scripts.js';

let redis: ScriptedRedis;
beforeEach(async () => {
  redis = connectRedis((process.env['REDIS_URL'] ?? '').replace(/\/\d*$/, '/9'), 'live-format');
  await untilReady(redis, 5000);
  await redis.del('bw:control', 'bw:log');
});
afterEach(() => redis.disconnect());

const entry = (id: string) => redis.xadd('bw:log', id, 't', 'SOMETHING ELSE');

test("another build's live state is not judged by: orders are refused, and it counts as not there", async () => {
  await redis.hset('bw:control', { 'ready:1': 1, tick_us: Date.now() * 1000, relayed_us: Date.now() * 1000 });
  expect(await redis.bwReserve('a', 'AAA', 'B', '1', '1', 'L', 'DAY', 'n', 'n', 'n', 'h', '0')).toMatch(/^STATE_UNAVAILABLE/);
  expect(await isIntact(redis, '0-0')).toBe(false);
  await redis.hset('bw:control', READY, 1);
  expect(await isIntact(redis, '0-0')).toBe(true);
});

test.each(['ready', 'ready:1', 'ready:99'])(
  'live state of the format %s is replaced only when PostgreSQL has all of its log',
  async (field) => {
    await redis.hset('bw:control', field, 1);
    await entry('5-0');
    await entry('7-0');
    const refused = retireOtherFormat(redis, '5-0');
    await expect(refused).rejects.toThrow(OtherFormatError);
    await expect(refused).rejects.toThrow(`(${field}, this one has ${READY}), and PostgreSQL has its log only up to 5-0 of 7-0`);
    expect(await redis.xlen('bw:log')).toBe(2);
    expect(await redis.hkeys('bw:control')).toEqual([field]);
    await expect(retireOtherFormat(redis, '7-0')).resolves.toBeUndefined();
    expect(await redis.hkeys('bw:control')).toEqual([]); // Its own build takes no more orders either.
  },
);

test('what is of this format, or was emptied, may be written anew whatever is in the log', async () => {
  await entry('7-0');
  await expect(retireOtherFormat(redis, '5-0')).resolves.toBeUndefined();
  await redis.hset('bw:control', READY, 1);
  await expect(retireOtherFormat(redis, '5-0')).resolves.toBeUndefined();
  expect(await redis.hkeys('bw:control')).toEqual([READY]);
});

test('a log that cannot be read is not taken for an empty one', async () => {
  expect(await newestLogId(redis)).toBe('0-0');
  await redis.set('bw:log', 'no stream');
  await expect(newestLogId(redis)).rejects.toThrow('WRONGTYPE');
});
