import { hostname } from 'node:os';
import type { InForce } from '#core/ports/in-force.js';
import type { Replicas } from '#core/ports/replicas.js';

const EVERY_MS = 2000;

/** Says which version of the configuration this process has. For who watches; no decision hangs on it. Returns what stops it. */
export function acknowledgeVersions(inForce: InForce, replicas: Replicas): () => void {
  const replica = `${hostname()}-${process.pid}`;
  const acknowledge = async () => {
    const { config } = await inForce.current();
    await replicas.acknowledge(replica, config.version);
  };
  const timer = setInterval(() => void acknowledge().catch(() => undefined), EVERY_MS);
  return () => clearInterval(timer);
}
