import { randomBytes } from 'node:crypto';
import type { IncomingMessage } from 'node:http';
import { newKeyId, newSecret } from '#core/access/api-key.js';
import { AccessBook } from '#core/access/book.js';
import { cookieIn, networkOf, socketAsking } from './asking.js';
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

test('none of 10,000 malformed headers lets anybody in, and each gets an answer of its own kind', () => {
  const { token, digest, ending } = newSecret(newKeyId(), 'live');
  const key = {
    id: token.slice(8, 20),
    owner: 'ann',
    label: 'desk',
    scopes: ['read'] as const,
    accounts: null,
    strategies: null,
  };
  const bounds = { symbols: null, networks: null, orders_per_second: null, expires_at_ms: 2, revoked: false };
  const secrets = [{ digest, ending, expires_at_ms: null }];
  const ann = { id: 'ann', name: 'Ann', disabled: false, grants: [{ role: 'viewer' as const, accounts: null }] };
  const book = new AccessBook({ version: 1, users: [ann], keys: [{ ...key, ...bounds, secrets, scopes: [...key.scopes] }] });
  const ask = (authorization: string) => book.holderOf(authorization, { ip: '10.1.2.3' }, 1);
  for (const good of [`Bearer ${token}`, `bearer  ${token}`, `Bearer ${token}`, `bearer  ${token}`])
    expect(ask(good)).toHaveProperty('id');
  for (const none of ['', 'Basic eDp5', 'Bearer', 'Bearer a b'])
    expect(ask(none)).toMatchObject({ code: 'KEY_INVALID', detail: 'send Authorization: Bearer <key>' });
  const bend: ((text: string, n: number) => string)[] = [
    (text, n) => text.slice(0, n % text.length),
    (text, n) => text.slice(0, n % text.length) + String.fromCharCode(n % 256) + text.slice((n % text.length) + 1),
    (text, n) => `${'Bearer '.repeat(1 + (n % 7))}${text}x`,
    (text) => text.replace('Bearer', 'Basic'),
    (text) => text.replace(' ', ''),
    (text) => text.replace(' ', '\t'),
    (text) => `${text},${text}`,
    (text, n) => text.padEnd(70 + (n % 9000), 'A'),
    (text) => [...text].toReversed().join(''),
    (_, n) => randomBytes(n % 200).toString('latin1'),
  ];
  const seen = new Set<string>();
  for (let n = 0; n < 10_000; n += 1) {
    const header = bend[n % bend.length]?.(`Bearer ${token}`, n) ?? '';
    if (header === `Bearer ${token}`) continue;
    const answer = ask(header);
    seen.add('id' in answer ? `let in by ${header}` : answer.code);
  }
  expect([...seen]).toEqual(['KEY_INVALID']);
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
