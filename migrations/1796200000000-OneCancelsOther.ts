import type { MigrationInterface, QueryRunner } from 'typeorm';

/** The list of which a fill of one order cancels the others. */
export class OneCancelsOther1796200000000 implements MigrationInterface {
  name = 'OneCancelsOther1796200000000';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query('ALTER TABLE orders ADD COLUMN one_cancels_other text');
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('ALTER TABLE orders DROP COLUMN one_cancels_other');
  }
}
