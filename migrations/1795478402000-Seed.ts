import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Symbol, max_position in dollars, max_concentration_pct: 25 well-known US symbols. */
const SYMBOLS: readonly (readonly [string, number, number])[] = [
  ['AAPL', 5000, 20],
  ['MSFT', 5000, 20],
  ['GOOGL', 5000, 20],
  ['AMZN', 5000, 20],
  ['NVDA', 4000, 15],
  ['META', 4000, 15],
  ['TSLA', 3000, 15],
  ['SPY', 6000, 25],
  ['QQQ', 6000, 25],
  ['IWM', 6000, 25],
  ['JPM', 5000, 20],
  ['BAC', 5000, 20],
  ['V', 5000, 20],
  ['UNH', 4000, 15],
  ['JNJ', 6000, 20],
  ['PG', 6000, 20],
  ['KO', 8000, 25],
  ['WMT', 6000, 20],
  ['HD', 5000, 20],
  ['XOM', 5000, 20],
  ['DIS', 4000, 15],
  ['NFLX', 4000, 15],
  ['CRM', 4000, 15],
  ['AMD', 3500, 15],
  ['INTC', 4000, 15],
];

/** The first configuration (version 1, the mission's default limits, no rule set yet) and the account `default` with 100,000 USD. */
export class Seed1795478402000 implements MigrationInterface {
  name = 'Seed1795478402000';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      INSERT INTO risk_limits (max_position_size, max_order_size, daily_loss_limit, max_portfolio_concentration, max_leverage,
        max_orders_per_second, max_orders_per_burst, burst_window_seconds, enabled)
      VALUES (10000, 1000, 5000, 25, 2, 10, 100, 10, true)`);
    await runner.query(
      `INSERT INTO position_limits (symbol, max_position, max_concentration_pct)
       SELECT * FROM unnest($1::text[], $2::numeric[], $3::numeric[])`,
      [SYMBOLS.map(([symbol]) => symbol), SYMBOLS.map(([, position]) => position), SYMBOLS.map(([, , pct]) => pct)],
    );
    const config = {
      version: 1,
      limits: {
        max_position_size: 10_000_000_000,
        max_order_size: 1_000_000_000,
        daily_loss_limit: 5_000_000_000,
        max_portfolio_concentration_bps: 2500,
        max_leverage_hundredths: 200,
        max_orders_per_second: 10,
        max_orders_per_burst: 100,
        burst_window_seconds: 10,
        enabled: true,
      },
      symbols: Object.fromEntries(
        SYMBOLS.map(([symbol, position, pct]) => [
          symbol,
          { max_position: position * 1_000_000, max_concentration_bps: pct * 100 },
        ]),
      ),
      rules_hash: '',
    };
    await runner.query(
      `INSERT INTO config_versions (version, config, actor, source, reason) VALUES (1, $1, 'breakwater', 'seed', 'first configuration')`,
      [JSON.stringify(config)],
    );
    await runner.query(`INSERT INTO accounts (account, initial_cash, cash) VALUES ('default', 100000, 100000)`);
  }

  /** Removes the rows again; TRUNCATE and DELETE are refused on append-only tables, so their triggers rest meanwhile. */
  async down(runner: QueryRunner): Promise<void> {
    for (const table of ['config_changes', 'config_versions']) {
      await runner.query(`ALTER TABLE ${table} DISABLE TRIGGER ${table}_append_only`);
      await runner.query(`DELETE FROM ${table}`);
      await runner.query(`ALTER TABLE ${table} ENABLE TRIGGER ${table}_append_only`);
    }
    await runner.query(`DELETE FROM accounts`);
    await runner.query(`DELETE FROM position_limits`);
    await runner.query(`DELETE FROM risk_limits`);
  }
}
