/** As long as any rate window looks back (burst_window_seconds is at most 60). */
export const ATTEMPTS_KEPT_US = 60_000_000;
const SECOND_US = 1_000_000;
/** Attempts kept of one account: 60 s at 69,000 a second. Beyond it orders are refused, for they could not be counted. */
export const ATTEMPTS_MAX = 1 << 22;

/**
 * When an account sent orders (or cancels), newest last: the true sliding windows of the rates. Times are microseconds and never go back, so counting is a
 * look at a place for each window that only moves forwards: O(1) an order, 8 bytes an attempt.
 */
export class Attempts {
  private ring = new Float64Array(16);
  /** Numbers of attempts since the beginning; an attempt's place is its number modulo the ring's length. */
  private first = 0;
  private end = 0;
  /** Of each window that is asked again and again, where it began last time, which only moves forwards; and how long it was. Fields, for of 10,000 accounts each object is far away in memory. */
  private secondFrom = 0;
  private burstFrom = 0;
  private burstUs = 0;
  private messagesFrom = 0;
  private messagesUs = 0;

  /** `keptUs`: as long as the longest window that will be asked for. */
  constructor(private readonly keptUs = ATTEMPTS_KEPT_US) {}

  get size(): number {
    return this.end - this.first;
  }

  /** Time of the last one; 0 when there is none. */
  get newest(): number {
    return this.size === 0 ? 0 : this.at(this.end - 1);
  }

  /** As many as can be kept, all of them young enough to count. */
  isFull(atUs: number): boolean {
    return this.size >= ATTEMPTS_MAX && this.at(this.first) > atUs - this.keptUs;
  }

  /** Beyond what can be kept the oldest one goes. */
  add(atUs: number): void {
    while (this.first < this.end && this.at(this.first) <= atUs - this.keptUs) this.first += 1;
    if (this.size >= ATTEMPTS_MAX) this.first += 1;
    if (this.size === this.ring.length) this.grow();
    this.ring[this.end % this.ring.length] = atUs;
    this.end += 1;
  }

  /** Attempts in (atUs - 1 s, atUs]. */
  inSecond(atUs: number): number {
    this.secondFrom = this.firstAfter(this.secondFrom, atUs - SECOND_US);
    return this.end - this.secondFrom;
  }

  /** Attempts in (atUs - burstUs, atUs]. */
  inBurst(atUs: number, burstUs: number): number {
    this.burstFrom = this.firstAfter(burstUs === this.burstUs ? this.burstFrom : 0, atUs - burstUs);
    this.burstUs = burstUs;
    return this.end - this.burstFrom;
  }

  /** Attempts in (atUs - windowUs, atUs], for the message rate. */
  inMessages(atUs: number, windowUs: number): number {
    this.messagesFrom = this.firstAfter(windowUs === this.messagesUs ? this.messagesFrom : 0, atUs - windowUs);
    this.messagesUs = windowUs;
    return this.end - this.messagesFrom;
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

  /** Microseconds until the second has room for `count` more under `limit`; 0 when it has now. */
  roomIn(atUs: number, limit: number, count: number): number {
    const n = this.inSecond(atUs);
    const over = n + count - limit;
    if (over <= 0) return 0;
    return over > n ? SECOND_US : this.at(this.end - n + over - 1) + SECOND_US - atUs;
  }

  times(): number[] {
    return Array.from({ length: this.size }, (_, i) => this.at(this.first + i));
  }

  /** The newest `count` of them, oldest first. */
  last(count: number): number[] {
    const from = Math.max(this.first, this.end - count);
    return Array.from({ length: this.end - from }, (_, i) => this.at(from + i));
  }

  private at(number: number): number {
    return this.ring[number % this.ring.length] ?? 0;
  }

  private firstAfter(from: number, boundUs: number): number {
    let at = Math.max(from, this.first);
    while (at < this.end && this.at(at) <= boundUs) at += 1;
    return at;
  }

  private grow(): void {
    const { first, size } = this;
    const ring = new Float64Array(this.ring.length * 2);
    for (let i = 0; i < size; i += 1) ring[i] = this.at(first + i);
    this.ring = ring;
    this.end = size;
    this.secondFrom = Math.max(this.secondFrom - first, 0);
    this.burstFrom = Math.max(this.burstFrom - first, 0);
    this.messagesFrom = Math.max(this.messagesFrom - first, 0);
    this.first = 0;
  }
}
