import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * Of instruments with a multiplier or in another currency, whose dollars are not quantity x price: what an order was worth when it was checked, and what a fill
 * traded. Null for all others.
 */
export class Contracts1796100000000 implements MigrationInterface {
  name = 'Contracts1796100000000';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query('ALTER TABLE orders ADD COLUMN worth numeric(20,6)');
    await runner.query('ALTER TABLE fills ADD COLUMN traded numeric(20,6)');
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('ALTER TABLE fills DROP COLUMN traded');
    await runner.query('ALTER TABLE orders DROP COLUMN worth');
  }
}
