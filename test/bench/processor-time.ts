/** Processor time to the microsecond, where cpuOf counts hundredths of a second. What waits is exact; what runs lags by a tick. Linux only. */
import { readdirSync, readFileSync } from 'node:fs';

/** Microseconds so far of all threads that the process has now: one that has ended counts no more. */
export function processorUs(pid: number): number {
  return readdirSync(`/proc/${pid}/task`).reduce((sum, thread) => sum + threadUs(pid, thread), 0);
}

/** Of one thread; without a name of the main one. */
export function threadUs(pid: number, thread: number | string = pid): number {
  const [ns = ''] = readFileSync(`/proc/${pid}/task/${thread}/schedstat`, 'utf8').split(' ');
  return Number(ns) / 1000;
}
