import { compareLogIds } from '#core/relay/relay.js';
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

/** Id of the newest entry that the log ever had, `0-0` without a log. Throws when Redis does not answer: that is no empty log. */
export async function newestLogId(redis: ScriptedRedis): Promise<string> {
  if ((await redis.exists('bw:log')) === 0) return '0-0';
  const info = (await redis.xinfo('STREAM', 'bw:log')) as (string | number)[];
  return String(info[info.indexOf('last-generated-id') + 1] ?? '0-0');
}

/**
 * Before live state is written anew: another build's log must be in PostgreSQL to its end (`relayedId`), for writing anew empties it. Throws
 * OtherFormatError otherwise, and touches nothing.
 */
export async function checkFormat(redis: ScriptedRedis, relayedId: string): Promise<void> {
  const others = (await redis.hkeys('bw:control')).filter((field) => field.startsWith('ready') && field !== READY);
  const newest = await newestLogId(redis);
  if (others.length === 0 || compareLogIds(newest, relayedId) <= 0) return;
  throw new OtherFormatError(
    `live state in Redis was written by a build of another format (${others.join()}, this one has ${READY}), and PostgreSQL has its log only up to ` +
      `${relayedId} of ${newest}. Nothing was changed. Start a worker of the build that wrote it until its log is copied, stop it, and start this one`,
  );
}

export class OtherFormatError extends Error {
  override readonly name = 'OtherFormatError';
}
