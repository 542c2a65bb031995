/** As it is kept in a snapshot: number of the part, how many, and their sum. */
export type BucketPart = [number, number, number];

const PARTS = 60;

/**
 * How often something happened lately, and the sum of a figure of it. A window is cut into 60 parts; what counts is the running part and the 60 before it, so it
 * looks back up to one part further than its length and never less. 1.5 KB each. Times never go back.
 */
export class Buckets {
  private readonly numbers = new Float64Array(PARTS + 1).fill(-1);
  private readonly counts = new Float64Array(PARTS + 1);
  private readonly sums = new Float64Array(PARTS + 1);
  /** Totals that were asked for last, with what came since, and the newest part that they look back from; -1: not known. */
  private known = { newest: -1, count: 0, sum: 0 };

  constructor(
    readonly seconds: number,
    parts: readonly BucketPart[] = [],
  ) {
    for (const [number, count, sum] of parts) this.put(number, count, sum);
  }

  add(atMs: number, count: number, sum: number): void {
    this.put(this.partOf(atMs), count, sum);
  }

  count(atMs: number): number {
    return this.totals(atMs).count;
  }

  sum(atMs: number): number {
    return this.totals(atMs).sum;
  }

  /** Found anew when a part is over: a sixtieth of the window. */
  totals(atMs: number): Readonly<{ count: number; sum: number }> {
    const newest = this.partOf(atMs);
    if (this.known.newest !== newest) this.known = this.totalsFrom(newest);
    return this.known;
  }

  private totalsFrom(newest: number) {
    const { numbers, counts, sums } = this;
    const oldest = Math.max(newest - PARTS, 0);
    let [count, sum] = [0, 0];
    for (let i = 0; i <= PARTS; i += 1) {
      const number = numbers[i] ?? -1;
      if (number < oldest || number > newest) continue;
      count += counts[i] ?? 0;
      sum += sums[i] ?? 0;
    }
    return { newest, count, sum };
  }

  parts(): BucketPart[] {
    const all: BucketPart[] = [];
    this.numbers.forEach((number, i) => {
      if (number >= 0) all.push([number, this.counts[i] ?? 0, this.sums[i] ?? 0]);
    });
    return all.sort(([a], [b]) => a - b);
  }

  private put(number: number, count: number, sum: number): void {
    if (number === this.known.newest) {
      this.known.count += count;
      this.known.sum += sum;
    } else this.known.newest = -1;
    const i = number % (PARTS + 1);
    const fresh = this.numbers[i] !== number;
    this.numbers[i] = number;
    this.counts[i] = (fresh ? 0 : (this.counts[i] ?? 0)) + count;
    this.sums[i] = (fresh ? 0 : (this.sums[i] ?? 0)) + sum;
  }

  private partOf(atMs: number): number {
    return Math.floor((atMs * PARTS) / (this.seconds * 1000));
  }
}
