/** What it costs an order to say who sends it: a key and a session against an API that asks nobody, in alternating rounds; and orders while passwords are guessed. */
import { Agent, request } from 'node:http';
import autocannon from 'autocannon';
import { People, secretKeyFile } from '#test/factories/access-people.js';
import { call, caughtUp, nextId, REMOTE_PORT, ROUNDS, sleep, start } from './bench.js';
import { median } from '../percentile.js';

const LOCAL_PORT = REMOTE_PORT + 1;
const SECOND_PORT = REMOTE_PORT + 2;
const SECONDS = 4;
const PAIRS = 2000;
const ATTACK_SECONDS = 10;
const TRIES_A_SECOND = 50;

type Headers = Record<string, string>;
interface Way {
  port: number;
  headers: Headers;
}

/** Refused for its size: nothing rests, so all rounds meet the same state. */
const body = () =>
  JSON.stringify({ client_order_id: nextId(), symbol: 'AAPL', side: 'BUY', quantity: 100, price: 175, order_type: 'LIMIT' });

async function load({ port, headers }: Way, perSecond?: number): Promise<autocannon.Result> {
  const result = await autocannon({
    url: `http://127.0.0.1:${port}/api/order`,
    ...{ connections: 64, duration: perSecond === undefined ? SECONDS : ATTACK_SECONDS, method: 'POST' },
    ...(perSecond === undefined ? {} : { overallRate: perSecond }),
    headers: { 'content-type': 'application/json', ...headers },
    requests: [{ setupRequest: (r) => ({ ...r, body: body() }) }],
  });
  const others = Object.entries(result.statusCodeStats ?? {}).filter(([code]) => code !== '403');
  if (others.length > 0 || result.errors > 0) throw new Error(`not only 403: ${JSON.stringify(others)}, ${result.errors} errors`);
  return result;
}

function post({ port, headers }: Way, path: string, text: string, agent: Agent): Promise<number> {
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

/**
 * One order alone, sent both ways in turn: half of how long each takes, and the median of what the second takes more than the first beside it, in
 * microseconds. What slows the machine for a while slows both.
 */
async function alone(first: Way, second: Way): Promise<{ first_us: number; second_us: number; more_us: number }> {
  const agents = [new Agent({ keepAlive: true, maxSockets: 1 }), new Agent({ keepAlive: true, maxSockets: 1 })] as const;
  const timed = async (way: Way, agent: Agent) => {
    const from = performance.now();
    await post(way, '/api/order', body(), agent);
    return 1000 * (performance.now() - from);
  };
  const pairs: (readonly [number, number])[] = [];
  for (let i = 0; i < PAIRS; i += 1) {
    if (i % 2 === 0) {
      const took = await timed(first, agents[0]);
      pairs.push([took, await timed(second, agents[1])]);
    } else {
      const took = await timed(second, agents[1]);
      pairs.push([await timed(first, agents[0]), took]);
    }
  }
  for (const agent of agents) agent.destroy();
  return {
    first_us: median(pairs.map(([a]) => a)),
    second_us: median(pairs.map(([, b]) => b)),
    more_us: median(pairs.map(([a, b]) => b - a)),
  };
}

async function ways(): Promise<{ off: Way; again: Way; key: Way; session: Way; close: () => Promise<void> }> {
  start('dist/apps/gate/main.js');
  const remote = { BREAKWATER_GATE: 'remote' };
  for (const port of [REMOTE_PORT, SECOND_PORT]) start('dist/apps/api/main.js', { ...remote, BREAKWATER_PORT: String(port) });
  start('dist/apps/api/main.js', {
    ...remote,
    ...{ BREAKWATER_PORT: String(LOCAL_PORT), BREAKWATER_AUTH: 'local', BREAKWATER_SECRET_KEY_FILE: secretKeyFile() },
    BREAKWATER_TRUSTED_PROXIES: '127.0.0.1/32',
  });
  for (const port of [REMOTE_PORT, SECOND_PORT]) await caughtUp(port);
  while (
    (await call('GET', '/health/ready', undefined, LOCAL_PORT).catch((): Record<string, unknown> => ({})))['status'] !== 'ready'
  )
    await sleep(200);
  const people = await People.open();
  const grants = [{ role: 'trader' as const, accounts: null }];
  const user = await people.user(grants);
  const { token } = await people.key(user, ['orders:write']);
  const cookie = await people.signIn(user, grants);
  await sleep(3000); // The API looks for changes each second.
  const origin = `http://127.0.0.1:${LOCAL_PORT}`;
  return {
    // The same bytes, which nobody reads: what the load generator and the parser take for them is no cost of the sign-in.
    off: { port: REMOTE_PORT, headers: { authorization: `Bearer ${token}` } },
    // A second process that asks nobody: what two equal ones differ by is what this can tell apart.
    again: { port: SECOND_PORT, headers: { authorization: `Bearer ${token}` } },
    key: { port: LOCAL_PORT, headers: { authorization: `Bearer ${token}` } },
    session: { port: LOCAL_PORT, headers: { cookie, origin } },
    close: () => people.close(),
  };
}

/** Guesses passwords of names that nobody has, from addresses that change, until it is told to stop. */
async function guess(way: Way, signal: AbortSignal): Promise<void> {
  const agent = new Agent({ keepAlive: true });
  const tries: Promise<unknown>[] = [];
  while (!signal.aborted) {
    const from = Array.from({ length: 4 }, () => 1 + Math.floor(Math.random() * 250)).join('.');
    const text = JSON.stringify({ name: nextId(), password: 'wrong wrong wrong wrong', code: '123456' });
    tries.push(post({ ...way, headers: { 'x-forwarded-for': from } }, '/api/access/sign-in', text, agent).catch(() => 0));
    await sleep(1000 / TRIES_A_SECOND);
  }
  await Promise.all(tries);
  agent.destroy();
}

export async function accessCost() {
  const { close, ...all } = await ways();
  await call(
    'PUT',
    '/api/risk/limits',
    { max_orders_per_second: 1_000_000, max_orders_per_burst: 10_000_000, burst_window_seconds: 1 },
    REMOTE_PORT,
  );
  for (const way of Object.values(all)) await load(way);
  const rounds: Record<'off' | 'key' | 'session', number>[] = [];
  const pairs: Record<'again' | 'key' | 'session', Awaited<ReturnType<typeof alone>>>[] = [];
  for (let i = 0; i < ROUNDS; i += 1) {
    const round = { off: 0, key: 0, session: 0 };
    for (const name of ['off', 'key', 'session'] as const) {
      round[name] = (await load(all[name])).requests.average;
      await caughtUp(REMOTE_PORT);
    }
    rounds.push(round);
    await sleep(2000); // What the load left behind is done.
    pairs.push({
      again: await alone(all.off, all.again),
      key: await alone(all.off, all.key),
      session: await alone(all.off, all.session),
    });
  }
  const of = (pick: (round: (typeof rounds)[number]) => number) => median(rounds.map(pick));
  const half = Math.round(of((r) => r.key) / 2);
  const p99: { calm: number; attacked: number }[] = [];
  for (let i = 0; i < 3; i += 1) {
    const calm = (await load(all.key, half)).latency.p99;
    const stop = new AbortController();
    const guessing = guess(all.key, stop.signal);
    const attacked = (await load(all.key, half)).latency.p99;
    stop.abort();
    await guessing;
    p99.push({ calm, attacked });
  }
  await close();
  const more = (name: 'again' | 'key' | 'session') => {
    const each = pairs.map((pair) => pair[name].more_us);
    return { more_us: median(each), least_us: Math.min(...each), most_us: Math.max(...each) };
  };
  const compared = (name: 'key' | 'session') => ({
    per_second: of((r) => r[name]),
    ratio: of((r) => r[name] / r.off),
    ...more(name),
  });
  return {
    off: { per_second: of((r) => r.off), p50_us: median(pairs.map(({ key }) => key.first_us)) },
    again: more('again'),
    key: compared('key'),
    session: compared('session'),
    attack: { at: half, calm_ms: median(p99.map(({ calm }) => calm)), attacked_ms: median(p99.map(({ attacked }) => attacked)) },
  };
}
