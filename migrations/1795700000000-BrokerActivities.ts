import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * Activities of Alpaca's accounts that are no trades, each once: those that were there at the first look are in what the account began with. And what a broker
 * said of an instrument last, so that what a person set is told from it.
 */
export class BrokerActivities1795700000000 implements MigrationInterface {
  name = 'BrokerActivities1795700000000';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      CREATE TABLE alpaca_activities (
        account text NOT NULL,
        activity_id text NOT NULL,
        booked boolean NOT NULL,
        -- What Alpaca said, to the letter.
        raw jsonb NOT NULL,
        kept_at timestamptz NOT NULL DEFAULT now(),
        PRIMARY KEY (account, activity_id)
      );
      ALTER TABLE alpaca_accounts ADD COLUMN activities_read_at timestamptz;
      CREATE TABLE broker_instruments (
        symbol text PRIMARY KEY,
        said jsonb NOT NULL,
        said_at timestamptz NOT NULL DEFAULT now()
      );
    `);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('DROP TABLE broker_instruments, alpaca_activities');
    await runner.query('ALTER TABLE alpaca_accounts DROP COLUMN activities_read_at');
  }
}
