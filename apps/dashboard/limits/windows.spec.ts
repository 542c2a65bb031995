import { edgeInWords, overlapping, spanInWords, takesWindows, type Window } from './windows.js';

const window = (name: string, from_minutes: number, to_minutes: number, more: Partial<Window> = {}): Window => ({
  ...{ name, scope: 'firm', anchor: 'close', from_minutes, to_minutes, mode: 'scale', limits: [], factor_pct: 50 },
  ...more,
});

test.each([
  [-15, 'close', '15 minutes before the close'],
  [-1, 'open', '1 minute before the open'],
  [0, 'close', 'the close'],
  [30, 'open', '30 minutes after the open'],
] as const)('%d minutes from the %s are %s', (minutes, anchor, words) => {
  expect(edgeInWords(minutes, anchor)).toBe(words);
});

test('a window says from when until when', () => {
  expect(spanInWords(window('late', -15, 0))).toBe('From 15 minutes before the close until the close');
});

test('windows of one scope and end of the day that hold at once are named; those that only touch are not', () => {
  const late = window('late', -15, 0);
  const all = [
    ...[late, window('later', -5, 0), window('before', -30, -15), window('around', -60, 5)],
    ...[window('of a1', -15, 0, { scope: 'account:a1' }), window('early', -15, 0, { anchor: 'open' })],
  ];
  expect(overlapping(late, all)).toEqual(['later', 'around']);
  expect(overlapping(window('late', -20, 0), all)).toEqual(['later', 'before', 'around']);
});

test('windows are set at the firm, an account, a strategy and a class', () => {
  const scopes = ['firm', 'account:a1', 'strategy:t1', 'class:crypto', 'user:ann', 'symbol:KO', 'firm/symbol:KO', '', 'no scope'];
  expect(scopes.filter(takesWindows)).toEqual(['firm', 'account:a1', 'strategy:t1', 'class:crypto']);
});
