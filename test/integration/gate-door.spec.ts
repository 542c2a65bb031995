/** What comes in through a gate's door, from those who know how and from those who do not, while an honest client sends orders. */
import { once } from 'node:events';
import { connect, type Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { Worker } from 'node:worker_threads';
import { pino } from 'pino';
import { OutcomeUnknownError, StateUnavailableError } from '#core/ports/gate.js';
import type { GateLease } from '#core/ports/gate-log.js';
import { parseListen } from '#gate-host/address.js';
import { Door } from '#gate-host/door.js';
import { GateClient } from '#gate-host/client.js';
import { type RunningHost, SECRET, Shard, sleep, until } from '../factories/redis-gate.js';
import { median } from '../percentile.js';

const HELLO = `${JSON.stringify({ hello: 1, secret: SECRET, name: 'raw' })}\n`;
const leaseAt = (address: string) => ({ holder: async () => address }) as unknown as GateLease;

let shard: Shard;
let gate: RunningHost;
let honest: GateClient;

beforeAll(async () => {
  shard = await Shard.open();
  gate = await shard.activeHost();
  honest = shard.client();
});
afterAll(() => shard.close());
beforeEach(() => shard.mark(gate.client));

/** A connection by hand. `heard` is what came back; `closed` resolves when the other side ended it. */
interface Raw {
  socket: Socket;
  heard: () => string;
  closed: Promise<void>;
}

async function raw(...says: string[]): Promise<Raw> {
  const at = parseListen(gate.address);
  if (at.kind === 'unix') throw new Error('the door is on TCP here');
  const socket = connect(at.port, at.host);
  let text = '';
  socket.setEncoding('utf8').on('data', (chunk) => (text += String(chunk)));
  socket.on('error', () => undefined);
  const closed = new Promise<void>((resolve) => socket.once('close', () => resolve()));
  await once(socket, 'connect');
  for (const said of says) socket.write(said);
  return { socket, heard: () => text, closed };
}

async function expectClosed({ closed }: Raw, withinMs = 3000): Promise<void> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise((_, reject) => {
    timer = setTimeout(() => reject(new Error(`not closed within ${withinMs} ms`)), withinMs);
  });
  await Promise.race([closed, late]).finally(() => clearTimeout(timer));
}

/** Orders one after another for so long; every one must be accepted. Resolves to how long each took, in milliseconds. */
async function orders(client: GateClient, forMs: number): Promise<number[]> {
  const took: number[] = [];
  const end = performance.now() + forMs;
  while (performance.now() < end) {
    const startedMs = performance.now();
    const answer = await client.ask({ kind: 'submit', order: shard.order() });
    took.push(performance.now() - startedMs);
    expect(answer).toMatchObject({ kind: 'decided', accepted: true });
    await sleep(1);
  }
  return took;
}

/** What the test files before this one left is no part of what an attack costs the gate. */
function collectGarbage(): void {
  setFlagsFromString('--expose-gc');
  (runInNewContext('gc') as () => void)();
}

/** The gate's own turns of its event loop: how much of the processor the longest took, in milliseconds. What else runs on the machine is not in it. */
function watchTurns(): () => number {
  let longest = 0;
  let last = process.threadCpuUsage();
  const timer = setInterval(() => {
    const now = process.threadCpuUsage();
    longest = Math.max(longest, (now.user + now.system - last.user - last.system) / 1000);
    last = now;
  }, 5);
  return () => {
    clearInterval(timer);
    return longest;
  };
}

/** While `attack` goes on no turn of the gate keeps the others waiting, half of the honest orders are as fast as before, and afterwards the gate decides. */
async function expectCalmDuring(attack: () => Promise<void>): Promise<void> {
  await orders(honest, 200);
  collectGarbage();
  const quiet = median(await orders(honest, 500));
  const seen = { over: false };
  const longestTurn = watchTurns();
  const attacking = attack().finally(() => (seen.over = true));
  const took: number[] = [];
  do took.push(...(await orders(honest, 100)));
  while (!seen.over || took.length < 100);
  await attacking;
  expect(longestTurn()).toBeLessThan(100);
  expect(median(took)).toBeLessThan(10 * Math.max(quiet, 10));
  expect(await orders(gate.client, 20)).not.toEqual([]);
}

async function many(times: number, act: () => Promise<void>): Promise<void> {
  for (let i = 0; i < times; i += 1) await act();
}

test.each(['tcp', 'unix'])('an order goes in and its answer out through a door on %s', async (kind) => {
  const text = kind === 'unix' ? `unix:${join(tmpdir(), `door-${process.pid}.sock`)}` : 'tcp://127.0.0.1:0';
  const door = new Door(gate.host, { listen: parseListen(text), secret: SECRET, tls: null, logger: pino({ level: 'silent' }) });
  const address = await door.listen();
  const client = shard.client(leaseAt(address));
  const order = shard.order();
  expect(await client.ask({ kind: 'submit', order })).toMatchObject({ kind: 'decided', accepted: true });
  expect(await client.ask({ kind: 'submit', order })).toEqual({ kind: 'repeated', order_id: order.order_id });
  const answers = await Promise.all(Array.from({ length: 500 }, () => client.ask({ kind: 'submit', order: shard.order() })));
  expect(answers.filter((answer) => answer.kind === 'decided' && answer.accepted)).toHaveLength(500);
  client.close();
  await door.close();
});

test('between machines both sides show a certificate of the same authority; whoever has another or none is not even heard', async () => {
  const files = (name: string, ca = 'ca') => ({
    ...{ ca: `test/fixtures/tls/${ca}.pem`, cert: `test/fixtures/tls/${name}.pem`, key: `test/fixtures/tls/${name}.key` },
  });
  const listen = parseListen('tcp://127.0.0.1:0');
  const door = new Door(gate.host, { listen, secret: SECRET, tls: files('one'), logger: pino({ level: 'silent' }) });
  const address = await door.listen();
  const ask = async (tls: ReturnType<typeof files> | null) => {
    const client = new GateClient(leaseAt(address), { secret: SECRET, name: 'test', tls });
    const order = shard.order();
    try {
      return (await client.ask({ kind: 'submit', order })).kind;
    } catch (error) {
      expect(gate.host.state?.orders.has(order.order_id)).toBe(false);
      return error instanceof StateUnavailableError ? 'unavailable' : String(error);
    } finally {
      client.close();
    }
  };
  expect(await ask(files('two'))).toBe('decided');
  const strangers = [files('foreign', 'ca'), files('foreign', 'foreign-ca'), files('two', 'foreign-ca'), null];
  expect(await Promise.all(strangers.map(ask))).toEqual(strangers.map(() => 'unavailable'));
  await door.close();
}, 30_000);

test('whoever does not know the secret is sent away without an answer, and nothing happens', async () => {
  const order = shard.order();
  await expectCalmDuring(() =>
    many(100, async () => {
      const wrong = await raw(`${JSON.stringify({ hello: 1, secret: 'guessed', name: 'x' })}\n`);
      wrong.socket.write(`${JSON.stringify({ id: 1, command: { kind: 'submit', order } })}\n`);
      await expectClosed(wrong);
      expect(wrong.heard()).toBe('');
    }),
  );
  expect(gate.host.state?.orders.has(order.order_id)).toBe(false);
  const stranger = shard.client(leaseAt(gate.address), 'guessed');
  await expect(stranger.ask({ kind: 'submit', order })).rejects.toThrow(StateUnavailableError);
  await expect(stranger.ask({ kind: 'submit', order })).rejects.not.toThrow(OutcomeUnknownError);
}, 30_000);

test('a command before the secret is not taken', async () => {
  const order = shard.order();
  const early = await raw(`${JSON.stringify({ id: 1, command: { kind: 'submit', order } })}\n`);
  await expectClosed(early);
  expect([early.heard(), gate.host.state?.orders.has(order.order_id)]).toEqual(['', false]);
});

test.each([
  ['an unknown kind', '{"id":1,"command":{"kind":"drop_everything"}}\n'],
  ['broken JSON', '{"id":1,"command":{"kind":"sub\n'],
  ['no command', '{"id":1}\n'],
  ['a number instead of a frame', '7\n'],
  ['the gate’s own `checkpoint`', '{"id":1,"command":{"kind":"checkpoint","hash":"0","final":true}}\n'],
  ['the gate’s own `restored`', '{"id":1,"command":{"kind":"restored"}}\n'],
])(
  '%s ends that connection and nothing else',
  async (_, line) => {
    const order = shard.order();
    const before = gate.host.state?.generation;
    await expectCalmDuring(() =>
      many(50, async () => {
        const one = await raw(HELLO);
        await until('it is greeted', () => one.heard() === '{"hello":1}\n');
        one.socket.write(line);
        one.socket.write(`${JSON.stringify({ id: 2, command: { kind: 'submit', order } })}\n`);
        await expectClosed(one);
        expect(one.heard()).toBe('{"hello":1}\n');
      }),
    );
    expect([gate.host.active, gate.host.state?.generation]).toEqual([true, before]);
    expect((await shard.events()).filter(({ type }) => type === 'CHECKPOINT')).toEqual([]);
    expect(gate.host.state?.orders.has(order.order_id)).toBe(false);
  },
  30_000,
);

test('a command without what it needs fails alone: the connection goes on', async () => {
  const order = shard.order();
  const one = await raw(HELLO, '{"id":1,"command":{"kind":"submit"}}\n');
  one.socket.write(`${JSON.stringify({ id: 2, command: { kind: 'submit', order } })}\n`);
  await until('both are answered', () => one.heard().split('\n').length === 4);
  const [, failed, decided] = one.heard().split('\n');
  expect(JSON.parse(failed ?? '')).toMatchObject({ id: 1, error: 'failed' });
  expect(JSON.parse(decided ?? '')).toMatchObject({ id: 2, answer: { kind: 'decided', accepted: true } });
  one.socket.destroy();
});

/** What floods is in a thread of its own, so that it takes no turns of the gate's event loop. */
async function inThread(code: string, data: object): Promise<unknown> {
  const { port } = parseListen(gate.address) as { port: number };
  const worker = new Worker(code, { eval: true, workerData: { ...data, port } });
  const [answer] = (await once(worker, 'message')) as [unknown];
  await worker.terminate();
  return answer;
}

/** Answers with how much it had sent when it was cut off, in bytes. */
const ENDLESS = `
const { connect } = require('node:net');
const { parentPort, workerData: { port, hello, size, piece, everyMs } } = require('node:worker_threads');
let sent = 0;
const socket = connect(port, '127.0.0.1', () => {
  socket.setNoDelay(true);
  if (hello !== '') socket.write(hello);
  const more = () => {
    if (sent >= size || socket.destroyed) return;
    sent += piece;
    socket.write('x'.repeat(piece), () => setTimeout(more, everyMs));
  };
  more();
});
socket.on('error', () => {});
socket.resume();
socket.on('close', () => parentPort.postMessage(sent));
setTimeout(() => parentPort.postMessage(Infinity), 15000);
`;

test('a line of 9 MB without an end is cut off where it gets too long', async () => {
  let sent = 0;
  await expectCalmDuring(async () => {
    sent = (await inThread(ENDLESS, { size: 9 * 1024 * 1024, piece: 65_536, everyMs: 0, hello: HELLO })) as number;
  });
  expect(sent).toBeLessThanOrEqual(9 * 1024 * 1024);
}, 40_000);

test('whoever does not know the secret is cut off after a few kilobytes, in however small pieces they come', async () => {
  let sent = 0;
  await expectCalmDuring(async () => {
    sent = (await inThread(ENDLESS, { size: 9 * 1024 * 1024, piece: 1024, everyMs: 2, hello: '' })) as number;
  });
  expect(sent).toBeLessThan(100 * 1024);
}, 40_000);

const SILENT = `
const { connect } = require('node:net');
const { parentPort, workerData: { port, count, batch } } = require('node:worker_threads');
const lives = [];
let opened = 0, under = 0;
function next() {
  while (under < batch && opened < count) {
    opened += 1;
    under += 1;
    const socket = connect(port, '127.0.0.1');
    let since = 0;
    socket.on('connect', () => { since = performance.now(); });
    socket.on('error', () => {});
    socket.resume();
    socket.on('close', () => {
      lives.push(since === 0 ? 0 : performance.now() - since);
      under -= 1;
      setImmediate(next);
    });
  }
  if (lives.length === count) parentPort.postMessage(lives);
}
next();
`;

test('of 10,000 connections that say nothing each is closed within two seconds or so, and honest ones come in meanwhile', async () => {
  let lives: number[] = [];
  const met: number[] = [];
  await expectCalmDuring(async () => {
    const seen = { over: false };
    const flood = inThread(SILENT, { count: 10_000, batch: 200 }).finally(() => (seen.over = true));
    while (!seen.over) {
      const startedMs = performance.now();
      const newcomer = shard.client(leaseAt(gate.address));
      const answer = await newcomer.ask({ kind: 'submit', order: shard.order() });
      expect(answer).toMatchObject({ kind: 'decided', accepted: true });
      met.push(performance.now() - startedMs);
      newcomer.close();
      await sleep(100);
    }
    lives = (await flood) as number[];
  });
  expect(lives).toHaveLength(10_000);
  expect(Math.max(...lives)).toBeLessThan(3500);
  expect(met.length).toBeGreaterThan(0);
}, 120_000);

test('(12.4) the mode of a breaker is changed through a door too, as from an API that stands by', async () => {
  const about = { actor: 'dev', reason: 'test', source: 'api' };
  const far = shard.client(leaseAt(gate.address));
  const trip = await far.ask({
    kind: 'trip',
    scope: 'symbol:SPY',
    mode: 'halt',
    ...about,
    expires_in_ms: null,
    cancel_orders: false,
  });
  if (trip.kind !== 'trip') throw new Error(trip.kind);
  const changed = await far.ask({ kind: 'change_mode', breaker_id: trip.breaker_id, mode: 'reduce_only', ...about });
  expect(changed).toMatchObject({ kind: 'mode', from: 'halt' });
  await far.ask({ kind: 'reset', breaker_id: trip.breaker_id, ...about, how: 'ask' });
  far.close();
});

test('a client that never reads its answers is cut off', async () => {
  const long = 'x'.repeat(60_000);
  const about = { mode: 'halt' as const, actor: 'dev', source: 'api', expires_in_ms: null, cancel_orders: false };
  await gate.client.ask({ kind: 'trip', scope: 'symbol:TSLA', reason: long, ...about });
  let asked = 0;
  await expectCalmDuring(async () => {
    const deaf = await raw(HELLO);
    deaf.socket.pause();
    const cutOff = () => shard.said.some(({ msg }) => msg === 'a connection to the gate that reads no answers was cut off');
    while (!cutOff() && asked < 4000) {
      for (let i = 0; i < 10; i += 1) deaf.socket.write(`{"id":${(asked += 1)},"command":{"kind":"list_breakers"}}\n`);
      await sleep(5);
    }
    expect(cutOff()).toBe(true);
    deaf.socket.resume();
    await expectClosed(deaf);
  });
  expect(asked).toBeGreaterThan(100); // 16 MB of answers and what the kernel holds.
}, 60_000);
