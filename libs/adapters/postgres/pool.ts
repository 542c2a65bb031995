/** The `pg` pool, for what needs no TypeORM: loading that takes 0.4 s. */
import { type ClientBase, Pool } from 'pg';
import type { DataSource } from 'typeorm';
import type { PostgresDriver } from 'typeorm/driver/postgres/PostgresDriver.js';

export const CONNECT_LIMIT_MS = 2000;
/** In the words of `pg`. */
export const NO_ANSWER = 'Query read timeout';

/** The pool below an initialized DataSource, for what needs prepared statements or LISTEN. */
export function poolOf(dataSource: DataSource): Pool {
  return (dataSource.driver as PostgresDriver).master as Pool;
}

/**
 * While the pool hands a connection from one user to the next nobody listens to it. The server's last word can be read in that moment, when it comes in one
 * packet with the answer before it, and an error without a listener ends the process. The next user gets it from the query.
 */
export function outlive(client: ClientBase): void {
  client.on('error', () => undefined);
}

/** One connection. Connecting gives up after 2 s, a question after `answerLimitMs`: then NO_ANSWER is what the error says. */
export function singleConnection(url: string, applicationName: string, answerLimitMs: number): Pool {
  const pool = new Pool({
    ...{ connectionString: url, application_name: applicationName, max: 1 },
    ...{ connectionTimeoutMillis: CONNECT_LIMIT_MS, statement_timeout: 0, query_timeout: answerLimitMs },
    ...{ keepAlive: true, keepAliveInitialDelayMillis: 10_000 },
  });
  pool.on('connect', outlive);
  pool.on('error', () => undefined);
  return pool;
}
