import { type Replica, Replicas } from '#core/ports/replicas.js';
import type { ScriptedRedis } from './scripts.js';

const GONE_MS = 30_000;

export class RedisReplicas extends Replicas {
  constructor(private readonly redis: ScriptedRedis) {
    super();
  }

  override async acknowledge(replica: string, version: number): Promise<void> {
    await this.redis.hset('bw:replicas', replica, `${version} ${Date.now()}`);
  }

  override async all(): Promise<Replica[]> {
    const now = Date.now();
    const replicas = Object.entries(await this.redis.hgetall('bw:replicas')).map(([replica, text]) => {
      const [version = 0, at = 0] = text.split(' ').map(Number);
      return { replica, version, seen_ms_ago: Math.max(0, now - at) };
    });
    const gone = replicas.filter(({ seen_ms_ago }) => seen_ms_ago > GONE_MS).map(({ replica }) => replica);
    if (gone.length > 0) await this.redis.hdel('bw:replicas', ...gone);
    return replicas.filter(({ seen_ms_ago }) => seen_ms_ago <= GONE_MS).sort((a, b) => a.replica.localeCompare(b.replica));
  }
}
