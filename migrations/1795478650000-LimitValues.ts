import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * Limits as data: those that have no column of `risk_limits` or `position_limits`, by the names that the API has for them. `symbol` is empty for a global
 * limit; a value of NULL is a limit that is off. The worker writes the rows that are missing.
 */
export class LimitValues1795478650000 implements MigrationInterface {
  name = 'LimitValues1795478650000';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      CREATE TABLE limit_values (
        name text NOT NULL,
        symbol text NOT NULL DEFAULT '',
        value numeric,
        PRIMARY KEY (name, symbol)
      )`);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`DROP TABLE limit_values`);
  }
}
