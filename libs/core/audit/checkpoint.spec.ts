import { generateKeyPairSync } from 'node:crypto';
import { type AnnouncedKey, AuditSigner, keyFault, readNote } from './checkpoint.js';

const ORIGIN = 'breakwater/main';
const signer = () =>
  new AuditSigner(generateKeyPairSync('ed25519').privateKey.export({ type: 'pkcs8', format: 'pem' }).toString(), ORIGIN);
const HEAD = { seq: 12, hash: 'ab'.repeat(32) };
const announced = (one: AuditSigner, by: AuditSigner | null): AnnouncedKey => ({
  ...{ ...one.public, announced_at_ms: 0, signed_by: by?.public.key_id ?? null },
  signature: by?.announce(one.public) ?? null,
});

test('a checkpoint is a signed note of three lines, and says what it signed', () => {
  const one = signer();
  const { note, size, head } = one.checkpoint(HEAD);
  expect([size, head]).toEqual([12, HEAD.hash]);
  expect(note).toMatch(/^breakwater\/main\n12\n(ab){32}\n\n— breakwater\/main [A-Za-z0-9+/]{90,}=*\n$/u);
  expect(readNote(note, [signer().public, one.public])).toEqual(HEAD);
});

test('a note that was changed, that another key signed, or that is none is not believed', () => {
  const one = signer();
  const { note } = one.checkpoint(HEAD);
  expect(readNote(note.replace('\n12\n', '\n13\n'), [one.public])).toContain('does not bear the signature');
  expect(readNote(note.replace('ab', 'ba'), [one.public])).toContain('does not bear the signature');
  expect(readNote(note, [signer().public])).toContain('unknown key');
  expect(readNote(note.trimEnd(), [one.public])).toContain('no signed note');
});

test('a key counts when a key before it signed it', () => {
  const [first, second, third] = [signer(), signer(), signer()];
  const chain = [announced(first, null), announced(second, first), announced(third, second)];
  expect(keyFault(chain, ORIGIN)).toBeNull();
  expect(keyFault([announced(first, null), announced(third, null)], ORIGIN)).toContain('was not announced by a key before it');
  const forged = { ...announced(third, second), signed_by: first.public.key_id };
  expect(keyFault([...chain.slice(0, 2), forged], ORIGIN)).toContain('does not bear the signature');
  const renamed = { ...announced(first, null), public_key: second.public.public_key };
  expect(keyFault([renamed], ORIGIN)).toContain('another id');
});

test('only a private key of ed25519 signs', () => {
  expect(() => new AuditSigner('no key', ORIGIN)).toThrow(/unsupported|PEM|DECODER/i);
  const rsa = generateKeyPairSync('rsa', { modulusLength: 2048 }).privateKey.export({ type: 'pkcs8', format: 'pem' }).toString();
  expect(() => new AuditSigner(rsa, ORIGIN)).toThrow('ed25519');
});
