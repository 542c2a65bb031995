import type { DataSource } from 'typeorm';
import { decodeEvent } from '#core/gate/codec.js';
import { poolOf } from './pool.js';

/** The monitor ticks every five seconds: further back than this many events nobody has ticked that counts. */
const TICK_WITHIN_EVENTS = 1_000_000;

/** What the server calls itself, such as `16.4`. */
export async function postgresVersion(db: DataSource): Promise<string> {
  const { rows } = await poolOf(db).query<{ version: string }>(`SELECT current_setting('server_version') AS version`);
  return rows[0]?.version ?? '';
}

/** Names of the migrations that the tables have, oldest first; none where the database is empty. */
export async function appliedMigrations(db: DataSource): Promise<string[]> {
  const { rows: found } = await poolOf(db).query<{ there: boolean }>(
    `SELECT to_regclass('schema_migrations') IS NOT NULL AS there`,
  );
  if (!found[0]?.there) return [];
  const { rows } = await poolOf(db).query<{ name: string }>('SELECT name FROM schema_migrations ORDER BY timestamp, id');
  return rows.map(({ name }) => name);
}

/** As of when profit and loss was known, by the newest tick that PostgreSQL has, milliseconds; null when there is none. */
export async function lastKnownMs(db: DataSource): Promise<number | null> {
  const { rows } = await poolOf(db).query<{ line: string }>(
    `SELECT line FROM gate_events WHERE type = 'TICKED' AND n > (SELECT coalesce(max(n), 0) FROM gate_events) - $1 ORDER BY n DESC LIMIT 1`,
    [TICK_WITHIN_EVENTS],
  );
  const [last] = rows;
  if (!last) return null;
  const event = decodeEvent(last.line);
  return event.type === 'TICKED' ? event.known_us / 1000 : null;
}
