/** How every process of Breakwater begins and ends. */
import type { Redis } from 'ioredis';
import { type Logger, pino } from 'pino';
import type { DataSource } from 'typeorm';
import { type Env, readEnv } from '#adapters/config/env.js';
import { assertPostgresSyncs, createDataSource, type PostgresOptions } from '#adapters/postgres/data-source.js';
import { connectSyncedRedis } from '#adapters/redis/connection.js';
import { pause } from '#core/pause.js';

const POSTGRES_LIMIT_MS = 30_000;
const BETWEEN_TRIES_MS = 300;

/** A process that runs: its name, its settings, its log, and the signal that aborts when it is asked to stop. */
export class RunningProcess {
  constructor(
    readonly name: string,
    readonly env: Env,
    readonly logger: Logger,
    readonly stopping: AbortSignal,
  ) {}

  /** Redis and PostgreSQL, once both answer (at most 30 s) and both sync what they are given. Throws with what to do. */
  async openStores(postgres: Omit<PostgresOptions, 'applicationName'>): Promise<{ redis: Redis; dataSource: DataSource }> {
    const applicationName = `breakwater-${this.name}`;
    const redis = await connectSyncedRedis(this.env.REDIS_URL, applicationName, this.logger);
    const dataSource = createDataSource(this.env.DATABASE_URL, { applicationName, ...postgres });
    await initialized(dataSource);
    await assertPostgresSyncs(dataSource);
    return { redis, dataSource };
  }
}

/** Runs `work` until it returns. An error ends the process with one line and status 1. Temporal's native part would hold it otherwise, so it ends by itself. */
export function runProcess(name: string, work: (process: RunningProcess) => Promise<void>): void {
  const stop = new AbortController();
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.on(signal, () => stop.abort());
  const run = async () => {
    const env = readEnv();
    const logger = pino({ name, level: env.LOG_LEVEL });
    await work(new RunningProcess(name, env, logger, stop.signal));
    logger.info(`${name} stopped`);
  };
  run().then(
    () => process.exit(0),
    (error: unknown) => {
      console.error(`${name}: ${error instanceof Error ? error.message : String(error)}`);
      process.exit(1);
    },
  );
}

async function initialized(dataSource: DataSource): Promise<void> {
  const deadline = Date.now() + POSTGRES_LIMIT_MS;
  for (;;) {
    try {
      await dataSource.initialize();
      return;
    } catch (error) {
      if (Date.now() > deadline)
        throw new Error(`PostgreSQL does not answer (${String(error)}). Check DATABASE_URL, or let npm start bring its own.`);
      await pause(BETWEEN_TRIES_MS, new AbortController().signal);
    }
  }
}
