import { InvalidCursorError } from '#core/ports/history.js';
import { cursorOf, placeOf } from './cursor.js';

const isAmount = (text: string) => /^\d+$/.test(text);
const encoded = (parts: unknown) => Buffer.from(JSON.stringify(parts)).toString('base64url');

test('(12.10) a cursor carries the number of its row and the value that it was sorted by', () => {
  for (const place of [
    { seq: '12', value: '7' },
    { seq: '12', value: null },
  ])
    expect(placeOf('price desc ', cursorOf('price desc ', place), isAmount)).toEqual(place);
});

test.each([
  ['nothing', ''],
  ['no JSON', 'x'],
  ['another listing', encoded(['price asc ', '1', '7'])],
  ['no number', encoded(['price desc ', 'one', '7'])],
  ['a number beyond every row', encoded(['price desc ', '9'.repeat(19), '7'])],
  ['a value that the column cannot hold', encoded(['price desc ', '1', '7e999'])],
  ['a NUL', encoded(['price desc ', '1', '\u0000'])],
  ['a value of another kind', encoded(['price desc ', '1', { $gt: 1 }])],
  ['no list', encoded({ seq: '1' })],
  ['one of an earlier build', Buffer.from('check_price:12').toString('base64url')],
])('(12.20) a made-up cursor of %s is told as one', (_, cursor) => {
  expect(() => placeOf('price desc ', cursor, isAmount)).toThrow(InvalidCursorError);
});
