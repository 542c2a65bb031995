import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Acts that are no event of the gate wait here, written in the transaction of what they did, until the relay numbers and chains them. */
export class AuditOutbox1795480410000 implements MigrationInterface {
  name = 'AuditOutbox1795480410000';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      CREATE TABLE audit_outbox (
        id bigserial PRIMARY KEY,
        act jsonb NOT NULL,
        at timestamptz NOT NULL DEFAULT now()
      )`);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`DROP TABLE audit_outbox`);
  }
}
