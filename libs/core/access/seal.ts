/** Secrets that must be read again (seeds of codes) are kept encrypted: AES-256-GCM, bound to the row that they belong to. */
import { createCipheriv, createDecipheriv, createHmac, randomBytes, timingSafeEqual } from 'node:crypto';

const IV_BYTES = 12;
const TAG_BYTES = 16;
const KEY_BYTES = 32;
const LINE = /^([a-z0-9-]{1,16}) ([A-Za-z0-9+/]{43}=)$/;

/** The newest key seals; the others open what was sealed before a rotation. */
export class Seal {
  private readonly keys: ReadonlyMap<string, Buffer>;
  private readonly newest: string;

  /** `text`: one key a line, the newest first: its id, a space, 32 bytes in base64. Throws with what is wrong. */
  constructor(text: string) {
    const lines = text.split('\n').filter((line) => line.trim() !== '');
    const keys = new Map<string, Buffer>();
    for (const [i, line] of lines.entries()) {
      const [, id = '', base64 = ''] = LINE.exec(line.trim()) ?? [];
      const key = Buffer.from(base64, 'base64');
      if (id === '' || key.length !== KEY_BYTES)
        throw new Error(`line ${i + 1} is not an id, a space and 32 bytes in base64, as \`access new-secret-key\` writes it`);
      keys.set(id, key);
    }
    const [newest] = keys.keys();
    if (newest === undefined) throw new Error('there is no key in it');
    this.keys = keys;
    this.newest = newest;
  }

  /** `bound`: the id of the row; the sealed text opens for no other one. */
  close(plain: Buffer, bound: string): Buffer {
    const iv = randomBytes(IV_BYTES);
    const id = Buffer.from(this.newest);
    const cipher = createCipheriv('aes-256-gcm', this.keys.get(this.newest) ?? Buffer.alloc(0), iv).setAAD(Buffer.from(bound));
    const sealed = Buffer.concat([cipher.update(plain), cipher.final()]);
    return Buffer.concat([Buffer.from([id.length]), id, iv, cipher.getAuthTag(), sealed]);
  }

  /** Proves that a text was given out here. */
  mark(text: string): string {
    return createHmac('sha256', this.keys.get(this.newest) ?? Buffer.alloc(0))
      .update(`mark ${text}`)
      .digest('base64url');
  }

  /** Whether a mark was given out here, by this key or by one before a rotation. */
  hasMarked(text: string, mark: string): boolean {
    const given = Buffer.from(mark, 'base64url');
    return [...this.keys.values()].some((key) => {
      const ours = createHmac('sha256', key).update(`mark ${text}`).digest();
      return given.length === ours.length && timingSafeEqual(given, ours);
    });
  }

  /** Throws when it was sealed by a key that is not there, for another row, or was changed. */
  open(sealed: Buffer, bound: string): Buffer {
    const length = sealed[0] ?? 0;
    const id = sealed.subarray(1, 1 + length).toString();
    const key = this.keys.get(id);
    if (!key) throw new Error(`it was sealed by key ${JSON.stringify(id)}, which is not in BREAKWATER_SECRET_KEY_FILE`);
    const iv = sealed.subarray(1 + length, 1 + length + IV_BYTES);
    const tag = sealed.subarray(1 + length + IV_BYTES, 1 + length + IV_BYTES + TAG_BYTES);
    const opening = createDecipheriv('aes-256-gcm', key, iv).setAAD(Buffer.from(bound)).setAuthTag(tag);
    return Buffer.concat([opening.update(sealed.subarray(1 + length + IV_BYTES + TAG_BYTES)), opening.final()]);
  }
}

export const newSecretKeyLine = (id: string): string => `${id} ${randomBytes(KEY_BYTES).toString('base64')}\n`;
