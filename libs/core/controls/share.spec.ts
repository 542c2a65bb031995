import fc from 'fast-check';
import { MONEY_MAX, type Money } from '../model/money.js';
import { shareOf } from './share.js';

test.each([
  [100_000_000_000, 2500, 10_000, 25_000_000_000],
  [7, 3333, 10_000, 2],
  [0, 2500, 10_000, 0],
  [-5, 2500, 10_000, 0],
])('%d x %d / %d rounds down, and is nothing without equity: %d', (equity, part, whole, share) => {
  expect(shareOf(equity as Money, part, whole)).toBe(share);
});

test('a product beyond safe integers is exact, and a share beyond what can be reckoned with is that', () => {
  expect(shareOf(7_999_999_999_999_999 as Money, 3333, 10_000)).toBe(2_666_399_999_999_999);
  expect(shareOf(MONEY_MAX, 10_000, 100)).toBe(MONEY_MAX);
});

test('it is what whole numbers without bounds give', () => {
  /** Products around multiples of the whole, where a double could round up to the next one. */
  const near = fc
    .tuple(fc.integer({ min: 1, max: Math.floor(Number(MONEY_MAX) / 10_000) }), fc.integer({ min: -2, max: 2 }))
    .map(([multiple, beside]) => Math.max(1, multiple * 10_000 + beside));
  fc.assert(
    fc.property(near, fc.constantFrom(1, 3, 7, 563, 2500, 100_000), fc.constantFrom(100, 10_000), (equity, part, whole) => {
      const share = (BigInt(equity) * BigInt(part)) / BigInt(whole);
      expect(shareOf(equity as Money, part, whole)).toBe(share > BigInt(MONEY_MAX) ? MONEY_MAX : Number(share));
    }),
    { numRuns: 20_000 },
  );
});
