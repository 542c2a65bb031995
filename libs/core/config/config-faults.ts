import { GLOBAL_LIMITS, LIMITS, type NamedLimit, SYMBOL_LIMITS } from '../controls/registry.js';
import type { Kept } from '../controls/shown.js';
import type { RiskConfig } from '../model/limits.js';
import { MONEY_MAX } from '../model/money.js';
import { EACH_ACCOUNT, NO_SCOPE, parseScope, STRATEGY_NAME, USER_NAME } from '../model/scope.js';
import { SCALABLE } from './scaled.js';
import { ALONE } from '../access/duties.js';
import { OVERRIDE_HOURS_MAX, REQUESTS_MAX, type Override, type OverrideRequest } from '../model/override.js';
import type { RuleReasonCode } from '../model/reason-codes.js';
import { OVERRIDABLE } from './classes.js';
import { contradiction } from './instrument-fields.js';

const TICKER = /^[A-Z][A-Z0-9.]{0,9}$/;

/** The first thing that no configuration may have, or null. */
export function faultIn(config: Omit<RiskConfig, 'version' | 'rules_hash'>): { place: string; fault: string } | null {
  const { limits, symbols } = config;
  for (const limit of GLOBAL_LIMITS) {
    const fault = outside(limits[limit.name], limit);
    if (fault) return { place: limit.name, fault };
  }
  for (const [symbol, own] of Object.entries(symbols)) {
    if (!TICKER.test(symbol)) return { place: `position_limits.${symbol}`, fault: 'is not an upper-case ticker such as AAPL' };
    for (const limit of SYMBOL_LIMITS) {
      const fault = outside(own[limit.name], limit);
      if (fault) return { place: `position_limits.${symbol}.${limit.wire}`, fault };
    }
  }
  return scopedFault(config);
}

function outside(value: Kept, limit: NamedLimit): string | null {
  if (limit.unit === 'choice')
    return limit.choices.some((choice) => choice === value) ? null : `must be one of ${limit.choices.join(', ')}`;
  const { min, max, nullable } = limit;
  if (value === null && nullable) return null;
  if (typeof value !== 'number' || !Number.isSafeInteger(value)) return 'is not a whole number of its unit';
  return value < min || value > max ? `is outside what can be reckoned with (${min} to ${max} in its smallest unit)` : null;
}

type Scoped = Pick<
  RiskConfig,
  | 'broker_defaults'
  | 'override_requests'
  | 'users'
  | 'allowed'
  | 'softened'
  | 'overrides'
  | 'windows'
  | 'scoped'
  | 'symbols'
  | 'strategies'
  | 'instruments'
  | 'restricted'
>;

/** The first fault of what is set at scopes, or of the reference data. */
function scopedFault({
  scoped,
  symbols,
  strategies,
  instruments,
  restricted,
  windows,
  overrides,
  softened,
  users,
  allowed,
  broker_defaults = {},
  override_requests = {},
}: Scoped): { place: string; fault: string } | null {
  for (const [text, values] of Object.entries(scoped)) {
    const scope = parseScope(text);
    if (!scope) return { place: text, fault: NO_SCOPE };
    if (scope.what === 'symbol' && !symbols[scope.of])
      return { place: text, fault: `${scope.of} is not a symbol that may be traded` };
    for (const [name, value] of Object.entries(values)) {
      const limit = LIMITS.find((one) => one.name === name);
      const place = `${text}.${limit?.wire ?? name}`;
      if (!limit?.scopes?.includes(scope.kind)) return { place, fault: `cannot be set at ${scope.kind}${where(limit)}` };
      const fault = outside(value, limit);
      if (fault) return { place, fault };
    }
  }
  for (const [account, values] of Object.entries(broker_defaults))
    for (const [name, value] of Object.entries(values)) {
      const limit = LIMITS.find((one) => one.name === name);
      const place = `broker_defaults.${account}.${limit?.wire ?? name}`;
      if (!limit?.scopes?.includes('account')) return { place, fault: 'is no limit that an account may have' };
      const fault = outside(value, limit);
      if (fault) return { place, fault };
    }
  for (const [name, { capital = null }] of Object.entries(strategies)) {
    const place = `strategies.${name}`;
    if (!STRATEGY_NAME.test(name)) return { place, fault: 'must be 1 to 32 of a-z, 0-9, _ and -' };
    if (capital !== null && !(Number.isSafeInteger(capital) && capital > 0 && capital <= MONEY_MAX))
      return { place: `${place}.capital`, fault: 'must be above 0 and at most 8 billion dollars' };
  }
  const entries = Object.entries(restricted);
  if (entries.length > RESTRICTIONS_MAX) return { place: 'restrictions', fault: `are more than ${RESTRICTIONS_MAX}` };
  for (const [name, { symbol, scope, from_us, until_us }] of entries) {
    const place = `restrictions.${name}`;
    if (!symbols[symbol]) return { place, fault: `${symbol} is not a symbol that may be traded` };
    const { who = null, what = null } = parseScope(scope) ?? {};
    if (who === null || what !== null)
      return { place, fault: 'needs the scope firm, account:<id>, strategy:<name> or user:<name>' };
    if (until_us !== null && until_us <= from_us) return { place, fault: 'ends before it begins' };
  }
  const byEntry =
    overrideFault(overrides) ?? requestFault(override_requests) ?? softenedFault(softened) ?? listFault(users, allowed, symbols);
  if (byEntry) return byEntry;
  const byWindow = windowFault(windows);
  if (byWindow) return byWindow;
  for (const [symbol, instrument] of Object.entries(instruments)) {
    if (!TICKER.test(symbol)) return { place: `instruments.${symbol}`, fault: 'is not an upper-case ticker such as AAPL' };
    const fault = contradiction(instrument);
    if (fault !== null) return { place: `instruments.${symbol}`, fault };
  }
  return null;
}

const OVERRIDES_MAX = 1000;

function overrideFault(overrides: RiskConfig['overrides']): { place: string; fault: string } | null {
  const all = Object.entries(overrides);
  if (all.length > OVERRIDES_MAX) return { place: 'overrides', fault: `are more than ${OVERRIDES_MAX}` };
  for (const [name, one] of all) {
    const place = `overrides.${name}`;
    const { scope, made_by, agreed_by } = one;
    const { kind } = parseScope(scope) ?? {};
    if (kind !== 'firm' && kind !== 'account' && kind !== 'strategy' && kind !== 'user')
      return { place, fault: 'needs the scope firm, account:<id>, strategy:<name> or user:<name>' };
    if (kind === 'firm' && (agreed_by === undefined || agreed_by === made_by || made_by === ALONE || agreed_by === ALONE))
      return { place, fault: 'of the firm takes two persons: one who makes it and another one who agrees' };
    const fault = contentFault(one, one.from_us);
    if (fault !== null) return { place, fault };
  }
  return null;
}

function contentFault({ codes, uses, until_us }: Pick<Override, 'codes' | 'uses' | 'until_us'>, fromUs: number): string | null {
  const never = codes.find((code) => !OVERRIDABLE.has(code as RuleReasonCode));
  if (never !== undefined) return `cannot override ${never}`;
  if (until_us <= fromUs || until_us - fromUs > OVERRIDE_HOURS_MAX * 3_600_000_000)
    return `must end within ${OVERRIDE_HOURS_MAX} hours`;
  return codes.length === 0 || uses < 1 ? 'needs a code and a use' : null;
}

function requestFault(requests: Record<string, OverrideRequest>): { place: string; fault: string } | null {
  const all = Object.entries(requests);
  if (all.length > REQUESTS_MAX) return { place: 'override_requests', fault: `are more than ${REQUESTS_MAX}` };
  for (const [id, request] of all) {
    const place = `override_requests.${id}`;
    if (request.scope !== 'firm' || request.asked_by === ALONE)
      return { place, fault: 'needs the scope firm and a person who asks' };
    const fault = contentFault(request, request.asked_us);
    if (fault !== null) return { place, fault };
    if (request.ends_us > request.until_us) return { place, fault: 'must end before the override that it asks for' };
  }
  return null;
}

const LISTS_MAX = 10_000;
const NAMES_MAX = 10_000;

function listFault(
  users: RiskConfig['users'],
  allowed: RiskConfig['allowed'],
  symbols: RiskConfig['symbols'],
): { place: string; fault: string } | null {
  for (const [user, { accounts, strategies, symbols: traded, classes, order_types }] of Object.entries(users)) {
    const place = `permissions.${user}`;
    if (!USER_NAME.test(user)) return { place, fault: 'is no name of a user' };
    if ([accounts, strategies, traded, classes, order_types].some((names) => (names?.length ?? 0) > NAMES_MAX))
      return { place, fault: `has a list of more than ${NAMES_MAX}` };
    const stranger = traded?.find((symbol) => !symbols[symbol]);
    if (stranger !== undefined) return { place, fault: `${stranger} is not a symbol that may be traded` };
  }
  for (const [scope, { symbols: only }] of Object.entries(allowed)) {
    const place = `allow_lists.${scope}`;
    const { who = null, what = null } = parseScope(scope) ?? {};
    if (who === null || what !== null)
      return { place, fault: 'needs the scope firm, account:<id>, strategy:<name> or user:<name>' };
    const stranger = only.find((symbol) => !symbols[symbol]);
    if (stranger !== undefined) return { place, fault: `${stranger} is not a symbol that may be traded` };
    if (only.length > NAMES_MAX) return { place, fault: `has more than ${NAMES_MAX}` };
  }
  for (const [name, all] of [
    ['permissions', users],
    ['allow_lists', allowed],
  ] as const)
    if (Object.keys(all).length > LISTS_MAX) return { place: name, fault: `are more than ${LISTS_MAX}` };
  return null;
}

const SOFTENED_MAX = 1000;

function softenedFault(softened: RiskConfig['softened']): { place: string; fault: string } | null {
  const all = Object.entries(softened);
  if (all.length > SOFTENED_MAX) return { place: 'warn_only', fault: `are more than ${SOFTENED_MAX}` };
  for (const [name, { code, scope }] of all) {
    const place = `warn_only.${name}`;
    if (!OVERRIDABLE.has(code as RuleReasonCode)) return { place, fault: `cannot let ${code} warn only` };
    if (scope !== EACH_ACCOUNT && !parseScope(scope)) return { place, fault: NO_SCOPE };
  }
  return null;
}

const WINDOWS_MAX = 10;

function windowFault(windows: RiskConfig['windows']): { place: string; fault: string } | null {
  const scopes = Map.groupBy(Object.values(windows), ({ scope }) => scope);
  for (const [scope, all] of scopes)
    if (all.length > WINDOWS_MAX) return { place: 'time_windows', fault: `of ${scope} are more than ${WINDOWS_MAX}` };
  for (const [name, { scope, from_minutes, to_minutes, mode, limits }] of Object.entries(windows)) {
    const place = `time_windows.${name}`;
    const { kind } = parseScope(scope) ?? {};
    if (kind === undefined || !['firm', 'account', 'strategy', 'class'].includes(kind))
      return { place, fault: 'needs the scope firm, account:<id>, strategy:<name> or class:<name>' };
    if (to_minutes <= from_minutes) return { place, fault: 'ends before it begins' };
    if ((mode === 'scale') !== limits.length > 0) return { place, fault: 'names limits if, and only if, its mode is scale' };
    const stranger = limits.find((limit) => !SCALABLE.some((one) => one.name === limit));
    if (stranger !== undefined) return { place, fault: `cannot scale ${stranger}` };
  }
  return null;
}

const RESTRICTIONS_MAX = 10_000;

const where = (limit: NamedLimit | undefined) => (limit?.scopes ? `; it can be set at ${limit.scopes.join(', ')}` : '');
