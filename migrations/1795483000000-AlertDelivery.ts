import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Where alerts are sent, by which routes, each message with its attempts, and who acknowledged what. */
export class AlertDelivery1795483000000 implements MigrationInterface {
  name = 'AlertDelivery1795483000000';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      CREATE TABLE alert_channels (
        id text COLLATE "C" PRIMARY KEY,
        name text NOT NULL,
        settings jsonb NOT NULL,
        secret bytea,
        enabled boolean NOT NULL,
        broken text,
        failed_in_row integer NOT NULL DEFAULT 0,
        delivered_at timestamptz,
        created_at timestamptz NOT NULL DEFAULT now(),
        created_by text NOT NULL,
        updated_at timestamptz NOT NULL DEFAULT now(),
        updated_by text NOT NULL,
        removed_at timestamptz
      )`);
    await runner.query(`CREATE UNIQUE INDEX alert_channels_name ON alert_channels (lower(name)) WHERE removed_at IS NULL`);
    await runner.query(`
      CREATE TABLE alert_routes (
        name text COLLATE "C" PRIMARY KEY,
        channel_id text COLLATE "C" NOT NULL REFERENCES alert_channels (id),
        severities text[] NOT NULL,
        types text[] NOT NULL,
        accounts text[] NOT NULL,
        scopes text[] NOT NULL,
        quiet jsonb,
        escalate_after_minutes integer,
        escalate_to text COLLATE "C" REFERENCES alert_channels (id),
        enabled boolean NOT NULL,
        CHECK (escalate_to <> channel_id)
      )`);
    await runner.query(`
      CREATE TABLE alert_messages (
        id text COLLATE "C" PRIMARY KEY,
        seq bigint GENERATED ALWAYS AS IDENTITY,
        alert_id text COLLATE "C" NOT NULL,
        channel_id text COLLATE "C" NOT NULL REFERENCES alert_channels (id),
        kind text NOT NULL CHECK (kind IN ('alert', 'more', 'escalation', 'test')),
        route text NOT NULL,
        alert jsonb NOT NULL,
        more integer NOT NULL,
        because text NOT NULL,
        escalate_after_minutes integer,
        escalate_to text COLLATE "C",
        escalated boolean NOT NULL DEFAULT false,
        state text NOT NULL DEFAULT 'waiting' CHECK (state IN ('waiting', 'sending', 'delivered', 'failed', 'dropped')),
        reason text NOT NULL DEFAULT '',
        delivered_to text[] NOT NULL DEFAULT '{}',
        due_at timestamptz NOT NULL,
        created_at timestamptz NOT NULL,
        checked_at timestamptz,
        finished_at timestamptz
      )`);
    await runner.query(`CREATE UNIQUE INDEX alert_messages_seq ON alert_messages (seq)`);
    await runner.query(`CREATE INDEX alert_messages_open ON alert_messages (due_at) WHERE state IN ('waiting', 'sending')`);
    await runner.query(`CREATE INDEX alert_messages_alert ON alert_messages (alert_id)`);
    await runner.query(`
      CREATE TABLE alert_deliveries (
        message_id text COLLATE "C" NOT NULL REFERENCES alert_messages (id),
        attempt integer NOT NULL,
        started_at timestamptz NOT NULL,
        ended_at timestamptz,
        outcome text NOT NULL DEFAULT 'unknown' CHECK (outcome IN ('delivered', 'retry', 'final', 'unknown')),
        status integer,
        detail text NOT NULL DEFAULT '',
        retry_after_ms integer,
        PRIMARY KEY (message_id, attempt)
      )`);
    await runner.query(`
      CREATE TABLE alert_groups (
        channel_id text COLLATE "C" NOT NULL,
        alert_id text COLLATE "C" NOT NULL,
        route text NOT NULL,
        key text NOT NULL,
        first jsonb NOT NULL,
        told boolean NOT NULL,
        alert_ids text[] NOT NULL,
        beyond integer NOT NULL,
        open_until timestamptz NOT NULL,
        due_at timestamptz NOT NULL,
        PRIMARY KEY (channel_id, alert_id)
      )`);
    await runner.query(`
      CREATE TABLE alert_acknowledgements (
        alert_id text COLLATE "C" PRIMARY KEY,
        actor text NOT NULL,
        via text NOT NULL CHECK (via IN ('api', 'link')),
        note text NOT NULL,
        at timestamptz NOT NULL
      )`);
    // What happened before there were channels is sent to nobody.
    await runner.query(`
      CREATE TABLE alert_cursor (
        one boolean PRIMARY KEY DEFAULT true CHECK (one),
        last_seq bigint NOT NULL
      )`);
    await runner.query(`INSERT INTO alert_cursor (last_seq) SELECT coalesce(max(seq), 0) FROM risk_alerts`);
  }

  async down(runner: QueryRunner): Promise<void> {
    for (const table of ['cursor', 'acknowledgements', 'groups', 'deliveries', 'messages', 'routes', 'channels'])
      await runner.query(`DROP TABLE alert_${table}`);
  }
}
