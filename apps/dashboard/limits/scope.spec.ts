import { chosenScope, EACH, scopeText, strictest } from './scope.js';

test.each([
  ['', EACH],
  ['firm', { ...EACH, who: 'firm' }],
  ['account:a1', { ...EACH, who: 'account', whose: 'a1' }],
  ['strategy:t1/symbol:AAPL', { who: 'strategy', whose: 't1', what: 'symbol', of: 'AAPL' }],
  ['sector:tech', { ...EACH, what: 'sector', of: 'tech' }],
] as const)('%s is chosen, and comes back', (text, chosen) => {
  expect(scopeText(chosen)).toBe(text);
  if (text !== '') expect(chosenScope(text)).toEqual(chosen);
});

test('a name that is missing, or is none, is no scope; a symbol may be typed small', () => {
  expect(scopeText({ ...EACH, who: 'account' })).toBeNull();
  expect(scopeText({ ...EACH, who: 'strategy', whose: 'Not a name' })).toBeNull();
  expect(scopeText({ ...EACH, what: 'symbol', of: ' aapl' })).toBe('symbol:AAPL');
});

test('of a limit at several scopes the one with the least left binds first; one that stands alone is not marked', () => {
  const row = (limit_name: string, value: number | null, left: number | null) => ({ limit_name, value, left });
  const [own, firm, alone, off, size, smaller] = [
    ...[row('gross', 5000, 4000), row('gross', 90_000, 100), row('loss', 5, 1), row('gross', null, null)],
    ...[row('size', 1000, null), row('size', 500, null)],
  ];
  expect(strictest([own, firm, alone, off, size, smaller].filter((one) => one !== undefined))).toEqual(new Set([firm, smaller]));
});
