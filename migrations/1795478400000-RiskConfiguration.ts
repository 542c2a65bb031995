import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * The configuration: the limits in force as tables that a person can read and edit (`risk_limits`, `position_limits`), every version that
 * ever held (`config_versions`, append only) and who changed what (`config_changes`, append only). Money is NUMERIC(20,6) dollars.
 * A rule set's document is text, not jsonb: its hash is over its very characters.
 */
export class RiskConfiguration1795478400000 implements MigrationInterface {
  name = 'RiskConfiguration1795478400000';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      CREATE FUNCTION refuse_change_of_append_only() RETURNS trigger LANGUAGE plpgsql AS $$
      BEGIN
        RAISE EXCEPTION 'table % is append only', TG_TABLE_NAME USING ERRCODE = 'restrict_violation';
      END $$`);
    await runner.query(`
      CREATE TABLE risk_limits (
        id smallint PRIMARY KEY DEFAULT 1 CHECK (id = 1),
        max_position_size numeric(20,6) NOT NULL CHECK (max_position_size >= 0),
        max_order_size numeric(20,6) NOT NULL CHECK (max_order_size >= 0),
        daily_loss_limit numeric(20,6) NOT NULL CHECK (daily_loss_limit > 0),
        max_portfolio_concentration numeric(7,2) NOT NULL CHECK (max_portfolio_concentration >= 0),
        max_leverage numeric(7,2) NOT NULL CHECK (max_leverage >= 0),
        max_orders_per_second integer NOT NULL CHECK (max_orders_per_second >= 0),
        max_orders_per_burst integer NOT NULL DEFAULT 100 CHECK (max_orders_per_burst >= 0),
        burst_window_seconds integer NOT NULL DEFAULT 10 CHECK (burst_window_seconds > 0),
        enabled boolean NOT NULL,
        updated_at timestamptz NOT NULL DEFAULT now()
      )`);
    await runner.query(`
      CREATE TABLE position_limits (
        symbol text PRIMARY KEY,
        max_position numeric(20,6) NOT NULL CHECK (max_position >= 0),
        max_concentration_pct numeric(7,2) NOT NULL CHECK (max_concentration_pct >= 0),
        updated_at timestamptz NOT NULL DEFAULT now()
      )`);
    await runner.query(`
      CREATE TABLE config_versions (
        version integer PRIMARY KEY,
        config jsonb NOT NULL,
        actor text NOT NULL,
        source text NOT NULL,
        reason text NOT NULL,
        created_at timestamptz NOT NULL DEFAULT now()
      )`);
    await runner.query(`
      CREATE TABLE config_changes (
        id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
        version integer NOT NULL REFERENCES config_versions,
        field text NOT NULL,
        from_value text,
        to_value text,
        actor text NOT NULL,
        source text NOT NULL,
        reason text NOT NULL,
        changed_at timestamptz NOT NULL DEFAULT now()
      )`);
    await runner.query(`CREATE INDEX config_changes_version ON config_changes (version)`);
    await runner.query(`
      CREATE TABLE rule_sets (
        hash text PRIMARY KEY,
        document text NOT NULL,
        created_at timestamptz NOT NULL DEFAULT now()
      )`);
    for (const table of ['config_versions', 'config_changes', 'rule_sets']) {
      await runner.query(`
        CREATE TRIGGER ${table}_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON ${table}
        FOR EACH STATEMENT EXECUTE FUNCTION refuse_change_of_append_only()`);
    }
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`DROP TABLE rule_sets, config_changes, config_versions, position_limits, risk_limits`);
    await runner.query(`DROP FUNCTION refuse_change_of_append_only()`);
  }
}
