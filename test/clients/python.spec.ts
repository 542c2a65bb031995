import { execFile } from 'node:child_process';
import { cpSync, mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { delimiter, join, resolve } from 'node:path';
import { promisify } from 'node:util';
import { jest } from '@jest/globals';
import { type Breakwater, startBreakwater } from '../e2e/breakwater.js';

jest.setTimeout(60_000);
const run = promisify(execFile);
const PACKAGE = resolve('clients/python');
const SOURCES = ['LICENSE', 'README.md', 'examples', 'pyproject.toml', 'src', 'tests'];

let api: Breakwater;
let place: string;
const { BREAKWATER_CLIENT_PYTHON: python = '', BREAKWATER_CLIENT_PACKAGES: packages = '' } = process.env;
const withPath = (...path: string[]) => ({
  cwd: place,
  env: { ...process.env, BREAKWATER_URL: api.url, PYTHONDONTWRITEBYTECODE: '1', PYTHONPATH: path.join(delimiter) },
  timeout: 50_000,
});

beforeAll(async () => {
  if (!python) throw new Error('needs Python 3.11 or later with pip: run `npm test -- --only clients`');
  place = mkdtempSync(resolve('.local', 'client-'));
  for (const part of SOURCES) cpSync(join(PACKAGE, part), join(place, part), { recursive: true });
  api = await startBreakwater();
});
afterAll(async () => {
  await api?.stop();
  rmSync(place, { recursive: true, force: true });
});

describe('the Python client', () => {
  test('(13.2) is built as it is published, and its own tests pass against the running API', async () => {
    await run(python, ['-m', 'build', '--no-isolation', '--outdir', 'built', '.'], withPath(packages));
    const built = readdirSync(join(place, 'built')).sort();
    expect(built).toEqual([
      expect.stringMatching(/^breakwater_client-.*-py3-none-any\.whl$/),
      expect.stringMatching(/^breakwater_client-.*\.tar\.gz$/),
    ]);
    await run(python, ['-m', 'zipfile', '-e', join('built', built[0] ?? ''), 'installed'], withPath());
    expect(readdirSync(join(place, 'installed', 'breakwater_client'))).toContain('py.typed');
    rmSync(join(place, 'src'), { recursive: true });
    const tested = await run(python, ['-m', 'unittest', 'discover', '-v', 'tests'], withPath('installed', packages)).catch(
      (error: Error & { stderr?: string }) => ({ stderr: `${error.message}\n${error.stderr ?? ''}` }),
    );
    expect(tested.stderr).toMatch(/Ran \d\d tests[^]*\nOK\n$/);
  });

  test('(13.2) its program trades', async () => {
    const { stdout } = await run(python, ['examples/trade.py', api.url], withPath('installed', packages));
    expect(stdout).toMatch(/FILLED 1(\.0)? of 1(\.0)? SPY/);
  });
});
