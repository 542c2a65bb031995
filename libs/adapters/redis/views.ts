import type { Redis } from 'ioredis';
import { StateViews } from '#core/ports/state-views.js';
import type { ShardKeys } from './keys.js';

/** A view that its writer has not renewed for so long is gone: nobody reads how things stood yesterday. */
const KEPT_SECONDS = 60;
/** Fields of one command: Redis answers no append meanwhile. */
const FIELDS = 500;

export class RedisStateViews extends StateViews {
  constructor(
    private readonly redis: Redis,
    private readonly keys: ShardKeys,
  ) {
    super();
  }

  override async write(views: Record<string, Record<string, string>>): Promise<void> {
    const change = this.redis.multi();
    for (const [name, fields] of Object.entries(views)) {
      const [key, next] = [this.keys.view(name), this.keys.view(`${name}:next`)];
      const all = Object.entries(fields);
      if (all.length === 0) change.unlink(key);
      else {
        await this.redis.unlink(next);
        for (let i = 0; i < all.length; i += FIELDS) {
          const some = Object.fromEntries(all.slice(i, i + FIELDS));
          await this.redis.multi().hset(next, some).expire(next, KEPT_SECONDS).exec();
        }
        change.unlink(key).rename(next, key);
      }
    }
    await change.exec();
  }
}
