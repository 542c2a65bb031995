import { spawn, spawnSync } from 'node:child_process';
import { jest } from '@jest/globals';
import pg from 'pg';
import { TemporalConnection } from '#adapters/temporal/temporal-connection.js';
import { WORKFLOWS } from '../../workflows/contract.js';
import { until as untilTrue } from '../processes.js';
import { AlpacaServer } from '../brokers/alpaca-server/server.js';
import { setting } from '../factories/setting.js';
import { proveHistory } from '../factories/prove-history.js';
import { allowManyOrders, type Breakwater, eventually, secondPasses, startBreakwater } from './breakwater.js';

jest.setTimeout(60_000);
const ACCOUNT = 'alpaca-desk';
let server: AlpacaServer;
let api: Breakwater;
let serial = 0;

const orderFor = (symbol: string, side: string, quantity: number, price: number | null) => ({
  ...{ client_order_id: `al-${process.pid}-${serial++}`, account: ACCOUNT, symbol, side, quantity, price },
  order_type: price === null ? 'MARKET' : 'LIMIT',
});
const submit = (...asked: Parameters<typeof orderFor>) => api.call('POST', '/api/order', orderFor(...asked));
const orderOf = (id: unknown) => api.call('GET', `/api/orders/${String(id)}`);
const positions = async () =>
  (await api.call('GET', `/api/positions?account=${ACCOUNT}`)).body['positions'] as { symbol: string; quantity: number }[];

beforeAll(async () => {
  server = await AlpacaServer.start();
  // The accounts are compared thirty times as often here as they are by default.
  server.limitTo(2000);
  for (const [symbol, price] of [
    ['AAPL', 175],
    ['SPY', 450],
    ['TSLA', 250],
    ['MSFT', 410],
  ] as const)
    server.setQuote(symbol, price, price);
  api = await startBreakwater({
    ...{ BROKER: 'alpaca', ALPACA_KEY_ID: 'PKTEST', ALPACA_SECRET_KEY: 'secret-of-the-test', ALPACA_ACCOUNT: ACCOUNT },
    ...{
      ALPACA_TRADING_URL: server.url,
      ALPACA_DATA_URL: server.url,
      BREAKWATER_RELOAD_SECONDS: '1',
      BREAKWATER_RECONCILE_SECONDS: '1',
    },
  });
  const client = new pg.Client({ connectionString: process.env['DATABASE_URL'] ?? '' });
  await client.connect();
  await client.query('INSERT INTO accounts (account, initial_cash, cash) VALUES ($1, 100000, 100000) ON CONFLICT DO NOTHING', [
    ACCOUNT,
  ]);
  await client.end();
  await eventually(
    () => api.call('GET', '/api/accounts'),
    ({ accounts }) => JSON.stringify(accounts).includes(ACCOUNT),
  );
  await quotesMove();
});
afterAll(async () => {
  await api?.stop();
  await server.stop();
});
beforeEach(async () => {
  await quotesMove();
  // What closed the account in an earlier test is over; the gate is told of it within half a second.
  await eventually(
    () => api.call('POST', '/api/order/check', orderFor('AAPL', 'BUY', 1, 170)),
    ({ code }) => code !== 'ACCOUNT_NOT_READY',
  );
});

/** Quotes come again, as of a market that is open, until the gate has them. */
async function quotesMove(): Promise<void> {
  for (const [symbol, { bp, ap }] of server.quotes) server.setQuote(symbol, bp, ap);
  await eventually(
    () => api.call('GET', '/api/quotes'),
    ({ quotes }) => (quotes as { age_ms?: number }[]).length >= 4,
  );
}

test('the three trials, before a real protocol', async () => {
  const first = await submit('AAPL', 'BUY', 100, 175);
  expect([first.status, first.body['code']]).toEqual([403, 'ORDER_SIZE_EXCEEDED']);
  await secondPasses();
  const rate = [];
  for (let n = 0; n < 15; n += 1) rate.push((await submit('SPY', 'BUY', 1, 450)).status);
  expect(rate).toEqual([...Array<number>(10).fill(201), ...Array<number>(5).fill(429)]);
  await eventually(
    async () => ({
      ...(await api.call('GET', '/health/ready')),
      body: { held: (await positions()).find(({ symbol }) => symbol === 'SPY')?.quantity ?? 0 },
    }),
    ({ held }) => held === 10,
  );
  await secondPasses();
  const tsla = [];
  for (let n = 0; n < 5; n += 1) tsla.push((await submit('TSLA', 'BUY', 3, 250)).status);
  expect(tsla).toEqual([201, 201, 201, 201, 403]);
  // From here on nothing is about the rate.
  await allowManyOrders(api);
});

test('an order beside an own one of the other side is refused here, as Alpaca would, unless a person sets it otherwise', async () => {
  const mode = async () => {
    const { limits } = (await api.call('GET', `/api/risk/limits/effective?account=${ACCOUNT}`)).body as {
      limits: { limit_name: string; value: unknown; origin: string }[];
    };
    const { value, origin } = limits.find(({ limit_name }) => limit_name === 'self_trade') ?? {};
    return [value, origin];
  };
  await eventually(
    () => api.call('GET', `/api/risk/limits/effective?account=${ACCOUNT}`),
    ({ limits }) => JSON.stringify(limits).includes('broker default'),
  );
  expect(await mode()).toEqual(['venue', 'broker default']);
  await secondPasses();
  const resting = await submit('MSFT', 'BUY', 1, 400);
  expect(resting.status).toBe(201);
  const beside = await submit('MSFT', 'SELL', 1, null);
  expect([beside.status, beside.body['code']]).toEqual([403, 'OPPOSITE_ORDER_OPEN']);
  const own = `/api/risk/limits/scoped?scope=account:${ACCOUNT}`;
  expect((await api.call('PUT', own, { self_trade: 'off' })).status).toBe(200);
  expect(await mode()).toEqual(['off', `account:${ACCOUNT}`]);
  expect((await api.call('DELETE', `${own}&limit=self_trade`)).status).toBe(200);
  expect(await mode()).toEqual(['venue', 'broker default']);
  expect((await api.call('DELETE', `/api/orders/${String(resting.body['order_id'])}`)).status).toBeLessThan(300);
  await eventually(
    () => orderOf(resting.body['order_id']),
    ({ status }) => status === 'CANCELED',
  );
});

test('a day: partial fills, a cancel, and what the broker rejects, at the gate as at the broker', async () => {
  server.automatic = false;
  const { body } = await submit('MSFT', 'BUY', 2, 400);
  await eventually(
    async () => ({ ...(await orderOf(body['order_id'])), body: { there: server.only.openOrders().length } }),
    ({ there }) => there === 1,
  );
  const [theirs] = server.only.openOrders();
  server.only.acknowledge(theirs?.id ?? '');
  server.only.fill(theirs?.id ?? '', '0.5', '399.5');
  expect(
    await eventually(
      () => orderOf(body['order_id']),
      ({ status }) => status === 'PARTIALLY_FILLED',
    ),
  ).toMatchObject({ filled_quantity: 0.5, leaves_quantity: 1.5, broker_order_id: theirs?.id });
  server.automatic = true;
  await api.call('DELETE', `/api/orders/${String(body['order_id'])}`);
  expect(
    await eventually(
      () => orderOf(body['order_id']),
      ({ status }) => status === 'CANCELED',
    ),
  ).toMatchObject({ filled_quantity: 0.5, hold: 0 });
  expect((await positions()).find(({ symbol }) => symbol === 'MSFT')?.quantity).toBe(0.5);
  // With a finer tick the gate leaves the price to the broker.
  expect((await api.call('PUT', '/api/instruments/AAPL', { ticks: '0:0.001' })).status).toBe(200);
  const subPenny = await submit('AAPL', 'BUY', 1, 174.001);
  expect(subPenny.status).toBe(201);
  expect(
    await eventually(
      () => orderOf(subPenny.body['order_id']),
      ({ status }) => status === 'REJECTED',
    ),
  ).toMatchObject({ hold: 0, reason: expect.stringContaining('sub-penny') });
});

test('an account that Alpaca blocks is refused at the gate, with the reason, and let through again', async () => {
  server.only.trading_blocked = true;
  server.cutStreams(); // The sweep of a new connection reads the account.
  await eventually(
    () => submit('AAPL', 'BUY', 1, 170),
    ({ code }) => code === 'ACCOUNT_NOT_READY',
  );
  const { status, body } = await submit('AAPL', 'BUY', 1, 170);
  expect([status, body['code']]).toEqual([503, 'ACCOUNT_NOT_READY']);
  expect(body['detail']).toContain('trading_blocked');
  server.only.trading_blocked = false;
  server.cutStreams();
  await eventually(
    () => submit('AAPL', 'BUY', 1, 170),
    ({ order_id }) => order_id !== undefined,
  );
});

test('the worker is killed; a position that is not the broker’s is shown all the same, closes the account, and is explained by one act', async () => {
  await eventually(
    () => api.call('GET', '/api/broker/reconciliation'),
    ({ accounts }) => accountIn(accounts)?.differences !== undefined,
  );
  await api.killWorker();
  const before = (await positions()).find(({ symbol }) => symbol === 'AAPL')?.quantity ?? 0;
  const held = server.only.positions.get('AAPL') ?? { quantity: 0n, paid: 0n };
  server.only.positions.set('AAPL', { quantity: held.quantity + 7_000_000_000n, paid: held.paid + 1_225_000_000_000n });
  await soon(20_000, async () => (await submit('AAPL', 'BUY', 1, 170)).body['code'] === 'ACCOUNT_NOT_READY');
  const shown = accountIn((await api.call('GET', '/api/broker/reconciliation')).body['accounts']);
  expect(shown?.differences).toContainEqual({ field: 'position', symbol: 'AAPL', ours: before, theirs: before + 7 });
  const pnl = async () => (await api.call('GET', `/api/risk/daily-pnl?account=${ACCOUNT}`)).body['total_pnl'];
  const [pnlBefore, adopted] = [
    await pnl(),
    await api.call('POST', '/api/broker/adopt', { account: ACCOUNT, reason: 'moved in by hand' }),
  ];
  expect([adopted.status, adopted.body]).toEqual([200, { account: ACCOUNT, adopted: true }]);
  expect((await positions()).find(({ symbol }) => symbol === 'AAPL')?.quantity).toBe(before + 7);
  expect(await pnl()).toBe(pnlBefore);
  await eventually(
    () => submit('AAPL', 'BUY', 1, 170),
    ({ order_id }) => order_id !== undefined,
  );
  const { alerts } = (await api.call('GET', '/api/risk/alerts?type=ACCOUNT_ADOPTED')).body as { alerts: { message: string }[] };
  expect(alerts[0]?.message).toContain('moved in by hand');
  expect((await api.call('POST', '/api/broker/adopt', { account: 'nobody', reason: 'x' })).body['code']).toBe('ACCOUNT_UNKNOWN');
  const told = (await api.call('GET', '/api/risk/alerts?type=RECONCILIATION_DIFFERENCE')).body['alerts'] as { message: string }[];
  expect(told[0]?.message).toContain(`AAPL ${before} here, ${before + 7} there`);
  // Each look is a workflow that the schedule started; one of them found it at two looks in a row.
  const temporal = new TemporalConnection({ address: setting('TEMPORAL_ADDRESS'), tls: null }, setting('TEMPORAL_NAMESPACE'));
  const query = `WorkflowType = '${WORKFLOWS.reconciliation}' AND ExecutionStatus = 'Completed'`;
  const results = await temporal.within(5000, async ({ workflow }) => {
    const found: unknown[] = [];
    for await (const { workflowId, runId } of workflow.list({ query }))
      found.push(await workflow.getHandle(workflowId, runId).result());
    return found;
  });
  expect(results).toContainEqual(expect.objectContaining({ confirmed: 1 }));
  await temporal.close();
});

test('the close and the next open: a day order ends, one that comes at night waits for the morning', async () => {
  const late = await submit('MSFT', 'BUY', 1, 400);
  await eventually(
    () => orderOf(late.body['order_id']),
    ({ status }) => status === 'WORKING',
  );
  server.closeMarket();
  expect(
    await eventually(
      () => orderOf(late.body['order_id']),
      ({ status }) => status === 'EXPIRED',
    ),
  ).toMatchObject({ hold: 0, filled_quantity: 0 });
  const night = await submit('MSFT', 'BUY', 1, 411);
  expect(
    await eventually(
      () => orderOf(night.body['order_id']),
      ({ status }) => status === 'WORKING',
    ),
  ).toMatchObject({ filled_quantity: 0 });
  const before = (await positions()).find(({ symbol }) => symbol === 'MSFT')?.quantity ?? 0;
  server.openMarket();
  await eventually(
    () => orderOf(night.body['order_id']),
    ({ status }) => status === 'FILLED',
  );
  expect((await positions()).find(({ symbol }) => symbol === 'MSFT')?.quantity).toBe(before + 1);
});

test('deposits, dividends, fees and a split move cash and units, and are no profit', async () => {
  const day = async () => (await api.call('GET', `/api/risk/daily-pnl?account=${ACCOUNT}`)).body;
  const cash = async () => {
    const { accounts } = (await api.call('GET', '/api/accounts')).body as { accounts: { account: string; cash: number }[] };
    return accounts.find(({ account }) => account === ACCOUNT)?.cash ?? 0;
  };
  const heldNow = async () => (await positions()).find(({ symbol }) => symbol === 'MSFT')?.quantity ?? 0;
  const held = await heldNow();
  expect(held).toBeGreaterThan(0);
  const [dayBefore, cashBefore] = [await day(), await cash()];
  server.only.move('CSD', { net_amount: '500' });
  server.only.move('DIV', { net_amount: '1.25', symbol: 'MSFT', qty: String(held) });
  server.only.move('FEE', { net_amount: '-0.25' });
  server.only.move('SPLIT', { symbol: 'MSFT', qty: String(-held), units: true });
  server.only.move('SPLIT', { symbol: 'MSFT', qty: String(held * 3), units: true });
  server.cutStreams(); // The sweep of a new connection reads them.
  await eventually(
    async () => ({ ...(await api.call('GET', '/health/ready')), body: { cash: await cash(), held: await heldNow() } }),
    // One comes after the other.
    (seen) => Math.round((Number(seen.cash) - cashBefore) * 100) === 50_100 && Math.abs(Number(seen.held) - held * 3) < 1e-8,
  );
  expect(await heldNow()).toBeCloseTo(held * 3, 8);
  expect((await day())['total_pnl']).toBe(dayBefore['total_pnl']);
  expect((await day())['realized_pnl']).toBe(dayBefore['realized_pnl']);
  // And the two agree.
  await eventually(
    () => api.call('GET', '/api/broker/reconciliation'),
    ({ accounts }) => accountIn(accounts)?.differences?.length === 0,
  );
});

test('instruments are as Alpaca lists them, and what it does not list may only be closed', async () => {
  const { instruments } = (await api.call('GET', '/api/instruments')).body as {
    instruments: { symbol: string; fields: Record<string, string> }[];
  };
  expect(instruments.find(({ symbol }) => symbol === 'SPY')?.fields).toMatchObject({ shortable: 'true', borrow: 'easy' });
  const { restrictions } = (await api.call('GET', '/api/restrictions')).body as { restrictions: Record<string, unknown>[] };
  expect(restrictions).toContainEqual(expect.objectContaining({ name: 'broker-ko', symbol: 'KO', mode: 'close_only' }));
});

test('a symbol that its exchange halts is refused until trading goes on; a halt that a person set is ended by a person', async () => {
  const halts = async () => ((await api.call('GET', '/api/risk/halts')).body['halts'] as object[]) ?? [];
  const until = (good: (halts: string) => boolean) =>
    eventually(
      async () => ({ ...(await api.call('GET', '/api/risk/halts')) }),
      (body) => good(JSON.stringify(body['halts'])),
    );
  const byPerson = (halted: boolean) =>
    api.call('POST', '/api/risk/halts', { scope: 'symbol:MSFT', halted, reason: 'we look into it' });
  // An earlier test cut the streams, and a status is told once.
  await untilTrue('statuses are heard', 30_000, async () => server.tellsStatus('AAPL') && server.tellsStatus('MSFT'));
  server.tellStatus('AAPL', 'H', { sm: 'Trading Halt', rc: 'T1', rm: 'News Pending' });
  await until((all) => all.includes('AAPL'));
  expect(await halts()).toEqual([
    { scope: 'symbol:AAPL', reason: 'Trading Halt News Pending (T1)', actor: 'alpaca', since: expect.any(String), until: null },
  ]);
  const refused = await submit('AAPL', 'BUY', 1, 170);
  expect(refused).toMatchObject({ status: 403, body: { code: 'SYMBOL_HALTED' } });
  expect((await byPerson(true)).status).toBe(200);
  server.tellStatus('MSFT', 'P');
  server.tellStatus('MSFT', 'T');
  server.tellStatus('AAPL', 'T');
  await until((all) => !all.includes('AAPL'));
  expect(await halts()).toMatchObject([{ scope: 'symbol:MSFT', reason: 'we look into it' }]);
  expect((await submit('AAPL', 'BUY', 1, 170)).status).toBe(201);
  await byPerson(false);
});

test('an order that somebody else sent to the account is told by an alert, counted, shown as such, and can be canceled', async () => {
  const openBuys = async () => {
    const { body } = await api.call('GET', `/api/positions?account=${ACCOUNT}`);
    const held = body['positions'] as { symbol: string; open_buys: number }[];
    return held.find(({ symbol }) => symbol === 'AAPL')?.open_buys ?? 0;
  };
  const before = await openBuys();
  const theirs = server.only.create({
    ...{ symbol: 'AAPL', qty: '5', side: 'buy', type: 'limit', time_in_force: 'day', limit_price: '50' },
  });
  server.only.acknowledge(theirs.id);
  const told = await eventually(
    () => api.call('GET', '/api/risk/alerts?type=BROKER_TROUBLE'),
    ({ alerts }) => JSON.stringify(alerts).includes('FOREIGN_ORDER'),
  );
  expect(JSON.stringify(told)).toContain(theirs.id);
  // Open orders are compared every fifteen seconds, and one is taken over at the second look; it counts at the ask, or its limit where that is higher.
  await untilTrue('it is counted', 45_000, async () => (await openBuys()) >= before + 250);
  const { body } = await api.call('GET', `/api/orders?account=${ACCOUNT}&symbol=AAPL`);
  const foreign = (body['orders'] as Record<string, unknown>[]).filter((order) => order['foreign'] === true);
  expect(foreign).toMatchObject([{ broker_order_id: theirs.id, quantity: 5, price: 50, status: 'WORKING' }]);
  const id = String(foreign[0]?.['order_id']);
  expect((await api.call('DELETE', `/api/orders/${id}`)).status).toBe(202);
  await eventually(
    () => orderOf(id),
    ({ status }) => status === 'CANCELED',
  );
  expect(server.only.orders.get(theirs.id)?.status).toBe('canceled');
  expect(await openBuys()).toBe(before);
}, 90_000);

test('the whole history can be proved, activities included', () => {
  proveHistory();
});

interface Shown {
  account: string;
  differences: unknown[] | null;
}
const accountIn = (accounts: unknown) => (accounts as Shown[]).find(({ account }) => account === ACCOUNT);

async function soon(limitMs: number, holds: () => Promise<boolean>): Promise<void> {
  const end = Date.now() + limitMs;
  while (!(await holds())) {
    if (Date.now() > end) throw new Error(`not so within ${limitMs} ms`);
    await quotesMove();
    await new Promise((resolve) => setTimeout(resolve, 500));
  }
}

test('doctor --broker says what it finds', async () => {
  const env = {
    BROKER: 'alpaca',
    ALPACA_KEY_ID: 'PKTEST',
    ALPACA_SECRET_KEY: 'secret-of-the-test',
    ALPACA_TRADING_URL: server.url,
    ALPACA_DATA_URL: server.url,
  };
  const doctor = (change: Record<string, string> = {}) =>
    spawnSync(process.execPath, ['dist/apps/cli/main.js', 'doctor', '--broker'], {
      env: { ...process.env, NODE_OPTIONS: '', ...env, ...change },
      encoding: 'utf8',
      timeout: 30_000,
    });
  server.faults.refuseSecondStream = false;
  server.limitTo(200);
  expect((await api.call('PUT', '/api/risk/limits', { max_orders_per_second: 10 })).status).toBe(200);
  const running = spawn(process.execPath, ['dist/apps/cli/main.js', 'doctor', '--broker'], {
    env: { ...process.env, NODE_OPTIONS: '', ...env },
  });
  let said = '';
  running.stdout.on('data', (data: Buffer) => (said += data.toString()));
  const code = await new Promise((resolve) => running.once('close', resolve));
  expect([code, said]).toEqual([0, expect.stringContaining('faults: 0')]);
  for (const words of [
    'account PATEST1 is active',
    'of them',
    'order events over WebSocket  live',
    'AAPL 175 / 175',
    'named as BRK.B',
    'none: their quantity is read with or without its sign',
    'answered; the newest is CSD',
    'of 200, as its headers say',
    '10 orders a second may pass, and Alpaca takes 200 requests a minute (3.3 a second)',
  ])
    expect(said).toContain(words);
  const wrong = doctor({ ALPACA_KEY_ID: '', ALPACA_SECRET_KEY: '' });
  expect([wrong.status, wrong.stdout]).toEqual([1, expect.stringContaining('needs a key pair')]);
});

test('the API says which broker it is', async () => {
  expect((await api.call('GET', '/api/about')).body).toMatchObject({ broker: 'alpaca' });
});
