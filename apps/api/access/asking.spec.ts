import type { IncomingMessage } from 'node:http';
import { cookieIn, networkOf, socketAsking, tokenIn } from './asking.js';
import { Tries } from './tries.js';

test.each([
  ['10.1.2.3', '10.1.2.0/24'],
  ['::ffff:10.1.2.3', '10.1.2.0/24'],
  ['2001:db8:1:2:3:4:5:6', '2001:db8:1:2::/64'],
  ['2001:db8::1', '2001:db8:0:0::/64'],
  ['::1', '0:0:0:0::/64'],
])('the network of %s is %s', (address, network) => {
  expect(networkOf(address)).toBe(network);
});

test('a header that is no Bearer is not taken for none', () => {
  expect([tokenIn({}), tokenIn({ authorization: 'Basic eDp5' }), tokenIn({ authorization: 'bearer abc' })]).toEqual([
    null,
    '',
    'abc',
  ]);
  expect(tokenIn({ authorization: 'Bearer a b' })).toBe('');
});

test('a cookie is found by its whole name', () => {
  const headers = { cookie: 'a__Host-bw=no; __Host-bw=yes; __Host-bw-known=other' };
  expect([cookieIn(headers, '__Host-bw'), cookieIn(headers, 'none'), cookieIn({}, '__Host-bw')]).toEqual(['yes', null, null]);
});

test('X-Forwarded-For counts as far as trusted proxies wrote it', () => {
  const from = (remoteAddress: string, said: string | undefined, proxies: string[]) =>
    socketAsking({ headers: { 'x-forwarded-for': said }, socket: { remoteAddress } } as unknown as IncomingMessage, proxies).ip;
  expect(from('9.9.9.9', '1.2.3.4', [])).toBe('9.9.9.9');
  expect(from('10.0.0.1', '1.2.3.4', ['10.0.0.0/8'])).toBe('1.2.3.4');
  expect(from('10.0.0.1', '6.6.6.6, 1.2.3.4, 10.0.0.2', ['10.0.0.0/8'])).toBe('1.2.3.4');
  expect(from('10.0.0.1', undefined, ['10.0.0.0/8'])).toBe('10.0.0.1');
});

test('tries are counted in their window, and the names that are kept are bounded', () => {
  const tries = new Tries(2, 1000);
  expect([tries.count('a', 0), tries.count('a', 1), tries.count('a', 2), tries.count('b', 2)]).toEqual([1, 2, 3, 1]);
  expect(tries.count('a', 1000)).toBe(1);
  for (let i = 0; i < 10_001; i += 1) tries.count(`name ${i}`, 1001);
  expect(tries.count('a', 1002)).toBe(1);
});
