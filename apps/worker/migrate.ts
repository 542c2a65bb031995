import 'reflect-metadata';
import type { DataSource } from 'typeorm';
import { assertPostgresSyncs, createDataSource } from '#adapters/postgres/data-source.js';
import { migrate } from '#adapters/postgres/migrate.js';
import { version1Position } from '#adapters/postgres/import-version-1.js';
import { connectRedis, untilReady } from '#adapters/redis/connection.js';
import { uncopiedVersion1Log } from '#adapters/redis/log.js';
import { MIGRATIONS } from '../../migrations/index.js';

/** `node dist/apps/worker/migrate.js`: brings the tables of DATABASE_URL up to date, first configuration and account included. */
async function main(): Promise<void> {
  const url = process.env['DATABASE_URL'];
  const redisUrl = process.env['REDIS_URL'];
  if (!url) throw new Error('DATABASE_URL is not set: give the address of a PostgreSQL database, postgres://user@host:port/name');
  const dataSource = createDataSource(url, {
    applicationName: 'breakwater-migrate',
    poolSize: 2,
    statementTimeoutMs: 0,
    migrations: MIGRATIONS,
  });
  await dataSource.initialize();
  try {
    await assertPostgresSyncs(dataSource);
    await refuseUncopiedVersion1(dataSource, redisUrl);
    const done = await migrate(dataSource);
    for (const name of done) console.log(`migrate: applied ${name}`);
    console.log(done.length > 0 ? `migrate: ${done.length} applied, up to date` : 'migrate: up to date, nothing to do');
  } finally {
    await dataSource.destroy();
  }
}

/**
 * A log of version 1 that its own relay has not copied to the end: the tables stay as they are until it has, for this version cannot read it and that
 * version cannot write to the tables that come.
 */
async function refuseUncopiedVersion1(dataSource: DataSource, redisUrl: string | undefined): Promise<void> {
  const copied = await version1Position(dataSource);
  if (copied === null) return;
  if (!redisUrl) throw new Error('REDIS_URL is not set: whether PostgreSQL has the whole log of version 1 is asked of its Redis');
  const redis = connectRedis(redisUrl, 'breakwater-migrate');
  try {
    await untilReady(redis, 30_000);
    const newest = await uncopiedVersion1Log(redis, copied);
    if (newest !== null)
      throw new Error(
        `Redis holds a log of version 1 up to ${newest}, and PostgreSQL has it only up to ${copied}. Nothing was changed. ` +
          'Run a worker of version 1 until its log is copied, stop it, and migrate again',
      );
  } finally {
    redis.disconnect();
  }
}

main().catch((error: unknown) => {
  console.error(`migrate: failed: ${error instanceof Error ? error.message : String(error)}`);
  process.exitCode = 1;
});
