import { connectRedis, untilReady } from '#adapters/redis/connection.js';
import { RedisLiveState } from '#adapters/redis/live-state.js';
import type { ScriptedRedis } from '#adapters/redis/scripts.js';
import { runIdOf, vouchFor } from '#adapters/redis/vouched-server.js';
import { anOrder } from '../factories/log-events.js';

let redis: ScriptedRedis;
beforeEach(async () => {
  const url = (process.env['REDIS_URL'] ?? '').replace(/\/\d*$/, '/8');
  redis = connectRedis(url, 'vouched');
  await untilReady(redis, 5000);
  await redis.del('bw:control');
});
afterEach(() => redis.disconnect());

const asked = async (state: RedisLiveState) =>
  state.reserve(anOrder(1), 'hash').catch((error: unknown) => (error instanceof Error ? error.message : String(error)));

test('no order is let through on a run of Redis that nobody compared with PostgreSQL', async () => {
  await vouchFor(redis, 'the run before');
  const state = new RedisLiveState(redis);
  await new Promise((resolve) => setTimeout(resolve, 300));
  expect(await asked(state)).toContain('being compared with PostgreSQL');
  await vouchFor(redis, await runIdOf(redis));
  await new Promise((resolve) => setTimeout(resolve, 300));
  expect(await asked(state)).toContain('live state is being rebuilt'); // The script's word: the order got there.
});

test('a lost connection takes the trust away until the run is seen again', async () => {
  await vouchFor(redis, await runIdOf(redis));
  const state = new RedisLiveState(redis);
  await new Promise((resolve) => setTimeout(resolve, 200));
  expect(state.trusted).toBe(true);
  const again = new Promise((resolve) => redis.once('ready', resolve));
  const closed = new Promise((resolve) => redis.once('close', resolve));
  redis.disconnect(true);
  await closed;
  expect(state.trusted).toBe(false);
  await again;
  await new Promise((resolve) => setTimeout(resolve, 200));
  expect(state.trusted).toBe(true);
});
