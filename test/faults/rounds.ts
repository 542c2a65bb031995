import { type Answered, share, tell } from './load.js';

/** How often each fault is done: `ROUNDS=1 npm run test:faults` for a quick look. */
export const ROUNDS = Math.max(1, Number(process.env['ROUNDS'] ?? 10));
/** `FAULT_SEED=<seed> ROUNDS=1` begins with the orders and moments of a round that printed that seed; how the machine interleaves them it cannot repeat. */
const FIRST_SEED = Number(process.env['FAULT_SEED'] ?? Date.now() % 1_000_000);

interface Finding {
  fault: string;
  rounds: number;
  passed: number;
  answers: Record<string, number>;
}
const findings: Finding[] = [];

/** A test that does the same fault ROUNDS times, each with other orders at another moment; a round returns what its orders were answered. */
export function rounds(fault: string, round: (seed: number) => Promise<readonly Answered[]>): void {
  test(fault, async () => {
    const finding: Finding = { fault, rounds: ROUNDS, passed: 0, answers: {} };
    findings.push(finding);
    for (let n = 0; n < ROUNDS; n += 1) {
      const seed = FIRST_SEED + n;
      tell({ fault, round: n + 1, seed });
      const counts = share(await round(seed));
      for (const [answer, count] of Object.entries(counts)) finding.answers[answer] = (finding.answers[answer] ?? 0) + count;
      finding.passed += 1;
    }
  });
}

/** The table of what was done and seen; call it when all tests of a file are over. */
export function sayFindings(): void {
  const lines = findings.map(({ fault, rounds: done, passed, answers }) => {
    const orders = Object.values(answers).reduce((sum, count) => sum + count, 0);
    return `${String(passed).padStart(4)} of ${done}  ${String(orders).padStart(7)} orders  ${JSON.stringify(answers)}  ${fault}`;
  });
  process.stderr.write(`\nrounds passed, orders and what they were answered, fault\n${lines.join('\n')}\n`);
}
