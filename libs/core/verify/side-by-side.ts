/** What ended a proof, and at which event. */
export class StoppedAt extends Error {
  override name = 'StoppedAt';
  constructor(
    readonly n: number,
    readonly reason: unknown,
  ) {
    super(`stopped at event ${n}`);
  }

  /** The same when a place is known already. */
  static of(n: number, reason: unknown): StoppedAt {
    return reason instanceof StoppedAt ? reason : new StoppedAt(n, reason);
  }
}

/**
 * One of two proofs that read the same log. `passed(n)` says that nothing differs up to event n. Rejects with StoppedAt for what differs, or with any other
 * error when it cannot go on. Once `signal` aborts nobody waits for its result; it must end soon.
 */
export type Proof<T> = (passed: (n: number) => void, signal: AbortSignal) => Promise<T>;

class Side {
  passed = -1;
  readonly ended = new AbortController();
}

/**
 * Runs two proofs beside each other and throws what stopped one of them first in the log; of two at the same event, that of the first proof. One that stopped
 * waits until the other has passed its place, so that what is told does not depend on which of them is faster. An error without a place ends both at once.
 */
export async function sideBySide<A, B>(first: Proof<A>, second: Proof<B>): Promise<[A, B]> {
  const sides = [new Side(), new Side()] as const;
  let stop: StoppedAt | null = null;
  const endWhoPassed = () => {
    for (const side of sides) if (stop !== null && side.passed >= stop.n) side.ended.abort();
  };
  const run = async <T>(proof: Proof<T>, side: Side): Promise<T | null> => {
    const passed = (n: number) => {
      side.passed = n;
      endWhoPassed();
    };
    try {
      return await proof(passed, side.ended.signal);
    } catch (error) {
      if (side.ended.signal.aborted) return null;
      const found = StoppedAt.of(-1, error);
      if (stop === null || found.n < stop.n || (found.n === stop.n && side === sides[0])) stop = found;
      endWhoPassed();
      return null;
    }
  };
  const [a, b] = await Promise.all([run(first, sides[0]), run(second, sides[1])]);
  // Read through a function: the compiler does not see that `run` sets it.
  const stopped = ((): StoppedAt | null => stop)();
  if (stopped) throw stopped.reason;
  if (a === null || b === null) throw new Error('a proof ended without a result');
  return [a, b];
}
