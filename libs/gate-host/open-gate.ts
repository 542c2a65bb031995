/** How a process comes by its gate: the one place that says which adapter stands behind which port of the host. */
import type { Redis } from 'ioredis';
import type { Logger } from 'pino';
import type { DataSource } from 'typeorm';
import type { Env } from '#adapters/config/env.js';
import { PostgresFences } from '#adapters/postgres/fences.js';
import { PostgresStateStore } from '#adapters/postgres/state-store.js';
import { connectRedis, untilReady } from '#adapters/redis/connection.js';
import { keysOf } from '#adapters/redis/keys.js';
import { RedisCopiedMark, RedisEventLog, RedisGateLease, RedisGateLog } from '#adapters/redis/log.js';
import { RedisStateViews } from '#adapters/redis/views.js';
import { Complaint } from '#core/complaint.js';
import { compileRuleSet } from '#rules/compile.js';
import { parseRuleSet } from '#rules/load.js';
import { parseListen, tlsOf } from './address.js';
import { GateBook } from './book.js';
import { GateClient } from './client.js';
import { Door } from './door.js';
import { GateHost, type HostParts } from './host.js';
import { keepViews } from './views.js';

const READY_LIMIT_MS = 30_000;

export interface OpenedGate {
  host: GateHost;
  client: GateClient;
  book: GateBook;
  copied: RedisCopiedMark;
  /** Ends when the process's signal aborts; rejects when the gate must not go on. */
  running: Promise<void>;
  /** Once the signal has aborted: resolves when the gate has given its lease back. */
  handedOver(): Promise<void>;
  close(): Promise<void>;
}

export interface GateProcess {
  env: Env;
  logger: Logger;
  /** Who this is, for logs and connection names. */
  name: string;
  redis: Redis;
  dataSource: DataSource;
  /** False: it folds the log and asks the active gate elsewhere. */
  mayDecide: boolean;
  signal: AbortSignal;
  decided?: HostParts['decided'];
}

/** Opens the gate of a process: its fold of the log, its door when it may decide, and the client that finds the active one. */
export async function openGate(process: GateProcess): Promise<OpenedGate> {
  const { env, logger, name, redis, dataSource, mayDecide, signal } = process;
  const keys = keysOf(env.BREAKWATER_SHARD);
  const reads = connectRedis(env.REDIS_URL, `breakwater-${name}-log`, { blocking: true });
  await untilReady(reads, READY_LIMIT_MS);
  const log = new RedisEventLog(reads, redis, keys);
  const lease = new RedisGateLease(redis, keys);
  const copied = new RedisCopiedMark(redis, keys);
  const parts: HostParts = {
    ...{ log: new RedisGateLog(redis, keys), reads: log, lease, copied, logger, mayDecide },
    fences: new PostgresFences(dataSource, env.BREAKWATER_SHARD),
    store: new PostgresStateStore(dataSource),
    compile: (document) => compileRuleSet(parseRuleSet(document)),
    address: '',
    leaseMs: env.BREAKWATER_GATE_LEASE_MS,
    ...(process.decided ? { decided: process.decided } : {}),
  };
  const host = new GateHost(parts);
  const tls = tlsOf(env);
  const door = mayDecide
    ? new Door(host, { listen: parseListen(env.BREAKWATER_GATE_LISTEN), secret: env.BREAKWATER_GATE_SECRET, tls, logger })
    : null;
  const bound = await door?.listen();
  parts.address = env.BREAKWATER_GATE_ADDRESS ?? bound ?? '';
  const client = new GateClient(lease, { secret: env.BREAKWATER_GATE_SECRET, name, tls }, mayDecide ? host : null);
  const viewsComplaint = new Complaint(logger, {
    failing: 'what others read in Redis (views) cannot be written; nothing of Breakwater reads it',
    well: 'views are written again',
  });
  const views = mayDecide ? keepViews(host, new RedisStateViews(redis, keys), viewsComplaint, signal) : Promise.resolve();
  const running = Promise.all([host.run(signal), views]).then(() => undefined);
  running.catch(() => undefined); // Whoever opened it waits for it.
  const handedOver = () => running.catch(() => undefined);
  const close = async () => {
    client.close();
    await handedOver();
    await door?.close();
    reads.disconnect();
  };
  return { host, client, book: new GateBook(host, client), copied, running, handedOver, close };
}
