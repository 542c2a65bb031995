import type { Redis } from 'ioredis';
import { keysOf } from '#adapters/redis/keys.js';
import { RedisGateLease, RedisGateLog } from '#adapters/redis/log.js';

/** As many bytes as an accepted order's line. */
const LINE = `O ${'x'.repeat(328)}`;

/** The gate's append without a gate: what arrives while one is under way leaves with the next. Nothing is decided. */
export class BareAppend {
  private position = '1-0';
  private n = 0;
  private underWay = false;
  private waiting: (() => void)[] = [];

  private constructor(private readonly log: RedisGateLog) {}

  /** On a log of its own, begun anew. */
  static async on(redis: Redis): Promise<BareAppend> {
    const keys = keysOf(`bench-append-${process.pid}`);
    await redis.del(keys.log, keys.head, keys.lease('gate'));
    await new RedisGateLease(redis, keys).fence('bench', '', 3_600_000, 1, { position: '1-0', n: 0 });
    return new BareAppend(new RedisGateLog(redis, keys));
  }

  append(): Promise<void> {
    return new Promise((resolve) => {
      this.waiting.push(resolve);
      if (this.underWay) return;
      this.underWay = true;
      setImmediate(() => void this.flush());
    });
  }

  private async flush(): Promise<void> {
    while (this.waiting.length > 0) {
      const batch = this.waiting;
      this.waiting = [];
      const after = `1-${this.n + batch.length}`;
      const append = { fence: 1, before: this.position, after, first_n: this.n + 1, lines: batch.map(() => LINE) };
      const kept = await this.log.append(append);
      if (kept !== 'kept') throw new Error(`the bare append was not kept: ${JSON.stringify(kept)}`);
      this.position = after;
      this.n += batch.length;
      for (const resolve of batch) resolve();
    }
    this.underWay = false;
  }
}
