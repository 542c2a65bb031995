/** What the benchmarks share: programs under test, rates and medians, and the CPU that each process took. Linux only for the last. */
import { type ChildProcess, spawn } from 'node:child_process';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import pg from 'pg';
import type { Redis } from 'ioredis';
import { parseMoney, parseQuantity } from '#core/model/money.js';
import type { OrderRequest } from '#core/model/order.js';
import { median } from '../percentile.js';

export const API_PORT = 21690;
export const EMPTY_PORT = 21691;
export const REMOTE_PORT = 21692;
export const ROUNDS = 5;

export const sleep = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms));

let serial = 0;
export const nextId = () => `bench-${process.pid}-${(serial += 1)}`;

const ORDER = { account: 'default', symbol: 'AAPL', side: 'BUY', order_type: 'LIMIT', time_in_force: 'DAY' } as const;
const RESTING = { ...ORDER, quantity: parseQuantity('0.00001'), price: parseMoney('1') };
const TOO_LARGE = { ...ORDER, quantity: parseQuantity(100), price: parseMoney(175) };

/** Orders of this size rest far below the market: accepted, held, at the paper exchange, never filled. */
export const resting = (): OrderRequest => ({ ...RESTING, client_order_id: nextId() });
/** Refused for its size: the same path, three violations, and nothing is held. */
export const tooLarge = (): OrderRequest => ({ ...TOO_LARGE, client_order_id: nextId() });

const children = new Set<ChildProcess>();

export function start(script: string, env: Record<string, string> = {}, ...args: string[]): ChildProcess {
  return startIn(process.cwd(), script, env, ...args);
}

/** A program of another checkout. */
export function startIn(cwd: string, script: string, env: Record<string, string>, ...args: string[]): ChildProcess {
  const child = spawn(process.execPath, [script, ...args], {
    cwd,
    env: { ...process.env, NODE_OPTIONS: '', LOG_LEVEL: 'error', ...env },
    stdio: ['ignore', 'ignore', 'inherit'],
  });
  children.add(child);
  child.once('exit', () => children.delete(child));
  return child;
}

export function stopAll(): void {
  for (const child of children) child.kill('SIGKILL');
}

export async function call(
  method: string,
  path: string,
  body?: object,
  port: number = API_PORT,
): Promise<Record<string, unknown>> {
  const answer = await fetch(`http://127.0.0.1:${port}${path}`, {
    method,
    signal: AbortSignal.timeout(120_000), // Canceling 100,000 resting orders takes its time.
    ...(body ? { headers: { 'content-type': 'application/json' }, body: JSON.stringify(body) } : {}),
  });
  const read = (await answer.json()) as Record<string, unknown>;
  if (!answer.ok && path !== '/health/ready') throw new Error(`${method} ${path}: ${JSON.stringify(read)}`);
  return read;
}

/** Waits until the API checks orders (30 s) and PostgreSQL has the log (120 s); returns how long the latter took, in milliseconds. */
export async function caughtUp(port: number = API_PORT): Promise<number> {
  const startedAt = Date.now();
  for (;;) {
    const ready = await call('GET', '/health/ready', undefined, port).catch((): Record<string, unknown> => ({}));
    const lag = Number(ready['journal_lag_ms'] ?? Number.NaN);
    const waited = Date.now() - startedAt;
    if (ready['status'] === 'ready' && lag < 1000 && waited > 1000) return waited;
    if (waited > 120_000) throw new Error(`not ready with an empty backlog after two minutes: ${JSON.stringify(ready)}`);
    await sleep(100);
  }
}

/** Calls a second of `work`, `inFlight` at a time, over `ms`. */
export async function rate(work: () => Promise<unknown>, inFlight: number, ms: number): Promise<number> {
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

/** Median duration in milliseconds of `work`, one call after the other. */
export async function p50(work: () => Promise<unknown>, times: number): Promise<number> {
  const taken: number[] = [];
  for (let i = 0; i < times; i += 1) {
    const startedAt = performance.now();
    await work();
    taken.push(performance.now() - startedAt);
  }
  return median(taken);
}

export type Cpu = Record<string, number>;

/** Fields of /proc/PID/stat from the state on; none where there is no /proc or no such process. */
function statOf(pid: number): string[] {
  try {
    return readFileSync(`/proc/${pid}/stat`, 'utf8').split(') ')[1]?.split(' ') ?? [];
  } catch {
    return [];
  }
}

const parentOf = (pid: number) => Number(statOf(pid)[1] ?? 0);

/** CPU seconds so far of each named process, from /proc; of `postgres` with the backends that it forks, those that ended included. */
export function cpuOf(processes: Record<string, number>): Cpu {
  const own = (pid: number) => ticksOf(pid, 11, 13);
  const backends = (pid: number) => ticksOf(pid, 13, 15) + childrenOf(pid).reduce((sum, child) => sum + own(child), 0);
  return Object.fromEntries(
    Object.entries(processes).map(([name, pid]) => [name, (own(pid) + (name === 'postgres' ? backends(pid) : 0)) / 100]),
  );
}

function ticksOf(pid: number, from: number, to: number): number {
  return statOf(pid)
    .slice(from, to)
    .reduce((sum, ticks) => sum + Number(ticks), 0);
}

function childrenOf(pid: number): number[] {
  const all = existsSync('/proc/self/stat') ? readdirSync('/proc').map(Number).filter(Number.isInteger) : [];
  return all.filter((n) => parentOf(n) === pid);
}

/** Pids of Redis and of PostgreSQL's postmaster. */
export async function servicePids(redis: Redis): Promise<{ redis: number; postgres: number }> {
  const pid = Number(/process_id:(\d+)/.exec(await redis.info('server'))?.[1]);
  const client = new pg.Client({ connectionString: process.env['DATABASE_URL'] ?? '' });
  await client.connect();
  const { rows } = await client.query<{ pid: number }>('SELECT pg_backend_pid() AS pid');
  const postmaster = parentOf(rows[0]?.pid ?? 0);
  await client.end();
  return { redis: pid, postgres: postmaster };
}

/** How many orders PostgreSQL has of this run (client_order_id of nextId()). */
export async function ordersKept(): Promise<number> {
  const client = new pg.Client({ connectionString: process.env['DATABASE_URL'] ?? '' });
  await client.connect();
  const { rows } = await client.query<{ n: number }>('SELECT count(*)::int AS n FROM orders WHERE client_order_id LIKE $1', [
    `bench-${process.pid}-%`,
  ]);
  await client.end();
  return rows[0]?.n ?? 0;
}
