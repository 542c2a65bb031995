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
