import { expect } from '@jest/globals';
import type { Floor } from '../processes.js';
import { type Answered, followLog, midsOf, must, pour, share, tell, wishes } from './load.js';
import {
  answersAreKept,
  cancelAll,
  decisionsOf,
  holdsAreContinuous,
  positionsNow,
  sumsAreExact,
  verdictsFollow,
} from './verify.js';
import { setting } from '../factories/setting.js';

/** After so many orders everything at rest is canceled: what rests would soon hold every limit, and nothing more would be accepted. */
const ORDERS_A_STRETCH = 2000;

/** Random orders, 64 at a time, to two APIs; everything is canceled; then every figure and verdict is computed again, one by one. */
export async function judgeRandomOrders(floor: Floor, count: number, seed: number): Promise<void> {
  const urls = floor.apis.map(({ url }) => url);
  const [url = ''] = urls;
  await must(url, 'PUT', '/api/risk/limits', {
    max_orders_per_second: 1_000_000,
    max_orders_per_burst: 10_000_000,
    max_same_orders: null,
    max_open_orders: null,
  });
  const prefix = `oracle-${Date.now()}`;
  const log = await followLog(setting('REDIS_URL'));
  const before = await positionsNow(url);
  const startedAt = Date.now();
  const orders = wishes(prefix, count, seed, await midsOf(url));
  const answers: Answered[] = [];
  for (let from = 0; from < count; from += ORDERS_A_STRETCH) {
    answers.push(...(await pour(urls, orders.slice(from, from + ORDERS_A_STRETCH), 64)));
    await cancelAll(url);
  }
  const seconds = (Date.now() - startedAt) / 1000;
  const events = await log.stop();

  tell({ orders: answers.length, seconds, answers: share(answers) });
  expect(answers.filter(({ status }) => ![201, 403].includes(status))).toEqual([]);
  const accepted = answers.filter(({ status }) => status === 201).length;
  expect(accepted).toBeGreaterThan(count / 20);
  expect(answers.length - accepted).toBeGreaterThan(count / 20);
  const { fills } = await sumsAreExact(url);
  expect(fills).toBeGreaterThan(0);
  const rows = await decisionsOf(prefix);
  expect(rows.length).toBe(count);
  answersAreKept(answers, rows);
  await verdictsFollow(rows);
  expect(holdsAreContinuous(events, before)).toBe(count);
}
