import { execFile } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { promisify } from 'node:util';
import { jest } from '@jest/globals';
import { type Breakwater, startBreakwater } from '../e2e/breakwater.js';

const { BREAKWATER_FUZZ_PYTHON: python = '', BREAKWATER_FUZZ_PACKAGES: packages = '' } = process.env;
/** Calls of the fuzzer in all; `npm run test:fuzz` makes 20,000. */
const CALLS = Number(process.env['BREAKWATER_FUZZ_CALLS'] ?? 450);
const SEED = process.env['SEED'] ?? String(Date.now() % 1_000_000);
const CONFIG = resolve('test/fuzz/schemathesis.toml');
/** The calls that follow from the description alone and cannot be fewer; what is left of CALLS is random. */
const COVERAGE_CALLS = 6000;

jest.setTimeout(CALLS > 5000 ? 3_600_000 : 120_000);
const run = promisify(execFile);
let api: Breakwater;

beforeAll(async () => {
  if (!python) throw new Error('needs Python 3.11 or later with pip: run `npm run test:fuzz`');
  api = await startBreakwater();
}, 60_000);
afterAll(() => api?.stop());

/** How many operations the description has. */
function operations(): number {
  const { paths } = JSON.parse(readFileSync('docs/openapi.json', 'utf8')) as { paths: Record<string, object> };
  return Object.values(paths).reduce((sum, methods) => sum + Object.keys(methods).length, 0);
}

test(`(13.3) answers ${CALLS} calls of a fuzzer as its description says, none with a 5xx`, async () => {
  const long = CALLS > COVERAGE_CALLS;
  const random = Math.max(5, Math.ceil((CALLS - (long ? COVERAGE_CALLS : 0)) / operations()));
  const phases = long ? 'examples,coverage,fuzzing,stateful' : 'examples,fuzzing';
  const args = ['run', 'docs/openapi.json', '--url', api.url, '--phases', phases, '--max-examples', String(random)];
  const report = ['--report', 'json', '--report-json-path', join('.local', 'fuzz-report.json'), '--seed', SEED];
  const env = { ...process.env, PYTHONPATH: packages, PYTHONUTF8: '1' };
  const told = await run(python, ['-m', 'schemathesis.cli', '--config-file', CONFIG, ...args, ...report, '--no-color'], {
    env,
    maxBuffer: 64 << 20,
  }).catch((error: Error & { stdout?: string; stderr?: string }) => {
    throw new Error(`SEED=${SEED}\n${error.stdout ?? ''}\n${error.stderr ?? error.message}`);
  });
  const [, made = '0'] = /(\d+) generated/.exec(told.stdout) ?? [];
  expect(Number(made)).toBeGreaterThan(CALLS * 0.9);
});
