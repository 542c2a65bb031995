import { DataSource } from 'typeorm';
import type { DataSourceOptions } from 'typeorm';
import { inTime } from '#core/in-time.js';
import { ENTITIES } from './history.entities.js';
import { CONNECT_LIMIT_MS, outlive, poolOf } from './pool.js';

const ANSWER_LIMIT_MS = 1000;
/** A process that stops in the middle of a transaction holds its locks for no longer than this. */
const IDLE_IN_TRANSACTION_MS = 5000;

export interface PostgresOptions {
  /** Shown in pg_stat_activity. */
  applicationName: string;
  poolSize: number;
  /** A statement that runs longer is cancelled by the server; 0 lets it run (migrations). Default 10,000. */
  statementTimeoutMs?: number;
  /** How long a statement waits for a row that another transaction has; 0, the default, for as long as the statement may run. */
  lockTimeoutMs?: number;
  migrations?: DataSourceOptions['migrations'];
}

/**
 * A DataSource that is not yet connected (`initialize()` connects). The schema comes from migrations alone, never from `synchronize`.
 * Connecting gives up after 2 s; a statement is cancelled by the server at its timeout, and given up here two seconds later, so that a
 * frozen server cannot hold anybody for ever.
 */
export function createDataSource(url: string, options: PostgresOptions): DataSource {
  const statementTimeoutMs = options.statementTimeoutMs ?? 10_000;
  return new DataSource({
    type: 'postgres',
    url,
    synchronize: false,
    migrationsRun: false,
    migrationsTableName: 'schema_migrations',
    logging: false,
    applicationName: options.applicationName,
    poolSize: options.poolSize,
    connectTimeoutMS: CONNECT_LIMIT_MS,
    // A lost idle connection is replaced by the pool at its next use; whoever was using one gets the error from the query.
    poolErrorHandler: () => undefined,
    extra: {
      onConnect: outlive,
      keepAlive: true,
      keepAliveInitialDelayMillis: 10_000,
      statement_timeout: statementTimeoutMs,
      lock_timeout: options.lockTimeoutMs ?? 0,
      ...(statementTimeoutMs > 0
        ? { query_timeout: statementTimeoutMs + 2000, idle_in_transaction_session_timeout: IDLE_IN_TRANSACTION_MS }
        : {}),
    },
    ...(options.migrations ? { migrations: options.migrations } : {}),
    entities: ENTITIES,
  });
}

/** Any of them off: what PostgreSQL has answered may be lost, or its files torn, when the machine goes down. Other values of the last one sync here. */
const SYNC_SETTINGS = ['fsync', 'full_page_writes', 'synchronous_commit'];

/** Those that are off for this user and database, as `fsync off`. */
export async function unsyncedSettings(dataSource: DataSource): Promise<string[]> {
  const { rows } = await poolOf(dataSource).query<{ name: string }>(
    `SELECT name FROM unnest($1::text[]) AS name WHERE current_setting(name) = 'off' ORDER BY name`,
    [SYNC_SETTINGS],
  );
  return rows.map(({ name }) => `${name} off`);
}

/** Refuses a PostgreSQL that answers before it has synced its files: what the relay has copied could be lost with the machine. */
export async function assertPostgresSyncs(dataSource: DataSource): Promise<void> {
  const unsynced = await unsyncedSettings(dataSource);
  if (unsynced.length > 0)
    throw new Error(
      `PostgreSQL may lose what it has answered (${unsynced.join(', ')}). Breakwater does not write to it: history could be lost. ` +
        `Set ${unsynced.map((setting) => `"${setting.replace(/ off$/, ' = on')}"`).join(' and ')}.`,
    );
}

/** Whether PostgreSQL answers within a second. */
export async function postgresAnswers(dataSource: DataSource): Promise<boolean> {
  const asked = poolOf(dataSource)
    .query('SELECT 1')
    .then(
      () => true,
      () => false,
    );
  return inTime(asked, ANSWER_LIMIT_MS, () => false);
}
