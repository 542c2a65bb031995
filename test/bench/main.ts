/**
 * npm run bench [-- gate|http|memory ... | fan-out]: every figure beside its yardstick, in one run, in alternating rounds. A machine's figures move by a third from
 * run to run; the ratios are what counts. The load, the API, Redis, PostgreSQL and the worker share the machine's cores.
 */
import { mkdirSync, writeFileSync } from 'node:fs';
import { cpus } from 'node:os';
import { connectRedis, untilReady } from '#adapters/redis/connection.js';
import { API_PORT, call, caughtUp, EMPTY_PORT, ROUNDS, start, stopAll } from './bench.js';
import { fanOut } from './fan-out.js';
import { inProcess, rules } from './gate.js';
import { http, memory } from './http.js';

const f = (n: number, digits = 0) => n.toFixed(digits);
const row = (name: string, figure: string, target = '', met: boolean | null = null) =>
  console.log(`${name.padEnd(66)} ${figure.padStart(30)}   ${target.padEnd(8)} ${met === null ? '' : met ? 'met' : 'NOT MET'}`);
const budgetOf = (cpu: Record<string, number>) =>
  Object.entries(cpu)
    .map(([name, us]) => `${name} ${f(us)}`)
    .join(', ');
const totalOf = (cpu: Record<string, number>) => Object.values(cpu).reduce((sum, us) => sum + us, 0);

const startWorker = () => start('dist/apps/worker/main.js');
const ended = (child: ReturnType<typeof start>) => new Promise((resolve) => child.once('exit', resolve));

async function main(sections: Set<string>): Promise<void> {
  const redis = connectRedis(process.env['REDIS_URL'] ?? '', 'bench');
  await untilReady(redis, 5000);
  const api = { BREAKWATER_PORT: String(API_PORT) };
  await ended(start('dist/apps/worker/migrate.js'));
  let worker = startWorker();
  const apiChild = start('dist/apps/api/main.js', api);
  const empty = start('dist/test/bench/empty-route.js', {}, String(EMPTY_PORT));
  await caughtUp();
  await call('PUT', '/api/risk/limits', {
    max_orders_per_second: 1_000_000,
    max_orders_per_burst: 10_000_000,
    burst_window_seconds: 1,
  });
  await caughtUp();
  const result: Record<string, unknown> = { date: new Date().toISOString(), cores: cpus().length, node: process.version };
  console.log(`\n${cpus().length} cores, ${cpus()[0]?.model ?? ''}, Node ${process.version}, medians of ${ROUNDS} rounds\n`);
  if (sections.has('gate')) {
    const r = await rules();
    for (const [kind, { engine_us, compiled_us, ratio }] of Object.entries(r))
      row(
        `rules, ${kind} orders: json-rules-engine / compiled, us a set`,
        `${f(engine_us, 1)} / ${f(compiled_us, 3)} = ${f(ratio)}`,
        '>= 300',
        ratio >= 300,
      );
    const gone = ended(worker);
    worker.kill('SIGTERM');
    await gone;
    const p = await inProcess(redis);
    worker = startWorker();
    await caughtUp();
    await call('DELETE', '/api/orders?account=default');
    await caughtUp();
    for (const [kind, per, ratio] of [
      ['accepted', p.accept, p.ratio_accept],
      ['refused', p.refuse, p.ratio_refuse],
    ] as const)
      row(
        `check in process, ${kind} / bare script, 64 in flight, per second`,
        `${f(per)} / ${f(p.bare)} = ${f(ratio, 2)}`,
        '>= 0.7',
        ratio >= 0.7,
      );
    row(
      'one at a time, p50 ms: accepted, refused, bare script',
      `${f(p.alone.accept, 3)}, ${f(p.alone.refuse, 3)}, ${f(p.alone.bare, 3)}`,
    );
    Object.assign(result, { rules: r, in_process: p });
  }
  if (sections.has('http')) {
    const h = await http(redis, { api: apiChild.pid ?? 0, worker: worker.pid ?? 0, empty: empty.pid ?? 0 });
    row('a route with nothing but the reserve script / empty route', `${f(h.script)} / ${f(h.empty)} = ${f(h.ratio_script, 2)}`);
    row(
      'POST /api/order refused / empty route, 64 connections, per second',
      `${f(h.refused)} / ${f(h.empty)} = ${f(h.ratio_refused, 2)}`,
      '>= 0.5',
      h.ratio_refused >= 0.5,
    );
    row(
      'POST /api/order accepted and at the exchange / empty route',
      `${f(h.accepted)} / ${f(h.empty)} = ${f(h.ratio_accepted, 2)}`,
      '>= 0.5',
      h.ratio_accepted >= 0.5,
    );
    row(
      'POST /api/order alone, p50 ms: accepted, refused, script only, empty',
      `${f(h.alone.accepted, 3)}, ${f(h.alone.refused, 3)}, ${f(h.alone.script, 3)}, ${f(h.alone.empty, 3)}`,
      '< 0.6',
      h.alone.accepted < 0.6,
    );
    for (const [kind, cpu] of [
      ['refused', h.cpu_refused],
      ['accepted', h.cpu_accepted],
    ] as const) {
      row(`  CPU us for one ${kind} order`, budgetOf(cpu));
      row(`  so these cores can carry at most, per second`, f((cpus().length * 1e6) / totalOf(cpu)));
    }
    row('  PostgreSQL had all accepted orders and reports after, ms', f(h.drained_after_ms));
    Object.assign(result, { http: h });
  }
  if (sections.has('memory')) {
    const m = await memory(redis);
    for (const mark of m) row(`memory after ${mark.orders} orders, MB: API, Redis`, `${mark.api_mb}, ${mark.redis_mb}`);
    Object.assign(result, { memory: m });
  }
  mkdirSync('.local/bench', { recursive: true });
  writeFileSync('.local/bench/latest.json', JSON.stringify(result, null, 2));
  redis.disconnect();
}

const asked = process.argv.slice(2);
// A run of its own: ten thousand sockets leave nothing for the others.
if (asked[0] === 'fan-out') {
  await fanOut();
  process.exit();
}
const limit = setTimeout(() => {
  console.error('bench: not done within 15 minutes');
  stopAll();
  process.exit(1);
}, 900_000);
try {
  await main(new Set(asked.length > 0 ? asked : ['gate', 'http', 'memory']));
} finally {
  clearTimeout(limit);
  stopAll();
}
