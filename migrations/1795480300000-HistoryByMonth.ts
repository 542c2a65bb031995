import type { MigrationInterface, QueryRunner } from 'typeorm';

interface Table {
  name: string;
  /** What it is partitioned by: an id that begins with its time. Sorted by bytes (COLLATE "C"), whatever the database's own order is. */
  key: string;
  columns: string;
  /** Of the table as a whole. */
  indexes: [name: string, columns: string][];
  primary?: string;
  /** Unique within a month: without the key it cannot be unique over all of them. What makes each row come once is the relay's position. */
  unique?: string;
  appendOnly?: boolean;
  fillfactor?: number;
  /** Before this migration, and after it is taken back. */
  plainKey?: string;
  /** Time of a row, to find the months that there are. */
  at: string;
}

const ID_AT = (id: string) => `CASE WHEN ${id} ~ '^[0-9]{13}-' THEN to_timestamp(split_part(${id}, '-', 1)::bigint / 1000.0) END`;

const TABLES: Table[] = [
  {
    name: 'orders',
    key: 'order_id',
    primary: 'order_id',
    plainKey: 'PRIMARY KEY (order_id)',
    fillfactor: 85,
    at: 'received_at',
    columns: `
      order_id text COLLATE "C" NOT NULL,
      seq bigint GENERATED ALWAYS AS IDENTITY,
      decision_id text COLLATE "C" NOT NULL,
      account text NOT NULL,
      client_order_id text NOT NULL,
      symbol text NOT NULL,
      side text NOT NULL,
      order_type text NOT NULL,
      time_in_force text NOT NULL,
      quantity numeric(20,8) NOT NULL,
      price numeric(20,6),
      check_price numeric(20,6) NOT NULL,
      status text NOT NULL,
      filled_quantity numeric(20,8) NOT NULL,
      leaves_quantity numeric(20,8) NOT NULL,
      hold numeric(20,6) NOT NULL,
      broker_order_id text,
      reason text NOT NULL DEFAULT '',
      body_hash text NOT NULL,
      received_at timestamptz NOT NULL,
      updated_at timestamptz NOT NULL`,
    indexes: [
      ['orders_seq', 'seq'],
      ['orders_client', 'account, client_order_id'],
      ['orders_symbol', 'symbol, seq'],
      ['orders_status', 'status, seq'],
    ],
  },
  {
    name: 'decisions',
    key: 'decision_id',
    unique: '(n) WHERE n IS NOT NULL',
    at: 'reserved_at',
    columns: `
      decision_id text COLLATE "C" NOT NULL,
      order_id text COLLATE "C" NOT NULL,
      account text NOT NULL,
      client_order_id text NOT NULL,
      request json,
      state json,
      config_version integer NOT NULL,
      accepted boolean,
      violations json,
      waived json,
      decided_by text,
      reserved_at timestamptz NOT NULL,
      decided_at timestamptz,
      n bigint,
      line text,
      content_hash bigint`,
    indexes: [['decisions_id', 'decision_id']],
  },
  {
    name: 'order_events',
    key: 'id',
    primary: 'id',
    plainKey: 'PRIMARY KEY (id)',
    appendOnly: true,
    at: 'at',
    columns: `
      id text COLLATE "C" NOT NULL,
      order_id text COLLATE "C" NOT NULL,
      account text NOT NULL,
      kind text NOT NULL,
      actor text NOT NULL,
      reason text NOT NULL,
      at timestamptz NOT NULL`,
    indexes: [
      ['order_events_order', 'order_id'],
      ['order_events_at', 'at'],
    ],
  },
  {
    name: 'fills',
    key: 'log_id',
    unique: '(execution_id)',
    plainKey: 'PRIMARY KEY (execution_id)',
    appendOnly: true,
    at: ID_AT('log_id'),
    columns: `
      execution_id text NOT NULL,
      seq bigint GENERATED ALWAYS AS IDENTITY,
      broker_sequence bigint NOT NULL,
      order_id text COLLATE "C" NOT NULL,
      broker_order_id text NOT NULL,
      account text NOT NULL,
      symbol text NOT NULL,
      side text NOT NULL,
      quantity numeric(20,8) NOT NULL,
      price numeric(20,6) NOT NULL,
      fee numeric(20,6) NOT NULL,
      realized_pnl numeric(20,6) NOT NULL,
      executed_at timestamptz NOT NULL,
      log_id text COLLATE "C" NOT NULL`,
    indexes: [
      ['fills_seq', 'seq'],
      ['fills_order', 'order_id'],
      ['fills_symbol', 'symbol, seq'],
    ],
  },
  {
    name: 'risk_alerts',
    key: 'id',
    primary: 'id',
    plainKey: 'PRIMARY KEY (id)',
    appendOnly: true,
    at: 'created_at',
    columns: `
      id text COLLATE "C" NOT NULL,
      seq bigint GENERATED ALWAYS AS IDENTITY,
      alert_type text NOT NULL,
      severity text NOT NULL,
      account text,
      symbol text,
      message text NOT NULL,
      order_id text COLLATE "C",
      decision_id text COLLATE "C",
      breaker_id bigint,
      created_at timestamptz NOT NULL`,
    indexes: [['risk_alerts_seq', 'seq']],
  },
  {
    name: 'gate_events',
    key: 'id',
    unique: '(n)',
    plainKey: 'PRIMARY KEY (n)',
    appendOnly: true,
    at: ID_AT('id'),
    columns: `
      n bigint NOT NULL,
      id text COLLATE "C" NOT NULL,
      type text NOT NULL,
      line text NOT NULL`,
    indexes: [],
  },
];

/**
 * The tables that grow with every order become partitioned by month (UTC), so that whole months can be dropped. Rows that are there move into their months
 * in this transaction: it needs as much free disk as they take. `<table>_default` takes what belongs to no month, so that nothing is ever turned away.
 */
export class HistoryByMonth1795480300000 implements MigrationInterface {
  name = 'HistoryByMonth1795480300000';

  async up(runner: QueryRunner): Promise<void> {
    await createFunctions(runner);
    await runner.query(`
      CREATE TABLE dropped_months (
        month text PRIMARY KEY,
        before_n bigint NOT NULL,
        dropped_at timestamptz NOT NULL DEFAULT now(),
        finished_at timestamptz
      )`);
    const months = await monthsOf(runner);
    for (const table of TABLES) {
      await setAside(runner, table);
      await runner.query(`CREATE TABLE ${table.name} (${table.columns}) PARTITION BY RANGE (${table.key})`);
      await createDefault(runner, table);
      for (const month of months) await runner.query('SELECT add_history_month($1, $2)', [table.name, month]);
      await moveRows(runner, table, '');
      if (table.primary) await runner.query(`ALTER TABLE ${table.name} ADD PRIMARY KEY (${table.primary})`);
      for (const [name, columns] of table.indexes) await runner.query(`CREATE INDEX ${name} ON ${table.name} (${columns})`);
      await protect(runner, table);
      await runner.query(`ANALYZE ${table.name}`);
    }
  }

  async down(runner: QueryRunner): Promise<void> {
    for (const table of TABLES.toReversed()) {
      await setAside(runner, table);
      const fill = table.fillfactor ? `WITH (fillfactor = ${table.fillfactor})` : '';
      const key = table.plainKey ? `, ${table.plainKey}` : '';
      await runner.query(`CREATE TABLE ${table.name} (${table.columns}${key}) ${fill}`);
      // An execution is kept once a month here, and once there.
      await moveRows(runner, table, table.name === 'fills' ? 'ON CONFLICT DO NOTHING' : '');
      for (const [name, columns] of table.indexes) await runner.query(`CREATE INDEX ${name} ON ${table.name} (${columns})`);
      if (table.name === 'decisions') await runner.query('CREATE UNIQUE INDEX decisions_n ON decisions (n) WHERE n IS NOT NULL');
      await protect(runner, table);
    }
    await runner.query('DROP TABLE dropped_months');
    await runner.query('DROP FUNCTION add_history_month(text, text)');
    await runner.query('DROP FUNCTION history_key(text, timestamp)');
  }
}

async function createFunctions(runner: QueryRunner): Promise<void> {
  await runner.query(`
    CREATE FUNCTION history_key(of_table text, since timestamp) RETURNS text LANGUAGE plpgsql IMMUTABLE AS $$
    DECLARE
      ms bigint := extract(epoch FROM since AT TIME ZONE 'UTC') * 1000;
      digits text := '';
    BEGIN
      IF of_table NOT IN ('orders', 'decisions') THEN RETURN ms::text; END IF;
      WHILE ms > 0 LOOP
        digits := substr('0123456789abcdefghijklmnopqrstuvwxyz', (ms % 36)::int + 1, 1) || digits;
        ms := ms / 36;
      END LOOP;
      RETURN CASE of_table WHEN 'orders' THEN 'ord_' ELSE 'dec_' END || lpad(digits, 9, '0');
    END $$`);
  // A month is made like the default partition, and takes over what that has of it. Null when it is there already, else how many rows it took.
  await runner.query(`
    CREATE FUNCTION add_history_month(of_table text, month text) RETURNS bigint LANGUAGE plpgsql AS $$
    DECLARE
      part text := of_table || '_' || replace(month, '-', '_');
      rest text := of_table || '_default';
      key text := CASE of_table ${TABLES.map(({ name, key }) => `WHEN '${name}' THEN '${key}'`).join(' ')} END;
      since timestamp := (month || '-01')::timestamp;
      low text := history_key(of_table, since);
      high text := history_key(of_table, since + interval '1 month');
      options text;
      aside boolean;
      moved bigint := 0;
    BEGIN
      IF to_regclass(part) IS NOT NULL THEN RETURN NULL; END IF;
      SELECT array_to_string(reloptions, ', ') INTO options FROM pg_class WHERE oid = to_regclass(rest);
      EXECUTE format('CREATE TABLE %I (LIKE %I INCLUDING ALL EXCLUDING IDENTITY) %s', part, rest, 'WITH (' || options || ')');
      EXECUTE format('LOCK TABLE %I IN ACCESS EXCLUSIVE MODE', rest);
      EXECUTE format('SELECT EXISTS (SELECT FROM %I WHERE %I >= %L AND %I < %L)', rest, key, low, key, high) INTO aside;
      IF aside THEN
        EXECUTE format('ALTER TABLE %I DISABLE TRIGGER USER', rest);
        EXECUTE format('WITH gone AS (DELETE FROM %I WHERE %I >= %L AND %I < %L RETURNING *) INSERT INTO %I SELECT * FROM gone',
          rest, key, low, key, high, part);
        GET DIAGNOSTICS moved = ROW_COUNT;
        EXECUTE format('ALTER TABLE %I ENABLE TRIGGER USER', rest);
      END IF;
      EXECUTE format('ALTER TABLE %I ATTACH PARTITION %I FOR VALUES FROM (%L) TO (%L)', of_table, part, low, high);
      IF EXISTS (SELECT FROM pg_trigger WHERE tgrelid = to_regclass(rest) AND tgname = 'append_only') THEN
        EXECUTE format('CREATE TRIGGER append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON %I
          FOR EACH STATEMENT EXECUTE FUNCTION refuse_change_of_append_only()', part);
      END IF;
      RETURN moved;
    END $$`);
}

/** Every month that has a row, this one and the next two. */
async function monthsOf(runner: QueryRunner): Promise<string[]> {
  const ofRows = TABLES.map(({ name, at }) => `SELECT ${at} AS at FROM ${name}`).join(' UNION ALL ');
  const rows = (await runner.query(`
    SELECT DISTINCT to_char(at AT TIME ZONE 'UTC', 'YYYY-MM') AS month FROM (
      ${ofRows} UNION ALL
      SELECT generate_series(date_trunc('month', now() AT TIME ZONE 'UTC'), now() AT TIME ZONE 'UTC' + interval '2 months', '1 month') AT TIME ZONE 'UTC') x
    WHERE at IS NOT NULL ORDER BY 1`)) as { month: string }[];
  return rows.map(({ month }) => month);
}

/** Its name, and those of its indexes, are free then. */
async function setAside(runner: QueryRunner, { name }: Table): Promise<void> {
  await runner.query(`ALTER TABLE ${name} RENAME TO ${name}_before`);
  const rows = (await runner.query(
    `SELECT conname FROM pg_constraint WHERE conrelid = '${name}_before'::regclass AND contype = 'p'`,
  )) as { conname: string }[];
  for (const { conname } of rows) await runner.query(`ALTER TABLE ${name}_before DROP CONSTRAINT ${conname}`);
  const indexes = (await runner.query(
    `SELECT indexrelid::regclass::text AS index FROM pg_index WHERE indrelid = '${name}_before'::regclass`,
  )) as { index: string }[];
  for (const { index } of indexes) await runner.query(`DROP INDEX ${index}`);
}

async function createDefault(runner: QueryRunner, { name, unique, fillfactor, appendOnly }: Table): Promise<void> {
  const rest = `${name}_default`;
  await runner.query(
    `CREATE TABLE ${rest} PARTITION OF ${name} DEFAULT ${fillfactor ? `WITH (fillfactor = ${fillfactor})` : ''}`,
  );
  if (unique) await runner.query(`CREATE UNIQUE INDEX ON ${rest} ${unique}`);
  if (!appendOnly) return;
  await runner.query(`
    CREATE TRIGGER append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON ${rest}
    FOR EACH STATEMENT EXECUTE FUNCTION refuse_change_of_append_only()`);
}

/** Rows keep the numbers that they have. */
async function moveRows(runner: QueryRunner, { name, columns }: Table, onConflict: string): Promise<void> {
  const names = columns
    .split(',\n')
    .map((column) => column.trim().split(' ')[0])
    .join(', ');
  const numbered = columns.includes('seq bigint');
  await runner.query(
    `INSERT INTO ${name} (${names}) ${numbered ? 'OVERRIDING SYSTEM VALUE' : ''} SELECT ${names} FROM ${name}_before
     ${numbered ? 'ORDER BY seq' : ''} ${onConflict}`,
  );
  if (numbered)
    await runner.query(
      `SELECT setval(pg_get_serial_sequence('${name}', 'seq'), coalesce((SELECT max(seq) FROM ${name}), 0) + 1, false)`,
    );
  await runner.query(`DROP TABLE ${name}_before`);
}

async function protect(runner: QueryRunner, { name, appendOnly }: Table): Promise<void> {
  if (name === 'decisions')
    await runner.query(`
      CREATE TRIGGER decisions_append_only BEFORE UPDATE OR DELETE ON decisions
      FOR EACH ROW WHEN (OLD.n IS NOT NULL) EXECUTE FUNCTION refuse_change_of_decision()`);
  if (appendOnly)
    await runner.query(`
      CREATE TRIGGER ${name}_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON ${name}
      FOR EACH STATEMENT EXECUTE FUNCTION refuse_change_of_append_only()`);
}
