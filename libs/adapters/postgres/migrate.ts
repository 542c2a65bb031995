import type { DataSource } from 'typeorm';

/** Any number; all processes that migrate Breakwater's tables take the same one. */
const MIGRATION_LOCK = 7_264_001;

/**
 * Brings the schema up to date. Processes that start together wait for each other on an advisory lock, so each migration runs once.
 * Returns the names of the migrations that ran now. `dataSource` must be initialized, with its migrations and no statement timeout.
 */
export async function migrate(dataSource: DataSource): Promise<string[]> {
  const runner = dataSource.createQueryRunner();
  try {
    await runner.query('SELECT pg_advisory_lock($1)', [MIGRATION_LOCK]);
    try {
      const done = await dataSource.runMigrations({ transaction: 'each' });
      return done.map((migration) => migration.name);
    } finally {
      await runner.query('SELECT pg_advisory_unlock($1)', [MIGRATION_LOCK]);
    }
  } finally {
    await runner.release();
  }
}
