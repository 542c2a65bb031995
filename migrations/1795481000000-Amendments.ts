import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Amendments at the brokers: which one the paper exchange answered last, and which one is under way at Alpaca. */
export class Amendments1795481000000 implements MigrationInterface {
  name = 'Amendments1795481000000';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query('ALTER TABLE paper_orders ADD COLUMN amendment text');
    await runner.query('ALTER TABLE alpaca_orders ADD COLUMN amendment jsonb');
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('ALTER TABLE alpaca_orders DROP COLUMN amendment');
    await runner.query('ALTER TABLE paper_orders DROP COLUMN amendment');
  }
}
