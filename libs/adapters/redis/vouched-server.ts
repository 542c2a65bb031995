import type { Redis } from 'ioredis';

/**
 * Redis may come back with an older file than it went with. So whoever brings live state up compares it with PostgreSQL and then vouches for
 * that run of the server, by its run id; until then no process lets an order through (`RedisLiveState.trusted`).
 */
export async function runIdOf(redis: Redis): Promise<string> {
  const runId = /^run_id:(\w+)/m.exec(await redis.info('server'))?.[1];
  if (!runId) throw new Error('Redis does not tell its run id (INFO server)');
  return runId;
}

export async function vouchFor(redis: Redis, runId: string): Promise<void> {
  await redis.hset('bw:control', 'server', runId);
}

export async function isVouchedFor(redis: Redis): Promise<boolean> {
  const [runId, vouched] = await Promise.all([runIdOf(redis), redis.hget('bw:control', 'server')]);
  return runId === vouched;
}
