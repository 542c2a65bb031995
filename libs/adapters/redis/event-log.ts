import type { LogEvent } from '#core/gate/event.js';
import { EventLog, type Routing } from '#core/ports/event-log.js';
import { parseEntry, parseOrder, reservedOrder, typeOf } from './log-codec.js';
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
    return (await this.entries(afterId, limit, blockMs)).map(parseEntry);
  }

  override async readRouting(afterId: string, limit: number, blockMs: number): Promise<Routing> {
    const entries = await this.entries(afterId, limit, blockMs);
    const routing: Routing = { reserved: [], decided: [], cancels: [], last_id: entries.at(-1)?.[0] ?? null };
    for (const entry of entries) {
      const order = reservedOrder(entry);
      if (order !== null) routing.reserved.push(parseOrder(order));
      else if (typeOf(entry) === 'DECIDE' || typeOf(entry) === 'CANCEL') {
        const event = parseEntry(entry);
        if (event.type === 'ORDER_DECIDED') routing.decided.push(...event.verdicts);
        if (event.type === 'CANCEL_REQUESTED') routing.cancels.push(event.order_id);
      }
    }
    return routing;
  }

  private async entries(afterId: string, limit: number, blockMs: number): Promise<[string, string[]][]> {
    const answer = await this.blocking.xread('COUNT', limit, 'BLOCK', blockMs, 'STREAMS', 'bw:log', afterId);
    return answer?.[0]?.[1] ?? [];
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
