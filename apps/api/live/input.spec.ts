import { SocketInput } from './input.js';

test.each([
  ['a NUL in an account', '{"type":"SUBSCRIBE","accounts":["a\\u0000"]}'],
  ['half of a surrogate pair in it', '{"type":"SUBSCRIBE","accounts":["\\ud800"]}'],
  ['a NUL in the name of a field', '{"type":"SUBSCRIBE","a\\u0000":1}'],
  ['no JSON', '{"type":'],
])('(12.20) %s is told to the socket as malformed', (_, text) => {
  expect(new SocketInput().take(Buffer.from(text), false, 0)).toMatchObject({ kind: 'error', code: 'MESSAGE_MALFORMED' });
});
