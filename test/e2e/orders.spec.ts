/** Orders grow up: amendments, over HTTP, against the paper exchange. */
import { type Breakwater, startBreakwater } from './breakwater.js';

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
