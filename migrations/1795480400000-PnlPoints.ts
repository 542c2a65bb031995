import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * What a chart of the day is drawn from: profit and loss once a minute, where it changed. Samples, written by the worker's monitor and deleted after some
 * days; what is proved are the days themselves. The key serves reading one account's day and deleting old days.
 */
export class PnlPoints1795480400000 implements MigrationInterface {
  name = 'PnlPoints1795480400000';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      CREATE TABLE daily_pnl_points (
        date date NOT NULL,
        account text NOT NULL,
        at timestamptz NOT NULL,
        realized_pnl numeric(20,6) NOT NULL,
        unrealized_pnl numeric(20,6) NOT NULL,
        total_pnl numeric(20,6) NOT NULL,
        PRIMARY KEY (date, account, at)
      )`);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`DROP TABLE daily_pnl_points`);
  }
}
