import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { setTimeout as pause } from 'node:timers/promises';

const SAYS = `
  import { pino } from 'pino';
  import { standardOutput } from './dist/libs/gate-host/run-process.js';
  const { stream, last } = standardOutput();
  const logger = pino({}, stream);
  process.on('SIGTERM', async () => {
    for (let n = 1; n <= 100; n += 1) logger.info('line ' + n);
    await last();
    process.exit(0);
  });
  setInterval(() => {}, 1000);
  logger.info('started');`;

const children: ChildProcess[] = [];
afterEach(() => {
  for (const child of children.splice(0)) child.kill('SIGKILL');
});

/** A process that has said that it started. */
async function started() {
  // In a process of its own, from the built code: the end of a process is what is looked at.
  const child = spawn(process.execPath, ['--input-type=module', '-e', SAYS], { stdio: ['ignore', 'pipe', 'inherit'] });
  children.push(child);
  await once(child.stdout, 'data');
  return child;
}

async function ended(child: ChildProcess): Promise<unknown> {
  const exit = once(child, 'close').then(([code]) => code as unknown);
  child.kill('SIGTERM');
  return Promise.race([exit, pause(8000, 'it goes on', { ref: false })]);
}

test('what a process says at its end is written to the last line', async () => {
  const child = await started();
  let told = '';
  child.stdout.on('data', (data: Buffer) => (told += data.toString()));
  expect(await ended(child)).toBe(0);
  expect(told).toContain('"line 100"');
});

test('a process whose log nobody reads any more ends all the same', async () => {
  const child = await started();
  child.stdout.destroy();
  await pause(200);
  expect(await ended(child)).toBe(0);
});
