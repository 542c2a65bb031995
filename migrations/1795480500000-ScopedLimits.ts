import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Limits of a scope (`account:a1`, `firm/symbol:AAPL`): rows with a `scope`. It is empty for those that were there before. */
export class ScopedLimits1795480500000 implements MigrationInterface {
  name = 'ScopedLimits1795480500000';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`ALTER TABLE limit_values ADD COLUMN scope text NOT NULL DEFAULT ''`);
    await runner.query(`ALTER TABLE limit_values DROP CONSTRAINT limit_values_pkey, ADD PRIMARY KEY (name, symbol, scope)`);
    await runner.query(`ALTER TABLE orders ADD COLUMN strategy text, ADD COLUMN user_name text`);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`ALTER TABLE orders DROP COLUMN user_name, DROP COLUMN strategy`);
    await runner.query(`DELETE FROM limit_values WHERE scope <> ''`);
    await runner.query(`ALTER TABLE limit_values DROP CONSTRAINT limit_values_pkey, ADD PRIMARY KEY (name, symbol)`);
    await runner.query(`ALTER TABLE limit_values DROP COLUMN scope`);
  }
}
