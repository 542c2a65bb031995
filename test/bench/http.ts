/** POST /api/order, journal and relay included, against an empty route of the same framework and one that only does a grouped append. */
import { readFileSync } from 'node:fs';
import { Agent, request } from 'node:http';
import autocannon from 'autocannon';
import type { Redis } from 'ioredis';
import type { OrderRequest } from '#core/model/order.js';
import { call, caughtUp, cpuOf, EMPTY_PORT, ordersKept, p50, resting, ROUNDS, servicePids, sleep, tooLarge } from './bench.js';
import { median } from '../percentile.js';

const SECONDS = 4;
const ALONE = 2000;
const json = (order: OrderRequest, quantity: number, price: number) =>
  JSON.stringify({ client_order_id: order.client_order_id, symbol: 'AAPL', side: 'BUY', quantity, price, order_type: 'LIMIT' });
export const restingBody = () => json(resting(), 0.00001, 1);
export const tooLargeBody = () => json(tooLarge(), 100, 175);

interface Load {
  amount?: number;
  seconds?: number;
  path?: string;
  /** Open loop: requests a second, each timed from the moment at which it should have left. */
  perSecond?: number;
}

/** Every answer must have this status: a figure that counts other answers is no figure. */
export async function load(
  port: number,
  body: () => string,
  status: number,
  { amount, seconds = SECONDS, path, perSecond }: Load = {},
) {
  let other = '';
  const result = await autocannon({
    url: `http://127.0.0.1:${port}${path ?? '/api/order'}`,
    connections: 64,
    ...(amount ? { amount } : { duration: seconds }),
    ...(perSecond ? { overallRate: perSecond } : {}),
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    requests: [
      {
        setupRequest: (r) => ({ ...r, body: body() }),
        onResponse: (code, text) => {
          if (code !== status) other = text;
        },
      },
    ],
  });
  const others = Object.entries(result.statusCodeStats ?? {}).filter(([code]) => Number(code) !== status);
  if (others.length > 0 || result.errors > 0)
    throw new Error(`not only ${status}: ${JSON.stringify(others)}, ${result.errors} errors; the last one: ${other}`);
  return result;
}

const agent = new Agent({ keepAlive: true, maxSockets: 1 });
function post(port: number, body: string, status: number, path = '/api/order'): Promise<void> {
  return new Promise((resolve, reject) => {
    const headers = { 'content-type': 'application/json', 'content-length': Buffer.byteLength(body) };
    const r = request({ port, host: '127.0.0.1', path, method: 'POST', agent, headers }, (answer) => {
      answer.resume();
      answer.once('end', () => (answer.statusCode === status ? resolve() : reject(new Error(`status ${answer.statusCode}`))));
    });
    r.once('error', reject);
    r.end(body);
  });
}

/** Runs a load and tells what each process spent on one order, in microseconds of CPU, from its start until the relay has caught up. */
async function budget(port: number, processes: Record<string, number>, run: () => Promise<autocannon.Result>) {
  const everyProcess = { ...processes, load: process.pid };
  const before = cpuOf(everyProcess);
  const result = await run();
  const loaded = cpuOf(everyProcess);
  const drained = await caughtUp(port);
  const after = cpuOf(everyProcess);
  const each = (name: string, until: Record<string, number>) =>
    (((until[name] ?? 0) - (before[name] ?? 0)) * 1e6) / Math.max(result.requests.total, 1);
  const names = Object.keys(processes);
  return {
    per_second: result.requests.average,
    drained_after_ms: drained,
    cpu_us_an_order: Object.fromEntries([
      ['load', each('load', loaded)],
      ...names.map((name) => [name, each(name, after)]),
    ]) as Record<string, number>,
  };
}

interface Round {
  empty: number;
  append: number;
  refused: Awaited<ReturnType<typeof budget>>;
  accepted: Awaited<ReturnType<typeof budget>>;
}

/** `pids` names the processes of that installation: the API, the worker, and the gate when it has one of its own. */
export async function http(redis: Redis, port: number, pids: Record<string, number>) {
  const processes = { ...pids, ...(await servicePids(redis)) };
  await load(EMPTY_PORT, tooLargeBody, 201);
  await load(port, tooLargeBody, 403);
  await load(port, restingBody, 201);
  await cancelAll(port);
  const rounds: Round[] = [];
  for (let i = 0; i < ROUNDS; i += 1) {
    const empty = (await load(EMPTY_PORT, tooLargeBody, 201)).requests.average;
    const append = (await load(EMPTY_PORT, restingBody, 201, { path: '/api/append' })).requests.average;
    const refused = await budget(port, processes, () => load(port, tooLargeBody, 403));
    const accepted = await budget(port, processes, () => load(port, restingBody, 201));
    rounds.push({ empty, append, refused, accepted });
    await cancelAll(port);
  }
  const alone = await aloneOf(port, pids['worker'] ?? 0);
  await cancelAll(port);
  const half = median(rounds.map((r) => r.accepted.per_second)) / 2;
  const { latency } = await load(port, restingBody, 201, { perSecond: Math.round(half) });
  await cancelAll(port);
  const last = rounds.at(-1);
  const of = (pick: (round: Round) => number) => median(rounds.map(pick));
  return {
    empty: of((r) => r.empty),
    append: of((r) => r.append),
    ratio_append: of((r) => r.append / r.empty),
    refused: of((r) => r.refused.per_second),
    accepted: of((r) => r.accepted.per_second),
    ratio_refused: of((r) => r.refused.per_second / r.empty),
    ratio_accepted: of((r) => r.accepted.per_second / r.empty),
    cpu_refused: last?.refused.cpu_us_an_order ?? {},
    cpu_accepted: last?.accepted.cpu_us_an_order ?? {},
    drained_after_ms: of((r) => r.accepted.drained_after_ms),
    alone,
    half_load: { per_second: Math.round(half), p50_ms: latency.p50, p99_ms: latency.p99, p99_9_ms: latency.p99_9 },
  };
}

/** With the worker held still: neither relay, desk nor exchange competes for the cores and the disk. */
async function held<T>(worker: number, work: () => Promise<T>): Promise<T> {
  process.kill(worker, 'SIGSTOP');
  try {
    return await work();
  } finally {
    process.kill(worker, 'SIGCONT');
  }
}

/** One order at a time, in rounds that alternate with the yardsticks; p50 in milliseconds. */
async function aloneOf(port: number, worker: number) {
  const rounds: { empty: number; append: number; refused: number; accepted: number; held: number }[] = [];
  for (let i = 0; i < ROUNDS; i += 1)
    rounds.push({
      empty: await p50(() => post(EMPTY_PORT, tooLargeBody(), 201), ALONE / ROUNDS),
      append: await p50(() => post(EMPTY_PORT, restingBody(), 201, '/api/append'), ALONE / ROUNDS),
      refused: await p50(() => post(port, tooLargeBody(), 403), ALONE / ROUNDS),
      accepted: await p50(() => post(port, restingBody(), 201), ALONE / ROUNDS),
      held: await held(worker, () => p50(() => post(port, restingBody(), 201), ALONE / ROUNDS)),
    });
  agent.destroy();
  const of = (pick: (round: (typeof rounds)[number]) => number) => median(rounds.map(pick));
  return {
    empty: of((r) => r.empty),
    append: of((r) => r.append),
    refused: of((r) => r.refused),
    accepted: of((r) => r.accepted),
    held: of((r) => r.held),
    ratio: of((r) => r.accepted / r.append),
  };
}

/** Orders that rest are canceled between rounds, and waited for: tens of thousands of cancels would weigh on the next figure. Two minutes at most. */
export async function cancelAll(port: number): Promise<void> {
  await call('DELETE', '/api/orders?account=default', undefined, port);
  const deadline = Date.now() + 120_000;
  while (Number((await call('GET', '/api/accounts', undefined, port))['open_orders']) > 0) {
    if (Date.now() > deadline) throw new Error('the orders of the last round are not canceled after two minutes');
    await sleep(200);
  }
  await caughtUp(port);
}

/** Resident memory as the run goes on: it must be flat after its first part. Every order must be in PostgreSQL at the end. */
export async function memory(redis: Redis, port: number, pids: Record<string, number>, orders: number) {
  const marks: Record<string, number>[] = [];
  const kept = await ordersKept();
  const step = orders / 10;
  for (let done = 0; done <= orders; done += step) {
    if (done > 0) await load(port, tooLargeBody, 403, { amount: step });
    await caughtUp(port);
    const used = Number(/used_memory:(\d+)/.exec(await redis.info('memory'))?.[1] ?? 0);
    marks.push({ orders: done, ...residentMb(pids), redis: Math.round(used / 1e6) });
  }
  const added = (await ordersKept()) - kept;
  if (added !== orders) throw new Error(`${orders} orders were answered, PostgreSQL has ${added} of them`);
  return marks;
}

function residentMb(pids: Record<string, number>): Record<string, number> {
  const of = (pid: number) =>
    Math.round(Number(/VmRSS:\s+(\d+)/.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1] ?? 0) / 1000);
  return Object.fromEntries(Object.entries(pids).map(([name, pid]) => [name, of(pid)]));
}
