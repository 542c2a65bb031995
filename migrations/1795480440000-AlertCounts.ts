import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * How many equal alerts of one minute a row of risk_alerts stands for. The rows themselves are append only, so the count has a row of its own, written once when
 * the minute is over; an alert that came alone has none.
 */
export class AlertCounts1795480440000 implements MigrationInterface {
  name = 'AlertCounts1795480440000';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      CREATE TABLE risk_alert_counts (
        id text COLLATE "C" PRIMARY KEY,
        alert_id text COLLATE "C" NOT NULL UNIQUE,
        count integer NOT NULL,
        last_at timestamptz NOT NULL,
        at timestamptz NOT NULL
      )`);
    await runner.query('CREATE INDEX risk_alert_counts_at ON risk_alert_counts (at)');
    await runner.query(`
      CREATE TRIGGER append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON risk_alert_counts
      FOR EACH STATEMENT EXECUTE FUNCTION refuse_change_of_append_only()`);
    await runner.query(`
      CREATE VIEW risk_alerts_counted AS
      SELECT a.*, coalesce(c.count, 1) AS count, coalesce(c.last_at, a.created_at) AS last_at
      FROM risk_alerts a LEFT JOIN risk_alert_counts c ON c.alert_id = a.id`);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('DROP VIEW risk_alerts_counted');
    await runner.query('DROP TABLE risk_alert_counts');
  }
}
