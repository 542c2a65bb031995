import { execFile } from 'node:child_process';
import { promisify } from 'node:util';

/** STEPS says how many steps there are in all; SEED runs one round again. */
const STEPS = process.env['STEPS'] ?? '1000000';
const SEED = process.env['SEED'];

test(`nothing is lost, doubled or let through in ${STEPS} steps of a machine with a bad network`, async () => {
  // In a process of its own, from the built code: jest's sandbox makes it six times slower.
  const args = ['--enable-source-maps', 'dist/test/simulation/main.js', STEPS, ...(SEED === undefined ? [] : [SEED])];
  const { stdout } = await promisify(execFile)(process.execPath, args, { timeout: 280_000 });
  process.stderr.write(`simulation: ${stdout}`);
  const sum = JSON.parse(stdout) as Record<string, number>;
  // A machine in which nothing happens would prove nothing.
  for (const what of ['accepted', 'takeovers', 'lost', 'doubled', 'withdrawn', 'fills', 'unknown'])
    expect(sum[what]).toBeGreaterThan((sum['rounds'] ?? 0) / 2);
}, 300_000);
