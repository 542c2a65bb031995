/** Links that are used once. The token stands behind #, so that no log and no Referer gets it; what is kept is its hash. */
import { createHash, randomBytes } from 'node:crypto';

export const LINK_LIFE_MS = 30 * 60_000;

export const linkDigest = (token: string): Buffer => createHash('sha256').update(`link ${token}`).digest();

export function newLink(): { token: string; digest: Buffer } {
  const token = randomBytes(32).toString('base64url');
  return { token, digest: linkDigest(token) };
}

export const newUserId = (): string =>
  BigInt(`0x${randomBytes(10).toString('hex')}`)
    .toString(36)
    .padStart(12, '0')
    .slice(-12);
