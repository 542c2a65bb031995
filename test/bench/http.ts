/** POST /api/order, journal and relay included, against an empty route of the same framework. */
import { Agent, request } from 'node:http';
import autocannon from 'autocannon';
import type { ScriptedRedis } from '#adapters/redis/scripts.js';
import type { OrderRequest } from '#core/model/order.js';
import {
  API_PORT,
  call,
  caughtUp,
  cpuOf,
  EMPTY_PORT,
  median,
  ordersKept,
  p50,
  resting,
  ROUNDS,
  servicePids,
  sleep,
  tooLarge,
} from './bench.js';

const SECONDS = 5;
const json = (order: OrderRequest, quantity: number, price: number) =>
  JSON.stringify({ client_order_id: order.client_order_id, symbol: 'AAPL', side: 'BUY', quantity, price, order_type: 'LIMIT' });
const restingBody = () => json(resting(), 0.00001, 1);
const tooLargeBody = () => json(tooLarge(), 100, 175);

/** Every answer must have this status: a figure that counts other answers is no figure. */
async function load(
  port: number,
  body: () => string,
  status: number,
  amount?: number,
  path = '/api/order',
): Promise<autocannon.Result> {
  const result = await autocannon({
    url: `http://127.0.0.1:${port}${path}`,
    connections: 64,
    ...(amount ? { amount } : { duration: SECONDS }),
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    requests: [{ setupRequest: (r) => ({ ...r, body: body() }) }],
  });
  const others = Object.entries(result.statusCodeStats ?? {}).filter(([code]) => Number(code) !== status);
  if (others.length > 0 || result.errors > 0)
    throw new Error(`not only ${status}: ${JSON.stringify(others)}, ${result.errors} errors`);
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

/**
 * What the framework and the durable script alone carry, with the worker held still: no gate on this machine could be faster, whatever it decided.
 * Shorter than the 15 s after which the gate would refuse for want of marks.
 */
async function scriptOnly<T>(worker: number, run: () => Promise<T>): Promise<T> {
  process.kill(worker, 'SIGSTOP');
  try {
    return await run();
  } finally {
    await fetch(`http://127.0.0.1:${EMPTY_PORT}/api/reserve`, { method: 'DELETE' });
    process.kill(worker, 'SIGCONT');
    await caughtUp();
  }
}
const reserveLoad = () => load(EMPTY_PORT, restingBody, 201, undefined, '/api/reserve');

/** Runs a load and tells what each process spent on one order, in microseconds of CPU, from its start until the relay has caught up. */
async function budget(processes: Record<string, number>, run: () => Promise<autocannon.Result>) {
  const everyProcess = { ...processes, load: process.pid };
  const before = cpuOf(everyProcess);
  const result = await run();
  const loaded = cpuOf(everyProcess);
  const drained = await caughtUp();
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

export async function http(redis: ScriptedRedis, pids: { api: number; worker: number; empty: number }) {
  const services = await servicePids(redis);
  const processes = { api: pids.api, worker: pids.worker, ...services };
  await load(EMPTY_PORT, tooLargeBody, 201);
  await load(API_PORT, tooLargeBody, 403);
  await caughtUp(); // Orders of the load's last moment hold until their verdict; small ones beside them would be refused.
  await load(API_PORT, restingBody, 201);
  await caughtUp();
  const rounds = [];
  for (let i = 0; i < ROUNDS; i += 1) {
    const empty = (await load(EMPTY_PORT, tooLargeBody, 201)).requests.average;
    const script = (await scriptOnly(pids.worker, reserveLoad)).requests.average;
    const refused = await budget(processes, () => load(API_PORT, tooLargeBody, 403));
    const accepted = await budget(processes, () => load(API_PORT, restingBody, 201));
    rounds.push({ empty, script, refused, accepted });
    await cancelAll();
  }
  const alone = {
    empty: await p50(() => post(EMPTY_PORT, tooLargeBody(), 201), 3000),
    script: await scriptOnly(pids.worker, () => p50(() => post(EMPTY_PORT, restingBody(), 201, '/api/reserve'), 3000)),
    refused: await p50(() => post(API_PORT, tooLargeBody(), 403), 3000),
    accepted: await p50(() => post(API_PORT, restingBody(), 201), 3000),
  };
  agent.destroy();
  await cancelAll();
  const last = rounds.at(-1);
  return {
    empty: median(rounds.map((r) => r.empty)),
    script: median(rounds.map((r) => r.script)),
    ratio_script: median(rounds.map((r) => r.script / r.empty)),
    refused: median(rounds.map((r) => r.refused.per_second)),
    accepted: median(rounds.map((r) => r.accepted.per_second)),
    ratio_refused: median(rounds.map((r) => r.refused.per_second / r.empty)),
    ratio_accepted: median(rounds.map((r) => r.accepted.per_second / r.empty)),
    cpu_refused: last?.refused.cpu_us_an_order ?? {},
    cpu_accepted: last?.accepted.cpu_us_an_order ?? {},
    drained_after_ms: median(rounds.map((r) => r.accepted.drained_after_ms)),
    alone,
  };
}

/** Orders that rest are canceled between rounds, and waited for: tens of thousands of cancels would weigh on the next figure. Two minutes at most. */
async function cancelAll(): Promise<void> {
  await call('DELETE', '/api/orders?account=default');
  const deadline = Date.now() + 120_000;
  while (Number((await call('GET', '/api/accounts'))['open_orders']) > 0) {
    if (Date.now() > deadline) throw new Error('the orders of the last round are not canceled after two minutes');
    await sleep(200);
  }
  await caughtUp();
}

export async function memory(redis: ScriptedRedis) {
  const marks: { orders: number; api_mb: number; redis_mb: number }[] = [];
  const kept = await ordersKept();
  for (let orders = 0; orders <= 200_000; orders += 25_000) {
    if (orders > 0) await load(API_PORT, tooLargeBody, 403, 25_000);
    await caughtUp();
    const metrics = await (await fetch(`http://127.0.0.1:${API_PORT}/metrics`)).text();
    const api = Number(/^process_resident_memory_bytes (\S+)/m.exec(metrics)?.[1] ?? 0);
    const used = Number(/used_memory:(\d+)/.exec(await redis.info('memory'))?.[1] ?? 0);
    marks.push({ orders, api_mb: Math.round(api / 1e6), redis_mb: Math.round(used / 1e6) });
  }
  const added = (await ordersKept()) - kept;
  if (added !== 200_000) throw new Error(`200,000 orders were answered, PostgreSQL has ${added} of them`);
  return marks;
}
