import type { MigrationInterface, QueryRunner } from 'typeorm';

const APPEND_ONLY = ['gate_events', 'gate_unreadable'];

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
    // `content_hash` is null where the client_order_id may come again, which it may after a refusal by rate alone.
    await runner.query(`
      ALTER TABLE decisions ADD COLUMN n bigint, ADD COLUMN line text, ADD COLUMN content_hash bigint, ALTER COLUMN request DROP NOT NULL, ALTER COLUMN state DROP NOT NULL,
        ALTER COLUMN violations DROP NOT NULL, ALTER COLUMN waived DROP NOT NULL, ALTER COLUMN violations DROP DEFAULT,
        ALTER COLUMN waived DROP DEFAULT`);
    // An order that only the rate refused may come again under its ids: two decisions have one id then, and `n` tells them apart.
    await runner.query(`ALTER TABLE decisions DROP CONSTRAINT decisions_pkey`);
    await runner.query(`CREATE INDEX decisions_id ON decisions (decision_id)`);
    await runner.query(`CREATE UNIQUE INDEX decisions_n ON decisions (n) WHERE n IS NOT NULL`);
    // As of which event the figures are: a run that folds the log again compares them there.
    await runner.query(`ALTER TABLE daily_pnl_tracking ADD COLUMN n bigint`);
    await runner.query(`ALTER TABLE accounts ADD COLUMN n bigint`);
    await runner.query(
      `CREATE TABLE gate_events (n bigint PRIMARY KEY, id text NOT NULL, type text NOT NULL, line text NOT NULL)`,
    );
    await runner.query(`
      CREATE TABLE gate_unreadable (n bigint PRIMARY KEY, line text NOT NULL, fault text NOT NULL, at timestamptz NOT NULL)`);
    await runner.query(`
      CREATE TABLE gate_snapshots (
        n bigint PRIMARY KEY,
        position text NOT NULL,
        hash text NOT NULL,
        taken_at timestamptz NOT NULL DEFAULT now(),
        state text NOT NULL
      )`);
    await runner.query(`CREATE TABLE gate_fence (shard text PRIMARY KEY, fence bigint NOT NULL)`);
    await runner.query(`
      CREATE FUNCTION refuse_change_of_decision() RETURNS trigger LANGUAGE plpgsql AS $$
      BEGIN
        RAISE EXCEPTION 'decisions of the log are never changed' USING ERRCODE = 'restrict_violation';
      END $$`);
    await runner.query(`
      CREATE TRIGGER decisions_append_only BEFORE UPDATE OR DELETE ON decisions
      FOR EACH ROW WHEN (OLD.n IS NOT NULL) EXECUTE FUNCTION refuse_change_of_decision()`);
    for (const table of APPEND_ONLY) {
      await runner.query(`
        CREATE TRIGGER ${table}_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON ${table}
        FOR EACH STATEMENT EXECUTE FUNCTION refuse_change_of_append_only()`);
    }
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`DROP TABLE gate_fence, gate_snapshots, gate_unreadable, gate_events`);
    await runner.query(`DROP TRIGGER decisions_append_only ON decisions`);
    await runner.query(`DROP FUNCTION refuse_change_of_decision()`);
    await runner.query(`DELETE FROM decisions WHERE n IS NOT NULL`);
    await runner.query(`DROP INDEX decisions_id`);
    await runner.query(`ALTER TABLE decisions ADD PRIMARY KEY (decision_id)`);
    await runner.query(`ALTER TABLE daily_pnl_tracking DROP COLUMN n`);
    await runner.query(`ALTER TABLE accounts DROP COLUMN n`);
    await runner.query(`
      ALTER TABLE decisions DROP COLUMN n, DROP COLUMN line, DROP COLUMN content_hash, ALTER COLUMN request SET NOT NULL, ALTER COLUMN state SET NOT NULL,
        ALTER COLUMN violations SET DEFAULT '[]', ALTER COLUMN violations SET NOT NULL, ALTER COLUMN waived SET DEFAULT '[]',
        ALTER COLUMN waived SET NOT NULL`);
    await runner.query(`ALTER TABLE relay_position DROP COLUMN n, DROP COLUMN epoch`);
  }
}
