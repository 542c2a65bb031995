import { jest } from '@jest/globals';
import { Redis } from 'ioredis';
import { type ScratchDatabase, scratchDatabase } from '../factories/scratch-database.js';
import { judgeRandomOrders } from '../faults/oracle.js';
import { setting } from '../faults/verify.js';
import { type Floor, startFloor } from '../processes.js';

jest.setTimeout(90_000);
let floor: Floor | undefined;
let scratch: ScratchDatabase | undefined;

/** A database of PostgreSQL and one of Redis for itself: it moves limits and positions that other tests count on. */
beforeAll(async () => {
  scratch = await scratchDatabase(false);
  const [admin, own] = [new URL(setting('REDIS_ADMIN_URL')), new URL(setting('REDIS_URL'))];
  admin.pathname = own.pathname = '/2';
  const redis = new Redis(admin.href);
  await redis.flushdb();
  redis.disconnect();
  process.env['DATABASE_URL'] = scratch.url;
  process.env['REDIS_URL'] = own.href;
  floor = await startFloor();
});
afterAll(async () => {
  await floor?.stop();
  await scratch?.drop();
});

test('two thousand random orders from two APIs are judged as a sequential oracle judges them', async () => {
  if (!floor) throw new Error('Breakwater did not start');
  await judgeRandomOrders(floor, 2000, 3);
});
