/** The fuzzer without credentials, where people must sign in: what it may not have is 401, whatever it sends; what is open never fails. */
import { execFile } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { createServer, request, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { promisify } from 'node:util';
import { jest } from '@jest/globals';
import { secretKeyFile } from '#test/factories/access-people.js';
import { type Breakwater, startBreakwater } from '../e2e/breakwater.js';
import { CALLS, callsEach, LONG } from './calls.js';

const { BREAKWATER_FUZZ_PYTHON: python = '', BREAKWATER_FUZZ_PACKAGES: packages = '' } = process.env;
const SEED = process.env['SEED'] ?? String(Date.now() % 1_000_000);
jest.setTimeout(LONG ? 3_600_000 : 180_000);
const run = promisify(execFile);
let api: Breakwater;
let line: Server;
const seen: { call: string; path: string; status: number }[] = [];

beforeAll(async () => {
  if (!python) throw new Error('needs Python 3.11 or later with pip: run `npm run test:fuzz`');
  api = await startBreakwater({ BREAKWATER_AUTH: 'local', BREAKWATER_SECRET_KEY_FILE: secretKeyFile() });
  const { hostname, port, host } = new URL(api.url);
  // A line between the two that keeps what was answered.
  line = createServer((asked, answer) => {
    const on = request({ hostname, port, path: asked.url, method: asked.method, headers: { ...asked.headers, host } }, (told) => {
      seen.push({
        call: `${asked.method ?? ''} ${asked.url ?? ''}`,
        path: asked.url?.split('?')[0] ?? '',
        status: told.statusCode ?? 0,
      });
      answer.writeHead(told.statusCode ?? 0, told.headers);
      told.pipe(answer);
    });
    on.once('error', () => answer.destroy());
    asked.pipe(on);
  });
  await new Promise<void>((resolve) => line.listen(0, '127.0.0.1', resolve));
}, 60_000);
afterAll(async () => {
  line?.closeAllConnections();
  line?.close();
  await api?.stop();
});

interface Described {
  paths: Record<string, Record<string, { 'x-needs': string }>>;
}

test(`answers ${CALLS} calls without credentials with 401, but for the public routes`, async () => {
  const url = `http://127.0.0.1:${(line.address() as AddressInfo).port}`;
  const { paths } = JSON.parse(readFileSync('docs/openapi.json', 'utf8')) as Described;
  const closed = Object.entries(paths).flatMap(([path, methods]) =>
    Object.entries(methods).flatMap(([method, { 'x-needs': needs }]) =>
      needs === 'anybody'
        ? []
        : [{ method: method.toUpperCase(), like: new RegExp(`^${path.replaceAll(/\{\w+\}/g, '[^/]+')}$`) }],
    ),
  );
  const args = ['run', 'docs/openapi.json', '--url', url, '--phases', 'examples,fuzzing', '--max-examples', callsEach()];
  const env = { ...process.env, PYTHONPATH: packages, PYTHONUTF8: '1' };
  await run(python, ['-m', 'schemathesis.cli', ...args, '--seed', SEED, '--checks', 'not_a_server_error', '--no-color'], {
    env,
    maxBuffer: 64 << 20,
  }).catch((error: Error & { stdout?: string; stderr?: string }) => {
    throw new Error(`SEED=${SEED}\n${error.stdout ?? ''}\n${error.stderr ?? error.message}`);
  });
  expect(seen.length).toBeGreaterThanOrEqual(CALLS);
  const wrong = seen.filter(
    ({ call, path, status }) =>
      status !== 401 && closed.some(({ method, like }) => call.startsWith(`${method} `) && like.test(path)),
  );
  // An address that is too long, or cannot be read, is refused before a route is looked for.
  expect(wrong.filter(({ status }) => ![400, 404, 414, 421].includes(status))).toEqual([]);
  expect(wrong.filter(({ status, path }) => status === 400 && !path.includes('%')).slice(0, 5)).toEqual([]);
  expect(seen.filter(({ status }) => status >= 500 && status !== 503)).toEqual([]);
});
