/** How every process of Breakwater begins and ends. */
import { hostname } from 'node:os';
import type { Redis } from 'ioredis';
import { type DestinationStream, type Logger, pino } from 'pino';
import type { DataSource } from 'typeorm';
import { type Env, readEnv } from '#adapters/config/env.js';
import { assertPostgresSyncs, createDataSource, type PostgresOptions } from '#adapters/postgres/data-source.js';
import { PostgresAuditTrail } from '#adapters/postgres/audit-trail.js';
import { connectSyncedRedis } from '#adapters/redis/connection.js';
import { systemAct } from '#core/audit/entry.js';
import { pause } from '#core/pause.js';
import type { Act } from '#core/ports/audit.js';

/** Never in a log, wherever a logged object has them. */
const SECRET_FIELDS = ['authorization', 'cookie', 'set-cookie', 'password', 'token'];
const SECRETS = SECRET_FIELDS.flatMap((field) =>
  ['', '*.', '*.*.'].map((above) => (above === '' ? `["${field}"]` : `${above.slice(0, -1)}["${field}"]`)),
);

const POSTGRES_LIMIT_MS = 30_000;
const BETWEEN_TRIES_MS = 300;
const STOP_LIMIT_MS = 1000;

/** A process that runs: its name, its settings, its log, and the signal that aborts when it is asked to stop. */
export class RunningProcess {
  private dataSource: DataSource | null = null;

  constructor(
    readonly name: string,
    readonly env: Env,
    readonly logger: Logger,
    readonly stopping: AbortSignal,
  ) {}

  /**
   * Redis and PostgreSQL, once both answer (at most 30 s) and both sync what they are given; the audit has the start then. Throws with what to do.
   * The end of the process closes PostgreSQL.
   */
  async openStores(postgres: Omit<PostgresOptions, 'applicationName'>): Promise<{ redis: Redis; dataSource: DataSource }> {
    const applicationName = `breakwater-${this.name}`;
    const redis = await connectSyncedRedis(this.env.REDIS_URL, applicationName, this.logger);
    const dataSource = createDataSource(this.env.DATABASE_URL, { applicationName, ...postgres });
    await initialized(dataSource);
    await assertPostgresSyncs(dataSource);
    await new PostgresAuditTrail(dataSource).record(this.act('process.started'));
    this.dataSource = dataSource;
    return { redis, dataSource };
  }

  /** The audit has the stop, unless PostgreSQL does not answer within a second. */
  async ended(failure?: unknown): Promise<void> {
    const { dataSource } = this;
    if (!dataSource?.isInitialized) return;
    const act = this.act('process.stopped');
    const failed = { ...act, outcome: 'failed' as const, reason: failure instanceof Error ? failure.message : String(failure) };
    const end = async () => {
      try {
        await new PostgresAuditTrail(dataSource).record(failure === undefined ? act : failed);
      } catch (unwritten) {
        this.logger.warn({ err: unwritten }, 'the audit has no entry of this stop');
      }
      await dataSource.destroy();
    };
    const limit = new AbortController();
    await Promise.race([end(), pause(STOP_LIMIT_MS, limit.signal)]);
    limit.abort();
  }

  private act(action: string): Act {
    const after = { host: hostname(), pid: process.pid, node: process.version, shard: this.env.BREAKWATER_SHARD };
    return { ...systemAct(action, `process:${this.name}`, Date.now() * 1000, this.name), after };
  }
}

/** Runs `work` until it returns. An error ends the process with one line and status 1. Temporal's native part would hold it otherwise, so it ends by itself. */
export function runProcess(name: string, work: (process: RunningProcess) => Promise<void>): void {
  const stop = new AbortController();
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.on(signal, () => stop.abort());
  const { stream, last } = standardOutput();
  const run = async () => {
    const env = readEnv();
    const logger = pino({ name, level: env.LOG_LEVEL, redact: SECRETS }, stream);
    const running = new RunningProcess(name, env, logger, stop.signal);
    try {
      await work(running);
    } catch (error) {
      await running.ended(error);
      throw error;
    }
    await running.ended();
    logger.info(`${name} stopped`);
  };
  void run()
    .then(
      () => 0,
      (error: unknown) => {
        console.error(`${name}: ${error instanceof Error ? error.message : String(error)}`);
        return 1;
      },
    )
    .then(async (code) => {
      await last();
      process.exit(code);
    });
}

/** Lines that wait for whoever reads them. More are dropped: a collector of logs that stands still must not fill the memory. */
const LOG_MAX_BYTES = 16 << 20;

/**
 * What a process says goes to standard output, and never makes it wait. `last` writes what is left, for a second at most, and no more after that: at the exit the stream itself
 * tries without an end when nobody reads any more (a collector that died), and the process would never end.
 */
export function standardOutput(): { stream: DestinationStream; last: () => Promise<void> } {
  const stream = pino.destination({ fd: 1, sync: false, maxLength: LOG_MAX_BYTES });
  const stop = () => {
    stream.write = () => true;
    stream.flushSync = () => undefined;
  };
  stream.on('error', stop);
  const last = async () => {
    const limit = new AbortController();
    const written = new Promise<void>((resolve) => stream.once('finish', resolve).once('close', resolve).once('error', resolve));
    stream.end();
    await Promise.race([written, pause(STOP_LIMIT_MS, limit.signal)]);
    limit.abort();
    stop();
  };
  return { stream, last };
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
