/** What callers may send, and what they are told when they may not: at the door, in the text, by name. */
import { request } from 'node:http';
import type { z } from 'zod';
import type { orderAnswer, ordersAnswer } from '#contracts/answers.js';
import { type Breakwater, eventually, allowManyOrders, startBreakwater } from './breakwater.js';
import { LiveSocket } from './live-socket.js';

let api: Breakwater;
let serial = 0;
const body = (more: object = {}) => ({
  client_order_id: `requests-${process.pid}-${serial++}`,
  ...{ symbol: 'WMT', side: 'BUY', quantity: 1, price: 20, order_type: 'LIMIT' },
  ...more,
});

beforeAll(async () => {
  api = await startBreakwater();
  await allowManyOrders(api);
}, 60_000);
afterAll(async () => {
  await api?.call('DELETE', '/api/orders');
  await api?.stop();
});

/** A request with the very headers, as no fetch sends them. */
function raw(
  method: string,
  path: string,
  headers: Record<string, string>,
  content = '',
): Promise<{ status: number; body: string; headers: object }> {
  return new Promise((resolve, reject) => {
    const asked = request(`${api.url}${path}`, { method, headers, setHost: false }, (answer) => {
      let text = '';
      answer.on('data', (data: Buffer) => (text += data.toString()));
      answer.on('end', () => resolve({ status: answer.statusCode ?? 0, body: text, headers: answer.headers }));
    });
    asked.on('error', reject);
    asked.end(content);
  });
}

const FOREIGN = 'evil.example:8082';
const UPGRADE = {
  connection: 'Upgrade',
  upgrade: 'websocket',
  'sec-websocket-version': '13',
  'sec-websocket-key': 'AAAAAAAAAAAAAAAAAAAAAA==',
};

test('(12.22) under a foreign name no route answers, not even one that is none; only whether the process lives', async () => {
  for (const path of [
    '/api/orders',
    '/api/risk/limits',
    '/trading',
    '/',
    '/metrics',
    '/health/ready',
    '/api/openapi.json',
    '/nothing',
    '/assets/x.js',
  ]) {
    const answer = await raw('GET', path, { host: FOREIGN });
    expect({ path, status: answer.status }).toEqual({ path, status: 421 });
    expect(JSON.parse(answer.body)).toMatchObject({ code: 'HOST_NOT_ALLOWED', title: 'Misdirected request' });
    expect(Object.keys(answer.headers).filter((name) => name.startsWith('access-control-'))).toEqual([]);
  }
  const json = { host: FOREIGN, 'content-type': 'application/json' };
  expect((await raw('POST', '/api/order', json, JSON.stringify(body()))).status).toBe(421);
  expect((await raw('GET', '/ws', { host: FOREIGN, ...UPGRADE })).status).toBe(421);
  expect((await raw('GET', '/health/live', { host: FOREIGN })).status).toBe(200);
  const { host } = new URL(api.url);
  expect((await raw('GET', '/api/risk/limits', { host })).status).toBe(200);
  expect((await raw('GET', '/api/risk/limits', { host: `localhost:${new URL(api.url).port}` })).status).toBe(200);
});

test('(12.22) a page of another site changes nothing, by its origin or by what the browser says of it', async () => {
  const { host } = new URL(api.url);
  const json = { host, 'content-type': 'application/json' };
  const order = () => JSON.stringify(body());
  for (const told of [
    { origin: 'http://localhost:8233' },
    { origin: 'null' },
    { 'sec-fetch-site': 'same-site' },
    { 'sec-fetch-site': 'cross-site' },
  ]) {
    const answer = await raw('POST', '/api/order', { ...json, ...told }, order());
    expect([answer.status, JSON.parse(answer.body)]).toMatchObject([403, { code: 'ORIGIN_NOT_ALLOWED', title: 'Forbidden' }]);
    expect((await raw('DELETE', '/api/orders', { host, ...told })).status).toBe(403);
  }
  expect((await raw('POST', '/api/order', { ...json, origin: api.url, 'sec-fetch-site': 'same-origin' }, order())).status).toBe(
    201,
  );
  expect((await raw('POST', '/api/order', json, order())).status).toBe(201);
});

const NUL = '\u0000';
const HALF = '\ud800';

test.each([
  ['a NUL in a search', 'GET', '/api/orders?text=a%00b', undefined, 'text'],
  ['a NUL in a client id', 'GET', '/api/orders?client_order_id=a%00', undefined, 'client_order_id'],
  ['a NUL in a cursor', 'GET', '/api/fills?cursor=%00', undefined, 'cursor'],
  ['a NUL in an id', 'GET', '/api/orders/ord_%00', undefined, 'id'],
  ['a NUL in a symbol', 'GET', '/api/risk/position-limits/A%00', undefined, 'symbol'],
  ['a NUL in the reason of limits', 'PUT', '/api/risk/limits', { max_order_size: 1000, reason: `a${NUL}` }, 'reason'],
  ['half a pair in it', 'PUT', '/api/risk/limits', { max_order_size: 1000, reason: `a${HALF}` }, 'reason'],
  ['a NUL in the reason of a symbol', 'PUT', '/api/risk/position-limits/WMT', { max_position: 5000, reason: NUL }, 'reason'],
  ['a NUL in the reason of a trip', 'POST', '/api/risk/circuit-breaker/trip', { scope: 'symbol:WMT', reason: NUL }, 'reason'],
  ['a NUL in the reason of a reset', 'POST', '/api/risk/circuit-breaker/reset', { breaker_id: 1, reason: NUL }, 'reason'],
  ['a NUL in the name of a field', 'POST', '/api/order', { [`a${NUL}`]: 1 }, 'a'],
  ['half a pair within', 'POST', '/api/risk/limits/impact', { symbols: { [`A${HALF}`]: {} } }, 'symbols.A\ufffd'],
  [
    'an integer that is too long',
    'POST',
    '/api/risk/circuit-breaker/reset',
    '{"breaker_id": 99999999999999999999}',
    'breaker_id',
  ],
  [
    'the largest breaker that a number can name, and one more',
    'POST',
    '/api/risk/circuit-breaker/reset',
    { breaker_id: 2 ** 53 },
    'breaker_id',
  ],
  [
    'a number of too many digits',
    'POST',
    '/api/order',
    '{"client_order_id":"x","symbol":"WMT","side":"BUY","quantity":1,"price":20.000000000000000001,"order_type":"LIMIT"}',
    'price',
  ],
  ['a day that never was', 'GET', '/api/risk/alerts?from=2026-02-30T00:00:00Z', undefined, 'from'],
  ['a limit that is no number', 'GET', '/api/orders?limit=1e9', undefined, 'limit'],
])('(12.20) %s is a 400 that names the field', async (_, method, path, sent, field) => {
  const { status, body: problem } = await api.call(method, path, sent);
  expect({ status, code: problem['code'] }).toEqual({ status: 400, code: 'REQUEST_INVALID' });
  expect((problem['violations'] as { field: string }[]).map((violation) => violation.field)).toContain(field);
});

test.each([
  ['a broken percent sign', '/api/orders/%zz'],
  [
    'a cursor that is made up',
    `/api/orders?cursor=${Buffer.from('["seq desc ","9999999999999999999",null]').toString('base64url')}`,
  ],
  ['a cursor of nonsense', '/api/risk/alerts?cursor=abc'],
  ['a query twice', '/api/orders?text=a&text=b'],
])('(12.20) %s is a 400', async (_, path) => {
  const { status, body: problem } = await api.call('GET', path);
  expect({ status, code: problem['code'] }).toEqual({ status: 400, code: 'REQUEST_INVALID' });
});

test('(12.20) times at the ends of the calendar and a breaker that never was are ordinary questions', async () => {
  for (const time of ['0000-01-01T00:00:00Z', '9999-12-31T23:59:59-23:59', '0001-01-01T00:00:00%2B23:59'])
    expect((await api.call('GET', `/api/risk/alerts?from=${time}`)).status).toBe(200);
  expect((await api.call('POST', '/api/risk/circuit-breaker/reset', { breaker_id: 2 ** 53 - 1 })).status).toBe(404);
});

test('(12.20) what is no UTF-8 is a 400', async () => {
  const content = Buffer.concat([Buffer.from('{"max_order_size":1000,"reason":"'), Buffer.from([0xff]), Buffer.from('"}')]);
  const sent = await fetch(`${api.url}/api/risk/limits`, {
    method: 'PUT',
    headers: { 'content-type': 'application/json' },
    body: content,
  });
  expect([sent.status, await sent.json()]).toMatchObject([400, { code: 'REQUEST_INVALID' }]);
});

test('(12.21) an account that is not there is a 404 wherever it is named', async () => {
  for (const [method, path] of [
    ['GET', '/api/positions?account=nobody'],
    ['GET', '/api/risk/daily-pnl?account=nobody'],
    ['GET', '/api/orders?account=nobody'],
    ['GET', '/api/fills?account=nobody'],
    ['GET', '/api/risk/alerts?account=nobody'],
    ['DELETE', '/api/orders?account=nobody'],
    ['DELETE', '/api/orders?symbol=WMTT'],
  ] as const)
    expect({ path, answer: await api.call(method, path) }).toMatchObject({
      path,
      answer: { status: 404, body: { code: 'NOT_FOUND' } },
    });
  for (const path of ['/api/positions', '/api/orders', '/api/fills', '/api/risk/alerts', '/api/risk/daily-pnl'])
    expect((await api.call('GET', `${path}?account=default`)).status).toBe(200);
  expect((await api.call('GET', '/api/orders?symbol=ZZZZ')).body).toMatchObject({ orders: [] });
});

test('(12.16) of an order that ended nothing is left, and every route and socket gives the same reason', async () => {
  const socket = await LiveSocket.open(api.url, '?types=ORDER_UPDATE');
  const placed = [
    String((await api.call('POST', '/api/order', body({ quantity: 2 }))).body['order_id']),
    String((await api.call('POST', '/api/order', body({ quantity: 1000 }))).body['order_id']),
  ];
  await api.call('DELETE', `/api/orders/${placed[0] ?? ''}`);
  const wanted = [
    { status: 'CANCELED', reason: /request|CANCEL_REQUESTED/i },
    { status: 'REJECTED', reason: /^ORDER_SIZE_EXCEEDED$/ },
  ];
  for (const [i, id] of placed.entries()) {
    await eventually(
      () => api.call('GET', `/api/orders/${id}`),
      (order) => order['status'] === wanted[i]?.status,
    );
    const one = (await api.call('GET', `/api/orders/${id}`)).body as z.infer<typeof orderAnswer>;
    expect(one).toMatchObject({
      leaves_quantity: 0,
      hold: 0,
      reason: expect.stringMatching(wanted[i]?.reason ?? /^$/) as string,
    });
    const listed = (await api.call('GET', `/api/orders?text=${id}`)).body as z.infer<typeof ordersAnswer>;
    expect(listed.orders).toEqual([one]);
    const again = await api.call('DELETE', `/api/orders/${id}`);
    expect(again).toMatchObject({ status: 409, body: { code: 'ORDER_FINAL', order_status: one.status, reason: one.reason } });
    expect(again.body['detail']).toContain(one.reason);
    const told = await socket.one('ORDER_UPDATE', ({ ref, data }) => ref === id && data.status === one.status);
    expect(told.data).toMatchObject({ leaves_quantity: 0, reason: one.reason });
  }
  await socket.end();
});
