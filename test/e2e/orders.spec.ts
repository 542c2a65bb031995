/** Orders grow up: amendments, over HTTP, against the paper exchange. */
import { type Breakwater, startBreakwater } from './breakwater.js';
import { LiveSocket } from './live-socket.js';

let api: Breakwater;
let serial = 0;
const id = () => `orders-${process.pid}-${serial++}`;

beforeAll(async () => {
  api = await startBreakwater();
  await api.call('PUT', '/api/risk/limits', { max_orders_per_second: 1000, max_order_size: 5000 });
  await api.call('PUT', '/api/paper/quotes/KO', { bid: 60, ask: 60.02, frozen: true });
}, 60_000);
afterAll(async () => {
  await api?.call('DELETE', '/api/orders');
  await api?.call('PUT', '/api/risk/limits', { max_orders_per_second: 10, max_order_size: 1000 });
  await api?.stop();
});

const submit = (more: object = {}) =>
  api.call('POST', '/api/order', {
    ...{ client_order_id: id(), symbol: 'KO', side: 'BUY', quantity: 10, price: 59, order_type: 'LIMIT' },
    ...more,
  });

/** Asks for the order until it is so. */
async function until(orderId: string, so: (order: Record<string, unknown>) => boolean): Promise<Record<string, unknown>> {
  const deadline = Date.now() + 10_000;
  for (;;) {
    const { body } = await api.call('GET', `/api/orders/${orderId}`);
    if (so(body)) return body;
    if (Date.now() > deadline) throw new Error(`not so in 10 s: ${JSON.stringify(body)}`);
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
}

async function working(more: object = {}): Promise<string> {
  const { status, body } = await submit(more);
  expect({ status, body }).toMatchObject({ status: 201 });
  const orderId = String(body['order_id']);
  await until(orderId, (order) => order['status'] === 'WORKING');
  return orderId;
}

describe('kinds of orders', () => {
  test('a stop waits, is amended, and fills when the quote comes to it', async () => {
    const order = await working({ order_type: 'STOP', price: null, stop_price: 61, time_in_force: 'GTC' });
    expect(await until(order, () => true)).toMatchObject({ order_type: 'STOP', stop_price: 61, price: null, status: 'WORKING' });
    expect(await api.call('PATCH', `/api/orders/${order}`, { stop_price: 60.5 })).toMatchObject({
      status: 202,
      body: { stop_price: 60.5 },
    });
    await until(order, ({ stop_price, amending }) => stop_price === 60.5 && amending === null);
    await api.call('PUT', '/api/paper/quotes/KO', { bid: 60.48, ask: 60.5, frozen: true });
    expect(await until(order, ({ status }) => status === 'FILLED')).toMatchObject({ stop_price: 60.5, filled_quantity: 10 });
    const closing = await submit({ side: 'SELL', quantity: 11, price: 60, reduce_only: true });
    expect(closing.body).toMatchObject({ code: 'REDUCE_ONLY_VIOLATED' });
    const closed = await submit({ side: 'SELL', quantity: 10, price: 60, reduce_only: true });
    expect(closed).toMatchObject({ status: 201, body: { order: { reduce_only: true } } });
    await until(String(closed.body['order_id']), ({ status }) => status === 'FILLED');
    await api.call('PUT', '/api/paper/quotes/KO', { bid: 60, ask: 60.02, frozen: true });
  });

  test('a GTD order ends at its time, and stands so in the history', async () => {
    const good_till = new Date(Date.now() + 1500).toISOString();
    const order = await working({ time_in_force: 'GTD', good_till });
    expect(await until(order, ({ status }) => status === 'EXPIRED')).toMatchObject({ good_till, time_in_force: 'GTD' });
  });

  test.each([
    ['a stop without its price', { order_type: 'STOP', price: null }, 'stop_price'],
    ['a stop price of a limit order', { stop_price: 61 }, 'stop_price'],
    ['a GTD order without its time', { time_in_force: 'GTD' }, 'good_till'],
    ['a time of a DAY order', { good_till: '2027-01-01T00:00:00Z' }, 'good_till'],
    ['a limit price of a STOP order', { order_type: 'STOP', stop_price: 61 }, 'price'],
  ])('%s is malformed, and says which field', async (_, fields, field) => {
    const { status, body } = await submit(fields);
    expect({ status, fields: (body['violations'] as { field: string }[]).map((one) => one.field) }).toEqual({
      status: 400,
      fields: [field],
    });
  });
});

describe('POST /api/orders', () => {
  const leg = (more: object = {}) => ({
    ...{ client_order_id: id(), symbol: 'KO', side: 'BUY', quantity: 5, price: 59, order_type: 'LIMIT' },
    ...more,
  });
  const list = (...orders: object[]) => api.call('POST', '/api/orders', { orders });

  test('all are accepted, go to the broker, and the same list again is the same list', async () => {
    const legs = [leg(), leg({ price: 58 })];
    const first = await list(...legs);
    expect(first).toMatchObject({ status: 201, body: { orders: [{ order: { price: 59 } }, { order: { price: 58 } }] } });
    const ids = (first.body['orders'] as { order_id: string }[]).map(({ order_id }) => order_id);
    for (const order of ids) await until(order, ({ status }) => status === 'WORKING');
    const again = await list(...legs);
    expect((again.body['orders'] as { order_id: string }[]).map(({ order_id }) => order_id)).toEqual(ids);
    expect(await list(legs[0] ?? {}, leg())).toMatchObject({ status: 409, body: { code: 'CLIENT_ORDER_ID_CONFLICT' } });
  });

  test('one that is refused refuses all, by its reason and its place', async () => {
    const legs = [leg(), leg({ quantity: 1000 })];
    const refused = await list(...legs);
    expect(refused).toMatchObject({ status: 403, body: { code: 'ORDER_SIZE_EXCEEDED' } });
    expect(refused.body['detail']).toMatch(/^order 2 of 2 \(.*none was let through$/);
    const named = (refused.body['violations'] as { field: string; code: string }[]).map(({ field, code }) => `${field} ${code}`);
    expect(named.slice(0, 2)).toEqual(['orders.0 LIST_REFUSED', 'orders.1 ORDER_SIZE_EXCEEDED']);
    expect(await list(...legs)).toMatchObject({ status: 403, body: { code: 'ORDER_SIZE_EXCEEDED' } });
    const { body } = await api.call(
      'GET',
      `/api/orders?client_order_id=${(legs[0] as { client_order_id: string }).client_order_id}`,
    );
    expect(body['orders']).toMatchObject([{ status: 'REJECTED', reason: 'LIST_REFUSED', hold: 0 }]);
  });

  test('one cancels other: the one that the market comes to fills, the rest are canceled, and each names the list, for good', async () => {
    const stop = leg({ order_type: 'STOP', price: null, stop_price: 61, time_in_force: 'GTC' });
    const asked = { orders: [leg(), stop, leg({ price: 58 })], one_cancels_other: true };
    const first = await api.call('POST', '/api/orders', asked);
    const { list_id } = first.body;
    expect(first).toMatchObject({ status: 201, body: { orders: [{ order: { one_cancels_other: list_id } }, {}, {}] } });
    const [buy = '', late = '', last = ''] = (first.body['orders'] as { order_id: string }[]).map(({ order_id }) => order_id);
    for (const order of [buy, late, last]) await until(order, ({ status }) => status === 'WORKING');
    expect(await list(...asked.orders)).toMatchObject({ status: 409, body: { code: 'CLIENT_ORDER_ID_CONFLICT' } });
    await api.call('PUT', '/api/paper/quotes/KO', { bid: 61, ask: 61.02, frozen: true });
    for (const [order, status] of [
      [late, 'FILLED'],
      [buy, 'CANCELED'],
      [last, 'CANCELED'],
    ] as const)
      expect(await until(order, (now) => now['status'] === status)).toMatchObject({ one_cancels_other: list_id, hold: 0 });
    const kept = await api.call('GET', '/api/orders?status=CANCELED&limit=2');
    expect(kept.body['orders']).toMatchObject([{ one_cancels_other: list_id }, { one_cancels_other: list_id }]);
    await api.call('PUT', '/api/paper/quotes/KO', { bid: 60, ask: 60.02, frozen: true });
    const closed = await submit({ side: 'SELL', quantity: 5, price: 60 });
    expect(await until(String(closed.body['order_id']), ({ status }) => status === 'FILLED')).toMatchObject({
      one_cancels_other: null,
    });
  });

  test('one order, two accounts, or an id twice is malformed', async () => {
    const one = leg();
    expect(await list(one)).toMatchObject({ status: 400 });
    const faults = await list(one, { ...one, account: 'other' });
    expect((faults.body['violations'] as { field: string }[]).map(({ field }) => field)).toEqual([
      'orders.1.account',
      'orders.1.client_order_id',
    ]);
  });
});

describe('POST /api/sessions', () => {
  test('a session that falls silent has its orders canceled, and an alert says so; a heartbeat comes too late then', async () => {
    const opened = await api.call('POST', '/api/sessions', { silent_seconds: 1, grace_seconds: 0 });
    expect(opened).toMatchObject({ status: 201, body: { account: 'default', include_gtc: false } });
    const session = String(opened.body['session_id']);
    const mine = await working({ session });
    const other = await working();
    expect(await until(mine, ({ status }) => status === 'CANCELED')).toMatchObject({ hold: 0 });
    expect(await until(other, () => true)).toMatchObject({ status: 'WORKING' });
    const late = await api.call('POST', `/api/sessions/${session}/heartbeat`, {});
    expect(late).toMatchObject({ status: 409, body: { code: 'SESSION_ENDED' } });
    expect(await submit({ session })).toMatchObject({ status: 409, body: { code: 'SESSION_ENDED' } });
    const alerts = await api.call('GET', '/api/risk/alerts?limit=10');
    expect(alerts.body['alerts']).toEqual(expect.arrayContaining([expect.objectContaining({ alert_type: 'SESSION_LOST' })]));
  });

  test('a socket holds a session: its pongs are signs of life, and when it closes the orders go after the grace', async () => {
    const opened = await api.call('POST', '/api/sessions', { silent_seconds: 2, grace_seconds: 0 });
    const session = String(opened.body['session_id']);
    const socket = await LiveSocket.open(api.url);
    socket.ws.send(JSON.stringify({ type: 'SESSION', session }));
    await socket.one('ORDER_SESSION', ({ data }) => data.session_id === session);
    const mine = await working({ session });
    // Held for longer than it may be silent, by pongs alone.
    const heardAt = Date.now();
    await until(mine, () => Date.now() - heardAt > 3500);
    expect(await until(mine, () => true)).toMatchObject({ status: 'WORKING' });
    socket.ws.close();
    expect(await until(mine, ({ status }) => status === 'CANCELED')).toMatchObject({ hold: 0 });
    const late = await LiveSocket.open(api.url);
    late.ws.send(JSON.stringify({ type: 'SESSION', session }));
    await late.one('ERROR', ({ data }) => data.code === 'SESSION_ENDED');
    expect([...socket.faults, ...late.faults]).toEqual([]);
    late.ws.close();
  });

  test('one that is heard lives, and its owner ends it', async () => {
    const opened = await api.call('POST', '/api/sessions', { silent_seconds: 300 });
    const session = String(opened.body['session_id']);
    const order = await working({ session, time_in_force: 'GTC' });
    expect(await api.call('POST', `/api/sessions/${session}/heartbeat`, {})).toMatchObject({
      status: 200,
      body: { session_id: session },
    });
    const listed = (await api.call('GET', '/api/sessions')).body['sessions'] as { session_id: string }[];
    expect(listed.find(({ session_id }) => session_id === session)).toMatchObject({
      ...{ account: 'default', silent_seconds: 300, opened_by: 'dev', open_orders: 1, heard_at: expect.any(String) },
    });
    const closed = await api.call('DELETE', `/api/sessions/${session}?cancel=true`);
    expect(closed).toMatchObject({ status: 200, body: { orders_canceling: 1 } });
    await until(order, ({ status }) => status === 'CANCELED');
  });
});

describe('PATCH /api/orders/:id', () => {
  test('an amendment goes to the broker, is confirmed, and stands in the history', async () => {
    const order = await working();
    const asked = await api.call('PATCH', `/api/orders/${order}`, { quantity: 12, price: 58.5 });
    expect(asked).toMatchObject({ status: 202, body: { order_id: order, quantity: 12, price: 58.5 } });
    const live = await until(order, ({ amending, quantity }) => amending === null && quantity === 12);
    expect(live).toMatchObject({ price: 58.5, leaves_quantity: 12, hold: 702, status: 'WORKING' });
    const listed = await api.call('GET', '/api/orders?symbol=KO&limit=5');
    expect(listed.body['orders']).toEqual(
      expect.arrayContaining([expect.objectContaining({ order_id: order, quantity: 12, price: 58.5, hold: 702 })]),
    );
  });

  test('a better price fills it', async () => {
    const order = await working();
    await api.call('PATCH', `/api/orders/${order}`, { price: 60.02 });
    const ended = await until(order, ({ status }) => status === 'FILLED');
    expect(ended).toMatchObject({ filled_quantity: 10, price: 60.02, hold: 0 });
    const late = await api.call('PATCH', `/api/orders/${order}`, { quantity: 11 });
    expect(late).toMatchObject({ status: 409, body: { code: 'AMEND_TOO_LATE', order_status: 'FILLED' } });
  });

  test('one over a limit is refused with its reasons and an alert, and the order works on', async () => {
    const order = await working();
    const refused = await api.call('PATCH', `/api/orders/${order}`, { quantity: 90 });
    expect(refused).toMatchObject({ status: 403, body: { code: 'ORDER_SIZE_EXCEEDED', order_id: order } });
    expect(await until(order, () => true)).toMatchObject({ quantity: 10, leaves_quantity: 10, amending: null });
    const alerts = await api.call('GET', '/api/risk/alerts?limit=5');
    expect(alerts.body['alerts']).toEqual(
      expect.arrayContaining([expect.objectContaining({ alert_type: 'AMENDMENT_REJECTED', order_id: order })]),
    );
  });

  test('what names nothing, what changes nothing and an unknown order are told apart', async () => {
    const order = await working();
    expect(await api.call('PATCH', `/api/orders/${order}`, {})).toMatchObject({ status: 400, body: { code: 'REQUEST_INVALID' } });
    const same = await api.call('PATCH', `/api/orders/${order}`, { quantity: 10 });
    expect(same).toMatchObject({ status: 409, body: { code: 'AMEND_NOT_ALLOWED' } });
    expect(await api.call('PATCH', '/api/orders/ord_0', { quantity: 1 })).toMatchObject({ status: 404 });
  });
});
