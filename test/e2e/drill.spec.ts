/** The short drills, each by the command on a stack of its own; all six run behind test:faults. */
import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { anotherStack } from '../factories/own-stack.js';

const folder = mkdtempSync(join(tmpdir(), 'drills-'));
afterAll(() => rmSync(folder, { recursive: true }));

function drill(...args: string[]) {
  const { status, stdout, stderr } = spawnSync(process.execPath, ['dist/apps/cli/main.js', 'drill', ...args], {
    env: { ...process.env, NODE_OPTIONS: '' },
    encoding: 'utf8',
    timeout: 100_000,
  });
  return { status, stdout, stderr };
}

test('a basket in units instead of money: nothing goes out, and the page says why; a used stack is refused', async () => {
  await anotherStack();
  const page = join(folder, 'citi.html');
  const { status, stdout, stderr } = drill('citi-2022', '--out', page);
  expect([status, stderr]).toEqual([0, '']);
  expect(stdout).toMatch(/Sent in the drill +349 orders, \$444\.00 bn/);
  expect(stdout).toMatch(/Went out +0 orders, \$0\.00/);
  expect(stdout).toContain('Stopped first by');
  expect(readFileSync(page, 'utf8')).toContain('ORDER_SIZE_EXCEEDED');
  expect(drill('citi-2022')).toMatchObject({ status: 2, stderr: expect.stringContaining('a stack of its own') });
}, 120_000);

test('other limits are tried by a file, and let more out', async () => {
  await anotherStack();
  const limits = join(folder, 'limits.json');
  writeFileSync(limits, JSON.stringify({ max_order_size: 1_000_000_000, max_position_size: 1_000_000_000, max_leverage: 100 }));
  const { status, stdout } = drill('fat-finger-2005', '--limits', limits, '--out', join(folder, 'finger.html'));
  expect(status).toBe(0);
  expect(stdout).toMatch(/Stopped first by +[A-Z_]+/);
  expect(stdout).not.toMatch(/Stopped first by +ORDER_SIZE_EXCEEDED/);
}, 120_000);

test('a drill that is none, limits that are none and a list', () => {
  expect(drill()).toMatchObject({ status: 0, stdout: expect.stringContaining('knight-2012') });
  expect(drill('titanic')).toMatchObject({ status: 2, stderr: expect.stringContaining('there are citi-2022') });
  expect(drill('citi-2022', '--limits', join(folder, 'none.json'))).toMatchObject({
    ...{ status: 2, stderr: expect.stringContaining('cannot be read as limits') },
  });
});
