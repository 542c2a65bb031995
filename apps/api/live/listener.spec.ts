/** Real sockets over loopback: what the kernel buffers is part of what is tested. */
import { once } from 'node:events';
import type { AddressInfo, Socket } from 'node:net';
import { WebSocket, WebSocketServer } from 'ws';
import type { LiveMessage } from '#core/events/live-message.js';
import { Audience } from './audience.js';
import type { Choice } from './choice.js';
import { Listener } from './listener.js';
import { Outgoing } from './outgoing.js';

const ALL: Choice = { accounts: null, types: null };
const sleep = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms));

let server: WebSocketServer;
let audience: Audience;

beforeEach(async () => {
  audience = new Audience();
  server = new WebSocketServer({ port: 0, host: '127.0.0.1', perMessageDeflate: false });
  await once(server, 'listening');
});
afterEach(() => {
  for (const socket of server.clients) socket.terminate();
  server.close();
});

interface Pair {
  client: WebSocket;
  listener: Listener;
  heard: { type: string; id: string; data: { n: number } }[];
  closed: { code: number; reason: string } | null;
}

async function connect(choice: Choice = ALL): Promise<Pair> {
  const accepted = once(server, 'connection') as Promise<[WebSocket, { socket: Socket }]>;
  const client = new WebSocket(`ws://127.0.0.1:${(server.address() as AddressInfo).port}`);
  const [socket, request] = await accepted;
  const listener = new Listener(socket, request.socket, choice);
  const pair: Pair = { client, listener, heard: [], closed: null };
  client.on('message', (data: Buffer) => pair.heard.push(JSON.parse(data.toString()) as Pair['heard'][number]));
  client.on('close', (code, reason) => (pair.closed = { code, reason: reason.toString() }));
  await once(client, 'open');
  audience.join(listener);
  return pair;
}

function message(type: LiveMessage['type'], n: number, account: string | null = 'default', padding = ''): Outgoing {
  return new Outgoing({ type, data: { n, padding }, at_ms: 1_000_000 + n, id: `${1_000_000 + n}-0`, account, ref: String(n) });
}

async function until(what: string, good: () => boolean): Promise<void> {
  const deadline = Date.now() + 10_000;
  while (!good()) {
    if (Date.now() > deadline) throw new Error(`not within 10 s: ${what}`);
    await sleep(5);
  }
}

const KILOBYTES_8 = 'x'.repeat(8000);

/** Alerts until the kernel takes no more and they wait in the listener. */
async function untilBlocked(pair: Pair): Promise<number> {
  let n = 0;
  while (!pair.listener.isWaiting && n < 5000) {
    n += 1;
    await audience.deliver([message('RISK_ALERT', n, null, KILOBYTES_8)]);
    if (n % 20 === 0) await sleep(1);
  }
  expect(pair.listener.isWaiting).toBe(true);
  return n;
}

test('a ping goes along with the next message, or by itself where none comes', async () => {
  const { client, listener, heard } = await connect();
  let pings = 0;
  client.on('ping', () => (pings += 1));
  listener.pingSoon();
  await sleep(50);
  expect(pings).toBe(0);
  await audience.deliver([message('RISK_ALERT', 1)]);
  await until('the message and its ping', () => heard.length === 1 && pings === 1);
  listener.pingNow();
  await audience.deliver([message('RISK_ALERT', 2)]);
  await until('the second message', () => heard.length === 2);
  expect(pings).toBe(1);
  listener.pingSoon();
  listener.pingNow();
  await until('the ping by itself', () => pings === 2);
});

test('a slow reader gets every alert in order, and of the P&L that waited only the newest of each account', async () => {
  const pair = await connect();
  pair.client.pause();
  let n = await untilBlocked(pair);
  for (let i = 0; i < 50; i += 1) {
    n += 2;
    await audience.deliver([message('PNL_UPDATE', n - 1, i % 2 ? 'one' : 'two'), message('RISK_ALERT', n)]);
  }
  expect(pair.closed).toBeNull();
  pair.client.resume();
  await until('the last alert', () => pair.heard.at(-1)?.data.n === n);
  const ids = pair.heard.map(({ id }) => Number(id.split('-')[0]));
  expect(ids).toEqual(ids.toSorted((x, y) => x - y));
  const alerts = pair.heard.filter(({ type }) => type === 'RISK_ALERT').map(({ data }) => data.n);
  expect(alerts).toHaveLength(n - 50);
  expect(pair.heard.filter(({ type }) => type === 'PNL_UPDATE').map(({ data }) => data.n)).toEqual([n - 3, n - 1]);
});

test('past its bound a slow reader is closed, and the reason names the last id that it was sent', async () => {
  const pair = await connect();
  pair.client.pause();
  let n = await untilBlocked(pair);
  for (let i = 0; i < 200; i += 1) await audience.deliver([message('RISK_ALERT', (n += 1), null, KILOBYTES_8)]);
  pair.client.resume();
  await until('the close', () => pair.closed !== null);
  expect(pair.closed?.code).toBe(4008);
  expect(pair.closed?.reason).toBe(`too slow: reconnect with ?since=${pair.heard.at(-1)?.id}`);
  expect(pair.heard.map(({ data }) => data.n)).toEqual(pair.heard.map((_, index) => index + 1));
  expect(pair.heard.length).toBeLessThan(n);
});

test('one slow reader holds up nobody else', async () => {
  const [slow, quick] = [await connect(), await connect()];
  slow.client.pause();
  const n = await untilBlocked(slow);
  await until('all of them', () => quick.heard.length === n);
  expect(quick.closed).toBeNull();
});

test('each socket gets what it chose, and account-less messages reach all', async () => {
  const [all, one, pnl] = [
    await connect(),
    await connect({ accounts: ['one'], types: null }),
    await connect({ accounts: null, types: ['PNL_UPDATE'] }),
  ];
  await audience.deliver([
    message('PNL_UPDATE', 1, 'one'),
    message('PNL_UPDATE', 2, 'two'),
    message('RISK_ALERT', 3, null),
    message('RISK_ALERT', 4, 'two'),
  ]);
  await until('the last one', () => all.heard.length === 4 && pnl.heard.length === 2);
  expect(one.heard.map(({ data }) => data.n)).toEqual([1, 3]);
  expect(pnl.heard.map(({ data }) => data.n)).toEqual([1, 2]);
});

test('of many messages in one delivery each socket gets those of its accounts in their order, each once', async () => {
  const [one, both] = [
    await connect({ accounts: ['one'], types: null }),
    await connect({ accounts: ['two', 'one', 'two'], types: ['RISK_ALERT'] }),
  ];
  const accounts = ['one', 'two', null, 'three'];
  await audience.deliver(
    Array.from({ length: 40 }, (_, n) => message(n % 5 === 0 ? 'PNL_UPDATE' : 'RISK_ALERT', n, accounts[n % 4] ?? null)),
  );
  const numbers = Array.from({ length: 40 }, (_, n) => n);
  await until('the last one', () => one.heard.at(-1)?.data.n === 38 && both.heard.at(-1)?.data.n === 38);
  expect(one.heard.map(({ data }) => data.n)).toEqual(numbers.filter((n) => n % 4 === 0 || n % 4 === 2));
  expect(both.heard.map(({ data }) => data.n)).toEqual(numbers.filter((n) => n % 4 !== 3 && n % 5 !== 0));
});

test('the P&L of an account is wanted as long as a socket is there that chose it', async () => {
  expect(audience.wantsPnl('one')).toBe(false);
  const [first, second, alerts] = [
    await connect({ accounts: ['one'], types: null }),
    await connect({ accounts: ['two', 'one'], types: ['PNL_UPDATE'] }),
    await connect({ accounts: null, types: ['RISK_ALERT'] }),
  ];
  expect(['one', 'two', 'three'].map((account) => audience.wantsPnl(account))).toEqual([true, true, false]);
  audience.leave(second.listener);
  expect(['one', 'two', 'three'].map((account) => audience.wantsPnl(account))).toEqual([true, false, false]);
  audience.choose(alerts.listener, { accounts: undefined, types: null });
  audience.leave(first.listener);
  expect(['one', 'two', 'three'].map((account) => audience.wantsPnl(account))).toEqual([true, true, true]);
  audience.leave(alerts.listener);
  expect(audience.wantsPnl('one')).toBe(false);
});

test('what a resumed socket has seen at another replica is not told to it again', async () => {
  const pair = await connect();
  pair.listener.floor = message('RISK_ALERT', 2).key;
  await audience.deliver([message('RISK_ALERT', 1), message('RISK_ALERT', 2), message('RISK_ALERT', 3)]);
  await audience.deliver([message('RISK_ALERT', 4)]);
  await until('the last one', () => pair.heard.length === 2);
  expect(pair.heard.map(({ data }) => data.n)).toEqual([3, 4]);
});
