import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * What passed between Breakwater and Alpaca: accounts, the orders that we sent or found there under all their ids, and every report, numbered, as Alpaca
 * numbers nothing. A report is committed here before anybody hears of it.
 */
export class AlpacaJournal1795480900000 implements MigrationInterface {
  name = 'AlpacaJournal1795480900000';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      CREATE TABLE alpaca_accounts (
        account text PRIMARY KEY,
        alpaca_id text NOT NULL UNIQUE,
        account_number text NOT NULL,
        live boolean NOT NULL,
        first_seen_at timestamptz NOT NULL DEFAULT now(),
        -- Fills of before are not ours to book: what they left was adopted.
        fills_from timestamptz NOT NULL
      );
      CREATE TABLE alpaca_orders (
        order_id text PRIMARY KEY,
        account text NOT NULL,
        request jsonb NOT NULL,
        status text NOT NULL,
        filled bigint NOT NULL DEFAULT 0,
        -- Alpaca's ids of the order, oldest first, each with what was filled under it.
        chain jsonb NOT NULL DEFAULT '[]',
        foreign_order boolean NOT NULL DEFAULT false,
        placed_at timestamptz NOT NULL DEFAULT now()
      );
      CREATE INDEX alpaca_orders_open ON alpaca_orders (account) WHERE status IN ('SENDING', 'WORKING', 'PARTIALLY_FILLED');
      CREATE INDEX alpaca_orders_chain ON alpaca_orders USING gin (chain jsonb_path_ops);
      CREATE TABLE alpaca_reports (
        sequence bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
        execution_id text NOT NULL UNIQUE,
        order_id text NOT NULL,
        account text NOT NULL,
        report jsonb NOT NULL,
        -- What Alpaca said, to the letter.
        raw jsonb,
        kept_at timestamptz NOT NULL DEFAULT now()
      );
      CREATE INDEX alpaca_reports_account ON alpaca_reports (account, sequence);
      CREATE TABLE broker_reconciliations (
        account text PRIMARY KEY,
        at timestamptz NOT NULL,
        seen jsonb NOT NULL
      );
      CREATE TABLE broker_adoptions (
        id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
        account text NOT NULL,
        actor text NOT NULL,
        reason text NOT NULL,
        asked_at timestamptz NOT NULL DEFAULT now(),
        outcome text CHECK (outcome IN ('adopted', 'refused')),
        detail text NOT NULL DEFAULT '',
        done_at timestamptz
      );
    `);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('DROP TABLE broker_adoptions, broker_reconciliations, alpaca_reports, alpaca_orders, alpaca_accounts');
  }
}
