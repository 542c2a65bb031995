import type { MigrationInterface, QueryRunner } from 'typeorm';

/** When a DAY order at the paper exchange ends: the close of its instrument's calendar. Orders that came before it end with New York's date. */
export class DayOrderEnds1795800000000 implements MigrationInterface {
  name = 'DayOrderEnds1795800000000';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query('ALTER TABLE paper_orders ADD COLUMN day_ends_ms bigint');
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('ALTER TABLE paper_orders DROP COLUMN day_ends_ms');
  }
}
