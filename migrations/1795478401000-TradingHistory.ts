import type { MigrationInterface, QueryRunner } from 'typeorm';

const TABLES = [
  'relay_position',
  'config_activations',
  'quotes',
  'circuit_breaker_events',
  'risk_alerts',
  'daily_pnl_tracking',
  'positions',
  'fills',
  'order_events',
  'decisions',
  'orders',
  'accounts',
];

/**
 * What the relay writes out of the log. Money is NUMERIC(20,6) dollars, quantities NUMERIC(20,8) units. `seq` numbers rows in the order in
 * which the relay wrote them, which is the log's: listings page by it.
 *
 * Nothing here may refuse what the log holds (a batch that cannot be written stops the relay): so no foreign keys and no checks, and
 * (account, client_order_id) is not unique, because live state remembers client ids for a day only.
 * Decisions keep json, not jsonb: it is stored as it came, and turning it into jsonb cost 12 of 45 us an order.
 */
export class TradingHistory1795478401000 implements MigrationInterface {
  name = 'TradingHistory1795478401000';

  async up(runner: QueryRunner): Promise<void> {
    await createOrders(runner);
    await createBooks(runner);
    await createRiskHistory(runner);
    await runner.query(`
      CREATE TABLE relay_position (
        id smallint PRIMARY KEY DEFAULT 1 CHECK (id = 1),
        last_id text NOT NULL,
        broker_sequence bigint NOT NULL,
        generation bigint NOT NULL,
        updated_at timestamptz NOT NULL DEFAULT now()
      ) WITH (fillfactor = 50)`);
    await runner.query(`INSERT INTO relay_position (last_id, broker_sequence, generation) VALUES ('0-0', 0, 0)`);
    for (const table of ['fills', 'order_events', 'risk_alerts', 'circuit_breaker_events', 'config_activations']) {
      await runner.query(`
        CREATE TRIGGER ${table}_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON ${table}
        FOR EACH STATEMENT EXECUTE FUNCTION refuse_change_of_append_only()`);
    }
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`DROP TABLE ${TABLES.join(', ')}`);
  }
}

async function createOrders(runner: QueryRunner): Promise<void> {
  await runner.query(`
    CREATE TABLE orders (
      order_id text PRIMARY KEY,
      seq bigint GENERATED ALWAYS AS IDENTITY,
      decision_id text NOT NULL,
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
      updated_at timestamptz NOT NULL
    ) WITH (fillfactor = 85)`);
  await runner.query(`CREATE INDEX orders_seq ON orders (seq)`);
  await runner.query(`CREATE INDEX orders_client ON orders (account, client_order_id)`);
  await runner.query(`CREATE INDEX orders_symbol ON orders (symbol, seq)`);
  await runner.query(`CREATE INDEX orders_status ON orders (status, seq)`);
  await runner.query(`
    CREATE TABLE decisions (
      decision_id text PRIMARY KEY,
      order_id text NOT NULL,
      account text NOT NULL,
      client_order_id text NOT NULL,
      request json NOT NULL,
      state json NOT NULL,
      config_version integer NOT NULL,
      accepted boolean,
      violations json NOT NULL DEFAULT '[]',
      waived json NOT NULL DEFAULT '[]',
      decided_by text,
      reserved_at timestamptz NOT NULL,
      decided_at timestamptz
    )`);
  await runner.query(`
    CREATE TABLE order_events (
      id text PRIMARY KEY,
      order_id text NOT NULL,
      account text NOT NULL,
      kind text NOT NULL,
      actor text NOT NULL,
      reason text NOT NULL,
      at timestamptz NOT NULL
    )`);
  await runner.query(`CREATE INDEX order_events_order ON order_events (order_id)`);
  await runner.query(`
    CREATE TABLE fills (
      execution_id text PRIMARY KEY,
      seq bigint GENERATED ALWAYS AS IDENTITY,
      broker_sequence bigint NOT NULL,
      order_id text NOT NULL,
      broker_order_id text NOT NULL,
      account text NOT NULL,
      symbol text NOT NULL,
      side text NOT NULL,
      quantity numeric(20,8) NOT NULL,
      price numeric(20,6) NOT NULL,
      fee numeric(20,6) NOT NULL,
      realized_pnl numeric(20,6) NOT NULL,
      executed_at timestamptz NOT NULL,
      log_id text NOT NULL
    )`);
  await runner.query(`CREATE INDEX fills_seq ON fills (seq)`);
  await runner.query(`CREATE INDEX fills_order ON fills (order_id)`);
  await runner.query(`CREATE INDEX fills_symbol ON fills (symbol, seq)`);
}

async function createBooks(runner: QueryRunner): Promise<void> {
  await runner.query(`
    CREATE TABLE accounts (
      account text PRIMARY KEY,
      initial_cash numeric(20,6) NOT NULL,
      cash numeric(20,6) NOT NULL,
      position_value numeric(20,6) NOT NULL DEFAULT 0,
      gross_exposure numeric(20,6) NOT NULL DEFAULT 0,
      day date,
      created_at timestamptz NOT NULL DEFAULT now(),
      updated_at timestamptz NOT NULL DEFAULT now()
    ) WITH (fillfactor = 50)`);
  await runner.query(`
    CREATE TABLE positions (
      account text NOT NULL,
      symbol text NOT NULL,
      quantity numeric(20,8) NOT NULL,
      cost numeric(20,6) NOT NULL,
      realized_pnl numeric(20,6) NOT NULL,
      updated_at timestamptz NOT NULL,
      PRIMARY KEY (account, symbol)
    ) WITH (fillfactor = 50)`);
  await runner.query(`
    CREATE TABLE quotes (
      symbol text PRIMARY KEY,
      bid numeric(20,6) NOT NULL,
      ask numeric(20,6) NOT NULL,
      frozen boolean NOT NULL,
      updated_at timestamptz NOT NULL
    ) WITH (fillfactor = 50)`);
}

async function createRiskHistory(runner: QueryRunner): Promise<void> {
  await runner.query(`
    CREATE TABLE daily_pnl_tracking (
      date date NOT NULL,
      account text NOT NULL,
      realized_pnl numeric(20,6) NOT NULL,
      unrealized_pnl numeric(20,6) NOT NULL,
      total_pnl numeric(20,6) NOT NULL,
      fees numeric(20,6) NOT NULL,
      cash numeric(20,6) NOT NULL,
      position_value numeric(20,6) NOT NULL,
      gross_exposure numeric(20,6) NOT NULL,
      day_start_equity numeric(20,6) NOT NULL,
      cash_moved numeric(20,6) NOT NULL,
      peak_equity numeric(20,6) NOT NULL,
      circuit_breaker_triggered boolean NOT NULL,
      updated_at timestamptz NOT NULL,
      PRIMARY KEY (date, account)
    ) WITH (fillfactor = 50)`);
  await runner.query(`
    CREATE TABLE risk_alerts (
      id text PRIMARY KEY,
      seq bigint GENERATED ALWAYS AS IDENTITY,
      alert_type text NOT NULL,
      severity text NOT NULL,
      account text,
      symbol text,
      message text NOT NULL,
      order_id text,
      decision_id text,
      breaker_id bigint,
      created_at timestamptz NOT NULL
    )`);
  await runner.query(`CREATE INDEX risk_alerts_seq ON risk_alerts (seq)`);
  await runner.query(`
    CREATE TABLE circuit_breaker_events (
      id text PRIMARY KEY,
      breaker_id bigint NOT NULL,
      event text NOT NULL,
      scope text NOT NULL,
      mode text,
      trigger_type text,
      trigger_value numeric(20,6),
      threshold numeric(20,6),
      actor text NOT NULL,
      reason text NOT NULL,
      at timestamptz NOT NULL
    )`);
  await runner.query(`CREATE INDEX circuit_breaker_events_breaker ON circuit_breaker_events (breaker_id, event)`);
  await runner.query(`
    CREATE TABLE config_activations (
      id text PRIMARY KEY,
      version integer NOT NULL,
      at timestamptz NOT NULL
    )`);
}
