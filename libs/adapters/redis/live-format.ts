import type { ScriptedRedis } from './scripts.js';

/**
 * Number of the layout of live state and of the log's entries. Raise it with every change that an older or newer build could misread; an entry
 * that means something else from then on gets another type besides, for the relay reads whatever the log holds.
 */
const LIVE_FORMAT = 2;

/**
 * Field of `bw:control`: live state is whole, and of this format. Its value counts how often live state was written anew. A build of another
 * format does not find its own field, so it refuses every order until its trading floor has brought live state up.
 */
export const READY = `ready:${LIVE_FORMAT}`;

export async function isReady(redis: ScriptedRedis): Promise<boolean> {
  return (await redis.hexists('bw:control', READY)) === 1;
}

/**
 * Before live state is written anew: another build's gate is shut for good, so that none of its orders is lost. Its log must be in PostgreSQL to its end
 * (`relayedId`), for writing anew empties it; throws OtherFormatError otherwise, and touches nothing.
 */
export async function retireOtherFormat(redis: ScriptedRedis, relayedId: string): Promise<void> {
  const left = String(await redis.bwRetireFormat(relayedId));
  if (left === '') return;
  const [fields, newest] = left.split(' ');
  throw new OtherFormatError(
    `live state in Redis was written by a build of another format (${fields}, this one has ${READY}), and PostgreSQL has its log only up to ` +
      `${relayedId} of ${newest}. Nothing was changed. Start a worker of the build that wrote it until its log is copied, stop it, and start this one`,
  );
}

export class OtherFormatError extends Error {
  override readonly name = 'OtherFormatError';
}
