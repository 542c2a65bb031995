import type { MigrationInterface, QueryRunner } from 'typeorm';

/** The paper exchange's own book: it survives a restart without losing a working order or a report. */
export class PaperExchange1795478403000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      CREATE TABLE paper_orders (
        order_id text PRIMARY KEY,
        request jsonb NOT NULL,
        status text NOT NULL,
        filled bigint NOT NULL,
        placed_day date NOT NULL,
        placed_at timestamptz NOT NULL DEFAULT now()
      )`);
    await runner.query(
      `CREATE INDEX paper_orders_open ON paper_orders (order_id) WHERE status IN ('WORKING', 'PARTIALLY_FILLED')`,
    );
    await runner.query(
      `CREATE TABLE paper_executions (sequence bigint PRIMARY KEY, order_id text NOT NULL, report jsonb NOT NULL)`,
    );
    await runner.query(`
      CREATE TABLE paper_quotes (
        symbol text PRIMARY KEY,
        bid bigint NOT NULL CHECK (bid > 0),
        ask bigint NOT NULL CHECK (ask >= bid),
        frozen boolean NOT NULL DEFAULT false,
        revision bigint NOT NULL DEFAULT 1,
        step bigint NOT NULL DEFAULT 0
      )`);
  }

  async down(runner: QueryRunner): Promise<void> {
    for (const table of ['paper_quotes', 'paper_executions', 'paper_orders']) await runner.query(`DROP TABLE ${table}`);
  }
}
