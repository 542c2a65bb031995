import { execFile } from 'node:child_process';
import { type Breakwater, eventually, startBreakwater } from './breakwater.js';

let breakwater: Breakwater;
beforeAll(async () => {
  breakwater = await startBreakwater();
}, 60_000);
afterAll(() => breakwater.stop());

async function doctor(env: Record<string, string> = {}, ...args: string[]) {
  const options = { env: { ...process.env, NODE_OPTIONS: '', ...env }, timeout: 30_000 };
  const { status, stdout, stderr } = await new Promise<{ status: number; stdout: string; stderr: string }>((told) => {
    const child = execFile(process.execPath, ['dist/apps/cli/main.js', 'doctor', ...args], options, (_, out, err) => {
      told({ status: child.exitCode ?? -1, stdout: out, stderr: err });
    });
  });
  const lines = stdout.split('\n').filter((line) => /^(ok|warning|fault) /.test(line));
  return { status, stderr, stdout, levels: Object.fromEntries(lines.map((line) => line.split(/\s+/).slice(0, 2).toReversed())) };
}

const WELL = ['Node', 'PostgreSQL', 'migrations', 'marks', 'Redis', 'gate', 'relay', 'Temporal'];

test('(12.28) doctor finds a running installation well, part by part, with the end of the exchange calendar', async () => {
  const { status, levels, stdout } = await doctor();
  expect([status, stdout]).toEqual([0, expect.stringContaining('faults: 0')]);
  expect(WELL.filter((part) => levels[part] !== 'ok')).toEqual([]);
  expect(stdout).toMatch(/calendar\s+known to 20\d\d-12-31, \d+ days/);
}, 40_000);

test('doctor says what does not answer, and what to do, and ends with 1', async () => {
  const nobody = 'postgres://nobody:x@127.0.0.1:1/none';
  const { status, levels, stdout } = await doctor({
    DATABASE_URL: nobody,
    REDIS_URL: 'redis://127.0.0.1:1',
    TEMPORAL_ADDRESS: '127.0.0.1:1',
  });
  expect(status).toBe(1);
  expect(levels).toMatchObject({ PostgreSQL: 'fault', Redis: 'fault', Temporal: 'fault', marks: 'warning', gate: 'warning' });
  for (const setting of ['DATABASE_URL', 'REDIS_URL', 'TEMPORAL_ADDRESS']) expect(stdout).toContain(setting);
}, 40_000);

test('doctor finds a wrong secret of the gate, an installation without a gate, and arguments that it does not know', async () => {
  // One after the other: four at once on two cores took PostgreSQL for one that does not answer.
  const secret = await doctor({ BREAKWATER_GATE_SECRET: 'not the secret of it' });
  const other = await doctor({ BREAKWATER_SHARD: 'nobody-here' });
  const namespace = await doctor({ TEMPORAL_NAMESPACE: 'nobody-made-it' });
  const unknown = await doctor({}, '--now');
  expect(secret).toMatchObject({ status: 1, levels: { gate: 'fault' } });
  expect(other).toMatchObject({ status: 1, levels: { gate: 'fault', relay: 'fault', PostgreSQL: 'ok', Redis: 'ok' } });
  expect(namespace).toMatchObject({ status: 1, levels: { Temporal: 'fault' } });
  expect(namespace.stdout).toContain('TEMPORAL_NAMESPACE');
  expect(unknown).toMatchObject({ status: 2, stderr: expect.stringContaining('--now') });
}, 60_000);

test('(12 chart) the history of the day begins with its first minute and ends with how it stands', async () => {
  const { body: accounts } = await breakwater.call('GET', '/api/risk/daily-pnl');
  const ask = () => breakwater.call('GET', '/api/risk/daily-pnl/history?account=default');
  const body = await eventually(ask, ({ points }) => (points as unknown[] | undefined)?.length !== 1);
  expect(body).toMatchObject({ account: 'default', date: accounts['date'] });
  const points = body['points'] as { at: string; total_pnl: number }[];
  expect(Date.parse(points[0]?.at ?? '') % 60_000).toBe(0);
  expect(points.map(({ at }) => at)).toEqual(points.map(({ at }) => at).toSorted());
  expect(Date.now() - Date.parse(points.at(-1)?.at ?? '')).toBeLessThan(5000);
  expect((await breakwater.call('GET', '/api/risk/daily-pnl/history?account=nobody')).status).toBe(404);
  expect((await breakwater.call('GET', '/api/risk/daily-pnl/history?account=default&x=1')).status).toBe(400);
});
