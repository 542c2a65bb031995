import type { MigrationInterface, QueryRunner } from 'typeorm';

/** How often Alpaca has changed an activity since it was first kept: what a change moves is a report of its own. */
export class ActivityChanges1796000000000 implements MigrationInterface {
  name = 'ActivityChanges1796000000000';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query('ALTER TABLE alpaca_activities ADD COLUMN changes integer NOT NULL DEFAULT 0');
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('ALTER TABLE alpaca_activities DROP COLUMN changes');
  }
}
