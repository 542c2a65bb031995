import { type ChildProcess, spawn } from 'node:child_process';
import { createServer } from 'node:net';
import { ownStack } from '#test/factories/own-stack.js';
import { proveHistory } from '../factories/prove-history.js';

/** A running worker and API, from the built files. */
export interface Breakwater {
  url: string;
  call(method: string, path: string, body?: unknown, headers?: Record<string, string>): Promise<Answer>;
  /** kill -9, and a new one at once. */
  killWorker(): Promise<void>;
  stop(): Promise<void>;
}

export interface Answer {
  status: number;
  headers: Headers;
  /** Of any route; tests say what they expect in it. */
  body: Record<string, unknown>;
}

async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as { port: number };
  await new Promise((resolve) => server.close(resolve));
  return port;
}

function start(script: string, env: Record<string, string>): { child: ChildProcess; output: () => string } {
  const child = spawn(process.execPath, [script], {
    env: { ...process.env, NODE_OPTIONS: '', ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let output = '';
  const keep = (data: Buffer) => {
    output = (output + data.toString()).slice(-4000);
  };
  child.stdout?.on('data', keep);
  child.stderr?.on('data', keep);
  return { child, output: () => output };
}

async function finished(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const timer = setTimeout(() => child.kill('SIGKILL'), 8000);
  await new Promise((resolve) => {
    child.once('exit', resolve);
    child.kill('SIGTERM');
  });
  clearTimeout(timer);
}

/** On databases that no other file uses: starts both, waits until orders can be checked (30 s at most). */
export async function startBreakwater(env: Record<string, string> = {}): Promise<Breakwater> {
  await ownStack();
  const port = await freePort();
  let worker = start('dist/apps/worker/main.js', env);
  const api = start('dist/apps/api/main.js', { ...env, BREAKWATER_PORT: String(port) });
  const url = `http://127.0.0.1:${port}`;
  const killWorker = async () => {
    const gone = new Promise((resolve) => worker.child.once('exit', resolve));
    worker.child.kill('SIGKILL');
    await gone;
    worker = start('dist/apps/worker/main.js', env);
  };
  const stop = async () => {
    await finished(api.child);
    await finished(worker.child);
    proveHistory();
  };
  const deadline = Date.now() + 30_000;
  while (Date.now() < deadline) {
    const ready = await fetch(`${url}/health/ready`, { signal: AbortSignal.timeout(3000) }).catch(() => null);
    if (ready?.status === 200) return { url, stop, killWorker, call: caller(url) };
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
  await stop();
  throw new Error(`not ready in 30 s\nworker: ${worker.output()}\napi: ${api.output()}`);
}

function caller(url: string): Breakwater['call'] {
  return async (method, path, body, headers = { 'content-type': 'application/json' }) => {
    const text = body === undefined || typeof body === 'string' ? body : JSON.stringify(body);
    const answer = await fetch(url + path, {
      method,
      signal: AbortSignal.timeout(10_000),
      ...(text === undefined ? {} : { body: text, headers }),
    });
    const read = await answer.text();
    return {
      status: answer.status,
      headers: answer.headers,
      body: (read.startsWith('{') ? JSON.parse(read) : { text: read }) as Answer['body'],
    };
  };
}

/** For tests that are not about the rate: it is not in their way. */
export async function allowManyOrders({ call }: Pick<Breakwater, 'call'>): Promise<void> {
  const { status } = await call('PUT', '/api/risk/limits', { max_orders_per_second: 1000, max_orders_per_burst: 100_000 });
  if (status !== 200) throw new Error(`the rate was not changed: ${status}`);
}

/** What a window of the rate has seen leaves it. */
export const secondPasses = () => new Promise((resolve) => setTimeout(resolve, 1050));

/** Asks again until `good`, at most 5 s. */
export async function eventually(ask: () => Promise<Answer>, good: (body: Answer['body']) => boolean): Promise<Answer['body']> {
  const deadline = Date.now() + 5000;
  for (;;) {
    const { body } = await ask();
    if (good(body)) return body;
    if (Date.now() > deadline) throw new Error(`not within 5 s; last: ${JSON.stringify(body)}`);
    await new Promise((resolve) => setTimeout(resolve, 30));
  }
}

/** Of a breaker, as its answer tells: while Temporal has not answered in time the breaker is as it was, and one asks again (10 s at most). */
export async function resetBreaker({ call }: Pick<Breakwater, 'call'>, body: object): Promise<Answer> {
  const deadline = Date.now() + 10_000;
  for (;;) {
    const answer = await call('POST', '/api/risk/circuit-breaker/reset', body);
    if (answer.body['code'] !== 'WORKFLOW_UNAVAILABLE' || Date.now() > deadline) return answer;
  }
}
