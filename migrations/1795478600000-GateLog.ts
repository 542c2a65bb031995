import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * The gate's log in PostgreSQL: every event by its number and as its line, orders with their decisions, all others in `gate_events`; snapshots of the
 * state, from which a process begins; the fence, which an emptied Redis cannot set back. Decisions of version 1 keep their JSON and have no number.
 */
export class GateLog1795478600000 implements MigrationInterface {
  name = 'GateLog1795478600000';

  async up(runner: QueryRunner): Promise<void> {
    // `epoch` grows when the log is begun again: a relay that has read lines of a lost log can no longer write them.
    await runner.query(
      `ALTER TABLE relay_position ADD COLUMN n bigint NOT NULL DEFAULT 0, ADD COLUMN epoch bigint NOT NULL DEFAULT 0`,
    );
    await runner.query(`
      ALTER TABLE decisions ADD COLUMN n bigint, ADD COLUMN line text, ALTER COLUMN request DROP NOT NULL, ALTER COLUMN state DROP NOT NULL,
        ALTER COLUMN violations DROP NOT NULL, ALTER COLUMN waived DROP NOT NULL, ALTER COLUMN violations DROP DEFAULT,
        ALTER COLUMN waived DROP DEFAULT`);
    await runner.query(`CREATE UNIQUE INDEX decisions_n ON decisions (n) WHERE n IS NOT NULL`);
    await runner.query(
      `CREATE TABLE gate_events (n bigint PRIMARY KEY, id text NOT NULL, type text NOT NULL, line text NOT NULL)`,
    );
    await runner.query(`
      CREATE TABLE gate_unreadable (n bigint PRIMARY KEY, line text NOT NULL, fault text NOT NULL, at timestamptz NOT NULL DEFAULT now())`);
    await runner.query(`
      CREATE TABLE gate_snapshots (
        n bigint PRIMARY KEY,
        position text NOT NULL,
        hash text NOT NULL,
        taken_at timestamptz NOT NULL DEFAULT now(),
        state text NOT NULL
      )`);
    await runner.query(`CREATE TABLE gate_fence (shard text PRIMARY KEY, fence bigint NOT NULL)`);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`DROP TABLE gate_fence, gate_snapshots, gate_unreadable, gate_events`);
    await runner.query(`DELETE FROM decisions WHERE n IS NOT NULL`);
    await runner.query(`
      ALTER TABLE decisions DROP COLUMN n, DROP COLUMN line, ALTER COLUMN request SET NOT NULL, ALTER COLUMN state SET NOT NULL,
        ALTER COLUMN violations SET DEFAULT '[]', ALTER COLUMN violations SET NOT NULL, ALTER COLUMN waived SET DEFAULT '[]',
        ALTER COLUMN waived SET NOT NULL`);
    await runner.query(`ALTER TABLE relay_position DROP COLUMN n, DROP COLUMN epoch`);
  }
}
