import type { MigrationInterface, QueryRunner } from 'typeorm';

/** What a message says that stands for many alerts: the words of the last one. */
export class AlertGroupLast1795483100000 implements MigrationInterface {
  name = 'AlertGroupLast1795483100000';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query('ALTER TABLE alert_groups ADD COLUMN last jsonb');
    await runner.query('UPDATE alert_groups SET last = first');
    await runner.query('ALTER TABLE alert_groups ALTER COLUMN last SET NOT NULL');
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('ALTER TABLE alert_groups DROP COLUMN last');
  }
}
