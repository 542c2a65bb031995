import type { MigrationInterface, QueryRunner } from 'typeorm';

const KINDS = ['alert', 'more', 'escalation', 'test'];
const list = (kinds: readonly string[]) => kinds.map((kind) => `'${kind}'`).join(', ');

/** A message may say that somebody acknowledged an alert, to a receiver that has an incident of it. */
export class AcknowledgeMessages1795600100000 implements MigrationInterface {
  name = 'AcknowledgeMessages1795600100000';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query('ALTER TABLE alert_messages DROP CONSTRAINT alert_messages_kind_check');
    await runner.query(
      `ALTER TABLE alert_messages ADD CONSTRAINT alert_messages_kind_check CHECK (kind IN (${list([...KINDS, 'acknowledge'])}))`,
    );
    // Whose alerts and whose breaker's messages there are, when one is acknowledged.
    await runner.query(
      `CREATE INDEX alert_messages_breaker ON alert_messages (((alert->>'breaker_id')::bigint)) WHERE alert->>'breaker_id' IS NOT NULL`,
    );
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('DROP INDEX alert_messages_breaker');
    await runner.query(
      `DELETE FROM alert_deliveries WHERE message_id IN (SELECT id FROM alert_messages WHERE kind = 'acknowledge')`,
    );
    await runner.query(`DELETE FROM alert_messages WHERE kind = 'acknowledge'`);
    await runner.query('ALTER TABLE alert_messages DROP CONSTRAINT alert_messages_kind_check');
    await runner.query(`ALTER TABLE alert_messages ADD CONSTRAINT alert_messages_kind_check CHECK (kind IN (${list(KINDS)}))`);
  }
}
