import { unstorable } from './text.js';

const NUL = '\u0000';
const HALF = '\ud800';

test.each([
  ['a text', `a${NUL}`, []],
  ['half of a surrogate pair', `a${HALF}b`, []],
  ['the other half', '\udc00', []],
  ['a field', { reason: `why${NUL}` }, ['reason']],
  ['a field within', { symbols: { AAPL: { reason: HALF } } }, ['symbols', 'AAPL', 'reason']],
  ['an element of a list', { accounts: ['a', NUL] }, ['accounts', '1']],
  ['the name of a field', { [`a${NUL}b`]: 1 }, ['ab']],
])('(12.20) %s that no database holds is found with its place', (_, input, path) => {
  expect(unstorable(input)).toEqual(path);
});

test.each([['plain'], ['line\nbreak\t'], ['\u0001'], ['😀 é'], [5], [null], [undefined], [true], [{ a: 1, b: ['c'] }]])(
  '(12.20) %j is fine',
  (input) => {
    expect(unstorable(input)).toBeNull();
  },
);
