/**
 * Orders of a key while passwords are guessed: periods that are attacked, as many that are not, and as many beside a program that only computes, which says
 * what any work costs the orders on this machine's cores. Each is between two calm ones.
 */
import { spawn } from 'node:child_process';
import { Agent } from 'node:http';
import { nextId, sleep } from './bench.js';
import { median, percentile } from '../percentile.js';
import { post, sendOrder, type Way } from './access-ways.js';

const PERIOD_MS = 3000;
const PERIODS = 7;
const TRIES_A_SECOND = 50;
/** As many orders under way say that the rate is beyond what the machine carries. */
const UNDER_WAY_MAX = 5000;

/** Calls `work` so many times a second until `over`, by the clock and not by when the last one was done; resolves when all have ended. */
async function openLoop(perSecond: number, over: () => boolean, work: (lateMs: number) => Promise<void>): Promise<void> {
  const startedMs = performance.now();
  const underWay = new Set<Promise<void>>();
  for (let n = 0; !over(); ) {
    for (; n < ((performance.now() - startedMs) * perSecond) / 1000; n += 1) {
      const one = work(performance.now() - startedMs - (n * 1000) / perSecond).finally(() => underWay.delete(one));
      underWay.add(one);
    }
    if (underWay.size > UNDER_WAY_MAX) throw new Error(`${perSecond} a second is more than this machine carries`);
    await sleep(1);
  }
  await Promise.all(underWay);
}

/** p99 in milliseconds of orders over 64 connections, each timed from the moment at which it should have left. */
async function p99(way: Way, perSecond: number): Promise<number> {
  const agent = new Agent({ keepAlive: true, maxSockets: 64 });
  const took: number[] = [];
  const untilMs = performance.now() + PERIOD_MS;
  await openLoop(
    perSecond,
    () => performance.now() >= untilMs,
    async (lateMs) => {
      const from = performance.now() - lateMs;
      await sendOrder(way, agent);
      took.push(performance.now() - from);
    },
  );
  agent.destroy();
  return percentile(took, 0.99);
}

/** Guesses passwords of names that nobody has, from addresses that change, until it is told to stop; counts the answers by their status. */
async function guess(way: Way, signal: AbortSignal, answers: Record<string, number>): Promise<void> {
  const agent = new Agent({ keepAlive: true });
  await openLoop(
    TRIES_A_SECOND,
    () => signal.aborted,
    async () => {
      const from = Array.from({ length: 4 }, () => 1 + Math.floor(Math.random() * 250)).join('.');
      const text = JSON.stringify({ name: nextId(), password: 'wrong wrong wrong wrong', code: '123456' });
      const status = await post({ ...way, headers: { 'x-forwarded-for': from } }, '/api/access/sign-in', text, agent);
      answers[status] = (answers[status] ?? 0) + 1;
    },
  );
  agent.destroy();
}

/** With a program of the lowest priority that fills a core, as the hashing of passwords nearly does. */
async function besideBusyProgram<T>(work: () => Promise<T>): Promise<T> {
  const busy = spawn(process.execPath, ['-e', "require('node:os').setPriority(19); for (;;);"], { stdio: 'ignore' });
  try {
    return await work();
  } finally {
    busy.kill('SIGKILL');
  }
}

/** What a period's p99 is of the mean of its two calm neighbours: attacked ones, those beside a busy program, and calm ones as the control. */
export async function attack(way: Way, perSecond: number) {
  const answers: Record<string, number> = {};
  const attacked: number[] = [];
  const busy: number[] = [];
  const control: number[] = [];
  const calm = [await p99(way, perSecond)];
  const within = async (period: () => Promise<number>) => {
    const [before = 0, between, after] = [calm.at(-1), await period(), await p99(way, perSecond)];
    calm.push(after);
    return between / ((before + after) / 2);
  };
  for (let i = 0; i < PERIODS; i += 1) {
    attacked.push(
      await within(async () => {
        const stop = new AbortController();
        const guessing = guess(way, stop.signal, answers);
        const period = await p99(way, perSecond);
        stop.abort();
        await guessing;
        return period;
      }),
    );
    busy.push(await within(() => besideBusyProgram(() => p99(way, perSecond))));
    control.push(await within(() => p99(way, perSecond)));
  }
  return { at: perSecond, calm_ms: median(calm), attacked, busy, control, answers };
}
