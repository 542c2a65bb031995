/**
 * npm run bench: every figure beside its yardstick, in one run, in alternating rounds. A machine's figures move by a third from run to run; the
 * ratios are what counts. The load, the API, Redis, PostgreSQL and the worker share the machine's cores.
 */
import { type ChildProcess, spawn } from 'node:child_process';
import { mkdirSync, writeFileSync } from 'node:fs';
import { Agent, request } from 'node:http';
import { cpus } from 'node:os';
import autocannon from 'autocannon';
import { RedisInForce } from '#adapters/redis/config-in-force.js';
import { connectRedis, untilReady } from '#adapters/redis/connection.js';
import { RedisLiveState } from '#adapters/redis/live-state.js';
import type { ScriptedRedis } from '#adapters/redis/scripts.js';
import { CheckOrder } from '#core/check-order/check-order.js';
import { parseMoney, parseQuantity } from '#core/model/money.js';
import type { OrderRequest } from '#core/model/order.js';
import { compileRuleSet } from '#rules/compile.js';
import { loadRuleSet, parseRuleSet } from '#rules/load.js';
import { buildEngine, runEngine } from '#rules/reference.js';
import { sampleFacts } from '#rules/sample-facts.js';
import { fanOut } from './fan-out.js';

const API_PORT = 21690;
const EMPTY_PORT = 21691;
const ROUNDS = 3;
const children: ChildProcess[] = [];
const sleep = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms));
const median = (values: number[]) => [...values].sort((a, b) => a - b)[Math.floor(values.length / 2)] ?? 0;
let serial = 0;
const nextId = () => `bench-${process.pid}-${(serial += 1)}`;

function start(script: string, ...args: string[]): ChildProcess {
  const env = { ...process.env, NODE_OPTIONS: '', BREAKWATER_PORT: String(API_PORT), LOG_LEVEL: 'error' };
  const child = spawn(process.execPath, [script, ...args], { env, stdio: ['ignore', 'ignore', 'inherit'] });
  children.push(child);
  return child;
}

async function put(path: string, body: object): Promise<void> {
  const answer = await fetch(`http://127.0.0.1:${API_PORT}${path}`, {
    method: 'PUT',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(body),
  });
  if (!answer.ok) throw new Error(`${path}: ${await answer.text()}`);
}

async function bringUp(): Promise<void> {
  const migration = start('dist/apps/worker/migrate.js');
  await new Promise((resolve) => migration.once('exit', resolve));
  start('dist/apps/worker/main.js');
  start('dist/apps/api/main.js');
  start('dist/test/bench/empty-route.js', String(EMPTY_PORT));
  for (let i = 0; i < 300; i += 1) {
    const ready = await fetch(`http://127.0.0.1:${API_PORT}/health/ready`).catch(() => null);
    if (ready?.ok) {
      await put('/api/risk/limits', {
        max_orders_per_second: 1_000_000,
        max_orders_per_burst: 10_000_000,
        burst_window_seconds: 1,
      });
      return;
    }
    await sleep(100);
  }
  throw new Error('the API was not ready within 30 s');
}

/** Orders of this size rest far below the market: accepted, held, at the paper exchange, never filled. */
const resting = (): OrderRequest => ({
  ...{ account: 'default', client_order_id: nextId(), symbol: 'AAPL', side: 'BUY', order_type: 'LIMIT', time_in_force: 'DAY' },
  ...{ quantity: parseQuantity('0.00001'), price: parseMoney('1') },
});
/** Refused for its size: the same path, and the hold is voided. */
const tooLarge = (): OrderRequest => ({ ...resting(), quantity: parseQuantity(100), price: parseMoney(175) });

/** Calls a second of `work`, `inFlight` at a time, over `ms`. */
async function rate(work: () => Promise<unknown>, inFlight: number, ms: number): Promise<number> {
  let done = 0;
  const startedAt = performance.now();
  const one = async () => {
    while (performance.now() - startedAt < ms) {
      await work();
      done += 1;
    }
  };
  await Promise.all(Array.from({ length: inFlight }, one));
  return (done * 1000) / (performance.now() - startedAt);
}

async function p50(work: () => Promise<unknown>, times: number): Promise<number> {
  const taken: number[] = [];
  for (let i = 0; i < times; i += 1) {
    const startedAt = performance.now();
    await work();
    taken.push(performance.now() - startedAt);
  }
  return median(taken);
}

async function inProcess(redis: ScriptedRedis) {
  const check = new CheckOrder(
    new RedisLiveState(redis),
    new RedisInForce(redis, (document) => compileRuleSet(parseRuleSet(document))),
  );
  const held: string[] = [];
  const bare = () => {
    const id = `ord_${nextId().replaceAll('-', '')}`;
    held.push(id);
    return redis.bwReserve(
      'default',
      'AAPL',
      'B',
      10_000_000_000,
      175_000_000,
      'L',
      id,
      id,
      'h',
      JSON.stringify({ ...tooLarge(), order_id: id, decision_id: id }),
      '0',
    );
  };
  /** What the bare script held is given up at once, or the sweeper would decide it in the middle of the next figure. */
  const giveUp = async () => {
    for (let ids = held.splice(0, 500); ids.length > 0; ids = held.splice(0, 500)) {
      await redis.bwConclude(
        ...ids.flatMap((id) => [
          id,
          '2',
          JSON.stringify({
            order_id: id,
            decision_id: id,
            account: 'default',
            symbol: 'AAPL',
            accepted: false,
            violations: [],
            waived: [],
            by: 'abandoned',
          }),
        ]),
      );
    }
  };
  const rounds: { bare: number; check: number }[] = [];
  await rate(() => check.check(tooLarge()), 64, 1000);
  for (let i = 0; i < ROUNDS; i += 1) {
    const bareRate = await rate(bare, 64, 2500);
    await giveUp();
    await sleep(3000);
    rounds.push({ bare: bareRate, check: await rate(() => check.check(tooLarge()), 64, 2500) });
    await sleep(3000);
  }
  const alone = { bare: await p50(bare, 2000), check: await p50(() => check.check(tooLarge()), 2000) };
  await giveUp();
  return {
    bare: median(rounds.map((r) => r.bare)),
    check: median(rounds.map((r) => r.check)),
    ratio: median(rounds.map((r) => r.check / r.bare)),
    alone,
  };
}

async function rules() {
  const ruleSet = await loadRuleSet('rules');
  const compiled = compileRuleSet(ruleSet);
  const engine = buildEngine(ruleSet);
  const time = async (work: () => unknown, runs: number) => {
    const startedAt = performance.now();
    for (let i = 0; i < runs; i += 1) await work();
    return ((performance.now() - startedAt) * 1000) / runs;
  };
  const many = () => {
    for (let i = 0; i < 1000; i += 1) compiled.evaluate(sampleFacts);
  };
  await time(many, 500);
  await time(() => runEngine(engine, ruleSet, sampleFacts), 2000);
  const rounds: { compiled: number; engine: number }[] = [];
  for (let i = 0; i < ROUNDS; i += 1)
    rounds.push({
      compiled: (await time(many, 2000)) / 1000,
      engine: await time(() => runEngine(engine, ruleSet, sampleFacts), 5000),
    });
  return {
    compiled_us: median(rounds.map((r) => r.compiled)),
    engine_us: median(rounds.map((r) => r.engine)),
    ratio: median(rounds.map((r) => r.engine / r.compiled)),
  };
}

const json = (order: OrderRequest, quantity: number, price: number) =>
  JSON.stringify({ client_order_id: order.client_order_id, symbol: 'AAPL', side: 'BUY', quantity, price, order_type: 'LIMIT' });
const restingBody = () => json(resting(), 0.00001, 1);
const tooLargeBody = () => json(tooLarge(), 100, 175);

async function load(port: number, body: () => string, seconds: number, amount?: number): Promise<autocannon.Result> {
  return autocannon({
    url: `http://127.0.0.1:${port}/api/order`,
    connections: 64,
    ...(amount ? { amount } : { duration: seconds }),
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    requests: [{ setupRequest: (r) => ({ ...r, body: body() }) }],
  });
}

const agent = new Agent({ keepAlive: true, maxSockets: 1 });
function post(port: number, body: string): Promise<void> {
  return new Promise((resolve, reject) => {
    const r = request(
      {
        port,
        host: '127.0.0.1',
        path: '/api/order',
        method: 'POST',
        agent,
        headers: { 'content-type': 'application/json', 'content-length': Buffer.byteLength(body) },
      },
      (answer) => {
        answer.resume();
        answer.once('end', resolve);
      },
    );
    r.once('error', reject);
    r.end(body);
  });
}

async function caughtUp(): Promise<number> {
  const startedAt = Date.now();
  for (;;) {
    const { journal_lag_ms } = (await (await fetch(`http://127.0.0.1:${API_PORT}/health/ready`)).json()) as {
      journal_lag_ms: number;
    };
    if (journal_lag_ms < 1500 && Date.now() - startedAt > 1500) return Date.now() - startedAt;
    if (Date.now() - startedAt > 60_000) throw new Error(`the relay lags by ${journal_lag_ms} ms after a minute`);
    await sleep(100);
  }
}

async function http() {
  await load(EMPTY_PORT, tooLargeBody, 2);
  await load(API_PORT, tooLargeBody, 2);
  const rounds: { empty: number; refused: number; accepted: number }[] = [];
  const statuses = { accepted: 0, other: 0 };
  for (let i = 0; i < ROUNDS; i += 1) {
    const empty = (await load(EMPTY_PORT, tooLargeBody, 5)).requests.average;
    const refused = (await load(API_PORT, tooLargeBody, 5)).requests.average;
    await caughtUp();
    const accepting = await load(API_PORT, restingBody, 5);
    statuses.accepted += accepting['2xx'];
    statuses.other += accepting.non2xx;
    rounds.push({ empty, refused, accepted: accepting.requests.average });
    await caughtUp();
  }
  const alone = {
    empty: await p50(() => post(EMPTY_PORT, tooLargeBody()), 3000),
    refused: await p50(() => post(API_PORT, tooLargeBody()), 3000),
    accepted: await p50(() => post(API_PORT, restingBody()), 3000),
  };
  return {
    empty: median(rounds.map((r) => r.empty)),
    refused: median(rounds.map((r) => r.refused)),
    accepted: median(rounds.map((r) => r.accepted)),
    ratio_refused: median(rounds.map((r) => r.refused / r.empty)),
    ratio_accepted: median(rounds.map((r) => r.accepted / r.empty)),
    statuses,
    alone,
  };
}

async function memory(redis: ScriptedRedis) {
  const marks: { orders: number; api_mb: number; redis_mb: number }[] = [];
  for (let orders = 0; orders <= 200_000; orders += 25_000) {
    if (orders > 0) await load(API_PORT, tooLargeBody, 0, 25_000);
    await caughtUp();
    const metrics = await (await fetch(`http://127.0.0.1:${API_PORT}/metrics`)).text();
    const api = Number(/^process_resident_memory_bytes (\S+)/m.exec(metrics)?.[1] ?? 0);
    const used = Number(/used_memory:(\d+)/.exec(await redis.info('memory'))?.[1] ?? 0);
    marks.push({ orders, api_mb: Math.round(api / 1e6), redis_mb: Math.round(used / 1e6) });
  }
  return marks;
}

async function main(): Promise<void> {
  const redis = connectRedis(process.env.REDIS_URL ?? '', 'bench');
  await untilReady(redis, 5000);
  const ruleFigures = await rules();
  await bringUp();
  const processFigures = await inProcess(redis);
  await caughtUp();
  const httpFigures = await http();
  const memoryFigures = await memory(redis);
  const f = (n: number, digits = 0) => n.toFixed(digits);
  const row = (name: string, figure: string, target: string, met: boolean | null) =>
    console.log(`${name.padEnd(62)} ${figure.padStart(24)}   ${target.padEnd(8)} ${met === null ? '' : met ? 'met' : 'NOT MET'}`);
  console.log(`\n${cpus().length} cores, ${cpus()[0]?.model ?? ''}, Node ${process.version}, medians of ${ROUNDS} rounds\n`);
  row(
    'rules: json-rules-engine / compiled, us a set',
    `${f(ruleFigures.engine_us, 1)} / ${f(ruleFigures.compiled_us, 3)} = ${f(ruleFigures.ratio)}`,
    '>= 300',
    ruleFigures.ratio >= 300,
  );
  row(
    'check in process / bare script, 64 in flight, per second',
    `${f(processFigures.check)} / ${f(processFigures.bare)} = ${f(processFigures.ratio, 2)}`,
    '>= 0.7',
    processFigures.ratio >= 0.7,
  );
  row(
    'check in process / bare script alone, p50 ms',
    `${f(processFigures.alone.check, 3)} / ${f(processFigures.alone.bare, 3)}`,
    '',
    null,
  );
  row(
    'POST /api/order refused / empty route, 64 connections',
    `${f(httpFigures.refused)} / ${f(httpFigures.empty)} = ${f(httpFigures.ratio_refused, 2)}`,
    '>= 0.5',
    httpFigures.ratio_refused >= 0.5,
  );
  row(
    'POST /api/order accepted and at the exchange / empty route',
    `${f(httpFigures.accepted)} / ${f(httpFigures.empty)} = ${f(httpFigures.ratio_accepted, 2)}`,
    '>= 0.5',
    httpFigures.ratio_accepted >= 0.5,
  );
  row(
    'POST /api/order alone, p50 ms: accepted, refused, empty',
    `${f(httpFigures.alone.accepted, 3)}, ${f(httpFigures.alone.refused, 3)}, ${f(httpFigures.alone.empty, 3)}`,
    '< 0.6',
    httpFigures.alone.accepted < 0.6,
  );
  row('answers while accepting: 201, other', `${httpFigures.statuses.accepted}, ${httpFigures.statuses.other}`, '', null);
  for (const mark of memoryFigures)
    row(`memory after ${mark.orders} orders, MB: API, Redis`, `${mark.api_mb}, ${mark.redis_mb}`, '', null);
  mkdirSync('.local/bench', { recursive: true });
  writeFileSync(
    '.local/bench/latest.json',
    JSON.stringify(
      {
        date: new Date().toISOString(),
        cores: cpus().length,
        rules: ruleFigures,
        in_process: processFigures,
        http: httpFigures,
        memory: memoryFigures,
      },
      null,
      2,
    ),
  );
  redis.disconnect();
}

// `npm run bench -- fan-out` is a section of its own: ten thousand sockets leave nothing for the others.
if (process.argv[2] === 'fan-out') {
  await fanOut();
  process.exit();
}

const limit = setTimeout(() => {
  console.error('bench: not done within 10 minutes');
  children.forEach((child) => child.kill('SIGKILL'));
  process.exit(1);
}, 600_000);
try {
  await main();
} finally {
  clearTimeout(limit);
  agent.destroy();
  children.forEach((child) => child.kill('SIGKILL'));
}
