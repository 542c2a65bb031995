import { type Proof, sideBySide, StoppedAt } from './side-by-side.js';

const turn = () => new Promise((resolve) => setImmediate(resolve));

/** Passes one event after the other up to `to`, and stops at `at` if it comes there. */
function proof(to: number, at: number | null = null, seen: number[] = []): Proof<string> {
  return async (passed, signal) => {
    for (let n = 1; n <= to; n += 1) {
      await turn();
      signal.throwIfAborted();
      if (n === at) throw new StoppedAt(n, new Error(`at ${n} of ${to}`));
      seen.push(n);
      passed(n);
    }
    return `to ${to}`;
  };
}

test('two proofs that find nothing give their results', async () => {
  expect(await sideBySide(proof(3), proof(5))).toEqual(['to 3', 'to 5']);
});

test('what is first in the log is told, whichever proof finds it and whichever is faster', async () => {
  await expect(sideBySide(proof(9, 4), proof(8, 2))).rejects.toThrow('at 2 of 8');
  await expect(sideBySide(proof(9, 2), proof(8, 4))).rejects.toThrow('at 2 of 9');
  const late: Proof<string> = async (passed, signal) => {
    for (let i = 0; i < 20; i += 1) await turn();
    return proof(8, 3)(passed, signal);
  };
  await expect(sideBySide(proof(9, 4), late)).rejects.toThrow('at 3 of 8');
  await expect(sideBySide(late, proof(9, 4))).rejects.toThrow('at 3 of 8');
});

test('of two differences at one event that of the first proof is told', async () => {
  await expect(sideBySide(proof(9, 4), proof(8, 4))).rejects.toThrow('at 4 of 9');
});

test('once one has stopped, the other goes no further than its place', async () => {
  const seen: number[] = [];
  await expect(sideBySide(proof(900, 4), proof(1000, null, seen))).rejects.toThrow('at 4 of 900');
  expect(seen.length).toBeLessThan(6);
});

test('an error without a place ends both at once, and so does one that comes before anything has passed', async () => {
  const seen: number[] = [];
  const lost: Proof<string> = () => Promise.reject(new Error('the connection was lost'));
  await expect(sideBySide(proof(1000, null, seen), lost)).rejects.toThrow('the connection was lost');
  await expect(sideBySide(lost, proof(1000, null, seen))).rejects.toThrow('the connection was lost');
  expect(seen.length).toBeLessThan(4);
});
