import 'reflect-metadata';
import { createDataSource } from '#adapters/postgres/data-source.js';
import { migrate } from '#adapters/postgres/migrate.js';
import { MIGRATIONS } from '../../migrations/index.js';

/** `node dist/apps/worker/migrate.js`: brings the tables of DATABASE_URL up to date, first configuration and account included. */
async function main(): Promise<void> {
  const url = process.env['DATABASE_URL'];
  if (!url) throw new Error('DATABASE_URL is not set: give the address of a PostgreSQL database, postgres://user@host:port/name');
  const dataSource = createDataSource(url, {
    applicationName: 'breakwater-migrate',
    poolSize: 2,
    statementTimeoutMs: 0,
    migrations: MIGRATIONS,
  });
  await dataSource.initialize();
  try {
    const done = await migrate(dataSource);
    for (const name of done) console.log(`migrate: applied ${name}`);
    console.log(done.length > 0 ? `migrate: ${done.length} applied, up to date` : 'migrate: up to date, nothing to do');
  } finally {
    await dataSource.destroy();
  }
}

main().catch((error: unknown) => {
  console.error(`migrate: failed: ${error instanceof Error ? error.message : String(error)}`);
  process.exitCode = 1;
});
