import { randomBytes } from 'node:crypto';
import { newKeyId, newSecret, readToken } from './api-key.js';
import { AccessBook, type AccessRows, type KeyRow } from './book.js';

const NOW = 1_795_600_000_000;
const id = newKeyId();
const { token, digest, ending } = newSecret(id, 'live');
const key = (more: Partial<KeyRow> = {}): KeyRow => ({
  ...{ id, owner: 'ann', label: 'desk', scopes: ['orders:write', 'read'], accounts: ['one'], strategies: null, symbols: null },
  ...{ networks: null, orders_per_second: null, expires_at_ms: NOW + 1000, revoked: false },
  secrets: [{ digest, ending, expires_at_ms: null }],
  ...more,
});
const rows = (more: Partial<KeyRow> = {}, user: object = {}): AccessRows => ({
  version: 3,
  users: [
    { id: 'ann', name: 'Ann', disabled: false, grants: [{ role: 'trader', accounts: ['one', 'two'] }], ...user },
    { id: 'bob', name: 'Bob', disabled: false, grants: [{ role: 'admin', accounts: null }] },
  ],
  keys: [key(more)],
});
const asked = (more: Partial<KeyRow> = {}, user: object = {}, address = '10.1.2.3', text = token, now = NOW) => {
  const found = new AccessBook(rows(more, user)).holderOf(`Bearer ${text}`, { ip: address }, now);
  return 'id' in found ? found.id : found.code;
};

test('a key has 70 characters that a double click selects, and its check tells each single wrong character', () => {
  expect(token).toMatch(/^bw_live_[0-9A-Za-z]{12}_[0-9A-Za-z]{49}$/);
  expect(token.length).toBe(70);
  expect(readToken(token)).toEqual({ id });
  for (let i = 8; i < token.length; i += 1) {
    if (token[i] === '_') continue;
    const wrong = token.slice(0, i) + (token[i] === 'x' ? 'y' : 'x') + token.slice(i + 1);
    expect([i, readToken(wrong)]).toEqual([i, 'mistyped']);
  }
});

test('two neighbouring characters that changed places are told', () => {
  for (let i = 21; i + 1 < token.length; i += 1) {
    const [a = '', b = ''] = [token[i], token[i + 1]];
    if (a === b) continue;
    expect(readToken(token.slice(0, i) + b + a + token.slice(i + 2))).toBe('mistyped');
  }
});

test('a key is let in, and its secret is kept as a hash only', () => {
  expect(asked()).toBe(`key:${id}`);
  expect(JSON.stringify(rows())).not.toContain(token.slice(21, 60));
});

test.each([
  ['revoked', { revoked: true }, {}, 'KEY_INVALID'],
  ['expired', { expires_at_ms: NOW }, {}, 'KEY_EXPIRED'],
  ['of a secret that was rotated away', { secrets: [{ digest, ending, expires_at_ms: NOW }] }, {}, 'KEY_EXPIRED'],
  ['of another network', { networks: ['10.2.0.0/16', 'fd00::/8'] }, {}, 'KEY_INVALID'],
  ['of its network', { networks: ['10.1.0.0/16'] }, {}, `key:${id}`],
  ['of somebody who was disabled', {}, { disabled: true }, 'KEY_INVALID'],
  [
    'with another secret',
    { secrets: [{ digest: newSecret(id, 'live').digest, ending, expires_at_ms: null }] },
    {},
    'KEY_INVALID',
  ],
] as [string, Partial<KeyRow>, object, string][])('a key that is %s: %s', (_, more, user, answer) => {
  expect(asked(more, user)).toBe(answer);
});

test('a key that was let in before is held to its time, its network and its owner at each use', () => {
  const overlap = [{ digest, ending, expires_at_ms: NOW + 10 }];
  const book = new AccessBook(rows({ networks: ['10.1.0.0/16'], secrets: overlap }));
  const told = (from: AccessBook, ip: string, now = NOW, text = token) => {
    const found = from.holderOf(`Bearer ${text}`, { ip }, now);
    return 'id' in found ? found.id : found.code;
  };
  expect([told(book, '10.1.2.3'), told(book, '10.1.2.3')]).toEqual([`key:${id}`, `key:${id}`]);
  expect([told(book, '10.2.2.3'), told(book, '10.1.2.3', NOW + 10)]).toEqual(['KEY_INVALID', 'KEY_EXPIRED']);
  expect(told(book, '10.1.2.3', NOW, newSecret(id, 'live').token)).toBe('KEY_INVALID');
  expect(told(new AccessBook(rows({ revoked: true })), '10.1.2.3')).toBe('KEY_INVALID');
  expect(told(new AccessBook(rows({}, { disabled: true })), '10.1.2.3')).toBe('KEY_INVALID');
});

test('an IPv4 address in the form of IPv6 is of its network', () => {
  expect(asked({ networks: ['10.1.0.0/16'] }, {}, '::ffff:10.1.9.9')).toBe(`key:${id}`);
});

test('during an overlap both secrets hold', () => {
  const second = newSecret(id, 'live');
  const both = [
    { digest, ending, expires_at_ms: NOW + 10 },
    { digest: second.digest, ending: second.ending, expires_at_ms: null },
  ];
  expect([asked({ secrets: both }), asked({ secrets: both }, {}, '::1', second.token)]).toEqual([`key:${id}`, `key:${id}`]);
  expect(asked({ secrets: both }, {}, '::1', token, NOW + 10)).toBe('KEY_EXPIRED');
});

test('none of 100,000 random tokens and 10,000 malformed ones is let in', () => {
  const book = new AccessBook(rows());
  let let_in = 0;
  const ask = (text: string) => {
    if ('id' in book.holderOf(`Bearer ${text}`, { ip: '10.1.2.3' }, NOW)) let_in += 1;
  };
  for (let i = 0; i < 100_000; i += 1) ask(i % 2 === 0 ? newSecret(newKeyId(), 'live').token : newSecret(id, 'test').token);
  const shapes = [
    (text: string) => text.slice(0, -1),
    (text: string) => `${text}x`,
    (text: string) => text.toUpperCase(),
    (text: string) => `\t${text}`,
    (text: string) => text.replace('live', 'lіve'),
    (text: string) => randomBytes(52).toString('base64').slice(0, text.length),
    () => '',
    (text: string) => text.replaceAll('_', '-'),
    (text: string) => `${text.slice(0, 69)}\0`,
    (text: string) => text.repeat(1000),
  ];
  for (let i = 0; i < 10_000; i += 1) ask(shapes[i % shapes.length]?.(token) ?? '');
  expect(let_in).toBe(0);
  expect('id' in book.holderOf(`Bearer ${token}`, { ip: '10.1.2.3' }, NOW)).toBe(true);
});
