import { jest } from '@jest/globals';
import { type Floor, startFloor } from '../processes.js';
import { followLog, midsOf, must, pour, share, wishes } from './load.js';
import {
  answersAreKept,
  cancelAll,
  decisionsOf,
  holdsAreContinuous,
  positionsNow,
  setting,
  sumsAreExact,
  verdictsFollow,
} from './verify.js';

const ORDERS = 20_000;

jest.setTimeout(300_000);
let floor: Floor;
beforeAll(async () => {
  floor = await startFloor();
});
afterAll(() => floor?.stop());

test('twenty thousand random orders from two APIs are judged as a sequential oracle judges them', async () => {
  const urls = floor.apis.map(({ url }) => url);
  const [url = ''] = urls;
  await must(url, 'PUT', '/api/risk/limits', { max_orders_per_second: 1_000_000, max_orders_per_burst: 10_000_000 });
  const prefix = `oracle-${Date.now()}`;
  const log = await followLog(setting('REDIS_URL'));
  const before = await positionsNow();
  const startedAt = Date.now();
  const answers = await pour(urls, wishes(prefix, ORDERS, 7, await midsOf(url)), 64);
  const seconds = (Date.now() - startedAt) / 1000;
  await cancelAll(url);
  const events = await log.stop();

  console.info(JSON.stringify({ orders: answers.length, seconds, answers: share(answers) }));
  expect(answers.filter(({ status }) => ![201, 403].includes(status))).toEqual([]);
  const accepted = answers.filter(({ status }) => status === 201).length;
  expect(accepted).toBeGreaterThan(ORDERS / 20);
  expect(answers.length - accepted).toBeGreaterThan(ORDERS / 20);
  const { fills } = await sumsAreExact(url);
  expect(fills).toBeGreaterThan(0);
  const rows = await decisionsOf(prefix);
  expect(rows.length).toBe(ORDERS);
  answersAreKept(answers, rows);
  await verdictsFollow(rows);
  expect(holdsAreContinuous(events, before)).toBe(ORDERS);
});
