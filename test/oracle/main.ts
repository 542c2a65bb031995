/**
 * `node dist/test/oracle/main.js [orders] [seed]`: trials, each with limits of its own drawn from its seed, until so many orders and amendments were judged.
 * With a seed only that trial. Prints what happened as one line of JSON; ends with the seed and the judgement at which gate and oracle first differ.
 */
import { Trial } from './trial.js';

const ORDERS_A_TRIAL = 4000;
const FIRST_SEED = 20_261_126;
const CHECKED_EACH = 500;

const orders = Number(process.argv[2] ?? 200_000);
const only = process.argv[3] === undefined ? null : Number(process.argv[3]);
const trials = only === null ? Math.ceil(orders / ORDERS_A_TRIAL) : 1;
const counts: Record<string, number> = { trials, judged: 0 };
const reasons: Record<string, number> = {};
const addTo = (sum: Record<string, number>, more: Record<string, number>) => {
  for (const [name, count] of Object.entries(more)) sum[name] = (sum[name] ?? 0) + count;
};
for (let i = 0; i < trials; i += 1) {
  const seed = only ?? FIRST_SEED + i;
  let judged = 0;
  try {
    const trial = new Trial(seed);
    for (let steps = 1; judged < ORDERS_A_TRIAL; steps += 1) {
      judged += trial.step();
      if (steps % CHECKED_EACH === 0) trial.finish();
    }
    trial.finish();
    addTo(counts, { ...trial.counts, judged });
    addTo(reasons, trial.reasons);
  } catch (error) {
    throw new Error(`seed ${seed}, after ${judged} judgements: ${(error as Error).message}`, { cause: error });
  }
}
process.stdout.write(`${JSON.stringify({ ...counts, reasons })}\n`);
