/**
 * npm run bench [-- engine|controls|whole|before|before-http|rules|gate|shards|audit|access|http|remote|memory|start ... | fan-out]: every figure beside its yardstick, in one run, in alternating rounds. A
 * machine's figures move by a third from run to run; the ratios are what counts. The load, the API, Redis, PostgreSQL and the worker share the cores.
 */
import { execFile } from 'node:child_process';
import { mkdirSync, writeFileSync } from 'node:fs';
import { cpus, loadavg } from 'node:os';
import { promisify } from 'node:util';
import { connectRedis, untilReady } from '#adapters/redis/connection.js';
import { accessCost, type Spread } from './access.js';
import { auditCost } from './audit.js';
import { API_PORT, call, caughtUp, EMPTY_PORT, REMOTE_PORT, ROUNDS, start, stopAll } from './bench.js';
import { median } from '../percentile.js';
import { startCluster } from './cluster.js';
import { httpBesideBefore } from './before-http.js';
import { besideBefore, controlsCost } from './controls.js';
import { engineAlone } from './engine.js';
import { fanOut } from './fan-out.js';
import { inProcess, rules } from './gate.js';
import { http, memory } from './http.js';
import { wholeState } from './whole-state.js';

const f = (n: number, digits = 0) => n.toFixed(digits);
const row = (name: string, figure: string, target = '', met: boolean | null = null) =>
  console.log(`${name.padEnd(72)} ${figure.padStart(34)}   ${target.padEnd(10)} ${met === null ? '' : met ? 'met' : 'NOT MET'}`);
const budgetOf = (cpu: Record<string, number>) =>
  Object.entries(cpu)
    .map(([name, us]) => `${name} ${f(us)}`)
    .join(', ');
const totalOf = (cpu: Record<string, number>) => Object.values(cpu).reduce((sum, us) => sum + us, 0);
const BEFORE_PAIRS = Number(process.env['BENCH_PAIRS'] ?? 16);
const MILLION = Number(process.env['BENCH_ORDERS'] ?? 1_000_000);

type Child = ReturnType<typeof start>;
const ended = (child: Child) => new Promise((resolve) => child.once('exit', resolve));
const result: Record<string, unknown> = { date: new Date().toISOString(), cores: cpus().length, node: process.version };

async function showEngine(): Promise<void> {
  const e = await engineAlone(ROUNDS);
  row('engine alone, all shipped rules, one core: accepted a second', f(e.accepted), '>= 150,000', e.accepted >= 150_000);
  row('  refused a second', f(e.refused));
  row('  p50 us; p99 us', `${f(e.p50_us, 1)}; ${f(e.p99_us, 1)}`, '< 6', e.p50_us < 6);
  for (const [name, ratio] of Object.entries(e.larger)) {
    const most = name.includes('rules') ? 3 : 1.3;
    row(`  time an order with ${name} / small`, f(ratio, 2), `<= ${most}`, ratio <= most);
  }
  Object.assign(result, { engine: e });
}

async function showControls(): Promise<void> {
  const c = await controlsCost(ROUNDS);
  const { per_second, p50_us } = c.every_control;
  row('every control on, at every scope that it has: accepted a second', f(per_second), '>= 40,000', per_second >= 40_000);
  row('  p50 us', f(p50_us, 1), '< 25', p50_us < 25);
  row(
    'time an order with 10,000 accounts of 25 positions, 200 strategies, 1,000 symbols / one account',
    f(c.firm_ratio, 2),
    '<= 1.5',
    c.firm_ratio <= 1.5,
  );
  row('  the same, where each order of the large firm opens a position that was not there', f(c.new_position_ratio, 2));
  row('a mark of a symbol that 10,000 accounts hold, ms: p50', f(c.mark_ms.p50, 2), '< 20', c.mark_ms.p50 < 20);
  row('  the longest: so long an order waits, ms', f(c.mark_ms.most, 2), '<= 5', c.mark_ms.most <= 5);
  row('  marks of all symbols stream in: an order waits, ms: p50', f(c.stream_ms.wait_p50, 2));
  row('  the longest', f(c.stream_ms.wait_most, 2), '<= 5', c.stream_ms.wait_most <= 5);
  row('  all of them, with orders between, ms', f(c.stream_ms.whole, 1));
  row('the look of the monitor at 250,000 positions, ms: p50', f(c.tick_ms.p50, 2));
  row('  the longest', f(c.tick_ms.most, 2));
  row('memory for 1,000 accounts of 25 positions, MB', f(c.mb_per_1000_accounts, 1));
  Object.assign(result, { controls: c });
}

async function showWholeState(): Promise<void> {
  const walks = await wholeState(ROUNDS);
  for (const [what, { steps, p50_ms, most_ms }] of Object.entries(walks))
    row(`${what}: steps; ms of one: p50, longest`, `${f(steps)}; ${f(p50_ms, 2)}, ${f(most_ms, 2)}`, '<= 5', most_ms <= 5);
  Object.assign(result, { whole_state: walks });
}

/** BENCH_BEFORE names a checkout of the earlier commit, built there by `node tools/build.mjs --bench`. */
function beforeFolder(): string {
  const folder = process.env['BENCH_BEFORE'];
  if (folder === undefined) throw new Error('bench: BENCH_BEFORE must name a checkout that is built with its benchmarks');
  return folder;
}

async function showBefore(): Promise<void> {
  const b = await besideBefore(beforeFolder(), ROUNDS);
  row(
    'engine alone, shipped defaults: this build / the one in BENCH_BEFORE',
    `${f(b.now)} / ${f(b.before)} = ${f(b.ratio, 2)}`,
    '>= 0.9',
    b.ratio >= 0.9,
  );
  Object.assign(result, { before: b });
}

async function showBeforeHttp(): Promise<void> {
  const compared = await httpBesideBefore(beforeFolder(), BEFORE_PAIRS, prepare);
  for (const kind of ['refused', 'accepted'] as const) {
    const { now, before, ratio, cpu_now, cpu_before, cpu_ratio } = compared[kind];
    row(
      `POST /api/order ${kind}: this build / BENCH_BEFORE`,
      `${f(now)} / ${f(before)} = ${f(ratio, 2)}`,
      '>= 0.9',
      ratio >= 0.9,
    );
    row(`  CPU us of API and worker for one: BENCH_BEFORE / this build`, `${f(cpu_before)} / ${f(cpu_now)} = ${f(cpu_ratio, 2)}`);
  }
  Object.assign(result, { before_http: compared });
}

async function showRules(): Promise<void> {
  const r = await rules();
  for (const [kind, { engine_us, compiled_us, ratio }] of Object.entries(r))
    row(
      `rules, ${kind} orders: json-rules-engine / compiled, us a set`,
      `${f(engine_us, 1)} / ${f(compiled_us, 3)} = ${f(ratio)}`,
    );
  Object.assign(result, { rules: r });
}

async function showInProcess(redis: Parameters<typeof inProcess>[0]): Promise<void> {
  const p = await inProcess(redis);
  const { medians: m } = p;
  for (const many of [64, 256, 1024])
    row(
      `gate in process, synced log, ${many} in flight: accepted; bare grouped append`,
      `${f(m[`accepted_${many}`] ?? 0)}; ${f(m[`append_${many}`] ?? 0)}`,
    );
  row(
    'gate in process, 256 in flight / engine alone, accepted',
    `${f(m['accepted_256'] ?? 0)} / ${f(m['engine'] ?? 0)} = ${f(p.ratio_256, 2)}`,
    '>= 0.5',
    p.ratio_256 >= 0.5,
  );
  row(
    'gate in process, 256 in flight / engine alone, refused',
    `${f(m['refused_256'] ?? 0)} / ${f(m['engine_refused'] ?? 0)} = ${f(p.ratio_refused_256, 2)}`,
  );
  row(
    'one at a time, p50 ms: accepted, refused, bare append',
    `${f(p.alone.accepted, 3)}, ${f(p.alone.refused, 3)}, ${f(p.alone.append, 3)}`,
  );
  Object.assign(result, { in_process: p });
}

function showHttp(where: string, h: Awaited<ReturnType<typeof http>>, mostAlone: number): void {
  row(
    `${where}: a route that only does a grouped append / empty route`,
    `${f(h.append)} / ${f(h.empty)} = ${f(h.ratio_append, 2)}`,
  );
  row(
    '  POST /api/order refused / empty route, 64 connections',
    `${f(h.refused)} / ${f(h.empty)} = ${f(h.ratio_refused, 2)}`,
    '>= 0.30',
    h.ratio_refused >= 0.3,
  );
  row(
    '  POST /api/order accepted and at the exchange / empty route',
    `${f(h.accepted)} / ${f(h.empty)} = ${f(h.ratio_accepted, 2)}`,
    '>= 0.22',
    h.ratio_accepted >= 0.22,
  );
  const { alone } = h;
  row(
    '  alone, p50 ms: accepted / a route that does one append',
    `${f(alone.accepted, 3)} / ${f(alone.append, 3)} = ${f(alone.ratio, 2)}`,
    `<= ${mostAlone}`,
    alone.ratio <= mostAlone,
  );
  row(
    '  alone, p50 ms: accepted with the worker held still, refused, empty route',
    `${f(alone.held, 3)}, ${f(alone.refused, 3)}, ${f(alone.empty, 3)}`,
  );
  row(
    `  open loop at ${h.half_load.per_second} a second, ms: p50, p99, p99.9`,
    `${h.half_load.p50_ms}, ${h.half_load.p99_ms}, ${h.half_load.p99_9_ms}`,
  );
  for (const [kind, cpu] of [
    ['refused', h.cpu_refused],
    ['accepted', h.cpu_accepted],
  ] as const) {
    row(`  CPU us for one ${kind} order`, budgetOf(cpu));
    row(`  so these cores can carry at most, a second`, f((cpus().length * 1e6) / totalOf(cpu)));
  }
  row('  PostgreSQL had all accepted orders and reports after, ms', f(h.drained_after_ms));
  Object.assign(result, { [where]: h });
}

async function showMemory(redis: Parameters<typeof memory>[0], pids: Record<string, number>): Promise<void> {
  const marks = await memory(redis, API_PORT, pids, MILLION);
  for (const { orders = 0, ...mb } of marks)
    row(
      `memory after ${orders} orders, MB`,
      Object.entries(mb)
        .map(([name, value]) => `${name} ${value}`)
        .join(', '),
    );
  Object.assign(result, { memory: marks });
}

/** From the start of the process until it answers ready, with what the parts before have left in PostgreSQL. */
async function showStart(api: Child, environment: Record<string, string>): Promise<Child> {
  for (let i = 0; i < 10_000; i += 500)
    await Promise.all(
      Array.from({ length: 500 }, (_, k) =>
        call('POST', '/api/order', {
          client_order_id: `open-${i + k}`,
          symbol: 'AAPL',
          side: 'BUY',
          quantity: 0.00001,
          price: 1,
          order_type: 'LIMIT',
        }),
      ),
    );
  await caughtUp();
  const gone = ended(api);
  api.kill('SIGKILL');
  await gone;
  const startedMs = performance.now();
  const child = start('dist/apps/api/main.js', environment);
  while ((await call('GET', '/health/ready').catch((): Record<string, unknown> => ({})))['status'] !== 'ready')
    await new Promise((resolve) => setTimeout(resolve, 20));
  const seconds = (performance.now() - startedMs) / 1000;
  const open = Number((await call('GET', '/api/accounts'))['open_orders']);
  row(`killed and started again with ${open} open orders: ready after, s`, f(seconds, 1), '< 10', seconds < 10);
  Object.assign(result, { start: { seconds, open } });
  return child;
}

/** Two shards on different nodes of a cluster, each with a process of its own, against one; on this machine they share the cores. */
async function showShards(): Promise<void> {
  const cluster = await startCluster(process.env['BREAKWATER_REDIS_BINARY'] ?? 'redis-server');
  const run = promisify(execFile);
  const shard = async (name: string) =>
    Number((await run(process.execPath, ['dist/test/bench/shard.js', name, ...cluster.ports.map(String)])).stdout);
  const rounds: { one: number; two: number }[] = [];
  for (let i = 0; i < ROUNDS; i += 1) {
    const one = await shard('main');
    const both = await Promise.all([shard('main'), shard('b')]);
    rounds.push({ one, two: both.reduce((sum, each) => sum + each, 0) });
  }
  await cluster.stop();
  const ratio = median(rounds.map(({ one, two }) => two / one));
  row(
    'two shards on a cluster / one, 64 in flight each, accepted a second',
    `${f(median(rounds.map(({ two }) => two)))} / ${f(median(rounds.map(({ one }) => one)))} = ${f(ratio, 2)}`,
  );
  Object.assign(result, { shards: { rounds, ratio } });
}

async function showAudit(): Promise<void> {
  const costs = await auditCost([2000, 200, 20]);
  for (const { size, with_ms, without_ms, ratio, events_a_second } of costs)
    row(
      `relay, batches of ${size} events: with the audit's chain / without, ms (median of the ratios)`,
      `${f(with_ms, 2)} / ${f(without_ms, 2)} = ${f(ratio, 2)}; ${f(events_a_second)} events/s`,
    );
  Object.assign(result, { audit: costs });
}

const within = ({ median: m, least, most }: Spread, digits: number) =>
  `${f(m, digits)} (${f(least, digits)} to ${f(most, digits)})`;

async function showAccess(redis: Parameters<typeof accessCost>[0]): Promise<void> {
  await ended(start('dist/apps/worker/migrate.js'));
  start('dist/apps/worker/main.js');
  const a = await accessCost(redis);
  row('medians of the rounds (least to most); load of the machine at the end', f(loadavg()[0] ?? 0, 1));
  row("nobody's order alone, us: by the clock", within(a.off.alone.clock_us, 0));
  row('  of API, gate and Redis', within(a.off.alone.cpu_us, 0));
  row("nobody's orders, 64 connections: a second", within(a.off.loaded.per_second, 0));
  row('  CPU us of API, gate and Redis', within(a.off.loaded.cpu_us, 0));
  for (const [name, what] of [
    ['again', 'a second process that asks nobody'],
    ['key', 'a key'],
    ['session', 'a session'],
  ] as const) {
    const { alone, loaded } = a[name];
    const judge = (target: string, met: boolean): [string, boolean | null] => (name === 'again' ? ['', null] : [target, met]);
    const { more_us } = alone.asking;
    row(`${what}, alone: us more of the code that asks`, within(more_us, 1), ...judge('<= 20', more_us.median <= 20));
    row('  CPU us more of API, gate and Redis', within(alone.more_cpu_us, 1));
    row('  us more by the clock', within(alone.more_clock_us, 1));
    row('  64 connections: us more of the code that asks', within(loaded.asking.more_us, 1));
    row("  orders a second, of nobody's", within(loaded.ratio, 3), ...judge('>= 0.95', loaded.ratio.median >= 0.95));
    row('  the same by CPU', within(loaded.cpu_ratio, 3), ...judge('>= 0.95', loaded.cpu_ratio.median >= 0.95));
  }
  const { at, calm_ms, ratio, busy_ratio, control_ratio, answers } = a.attack;
  row(`open loop at ${at} a second, calm: p99, ms`, f(calm_ms, 1));
  row('  while passwords are guessed 50 times a second, of calm', within(ratio, 2), '<= 1.10', ratio.median <= 1.1);
  row('  beside a program of the lowest priority that fills a core, of calm', within(busy_ratio, 2));
  row('  calm, of calm', within(control_ratio, 2));
  row('  the guesses by the status of their answers', JSON.stringify(answers));
  Object.assign(result, { access: a });
}

async function main(sections: Set<string>): Promise<void> {
  const redis = connectRedis(process.env['REDIS_URL'] ?? '', 'bench');
  await untilReady(redis, 5000);
  console.log(`\n${cpus().length} cores, ${cpus()[0]?.model ?? ''}, Node ${process.version}, medians of ${ROUNDS} rounds\n`);
  if (sections.has('engine')) await showEngine();
  if (sections.has('controls')) await showControls();
  if (sections.has('whole')) await showWholeState();
  if (sections.has('before')) await showBefore();
  if (sections.has('before-http')) await showBeforeHttp();
  if (sections.has('rules')) await showRules();
  if (sections.has('gate')) await showInProcess(redis);
  if (sections.has('shards')) await showShards();
  if (sections.has('audit')) await showAudit();
  if (sections.has('access')) await showAccess(redis);
  if (['http', 'remote', 'memory', 'start'].some((section) => sections.has(section))) await overHttp(redis, sections);
  mkdirSync('.local/bench', { recursive: true });
  writeFileSync('.local/bench/latest.json', JSON.stringify(result, null, 2));
  redis.disconnect();
}

/** The limits as they ship, but no rate, and open orders enough. */
async function prepare(port: number): Promise<void> {
  // Resting orders are hundred-thousandths of a share. A build that has no instruments asks for no steps.
  const instrument = { asset_class: 'equity', ticks: '0:0.0001 1:0.01' };
  await call('PUT', '/api/instruments/AAPL', instrument, port).catch((error: unknown) => {
    if (!String(error).includes('NOT_FOUND')) throw error;
  });
  const rates = { max_orders_per_second: 1_000_000, max_orders_per_burst: 10_000_000, burst_window_seconds: 1 };
  // On, as they ship, and high enough for equal orders that rest.
  const many = { max_same_orders: 1_000_000, max_open_orders: 10_000_000 };
  await call('PUT', '/api/risk/limits', { ...rates, ...many }, port);
}

async function overHttp(redis: Parameters<typeof memory>[0], sections: Set<string>): Promise<void> {
  await ended(start('dist/apps/worker/migrate.js'));
  const worker = start('dist/apps/worker/main.js');
  const environment = { BREAKWATER_PORT: String(API_PORT) };
  let api = start('dist/apps/api/main.js', environment);
  start('dist/test/bench/empty-route.js', {}, String(EMPTY_PORT));
  await caughtUp();
  await prepare(API_PORT);
  const pids = () => ({ api: api.pid ?? 0, worker: worker.pid ?? 0 });
  if (sections.has('http')) showHttp('hosted by the API', await http(redis, API_PORT, pids()), 1.25);
  if (sections.has('memory')) await showMemory(redis, pids());
  if (sections.has('start')) api = await showStart(api, environment);
  if (!sections.has('remote')) return;
  const gone = ended(api);
  api.kill('SIGTERM');
  await gone;
  const gate = start('dist/apps/gate/main.js');
  const remote = start('dist/apps/api/main.js', { BREAKWATER_PORT: String(REMOTE_PORT), BREAKWATER_GATE: 'remote' });
  await caughtUp(REMOTE_PORT);
  const theirs = { api: remote.pid ?? 0, gate: gate.pid ?? 0, worker: worker.pid ?? 0 };
  showHttp('a gate of its own', await http(redis, REMOTE_PORT, theirs), 1.6);
}

const asked = process.argv.slice(2);
// A run of its own: ten thousand sockets leave nothing for the others.
if (asked[0] === 'fan-out') {
  await fanOut();
  process.exit();
}
const limit = setTimeout(() => {
  console.error('bench: not done within 30 minutes');
  stopAll();
  process.exit(1);
}, 1_800_000);
for (const [signal, code] of [
  ['SIGINT', 130],
  ['SIGTERM', 143],
] as const)
  process.once(signal, () => {
    stopAll();
    process.exit(code);
  });
try {
  await main(
    new Set(
      asked.length > 0 ? asked : ['engine', 'controls', 'rules', 'gate', 'shards', 'audit', 'http', 'remote', 'memory', 'start'],
    ),
  );
} finally {
  clearTimeout(limit);
  stopAll();
}
