/** The running stack: who did what is in the audit within seconds, signed and proved, and a row that is edited is alerted. */
import { spawnSync } from 'node:child_process';
import { request } from 'node:http';
import { jest } from '@jest/globals';
import type { z } from 'zod';
import type { auditAnswer, auditCheckpointsAnswer, auditKeysAnswer } from '#contracts/answers.js';
import { TemporalConnection } from '#adapters/temporal/temporal-connection.js';
import { readNote } from '#core/audit/checkpoint.js';
import { WORKFLOW_QUEUE, WORKFLOWS } from '../../workflows/contract.js';
import { withPostgres } from '../faults/verify.js';
import { until } from '../processes.js';
import { type Breakwater, eventually, startBreakwater } from './breakwater.js';
import { setting } from '../factories/setting.js';

jest.setTimeout(60_000);
let api: Breakwater;
let temporal: TemporalConnection;
beforeAll(async () => {
  api = await startBreakwater();
  temporal = new TemporalConnection({ address: setting('TEMPORAL_ADDRESS'), tls: null }, setting('TEMPORAL_NAMESPACE'));
});
afterAll(async () => {
  await temporal?.close();
  await api?.stop();
});

type Audit = z.infer<typeof auditAnswer>;
type Entry = Audit['entries'][number];
const audit = async (query = ''): Promise<Audit> => {
  const { status, body } = await api.call('GET', `/api/audit?${query}`);
  expect([query, status]).toEqual([query, 200]);
  return body as Audit;
};
const since = new Date().toISOString();
/** The newest entry of that action that is right, once it is there. */
const entry = (action: string, query = '', isRight: (one: Entry) => boolean = () => true): Promise<Entry> =>
  until(`an entry ${action}`, 10_000, async () =>
    (await audit(`action=${action}&from=${since}&limit=20&${query}`)).entries.find(isRight),
  );
const cli = (...args: string[]) =>
  spawnSync(process.execPath, ['dist/apps/cli/main.js', 'audit', ...args], { encoding: 'utf8', env: process.env });

test('(14.5) start, limits, trip and reset are entries with who, why, from and to', async () => {
  expect(await entry('process.started', 'object=process:api')).toMatchObject({
    outcome: 'done',
    actor: { kind: 'system', via: 'api' },
  });
  const before = (await api.call('GET', '/api/risk/limits')).body['max_leverage'];
  await api.call('PUT', '/api/risk/limits', { max_leverage: 1.9, reason: 'audited' });
  expect(await entry('config.changed', '', ({ reason }) => reason === 'audited')).toMatchObject({
    ...{ actor: { id: 'dev', kind: 'person', via: 'api' }, reason: 'audited', before: { max_leverage: '2.00' } },
    after: { max_leverage: '1.90' },
  });
  await api.call('PUT', '/api/risk/limits', { max_leverage: before });
  const { body } = await api.call('POST', '/api/risk/circuit-breaker/trip', { scope: 'symbol:MSFT', reason: 'audited trip' });
  expect(await entry('breaker.tripped', 'object=symbol:MSFT')).toMatchObject({ actor: { id: 'dev' }, reason: 'audited trip' });
  await eventually(
    () => api.call('POST', '/api/risk/circuit-breaker/reset', { breaker_id: body['breaker_id'], reason: 'audited reset' }),
    (answer) => answer['code'] === undefined || answer['code'] === 'BREAKER_NOT_OPEN',
  );
  expect(await entry('breaker.reset', 'object=symbol:MSFT')).toMatchObject({ reason: 'audited reset' });
});

test('(14.5) ten thousand requests under a foreign name are few entries, with their number', async () => {
  const knock = () =>
    new Promise<number>((resolve, reject) => {
      const asked = request(`${api.url}/api/orders`, { headers: { host: 'evil.example:8082' }, setHost: false }, (answer) => {
        answer.resume();
        answer.on('end', () => resolve(answer.statusCode ?? 0));
      });
      asked.on('error', reject);
      asked.end();
    });
  for (let i = 0; i < 50; i += 1) expect(new Set(await Promise.all(Array.from({ length: 200 }, knock)))).toEqual(new Set([421]));
  expect(await entry('access.denied', 'object=HOST_NOT_ALLOWED')).toMatchObject({
    ...{ outcome: 'refused', actor: { id: 'unknown', via: 'http' } },
    reason: expect.stringContaining('evil.example'),
  });
  expect((await audit(`action=access.denied&limit=500&from=${since}`)).entries.length).toBeLessThan(4);
});

test('(14.5) the end of the chain is signed by a key that is listed, and `audit verify` finds that all holds', async () => {
  await until('a checkpoint', 10_000, async () => (await audit()).signed_to > 0);
  const keys = (await api.call('GET', '/api/audit/keys')).body as z.infer<typeof auditKeysAnswer>;
  expect(keys).toMatchObject({ origin: 'breakwater/main', keys: [{ signed_by: null }] });
  const { checkpoints } = (await api.call('GET', '/api/audit/checkpoints?limit=5')).body as z.infer<
    typeof auditCheckpointsAnswer
  >;
  for (const { note, size, head } of checkpoints) expect(readNote(note, keys.keys)).toEqual({ seq: size, hash: head });
  const { status, stdout, stderr } = cli('verify');
  expect([status, stderr]).toEqual([0, '']);
  expect(stdout).toContain('nothing differs');
  await until('the check is shown', 5000, async () => (await audit()).last_check?.by === 'cli');
});

test('(14.5) what is asked wrongly is refused with the field', async () => {
  for (const [query, field] of [
    ['action=DROP', 'action'],
    ['from=yesterday', 'from'],
    ['nonsense=1', 'nonsense'],
    ['cursor=x', 'cursor'],
  ])
    expect([query, (await api.call('GET', `/api/audit?${query}`)).body]).toEqual([
      query,
      expect.objectContaining({ code: 'REQUEST_INVALID', detail: expect.stringContaining(field ?? '') }),
    ]);
});

test('(14.5) a row that was edited is found by the nightly check: a critical alert, and `audit verify` ends with 1', async () => {
  const edit = (sql: string) =>
    withPostgres(async (client) => {
      const { rows } = await client.query<{ name: string }>(
        `SELECT inhrelid::regclass::text AS name FROM pg_inherits WHERE inhparent = 'gate_events'::regclass`,
      );
      const protect = async (word: 'DISABLE' | 'ENABLE') => {
        for (const name of ['gate_events', ...rows.map((row) => row.name)])
          await client.query(`ALTER TABLE ${name} ${word} TRIGGER USER`);
      };
      await protect('DISABLE');
      await client.query(sql);
      await protect('ENABLE');
    });
  const EVENT = `n = (SELECT max(n) FROM gate_events WHERE type = 'BREAKER_RESET')`;
  await edit(`UPDATE gate_events SET line = line || ' ' WHERE ${EVENT}`);
  try {
    expect(cli('verify')).toMatchObject({ status: 1, stderr: expect.stringContaining('was changed after entry') });
    const start = { taskQueue: WORKFLOW_QUEUE, workflowId: `audit-check-test-${process.pid}`, args: [] };
    const result = await temporal.client.workflow.execute(WORKFLOWS.auditCheck, start);
    expect(result).toMatchObject({ finding: expect.stringContaining('was changed after entry') });
    const alert = await eventually(
      () => api.call('GET', '/api/risk/alerts?type=AUDIT_FAULT_FOUND&severity=CRITICAL'),
      ({ alerts }) => (alerts as unknown[]).length > 0,
    );
    expect(JSON.stringify(alert)).toContain('was changed after entry');
  } finally {
    await edit(`UPDATE gate_events SET line = rtrim(line) WHERE ${EVENT}`);
  }
  expect(cli('verify').status).toBe(0);
});
