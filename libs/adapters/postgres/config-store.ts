import type { Pool, PoolClient } from 'pg';
import type { DataSource } from 'typeorm';
import type { RiskConfig, SymbolLimits } from '#core/model/limits.js';
import {
  type ChangeOfNewest,
  type ChangeOrigin,
  type ConfigChange,
  type ConfigPatch,
  ConfigStore,
  InvalidConfigChangeError,
  type Rejection,
} from '#core/ports/config-store.js';
import type { Limit } from '#core/controls/declare.js';
import { GLOBAL_LIMITS, LIMITS, type NamedLimit, SYMBOL_LIMITS } from '#core/controls/registry.js';
import { type Kept, written } from '#core/controls/shown.js';
import { faultIn } from '#core/config/config-faults.js';
import type { Act } from '#core/ports/audit.js';
import { systemAct } from '#core/audit/entry.js';
import { actorNamed } from '#core/audit/event-acts.js';
import { overrideInWords } from '#core/config/override-words.js';
import { withDefaults } from '#core/config/with-defaults.js';
import { hundredthsOf, integerOf, moneyOf, quantityOf } from './amounts.js';
import { PostgresAuditTrail } from './audit-trail.js';
import { instrumentTexts } from '#core/config/instrument-fields.js';
import { poolOf } from './pool.js';
import { inTransaction } from './transaction.js';

/** Changes of configuration wait for each other on this lock; append-only tables have no row to lock. */
const CONFIG_LOCK = 7_264_002;

interface FieldChange {
  field: string;
  from: string | null;
  to: string | null;
}

/** The limits that have columns of `risk_limits` and `position_limits`; all others are rows of `limit_values`. */
const COLUMNS = new Set([
  ...['max_position_size', 'max_order_size', 'daily_loss_limit', 'max_portfolio_concentration', 'max_leverage'],
  ...['max_orders_per_second', 'max_orders_per_burst', 'burst_window_seconds', 'max_position', 'max_concentration_pct'],
]);
const inColumns = (limits: readonly NamedLimit[]) => limits.filter(({ wire }) => COLUMNS.has(wire));
const inRows = (limits: readonly NamedLimit[]) => limits.filter(({ wire }) => !COLUMNS.has(wire));
const GLOBAL = { columns: inColumns(GLOBAL_LIMITS), rows: inRows(GLOBAL_LIMITS) };
const OWN = { columns: inColumns(SYMBOL_LIMITS), rows: inRows(SYMBOL_LIMITS) };

const READ: Record<Limit['unit'], (text: string) => number | string> = {
  ...{ money: moneyOf, quantity: quantityOf, bps: hundredthsOf, hundredths: hundredthsOf, count: integerOf, seconds: integerOf },
  choice: (text) => text,
};
/** How the history writes a limit that is switched off. */
const OFF = 'off';

type Values = Record<string, Kept>;
/** Columns as the driver gives them: NUMERIC as text, integers as numbers. */
type Row = Record<string, string | number | boolean | null>;
interface ValueRow {
  name: string;
  symbol: string;
  scope: string;
  value: string | null;
}

/** Configuration versions in PostgreSQL. The tables `risk_limits`, `position_limits` and `limit_values` always show the newest one. */
export class PostgresConfigStore extends ConfigStore {
  private readonly trail: PostgresAuditTrail;

  constructor(private readonly db: DataSource) {
    super();
    this.trail = new PostgresAuditTrail(db);
  }

  override async current(): Promise<RiskConfig> {
    return head(poolOf(this.db));
  }

  override async version(version: number): Promise<RiskConfig | null> {
    const { rows } = await poolOf(this.db).query<{ config: RiskConfig }>(
      'SELECT config FROM config_versions WHERE version = $1',
      [version],
    );
    return rows[0] ? withDefaults(rows[0].config) : null;
  }

  override async change(patch: ConfigPatch | ChangeOfNewest, origin: ChangeOrigin): Promise<RiskConfig> {
    return this.oneByOne(async (client) => {
      const newest = await head(client);
      return store(this.trail, client, newest, typeof patch === 'function' ? patch(newest) : patch, origin);
    });
  }

  override async adoptTableEdits(): Promise<RiskConfig> {
    const config = await this.current();
    await writeMissingValues(poolOf(this.db), config);
    if (changesOf(config, patched(config, await tablePatch(poolOf(this.db)))).length === 0) return config;
    const origin = { actor: 'database', source: 'database', reason: 'changed in the tables by SQL' };
    return this.oneByOne(async (client) => store(this.trail, client, await head(client), await tablePatch(client), origin));
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
  return withDefaults(rows[0].config);
}

function changeAct(version: number, changes: readonly FieldChange[], { actor, source, reason }: ChangeOrigin): Act {
  const side = (of: 'from' | 'to') => Object.fromEntries(changes.map((change) => [change.field, change[of]]));
  return {
    ...systemAct('config.changed', `configuration:${version}`, Date.now() * 1000),
    ...{ actor: actorNamed(actor, source), reason, before: side('from'), after: side('to'), config_version: version },
  };
}

async function store(
  trail: PostgresAuditTrail,
  client: PoolClient,
  current: RiskConfig,
  patch: ConfigPatch,
  origin: ChangeOrigin,
): Promise<RiskConfig> {
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
  await trail.recordIn(client, changeAct(next.version, changes, origin));
  await writeTables(client, next);
  return next;
}

async function writeTables(client: PoolClient, config: RiskConfig): Promise<void> {
  const fields = [
    ...Object.entries(columnsOf(config.limits, GLOBAL.columns)),
    ['enabled', String(config.limits.enabled)] as const,
  ];
  const assignments = fields.map(([name], index) => `${name} = $${index + 1}`).join(', ');
  await client.query(
    `UPDATE risk_limits SET ${assignments}, updated_at = now()`,
    fields.map(([, value]) => value),
  );
  const rows = Object.entries(config.symbols).map(([symbol, own]) => ({ symbol, ...columnsOf(own, OWN.columns) }));
  await client.query(
    `INSERT INTO position_limits AS p (symbol, max_position, max_concentration_pct)
     SELECT * FROM json_to_recordset($1::json) AS r(symbol text, max_position numeric, max_concentration_pct numeric)
     ON CONFLICT (symbol) DO UPDATE SET max_position = excluded.max_position, max_concentration_pct = excluded.max_concentration_pct,
       updated_at = now()
     WHERE (p.max_position, p.max_concentration_pct) IS DISTINCT FROM (excluded.max_position, excluded.max_concentration_pct)`,
    [JSON.stringify(rows)],
  );
  const values = valuesOf(config);
  await client.query(`${INSERT_VALUES} ON CONFLICT (name, symbol, scope) DO UPDATE SET value = excluded.value`, [
    JSON.stringify(values),
  ]);
  const kept = values.filter(({ scope }) => scope !== '').map(({ name, scope }) => `${scope} ${name}`);
  await client.query(`DELETE FROM limit_values WHERE scope <> '' AND scope || ' ' || name <> ALL ($1)`, [kept]);
}

const INSERT_VALUES = `INSERT INTO limit_values (name, symbol, scope, value)
  SELECT * FROM json_to_recordset($1::json) AS r(name text, symbol text, scope text, value text)`;

/** A limit that a build brings gets its row, so that a person finds it there to edit; a row that is there stays as it is. */
async function writeMissingValues(client: Pool, config: RiskConfig): Promise<void> {
  await client.query(`${INSERT_VALUES} ON CONFLICT (name, symbol, scope) DO NOTHING`, [JSON.stringify(valuesOf(config))]);
}

function columnsOf(values: object, limits: readonly NamedLimit[]): Record<string, string | null> {
  return Object.fromEntries(limits.map((limit) => [limit.wire, textOf(limit, values)]));
}

function valuesOf({ limits, symbols, scoped }: RiskConfig): ValueRow[] {
  const rows = (values: object, symbol: string, declared: readonly NamedLimit[]) =>
    declared.map((limit) => ({ name: limit.wire, symbol, scope: '', value: textOf(limit, values) }));
  const atScopes = Object.entries(scoped).flatMap(([scope, values]) =>
    limitsIn(values).map((limit) => ({ name: limit.wire, symbol: '', scope, value: textOf(limit, values) })),
  );
  return [
    ...rows(limits, '', GLOBAL.rows),
    ...Object.entries(symbols).flatMap(([symbol, own]) => rows(own, symbol, OWN.rows)),
    ...atScopes,
  ];
}

/** The limits that values name. */
const limitsIn = (values: object): NamedLimit[] => LIMITS.filter(({ name }) => name in values);

/** As a person writes it; null for a limit that is off. */
function textOf({ name, unit }: NamedLimit, values: object): string | null {
  const value = (values as Values)[name] ?? null;
  return value === null ? null : written(unit, value);
}

/** What stands in the tables, as a patch. Rows that were deleted by SQL are not followed: a symbol or a limit is not dropped by accident. */
async function tablePatch(client: Pool | PoolClient): Promise<ConfigPatch> {
  const { rows: limitRows } = await client.query<Row>('SELECT * FROM risk_limits');
  const { rows: symbolRows } = await client.query<Row>('SELECT * FROM position_limits');
  const { rows: valueRows } = await client.query<ValueRow>('SELECT name, symbol, scope, value FROM limit_values');
  const [row] = limitRows;
  if (!row)
    throw new InvalidConfigChangeError('has no row; put one back, for example by changing a limit by the API', 'risk_limits');
  const limits: Values = readColumns('', row, GLOBAL.columns);
  const symbols: Record<string, Values> = Object.fromEntries(
    symbolRows.map((own) => [String(own['symbol']), readColumns(`position_limits.${String(own['symbol'])}.`, own, OWN.columns)]),
  );
  const scoped: Record<string, Values> = {};
  for (const { name, symbol, scope, value } of valueRows) {
    if (scope !== '') {
      readScoped(scoped, scope, name, value);
      continue;
    }
    const place = symbol === '' ? name : `position_limits.${symbol}.${name}`;
    const limit = (symbol === '' ? GLOBAL : OWN).rows.find(({ wire }) => wire === name);
    const values = symbol === '' ? limits : symbols[symbol];
    if (!limit || !values)
      throw new InvalidConfigChangeError(
        'is no limit of this build, or of a symbol that has no limits; delete its row',
        `limit_values ${place}`,
      );
    values[limit.name] = value === null ? null : read(place, READ[limit.unit], value);
  }
  return { limits: { ...limits, enabled: row['enabled'] === true }, symbols, scoped };
}

function readScoped(scoped: Record<string, Values>, scope: string, name: string, value: string | null): void {
  const limit = LIMITS.find(({ wire }) => wire === name);
  if (!limit) throw new InvalidConfigChangeError('is no limit of this build; delete its row', `limit_values ${scope}.${name}`);
  (scoped[scope] ??= {})[limit.name] = value === null ? null : read(`${scope}.${name}`, READ[limit.unit], value);
}

function readColumns(prefix: string, row: Row, limits: readonly NamedLimit[]): Values {
  return Object.fromEntries(
    limits.map(({ name, wire, unit }) => [name, read(`${prefix}${wire}`, READ[unit], String(row[wire]))]),
  );
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
    const own: Partial<SymbolLimits> = { ...OWN_DEFAULTS, ...symbols[symbol], ...change };
    if (SYMBOL_LIMITS.some(({ name }) => own[name] === undefined)) {
      const needed = SYMBOL_LIMITS.filter((limit) => limit.default === undefined).map(({ wire }) => wire);
      throw new InvalidConfigChangeError(`${symbol} has no limits yet: give both ${needed.join(' and ')}`);
    }
    symbols[symbol] = own as SymbolLimits;
  }
  const limits = withEnd({ ...current.limits, ...patch.limits }, current.limits.enabled);
  const next: RiskConfig = {
    ...current,
    version: current.version + 1,
    ...{ limits, symbols, scoped: scopedAfter(current.scoped, patch.scoped) },
    instruments: entriesAfter(current.instruments, patch.instruments),
    strategies: entriesAfter(current.strategies, patch.strategies),
    restricted: entriesAfter(current.restricted, patch.restricted),
    overrides: entriesAfter(current.overrides, patch.overrides),
    softened: entriesAfter(current.softened, patch.softened),
    users: entriesAfter(current.users, patch.users),
    allowed: entriesAfter(current.allowed, patch.allowed),
    windows: entriesAfter(current.windows, patch.windows),
    rules_hash: patch.rules_hash ?? current.rules_hash,
  };
  const byBroker = entriesAfter(current.broker_defaults ?? {}, patch.broker_defaults);
  if (Object.keys(byBroker).length > 0) next.broker_defaults = byBroker;
  else delete next.broker_defaults;
  const requests = entriesAfter(current.override_requests ?? {}, patch.override_requests);
  if (Object.keys(requests).length > 0) next.override_requests = requests;
  else delete next.override_requests;
  const fault = faultIn(next);
  if (fault) throw new InvalidConfigChangeError(fault.fault, fault.place);
  return next;
}

const MINUTE_US = 60_000_000;
/** How long the risk checks stay off when nobody says it. */
const OFF_MINUTES = 15;

/** Checks that are put off get an end, and lose it when they are on. */
function withEnd({ disabled_until_us: until, ...limits }: RiskConfig['limits'], before: boolean): RiskConfig['limits'] {
  if (limits.enabled) return limits;
  const end = until ?? (before ? Date.now() * 1000 + OFF_MINUTES * MINUTE_US : undefined);
  return end === undefined ? limits : { ...limits, disabled_until_us: end };
}

/** A value of undefined takes the limit away from its scope; a scope without limits goes. */
function scopedAfter(current: RiskConfig['scoped'], patch: ConfigPatch['scoped'] = {}): RiskConfig['scoped'] {
  const next = { ...current };
  for (const [scope, change] of Object.entries(patch)) {
    const values = Object.entries({ ...next[scope], ...change }).filter(([, value]) => value !== undefined);
    if (values.length === 0) delete next[scope];
    else next[scope] = Object.fromEntries(values) as RiskConfig['scoped'][string];
  }
  return next;
}

/** Whole entries; null takes one away. */
function entriesAfter<Entry>(current: Record<string, Entry>, patch: Record<string, Entry | null> = {}): Record<string, Entry> {
  const next = Object.entries({ ...current, ...patch }).filter((pair): pair is [string, Entry] => pair[1] !== null);
  return Object.fromEntries(next);
}

const OWN_DEFAULTS = Object.fromEntries(
  SYMBOL_LIMITS.flatMap((limit) => (limit.default === undefined ? [] : [[limit.name, limit.default]])),
);

function changesOf(from: RiskConfig, to: RiskConfig): FieldChange[] {
  const [before, after] = [flat(from), flat(to)];
  const gone = Object.keys(before).filter((field) => after[field] === undefined);
  return [
    ...Object.entries(after)
      .filter(([field, value]) => before[field] !== value)
      .map(([field, value]) => ({ field, from: before[field] ?? null, to: value })),
    ...gone.map((field) => ({ field, from: before[field] ?? null, to: null })),
  ];
}

/** Every field of a configuration as the history names and writes it. */
function flat({
  limits,
  symbols,
  scoped,
  instruments,
  strategies,
  restricted,
  windows,
  overrides,
  softened,
  users,
  allowed,
  broker_defaults = {},
  override_requests = {},
  rules_hash,
}: RiskConfig): Record<string, string> {
  const all: Record<string, string> = {};
  for (const limit of GLOBAL_LIMITS) all[limit.wire] = textOf(limit, limits) ?? OFF;
  all['enabled'] = String(limits.enabled);
  if (limits.disabled_until_us !== undefined) all['disabled_until'] = new Date(limits.disabled_until_us / 1000).toISOString();
  all['rules_hash'] = rules_hash;
  for (const [symbol, own] of Object.entries(symbols))
    for (const limit of SYMBOL_LIMITS) all[`position_limits.${symbol}.${limit.wire}`] = textOf(limit, own) ?? OFF;
  for (const [scope, values] of Object.entries(scoped))
    for (const limit of limitsIn(values)) all[`${scope}.${limit.wire}`] = textOf(limit, values) ?? OFF;
  for (const [account, values] of Object.entries(broker_defaults))
    for (const limit of limitsIn(values)) all[`broker_defaults.${account}.${limit.wire}`] = textOf(limit, values) ?? OFF;
  for (const [symbol, instrument] of Object.entries(instruments))
    for (const [field, text] of Object.entries(instrumentTexts(instrument))) all[`instruments.${symbol}.${field}`] = text;
  for (const [name, { symbol, scope, mode, from_us, until_us, reason }] of Object.entries(restricted)) {
    const until = until_us === null ? 'further notice' : new Date(until_us / 1000).toISOString();
    all[`restrictions.${name}`] = `${symbol} ${mode} ${scope} ${new Date(from_us / 1000).toISOString()} to ${until}: ${reason}`;
  }
  for (const [name, one] of Object.entries(overrides)) {
    const agreed = one.agreed_by === undefined ? '' : `, agreed to by ${one.agreed_by}`;
    all[`overrides.${name}`] = `${overrideInWords(one)}, by ${one.made_by}${agreed}: ${one.reason}`;
  }
  for (const [id, one] of Object.entries(override_requests)) {
    const { name, asked_by, reason, ends_us, ended } = one;
    const stands = ended ? `${ended.how} by ${ended.by}` : `waits until ${new Date(ends_us / 1000).toISOString()}`;
    all[`override_requests.${id}`] = `${name}: ${overrideInWords(one)}, asked by ${asked_by}: ${reason}; ${stands}`;
  }
  for (const [name, { code, scope, reason }] of Object.entries(softened))
    all[`warn_only.${name}`] = `${code} at ${scope}: ${reason}`;
  for (const [user, { short, extended_hours, close_only, ...lists }] of Object.entries(users)) {
    const may = Object.entries(lists).map(([what, names]) => `${what} ${names?.join(' ') ?? 'all'}`);
    const flags = [
      short ? 'short' : 'no short',
      extended_hours ? 'extended hours' : 'regular hours',
      ...(close_only ? ['close only'] : []),
    ];
    all[`permissions.${user}`] = [...may, ...flags].join('; ');
  }
  for (const [scope, { symbols: only }] of Object.entries(allowed)) all[`allow_lists.${scope}`] = only.join(' ');
  for (const [name, { scope, anchor, from_minutes, to_minutes, mode, limits: names, factor_bps }] of Object.entries(windows)) {
    const does = mode === 'scale' ? `${names.join(' ')} x ${factor_bps / 100} %` : mode;
    all[`time_windows.${name}`] = `${scope}: ${anchor} ${from_minutes} to ${to_minutes} min: ${does}`;
  }
  for (const [strategy, { accounts, symbols: traded, capital = null }] of Object.entries(strategies)) {
    all[`strategies.${strategy}.accounts`] = accounts?.join(' ') ?? 'all';
    all[`strategies.${strategy}.symbols`] = traded?.join(' ') ?? 'all';
    if (capital !== null) all[`strategies.${strategy}.capital`] = written('money', capital);
  }
  return all;
}
