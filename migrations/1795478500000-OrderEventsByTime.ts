import type { MigrationInterface, QueryRunner } from 'typeorm';

/** A socket that resumes asks which orders changed since a moment; the ends of orders are found by it. */
export class OrderEventsByTime1795478500000 implements MigrationInterface {
  name = 'OrderEventsByTime1795478500000';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`CREATE INDEX order_events_at ON order_events (at)`);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`DROP INDEX order_events_at`);
  }
}
