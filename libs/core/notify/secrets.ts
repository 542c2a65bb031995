/** How a channel's secret is kept: JSON, sealed for that channel alone. */
import type { Seal } from '../access/seal.js';
import type { ChannelSecret } from '../model/alert-channel.js';

const bound = (channelId: string) => `alert-channel:${channelId}`;

/** A secret that is there cannot be read, or none can be kept: the message says what to do. */
export class SecretUnreadableError extends Error {
  override name = 'SecretUnreadableError';
}

const NO_KEY =
  'secrets of channels are kept encrypted: set BREAKWATER_SECRET_KEY_FILE for the API and the worker (docs/alerts.md)';

export function sealSecret(seal: Seal | null, channelId: string, secret: ChannelSecret): Buffer {
  if (!seal) throw new SecretUnreadableError(NO_KEY);
  return seal.close(Buffer.from(JSON.stringify(secret)), bound(channelId));
}

/** Null when there is none. Throws SecretUnreadableError. */
export function openSecret(seal: Seal | null, channelId: string, sealed: Buffer | null): ChannelSecret | null {
  if (sealed === null) return null;
  if (!seal) throw new SecretUnreadableError(NO_KEY);
  try {
    return JSON.parse(seal.open(sealed, bound(channelId)).toString()) as ChannelSecret;
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error);
    throw new SecretUnreadableError(`the secret of this channel cannot be read (${why}): enter it again`);
  }
}
