import type { Pool, PoolClient } from 'pg';
import type { DataSource } from 'typeorm';
import type { RiskConfig, RiskLimits, SymbolLimits } from '#core/model/limits.js';
import { type Money, formatMoney } from '#core/model/money.js';
import {
  type ChangeOrigin,
  type ConfigChange,
  type ConfigPatch,
  ConfigStore,
  InvalidConfigChangeError,
  type Rejection,
} from '#core/ports/config-store.js';
import { faultIn } from '#core/config/config-faults.js';
import { hundredthsOf, moneyOf } from './amounts.js';
import { poolOf } from './data-source.js';
import { inTransaction } from './transaction.js';

/** Changes of configuration wait for each other on this lock; append-only tables have no row to lock. */
const CONFIG_LOCK = 7_264_002;

interface FieldChange {
  field: string;
  from: string | null;
  to: string | null;
}

interface LimitsRow {
  max_position_size: string;
  max_order_size: string;
  daily_loss_limit: string;
  max_portfolio_concentration: string;
  max_leverage: string;
  max_orders_per_second: number;
  max_orders_per_burst: number;
  burst_window_seconds: number;
  enabled: boolean;
}

const hundredths = (value: number): string => (value / 100).toFixed(2);
const dollars = (value: number): string => formatMoney(value as Money);

/** How the fields are named and written outside: in the tables, the history of changes and the API. */
const LIMIT_FIELDS: { [Field in keyof RiskLimits]: { name: keyof LimitsRow; write: (value: RiskLimits[Field]) => string } } = {
  max_position_size: { name: 'max_position_size', write: dollars },
  max_order_size: { name: 'max_order_size', write: dollars },
  daily_loss_limit: { name: 'daily_loss_limit', write: dollars },
  max_portfolio_concentration_bps: { name: 'max_portfolio_concentration', write: hundredths },
  max_leverage_hundredths: { name: 'max_leverage', write: hundredths },
  max_orders_per_second: { name: 'max_orders_per_second', write: String },
  max_orders_per_burst: { name: 'max_orders_per_burst', write: String },
  burst_window_seconds: { name: 'burst_window_seconds', write: String },
  enabled: { name: 'enabled', write: String },
};

/** Configuration versions in PostgreSQL. The tables `risk_limits` and `position_limits` always show the newest one. */
export class PostgresConfigStore extends ConfigStore {
  constructor(private readonly db: DataSource) {
    super();
  }

  override async current(): Promise<RiskConfig> {
    return head(poolOf(this.db));
  }

  override async version(version: number): Promise<RiskConfig | null> {
    const { rows } = await poolOf(this.db).query<{ config: RiskConfig }>(
      'SELECT config FROM config_versions WHERE version = $1',
      [version],
    );
    return rows[0]?.config ?? null;
  }

  override async change(patch: ConfigPatch, origin: ChangeOrigin): Promise<RiskConfig> {
    return this.oneByOne(async (client) => store(client, await head(client), patch, origin));
  }

  override async adoptTableEdits(): Promise<RiskConfig> {
    const config = await this.current();
    if (changesOf(config, patched(config, await tablePatch(poolOf(this.db)))).length === 0) return config;
    const origin = { actor: 'database', source: 'database', reason: 'changed in the tables by SQL' };
    return this.oneByOne(async (client) => store(client, await head(client), await tablePatch(client), origin));
  }

  override async storeRuleSet(hash: string, document: string): Promise<void> {
    await poolOf(this.db).query('INSERT INTO rule_sets (hash, document) VALUES ($1, $2) ON CONFLICT (hash) DO NOTHING', [
      hash,
      document,
    ]);
  }

  override async ruleSet(hash: string): Promise<string | null> {
    const { rows } = await poolOf(this.db).query<{ document: string }>('SELECT document FROM rule_sets WHERE hash = $1', [hash]);
    return rows[0]?.document ?? null;
  }

  override async changes(limit: number): Promise<ConfigChange[]> {
    const { rows } = await poolOf(this.db).query<Omit<ConfigChange, 'changed_at_ms'> & { changed_at: Date }>(
      `SELECT version, field, from_value AS "from", to_value AS "to", actor, source, reason, changed_at
       FROM config_changes ORDER BY id DESC LIMIT $1`,
      [limit],
    );
    return rows.map(({ changed_at, ...row }) => ({ ...row, changed_at_ms: changed_at.getTime() }));
  }

  override async lastRejection(): Promise<Rejection | null> {
    const { rows } = await poolOf(this.db).query<Omit<Rejection, 'at_ms'> & { at: Date }>(
      'SELECT source, place, fault, at FROM config_rejections ORDER BY at DESC, id DESC LIMIT 1',
    );
    return rows[0] ? { source: rows[0].source, place: rows[0].place, fault: rows[0].fault, at_ms: rows[0].at.getTime() } : null;
  }

  private async oneByOne(work: (client: PoolClient) => Promise<RiskConfig>): Promise<RiskConfig> {
    return inTransaction(poolOf(this.db), '', async (client) => {
      await client.query('SELECT pg_advisory_xact_lock($1)', [CONFIG_LOCK]);
      return work(client);
    });
  }
}

async function head(client: Pool | PoolClient): Promise<RiskConfig> {
  const { rows } = await client.query<{ config: RiskConfig }>('SELECT config FROM config_versions ORDER BY version DESC LIMIT 1');
  if (!rows[0]) throw new Error('config_versions is empty: the migrations were not run');
  return rows[0].config;
}

async function store(client: PoolClient, current: RiskConfig, patch: ConfigPatch, origin: ChangeOrigin): Promise<RiskConfig> {
  const next = patched(current, patch);
  const changes = changesOf(current, next);
  if (changes.length === 0) return current;
  await client.query('INSERT INTO config_versions (version, config, actor, source, reason) VALUES ($1, $2, $3, $4, $5)', [
    next.version,
    JSON.stringify(next),
    origin.actor,
    origin.source,
    origin.reason,
  ]);
  await client.query(
    `INSERT INTO config_changes (version, field, from_value, to_value, actor, source, reason)
     SELECT $1, c.field, c."from", c."to", $3, $4, $5 FROM json_to_recordset($2::json) AS c(field text, "from" text, "to" text)`,
    [next.version, JSON.stringify(changes), origin.actor, origin.source, origin.reason],
  );
  await writeTables(client, next);
  return next;
}

async function writeTables(client: PoolClient, { limits, symbols }: RiskConfig): Promise<void> {
  const fields = Object.entries(fieldsOf(limits));
  const assignments = fields.map(([name], index) => `${name} = $${index + 1}`).join(', ');
  await client.query(
    `UPDATE risk_limits SET ${assignments}, updated_at = now()`,
    fields.map(([, value]) => value),
  );
  const rows = Object.entries(symbols).map(([symbol, own]) => ({
    symbol,
    max_position: dollars(own.max_position),
    max_concentration_pct: hundredths(own.max_concentration_bps),
  }));
  await client.query(
    `INSERT INTO position_limits AS p (symbol, max_position, max_concentration_pct)
     SELECT * FROM json_to_recordset($1::json) AS r(symbol text, max_position numeric, max_concentration_pct numeric)
     ON CONFLICT (symbol) DO UPDATE SET max_position = excluded.max_position, max_concentration_pct = excluded.max_concentration_pct,
       updated_at = now()
     WHERE (p.max_position, p.max_concentration_pct) IS DISTINCT FROM (excluded.max_position, excluded.max_concentration_pct)`,
    [JSON.stringify(rows)],
  );
}

/** What stands in the tables, as a patch. Rows of symbols that were deleted by SQL are not followed: a symbol is not dropped by accident. */
async function tablePatch(client: Pool | PoolClient): Promise<ConfigPatch> {
  const { rows: limitRows } = await client.query<LimitsRow>('SELECT * FROM risk_limits');
  const { rows: symbolRows } = await client.query<{ symbol: string; max_position: string; max_concentration_pct: string }>(
    'SELECT symbol, max_position, max_concentration_pct FROM position_limits',
  );
  const row = limitRows[0];
  if (!row)
    throw new InvalidConfigChangeError('has no row; put one back, for example by changing a limit by the API', 'risk_limits');
  return {
    limits: {
      max_position_size: read('max_position_size', moneyOf, row.max_position_size),
      max_order_size: read('max_order_size', moneyOf, row.max_order_size),
      daily_loss_limit: read('daily_loss_limit', moneyOf, row.daily_loss_limit),
      max_portfolio_concentration_bps: read('max_portfolio_concentration', hundredthsOf, row.max_portfolio_concentration),
      max_leverage_hundredths: read('max_leverage', hundredthsOf, row.max_leverage),
      max_orders_per_second: row.max_orders_per_second,
      max_orders_per_burst: row.max_orders_per_burst,
      burst_window_seconds: row.burst_window_seconds,
      enabled: row.enabled,
    },
    symbols: Object.fromEntries(
      symbolRows.map((s) => [
        s.symbol,
        {
          max_position: read(`position_limits.${s.symbol}.max_position`, moneyOf, s.max_position),
          max_concentration_bps: read(`position_limits.${s.symbol}.max_concentration_pct`, hundredthsOf, s.max_concentration_pct),
        },
      ]),
    ),
  };
}

/** A column that no amount can be made of (NaN, or beyond what can be reckoned with) is a fault of the content, not of ours. */
function read<T>(place: string, parse: (text: string) => T, text: string): T {
  try {
    return parse(text);
  } catch (error) {
    throw new InvalidConfigChangeError(error instanceof Error ? error.message : String(error), place);
  }
}

function patched(current: RiskConfig, patch: ConfigPatch): RiskConfig {
  const symbols = { ...current.symbols };
  for (const [symbol, change] of Object.entries(patch.symbols ?? {})) {
    const { max_position, max_concentration_bps } = { ...symbols[symbol], ...change };
    if (max_position === undefined || max_concentration_bps === undefined) {
      throw new InvalidConfigChangeError(`${symbol} has no limits yet: give both max_position and max_concentration_pct`);
    }
    symbols[symbol] = { max_position, max_concentration_bps };
  }
  const limits = { ...current.limits, ...patch.limits };
  const fault = faultIn({ limits, symbols });
  if (fault) throw new InvalidConfigChangeError(fault.fault, fault.place);
  return { version: current.version + 1, limits, symbols, rules_hash: patch.rules_hash ?? current.rules_hash };
}

function changesOf(from: RiskConfig, to: RiskConfig): FieldChange[] {
  const [before, after] = [flat(from), flat(to)];
  return Object.entries(after)
    .filter(([field, value]) => before[field] !== value)
    .map(([field, value]) => ({ field, from: before[field] ?? null, to: value }));
}

/** Every field of a configuration as the history names and writes it. */
function flat(config: RiskConfig): Record<string, string> {
  const all: Record<string, string> = { ...fieldsOf(config.limits), rules_hash: config.rules_hash };
  for (const [symbol, own] of Object.entries(config.symbols)) Object.assign(all, symbolFields(symbol, own));
  return all;
}

function symbolFields(symbol: string, own: SymbolLimits): Record<string, string> {
  return {
    [`position_limits.${symbol}.max_position`]: dollars(own.max_position),
    [`position_limits.${symbol}.max_concentration_pct`]: hundredths(own.max_concentration_bps),
  };
}

function fieldsOf(limits: RiskLimits): Record<string, string> {
  const write = (field: keyof RiskLimits): [string, string] => {
    const { name, write: text } = LIMIT_FIELDS[field] as { name: string; write: (value: number | boolean) => string };
    return [name, text(limits[field])];
  };
  return Object.fromEntries((Object.keys(LIMIT_FIELDS) as (keyof RiskLimits)[]).map(write));
}
