import { Machine } from './machine.js';

/** SEED runs one round again; STEPS says how many steps there are in all. */
const STEPS = Number(process.env['STEPS'] ?? 1_000_000);
const ROUNDS = process.env['SEED'] ? 1 : 50;
const FIRST = Number(process.env['SEED'] ?? 20_261_125);

test(`nothing is lost, doubled or let through in ${STEPS} steps of a machine with a bad network`, () => {
  const sum: Record<string, number> = {};
  for (let round = 0; round < ROUNDS; round += 1) {
    const seed = FIRST + round;
    const machine = new Machine(seed);
    try {
      for (let i = 0; i < STEPS / ROUNDS; i += 1) machine.step();
      machine.finish();
    } catch (error) {
      throw new Error(`seed ${seed}, step ${machine.counts.steps}: ${(error as Error).message}`, { cause: error });
    }
    for (const [what, count] of Object.entries(machine.counts)) sum[what] = (sum[what] ?? 0) + count;
  }
  process.stderr.write(`simulation: ${JSON.stringify(sum)}\n`);
  // A machine in which nothing happens would prove nothing.
  for (const what of ['accepted', 'takeovers', 'lost', 'doubled', 'withdrawn', 'fills', 'unknown'])
    expect(sum[what]).toBeGreaterThan(ROUNDS / 2);
});
