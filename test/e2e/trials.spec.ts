import { jest } from '@jest/globals';
import { allowManyOrders, type Breakwater, eventually, secondPasses, startBreakwater, resetBreaker } from './breakwater.js';
import { median } from '../percentile.js';

jest.setTimeout(60_000);
let api: Breakwater;
let serial = 0;
const order = (symbol: string, side: string, quantity: number | string, price: number | string | null, more: object = {}) =>
  api.call('POST', '/api/order', {
    client_order_id: `e2e-${process.pid}-${serial++}`,
    symbol,
    side,
    quantity,
    price,
    order_type: 'LIMIT',
    ...more,
  });
const freeze = (symbol: string, bid: number, ask: number) =>
  api.call('PUT', `/api/paper/quotes/${symbol}`, { bid, ask, frozen: true });

beforeAll(async () => {
  api = await startBreakwater();
  for (const [symbol, mid] of [
    ['AAPL', 175],
    ['SPY', 450],
    ['TSLA', 250],
    ['MSFT', 410],
  ] as const)
    await freeze(symbol, mid, mid);
});
afterAll(() => api?.stop());

test('trial 1: 100 AAPL at 175 is refused for its size, with every reason listed', async () => {
  const { status, body } = await order('AAPL', 'BUY', 100, 175.0);
  expect(status).toBe(403);
  expect(body.detail).toBe('Order size exceeds limit: $17500.00 > $1000.00');
  expect((body.violations as { code: string }[]).map((v) => v.code)).toEqual([
    'ORDER_SIZE_EXCEEDED',
    'POSITION_LIMIT_EXCEEDED',
    'SYMBOL_POSITION_LIMIT_EXCEEDED',
  ]);
  // An equal refusal of a moment ago would count this one.
  const alerts = await api.call('GET', '/api/risk/alerts?limit=1&symbol=AAPL&type=ORDER_REJECTED');
  expect(alerts.body).toMatchObject({
    alerts: [
      {
        alert_type: 'ORDER_REJECTED',
        severity: 'WARNING',
        symbol: 'AAPL',
        message: 'Order size exceeds limit: $17500.00 > $1000.00',
      },
    ],
  });
  const decision = await api.call('GET', `/api/decisions/${String(body.decision_id)}`);
  expect(decision.body).toMatchObject({ accepted: false, state: { notional: 17500, gross_exposure: 17500 } });
});

test('trial 2: of fifteen quick orders ten are accepted and five refused by the rate', async () => {
  await secondPasses();
  const answers = [];
  for (let i = 0; i < 15; i += 1) answers.push(await order('SPY', 'BUY', 1, 450));
  expect(answers.map((a) => a.status)).toEqual([...Array(10).fill(201), ...Array(5).fill(429)]);
  expect(answers[14]?.body.detail).toContain('rate limit exceeded');
  expect(answers[14]?.headers.get('retry-after')).toBe('1');
  await eventually(
    () => api.call('GET', '/api/positions'),
    (body) => JSON.stringify(body).includes('"quantity":10'),
  );
});

test('trial 3: TSLA is refused beyond its own limit, and small orders at the one that crosses it', async () => {
  await secondPasses();
  const large = await order('TSLA', 'BUY', 13, 250);
  expect((large.body.violations as { code: string }[]).map((v) => v.code)).toContain('SYMBOL_POSITION_LIMIT_EXCEEDED');
  const answers = [];
  for (let i = 0; i < 5; i += 1) answers.push(await order('TSLA', 'BUY', 3, 250));
  expect(answers.map((a) => a.status)).toEqual([201, 201, 201, 201, 403]);
  expect(answers[4]?.body.detail).toBe('Position size exceeds limit for TSLA: $3750.00 > $3000.00');
});

describe('with a rate that is not in the way', () => {
  beforeAll(async () => {
    await secondPasses();
    await allowManyOrders(api);
  });

  test('an accepted order fills, is known by its id at once, and its hold is released', async () => {
    const { status, body } = await order('MSFT', 'BUY', 2, null, { order_type: 'MARKET' });
    expect(status).toBe(201);
    const filled = await eventually(
      () => api.call('GET', `/api/orders/${String(body.order_id)}`),
      (o) => o.status === 'FILLED',
    );
    expect(filled).toMatchObject({ filled_quantity: 2, leaves_quantity: 0, hold: 0 });
    const fills = await api.call('GET', `/api/fills?order_id=${String(body.order_id)}`);
    expect(fills.body).toMatchObject({ fills: [{ quantity: 2, price: 410, fee: 0.01 }] });
  });

  test('(12.1) an order that is canceled as soon as its 201 is there is canceled at once and never fills', async () => {
    const took: number[] = [];
    for (let i = 0; i < 9; i += 1) {
      const { status, body } = await order('MSFT', 'BUY', 1, 400);
      expect(status).toBe(201);
      const askedAt = Date.now();
      expect((await api.call('DELETE', `/api/orders/${String(body.order_id)}`)).status).toBe(202);
      const ended = await eventually(
        () => api.call('GET', `/api/orders/${String(body.order_id)}`),
        (o) => o.status === 'CANCELED',
      );
      expect(ended).toMatchObject({ filled_quantity: 0, leaves_quantity: 0 });
      took.push(Date.now() - askedAt);
    }
    // A cancel that waited for the desk's look at what is open, each 2 s, would take a second in the middle.
    expect(median(took)).toBeLessThan(700);
  });

  test('the same client_order_id is the same decision again; with other content it is a conflict', async () => {
    const body = {
      client_order_id: `same-${process.pid}`,
      symbol: 'AAPL',
      side: 'BUY',
      quantity: 1,
      price: 100,
      order_type: 'LIMIT',
    };
    const [first, again] = [await api.call('POST', '/api/order', body), await api.call('POST', '/api/order', body)];
    expect([first.status, again.status]).toEqual([201, 201]);
    expect(again.body.order_id).toBe(first.body.order_id);
    expect((await api.call('POST', '/api/order', { ...body, quantity: 2 })).body).toMatchObject({
      status: 409,
      code: 'CLIENT_ORDER_ID_CONFLICT',
    });
    expect((await api.call('DELETE', `/api/orders/${String(first.body.order_id)}`)).status).toBe(202);
    await eventually(
      () => api.call('GET', `/api/orders/${String(first.body.order_id)}`),
      (o) => o.status === 'CANCELED' && Number(o.hold) === 0,
    );
    expect((await api.call('DELETE', `/api/orders/${String(first.body.order_id)}`)).status).toBe(409);
  });

  test('a what-if check answers the same and changes nothing', async () => {
    const body = { client_order_id: 'what-if', symbol: 'AAPL', side: 'BUY', quantity: 100, price: 175, order_type: 'LIMIT' };
    const before = await api.call('GET', '/api/risk/daily-pnl');
    expect((await api.call('POST', '/api/order/check', body)).body).toMatchObject({ accepted: false, notional: 17500 });
    expect((await api.call('GET', '/api/risk/daily-pnl')).body).toEqual(before.body);
    expect((await api.call('GET', '/api/orders?client_order_id=what-if')).body).toEqual({ orders: [], next_cursor: null });
  });

  test('a changed limit holds for the very next order and is kept with who, from and to', async () => {
    expect((await api.call('PUT', '/api/risk/limits', { max_order_size: 100 })).body).toMatchObject({ max_order_size: 100 });
    expect((await order('AAPL', 'BUY', 1, 175)).body.detail).toBe('Order size exceeds limit: $175.00 > $100.00');
    await api.call('PUT', '/api/risk/limits', { max_order_size: 1000 });
    expect((await api.call('GET', '/api/risk/limits/changes?limit=1')).body).toMatchObject({
      changes: [{ field: 'max_order_size', from: '100.00', to: '1000.00', actor: 'dev' }],
    });
  });

  test('checks turned off are a critical alert, let an order through with what it broke, and leave breakers in force', async () => {
    expect((await api.call('PUT', '/api/risk/limits', { enabled: false })).body).toMatchObject({ enabled: false });
    const alerts = await api.call('GET', '/api/risk/alerts?limit=1');
    expect(alerts.body).toMatchObject({ alerts: [{ alert_type: 'RISK_CHECKS_OFF', severity: 'CRITICAL' }] });
    const { status, body } = await order('AAPL', 'BUY', 8, 130);
    expect(status).toBe(201);
    const decision = await api.call('GET', `/api/decisions/${String(body.decision_id)}`);
    expect((decision.body.waived as { code: string }[]).map((v) => v.code)).toEqual(['ORDER_SIZE_EXCEEDED']);
    await api.call('DELETE', `/api/orders/${String(body.order_id)}`);
    await api.call('PUT', '/api/risk/limits', { enabled: true });
    expect((await api.call('GET', '/api/risk/alerts?limit=1')).body).toMatchObject({
      alerts: [{ alert_type: 'RISK_CHECKS_ON' }],
    });
  });

  const good = { client_order_id: 'bad-1', symbol: 'AAPL', side: 'BUY', quantity: 1, price: 175, order_type: 'LIMIT' };
  test.each([
    ['a missing field', { ...good, quantity: undefined }, 'quantity'],
    ['an unknown field', { ...good, leverage: 2 }, 'leverage'],
    ['a wrong type', { ...good, quantity: [1] }, 'quantity'],
    ['a negative quantity', { ...good, quantity: -1 }, 'quantity'],
    ['a price of zero', { ...good, price: 0 }, 'price'],
    ['NaN as text', { ...good, price: 'NaN' }, 'price'],
    ['too many decimals', { ...good, price: 1.0000001 }, 'price'],
    ['a price of a billion', { ...good, price: 1_000_000_000 }, 'price'],
    ['an unknown symbol', { ...good, symbol: 'ZZZZ' }, 'symbol'],
    ['a lower-case symbol', { ...good, symbol: 'aapl' }, 'symbol'],
    ['control characters in an id', { ...good, client_order_id: 'a\u0007b' }, 'client_order_id'],
    ['a number too large for a number', JSON.stringify(good).replace('175', '1e309'), 'price'],
  ])('%s is a 400 that names the field, and nothing is held', async (_, body, field) => {
    const { status, body: problem } = await api.call('POST', '/api/order', body);
    expect(status).toBe(400);
    expect((problem.violations as { field: string }[]).map((v) => v.field)).toContain(field);
  });

  test('broken JSON is 400, another content type 415, a megabyte 413, an unknown path 404', async () => {
    expect((await api.call('POST', '/api/order', '{"a":')).status).toBe(400);
    expect((await api.call('POST', '/api/order', 'a=1', { 'content-type': 'text/plain' })).status).toBe(415);
    expect((await api.call('POST', '/api/order', `"${'a'.repeat(1_000_000)}"`)).status).toBe(413);
    expect((await api.call('GET', '/api/nothing')).body).toMatchObject({ status: 404, code: 'NOT_FOUND' });
  });

  test('(12.4) a loss beyond the limit stops every order, and closing ones pass when a person says so; positions stay; a reset helps only when the cause is gone', async () => {
    await api.call('PUT', '/api/risk/limits', { daily_loss_limit: 500 });
    await freeze('TSLA', 200, 200); // 12 shares from 250: a loss of 600
    const [breaker] = (await api.call('GET', '/api/risk/circuit-breakers?open=true')).body.circuit_breakers as {
      breaker_id: number;
      trigger_type: string;
    }[];
    expect(breaker).toMatchObject({ trigger_type: 'DAILY_LOSS', scope: 'account:default' });
    expect((await order('AAPL', 'BUY', 1, 100)).body).toMatchObject({ status: 403, code: 'CIRCUIT_BREAKER_OPEN' });
    expect(JSON.stringify((await api.call('GET', '/api/positions')).body)).toContain('"symbol":"TSLA","quantity":12');
    const breaker_id = breaker?.breaker_id;
    const asked = await resetBreaker(api, { breaker_id });
    expect(asked.body).toMatchObject({ status: 409, code: 'BREAKER_CAUSE_PERSISTS' });
    expect((await order('TSLA', 'SELL', 1, 200)).body).toMatchObject({ status: 403, code: 'CIRCUIT_BREAKER_OPEN' });
    const milder = await api.call('POST', '/api/risk/circuit-breaker/mode', {
      breaker_id,
      mode: 'reduce_only',
      reason: 'close out',
    });
    expect(milder.body).toMatchObject({ mode: 'reduce_only', previous_mode: 'halt' });
    expect((await order('TSLA', 'SELL', 1, 200)).status).toBe(201);
    expect((await order('AAPL', 'BUY', 1, 100)).body).toMatchObject({ code: 'CIRCUIT_BREAKER_OPEN' });
    const reset = await resetBreaker(api, { breaker_id, force: true });
    expect(reset.body).toMatchObject({ active: false, tripped_again: true });
    await secondPasses();
    expect((await order('AAPL', 'BUY', 1, 100)).status).toBe(403);
    await freeze('TSLA', 250, 250);
    expect((await resetBreaker(api, { breaker_id: reset.body.open_breaker_id })).body).toMatchObject({ tripped_again: false });
    expect((await order('AAPL', 'BUY', 1, 100)).status).toBe(201);
  });

  test('a breaker tripped by hand in reduce_only lets only closing orders through', async () => {
    const trip = await api.call('POST', '/api/risk/circuit-breaker/trip', {
      scope: 'account:default',
      mode: 'reduce_only',
      cancel_orders: true,
      reason: 'drill',
    });
    expect(trip.status).toBe(201);
    expect((await order('AAPL', 'BUY', 1, 100)).body).toMatchObject({ code: 'CIRCUIT_BREAKER_OPEN' });
    expect((await order('TSLA', 'SELL', 1, 250)).status).toBe(201);
    expect((await api.call('POST', '/api/risk/circuit-breaker/trip', { scope: 'account:default', reason: 'again' })).status).toBe(
      409,
    );
    expect((await resetBreaker(api, { breaker_id: trip.body.breaker_id })).status).toBe(200);
  });
});
