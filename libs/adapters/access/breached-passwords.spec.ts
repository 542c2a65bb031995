import { createHash } from 'node:crypto';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { BreachedPasswordsFile } from './breached-passwords.js';

const folder = mkdtempSync(join(tmpdir(), 'breached-'));
const file = join(folder, 'list');
afterAll(() => rmSync(folder, { recursive: true }));
const sha1 = (text: string) => createHash('sha1').update(text).digest('hex').toUpperCase();
const listOf = (passwords: string[], end: (hash: string, index: number) => string) =>
  passwords.map(sha1).sort().map(end).join('');

test.each([
  ['with counts, as it is downloaded', (hash: string, index: number) => `${hash}:${index * 977}\n`],
  ['with line ends of Windows', (hash: string) => `${hash}:3\r\n`],
  ['without counts, in small letters', (hash: string) => `${hash.toLowerCase()}\n`],
])('finds each password of a list %s, and no other', async (_, end) => {
  for (const many of [1, 2, 3, 7, 1000]) {
    const passwords = Array.from({ length: many }, (__, index) => `stolen ${index}`);
    writeFileSync(file, listOf(passwords, end));
    const list = new BreachedPasswordsFile(file);
    for (const password of passwords) expect([many, password, await list.has(password)]).toEqual([many, password, true]);
    for (let index = 0; index < 200; index += 1) expect(await list.has(`good ${index}`)).toBe(false);
  }
});

test('a last line without an end is read, an empty list has none', async () => {
  writeFileSync(file, listOf(['a', 'b', 'c'], (hash) => `${hash}\n`).trimEnd());
  const list = new BreachedPasswordsFile(file);
  expect(await Promise.all(['a', 'b', 'c', 'd'].map((one) => list.has(one)))).toEqual([true, true, true, false]);
  writeFileSync(file, '');
  expect(await list.has('a')).toBe(false);
});

test('a file that is none or holds something else is an error: in doubt no password is taken', async () => {
  await expect(new BreachedPasswordsFile(join(folder, 'none')).has('a')).rejects.toThrow('ENOENT');
  writeFileSync(file, 'password\n123456\n');
  await expect(new BreachedPasswordsFile(file).has('a')).rejects.toThrow('is no list of SHA-1 hashes');
});
