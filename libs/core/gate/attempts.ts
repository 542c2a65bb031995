/** As long as any rate window looks back (burst_window_seconds is at most 60). */
export const ATTEMPTS_KEPT_US = 60_000_000;
const SECOND_US = 1_000_000;
/** Attempts kept of one account: 60 s at 69,000 a second. Beyond it orders are refused, for they could not be counted. */
export const ATTEMPTS_MAX = 1 << 22;

/**
 * When an account sent orders, newest last: the true sliding windows of the order rate. Times are microseconds and never go back, so counting is a
 * look at two places that only move forwards: O(1) an order, 8 bytes an attempt.
 */
export class Attempts {
  private ring = new Float64Array(16);
  /** Numbers of attempts since the beginning; an attempt's place is its number modulo the ring's length. */
  private first = 0;
  private end = 0;
  private secondFrom = 0;
  private burstFrom = 0;
  private burstUs = 0;

  get size(): number {
    return this.end - this.first;
  }

  get full(): boolean {
    return this.size >= ATTEMPTS_MAX;
  }

  add(atUs: number): void {
    while (this.first < this.end && this.at(this.first) <= atUs - ATTEMPTS_KEPT_US) this.first += 1;
    if (this.size === this.ring.length) this.grow();
    this.ring[this.end % this.ring.length] = atUs;
    this.end += 1;
  }

  /** Attempts in (atUs - 1 s, atUs]. */
  inSecond(atUs: number): number {
    this.secondFrom = this.firstAfter(Math.max(this.secondFrom, this.first), atUs - SECOND_US);
    return this.end - this.secondFrom;
  }

  /** Attempts in (atUs - burstUs, atUs]. */
  inBurst(atUs: number, burstUs: number): number {
    const from = burstUs === this.burstUs ? Math.max(this.burstFrom, this.first) : this.first;
    this.burstUs = burstUs;
    this.burstFrom = this.firstAfter(from, atUs - burstUs);
    return this.end - this.burstFrom;
  }

  /**
   * When a window of `windowUs` has room for one more attempt under `limit`, if the attempt at `atUs` counts (a refused one does) and none comes after it:
   * the newest `limit` - 1 may still be in it then. A limit of 0 never has room; then when the window is empty.
   */
  roomAt(atUs: number, windowUs: number, limit: number): number {
    const newest = this.end - (limit - 1);
    const leaving = limit <= 1 ? atUs : newest < this.first ? -Infinity : this.at(newest);
    return Math.max(atUs, leaving + windowUs);
  }

  times(): number[] {
    return Array.from({ length: this.size }, (_, i) => this.at(this.first + i));
  }

  private at(number: number): number {
    return this.ring[number % this.ring.length] ?? 0;
  }

  private firstAfter(from: number, boundUs: number): number {
    let at = from;
    while (at < this.end && this.at(at) <= boundUs) at += 1;
    return at;
  }

  private grow(): void {
    const times = this.times();
    this.ring = new Float64Array(this.ring.length * 2);
    this.ring.set(times);
    this.end -= this.first;
    this.secondFrom = Math.max(this.secondFrom - this.first, 0);
    this.burstFrom = Math.max(this.burstFrom - this.first, 0);
    this.first = 0;
  }
}
