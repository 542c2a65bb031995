import type { MigrationInterface, QueryRunner } from 'typeorm';

/** A day's report as it was when the day was closed. */
export class DailyReports1795483200000 implements MigrationInterface {
  name = 'DailyReports1795483200000';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      CREATE TABLE daily_reports (
        day date PRIMARY KEY,
        report jsonb NOT NULL,
        made_at timestamptz NOT NULL
      )`);
    await runner.query(`
      CREATE TRIGGER append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON daily_reports
      FOR EACH STATEMENT EXECUTE FUNCTION refuse_change_of_append_only()`);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('DROP TABLE daily_reports');
  }
}
