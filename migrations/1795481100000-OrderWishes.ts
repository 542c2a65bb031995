import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Stop prices, good-till times and wishes of orders; and which stops of the paper exchange have triggered. Null: the order has none. */
export class OrderWishes1795481100000 implements MigrationInterface {
  name = 'OrderWishes1795481100000';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      ALTER TABLE orders ADD COLUMN stop_price numeric(20,6), ADD COLUMN good_till timestamptz, ADD COLUMN reduce_only boolean,
        ADD COLUMN extended_hours boolean`);
    await runner.query('ALTER TABLE paper_orders ADD COLUMN triggered boolean NOT NULL DEFAULT false');
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('ALTER TABLE paper_orders DROP COLUMN triggered');
    await runner.query(
      'ALTER TABLE orders DROP COLUMN extended_hours, DROP COLUMN reduce_only, DROP COLUMN good_till, DROP COLUMN stop_price',
    );
  }
}
