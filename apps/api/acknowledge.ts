import { hostname } from 'node:os';
import type { RedisInForce } from '#adapters/redis/config-in-force.js';
import type { Replicas } from '#core/ports/replicas.js';

const EVERY_MS = 2000;

/**
 * Loads the configuration in force before an order needs it, and says which version this process has. For who watches; no decision hangs on it, since
 * the reserve script names the version that an order must be judged by. Returns what stops it.
 */
export function acknowledgeVersions(inForce: RedisInForce, replicas: Replicas): () => void {
  const replica = `${hostname()}-${process.pid}`;
  const acknowledge = async () => {
    const { config } = await inForce.current();
    await replicas.acknowledge(replica, config.version);
  };
  const timer = setInterval(() => void acknowledge().catch(() => undefined), EVERY_MS);
  return () => clearInterval(timer);
}
