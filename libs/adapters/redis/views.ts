import type { Redis } from 'ioredis';
import { StateViews } from '#core/ports/state-views.js';
import type { ShardKeys } from './keys.js';

/** A view that its writer has not renewed for so long is gone: nobody reads how things stood yesterday. */
const KEPT_SECONDS = 60;

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
      const key = this.keys.view(name);
      change.del(key);
      if (Object.keys(fields).length > 0) change.hset(key, fields).expire(key, KEPT_SECONDS);
    }
    await change.exec();
  }
}
