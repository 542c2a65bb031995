/**
 * `node dist/test/simulation/main.js [steps] [seed]`: rounds of the machine, each from a seed of its own, until there were that many steps. With a seed only
 * that round. Prints what happened as one line of JSON; ends with the seed and step of the first thing that does not fit.
 */
import { Machine } from './machine.js';

/** Short rounds: a day's loss limit is soon reached, and then nothing is let through any more. */
const STEPS_A_ROUND = 2000;
const FIRST_SEED = 20_261_125;

const steps = Number(process.argv[2] ?? 1_000_000);
const only = process.argv[3] === undefined ? null : Number(process.argv[3]);
const sum: Record<string, number> = { rounds: 0 };
const rounds = only === null ? Math.ceil(steps / STEPS_A_ROUND) : 1;
for (let round = 0; round < rounds; round += 1) {
  const seed = only ?? FIRST_SEED + round;
  const machine = new Machine(seed);
  try {
    for (let i = 0; i < STEPS_A_ROUND; i += 1) machine.step();
    machine.finish();
  } catch (error) {
    throw new Error(`seed ${seed}, step ${machine.counts.steps}: ${(error as Error).message}`, { cause: error });
  }
  for (const [what, count] of Object.entries({ rounds: 1, ...machine.counts })) sum[what] = (sum[what] ?? 0) + count;
}
process.stdout.write(`${JSON.stringify(sum)}\n`);
