import type { MigrationInterface, QueryRunner } from 'typeorm';

/** The seeded symbols by their sectors; the three index funds are a sector of their own. */
const SECTORS: Readonly<Record<string, readonly string[]>> = {
  technology: ['AAPL', 'MSFT', 'NVDA', 'CRM', 'AMD', 'INTC'],
  communication: ['GOOGL', 'META', 'DIS', 'NFLX'],
  'consumer-discretionary': ['AMZN', 'TSLA', 'HD'],
  'consumer-staples': ['PG', 'KO', 'WMT'],
  financials: ['JPM', 'BAC', 'V'],
  'health-care': ['UNH', 'JNJ'],
  energy: ['XOM'],
  'index-fund': ['SPY', 'QQQ', 'IWM'],
};

/** US equities: whole shares, and prices in cents, below one dollar in hundredths of a cent (Rule 612). */
const EQUITY = {
  ...{ asset_class: 'equity', step: 100_000_000, min_quantity: null, max_quantity: null, min_notional: null },
  ...{ min_price: null, max_price: null, shortable: null },
  ticks: [
    { from: 0, tick: 100 },
    { from: 1_000_000, tick: 10_000 },
  ],
};
const WRITTEN = { asset_class: 'equity', step: '1', ticks: '0.00:0.0001 1.00:0.01' };

interface Row {
  version: number;
  config: { version: number; symbols: Record<string, unknown>; instruments?: Record<string, unknown> };
}

/**
 * What is known of the seeded symbols: step, ticks, sector and class. A person's own entry stays. On a fresh database the first configuration, which was never in
 * force, gets them; else they are one more version.
 */
export class SeedInstruments1795482000000 implements MigrationInterface {
  name = 'SeedInstruments1795482000000';

  async up(runner: QueryRunner): Promise<void> {
    const [head] = (await runner.query('SELECT version, config FROM config_versions ORDER BY version DESC LIMIT 1')) as Row[];
    if (!head) return;
    const { config } = head;
    const known = config.instruments ?? {};
    const added = Object.entries(SECTORS).flatMap(([sector, symbols]) =>
      symbols
        .filter((symbol) => config.symbols[symbol] !== undefined && known[symbol] === undefined)
        .map((symbol) => ({ symbol, sector })),
    );
    if (added.length === 0) return;
    const instruments = { ...known, ...Object.fromEntries(added.map(({ symbol, sector }) => [symbol, { ...EQUITY, sector }])) };
    if (head.version === 1) return this.complete(runner, { ...config, instruments });
    const version = head.version + 1;
    await runner.query(
      `INSERT INTO config_versions (version, config, actor, source, reason) VALUES ($1, $2, 'breakwater', 'seed', $3)`,
      [version, JSON.stringify({ ...config, version, instruments }), REASON],
    );
    const changes = added.flatMap(({ symbol, sector }) =>
      Object.entries({ ...WRITTEN, sector }).map(([field, to]) => ({ field: `instruments.${symbol}.${field}`, to })),
    );
    await runner.query(
      `INSERT INTO config_changes (version, field, from_value, to_value, actor, source, reason)
       SELECT $1, c.field, NULL, c."to", 'breakwater', 'seed', $3 FROM json_to_recordset($2::json) AS c(field text, "to" text)`,
      [version, JSON.stringify(changes), REASON],
    );
  }

  /** Nothing was ever judged by it: its rules are not named yet. */
  private async complete(runner: QueryRunner, config: object): Promise<void> {
    await this.unguarded(runner, () =>
      runner.query('UPDATE config_versions SET config = $1 WHERE version = 1', [JSON.stringify(config)]),
    );
  }

  /** On a database that was in use the version stays, for decisions name it. */
  async down(runner: QueryRunner): Promise<void> {
    await this.unguarded(runner, () =>
      runner.query(
        `UPDATE config_versions SET config = config - 'instruments'
         WHERE version = 1 AND NOT EXISTS (SELECT FROM config_versions WHERE version > 1)`,
      ),
    );
  }

  private async unguarded(runner: QueryRunner, work: () => Promise<unknown>): Promise<void> {
    await runner.query('ALTER TABLE config_versions DISABLE TRIGGER config_versions_append_only');
    await work();
    await runner.query('ALTER TABLE config_versions ENABLE TRIGGER config_versions_append_only');
  }
}

const REASON = 'steps, ticks, sectors and class of the seeded symbols';
