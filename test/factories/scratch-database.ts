import { randomBytes } from 'node:crypto';
import pg from 'pg';
import type { DataSource } from 'typeorm';
import { createDataSource } from '#adapters/postgres/data-source.js';
import { migrate } from '#adapters/postgres/migrate.js';
import { MIGRATIONS } from '../../migrations/index.js';

export interface ScratchDatabase {
  url: string;
  drop(): Promise<void>;
}

/** Address of the test server for the application's user, and for one who may create databases. */
function serverUrls(): { application: URL; admin: string } {
  const url = process.env['DATABASE_URL'];
  if (!url) throw new Error('DATABASE_URL is not set: run the tests by `npm test`, which starts PostgreSQL');
  return { application: new URL(url), admin: process.env['DATABASE_ADMIN_URL'] ?? url };
}

/** A database of its own on the test server, empty unless `migrated`. Real PostgreSQL. */
export async function scratchDatabase(migrated = true): Promise<ScratchDatabase> {
  const name = `scratch_${randomBytes(6).toString('hex')}`;
  const { application: url } = serverUrls();
  await asAdmin(`CREATE DATABASE ${name} OWNER ${url.username}`);
  url.pathname = `/${name}`;
  if (migrated) {
    const dataSource = await connect(url.href, 0);
    await migrate(dataSource);
    await dataSource.destroy();
  }
  return { url: url.href, drop: () => asAdmin(`DROP DATABASE IF EXISTS ${name} WITH (FORCE)`) };
}

/** An initialized DataSource with the migrations. */
export async function connect(url: string, statementTimeoutMs = 10_000): Promise<DataSource> {
  const dataSource = createDataSource(url, {
    applicationName: 'breakwater-test',
    poolSize: 8,
    statementTimeoutMs,
    migrations: MIGRATIONS,
  });
  return dataSource.initialize();
}

async function asAdmin(sql: string): Promise<void> {
  const client = new pg.Client({ connectionString: serverUrls().admin });
  await client.connect();
  try {
    await client.query(sql);
  } finally {
    await client.end();
  }
}
