/** The API with a profiler that SIGUSR2 starts, and stops when it comes again: the profile is then in the file that the first argument names. */
import { renameSync, writeFileSync } from 'node:fs';
import { Session } from 'node:inspector/promises';

/** Each sample takes the thread some microseconds: few enough that they are no part of the figure. */
const INTERVAL_US = 500;

const [, , file = ''] = process.argv;
const session = new Session();
session.connect();
await session.post('Profiler.enable');
await session.post('Profiler.setSamplingInterval', { interval: INTERVAL_US });
let runs = false;

async function toggle(): Promise<void> {
  runs = !runs;
  if (runs) return session.post('Profiler.start');
  const { profile } = await session.post('Profiler.stop');
  writeFileSync(`${file}.part`, JSON.stringify(profile));
  renameSync(`${file}.part`, file);
}

process.on('SIGUSR2', () => void toggle());
await import('../../apps/api/main.js');
