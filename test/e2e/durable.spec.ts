import { spawnSync } from 'node:child_process';
import { cpSync, mkdtempSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { jest } from '@jest/globals';
import { TemporalConnection } from '#adapters/temporal/temporal-connection.js';
import {
  breakerView,
  breakerWorkflowId,
  CONFIG_MANAGER_ID,
  configReport,
  monitorReport,
  PNL_MONITOR_ID,
  reloadConfig,
} from '../../workflows/contract.js';
import { withPostgres } from '../faults/verify.js';
import { setting } from '../factories/setting.js';
import { until } from '../processes.js';
import { type Breakwater, eventually, allowManyOrders, startBreakwater } from './breakwater.js';

jest.setTimeout(60_000);
let api: Breakwater;
let temporal: TemporalConnection;
let rules: string;
let serial = 0;
const start = () =>
  startBreakwater({
    ...{ BREAKWATER_RULES_DIR: rules, BREAKWATER_RECONCILE_SECONDS: '1', BREAKWATER_RELOAD_SECONDS: '2' },
  });

/** With rule files of its own, that a test may break. */
beforeAll(async () => {
  rules = mkdtempSync(join(tmpdir(), 'breakwater-rules-'));
  cpSync('rules', rules, { recursive: true });
  api = await start();
  await allowManyOrders(api);
  temporal = new TemporalConnection({ address: setting('TEMPORAL_ADDRESS'), tls: null }, setting('TEMPORAL_NAMESPACE'));
  await api.call('PUT', '/api/paper/quotes/KO', { bid: 60, ask: 60, frozen: true });
});
afterAll(async () => {
  await temporal?.close();
  await api?.stop();
  if (rules) rmSync(rules, { recursive: true });
});

const order = (price = 40) =>
  api.call('POST', '/api/order', {
    ...{
      client_order_id: `durable-${process.pid}-${serial++}`,
      symbol: 'KO',
      side: 'BUY',
      quantity: 1,
      price,
      order_type: 'LIMIT',
    },
  });
const trip = (body: object) =>
  api.call('POST', '/api/risk/circuit-breaker/trip', { scope: 'symbol:KO', reason: 'a drill', ...body });
const reset = (body: object) => api.call('POST', '/api/risk/circuit-breaker/reset', body);
const workflow = (id: string) => temporal.client.workflow.getHandle(id);
const koView = () => workflow(breakerWorkflowId('symbol:KO')).query(breakerView);
const sql = (text: string) => withPostgres((client) => client.query(text));
const alertOf = (type: string) => (body: Record<string, unknown>) =>
  (body['alerts'] as { alert_type: string }[]).some(({ alert_type }) => alert_type === type);

/** A test that fails must not leave its breaker to the next one. */
afterEach(async () => {
  const { circuit_breakers } = (await api.call('GET', '/api/risk/circuit-breakers?open=true')).body;
  for (const { breaker_id } of circuit_breakers as { breaker_id: number }[]) await reset({ breaker_id, force: true });
});

test('a trip has a workflow within a second, findable by its state, and a reset closes both', async () => {
  const { breaker_id } = (await trip({})).body;
  await until('the workflow', 2000, async () => (await koView()).episode.breaker_id === breaker_id);
  const query = `BreakerState = 'TRIPPED' AND RiskScope = 'symbol:KO' AND ExecutionStatus = 'Running'`;
  await until('the search', 5000, async () => {
    for await (const { workflowId } of temporal.client.workflow.list({ query }))
      if (workflowId === 'breaker:symbol:KO') return true;
    return false;
  });
  expect((await order()).body).toMatchObject({ code: 'CIRCUIT_BREAKER_OPEN' });
  expect(await reset({ breaker_id, reason: 'over' })).toMatchObject({
    status: 200,
    body: { active: false, tripped_again: false },
  });
  expect((await order()).status).toBe(201);
  expect((await reset({ breaker_id })).body).toMatchObject({ status: 409, code: 'BREAKER_NOT_OPEN' });
  expect((await reset({ breaker_id: 999_999 })).body).toMatchObject({ status: 404 });
});

test('(12.4) the mode of an open breaker is changed both ways with a reason, and its workflow, the list and the history say so', async () => {
  const { breaker_id } = (await trip({})).body;
  await until('the workflow', 2000, async () => (await koView()).episode.breaker_id === breaker_id);
  const change = (body: object) => api.call('POST', '/api/risk/circuit-breaker/mode', { breaker_id, ...body });
  expect(await change({ mode: 'reduce_only' })).toMatchObject({ status: 400, body: { violations: [{ field: 'reason' }] } });
  expect(await change({ mode: 'none', reason: 'no' })).toMatchObject({ status: 400, body: { violations: [{ field: 'mode' }] } });
  expect(await change({ mode: 'reduce_only', reason: 'close out' })).toMatchObject({
    status: 200,
    body: { breaker_id, scope: 'symbol:KO', mode: 'reduce_only', previous_mode: 'halt', active: true, reason: 'close out' },
  });
  await until('the workflow knows', 2000, async () => (await koView()).episode.mode === 'reduce_only');
  const listed = await api.call('GET', '/api/risk/circuit-breakers?open=true');
  expect(listed.body).toMatchObject({ circuit_breakers: [{ breaker_id, mode: 'reduce_only' }] });
  expect((await api.call('GET', '/api/risk/alerts?limit=1')).body).toMatchObject({
    alerts: [{ alert_type: 'CIRCUIT_BREAKER_MODE_CHANGED', breaker_id }],
  });
  expect((await change({ mode: 'reduce_only', reason: 'again' })).body).toMatchObject({ previous_mode: 'reduce_only' });
  expect((await change({ mode: 'halt', reason: 'worse' })).body).toMatchObject({ mode: 'halt', previous_mode: 'reduce_only' });
  await reset({ breaker_id, reason: 'over' });
  expect((await change({ mode: 'halt', reason: 'late' })).body).toMatchObject({ status: 409, code: 'BREAKER_NOT_OPEN' });
  expect(await change({ breaker_id: 999_999, mode: 'halt', reason: 'none' })).toMatchObject({ status: 404 });
});

test('tripped twice at once it is one episode with both causes noted', async () => {
  const answers = await Promise.all([trip({ reason: 'first' }), trip({ reason: 'second', mode: 'reduce_only' })]);
  expect(answers.map(({ status }) => status).sort()).toEqual([201, 409]);
  const { breaker_id } = answers.find(({ status }) => status === 201)?.body ?? {};
  const view = await until('the further cause', 5000, async () => {
    const seen = await koView();
    return seen.causes.length === 1 && seen;
  });
  expect([view.episode.reason, view.causes[0]?.reason].sort()).toEqual(['first', 'second']);
  const listed = await api.call('GET', '/api/risk/circuit-breakers?open=true');
  expect(listed.body).toMatchObject({ circuit_breakers: [{ breaker_id, mode: 'halt', further_causes: [expect.any(String)] }] });
  await reset({ breaker_id });
});

test('a pause ends by itself', async () => {
  const { body } = await trip({ expires_in_seconds: 2 });
  expect(body).toMatchObject({ trigger_type: 'COOLDOWN', expires_at: expect.any(String) });
  expect((await order()).status).toBe(403);
  await eventually(
    () => api.call('GET', '/api/risk/circuit-breakers?open=true'),
    (listed) => (listed['circuit_breakers'] as unknown[]).length === 0,
  );
  expect((await order()).status).toBe(201);
});

test('a reset by the command line is kept as what it is, and ends the workflow', async () => {
  const { breaker_id } = (await trip({})).body;
  await until('the workflow', 2000, async () => (await koView()).episode.breaker_id === breaker_id);
  const cli = (...args: string[]) =>
    spawnSync(process.execPath, ['dist/apps/cli/main.js', 'breaker', ...args], { encoding: 'utf8', env: process.env });
  expect(cli('list').stdout).toContain(`${String(breaker_id)}  symbol:KO  halt  MANUAL`);
  expect(cli('reset', '--id', String(breaker_id))).toMatchObject({
    status: 2,
    stderr: expect.stringContaining('--reason must say'),
  });
  const done = cli('reset', '--id', String(breaker_id), '--reason', 'Temporal is gone', '--actor', 'ops');
  expect(done).toMatchObject({ status: 0, stdout: expect.stringContaining('is closed') });
  expect(await workflow(breakerWorkflowId('symbol:KO')).result()).toMatchObject({ actor: 'ops', source: 'cli' });
  const rows = await eventually(
    () => api.call('GET', '/api/risk/circuit-breakers?limit=1'),
    (body) => JSON.stringify(body).includes('"reset_source":"cli"'),
  );
  expect(rows).toMatchObject({ circuit_breakers: [{ breaker_id, reset_by: 'ops', reset_reason: 'Temporal is gone' }] });
});

test('a breaker whose workflow is gone gets one again, and opens for nobody meanwhile', async () => {
  const { breaker_id } = (await trip({})).body;
  await until('the workflow', 2000, async () => (await koView()).episode.breaker_id === breaker_id);
  const { runId } = await workflow(breakerWorkflowId('symbol:KO')).describe();
  await workflow(breakerWorkflowId('symbol:KO')).terminate('lost, for a test');
  await until('another run', 15_000, async () => {
    const seen = await workflow(breakerWorkflowId('symbol:KO')).describe();
    return seen.runId !== runId && seen.status.name === 'RUNNING';
  });
  expect((await order()).status).toBe(403);
  expect((await reset({ breaker_id })).status).toBe(200);
});

test('limits edited by SQL are in force at the next reload; a row that nobody can reckon with is not, and says so', async () => {
  await sql('UPDATE risk_limits SET max_order_size = 30');
  await until(
    'the edit is in force',
    12_000,
    async () => (await api.call('GET', '/api/risk/limits')).body['max_order_size'] === 30,
  );
  expect((await order(40)).status).toBe(403);
  await sql('UPDATE risk_limits SET max_order_size = 1000, max_leverage = 1234.5');
  const alerts = await until('the rejection', 12_000, async () => {
    const { body } = await api.call('GET', '/api/risk/alerts?limit=20');
    return alertOf('CONFIG_REJECTED')(body) && body;
  });
  expect(JSON.stringify(alerts)).toContain('max_leverage_hundredths: is outside what can be reckoned with');
  expect((await api.call('GET', '/api/risk/limits')).body).toMatchObject({ max_order_size: 30, max_leverage: 2 });
  await until('the workflow says so', 10_000, async () => {
    const report = await workflow(CONFIG_MANAGER_ID).query(configReport);
    return report?.last_rejection?.stands;
  });
  await sql('UPDATE risk_limits SET max_leverage = 2');
  expect(await workflow(CONFIG_MANAGER_ID).executeUpdate(reloadConfig, { args: [{ actor: 'dev' }] })).toMatchObject({
    rejected: [],
  });
  expect((await order(40)).status).toBe(201);
});

test('a rule file is in force seconds after it was saved; a broken one is told and changes nothing', async () => {
  const file = join(rules, 'pre-trade/order-size/ORDER_SIZE.json');
  const good = readFileSync(file, 'utf8');
  const version = async () => Number((await api.call('GET', '/api/risk/limits')).body['version']);
  const before = await version();
  writeFileSync(file, good.slice(0, good.length / 2));
  const alerts = await until('the rejection', 12_000, async () => {
    const { body } = await api.call('GET', '/api/risk/alerts?limit=5');
    return JSON.stringify(body).includes('ORDER_SIZE.json') && body;
  });
  expect(JSON.stringify(alerts)).toMatch(/ORDER_SIZE\.json line \d+ column \d+: is not JSON/);
  expect(await version()).toBe(before);
  expect((await order()).status).toBe(201);
  const changed = JSON.parse(good) as { description?: string; version: number };
  writeFileSync(`${file}.new`, JSON.stringify({ ...changed, version: changed.version + 1 }));
  renameSync(`${file}.new`, file);
  await until('the new rules', 12_000, async () => (await version()) > before);
  expect((await order()).status).toBe(201);
});

test('the monitor is supervised: who ticks, that nothing differs, and the replicas that have the configuration', async () => {
  const report = await until('a report', 10_000, async () => workflow(PNL_MONITOR_ID).query(monitorReport));
  expect(report).toMatchObject({ status: 'watching', drift: 0, stale_symbols: [] });
  const inForce = Number((await api.call('GET', '/api/risk/limits')).body['version']);
  await until('an acknowledgement of the version in force', 15_000, async () => {
    const seen = await workflow(CONFIG_MANAGER_ID).query(configReport);
    return seen?.version === inForce && seen.replicas.some(({ version }) => version === inForce);
  });
});

test('a stop and a start of everything leaves orders, holds and limits as they were', async () => {
  const resting = (await order(1)).body['order_id'] as string;
  const look = async () => ({
    order: (await api.call('GET', `/api/orders/${resting}`)).body,
    limits: (await api.call('GET', '/api/risk/limits')).body,
    open: (await api.call('GET', '/api/accounts')).body['open_orders'],
  });
  await eventually(
    () => api.call('GET', `/api/orders/${resting}`),
    ({ status }) => status === 'WORKING',
  );
  const before = await look();
  await api.stop();
  api = await start();
  expect(await look()).toEqual(before);
  expect(before.order).toMatchObject({ status: 'WORKING', hold: 1 });
});
