import { compareLogIds } from '#core/relay/relay.js';
import { LogTail, type TailRead } from '#core/ports/log-tail.js';
import { parseEntry, parseOrder, reservedOrder } from './log-codec.js';
import type { ScriptedRedis } from './scripts.js';

/** A read that has not come back this long after it should have is given up and its connection made anew: the peer may be frozen. */
const LATE_MS = 3000;

/** `blocking` is a connection of its own: XREAD BLOCK would hold up every other command on it. */
export class RedisLogTail extends LogTail {
  constructor(
    private readonly blocking: ScriptedRedis,
    private readonly redis: ScriptedRedis,
  ) {
    super();
  }

  override async read(
    afterId: string,
    { limit, blockMs, reserved }: { limit: number; blockMs: number; reserved: boolean },
  ): Promise<TailRead> {
    let timer: NodeJS.Timeout | undefined;
    const late = new Promise<never>((_, reject) => {
      timer = setTimeout(() => {
        this.blocking.disconnect(true);
        reject(new Error(`Redis has not answered for ${blockMs + LATE_MS} ms`));
      }, blockMs + LATE_MS);
    });
    try {
      const reading = this.blocking.xread('COUNT', limit, 'BLOCK', blockMs, 'STREAMS', 'bw:log', afterId);
      const answer = await Promise.race([reading, late]);
      const entries = answer?.[0]?.[1] ?? [];
      const read: TailRead = { events: [], reserved: [], last_id: entries.at(-1)?.[0] ?? null };
      for (const entry of entries) {
        const order = reservedOrder(entry);
        if (order === null) read.events.push(parseEntry(entry) as TailRead['events'][number]);
        else if (reserved) read.reserved.push(parseOrder(order));
      }
      return read;
    } finally {
      clearTimeout(timer);
    }
  }

  /** What was trimmed went from the front, so an oldest entry at or before `id` means that nothing after it is gone. */
  override async holds(id: string): Promise<boolean> {
    if (id === '0-0') return true; // Nothing was copied to PostgreSQL yet, so nothing was trimmed.
    const info = (await this.redis.xinfo('STREAM', 'bw:log').catch(noSuchKey)) as (string | [string, unknown] | null)[];
    const field = (name: string) => info[info.indexOf(name) + 1];
    if (info.length === 0 || compareLogIds(String(field('last-generated-id')), id) < 0) return false;
    const oldest = field('first-entry');
    return Array.isArray(oldest) && compareLogIds(oldest[0], id) <= 0;
  }
}

function noSuchKey(error: Error): never[] {
  if (/no such key/.test(error.message)) return [];
  throw error;
}
