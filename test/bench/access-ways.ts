/** The ways to send an order that `access` compares, each to an API of its own in front of one gate. */
import type { ChildProcess } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { type Agent, request } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { People, secretKeyFile } from '#test/factories/access-people.js';
import { call, caughtUp, nextId, REMOTE_PORT, sleep, start } from './bench.js';

const PROFILED = 'dist/test/bench/profiled-api.js';

export const WAYS = ['off', 'again', 'key', 'session'] as const;
export type Name = (typeof WAYS)[number];

export interface Way {
  port: number;
  headers: Record<string, string>;
  api: ChildProcess;
  /** The file in which profiled-api.ts leaves a profile. */
  profile: string;
}

/** Refused for its size: nothing rests, so all rounds meet the same state. */
const orderBody = () =>
  JSON.stringify({ client_order_id: nextId(), symbol: 'AAPL', side: 'BUY', quantity: 100, price: 175, order_type: 'LIMIT' });

/** The status of the answer. */
export function post(
  { port, headers }: Pick<Way, 'port' | 'headers'>,
  path: string,
  text: string,
  agent: Agent,
): Promise<number> {
  return new Promise((resolve, reject) => {
    const all = { 'content-type': 'application/json', 'content-length': Buffer.byteLength(text), ...headers };
    const asked = request({ port, host: '127.0.0.1', path, method: 'POST', agent, headers: all }, (answer) => {
      answer.resume();
      answer.once('end', () => resolve(answer.statusCode ?? 0));
    });
    asked.once('error', reject);
    asked.end(text);
  });
}

/** One order of which nothing but 403 is expected. */
export async function sendOrder(way: Way, agent: Agent): Promise<void> {
  const status = await post(way, '/api/order', orderBody(), agent);
  if (status !== 403) throw new Error(`an order was answered ${status}, not 403`);
}

/** A trader with a key and a session, and the APIs that let them in. */
export class Entrances {
  private constructor(
    private readonly people: People,
    private readonly token: string,
    private readonly cookie: string,
    private readonly secretKey: string,
    private readonly folder: string,
  ) {}

  static async open(): Promise<Entrances> {
    const people = await People.open();
    const grants = [{ role: 'trader' as const, accounts: null }];
    const user = await people.user(grants);
    const { token } = await people.key(user, ['orders:write']);
    return new Entrances(
      people,
      token,
      await people.signIn(user, grants),
      secretKeyFile(),
      mkdtempSync(join(tmpdir(), 'breakwater-')),
    );
  }

  async close(): Promise<void> {
    rmSync(this.folder, { recursive: true });
    await this.people.close();
  }

  /**
   * A new process of each named way, ready. `off` and `again` ask nobody, and are equal: what they differ by is what the measure can tell apart. They
   * get the key's bytes too, which nobody reads: what load generator and parser take for them is no cost of the sign-in.
   */
  async start<N extends Name>(names: readonly N[]): Promise<Record<N, Way>> {
    const all = names.map((name): [N, Way] => {
      const port = REMOTE_PORT + WAYS.indexOf(name);
      const bearer = { authorization: `Bearer ${this.token}` };
      const headers = name === 'session' ? { cookie: this.cookie, origin: `http://127.0.0.1:${port}` } : bearer;
      const profile = join(this.folder, `${name}.cpuprofile`);
      return [name, { port, headers, profile, api: start(PROFILED, this.environment(name, port), profile) }];
    });
    for (const [, way] of all) await ready(way);
    return Object.fromEntries(all) as Record<N, Way>;
  }

  private environment(name: Name, port: number): Record<string, string> {
    const remote = { BREAKWATER_GATE: 'remote', BREAKWATER_PORT: String(port) };
    if (name === 'off' || name === 'again') return remote;
    const local = { BREAKWATER_AUTH: 'local', BREAKWATER_SECRET_KEY_FILE: this.secretKey };
    return { ...remote, ...local, BREAKWATER_TRUSTED_PROXIES: '127.0.0.1/32' };
  }
}

async function ready({ port, api }: Way): Promise<void> {
  const deadline = Date.now() + 120_000;
  for (;;) {
    const health = await call('GET', '/health/ready', undefined, port).catch((): Record<string, unknown> => ({}));
    if (api.exitCode !== null)
      throw new Error(`the API at ${port} ended with ${api.exitCode}: something else may have that port`);
    if (health['status'] === 'ready') return;
    if (Date.now() > deadline) throw new Error(`the API at ${port} is not ready after two minutes: ${JSON.stringify(health)}`);
    await sleep(100);
  }
}

export async function end(ways: Partial<Record<Name, Way>>): Promise<void> {
  for (const { api } of Object.values(ways)) {
    const gone = new Promise((resolve) => api.once('exit', resolve));
    api.kill('SIGKILL');
    await gone;
  }
}

/** Until PostgreSQL has the log, asked of an API that tells it to everybody. */
export const drained = ({ port }: Way) => caughtUp(port);
