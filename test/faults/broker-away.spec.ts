/** The broker away for ten minutes, with a trip that cancels in the middle: what was accepted before the trip must never reach the broker after it. */
import { jest } from '@jest/globals';
import { type Floor, sleep, startFloor, until } from '../processes.js';
import { type Answered, midsOf, must, pour, share, tell, wishes } from './load.js';
import {
  answersAreKept,
  cancelAll,
  decisionsOf,
  openSecondAccount,
  sumsAreExact,
  verdictsFollow,
  withPostgres,
} from './verify.js';

/** `BROKER_AWAY_SECONDS=20` for a quick look. */
const AWAY_MS = 1000 * Number(process.env['BROKER_AWAY_SECONDS'] ?? 600);
jest.setTimeout(AWAY_MS + 240_000);
let floor: Floor;
let urls: string[];
let url: string;
let accounts: string[];
beforeAll(async () => {
  floor = await startFloor();
  urls = floor.apis.map((api) => api.url);
  url = urls[0] ?? '';
  await must(url, 'PUT', '/api/risk/limits', {
    max_orders_per_second: 1_000_000,
    max_orders_per_burst: 10_000_000,
    max_same_orders: null,
    max_open_orders: null,
  });
  accounts = ['default', await openSecondAccount(url)];
  await cancelAll(url);
}, 120_000);
afterAll(() => floor?.stop());

const table = (from: string, to: string) => withPostgres((client) => client.query(`ALTER TABLE ${from} RENAME TO ${to}`));

test('(12.23) the broker away over a trip with cancel_orders: not one order reaches it after the trip, and every hold is free', async () => {
  const prefix = `away-${Date.now()}`;
  const answers: Answered[] = [];
  let over = false;
  let breaker: unknown;
  await table('paper_orders', 'paper_orders_away');
  try {
    await sleep(1000);
    const load = pour(urls, wishes(prefix, 200_000, 31, await midsOf(url), accounts), 2, { goOn: () => !over, answers });
    await sleep(AWAY_MS / 2);
    const waiting = Number((await must(url, 'GET', '/api/accounts'))['open_orders']);
    expect(waiting).toBeGreaterThan(5);
    const trip = { scope: 'firm', mode: 'halt', cancel_orders: true, reason: 'the broker is away' };
    ({ breaker_id: breaker } = await must(url, 'POST', '/api/risk/circuit-breaker/trip', trip));
    const tripped = answers.length;
    await sleep(AWAY_MS / 2);
    over = true;
    await load;
    // Two lanes may have had an answer on its way when the trip was answered.
    expect(share(answers.slice(tripped + 2))).toEqual({ '403 CIRCUIT_BREAKER_OPEN': answers.length - tripped - 2 });
    tell({ away_ms: AWAY_MS, waiting, orders: answers.length, answers: share(answers) });
  } finally {
    over = true;
    await table('paper_orders_away', 'paper_orders');
  }
  await until('nothing is open', 60_000, async () => (await must(url, 'GET', '/api/accounts'))['open_orders'] === 0);
  await cancelAll(url);
  const rows = await decisionsOf(prefix);
  const accepted = rows.filter((row) => row.accepted);
  const reached = await withPostgres(async (client) => {
    const ids = accepted.map(({ order_id }) => order_id);
    return (await client.query('SELECT order_id FROM paper_orders WHERE order_id = ANY ($1)', [ids])).rows;
  });
  expect(reached).toEqual([]);
  expect(accepted.filter(({ status }) => status !== 'CANCELED')).toEqual([]);
  await sumsAreExact(url, accounts);
  answersAreKept(answers, rows);
  await verdictsFollow(rows);
  await must(url, 'POST', '/api/risk/circuit-breaker/reset', { breaker_id: breaker, reason: 'the broker is back' });
});
