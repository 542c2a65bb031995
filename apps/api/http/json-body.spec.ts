import fc from 'fast-check';
import { inexactNumber } from './json-body.js';

test.each([
  ['more decimals than a double has', '{"price": 0.12345678901234567}', 'price'],
  ['a whole number above 2^53', '{"breaker_id": 9007199254740993}', 'breaker_id'],
  ['one that is rounded to a round number', '{"quantity": 100000000000000000.1}', 'quantity'],
  ['one beyond every double', '{"price": 1e400}', 'price'],
  ['one below every double', '{"price": 1e-400}', 'price'],
  ['a negative one', '{"a": -0.12345678901234567}', 'a'],
  ['one within', '{"symbols": {"AAPL": {"max_position": 5000.0000000000001}}}', 'symbols.AAPL.max_position'],
  ['one in a list', '{"a": [1, 2.0000000000000001]}', 'a.1'],
])('(12) %s is refused by its field: %s', (_, text, field) => {
  expect(inexactNumber(text)).toBe(field);
});

test.each([
  ['zeros behind', '{"a": 1.0000000000000000000}'],
  ['zeros before an exponent', '{"a": 1000000000000000000000e-20}'],
  ['an exponent', '{"a": 1.75e2}'],
  ['sixteen digits that a double holds', '{"a": 12345678.12345678}'],
  ['zero in any form', '[0, -0, 0.0000000000000000000, 0e999]'],
  ['digits in a text', '{"client_order_id": "12345678901234567890123"}'],
  ['what is no JSON', '{"a": 12345678901234567890'],
])('(12) %s is taken: %s', (_, text) => {
  expect(inexactNumber(text)).toBeNull();
});

test('(12) every number that JavaScript writes is taken, and none of seventeen digits that it reads as another', () => {
  fc.assert(
    fc.property(fc.double({ noNaN: true, noDefaultInfinity: true }), (value) => {
      expect(inexactNumber(JSON.stringify({ a: value }))).toBeNull();
    }),
  );
  fc.assert(
    fc.property(fc.bigInt({ min: 10n ** 16n, max: 10n ** 17n }), (value) => {
      // What is read of a number is the digits that JavaScript writes it with.
      expect(inexactNumber(`{"a": ${value}}`)).toBe(String(Number(value)) === String(value) ? null : 'a');
    }),
  );
});
