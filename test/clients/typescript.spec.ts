import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { jest } from '@jest/globals';
import {
  Breakwater,
  type LiveMessage,
  NoAnswerError,
  OutcomeUnknownError,
  ProblemError,
  RefusedError,
} from '../../clients/typescript/dist/index.js';
import { type Breakwater as Running, startBreakwater } from '../e2e/breakwater.js';
import { until } from '../processes.js';
import { type Line, openLine } from './line.js';

jest.setTimeout(60_000);
const PACKAGE = resolve('clients/typescript');

let running: Running;
let line: Line;
let client: Breakwater;
let rate: number;
const resting = { symbol: 'SPY', side: 'BUY', quantity: 1, price: '440', order_type: 'LIMIT' } as const;

beforeAll(async () => {
  running = await startBreakwater();
  line = await openLine(running.url);
  client = new Breakwater({ url: line.url });
  rate = (await client.api.getLimits()).max_orders_per_second;
  await client.api.changeLimits({ body: { max_orders_per_second: 1000, max_same_orders: null } });
  await client.api.setPaperQuote({ path: { symbol: 'SPY' }, body: { bid: 450, ask: '450.01', frozen: true } });
});
afterAll(async () => {
  await client?.api.changeLimits({ body: { max_orders_per_second: rate } });
  await line?.close();
  await running?.stop();
});

const failure = async (call: Promise<unknown>): Promise<unknown> => {
  try {
    await call;
  } catch (error) {
    return error;
  }
  throw new Error('it did not fail');
};

/** The first message of this order or breaker in this state; the test's limit is the limit. */
async function told(live: AsyncGenerator<LiveMessage, void>, good: (message: LiveMessage) => boolean): Promise<LiveMessage> {
  for (;;) {
    const { value, done } = await live.next();
    if (done) throw new Error('the messages have ended');
    if (good(value)) return value;
  }
}

describe('the TypeScript client', () => {
  test('(13.2) submits an order under an id that it makes, and cancels it', async () => {
    const accepted = await client.submit(resting);
    expect(accepted).toMatchObject({ status: 'PENDING_SUBMIT', client_order_id: expect.stringMatching(/^ts-/) });
    expect(await client.cancel(accepted.order_id)).toMatchObject({ cancel_requested: true });
    const { orders } = await client.cancelAll({ symbol: 'MSFT' });
    expect(orders).toEqual([]);
  });

  test('(13.2) throws a refusal with its code and every reason', async () => {
    const error = await failure(client.submit({ ...resting, quantity: 100 }));
    expect(error).toBeInstanceOf(RefusedError);
    const { code, status, violations, problem } = error as RefusedError;
    expect({ code, status }).toEqual({ code: 'ORDER_SIZE_EXCEEDED', status: 403 });
    expect(violations.length).toBeGreaterThan(1);
    const decision = await client.api.getDecision({ path: { id: problem.decision_id ?? '' } });
    expect(decision).toMatchObject({ accepted: false });
  });

  test('(13.2) throws what is malformed as a problem that names the field', async () => {
    const error = await failure(client.submit({ ...resting, quantity: '1.123456789' }));
    expect(error).toBeInstanceOf(ProblemError);
    expect(error).not.toBeInstanceOf(RefusedError);
    expect(error).toMatchObject({ code: 'REQUEST_INVALID', violations: [{ field: 'quantity' }] });
  });

  test('(13.2) says what a check would say, and the largest quantity that would pass', async () => {
    expect(await client.check({ ...resting, quantity: 100 })).toMatchObject({ accepted: false, max_quantity: 2 });
    expect(await client.check(resting)).toMatchObject({ accepted: true });
  });

  test('(13.2) trips a breaker, meets it, and resets it', async () => {
    const { breaker_id } = await client.trip({ scope: 'symbol:SPY', reason: 'a test of the client' });
    expect(await failure(client.submit(resting))).toMatchObject({ code: 'CIRCUIT_BREAKER_OPEN' });
    expect(await failure(client.trip({ scope: 'symbol:SPY', reason: 'again' }))).toMatchObject({ code: 'BREAKER_ALREADY_OPEN' });
    let reset = await failure(client.reset({ breaker_id: 1e9 }));
    expect(reset).toMatchObject({ code: 'NOT_FOUND', status: 404 });
    // Until Temporal has answered in time the breaker is as it was.
    await until('the reset', 10_000, async () => {
      reset = await client.reset({ breaker_id, reason: 'the test is over' });
      return true;
    });
    expect(reset).toMatchObject({ active: false });
  });

  test('(13.2) an order whose answer was lost is sent again and let through once', async () => {
    line.loseAnswers(1);
    const { client_order_id, order_id } = await client.submit(resting);
    const { orders } = await client.api.listOrders({ query: { client_order_id } });
    expect(orders.map((order) => order.order_id)).toEqual([order_id]);
    line.loseAnswers(1);
    expect(await client.cancel(order_id)).toMatchObject({ order_id });
  });

  test('(13.2) a refusal whose answer was lost is thrown as the refusal that it was', async () => {
    line.loseAnswers(2);
    expect(await failure(client.submit({ ...resting, quantity: 100 }))).toMatchObject({ code: 'ORDER_SIZE_EXCEEDED' });
  });

  test('(13.2) an order that nobody answers ends as unknown, with what to send again', async () => {
    const impatient = new Breakwater({ url: line.url, settleMs: 300 });
    line.loseAnswers(1000);
    const error = await failure(impatient.submit(resting));
    line.loseAnswers(0);
    expect(error).toBeInstanceOf(OutcomeUnknownError);
    const { order } = error as OutcomeUnknownError;
    const { order_id } = await client.submit(order);
    const { orders } = await client.api.listOrders({ query: { client_order_id: order.client_order_id } });
    expect(orders.map((one) => one.order_id)).toEqual([order_id]);
    await client.cancel(order_id);
  });

  test('(13.2) what does not answer, and what is not Breakwater, is no answer', async () => {
    const error = await failure(new Breakwater({ url: 'http://127.0.0.1:9' }).api.getLimits());
    expect(error).toBeInstanceOf(NoAnswerError);
    expect(await failure(new Breakwater({ url: 'http://127.0.0.1:9' }).live().next())).toBeInstanceOf(NoAnswerError);
    expect(await failure(new Breakwater({ url: line.url, timeoutMs: 0 }).api.getLimits())).toBeInstanceOf(NoAnswerError);
  });

  test('(13.2) live messages go on after a broken connection where they stopped', async () => {
    const live = client.live({ types: ['ORDER_UPDATE', 'CIRCUIT_BREAKER'] });
    expect((await live.next()).value).toMatchObject({ type: 'SNAPSHOT' });
    const first = await client.submit(resting);
    const isOf = (id: string, status: string) => (message: LiveMessage) =>
      message.type === 'ORDER_UPDATE' && message.ref === id && message.data.status === status;
    await told(live, isOf(first.order_id, 'WORKING'));
    line.cut();
    const second = await new Breakwater({ url: running.url }).submit(resting);
    const resumed = (await live.next()).value as LiveMessage;
    expect(resumed.type).toBe('RESUMED');
    await told(live, isOf(second.order_id, 'PENDING_SUBMIT'));
    await client.cancelAll();
    await told(live, isOf(second.order_id, 'CANCELED'));
    await live.return();
  });

  test('(13.2) a signal ends the live messages at once', async () => {
    const stop = new AbortController();
    const live = client.live({ signal: stop.signal });
    await live.next();
    const types = new Set<string>();
    setTimeout(() => stop.abort(), 1500);
    for await (const { type } of live) types.add(type);
    expect(types).toContain('PNL_UPDATE');
  });

  test('(13.2) the package holds what it needs and nothing else, and its program trades', () => {
    const place = mkdtempSync(resolve('.local', 'client-'));
    try {
      const packed = execFileSync('npm', ['pack', '--json', '--pack-destination', place], { cwd: PACKAGE, stdio: 'pipe' });
      const [{ files }] = JSON.parse(packed.toString()) as [{ files: { path: string }[] }];
      const other = files.map(({ path }) => path).filter((path) => !/^dist\/.*\.(js|d\.ts)$/.test(path));
      expect(other.sort()).toEqual(['LICENSE', 'README.md', 'package.json']);
      const [archive = ''] = readdirSync(place);
      const target = join(place, 'node_modules', 'breakwater-client');
      mkdirSync(target, { recursive: true });
      execFileSync('tar', ['-xzf', join(place, archive), '-C', target, '--strip-components=1']);
      execFileSync('cp', [join(PACKAGE, 'examples', 'trade.mjs'), place]);
      const said = execFileSync('node', [join(place, 'trade.mjs'), running.url], { timeout: 20_000, stdio: 'pipe' });
      expect(said.toString()).toContain('FILLED 1 of 1 SPY');
    } finally {
      rmSync(place, { recursive: true, force: true });
    }
  });
});
