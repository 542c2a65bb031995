import { execFile } from 'node:child_process';
import { join, resolve } from 'node:path';
import { promisify } from 'node:util';
import { jest } from '@jest/globals';
import { type Breakwater, startBreakwater } from '../e2e/breakwater.js';
import { CALLS, callsEach, LONG } from './calls.js';
import { HOSTILE_CALLS, hostileFaults } from './hostile.js';

const { BREAKWATER_FUZZ_PYTHON: python = '', BREAKWATER_FUZZ_PACKAGES: packages = '' } = process.env;
/** `npm test` asks the same every time; `npm run test:fuzz` something new, and says the seed. */
const SEED = process.env['SEED'] ?? (LONG ? String(Date.now() % 1_000_000) : '20261126');
const CONFIG = resolve('test/fuzz/schemathesis.toml');
jest.setTimeout(LONG ? 3_600_000 : 300_000);
const run = promisify(execFile);
let api: Breakwater;

beforeAll(async () => {
  if (!python) throw new Error('needs Python 3.11 or later with pip: run `npm run test:fuzz`');
  api = await startBreakwater();
}, 60_000);
afterAll(() => api?.stop());

test(`(13.3) answers ${CALLS} calls of a fuzzer as its description says, none with a 5xx`, async () => {
  const phases = LONG ? 'examples,coverage,fuzzing,stateful' : 'examples,fuzzing';
  const args = ['run', 'docs/openapi.json', '--url', api.url, '--phases', phases, '--max-examples', callsEach()];
  const report = ['--report', 'json', '--report-json-path', join('.local', 'fuzz-report.json'), '--seed', SEED];
  const env = { ...process.env, PYTHONPATH: packages, PYTHONUTF8: '1' };
  const told = await run(python, ['-m', 'schemathesis.cli', '--config-file', CONFIG, ...args, ...report, '--no-color'], {
    env,
    maxBuffer: 64 << 20,
  }).catch((error: Error & { stdout?: string; stderr?: string }) => {
    throw new Error(`SEED=${SEED}\n${error.stdout ?? ''}\n${error.stderr ?? error.message}`);
  });
  const [, made = '0'] = /(\d+) generated/.exec(told.stdout) ?? [];
  expect(Number(made)).toBeGreaterThanOrEqual(CALLS);
});

test('(13.3) answers what no program should send as its description says, never with a 5xx', async () => {
  expect(HOSTILE_CALLS.length).toBeGreaterThan(700);
  expect(await hostileFaults(api.url)).toEqual([]);
});
