/**
 * The form of a key: `bw_live_<id 12>_<secret 43><check 6>`, in base 62. The check is a CRC-32 over everything before it, so that a typing error is
 * told apart from a wrong key without a look-up. What is kept is the SHA-256 of the whole: at 256 random bits a plain hash is enough.
 */
import { hash, randomBytes } from 'node:crypto';
import { crc32 } from 'node:zlib';

const DIGITS = '0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz';
const FORM = /^bw_(live|test)_([0-9A-Za-z]{12})_[0-9A-Za-z]{43}[0-9A-Za-z]{6}$/;
export const KEY_LENGTH = 70;
const ID_LENGTH = 12;
const SECRET_LENGTH = 43;
const CHECK_LENGTH = 6;

function base62(value: bigint, length: number): string {
  let text = '';
  for (let rest = value; text.length < length; rest /= 62n) text = (DIGITS[Number(rest % 62n)] ?? '') + text;
  return text;
}

/** Every digit alike: bytes beyond the last whole 62 are drawn again. */
function randomDigits(count: number): string {
  let text = '';
  while (text.length < count)
    for (const byte of randomBytes(count)) if (byte < 248 && text.length < count) text += DIGITS[byte % 62] ?? '';
  return text;
}

export const newKeyId = (): string => randomDigits(ID_LENGTH);

export interface NewSecret {
  /** Shown once. */
  token: string;
  digest: Buffer;
  /** The last four characters, by which a person tells secrets apart. */
  ending: string;
}

export function newSecret(id: string, kind: 'live' | 'test'): NewSecret {
  const secret = base62(BigInt(`0x${randomBytes(32).toString('hex')}`), SECRET_LENGTH);
  const head = `bw_${kind}_${id}_${secret}`;
  const token = head + checkOf(head);
  return { token, digest: digestOf(token), ending: token.slice(-4) };
}

/** In plain numbers, for each request pays for it: 32 bits fit. */
function checkOf(head: string): string {
  let text = '';
  for (let rest = crc32(head); text.length < CHECK_LENGTH; rest = Math.floor(rest / 62)) text = (DIGITS[rest % 62] ?? '') + text;
  return text;
}

export const digestOf = (token: string): Buffer => hash('sha256', token, 'buffer');

/** The id of a token that could be a key; `mistyped` when its form or check is wrong. */
export function readToken(token: string): { id: string } | 'mistyped' {
  if (token.length !== KEY_LENGTH) return 'mistyped';
  const [, , id] = FORM.exec(token) ?? [];
  if (id === undefined || checkOf(token.slice(0, -CHECK_LENGTH)) !== token.slice(-CHECK_LENGTH)) return 'mistyped';
  return { id };
}
