import { newSecretKeyLine, Seal } from './seal.js';

const first = newSecretKeyLine('2026-11');
const REFUSED = /authenticate|not in BREAKWATER_SECRET_KEY_FILE|Invalid/;
const seed = Buffer.from('a seed of codes');

test('what is sealed opens again, also after a new key came before the old one', () => {
  const sealed = new Seal(first).close(seed, 'row-1');
  expect(new Seal(newSecretKeyLine('2027-01') + first).open(sealed, 'row-1')).toEqual(seed);
  expect(sealed.includes(seed)).toBe(false);
});

test('it opens for no other row, by no other key, and not when one bit was changed', () => {
  const sealed = new Seal(first).close(seed, 'row-1');
  expect(() => new Seal(first).open(sealed, 'row-2')).toThrow(REFUSED);
  expect(() => new Seal(newSecretKeyLine('2026-11')).open(sealed, 'row-1')).toThrow(REFUSED);
  expect(() => new Seal(newSecretKeyLine('other')).open(sealed, 'row-1')).toThrow(/not in BREAKWATER_SECRET_KEY_FILE/);
  for (let i = 1; i < sealed.length; i += 1) {
    const changed = Buffer.from(sealed);
    changed[i] = (changed[i] ?? 0) ^ 1;
    expect(() => new Seal(first).open(changed, 'row-1')).toThrow(REFUSED);
  }
});

test.each(['', 'x', 'id short', `ID ${'A'.repeat(43)}=`])('a file that is none says so: %p', (text) => {
  expect(() => new Seal(text)).toThrow(/line 1|no key/);
});
