/** How much of an API's time goes into asking who sends an order, from profiles of the running process. */
import { existsSync, readFileSync, rmSync } from 'node:fs';
import type { Profiler } from 'node:inspector';
import { sleep } from './bench.js';
import type { Way } from './access-ways.js';
import { threadUs } from './processor-time.js';

/** All that asks: the guard, keys, sessions and roles, origins, and whose accounts an order may touch. */
const ASKS = /\/(?:apps\/api\/access|libs\/core\/access)\/|\/apps\/api\/(?:http\/access\.guard|orders\/reach)\.js$/;
const STOP_MS_MAX = 10_000;

/** While `work` runs: what share of the samples that were not idle lie in code that asks, or in what that code calls. */
async function shareThatAsks({ api, profile }: Way, work: () => Promise<void>): Promise<number> {
  rmSync(profile, { force: true });
  api.kill('SIGUSR2');
  await sleep(100);
  await work();
  api.kill('SIGUSR2');
  const deadline = Date.now() + STOP_MS_MAX;
  while (!existsSync(profile)) {
    if (Date.now() > deadline) throw new Error(`no profile of the API at ${profile} after ${STOP_MS_MAX} ms`);
    await sleep(20);
  }
  return shareOf(JSON.parse(readFileSync(profile, 'utf8')) as Profiler.Profile);
}

function shareOf({ nodes, samples = [], timeDeltas = [] }: Profiler.Profile): number {
  const byId = new Map(nodes.map((node) => [node.id, node]));
  const asking = new Set<number>();
  const idle = new Set(nodes.filter(({ callFrame }) => callFrame.functionName === '(idle)').map(({ id }) => id));
  const mark = (id: number, above: boolean): void => {
    const node = byId.get(id);
    const asks = above || ASKS.test(node?.callFrame.url ?? '');
    if (asks) asking.add(id);
    for (const child of node?.children ?? []) mark(child, asks);
  };
  mark(nodes[0]?.id ?? 0, false);
  let [busy, asked] = [0, 0];
  samples.forEach((id, i) => {
    const us = timeDeltas[i + 1] ?? 0; // Of a sample until the next one.
    if (!idle.has(id)) busy += us;
    if (asking.has(id)) asked += us;
  });
  if (busy === 0) throw new Error('a profile without a sample');
  return asked / busy;
}

/**
 * Microseconds that the API's thread spends on asking, for one order: the share of its samples times its processor time. What else runs on the machine
 * lengthens both alike, and the rest of the order is not in the figure: two equal processes differed by 3 to 39 us in it, where their whole orders differed by 500.
 * `work` resolves to how many orders it sent.
 */
export async function askingUs(way: Way, work: () => Promise<number>): Promise<number> {
  const pid = way.api.pid ?? 0;
  let us = 0;
  const share = await shareThatAsks(way, async () => {
    const before = threadUs(pid);
    const orders = await work();
    us = (threadUs(pid) - before) / orders;
  });
  return share * us;
}
