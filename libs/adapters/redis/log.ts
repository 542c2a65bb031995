import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import type { Redis } from 'ioredis';
import { inTime } from '#core/in-time.js';
import { EventLog, type LogRead } from '#core/ports/event-log.js';
import { type Append, type AppendResult, type Copied, CopiedMark, GateLease, GateLog } from '#core/ports/gate-log.js';
import { type Lease, Leases } from '#core/ports/leases.js';
import type { ShardKeys } from './keys.js';

const script = (name: string) => readFileSync(fileURLToPath(new URL(`./scripts/${name}.lua`, import.meta.url)), 'utf8');

type Scripted = Redis & {
  bwAppend(...args: (string | number)[]): Promise<string>;
  bwLease(...args: (string | number)[]): Promise<string>;
};

/** Adds the two scripts to a connection. ioredis sends EVALSHA and loads a script again when the server lost it. */
function scripted(redis: Redis): Scripted {
  redis.defineCommand('bwAppend', { numberOfKeys: 2, lua: script('append') });
  redis.defineCommand('bwLease', { numberOfKeys: 2, lua: script('lease') });
  return redis as Scripted;
}

export class RedisGateLog extends GateLog {
  private readonly redis: Scripted;

  constructor(
    redis: Redis,
    private readonly keys: ShardKeys,
  ) {
    super();
    this.redis = scripted(redis);
  }

  override async append({ fence, before, after, first_n, lines }: Append): Promise<AppendResult> {
    const { log, head } = this.keys;
    const lastN = first_n + lines.length - 1;
    const answer = await this.redis.bwAppend(log, head, fence, before, after, first_n, lastN, lines.join('\n'));
    if (answer === 'OK') return 'kept';
    const [stands = '', position = ''] = answer.split(' ');
    return { fence: stands, position };
  }

  override async end(): Promise<{ fence: string; position: string }> {
    const [fence, position] = await this.redis.hmget(this.keys.head, 'fence', 'position');
    return { fence: fence ?? '', position: position ?? '' };
  }
}

export class RedisGateLease extends GateLease {
  private readonly redis: Scripted;

  constructor(
    redis: Redis,
    private readonly keys: ShardKeys,
  ) {
    super();
    this.redis = scripted(redis);
  }

  override async take(holder: string, address: string, forMs: number): Promise<boolean> {
    return (await this.lease(holder, forMs, address)) === '1';
  }

  override async fence(...[holder, address, forMs, fence, begin]: Parameters<GateLease['fence']>): Promise<boolean> {
    const place = begin ? [begin.position, begin.n] : ['', ''];
    return (await this.lease(holder, forMs, address, fence, ...place)) === '1';
  }

  override async release(holder: string): Promise<void> {
    await this.lease(holder, 0, '');
  }

  override async holder(): Promise<string | null> {
    const value = await this.redis.get(this.keys.lease('gate'));
    return value?.slice(value.indexOf(' ') + 1) ?? null;
  }

  private lease(holder: string, forMs: number, address: string, fence: number | '' = '', ...begin: (string | number)[]) {
    const [position = '', n = ''] = begin;
    return this.redis.bwLease(this.keys.lease('gate'), this.keys.head, holder, forMs, address, fence, position, n);
  }
}

export class RedisLeases extends Leases {
  private readonly redis: Scripted;

  constructor(
    redis: Redis,
    private readonly keys: ShardKeys,
  ) {
    super();
    this.redis = scripted(redis);
  }

  override async take(which: Lease, holder: string, forMs: number): Promise<boolean> {
    return (await this.redis.bwLease(this.keys.lease(which), this.keys.head, holder, forMs, which, '', '', '')) === '1';
  }

  override async release(which: Lease, holder: string): Promise<void> {
    await this.redis.bwLease(this.keys.lease(which), this.keys.head, holder, 0, '', '', '', '');
  }
}

/** Entries of the stream read at once; each holds the lines of one append, up to some thousand under load. */
const ENTRIES_MAX = 64;
/** What PostgreSQL has and is younger than this stays for readers that are a little behind. */
const TAIL_MS = 5000;
/** A read that has not come back this long after it should have is given up and its connection made anew: the peer may be frozen. */
const LATE_MS = 3000;

/** `blocking` is a connection of its own: XREAD BLOCK would hold up every other command on it. */
export class RedisEventLog extends EventLog {
  constructor(
    private readonly blocking: Redis,
    private readonly redis: Redis,
    private readonly keys: ShardKeys,
  ) {
    super();
  }

  override async read(position: string, limit: number, blockMs: number): Promise<LogRead> {
    const first = this.blocking.xread('COUNT', ENTRIES_MAX, 'BLOCK', blockMs, 'STREAMS', this.keys.log, position);
    const read = readOf(await this.answered(first, blockMs + LATE_MS), position);
    // Under little load an entry has one line: many reads make a batch that is worth a transaction.
    while (read.more && read.lines.length < limit) {
      const next = this.blocking.xread('COUNT', ENTRIES_MAX, 'STREAMS', this.keys.log, read.position);
      const { lines, position: to, more } = readOf(await this.answered(next, LATE_MS), read.position);
      read.lines.push(...lines);
      Object.assign(read, { position: to, more });
    }
    return read;
  }

  override async head(): Promise<{ n: number; position: string } | null> {
    const [n, position] = await this.redis.hmget(this.keys.head, 'n', 'position');
    return n && position ? { n: Number(n), position } : null;
  }

  override async first(): Promise<number | null> {
    const [oldest] = await this.redis.xrange(this.keys.log, '-', '+', 'COUNT', 1);
    return oldest ? (linesOf(oldest[1])[0]?.n ?? null) : null;
  }

  override async trim(position: string): Promise<void> {
    const ms = Number(position.slice(0, position.indexOf('-')));
    await this.redis.xtrim(this.keys.log, 'MINID', '~', Math.max(ms - TAIL_MS, 0));
  }

  private answered<T>(reading: Promise<T>, limitMs: number): Promise<T> {
    return inTime(reading, limitMs, () => {
      this.blocking.disconnect(true);
      throw new Error(`Redis has not answered for ${limitMs} ms`);
    });
  }
}

type XRead = [key: string, entries: [id: string, fields: string[]][]][] | null;

function readOf(answer: XRead, position: string): LogRead {
  const entries = answer?.[0]?.[1] ?? [];
  const lines = entries.flatMap(([, fields]) => linesOf(fields));
  return { lines, position: entries.at(-1)?.[0] ?? position, more: entries.length === ENTRIES_MAX };
}

function linesOf(fields: string[]): { n: number; line: string }[] {
  const first = Number(fields[1]);
  return (fields[3] ?? '').split('\n').map((line, index) => ({ n: first + index, line }));
}

export class RedisCopiedMark extends CopiedMark {
  constructor(
    private readonly redis: Redis,
    private readonly keys: ShardKeys,
  ) {
    super();
  }

  override async read(): Promise<Copied | null> {
    const [n, at] = await this.redis.hmget(this.keys.copied, 'n', 'at_ms');
    return n && at ? { n: Number(n), at_ms: Number(at) } : null;
  }

  override async write({ n, at_ms }: Copied): Promise<void> {
    await this.redis.hset(this.keys.copied, { n, at_ms });
  }
}

/**
 * A log of version 1 that PostgreSQL does not have to its end, in words; null when there is none. Such an installation must first be copied by the
 * build that wrote it.
 */
export async function uncopiedVersion1Log(redis: Redis, copiedId: string): Promise<string | null> {
  if ((await redis.exists('bw:log')) === 0) return null;
  const info = (await redis.xinfo('STREAM', 'bw:log')) as (string | number)[];
  const newest = String(info[info.indexOf('last-generated-id') + 1] ?? '0-0');
  const [newestMs = 0, newestSeq = 0] = newest.split('-').map(Number);
  const [ms = 0, seq = 0] = copiedId.split('-').map(Number);
  return newestMs > ms || (newestMs === ms && newestSeq > seq) ? newest : null;
}
