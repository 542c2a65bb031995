/**
 * Figures side by side in memory. As fields of objects each one is a box of its own somewhere on the heap: a mark of what 10,000 hold took 19 ms, nearly all of it waiting
 * for memory, and an order of a large firm waited for each figure that it changes. In rows they are one or two lines of memory for each holder, and for its account.
 */
export class Rows {
  data: Float64Array;
  private readonly free: number[] = [];
  /** Rows from here on were never taken. */
  end = 0;

  constructor(
    readonly width: number,
    rows = 1,
  ) {
    this.data = new Float64Array(width * rows);
  }

  /** Where a row of zeros begins. It stays there until it is given back. */
  take(): number {
    const at = this.free.pop() ?? this.end;
    if (at < this.end) return at;
    this.end += this.width;
    if (this.end > this.data.length) this.grow();
    return at;
  }

  give(at: number): void {
    this.data.fill(0, at, at + this.width);
    this.free.push(at);
  }

  get taken(): number {
    return this.end / this.width - this.free.length;
  }

  protected grow(): void {
    const data = new Float64Array(this.data.length * 2);
    data.set(this.data);
    this.data = data;
  }

  /** What an object has in its row here goes to a row there. Says where. */
  moveTo(there: Rows, at: number): number {
    const to = there.take();
    for (let i = 0; i < this.width; i += 1) there.data[to + i] = this.data[at + i] as number;
    return to;
  }
}
