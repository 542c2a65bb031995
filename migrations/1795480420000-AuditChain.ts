import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * The audit: entries that each hold the hash of the one before, by month as the rest of the history is, and the checkpoints and keys that sign them. Where
 * the chain ends stands in relay_position, whose row is locked by whoever writes it. Rows that were copied before this migration are covered by no entry.
 */
export class AuditChain1795480420000 implements MigrationInterface {
  name = 'AuditChain1795480420000';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      ALTER TABLE relay_position ADD COLUMN audit_seq bigint NOT NULL DEFAULT 0, ADD COLUMN audit_hash text NOT NULL DEFAULT repeat('0', 64),
        ADD COLUMN audit_ms bigint NOT NULL DEFAULT 0, ADD COLUMN audit_n bigint NOT NULL DEFAULT 0`);
    await runner.query('UPDATE relay_position SET audit_n = n');
    await runner.query(`
      CREATE TABLE audit_entries (
        id text COLLATE "C" NOT NULL,
        seq bigint NOT NULL,
        at timestamptz NOT NULL,
        actor text COLLATE "C" NOT NULL,
        action text COLLATE "C" NOT NULL,
        object text COLLATE "C" NOT NULL,
        entry text NOT NULL,
        hash text NOT NULL,
        PRIMARY KEY (id)
      ) PARTITION BY RANGE (id)`);
    await runner.query('CREATE TABLE audit_entries_default PARTITION OF audit_entries DEFAULT');
    await runner.query('CREATE UNIQUE INDEX ON audit_entries_default (seq)');
    await runner.query('CREATE INDEX audit_entries_actor ON audit_entries (actor, id)');
    await runner.query('CREATE INDEX audit_entries_action ON audit_entries (action, id)');
    await runner.query('CREATE INDEX audit_entries_object ON audit_entries (object, id)');
    // What the screens show: acts, without what covers rows of the history.
    await runner.query(`CREATE INDEX audit_entries_acts ON audit_entries (id) WHERE action <> 'history.copied'`);
    for (const table of ['audit_entries', 'audit_entries_default']) await appendOnly(runner, table);
    await knowMonths(runner);
    await runner.query(`
      SELECT add_history_month('audit_entries', to_char(month, 'YYYY-MM'))
      FROM generate_series(date_trunc('month', now() AT TIME ZONE 'UTC'), now() AT TIME ZONE 'UTC' + interval '2 months', '1 month') AS month`);
    await runner.query(`
      CREATE TABLE audit_checkpoints (
        seq bigserial PRIMARY KEY,
        size bigint NOT NULL,
        head text NOT NULL,
        cause text NOT NULL,
        note text NOT NULL,
        at timestamptz NOT NULL DEFAULT now()
      )`);
    await runner.query('CREATE INDEX audit_checkpoints_size ON audit_checkpoints (size)');
    await runner.query(`
      CREATE TABLE audit_keys (
        seq bigserial PRIMARY KEY,
        key_id text NOT NULL UNIQUE,
        public_key text NOT NULL,
        signed_by text,
        signature text,
        announced_at timestamptz NOT NULL DEFAULT now()
      )`);
    await runner.query(`
      CREATE TABLE audit_checks (
        seq bigserial PRIMARY KEY,
        at timestamptz NOT NULL DEFAULT now(),
        by text NOT NULL,
        from_seq bigint NOT NULL,
        to_seq bigint NOT NULL,
        entries bigint NOT NULL,
        rows bigint NOT NULL,
        finding text
      )`);
    await runner.query(`
      CREATE TABLE audit_exports (
        seq bigserial PRIMARY KEY,
        from_seq bigint NOT NULL,
        to_seq bigint NOT NULL,
        actor text NOT NULL,
        at timestamptz NOT NULL DEFAULT now()
      )`);
    for (const table of ['audit_checkpoints', 'audit_keys', 'audit_checks', 'audit_exports']) await appendOnly(runner, table);
  }

  async down(runner: QueryRunner): Promise<void> {
    for (const table of ['audit_exports', 'audit_checks', 'audit_keys', 'audit_checkpoints', 'audit_entries'])
      await runner.query(`DROP TABLE ${table}`);
    await runner.query(
      'ALTER TABLE relay_position DROP COLUMN audit_seq, DROP COLUMN audit_hash, DROP COLUMN audit_ms, DROP COLUMN audit_n',
    );
  }
}

/** The months of entries are made as those of the history are. */
async function knowMonths(runner: QueryRunner): Promise<void> {
  const [row] = (await runner.query(`SELECT pg_get_functiondef('add_history_month(text, text)'::regprocedure) AS def`)) as {
    def: string;
  }[];
  const before = row?.def ?? '';
  const after = before.replace('CASE of_table ', `CASE of_table WHEN 'audit_entries' THEN 'id' `);
  if (after === before) throw new Error('add_history_month is not as HistoryByMonth made it');
  if (!before.includes(`'audit_entries'`)) await runner.query(after);
}

async function appendOnly(runner: QueryRunner, table: string): Promise<void> {
  await runner.query(`
    CREATE TRIGGER append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON ${table}
    FOR EACH STATEMENT EXECUTE FUNCTION refuse_change_of_append_only()`);
}
