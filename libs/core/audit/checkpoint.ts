import { createHash, createPrivateKey, createPublicKey, type KeyObject, sign, verify } from 'node:crypto';
import type { ChainHead } from './entry.js';

/** Head of a SubjectPublicKeyInfo of ed25519 (RFC 8410): the 32 bytes of the key follow. */
const SPKI = Buffer.from('302a300506032b6570032100', 'hex');
/** Kind of signature in C2SP's signed notes. */
const ED25519 = 1;

/** A public key: 32 bytes in base64, and the name that its signatures bear. */
export interface AuditKey {
  /** First four bytes of SHA-256 of name, line break, kind and key, as C2SP's signed notes have it; hex. */
  key_id: string;
  public_key: string;
}

export interface AnnouncedKey extends AuditKey {
  announced_at_ms: number;
  /** The key before, and its signature of this one (`announcement`); null for the first key, and for one that was put there without the one before. */
  signed_by: string | null;
  signature: string | null;
}

export interface Checkpoint {
  size: number;
  head: string;
  /** Three lines, an empty one, and the signature: a signed note. */
  note: string;
}

export class AuditSigner {
  private readonly key: KeyObject;
  readonly public: AuditKey;

  /** `pem`: a private key of ed25519, PKCS#8. Throws when it is none. */
  constructor(
    pem: string,
    readonly origin: string,
  ) {
    this.key = createPrivateKey(pem);
    if (this.key.asymmetricKeyType !== 'ed25519') throw new Error('is no private key of ed25519');
    const spki = createPublicKey(this.key).export({ type: 'spki', format: 'der' });
    this.public = keyOf(origin, spki.subarray(SPKI.length).toString('base64'));
  }

  checkpoint(head: ChainHead): Checkpoint {
    const text = noteText(this.origin, head);
    const id = Buffer.from(this.public.key_id, 'hex');
    const signature = Buffer.concat([id, sign(null, Buffer.from(text), this.key)]).toString('base64');
    return { size: head.seq, head: head.hash, note: `${text}\n— ${this.origin} ${signature}\n` };
  }

  /** Signs a key that comes after this one. */
  announce(next: AuditKey): string {
    return sign(null, Buffer.from(announcement(next)), this.key).toString('base64');
  }
}

const noteText = (origin: string, { seq, hash }: ChainHead): string => `${origin}\n${seq}\n${hash}\n`;
const announcement = ({ key_id, public_key }: AuditKey): string => `breakwater audit key\n${key_id}\n${public_key}\n`;

export function keyOf(origin: string, public_key: string): AuditKey {
  const key = Buffer.from(public_key, 'base64');
  const digest = createHash('sha256')
    .update(`${origin}\n`)
    .update(Buffer.from([ED25519]))
    .update(key)
    .digest();
  return { key_id: digest.subarray(0, 4).toString('hex'), public_key };
}

/** Size and head that the note says, when one of the keys signed it; else what is wrong. */
export function readNote(note: string, keys: readonly AuditKey[]): ChainHead | string {
  const match = /^(.+)\n(\d{1,15})\n([0-9a-f]{64})\n\n— (.+) ([A-Za-z0-9+/=]+)\n$/u.exec(note);
  if (!match) return 'is no signed note of three lines';
  const [, origin = '', size = '', hash = '', , base64 = ''] = match;
  const bytes = Buffer.from(base64, 'base64');
  const id = bytes.subarray(0, 4).toString('hex');
  const key = keys.find(({ key_id }) => key_id === id);
  if (!key) return `is signed by the unknown key ${id}`;
  const head = { seq: Number(size), hash };
  return holds(noteText(origin, head), key, bytes.subarray(4)) ? head : `does not bear the signature of key ${id}`;
}

/** What is wrong with keys that should follow each other, the oldest first; null when each was signed by one before it. */
export function keyFault(keys: readonly AnnouncedKey[], origin: string): string | null {
  for (const [index, key] of keys.entries()) {
    if (keyOf(origin, key.public_key).key_id !== key.key_id) return `key ${key.key_id} has another id than its bytes say`;
    if (index === 0) continue;
    const by = keys.slice(0, index).find(({ key_id }) => key_id === key.signed_by);
    if (!by || key.signature === null) return `key ${key.key_id} was not announced by a key before it`;
    if (!holds(announcement(key), by, Buffer.from(key.signature, 'base64')))
      return `key ${key.key_id} does not bear the signature of key ${by.key_id}`;
  }
  return null;
}

function holds(text: string, { public_key }: AuditKey, signature: Buffer): boolean {
  const der = Buffer.concat([SPKI, Buffer.from(public_key, 'base64')]);
  if (der.length !== SPKI.length + 32) return false;
  return verify(null, Buffer.from(text), createPublicKey({ key: der, type: 'spki', format: 'der' }), signature);
}

export const originOf = (shard: string): string => `breakwater/${shard}`;
