import { connect as connectTcp } from 'node:net';
import { jest } from '@jest/globals';
import { Redis } from 'ioredis';
import pg from 'pg';
import { setting } from '../factories/setting.js';
import { type Floor, isReady, killService, sleep, startFloor, until } from '../processes.js';
import { ownStack } from '../factories/own-stack.js';
import { LiveSocket, within } from './live-socket.js';

jest.setTimeout(120_000);
const SOCKETS_MAX = 30;
let floor: Floor;
let db: pg.Client;
let admin: Redis;
let deadPeer: { openedMs: number; closedMs: number | null };
let serial = 0;

async function call(url: string, method: string, path: string, body?: object): Promise<Record<string, unknown>> {
  const answer = await fetch(url + path, {
    method,
    signal: AbortSignal.timeout(10_000),
    ...(body ? { headers: { 'content-type': 'application/json' }, body: JSON.stringify(body) } : {}),
  });
  return (await answer.json()) as Record<string, unknown>;
}

const a = () => floor.apis[0].url;
const b = () => floor.apis[1].url;
const orderBody = (symbol: string, quantity: number, price: number) => ({
  ...{ client_order_id: `ws-${process.pid}-${serial++}`, symbol, side: 'BUY', quantity, price, order_type: 'LIMIT' },
});
const order = (url: string, symbol: string, quantity: number, price: number) =>
  call(url, 'POST', '/api/order', orderBody(symbol, quantity, price));

/**
 * Not those that the tests trade or trip themselves. A breaker notes twenty causes and equal refusals of a minute are one alert, so the trips of this file
 * need many, and the flow leaves the second list to the tests.
 */
const OF_FLOW = ['INTC', 'AMD', 'CRM', 'NFLX', 'XOM', 'HD', 'WMT', 'KO', 'PG', 'JNJ', 'UNH', 'V', 'BAC', 'JPM', 'IWM', 'QQQ'];
const OF_TESTS = ['META', 'AMZN', 'GOOGL'];
const TRIP_EVERY_MS = 150;
let trips = 0;
/** A trip, or one more cause of a breaker: an alert of its own each time. */
const trip = (url: string, symbols: string[], reason: string) =>
  call(url, 'POST', '/api/risk/circuit-breaker/trip', { scope: `symbol:${symbols[((trips += 1)) % symbols.length]}`, reason });

/** To each of these addresses, one after the other, until stopped: an order that is refused, one that is accepted and never filled, and trips between. */
function orderFlow(urls: string[]): { stop(): Promise<void> } {
  const stopped = new AbortController();
  const one = async (url: string) => {
    let trippedAt = 0;
    for (let i = 0; !stopped.signal.aborted; i += 1) {
      const due = performance.now() - trippedAt > TRIP_EVERY_MS;
      if (due) trippedAt = performance.now();
      const next = () => (i % 2 === 0 ? order(url, 'AAPL', 100, 175) : order(url, 'AAPL', 0.001, 1));
      const sent = due ? trip(url, OF_FLOW, 'flow') : next();
      await sent.catch(() => sleep(50));
      await sleep(2);
    }
  };
  const all = urls.map(one);
  return {
    stop: async () => {
      stopped.abort();
      await Promise.all(all);
    },
  };
}

/** Ids of the alerts that PostgreSQL has after this one, in the log's order. */
async function alertsAfter(alertId: string): Promise<string[]> {
  const { rows } = await db.query<{ id: string }>(
    'SELECT id FROM risk_alerts WHERE seq > (SELECT seq FROM risk_alerts WHERE id = $1) ORDER BY seq',
    [alertId],
  );
  return rows.map(({ id }) => id);
}

/** What a socket, or several one after the other, heard of must be exactly what happened after `first`. */
async function expectAllAlertsOnce(first: string, sockets: LiveSocket[]): Promise<void> {
  const heardAfter = () => {
    const heard = sockets.flatMap((socket) =>
      socket.all('RISK_ALERT').flatMap(({ ref, data }) => (data.count === 1 ? [ref ?? ''] : [])),
    );
    return heard.slice(heard.indexOf(first) + 1);
  };
  await sleep(1500); // What is told twice would come by then.
  // The relay and the sockets hear of the last one each in their own time.
  await until('PostgreSQL and the sockets have the same last alert', 15_000, async () => {
    return heardAfter().at(-1) === (await alertsAfter(first)).at(-1);
  }).catch(() => undefined);
  const happened = await alertsAfter(first);
  expect(happened.length).toBeGreaterThan(3);
  expect(heardAfter()).toEqual(happened);
  expect(sockets.flatMap(({ faults }) => faults)).toEqual([]);
}

/** Orders received after that alert whose last ORDER_UPDATE on these sockets is not how PostgreSQL has them. */
async function ordersToldWrong(alertId: string, sockets: LiveSocket[]): Promise<object[]> {
  const { rows } = await db.query<{ order_id: string; status: string; updated_at: Date }>(
    'SELECT order_id, status, updated_at FROM orders WHERE received_at > (SELECT created_at FROM risk_alerts WHERE id = $1)',
    [alertId],
  );
  const told = new Map<string, string[]>();
  for (const { ref, id, data } of sockets.flatMap((socket) => socket.all('ORDER_UPDATE')))
    told.set(ref ?? '', [...(told.get(ref ?? '') ?? []), `${data.status} ${id}`]);
  return rows
    .filter(({ order_id, status }) => !told.get(order_id)?.at(-1)?.startsWith(`${status} `))
    .map((row) => ({ ...row, at_ms: row.updated_at.getTime(), told: told.get(row.order_id) }));
}

async function firstAlert(socket: LiveSocket, url: string): Promise<string> {
  const reason = `first ${(serial += 1)}`;
  await trip(url, OF_TESTS, reason);
  return (await socket.one('RISK_ALERT', ({ data }) => data.message.includes(reason))).ref ?? '';
}

/** A peer that opened a WebSocket and then died without a word: it never answers a ping. */
function openDeadPeer(url: string): { openedMs: number; closedMs: number | null } {
  const { port, host } = new URL(url);
  const peer = { openedMs: Date.now(), closedMs: null as number | null };
  const socket = connectTcp(Number(port), '127.0.0.1');
  socket.write(
    `GET /ws?types=LIMITS_CHANGED HTTP/1.1\r\nHost: ${host}\r\nConnection: Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Version: 13\r\nSec-WebSocket-Key: ${Buffer.alloc(16).toString('base64')}\r\n\r\n`,
  );
  socket.on('data', () => undefined);
  socket.on('error', () => undefined);
  socket.on('close', () => (peer.closedMs = Date.now()));
  return peer;
}

beforeAll(async () => {
  await ownStack();
  floor = await startFloor({
    BREAKWATER_SOCKETS_MAX: String(SOCKETS_MAX),
    BREAKWATER_ALLOWED_ORIGINS: 'https://desk.example.com',
  });
  const adminUrl = new URL(setting('REDIS_ADMIN_URL'));
  adminUrl.pathname = new URL(setting('REDIS_URL')).pathname;
  admin = new Redis(adminUrl.href);
  db = new pg.Client({ connectionString: setting('DATABASE_URL') });
  await db.connect();
  deadPeer = openDeadPeer(b());
  await call(a(), 'PUT', '/api/risk/limits', {
    max_orders_per_second: 100_000,
    max_orders_per_burst: 1_000_000,
    max_order_size: 1000,
    ...{ max_same_orders: null, max_open_orders: null },
  });
});
afterAll(async () => {
  admin?.disconnect();
  await db?.end();
  await floor?.stop();
});

test('a connection is shown how things stand, then P&L comes each second with exactly the fields of the mission', async () => {
  const socket = await LiveSocket.open(a());
  expect(socket.messages[0]).toMatchObject({
    type: 'SNAPSHOT',
    data: { pnl: [{ account: 'default' }], circuit_breakers: [], resumed: false },
  });
  await within(4500, 'three P&L updates', () => socket.all('PNL_UPDATE').length >= 3);
  const [first] = socket.all('PNL_UPDATE');
  expect(Object.keys(first ?? {})).toEqual(['type', 'data', 'timestamp', 'id', 'account', 'ref']);
  expect(Object.keys(first?.data ?? {}).sort()).toEqual(
    ['date', 'realized_pnl', 'unrealized_pnl', 'total_pnl', 'circuit_breaker_triggered'].sort(),
  );
  expect(Math.abs((first?.timestamp ?? 0) - Date.now() / 1000)).toBeLessThan(10);
  expect(socket.faults).toEqual([]);
  await socket.end();
});

test('a refusal in one replica is an alert on the sockets of the other, and the order is told as refused before it', async () => {
  const socket = await LiveSocket.open(b());
  const refused = await order(a(), 'AAPL', 100, 175);
  const alert = await socket.one('RISK_ALERT');
  expect(alert.data).toEqual({
    alert_type: 'ORDER_REJECTED',
    severity: 'WARNING',
    symbol: 'AAPL',
    message: 'Order size exceeds limit: $17500.00 > $1000.00',
    count: 1,
  });
  expect(alert.account).toBe('default');
  const update = await socket.one('ORDER_UPDATE', ({ ref }) => ref === refused.order_id);
  expect(update.data).toMatchObject({ status: 'REJECTED', reason: 'ORDER_SIZE_EXCEEDED', leaves_quantity: 0 });
  expect(socket.messages.indexOf(update)).toBeLessThan(socket.messages.indexOf(alert));
  await socket.end();
});

test('a trip and a reset are told as CIRCUIT_BREAKER with an alert, and an open breaker is in the snapshot', async () => {
  const socket = await LiveSocket.open(b());
  const { breaker_id } = await call(a(), 'POST', '/api/risk/circuit-breaker/trip', { scope: 'symbol:NVDA', reason: 'drill' });
  const tripped = await socket.one('CIRCUIT_BREAKER');
  expect(tripped.data).toEqual({ trigger_type: 'MANUAL', trigger_value: 0, threshold: 0, mode: 'halt', active: true });
  expect(tripped.ref).toBe(String(breaker_id));
  await socket.one('RISK_ALERT', ({ data }) => data.alert_type === 'CIRCUIT_BREAKER_TRIPPED');
  const later = await LiveSocket.open(a());
  const listed = await call(a(), 'GET', '/api/risk/circuit-breakers?open=true');
  expect(later.messages[0]).toMatchObject({ type: 'SNAPSHOT', data: { circuit_breakers: listed.circuit_breakers } });
  await until('the reset', 10_000, async () => {
    const reset = await call(a(), 'POST', '/api/risk/circuit-breaker/reset', { breaker_id: Number(breaker_id) });
    return reset.active === false;
  });
  const closed = await socket.one('CIRCUIT_BREAKER', ({ data }) => !data.active);
  expect(closed.data).toEqual({ trigger_type: 'MANUAL', trigger_value: 0, threshold: 0, mode: 'halt', active: false });
  await Promise.all([socket.end(), later.end()]);
});

test('an order is told at every step, and a changed limit with who, from and to', async () => {
  const socket = await LiveSocket.open(a());
  const { order_id } = await call(b(), 'POST', '/api/order', {
    ...{ client_order_id: `ws-${process.pid}-m`, symbol: 'MSFT', side: 'BUY', quantity: 1, price: null, order_type: 'MARKET' },
  });
  await socket.one('ORDER_UPDATE', ({ data, ref }) => ref === order_id && data.status === 'FILLED');
  const steps = socket.all('ORDER_UPDATE').filter(({ ref }) => ref === order_id);
  expect(steps.map(({ data }) => data.status)).toEqual(['PENDING_SUBMIT', 'WORKING', 'FILLED']);
  expect(steps.at(-1)?.data).toMatchObject({ filled_quantity: 1, leaves_quantity: 0, side: 'BUY', order_type: 'MARKET' });
  await call(b(), 'PUT', '/api/risk/limits', { max_leverage: 1.9, reason: 'less' });
  const changed = await socket.one('LIMITS_CHANGED');
  expect(changed.data.changes).toEqual([
    { field: 'max_leverage', from: '2.00', to: '1.90', actor: 'dev', reason: 'less', source: 'api' },
  ]);
  await socket.end();
});

test('only what was chosen is told, and another choice holds from then on', async () => {
  const socket = await LiveSocket.open(a(), '?types=RISK_ALERT&account=default');
  const other = await LiveSocket.open(a(), '?types=RISK_ALERT,PNL_UPDATE&account=nobody');
  await order(a(), 'DIS', 1000, 175);
  await socket.one('RISK_ALERT', ({ data }) => data.symbol === 'DIS');
  expect(new Set(socket.messages.map(({ type }) => type))).toEqual(new Set(['SNAPSHOT', 'RISK_ALERT']));
  socket.ws.send(JSON.stringify({ type: 'SUBSCRIBE', types: ['PNL_UPDATE'] }));
  await socket.one('PNL_UPDATE');
  const before = socket.all('RISK_ALERT').length;
  await order(a(), 'KO', 1000, 60);
  await sleep(300);
  expect(socket.all('RISK_ALERT')).toHaveLength(before);
  expect(other.messages.map(({ type }) => type)).toEqual(['SNAPSHOT']);
  await Promise.all([socket.end(), other.end()]);
});

test('while orders flow, a socket that breaks again and again and resumes at either replica hears of each alert once, in order', async () => {
  const sockets = [await LiveSocket.open(a())];
  const first = await firstAlert(sockets[0] as LiveSocket, a());
  const flow = orderFlow([a(), b()]);
  for (let i = 1; i <= 12; i += 1) {
    await sleep(150 + (i % 4) * 60);
    const before = sockets.at(-1) as LiveSocket;
    await before.end();
    const since = before.last;
    const next = await LiveSocket.open(i % 2 === 0 ? a() : b(), `?since=${since}`);
    expect(next.messages[0]).toMatchObject({ type: 'RESUMED', data: { since } });
    sockets.push(next);
  }
  await flow.stop();
  await expectAllAlertsOnce(first, sockets);
  await sockets.at(-1)?.end();
});

test('an API that is killed and one that is frozen lose nobody an alert or an order', async () => {
  const [onA, onB] = [await LiveSocket.open(a()), await LiveSocket.open(b())];
  const first = await firstAlert(onA, b());
  await within(3000, 'the alert on the other replica', () => onB.all('RISK_ALERT').some(({ ref }) => ref === first));
  const flow = orderFlow([b()]);
  await sleep(500);
  await floor.apis[0].program.end('SIGKILL');
  await sleep(700);
  floor.apis[0].program.start();
  await until('the API is ready again', 40_000, () => isReady(a()));
  const again = await LiveSocket.open(a(), `?since=${onA.last}`);
  expect(again.messages[0]?.type).toBe('RESUMED');
  // Frozen for longer than the log keeps what is copied: it must notice what is gone, and tell that from PostgreSQL.
  floor.apis[0].program.signal('SIGSTOP');
  await sleep(7500);
  floor.apis[0].program.signal('SIGCONT');
  await sleep(500);
  await flow.stop();
  await until('the API is ready again', 40_000, () => isReady(a()));
  await expectAllAlertsOnce(first, [onA, again]);
  await expectAllAlertsOnce(first, [onB]);
  await until('each order is told as it stands', 5000, async () => {
    const wrong = await ordersToldWrong(first, [onA, again]);
    if (wrong.length > 0) throw new Error(JSON.stringify(wrong.slice(0, 3)));
    return true;
  });
  await Promise.all([again.end(), onB.end()]);
});

test('malformed, oversized and flooding input is refused and harms nobody else', async () => {
  const [good, malformed, oversized, flooding] = [
    await LiveSocket.open(a()),
    await LiveSocket.open(a()),
    await LiveSocket.open(a()),
    await LiveSocket.open(a()),
  ];
  malformed.ws.send('{"type":');
  malformed.ws.send('{"type":"SUBSCRIBE","types":["EVERYTHING"]}');
  malformed.ws.send(Buffer.from([1, 2, 3]));
  await within(3000, 'three errors', () => malformed.all('ERROR').length === 3);
  expect(malformed.all('ERROR').map(({ data }) => data.code)).toEqual(Array(3).fill('MESSAGE_MALFORMED'));
  for (let i = 0; i < 3; i += 1) malformed.ws.send('?');
  oversized.ws.send('x'.repeat(5000));
  for (let i = 0; i < 25; i += 1) flooding.ws.send('{"type":"SUBSCRIBE","types":["PNL_UPDATE"]}');
  await within(5000, 'all three are closed', () => [malformed, oversized, flooding].every(({ closed }) => closed !== null));
  expect(malformed.closed).toMatchObject({ code: 4400 });
  expect(oversized.closed).toMatchObject({ code: 1009 });
  expect(flooding.closed).toMatchObject({ code: 4029 });
  const seen = good.all('PNL_UPDATE').length;
  await within(2500, 'P&L for the others', () => good.all('PNL_UPDATE').length > seen);
  await good.end();
});

test('(12.22) a page of another site, a foreign Host, a bad query and one socket too many are refused before the handshake ends', async () => {
  const evil = await LiveSocket.open(a(), '', { origin: 'https://evil.example.com' });
  expect(evil.refused).toMatchObject({ status: 403 });
  const rebound = await LiveSocket.open(a(), '', { origin: 'http://evil.example.com:1', host: 'evil.example.com:1' });
  expect(rebound.refused).toMatchObject({ status: 421, text: expect.stringContaining('HOST_NOT_ALLOWED') });
  const bad = await LiveSocket.open(a(), '?types=EVERYTHING');
  expect(bad.refused).toMatchObject({ status: 400, text: expect.stringContaining('types') });
  const desk = await LiveSocket.open(a(), '', { origin: 'https://desk.example.com' });
  const own = await LiveSocket.open(a(), '', { origin: a() });
  expect([desk.messages[0]?.type, own.messages[0]?.type]).toEqual(['SNAPSHOT', 'SNAPSHOT']);
  const many = await Promise.all(Array.from({ length: SOCKETS_MAX + 3 }, () => LiveSocket.open(a())));
  const turnedAway = many.filter(({ refused }) => refused !== null);
  expect(turnedAway.length).toBeGreaterThanOrEqual(5);
  expect(turnedAway[0]?.refused?.status).toBe(503);
  await Promise.all([desk, own, ...many].filter(({ refused }) => refused === null).map((socket) => socket.end()));
});

test('an id from the future is answered by how things stand', async () => {
  const future = await LiveSocket.open(a(), `?since=${Date.now() + 3_600_000}-0`);
  expect(future.messages[0]?.type).toBe('SNAPSHOT');
  await future.end();
});

test('Redis killed and started again: the sockets stay open and go on', async () => {
  const socket = await LiveSocket.open(b());
  const first = await firstAlert(socket, b());
  await killService('redis');
  await until('orders are checked again', 30_000, () => isReady(b()));
  const flow = orderFlow([b()]);
  await sleep(1500);
  await flow.stop();
  expect(socket.closed).toBeNull();
  await expectAllAlertsOnce(first, [socket]);
  await socket.end();
});

test('live state that an administrator emptied is written anew: everybody is shown how things stand, and it goes on', async () => {
  const socket = await LiveSocket.open(b());
  await admin.flushdb();
  await within(30_000, 'another snapshot', () => socket.all('SNAPSHOT').length === 2);
  await until('orders are checked again', 30_000, () => isReady(b()));
  const first = await firstAlert(socket, b());
  const again = await LiveSocket.open(a(), `?since=${socket.last}`);
  expect(again.messages[0]?.type).toBe('RESUMED');
  const flow = orderFlow([a()]);
  await sleep(1000);
  await flow.stop();
  await expectAllAlertsOnce(first, [socket]);
  expect(socket.closed).toBeNull();
  await Promise.all([socket.end(), again.end()]);
});

test('a peer that died without a word is gone within 30 s', async () => {
  await within(31_000, 'the dead peer is closed', () => deadPeer.closedMs !== null);
  const livedMs = (deadPeer.closedMs ?? 0) - deadPeer.openedMs;
  expect(livedMs).toBeGreaterThan(10_000);
  expect(livedMs).toBeLessThan(31_000);
});

test('a server that stops says so', async () => {
  const socket = await LiveSocket.open(b());
  const stopping = floor.apis[1].program.end('SIGTERM');
  await within(5000, 'the close', () => socket.closed !== null);
  expect(socket.closed).toEqual({ code: 1001, reason: 'the server stops: reconnect with ?since=<last id>' });
  await stopping;
});
