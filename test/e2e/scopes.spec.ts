/** Limits at scopes, instruments and strategies, over HTTP: in force for the very next order, and told with scope and origin. */
import { allowManyOrders, type Breakwater, eventually, startBreakwater, resetBreaker } from './breakwater.js';

let api: Breakwater;
let serial = 0;
const order = (more: object = {}) =>
  api.call('POST', '/api/order', {
    client_order_id: `scopes-${process.pid}-${serial++}`,
    ...{ symbol: 'WMT', side: 'BUY', quantity: 1, price: 1, order_type: 'MARKET' },
    ...more,
  });
const limits = (method: string, scope: string, body?: object) =>
  api.call(method, `/api/risk/limits/scoped?scope=${encodeURIComponent(scope)}`, body);

beforeAll(async () => {
  api = await startBreakwater();
  await allowManyOrders(api);
}, 60_000);
afterAll(async () => {
  for (const scope of ['strategy:t1', 'strategy:geared', 'account:default']) await limits('DELETE', scope);
  for (const strategy of ['t1', 'geared']) await api?.call('DELETE', `/api/strategies/${strategy}`);
  await api?.call('DELETE', '/api/orders');
  await api?.stop();
});

test('a limit of a strategy refuses the very next order of it, says where it was measured and set, and goes again', async () => {
  const set = await limits('PUT', 'strategy:t1', { max_order_size: 0.5, reason: 'e2e' });
  expect(set).toMatchObject({ status: 200, body: { scope: 'strategy:t1', limits: { max_order_size: 0.5 } } });
  const refused = await order({ strategy: 't1' });
  expect(refused).toMatchObject({ status: 403, body: { code: 'ORDER_SIZE_EXCEEDED' } });
  expect((refused.body['violations'] as object[])[0]).toMatchObject({
    scope: 'strategy:t1',
    limit_origin: 'strategy:t1',
    limit: 0.5,
  });
  expect(await limits('DELETE', 'strategy:t1')).toMatchObject({ status: 200, body: { limits: {} } });
  expect(await limits('DELETE', 'strategy:t1')).toMatchObject({ status: 404 });
  expect(await order({ strategy: 't1' })).toMatchObject({ status: 201, body: { order: { strategy: 't1', user: 'dev' } } });
});

test('leverage of a strategy is measured on its capital: without it refused, with it in force for the very next order, each change kept', async () => {
  const set = await limits('PUT', 'strategy:geared', { max_leverage: 2, reason: 'e2e' });
  expect(set.body['warnings']).toEqual([expect.stringMatching(/^strategy:geared has no capital/)]);
  const refused = await order({ strategy: 'geared' });
  expect(refused).toMatchObject({ status: 403, body: { code: 'STRATEGY_CAPITAL_MISSING' } });
  expect(refused.body['detail']).toMatch(/set it at PUT \/api\/strategies/);
  const capital = (amount: unknown) =>
    api.call('PUT', '/api/strategies/geared', { capital: amount, reason: 'as of this morning' });
  expect(await capital(-1)).toMatchObject({ status: 400, body: { violations: [{ field: 'capital' }] } });
  expect(await capital('1.50')).toMatchObject({
    status: 200,
    body: { strategies: [{ strategy: 'geared', accounts: null, symbols: null, capital: 1.5 }] },
  });
  const over = await order({ strategy: 'geared' });
  expect(over).toMatchObject({ status: 403, body: { code: 'LEVERAGE_EXCEEDED' } });
  expect((over.body['violations'] as object[])[0]).toMatchObject({ scope: 'strategy:geared', limit_origin: 'strategy:geared' });
  await capital('1000000.00');
  expect((await order({ strategy: 'geared' })).status).toBe(201);
  const effective = await api.call('GET', '/api/risk/limits/effective?account=default&strategy=geared&symbol=WMT');
  const row = (effective.body['limits'] as { scope: string; limit_name: string }[]).find(
    ({ scope, limit_name }) => scope === 'strategy:geared' && limit_name === 'max_leverage',
  );
  expect(row).toMatchObject({ origin: 'strategy:geared', value: 2, used: 0.01, left: 1.99 });
  const { changes } = (await api.call('GET', '/api/risk/limits/changes?limit=20')).body as { changes: object[] };
  expect(changes).toContainEqual(
    expect.objectContaining({ field: 'strategies.geared.capital', from: '1.50', to: '1000000.00', reason: 'as of this morning' }),
  );
  await limits('DELETE', 'strategy:geared');
  expect((await api.call('DELETE', '/api/strategies/geared')).status).toBe(200);
});

test('a client that is heard no more halts its strategy; a person resets it, and it trades on', async () => {
  expect(await api.call('POST', '/api/heartbeat', { scope: 'strategy:quiet', timeout_seconds: 4 })).toMatchObject({
    status: 400,
  });
  const armed = await api.call('POST', '/api/heartbeat', { scope: 'strategy:quiet', timeout_seconds: 5 });
  expect(armed).toMatchObject({ status: 200, body: { armed: true } });
  expect((await api.call('GET', '/api/heartbeat')).body['heartbeats']).toEqual([
    { scope: 'strategy:quiet', armed_by: 'dev', timeout_seconds: 5, heard_at: expect.any(String) },
  ]);
  const ofQuiet = (body: Record<string, unknown>) =>
    (body['circuit_breakers'] as Record<string, unknown>[]).find(({ scope }) => scope === 'strategy:quiet');
  const open = () => api.call('GET', '/api/risk/circuit-breakers?open=true');
  const tripped = () => eventually(open, (body) => ofQuiet(body) !== undefined);
  // Five seconds, and the mark after them: once more when the first five are over.
  const found = ofQuiet(await tripped().catch(tripped));
  expect(found).toMatchObject({
    trigger_type: 'HEARTBEAT_MISSED',
    mode: 'halt',
    reason: expect.stringMatching(/silent 5\.\d s > 5 s/),
  });
  expect(await order({ strategy: 'quiet' })).toMatchObject({ status: 403, body: { code: 'CIRCUIT_BREAKER_OPEN' } });
  const reset = await resetBreaker(api, { breaker_id: found?.['breaker_id'] });
  expect(reset).toMatchObject({ status: 200, body: { active: false, trigger_type: 'HEARTBEAT_MISSED' } });
  expect((await order({ strategy: 'quiet' })).status).toBe(201);
}, 30_000);

test('a new account is locked until a person arms it; cash that comes in is no profit', async () => {
  const account = `e2e${process.pid}`;
  const opened = { account, cash: '1000.00', reason: 'e2e' };
  expect(await api.call('POST', '/api/accounts', opened)).toMatchObject({
    status: 201,
    body: { account, cash: 1000, locked: true },
  });
  expect(await api.call('POST', '/api/accounts', opened)).toMatchObject({ status: 409, body: { code: 'NAME_TAKEN' } });
  expect(await order({ account })).toMatchObject({ status: 403, body: { code: 'ACCOUNT_LOCKED' } });
  const arm = { scope: `account:${account}`, reason: 'reviewed' };
  expect(await api.call('POST', '/api/risk/arm', arm)).toMatchObject({ status: 200, body: { locked: false, changed: true } });
  const cash = (what: string, amount: number) =>
    api.call('POST', `/api/accounts/${account}/cash`, { what, amount, reason: 'e2e' });
  expect(await cash('DEPOSIT', 500)).toMatchObject({ status: 201, body: { amount: 500 } });
  expect(await cash('WITHDRAWAL', 2000)).toMatchObject({ status: 409, body: { code: 'CHANGE_REFUSED' } });
  expect((await api.call('GET', `/api/risk/daily-pnl?account=${account}`)).body).toMatchObject({ equity: 1500, total_pnl: 0 });
  await limits('PUT', `account:${account}`, { account_type: 'cash' });
  expect(await order({ account, side: 'SELL' })).toMatchObject({ status: 403, body: { code: 'POSITION_INSUFFICIENT' } });
  expect(await order({ account })).toMatchObject({ status: 201 });
  await limits('DELETE', `account:${account}`);
});

test('the effective limits name origin, value, used and left', async () => {
  await limits('PUT', 'account:default', { max_gross_exposure: 50_000 });
  const { body } = await api.call('GET', '/api/risk/limits/effective?symbol=WMT&strategy=t1');
  const rows = body['limits'] as { limit_name: string; origin: string; value: number; used: number; left: number }[];
  const gross = rows.find(({ limit_name }) => limit_name === 'max_gross_exposure');
  expect(gross).toMatchObject({ origin: 'account:default', value: 50_000, scope: 'account:default' });
  expect((gross?.used ?? 0) + (gross?.left ?? 0)).toBeCloseTo(50_000, 6);
  expect(rows.find(({ limit_name }) => limit_name === 'max_order_size')).toMatchObject({ origin: 'each account', used: null });
  expect(rows.find(({ limit_name }) => limit_name === 'max_position')).toMatchObject({ origin: 'symbol:WMT' });
});

test('a limit under what is used, and one of a symbol over that of its account, are kept with a warning', async () => {
  const under = await limits('PUT', 'account:default', { max_gross_exposure: 0.01 });
  expect(under.body['warnings']).toEqual([
    expect.stringMatching(/^max_gross_exposure of account:default is 0.01, and .* is used/),
  ]);
  await limits('DELETE', 'account:default');
  const over = await limits('PUT', 'account:default/symbol:WMT', { max_position: 20_000 });
  expect(over.body['warnings']).toEqual([
    'max_position of account:default/symbol:WMT is 20000, above max_position_size of each account, which is 10000: the smaller decides',
  ]);
  await limits('DELETE', 'account:default/symbol:WMT');
});

test('so are limits for each account and of a symbol, and without a reason to warn nothing is said', async () => {
  expect((await order()).status).toBe(201);
  const under = await api.call('PUT', '/api/risk/limits', { max_gross_exposure: 0.01 });
  expect(under).toMatchObject({ status: 200, body: { max_gross_exposure: 0.01 } });
  expect(under.body['warnings']).toContainEqual(
    expect.stringMatching(/^max_gross_exposure of account:default is 0.01, and .* is used: nothing passes that raises it$/),
  );
  const size = await api.call('PUT', '/api/risk/limits', { max_position_size: 0.5 });
  expect(size.body['warnings']).toContainEqual(
    expect.stringMatching(/^max_position_size of account:default is 0.5, and .* is used/),
  );
  const back = await api.call('PUT', '/api/risk/limits', { max_position_size: 10_000, max_gross_exposure: null });
  expect([back.status, back.body['warnings']]).toEqual([200, undefined]);
  const own = (max_position: number) => api.call('PUT', '/api/risk/position-limits/WMT', { max_position });
  expect((await own(20_000)).body['warnings']).toEqual([
    'max_position of symbol:WMT is 20000, above max_position_size of each account, which is 10000: the smaller decides',
  ]);
  expect((await own(6000)).body).not.toHaveProperty('warnings');
});

test.each([
  ['acount:default', /is no scope: firm, account:<id>/],
  ['account:nobody', /nobody is not an account/],
  ['symbol:NONE', /NONE is not a symbol/],
])('scope %s is refused with what to do', async (scope, fault) => {
  const answer = await limits('PUT', scope, { max_order_size: 1 });
  expect(answer.status).toBe(400);
  expect(answer.body['detail']).toMatch(fault);
});

test('a reason that only warns lets the order pass, and its answer and the alert name it; taken away it refuses again', async () => {
  await limits('PUT', 'strategy:t1', { max_order_size: 0.5 });
  const entry = { code: 'ORDER_SIZE_EXCEEDED', scope: 'strategy:t1', reason: 'on trial' };
  expect(await api.call('PUT', '/api/risk/warn-only/e2e', { ...entry, code: 'FUNDS_INSUFFICIENT' })).toMatchObject({
    status: 400,
  });
  expect(await api.call('PUT', '/api/risk/warn-only/e2e', entry)).toMatchObject({
    status: 200,
    body: { warn_only: [{ name: 'e2e', ...entry }] },
  });
  const passed = await order({ strategy: 't1' });
  expect(passed).toMatchObject({ status: 201, body: { warnings: [{ code: 'ORDER_SIZE_EXCEEDED', scope: 'strategy:t1' }] } });
  const alerts = await eventually(
    () => api.call('GET', '/api/risk/alerts?limit=50'),
    ({ alerts: all }) => (all as { alert_type: string }[]).some(({ alert_type }) => alert_type === 'LIMIT_WARNED'),
  );
  expect(alerts['alerts']).toContainEqual(
    expect.objectContaining({ alert_type: 'LIMIT_WARNED', severity: 'WARNING', symbol: 'WMT' }),
  );
  expect(await api.call('DELETE', '/api/risk/warn-only/e2e')).toMatchObject({ status: 200, body: { warn_only: [] } });
  expect(await order({ strategy: 't1' })).toMatchObject({ status: 403, body: { code: 'ORDER_SIZE_EXCEEDED' } });
  await limits('DELETE', 'strategy:t1');
});

test('an order near its limit passes, and says so once', async () => {
  await limits('PUT', 'strategy:near', { max_order_size: 1000, warn_at_pct: 1 });
  const first = await order({ strategy: 'near' });
  expect(first).toMatchObject({
    status: 201,
    body: { warnings: [{ rule_id: 'ORDER_SIZE', severity: 'INFO', scope: 'strategy:near' }] },
  });
  expect((await order({ strategy: 'near' })).body['warnings']).toBeUndefined();
  await limits('DELETE', 'strategy:near');
});

test('a user and an allow list hold for the very next order, and go again', async () => {
  const may = { symbols: ['SPY'], reason: 'e2e' };
  expect(await api.call('PUT', '/api/permissions/dev', may)).toMatchObject({
    status: 200,
    body: { permissions: [{ user: 'dev', symbols: ['SPY'], accounts: null, short: true, close_only: false }] },
  });
  expect(await order()).toMatchObject({
    status: 403,
    body: { code: 'USER_NOT_PERMITTED', detail: 'User not permitted: dev may not trade WMT' },
  });
  expect(await api.call('DELETE', '/api/permissions/dev')).toMatchObject({ status: 200, body: { permissions: [] } });
  expect(await api.call('PUT', '/api/permissions/dev', { symbols: ['NONE'] })).toMatchObject({ status: 400 });
  const list = '/api/allow-lists?scope=strategy%3At1';
  expect(await api.call('PUT', list, { symbols: ['SPY'] })).toMatchObject({
    status: 200,
    body: { allow_lists: [{ scope: 'strategy:t1', symbols: ['SPY'] }] },
  });
  expect(await order({ strategy: 't1' })).toMatchObject({ status: 403, body: { code: 'INSTRUMENT_NOT_ALLOWED' } });
  expect(await api.call('DELETE', list)).toMatchObject({ status: 200, body: { allow_lists: [] } });
  expect(await api.call('DELETE', list)).toMatchObject({ status: 404 });
  expect((await order({ strategy: 't1' })).status).toBe(201);
});

test('a locate is booked for the day, and a kill with flatten closes what an account holds', async () => {
  const account = `kill${process.pid}`;
  await api.call('POST', '/api/accounts', { account, cash: '10000.00', locked: false, reason: 'e2e' });
  const locate = { account, symbol: 'WMT', quantity: 5, lender: 'prime', reason: 'e2e' };
  expect(await api.call('POST', '/api/locates', locate)).toMatchObject({
    status: 201,
    body: { account, located: 5, shorted: 0 },
  });
  expect((await api.call('GET', '/api/locates')).body['locates']).toContainEqual(
    expect.objectContaining({ account, symbol: 'WMT', located: 5 }),
  );
  expect(await api.call('POST', '/api/locates', { ...locate, symbol: 'NONE' })).toMatchObject({
    status: 409,
    body: { code: 'CHANGE_REFUSED' },
  });
  expect((await order({ account, quantity: 3 })).status).toBe(201);
  const held = () => api.call('GET', `/api/positions?account=${account}`);
  const quantityOf = (body: Record<string, unknown>) => (body['positions'] as { quantity: number }[])[0]?.quantity ?? 0;
  await eventually(held, (body) => quantityOf(body) === 3);
  const kill = { scope: `account:${account}`, flatten: true, reason: 'e2e' };
  expect(await api.call('POST', '/api/risk/circuit-breaker/trip', { ...kill, scope: 'user:dev' })).toMatchObject({ status: 400 });
  expect(await api.call('POST', '/api/risk/circuit-breaker/trip', kill)).toMatchObject({ status: 201, body: { active: true } });
  await eventually(held, (body) => quantityOf(body) === 0);
  const alerts = await eventually(
    () => api.call('GET', '/api/risk/alerts?limit=50'),
    ({ alerts: all }) =>
      (all as { alert_type: string; account: string | null }[]).some(
        (one) => one.alert_type === 'FLATTEN_ENDED' && one.account === account,
      ),
  );
  expect(alerts['alerts']).toContainEqual(expect.objectContaining({ alert_type: 'FLATTEN_ENDED', severity: 'WARNING', account }));
  expect(await order({ account })).toMatchObject({ status: 403, body: { code: 'CIRCUIT_BREAKER_OPEN' } });
}, 30_000);

test('once a strategy is declared an order of another one is a 400, and positions of the declared one pass', async () => {
  expect(await api.call('PUT', '/api/strategies/t1', { accounts: ['default'] })).toMatchObject({ status: 200 });
  expect(await order({ strategy: 'other' })).toMatchObject({ status: 400, body: { code: 'STRATEGY_UNKNOWN' } });
  expect((await order({ strategy: 't1' })).status).toBe(201);
});

test.each<[string, object, RegExp]>([
  ['ends before it begins', { anchor: 'close', from_minutes: 0, to_minutes: -15 }, /time_windows\.edge ends before it begins/],
  ['scales nothing', { anchor: 'close', from_minutes: -15, to_minutes: 0 }, /names limits if, and only if, its mode is scale/],
  [
    'stops market orders and scales',
    { anchor: 'open', from_minutes: 0, to_minutes: 5, mode: 'no_market', limits: ['max_order_size'], factor_pct: 50 },
    /names limits if, and only if, its mode is scale/,
  ],
])('a window that %s is refused, and nothing is kept', async (_, window, fault) => {
  const answer = await api.call('PUT', '/api/time-windows/edge', window);
  expect(answer).toMatchObject({ status: 400, body: { code: 'REQUEST_INVALID', detail: expect.stringMatching(fault) } });
  expect((await api.call('GET', '/api/time-windows')).body['windows']).toEqual([]);
});

test('a tick of 0 is refused, and the instrument stands as it was', async () => {
  const before = (await api.call('GET', '/api/instruments')).body;
  const zero = await api.call('PUT', '/api/instruments/WMT', { ticks: '0:0' });
  expect(zero).toMatchObject({ status: 400, body: { code: 'REQUEST_INVALID' } });
  expect(JSON.stringify(zero.body)).toMatch(/must be above zero/);
  expect((await api.call('GET', '/api/instruments')).body).toEqual(before);
});

test('a CSV with one bad line is refused by line and column and nothing of it is taken', async () => {
  const before = (await api.call('GET', '/api/instruments')).body;
  const bad = await api.call('POST', '/api/instruments/csv', { csv: 'symbol,step\nAAPL,1\nXYZ,0\n' });
  expect(bad).toMatchObject({ status: 400, body: { code: 'REQUEST_INVALID' } });
  expect((bad.body['violations'] as { field: string }[]).map(({ field }) => field)).toEqual(['line 3, symbol', 'line 3, step']);
  expect((await api.call('GET', '/api/instruments')).body).toEqual(before);
});
