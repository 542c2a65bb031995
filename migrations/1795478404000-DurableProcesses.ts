import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * What the durable processes need: breaker events in the order in which their workflows hear of them and how far they were announced, how a breaker
 * was closed and when it may end by itself, configurations that were not taken, and days that are final.
 */
export class DurableProcesses1795478404000 implements MigrationInterface {
  name = 'DurableProcesses1795478404000';

  async up(runner: QueryRunner): Promise<void> {
    // The relay writes under a lock on its position, so `seq` grows in the order of commit: a reader behind a cursor misses none.
    await runner.query(`
      ALTER TABLE circuit_breaker_events
        ADD COLUMN seq bigint GENERATED ALWAYS AS IDENTITY,
        ADD COLUMN source text NOT NULL DEFAULT '',
        ADD COLUMN expires_at timestamptz`);
    await runner.query(`CREATE INDEX circuit_breaker_events_seq ON circuit_breaker_events (seq)`);
    await runner.query(`
      CREATE TABLE breaker_announcements (
        id smallint PRIMARY KEY DEFAULT 1 CHECK (id = 1),
        last_seq bigint NOT NULL,
        updated_at timestamptz NOT NULL DEFAULT now()
      )`);
    // What happened before is not announced; the reconciler starts the workflows of breakers that are open.
    await runner.query(`INSERT INTO breaker_announcements (last_seq) SELECT coalesce(max(seq), 0) FROM circuit_breaker_events`);
    await runner.query(`
      CREATE TABLE config_rejections (
        id text PRIMARY KEY,
        source text NOT NULL,
        place text NOT NULL,
        fault text NOT NULL,
        at timestamptz NOT NULL
      )`);
    await runner.query(`
      CREATE TRIGGER config_rejections_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON config_rejections
      FOR EACH STATEMENT EXECUTE FUNCTION refuse_change_of_append_only()`);
    await runner.query(`ALTER TABLE daily_pnl_tracking ADD COLUMN closed_at timestamptz`);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`ALTER TABLE daily_pnl_tracking DROP COLUMN closed_at`);
    await runner.query(`DROP TABLE config_rejections, breaker_announcements`);
    await runner.query(`ALTER TABLE circuit_breaker_events DROP COLUMN seq, DROP COLUMN source, DROP COLUMN expires_at`);
  }
}
