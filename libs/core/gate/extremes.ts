/** As it is kept in a snapshot: number of the part, highest and lowest in it. */
export type Part = [number, number, number];

const PARTS = 60;

/**
 * The highest and the lowest of a figure lately. A window is cut into 60 parts; what is known is the running part and the 60 before it, so it looks back up to one
 * part further than its length and never less. 1.5 KB each, however often the figure moves. Times never go back.
 */
export class Extremes {
  private readonly numbers = new Float64Array(PARTS + 1).fill(-1);
  private readonly highs = new Float64Array(PARTS + 1);
  private readonly lows = new Float64Array(PARTS + 1);

  constructor(
    readonly seconds: number,
    parts: readonly Part[] = [],
  ) {
    for (const [number, high, low] of parts) {
      this.put(number, high);
      this.put(number, low);
    }
  }

  add(value: number, atMs: number): void {
    this.put(this.partOf(atMs), value);
  }

  /** -Infinity when nothing is known. */
  high(atMs: number): number {
    const oldest = this.partOf(atMs) - PARTS;
    let high = -Infinity;
    for (let i = 0; i <= PARTS; i += 1) if (this.known(i, oldest)) high = Math.max(high, this.highs[i] ?? -Infinity);
    return high;
  }

  /** Infinity when nothing is known. */
  low(atMs: number): number {
    const oldest = this.partOf(atMs) - PARTS;
    let low = Infinity;
    for (let i = 0; i <= PARTS; i += 1) if (this.known(i, oldest)) low = Math.min(low, this.lows[i] ?? Infinity);
    return low;
  }

  clear(): void {
    this.numbers.fill(-1);
  }

  parts(): Part[] {
    const all: Part[] = [];
    this.numbers.forEach((number, i) => {
      if (number >= 0) all.push([number, this.highs[i] ?? 0, this.lows[i] ?? 0]);
    });
    return all.sort(([a], [b]) => a - b);
  }

  private put(number: number, value: number): void {
    const i = number % (PARTS + 1);
    const fresh = this.numbers[i] !== number;
    this.numbers[i] = number;
    this.highs[i] = fresh ? value : Math.max(this.highs[i] ?? value, value);
    this.lows[i] = fresh ? value : Math.min(this.lows[i] ?? value, value);
  }

  private known(i: number, oldest: number): boolean {
    return (this.numbers[i] ?? -1) >= Math.max(oldest, 0);
  }

  private partOf(atMs: number): number {
    return Math.floor((atMs * PARTS) / (this.seconds * 1000));
  }
}
