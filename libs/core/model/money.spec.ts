import fc from 'fast-check';
import {
  AmountError,
  formatMoney,
  formatQuantity,
  MONEY_MAX,
  type Money,
  mulDiv,
  notional,
  parseMoney,
  parseQuantity,
  PRICE_MAX,
  QUANTITY_MAX,
  type Quantity,
  toDollars,
} from './money.js';

test.each([
  [175, 175_000_000],
  ['175.25', 175_250_000],
  [0.000001, 1],
  [1e-6, 1],
  ['8000000000', 8_000_000_000_000_000],
  [1e9, 1_000_000_000_000_000],
  ['-0.5', -500_000],
  ['-0', 0],
])('%p dollars are %d', (input, expected) => {
  expect(parseMoney(input)).toBe(expected);
});

test.each([
  ['0.0000001', 'must have at most 6 decimals'],
  [1e-7, 'must have at most 6 decimals'],
  ['8000000000.000001', 'must be at most 8000000000'],
  ['1e3', 'must be a decimal number'],
  ['', 'must be a decimal number'],
  [' 1', 'must be a decimal number'],
  ['1,000', 'must be a decimal number'],
  ['.5', 'must be a decimal number'],
  [Number.NaN, 'must be a finite number'],
  [Number.POSITIVE_INFINITY, 'must be a finite number'],
])('%p is no amount: %s', (input, words) => {
  expect(() => parseMoney(input)).toThrow(AmountError);
  expect(() => parseMoney(input)).toThrow(words);
});

test('a quantity has eight decimals and ends at ten million', () => {
  expect(parseQuantity('0.00000001')).toBe(1);
  expect(parseQuantity(10_000_000)).toBe(QUANTITY_MAX);
  expect(() => parseQuantity('10000000.00000001')).toThrow('must be at most 10000000');
  expect(() => parseQuantity('0.000000001')).toThrow('must have at most 8 decimals');
});

test('what is written reads back as the same amount', () => {
  fc.assert(
    fc.property(
      fc.integer({ min: 0 - MONEY_MAX, max: MONEY_MAX }),
      fc.integer({ min: 0, max: QUANTITY_MAX }),
      (money, quantity) => {
        expect(parseMoney(formatMoney(money as Money))).toBe(money + 0);
        expect(parseQuantity(formatQuantity(quantity as Quantity))).toBe(quantity);
      },
    ),
    { seed: 20_261_126 },
  );
});

test('amounts that differ by a micro-dollar stay different in dollars, up to the largest', () => {
  fc.assert(
    fc.property(fc.integer({ min: 1 - MONEY_MAX, max: MONEY_MAX }), (money) => {
      expect(toDollars(money as Money)).toBeGreaterThan(toDollars((money - 1) as Money));
    }),
    { seed: 20_261_127 },
  );
});

test('money is written with two decimals, more only where the amount has them', () => {
  const written = [0, 1, 1_500_000_000, -1_234_560, -10, 100_120_020].map((money) => formatMoney(money as Money));
  expect(written).toEqual(['0.00', '0.000001', '1500.00', '-1.23456', '-0.00001', '100.12002']);
});

const big = fc.integer({ min: 0, max: Number.MAX_SAFE_INTEGER });
test('a product over a divisor is that of whole numbers without an end, however it is rounded, or is refused', () => {
  fc.assert(
    fc.property(big, big, fc.integer({ min: 1, max: 2 ** 40 }), fc.constantFrom('down', 'up', 'nearest'), (a, b, d, rounding) => {
      const [product, by] = [BigInt(a) * BigInt(b), BigInt(d)];
      const add = rounding === 'down' ? 0n : rounding === 'up' ? by - 1n : by / 2n;
      // Half away from zero: (2 x product + d) / 2d.
      const expected = rounding === 'nearest' ? (2n * product + by) / (2n * by) : (product + add) / by;
      if (expected > BigInt(Number.MAX_SAFE_INTEGER)) expect(() => mulDiv(a, b, d, rounding)).toThrow(AmountError);
      else expect(BigInt(mulDiv(a, b, d, rounding))).toBe(expected);
    }),
    { seed: 20_261_128, numRuns: 500 },
  );
});

test('a hold is never less than what is paid, and never by a micro-dollar more', () => {
  fc.assert(
    fc.property(fc.integer({ min: 1, max: 10 ** 12 }), fc.integer({ min: 1, max: 10 ** 9 }), (quantity, price) => {
      const hold = notional(quantity as Quantity, price as Money, 'up');
      const paid = notional(quantity as Quantity, price as Money, 'nearest');
      expect(hold - paid === 0 || hold - paid === 1).toBe(true);
    }),
    { seed: 20_261_129 },
  );
  expect(() => notional(QUANTITY_MAX, PRICE_MAX, 'up')).toThrow(AmountError);
});

test('what a contract is worth is one exact product, rounded once, whether its multiplier is whole or not', () => {
  const multiplier = fc.oneof(
    fc.integer({ min: 1, max: 100_000 }).map((whole) => whole * 1_000_000),
    fc.integer({ min: 1, max: 10 ** 12 }),
  );
  const rate = fc.oneof(fc.constant(1_000_000_000), fc.integer({ min: 1, max: 10 ** 12 }));
  const [quantity, price] = [fc.integer({ min: 0, max: QUANTITY_MAX }), fc.integer({ min: 0, max: PRICE_MAX })];
  fc.assert(
    fc.property(quantity, price, multiplier, rate, (q, p, m, r) => {
      const [product, one] = [BigInt(q) * BigInt(p) * BigInt(m) * BigInt(r), 10n ** 23n];
      const [up, nearest] = [(product + one - 1n) / one, (2n * product + one) / (2n * one)];
      for (const [rounding, exact] of [['up', up] as const, ['nearest', nearest] as const]) {
        const given = () => notional(q as Quantity, p as Money, rounding, { multiplier: m, rate: r });
        if (exact > BigInt(Number.MAX_SAFE_INTEGER)) expect(given).toThrow(AmountError);
        else expect(BigInt(given())).toBe(exact);
      }
    }),
    { numRuns: 3000 },
  );
});
