/**
 * npm run bench -- fan-out: one API and 10,000 sockets on this machine. How soon an alert and a trip reach all of them, how fast messages go out
 * against a bare `ws` loop with as many sockets, what a socket costs in memory, and what P&L to all of them costs the order path. API, sockets,
 * load and services share the machine's cores; the yardstick runs in the same run, before and after.
 */
import { type ChildProcess, fork, spawn } from 'node:child_process';
import { mkdirSync, writeFileSync } from 'node:fs';
import { cpus } from 'node:os';
import autocannon from 'autocannon';
import { cpuOf } from './bench.js';
import { median } from '../percentile.js';

const API_PORT = 21695;
const BARE_PORT = 21696;
const SOCKETS = Number(process.env['BREAKWATER_BENCH_SOCKETS'] ?? 10_000);
const ROUNDS = 16;
const ALERTS = 10;
const BURST = 20;
const TRIP_SYMBOLS = ['MSFT', 'GOOGL', 'AMZN', 'NVDA', 'META', 'JPM', 'BAC', 'V', 'WMT', 'KO'];

interface Heard {
  frames: number;
  bytes: number;
  closed: number;
  first: number;
  last: number;
  arrivals: number[];
}

const children: ChildProcess[] = [];
const sleep = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms));
const now = () => performance.timeOrigin + performance.now();
const sorted = (values: number[]) => values.toSorted((x, y) => x - y);
const at = (values: number[], share: number) => values[Math.min(values.length - 1, Math.floor(values.length * share))] ?? 0;
const sum = (values: number[]) => values.reduce((total, value) => total + value, 0);
/** Of the mean of these. */
const standardError = (values: number[]) => {
  const mean = sum(values) / values.length;
  return Math.sqrt(sum(values.map((value) => (value - mean) ** 2)) / (values.length - 1) / values.length);
};
let serial = 0;

function start(script: string, args: string[] = []): ChildProcess {
  const env = { ...process.env, NODE_OPTIONS: '', BREAKWATER_PORT: String(API_PORT), LOG_LEVEL: 'error' };
  const child = spawn(process.execPath, [script, ...args], { env, stdio: ['ignore', 'ignore', 'inherit'] });
  children.push(child);
  return child;
}

/** The readers' process, asked one thing after the other. */
class Readers {
  private readonly child = fork('dist/test/bench/fan-out-clients.js');
  private answers: ((answer: object) => void)[] = [];

  constructor() {
    children.push(this.child);
    this.child.on('message', (answer: object) => this.answers.shift()?.(answer));
  }

  get pid(): number {
    return this.child.pid ?? 0;
  }

  /** With its sockets: an idle one still costs the figures that follow. */
  end(): void {
    this.child.kill('SIGKILL');
  }

  async ask<Answer>(order: object): Promise<Answer> {
    const answer = await this.next(order);
    if ('error' in answer) throw new Error(String(answer.error));
    return answer as Answer;
  }

  /** What arrives of `frames` frames that `cause` brings about. */
  async hear(frames: number, cause: () => Promise<unknown>, { limitMs = 30_000, arrivals = false } = {}): Promise<Heard> {
    const heard = new Promise<object>((resolve) => {
      this.answers.push(() => this.answers.push(resolve));
    });
    this.child.send({ do: 'expect', frames: Number.isFinite(frames) ? frames : Number.MAX_SAFE_INTEGER, limitMs, arrivals });
    await sleep(100); // It is armed.
    await cause();
    return (await heard) as Heard;
  }

  private next(order: object): Promise<object> {
    const answer = new Promise<object>((resolve) => this.answers.push(resolve));
    this.child.send(order);
    return answer;
  }
}

async function call(method: string, path: string, body?: object): Promise<void> {
  const answer = await fetch(`http://127.0.0.1:${API_PORT}${path}`, {
    method,
    ...(body ? { headers: { 'content-type': 'application/json' }, body: JSON.stringify(body) } : {}),
  });
  const said = await answer.text();
  if (!answer.ok && answer.status !== 403) throw new Error(`${path}: ${answer.status} ${said}`);
}

const refusedBody = () => ({
  ...{ client_order_id: `fan-${process.pid}-${(serial += 1)}`, symbol: 'AAPL', side: 'BUY', quantity: 100, price: 175 },
  order_type: 'LIMIT',
});
const refuse = () => call('POST', '/api/order', refusedBody());

async function bringUp(): Promise<void> {
  const migration = start('dist/apps/worker/migrate.js');
  await new Promise((resolve) => migration.once('exit', resolve));
  start('dist/apps/worker/main.js');
  start('dist/apps/api/main.js');
  for (let i = 0; i < 300; i += 1) {
    const ready = await fetch(`http://127.0.0.1:${API_PORT}/health/ready`).catch(() => null);
    if (ready?.ok) {
      const unlimited = {
        max_orders_per_second: 1_000_000,
        max_orders_per_burst: 10_000_000,
        burst_window_seconds: 1,
        ...{ max_same_orders: null, max_open_orders: null },
      };
      return call('PUT', '/api/risk/limits', unlimited);
    }
    await sleep(100);
  }
  throw new Error('the API was not ready within 30 s');
}

async function ofApi(metric: string): Promise<number> {
  const metrics = await (await fetch(`http://127.0.0.1:${API_PORT}/metrics`)).text();
  return Number(new RegExp(`^${metric} (\\S+)`, 'm').exec(metrics)?.[1] ?? 0);
}
const rssOfApi = () => ofApi('process_resident_memory_bytes');

/** Shares of a core that the API and the readers use over the next five seconds: they move less with what else the machine does than orders a second do. */
async function coreShares(readers: Readers): Promise<{ api: number; readers: number }> {
  const cpu = async () => ({
    api: await ofApi('process_cpu_seconds_total'),
    readers: cpuOf({ readers: readers.pid })['readers'] ?? 0,
  });
  const [from, fromMs] = [await cpu(), now()];
  await sleep(5000);
  const [to, seconds] = [await cpu(), (now() - fromMs) / 1000];
  return { api: (to.api - from.api) / seconds, readers: (to.readers - from.readers) / seconds };
}

async function fire(n: number): Promise<number> {
  const answer = await fetch(`http://127.0.0.1:${BARE_PORT}/fire?n=${n}`);
  return ((await answer.json()) as { rss: number }).rss;
}

/** How long one message takes to reach all, and deliveries a second while `burst` of them go out. */
async function broadcast(readers: Readers, one: () => Promise<unknown>, burst: (n: number) => Promise<unknown>) {
  const single: number[] = [];
  for (let i = 0; i < 5; i += 1) {
    const heard = await readers.hear(SOCKETS, one);
    single.push(heard.last - heard.first);
  }
  const heard = await readers.hear(SOCKETS * BURST, () => burst(BURST));
  return {
    spread_ms: median(single),
    per_second: (heard.frames * 1000) / (heard.last - heard.first),
    lost: SOCKETS * BURST - heard.frames,
  };
}

async function bare(bytes: number) {
  const server = start('dist/test/bench/bare-ws.js', [String(BARE_PORT), String(bytes)]);
  await sleep(500);
  const before = await fire(0);
  const readers = new Readers();
  await readers.ask({ do: 'connect', port: BARE_PORT, path: '/', count: SOCKETS });
  const figures = await broadcast(readers, () => fire(1), fire);
  const after = await fire(0);
  readers.end();
  server.kill('SIGKILL');
  return { ...figures, kb_a_socket: (after - before) / SOCKETS / 1024 };
}

async function load(): Promise<number> {
  const result = await autocannon({
    ...{ url: `http://127.0.0.1:${API_PORT}/api/order`, connections: 64, duration: 4, method: 'POST' },
    headers: { 'content-type': 'application/json' },
    requests: [{ setupRequest: (request) => ({ ...request, body: JSON.stringify(refusedBody()) }) }],
  });
  return result.requests.average;
}

/**
 * Orders a second while the sockets hear nothing, and while each hears its P&L each second; in turns. The readers' share is not the gate's, though it is
 * taken from the same cores here.
 */
async function costOfPnl(readers: Readers) {
  const choose = async (type: string) => {
    await readers.ask({ do: 'say', text: `{"type":"SUBSCRIBE","types":["${type}"]}` });
    await sleep(2500);
  };
  await choose('LIMITS_CHANGED');
  const idle = await coreShares(readers);
  await choose('PNL_UPDATE');
  const told = await coreShares(readers);
  await load();
  const silent: number[] = [];
  const pnl: number[] = [];
  const heard: number[] = [];
  for (let i = 0; i < ROUNDS; i += 1) {
    // Each goes first in every other round, so that what slows down over the run slows both.
    for (const type of i % 2 === 0 ? ['LIMITS_CHANGED', 'PNL_UPDATE'] : ['PNL_UPDATE', 'LIMITS_CHANGED']) {
      await choose(type);
      const during = await readers.hear(Infinity, async () => (type === 'PNL_UPDATE' ? pnl : silent).push(await load()), {
        limitMs: 4500,
      });
      if (type === 'PNL_UPDATE') heard.push(during.frames / SOCKETS);
    }
  }
  return {
    core_share: told.api - idle.api,
    readers_core_share: told.readers - idle.readers,
    silent: median(silent),
    pnl: median(pnl),
    ratio: sum(pnl) / sum(silent),
    ratio_error: standardError(pnl.map((rate, i) => rate / (silent[i] ?? Number.NaN))),
    updates_heard_in_4_s: median(heard),
  };
}

/** From before the request that causes it to its arrival: over all sockets and rounds together, and the p99 of the worst round. */
async function latency(readers: Readers, causes: (() => Promise<unknown>)[]) {
  const all: number[] = [];
  let worst = 0;
  for (const cause of causes) {
    let from = 0;
    const timed = () => {
      from = now();
      return cause();
    };
    const heard = await readers.hear(SOCKETS, timed, { arrivals: true });
    if (heard.frames < SOCKETS) throw new Error(`only ${heard.frames} of ${SOCKETS} sockets heard of it`);
    const took = sorted(heard.arrivals.map((arrived) => arrived - from));
    worst = Math.max(worst, at(took, 0.99));
    all.push(...took);
    await sleep(200);
  }
  const took = sorted(all);
  return { p50_ms: at(took, 0.5), p99_ms: at(took, 0.99), worst_p99_ms: worst };
}

async function main(): Promise<void> {
  await bringUp();
  const rssBefore = await rssOfApi();
  const readers = new Readers();
  const connectedFrom = now();
  await readers.ask({ do: 'connect', port: API_PORT, path: '/ws?types=RISK_ALERT', count: SOCKETS });
  const connectMs = now() - connectedFrom;
  await sleep(1500);
  const kbASocket = ((await rssOfApi()) - rssBefore) / SOCKETS / 1024;
  const sample = await readers.hear(SOCKETS, refuse);
  const bytes = Math.round(sample.bytes / sample.frames) - 4;
  const alert = await latency(
    readers,
    Array.from({ length: ALERTS }, () => refuse),
  );
  const burst = (n: number) => Promise.all(Array.from({ length: n }, refuse));
  const before = await bare(bytes);
  const ours = await broadcast(readers, refuse, burst);
  const after = await bare(bytes);
  await readers.ask({ do: 'say', text: '{"type":"SUBSCRIBE","types":["CIRCUIT_BREAKER"]}' });
  await sleep(2500);
  const trip = await latency(
    readers,
    TRIP_SYMBOLS.map(
      (symbol) => () => call('POST', '/api/risk/circuit-breaker/trip', { scope: `symbol:${symbol}`, reason: 'bench' }),
    ),
  );
  const pnl = await costOfPnl(readers);
  const { closed } = await readers.hear(Infinity, () => Promise.resolve(), { limitMs: 10 });
  const yardstick = (before.per_second + after.per_second) / 2;
  const spread = (before.spread_ms + after.spread_ms) / 2;
  const f = (n: number, digits = 0) => n.toFixed(digits);
  const row = (name: string, figure: string, target: string, met: boolean | null) =>
    console.log(`${name.padEnd(62)} ${figure.padStart(28)}   ${target.padEnd(8)} ${met === null ? '' : met ? 'met' : 'NOT MET'}`);
  console.log(
    `\n${cpus().length} cores, ${cpus()[0]?.model ?? ''}, Node ${process.version}, ${SOCKETS} sockets, ${bytes} bytes an alert\n`,
  );
  row(
    'alert to all sockets, p50 / p99 ms (worst round)',
    `${f(alert.p50_ms)} / ${f(alert.p99_ms)} (${f(alert.worst_p99_ms)})`,
    '< 250',
    alert.p99_ms < 250,
  );
  row(
    'breaker trip to all sockets, p50 / p99 ms (worst round)',
    `${f(trip.p50_ms)} / ${f(trip.p99_ms)} (${f(trip.worst_p99_ms)})`,
    '< 250',
    trip.p99_ms < 250,
  );
  row(
    `${BURST} alerts at once / bare ws loop, deliveries per second`,
    `${f(ours.per_second)} / ${f(yardstick)} = ${f(ours.per_second / yardstick, 2)}`,
    '>= 0.8',
    ours.per_second / yardstick >= 0.8,
  );
  row(
    'one alert, first socket to last / bare ws loop, ms',
    `${f(ours.spread_ms)} / ${f(spread)} = ${f(spread / ours.spread_ms, 2)}`,
    '>= 0.8',
    spread / ours.spread_ms >= 0.8,
  );
  row('memory a socket / bare ws, KB', `${f(kbASocket, 1)} / ${f(before.kb_a_socket, 1)}`, '', null);
  row(
    'orders per second with P&L to all / silent sockets',
    `${f(pnl.pnl)} / ${f(pnl.silent)} = ${f(pnl.ratio, 2)} (+-${f(pnl.ratio_error, 2)})`,
    '>= 0.9',
    pnl.ratio >= 0.9,
  );
  row(
    'P&L to all: share of a core of the API / of the readers',
    `${f(pnl.core_share, 3)} / ${f(pnl.readers_core_share, 3)}`,
    '',
    null,
  );
  row('P&L updates that each socket heard in the 4.5 s of load', f(pnl.updates_heard_in_4_s, 1), '', null);
  row(
    'sockets opened a second; lost messages; closed sockets',
    `${f((SOCKETS * 1000) / connectMs)}; ${ours.lost}; ${closed}`,
    '0; 0',
    ours.lost === 0 && closed === 0,
  );
  mkdirSync('.local/bench', { recursive: true });
  const figures = {
    date: new Date().toISOString(),
    cores: cpus().length,
    sockets: SOCKETS,
    bytes,
    alert,
    trip,
    ours,
    before,
    after,
    pnl,
  };
  writeFileSync('.local/bench/fan-out.json', JSON.stringify({ ...figures, kb_a_socket: kbASocket, closed }, null, 2));
}

export async function fanOut(): Promise<void> {
  const limit = setTimeout(() => {
    console.error('bench: the fan-out was not done within 8 minutes');
    children.forEach((child) => child.kill('SIGKILL'));
    process.exit(1);
  }, 480_000);
  try {
    await main();
  } finally {
    clearTimeout(limit);
    children.forEach((child) => child.kill('SIGKILL'));
  }
}
