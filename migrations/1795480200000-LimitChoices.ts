import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Some limits are one of a few words (`daily_loss_mode`), so a value is kept as text: a number as it is written, or a word. NULL is off, as before. */
export class LimitChoices1795480200000 implements MigrationInterface {
  name = 'LimitChoices1795480200000';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`ALTER TABLE limit_values ALTER COLUMN value TYPE text`);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`DELETE FROM limit_values WHERE value !~ '^[0-9.]+$'`);
    await runner.query(`ALTER TABLE limit_values ALTER COLUMN value TYPE numeric USING value::numeric`);
  }
}
