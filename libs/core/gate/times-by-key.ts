import { Attempts } from './attempts.js';

/** When something came: most come once, and have one time. Microseconds. */
export type SameTimes = number | Attempts;

const FIRST_PLACES = 64;
/** In the place of a time: what has come more than once. */
const MORE = -1;

/**
 * Times by hashes, which must be well mixed in their low 32 bits, in the order in which the hashes came. An open table: a Map has a box on the heap for each key and
 * another one for each time, and in a large firm each of them is one more wait for memory.
 */
export class TimesByKey implements Iterable<[number, SameTimes]> {
  size = 0;
  /** Two numbers a place: the key and its time, 0 where there is none. */
  private table = new Float64Array(2 * FIRST_PLACES);
  /** Places in the order in which they were taken. */
  private order = new Uint32Array(FIRST_PLACES / 2);
  private readonly several = new Map<number, Attempts>();

  get(key: number): SameTimes | undefined {
    const atUs = this.table[this.find(key) + 1] as number;
    if (atUs === 0) return undefined;
    return atUs === MORE ? this.several.get(key) : atUs;
  }

  /** One more of that key. */
  add(key: number, atUs: number): void {
    const before = this.get(key);
    if (before === undefined) this.set(key, atUs);
    else if (typeof before === 'number') this.set(key, ringOf([before, atUs]));
    else before.add(atUs);
  }

  set(key: number, times: SameTimes): void {
    if (typeof times !== 'number') this.several.set(key, times);
    this.put(key, typeof times === 'number' ? times : MORE);
  }

  *[Symbol.iterator](): Generator<[number, SameTimes]> {
    for (let i = 0; i < this.size; i += 1) {
      const key = this.table[this.order[i] as number] as number;
      const times = this.get(key);
      if (times !== undefined) yield [key, times];
    }
  }

  private put(key: number, atUs: number): void {
    let place = this.find(key);
    if (this.table[place + 1] === 0) {
      if (this.size === this.order.length) {
        this.grow();
        place = this.find(key);
      }
      this.order[this.size] = place;
      this.size += 1;
    }
    this.table[place] = key;
    this.table[place + 1] = atUs;
  }

  /** Where the key is, or where it would be. At least half of the table is free, so there is such a place. */
  private find(key: number): number {
    const { table } = this;
    const last = table.length - 2;
    let place = (key << 1) & last;
    while (table[place + 1] !== 0 && table[place] !== key) place = (place + 2) & last;
    return place;
  }

  private grow(): void {
    const { table, order } = this;
    this.table = new Float64Array(2 * table.length);
    this.order = new Uint32Array(2 * order.length);
    this.size = 0;
    for (const place of order) this.put(table[place] as number, table[place + 1] as number);
  }
}

export function ringOf(times: readonly number[]): Attempts {
  const ring = new Attempts();
  for (const atUs of times) ring.add(atUs);
  return ring;
}
