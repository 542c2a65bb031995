import type { LogEvent } from '#core/model/log-event.js';
import { EventLog } from '#core/ports/event-log.js';
import { parseEntry } from './log-codec.js';
import type { ScriptedRedis } from './scripts.js';

/** Copied entries younger than this stay in the stream for readers that are a little behind. */
const TAIL_MS = 5000;

/** The log's reader. `blocking` is a connection of its own: XREAD BLOCK would hold up every other command on it. */
export class RedisEventLog extends EventLog {
  constructor(
    private readonly blocking: ScriptedRedis,
    private readonly redis: ScriptedRedis,
  ) {
    super();
  }

  override async read(afterId: string, limit: number, blockMs: number): Promise<LogEvent[]> {
    const answer = await this.blocking.xread('COUNT', limit, 'BLOCK', blockMs, 'STREAMS', 'bw:log', afterId);
    const entries = answer?.[0]?.[1] ?? [];
    return entries.map(parseEntry);
  }

  override async lastId(): Promise<string> {
    const [newest] = await this.redis.xrevrange('bw:log', '+', '-', 'COUNT', 1);
    return newest?.[0] ?? '0-0';
  }

  override async oldestId(): Promise<string> {
    const [oldest] = await this.redis.xrange('bw:log', '-', '+', 'COUNT', 1);
    return oldest?.[0] ?? '0-0';
  }

  override async copied(copiedId: string, caughtUp: boolean): Promise<void> {
    await this.redis.bwCopied(copiedId, caughtUp ? '1' : '0', TAIL_MS);
  }
}
