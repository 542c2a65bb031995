/** All six public disasters, replayed by the command as a person gives it: each on a stack that is started for it. */
import { spawnSync } from 'node:child_process';
import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { jest } from '@jest/globals';
import { allDisasters } from '../../apps/cli/drill/disaster.js';

jest.setTimeout(400_000);
const folder = mkdtempSync(join(tmpdir(), 'drills-'));

test.each(allDisasters('drills').map(({ name }) => name))('%s: less than a thousandth of the real exposure leaks', (name) => {
  // Nothing of the stack that the tests have.
  const { PATH = '', HOME = '' } = process.env;
  const { status, stdout, stderr } = spawnSync(
    'node',
    ['tools/breakwater.mjs', 'drill', name, '--out', join(folder, `${name}.html`)],
    {
      env: { PATH, HOME },
      encoding: 'utf8',
      timeout: 380_000,
    },
  );
  expect([status, status === 0 ? '' : stdout + stderr]).toEqual([0, '']);
});
