/**
 * POST /api/order of this build beside an earlier one (BENCH_BEFORE), both running in one stack, each with a database, a Redis and a namespace of its own. They
 * serve in short slices, in turn: what slows the machine for a while slows both. One at a time, the other one idle.
 */
import { anotherStack } from '#test/factories/own-stack.js';
import { caughtUp, cpuOf, sleep, startIn } from './bench.js';
import { cancelAll, load, restingBody, tooLargeBody } from './http.js';
import { median } from '../percentile.js';

/** Away from the other benchmarks' APIs. */
const PORTS = { now: 21_696, before: 21_697 };
/** A new process becomes faster with its first ten thousands of orders. */
const WARM_SLICES = 6;
const SLICE_S = 2;

type Build = keyof typeof PORTS;
const BUILDS = Object.keys(PORTS) as Build[];
const KINDS = { refused: { body: tooLargeBody, status: 403 }, accepted: { body: restingBody, status: 201 } };
type Kind = keyof typeof KINDS;

interface Slice {
  per_second: number;
  /** Microseconds of API and worker for one order, until PostgreSQL has it. */
  cpu_us: number;
}

/** Worker and API of a build, from its folder. Resolves to their pids when orders can be checked. */
async function serve(build: Build, folder: string, redisDatabase: number): Promise<Record<string, number>> {
  await anotherStack({ migrated: false, redisDatabase });
  const { DATABASE_URL = '', REDIS_URL = '', TEMPORAL_NAMESPACE = '' } = process.env;
  const env = { DATABASE_URL, REDIS_URL, TEMPORAL_NAMESPACE };
  const migrating = startIn(folder, 'dist/apps/worker/migrate.js', env);
  await new Promise((done) => migrating.once('exit', done));
  const worker = startIn(folder, 'dist/apps/worker/main.js', env);
  const api = startIn(folder, 'dist/apps/api/main.js', { ...env, BREAKWATER_PORT: String(PORTS[build]) });
  await caughtUp(PORTS[build]);
  return { api: api.pid ?? 0, worker: worker.pid ?? 0 };
}

const total = (cpu: Record<string, number>) => Object.values(cpu).reduce((sum, seconds) => sum + seconds, 0);

async function slice(build: Build, kind: Kind, pids: Record<string, number>): Promise<Slice> {
  const { body, status } = KINDS[kind];
  const before = total(cpuOf(pids));
  const { requests } = await load(PORTS[build], body, status, { seconds: SLICE_S });
  await sleep(300); // The relay has begun on the last of them.
  await caughtUp(PORTS[build]);
  const cpu_us = ((total(cpuOf(pids)) - before) * 1e6) / requests.total;
  if (kind === 'accepted') await cancelAll(PORTS[build]);
  return { per_second: requests.average, cpu_us };
}

/** Of each kind of order the median over pairs of slices: orders a second of this build by those of the earlier one, and its processor time by theirs. */
export async function httpBesideBefore(folder: string, pairs: number, prepare: (port: number) => Promise<void>) {
  const pids: Partial<Record<Build, Record<string, number>>> = {};
  for (const [i, build] of BUILDS.entries()) {
    pids[build] = await serve(build, build === 'now' ? process.cwd() : folder, 5 + i);
    await prepare(PORTS[build]);
  }
  const one = (build: Build, kind: Kind) => slice(build, kind, pids[build] ?? {});
  for (let i = 0; i < WARM_SLICES; i += 1)
    for (const kind of ['refused', 'accepted'] as const) for (const build of BUILDS) await one(build, kind);
  const taken: Record<Kind, Record<Build, Slice>[]> = { refused: [], accepted: [] };
  for (let i = 0; i < pairs; i += 1)
    for (const kind of ['refused', 'accepted'] as const) {
      const pair: Partial<Record<Build, Slice>> = {};
      for (const build of i % 2 === 0 ? BUILDS : BUILDS.toReversed()) pair[build] = await one(build, kind);
      taken[kind].push(pair as Record<Build, Slice>);
    }
  const compared = (kind: Kind) => {
    const of = (pick: (pair: Record<Build, Slice>) => number) => median(taken[kind].map(pick));
    return {
      now: of(({ now }) => now.per_second),
      before: of(({ before }) => before.per_second),
      ratio: of(({ now, before }) => now.per_second / before.per_second),
      cpu_now: of(({ now }) => now.cpu_us),
      cpu_before: of(({ before }) => before.cpu_us),
      cpu_ratio: of(({ now, before }) => before.cpu_us / now.cpu_us),
    };
  };
  return { refused: compared('refused'), accepted: compared('accepted'), each: taken };
}
