import { Attempts } from './attempts.js';
import { type SameTimes, TimesByKey } from './times-by-key.js';

const timesOf = (times: SameTimes | undefined) => (times instanceof Attempts ? times.times() : times);

/** Of 53 bits, as hashes of orders are; few enough that many come again. */
function* someKeys(count: number): Generator<number> {
  let seed = 7;
  for (let i = 0; i < count; i += 1) {
    seed = (Math.imul(seed, 1_103_515_245) + 12_345) >>> 0;
    yield (seed % 3000) * 3_002_399_751_580_331;
  }
}

test('finds the times of each key, and tells the keys in the order in which they came, as a Map would', () => {
  const all = new TimesByKey();
  const expected = new Map<number, number[]>();
  let atUs = 1_795_600_000_000_000;
  for (const key of someKeys(10_000)) {
    all.add(key, (atUs += 7));
    expected.set(key, [...(expected.get(key) ?? []), atUs]);
  }
  const asKept = (times: readonly number[]) => (times.length === 1 ? times[0] : times);
  expect(all.size).toBe(expected.size);
  expect([...all].map(([key, times]) => [key, timesOf(times)])).toEqual(
    [...expected].map(([key, times]) => [key, asKept(times)]),
  );
  for (const [key, times] of expected) expect(timesOf(all.get(key))).toEqual(asKept(times));
});

test('keys that share their place are told apart, and one that never came has no times', () => {
  const all = new TimesByKey();
  const keys = Array.from({ length: 50 }, (_, i) => i * 2 ** 32 + 5);
  keys.forEach((key, i) => all.add(key, i + 1));
  expect(keys.map((key) => all.get(key))).toEqual(keys.map((_, i) => i + 1));
  expect(all.get(50 * 2 ** 32 + 5)).toBeUndefined();
  expect(all.get(6)).toBeUndefined();
  expect(new TimesByKey().get(0)).toBeUndefined();
});
