import { parseArgs } from 'node:util';
import { connectRedis, untilReady } from '#adapters/redis/connection.js';
import { RedisLiveBook } from '#adapters/redis/live-book.js';
import { formatMoney } from '#core/model/money.js';
import { BreakerCausePersistsError, type OpenBreaker } from '#core/ports/live-book.js';
import { UsageError } from './usage-error.js';

/** `breaker list` and `breaker reset`. Throws UsageError, and with a sentence when the reset is refused. */
export async function breakerCommand(verb: string, args: string[]): Promise<void> {
  switch (verb) {
    case 'list':
      return withBook(list);
    case 'reset': {
      const ask = readReset(args);
      return withBook((book) => reset(book, ask));
    }
    default:
      throw new UsageError('breaker list, or breaker reset --id N --reason "what was done" --actor "who" [--force]');
  }
}

interface ResetAsk {
  id: number;
  actor: string;
  reason: string;
  force: boolean;
}

function readReset(args: string[]): ResetAsk {
  const options = {
    id: { type: 'string' },
    reason: { type: 'string' },
    actor: { type: 'string' },
    force: { type: 'boolean' },
  } as const;
  let values: { id?: string; reason?: string; actor?: string; force?: boolean };
  try {
    ({ values } = parseArgs({ args, options }));
  } catch (error) {
    throw new UsageError(error instanceof Error ? error.message : String(error));
  }
  const { id = '', reason = '', actor = '', force = false } = values;
  if (!/^[1-9]\d{0,14}$/.test(id))
    throw new UsageError('--id must be the number of a breaker; `breaker list` shows those that are open');
  if (reason.trim() === '' || reason.length > 500)
    throw new UsageError('--reason must say what was done, in at most 500 characters');
  if (actor.trim() === '' || actor.length > 100) throw new UsageError('--actor must say who resets, in at most 100 characters');
  return { id: Number(id), reason, actor, force };
}

async function withBook(work: (book: RedisLiveBook) => Promise<void>): Promise<void> {
  const url = process.env['REDIS_URL'];
  if (!url) throw new UsageError('REDIS_URL is not set, and no Breakwater runs here by npm start');
  const redis = connectRedis(url, 'breakwater-cli');
  try {
    await untilReady(redis, 5000);
    await work(new RedisLiveBook(redis));
  } finally {
    redis.disconnect();
  }
}

async function list(book: RedisLiveBook): Promise<void> {
  const open = await book.breakers();
  console.log(open.length === 0 ? 'no breaker is open' : open.map(line).join('\n'));
}

function line({
  breaker_id,
  scope,
  mode,
  trigger_type,
  trigger_value,
  threshold,
  tripped_at_ms,
  expires_at_ms,
}: OpenBreaker): string {
  const figures = trigger_type === 'DAILY_LOSS' ? ` (loss $${formatMoney(trigger_value)}, limit $${formatMoney(threshold)})` : '';
  const ends = expires_at_ms === null ? '' : `, ends ${new Date(expires_at_ms).toISOString()}`;
  return `${breaker_id}  ${scope}  ${mode}  ${trigger_type}${figures}  since ${new Date(tripped_at_ms).toISOString()}${ends}`;
}

async function reset(book: RedisLiveBook, { id, actor, reason, force }: ResetAsk): Promise<void> {
  try {
    const closed = await book.close({ breaker_id: id, actor, reason, source: 'cli', how: force ? 'force' : 'ask' });
    if (!closed) throw new Error(`no open breaker has the number ${id}; \`breaker list\` shows those that are open`);
    const again = closed.tripped_again === null ? '' : `; its cause persists, so ${closed.tripped_again} opened at once`;
    console.log(`breaker ${id} of ${closed.scope} is closed${again}. Its workflow hears of it as soon as Temporal is there`);
  } catch (error) {
    if (error instanceof BreakerCausePersistsError) throw new Error(`${error.message}; mend the cause first, or give --force`);
    throw error;
  }
}
