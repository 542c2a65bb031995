import { createHash, randomBytes } from 'node:crypto';
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
  const template = migrated ? ` TEMPLATE ${await migratedTemplate()}` : '';
  await asAdmin(`CREATE DATABASE ${name} OWNER ${url.username}${template}`);
  url.pathname = `/${name}`;
  return { url: url.href, drop: () => asAdmin(`DROP DATABASE IF EXISTS ${name} WITH (FORCE)`) };
}

/** Any number; whoever makes the template takes the same one. */
const TEMPLATE_LOCK = 7_264_999;

/** A database that has the migrations, made once on each server and copied from then on: that takes a tenth of the time. */
async function migratedTemplate(): Promise<string> {
  const names = MIGRATIONS.map(({ name }) => name).join();
  const template = `template_${createHash('sha256').update(names).digest('hex').slice(0, 12)}`;
  const { application: url, admin } = serverUrls();
  const client = new pg.Client({ connectionString: admin });
  await client.connect();
  try {
    await client.query('SELECT pg_advisory_lock($1)', [TEMPLATE_LOCK]);
    const { rowCount } = await client.query('SELECT 1 FROM pg_database WHERE datname = $1', [template]);
    if (rowCount === 1) return template;
    // What an earlier try left unfinished is not used.
    const unfinished = `${template}_unfinished`;
    await client.query(`DROP DATABASE IF EXISTS ${unfinished} WITH (FORCE)`);
    await client.query(`CREATE DATABASE ${unfinished} OWNER ${url.username}`);
    url.pathname = `/${unfinished}`;
    const dataSource = await connect(url.href, 0);
    await migrate(dataSource);
    await dataSource.destroy();
    await client.query(`ALTER DATABASE ${unfinished} RENAME TO ${template}`);
    return template;
  } finally {
    await client.end();
  }
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
