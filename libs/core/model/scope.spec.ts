import { parseScope } from './scope.js';

test.each([
  ['firm', 'firm'],
  ['account:a1', 'account'],
  ['strategy:momentum', 'strategy'],
  ['user:ann@example.com', 'user'],
  ['symbol:BRK.B', 'symbol'],
  ['sector:energy', 'sector'],
  ['firm/symbol:AAPL', 'firm/symbol'],
  ['account:a1/class:crypto', 'account/class'],
])('%s is a scope of kind %s', (text, kind) => {
  expect(parseScope(text)?.kind).toBe(kind);
});

test.each([
  '',
  'firm:',
  'firm:x',
  'account',
  'account:',
  'account:A1',
  'symbol:aapl',
  'symbol:AAPL/account:a1',
  'firm/firm',
  'a/b/c',
  'toString:x',
])('"%s" is no scope', (text) => {
  expect(parseScope(text)).toBeNull();
});
