import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * What reports of a day need and the history does not say: exposure and margin of each minute beside profit and loss, how much of each limit was used, how long
 * checks took, and which limit each order that was let through came nearest to.
 */
export class DaySamples1795600000000 implements MigrationInterface {
  name = 'DaySamples1795600000000';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      ALTER TABLE daily_pnl_points
        ADD COLUMN equity numeric(20,6), ADD COLUMN gross_exposure numeric(20,6), ADD COLUMN initial_margin numeric(20,6),
        ADD COLUMN maintenance_margin numeric(20,6), ADD COLUMN max_leverage numeric(10,2)`);
    await runner.query(`
      CREATE TABLE limit_use_days (
        date date NOT NULL,
        scope text NOT NULL,
        limit_name text NOT NULL,
        account text,
        words text NOT NULL,
        unit text NOT NULL,
        looks bigint NOT NULL,
        sum_bp bigint NOT NULL,
        minutes integer NOT NULL,
        minutes_nearly integer NOT NULL,
        peak_bp bigint NOT NULL,
        peak_at timestamptz NOT NULL,
        peak_symbol text,
        peak_used float8 NOT NULL,
        peak_limit float8 NOT NULL,
        last_minute timestamptz NOT NULL,
        PRIMARY KEY (date, scope, limit_name)
      )`);
    await runner.query(`
      CREATE TABLE check_latencies (
        at timestamptz NOT NULL,
        process text NOT NULL,
        orders bigint NOT NULL,
        total_us bigint NOT NULL,
        max_us bigint NOT NULL,
        buckets bigint[] NOT NULL,
        PRIMARY KEY (at, process)
      )`);
    await runner.query(
      'ALTER TABLE orders ADD COLUMN nearest_rule text, ADD COLUMN nearest_scope text, ADD COLUMN nearest_used_bp integer',
    );

    // A day's nearest misses are found without reading the day's orders; most orders are far from every limit and have no entry.
    await runner.query(
      'CREATE INDEX orders_near ON orders (order_id) INCLUDE (nearest_used_bp, account) WHERE nearest_used_bp >= 8000',
    );
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('ALTER TABLE orders DROP COLUMN nearest_used_bp, DROP COLUMN nearest_scope, DROP COLUMN nearest_rule');
    await runner.query('DROP TABLE check_latencies');
    await runner.query('DROP TABLE limit_use_days');
    await runner.query(`
      ALTER TABLE daily_pnl_points DROP COLUMN max_leverage, DROP COLUMN maintenance_margin, DROP COLUMN initial_margin,
        DROP COLUMN gross_exposure, DROP COLUMN equity`);
  }
}
