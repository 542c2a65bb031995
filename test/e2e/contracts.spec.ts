/** A contract of 100 and a share in euros, over HTTP, against the paper exchange: to a fill, to a profit that only the rate made, and to the proof of it all. */
import pg from 'pg';
import { pino } from 'pino';
import { PaperExchange } from '#adapters/brokers/paper/paper-exchange.js';
import { PaperStore } from '#adapters/brokers/paper/store.js';
import type { Money } from '#core/model/money.js';
import { setting } from '#test/factories/setting.js';
import { allowManyOrders, type Breakwater, eventually, startBreakwater } from './breakwater.js';

let api: Breakwater;
let serial = 0;
let saleDecision = '';
let pool: pg.Pool | undefined;
const put = async (path: string, body: object) => {
  const answer = await api.call('PUT', path, body);
  expect({ path, ...answer }).toMatchObject({ status: 200 });
  return answer;
};
const quote = (symbol: string, price: number) => put(`/api/paper/quotes/${symbol}`, { bid: price, ask: price, frozen: true });
const submit = (more: object) =>
  api.call('POST', '/api/order', {
    ...{ client_order_id: `contracts-${process.pid}-${serial++}`, side: 'BUY', order_type: 'LIMIT' },
    ...more,
  });
const filled = async (more: object) => {
  const { status, body } = await submit(more);
  expect({ status, body }).toMatchObject({ status: 201 });
  const path = `/api/orders/${String(body['order_id'])}`;
  await eventually(
    () => api.call('GET', path),
    (order) => order['status'] === 'FILLED',
  );
  return body;
};
const position = async (symbol: string) => {
  const { body } = await api.call('GET', '/api/positions');
  return (body['positions'] as Record<string, unknown>[]).find((one) => one['symbol'] === symbol);
};
const profit = async () => (await api.call('GET', '/api/risk/daily-pnl')).body;

beforeAll(async () => {
  api = await startBreakwater();
  await allowManyOrders(api);
  await put('/api/risk/limits', { max_order_size: 50_000, max_position_size: 50_000, max_portfolio_concentration: 100 });
  // As a person adds a symbol: a row, which the next reload takes over.
  pool = new pg.Pool({ connectionString: setting('DATABASE_URL') });
  await pool.query(`INSERT INTO position_limits (symbol, max_position, max_concentration_pct) VALUES ('EURUSD', 1000, 25)`);
  for (const symbol of ['DIS', 'KO'])
    await put(`/api/risk/position-limits/${symbol}`, { max_position: 50_000, max_concentration_pct: 100 });
  await quote('DIS', 100);
  await quote('KO', 60);
}, 60_000);
afterAll(async () => {
  await pool?.end();
  await api?.stop();
});

test('a currency without a rate is refused; a pair that is added is quoted, and then it is converted', async () => {
  await put('/api/instruments/KO', { currency: 'EUR', step: '1' });
  const buy = { symbol: 'KO', quantity: 10, price: 60 };
  const gbp = await put('/api/instruments/DIS', { currency: 'GBP' });
  expect(gbp.status).toBe(200);
  expect(await submit({ symbol: 'DIS', quantity: 1, price: 100 })).toMatchObject({
    status: 403,
    body: { code: 'CURRENCY_UNSUPPORTED' },
  });
  await eventually(
    () => api.call('GET', '/api/paper/quotes/EURUSD'),
    (body) => typeof body['bid'] === 'number',
  );
  await quote('EURUSD', 1.1);
  const { body } = await api.call('POST', '/api/order/check', {
    ...{ client_order_id: 'what-if', side: 'BUY', order_type: 'LIMIT', ...buy },
  });
  expect(body).toMatchObject({ accepted: true, notional: 660 });
  await filled(buy);
  expect(await position('KO')).toMatchObject({ quantity: 10, cost: 660, market_value: 660, average_price: 60, currency: 'EUR' });
});

test('a contract of 100 costs and counts a hundred times its price', async () => {
  await put('/api/instruments/DIS', { contract_multiplier: '100' });
  expect(await submit({ symbol: 'DIS', quantity: 6, price: 100 })).toMatchObject({
    status: 403,
    body: { code: 'ORDER_SIZE_EXCEEDED', detail: expect.stringContaining('$60000.00 > $50000.00') },
  });
  await filled({ symbol: 'DIS', quantity: 2, price: 100 });
  expect(await position('DIS')).toMatchObject({
    ...{ quantity: 2, cost: 20_000, market_value: 20_000, average_price: 100, contract_multiplier: 100, currency: 'USD' },
  });
});

test('what is held moves with the rate alone, and the sale makes that profit real', async () => {
  const before = await profit();
  await quote('EURUSD', 1.21);
  expect(await position('KO')).toMatchObject({ market_value: 726, unrealized_pnl: 66, cost: 660 });
  const after = await profit();
  expect(Number(after['total_pnl']) - Number(before['total_pnl'])).toBeCloseTo(66, 6);
  saleDecision = String((await filled({ symbol: 'KO', side: 'SELL', quantity: 10, price: 60 }))['decision_id']);
  const sold = await profit();
  expect(Number(sold['realized_pnl']) - Number(before['realized_pnl'])).toBeCloseTo(66 - 0.05, 6);
});

test('multiplier and currency stay as they are while somebody holds any', async () => {
  for (const fields of [{ contract_multiplier: '10' }, {}, { contract_multiplier: '100', currency: 'EUR' }])
    expect(await api.call('PUT', '/api/instruments/DIS', fields)).toMatchObject({
      status: 409,
      body: { code: 'CHANGE_REFUSED', detail: expect.stringMatching(/close the positions and cancel the orders/) },
    });
  const csv = 'symbol,contract_multiplier\nDIS,50\n';
  expect(await api.call('POST', '/api/instruments/csv', { csv })).toMatchObject({ status: 409 });
  await put('/api/instruments/DIS', { contract_multiplier: '100', sector: 'media' });
});

test('the decision says multiplier and rate; and the exchange has the same cash', async () => {
  const { body: decision } = await api.call('GET', `/api/decisions/${saleDecision}`);
  const fact = (name: string) =>
    (decision['facts'] as { name: string; value: unknown }[]).find((one) => one.name === name)?.value;
  expect([fact('fx_rate'), fact('contract_multiplier'), fact('foreign_currency')]).toEqual([1.21, 1, '']);
  if (!pool) throw new Error('the test has no pool');
  const fees = { fee_per_unit: 5000 as Money };
  const settings = { seed: 1, tickMs: 1000, latencyMs: 0, topSizeUnits: 500, fees, log: pino({ level: 'silent' }) };
  const { cash } = await new PaperExchange(new PaperStore(pool), settings).account('default');
  const { body: account } = await api.call('GET', '/api/accounts?account=default');
  expect((account['accounts'] as { cash: number }[]).map((one) => one.cash)).toEqual([cash / 1e6]);
  const { rows } = await pool.query<{ symbol: string; traded: string }>(
    'SELECT symbol, sum(traded) AS traded FROM fills GROUP BY symbol ORDER BY symbol',
  );
  expect(rows.map(({ symbol, traded }) => [symbol, Number(traded)])).toEqual([
    ['DIS', 20_000],
    ['KO', 1386],
  ]);
}, 90_000);
