import type { Redis } from 'ioredis';
import { type Replica, Replicas } from '#core/ports/replicas.js';
import type { ShardKeys } from './keys.js';

const GONE_MS = 30_000;

export class RedisReplicas extends Replicas {
  constructor(
    private readonly redis: Redis,
    private readonly keys: ShardKeys,
  ) {
    super();
  }

  override async acknowledge(replica: string, version: number): Promise<void> {
    await this.redis.hset(this.keys.replicas, replica, `${version} ${Date.now()}`);
  }

  override async all(): Promise<Replica[]> {
    const now = Date.now();
    const replicas = Object.entries(await this.redis.hgetall(this.keys.replicas)).map(([replica, text]) => {
      const [version = 0, at = 0] = text.split(' ').map(Number);
      return { replica, version, seen_ms_ago: Math.max(0, now - at) };
    });
    const gone = replicas.filter(({ seen_ms_ago }) => seen_ms_ago > GONE_MS).map(({ replica }) => replica);
    if (gone.length > 0) await this.redis.hdel(this.keys.replicas, ...gone);
    return replicas.filter(({ seen_ms_ago }) => seen_ms_ago <= GONE_MS).sort((a, b) => a.replica.localeCompare(b.replica));
  }
}
