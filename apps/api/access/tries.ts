const KEPT_MAX = 10_000;

/** How often something happened in the running window of each name. Bounded: beyond KEPT_MAX names the oldest window goes. */
export class Tries {
  private readonly windows = new Map<string, { from_ms: number; count: number }>();

  constructor(
    private readonly enough: number,
    private readonly windowMs: number,
  ) {}

  /** Counts one more, and says how many there are now. */
  count(name: string, nowMs: number): number {
    const window = this.windows.get(name);
    if (window && nowMs - window.from_ms < this.windowMs && nowMs >= window.from_ms) {
      if (window.count <= this.enough) window.count += 1;
      return window.count;
    }
    this.windows.delete(name);
    if (this.windows.size >= KEPT_MAX) this.windows.delete(this.windows.keys().next().value ?? '');
    this.windows.set(name, { from_ms: nowMs, count: 1 });
    return 1;
  }
}
