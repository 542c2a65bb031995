/** What was seen, judged: each finding is one line of `doctor`. Plain functions; what looks is look.ts. */
import { JOURNAL_AGE_MAX_US, JOURNAL_ENTRIES_MAX, TICK_AGE_MAX_US } from '#core/gate/doubt.js';
import { CALENDAR_WARN_DAYS } from '#core/monitor/calendar-watch.js';
import type { BreakerState } from '#core/gate/state.js';

export interface Finding {
  level: 'ok' | 'warning' | 'fault';
  /** What was looked at. */
  about: string;
  seen: string;
  /** What to do; empty when it is ok. */
  advice: string;
}

export const ok = (about: string, seen: string): Finding => ({ level: 'ok', about, seen, advice: '' });
export const warning = (about: string, seen: string, advice: string): Finding => ({ level: 'warning', about, seen, advice });
export const fault = (about: string, seen: string, advice: string): Finding => ({ level: 'fault', about, seen, advice });

const NODE_MIN = 24;
const POSTGRES_MIN = 14;
const REDIS_MIN = 7;
const LAG_WARN_MS = 5000;
const ENTRIES_WARN = 20_000;
const TICK_WARN_MS = 10_000;

const major = (version: string) => Number(/\d+/.exec(version)?.[0] ?? 0);
const seconds = (ms: number) => `${(ms / 1000).toFixed(1)} s`;

export function nodeFinding(version: string): Finding {
  if (major(version) >= NODE_MIN) return ok('Node', version);
  return warning('Node', `${version}; Breakwater is made for ${NODE_MIN}`, `install Node ${NODE_MIN} or later`);
}

export function postgresFinding({ version, unsynced }: { version: string; unsynced: string[] }): Finding {
  if (unsynced.length > 0)
    return fault('PostgreSQL', `${version} may lose what it has answered: ${unsynced.join(', ')}`, 'set each of them to on');
  if (major(version) < POSTGRES_MIN) return fault('PostgreSQL', version, `Breakwater needs ${POSTGRES_MIN} or later: upgrade it`);
  return ok('PostgreSQL', `${version} answers and syncs`);
}

export function redisFinding({ version, unsynced }: { version: string; unsynced: string | null }): Finding {
  if (unsynced !== null) return fault('Redis', `${version}: ${unsynced}`, 'set "appendonly yes" and "appendfsync always"');
  if (major(version) < REDIS_MIN) return fault('Redis', version, `Breakwater needs ${REDIS_MIN} or later: upgrade it`);
  return ok('Redis', `${version} answers and syncs`);
}

/** Names of migrations: those that this build has, and those that the tables have. */
export function migrationsFinding(ours: string[], applied: string[]): Finding {
  const pending = ours.filter((name) => !applied.includes(name));
  const unknown = applied.filter((name) => !ours.includes(name));
  if (pending.length > 0)
    return fault(
      'migrations',
      `${pending.length} not applied: ${pending.join(', ')}`,
      'stop every API, gate and worker, then npm start, or node dist/apps/worker/migrate.js',
    );
  if (unknown.length > 0)
    return fault(
      'migrations',
      `the tables have ${unknown.join(', ')}, which this build does not know`,
      'a newer build migrated them: run that one',
    );
  return ok('migrations', `${applied.length} applied, none is missing`);
}

/** `address`: of the active gate's door; null when nobody holds the lease. `answer`: its open breakers, or why it gave none. */
export function gateFindings(address: string | null, answer: BreakerState[] | Error | null): Finding[] {
  if (address === null)
    return [fault('gate', 'none is active: every order is refused', 'start an API, or a gate of its own, and read its log')];
  if (answer === null)
    return [warning('gate', `one is active at ${address}; it was not asked`, 'set BREAKWATER_GATE_SECRET to ask it')];
  if (answer instanceof Error)
    return [
      fault(
        'gate',
        `the one at ${address} does not answer: ${answer.message}`,
        'compare BREAKWATER_GATE_SECRET and the TLS files with those of the gate, and look whether its address can be reached from here',
      ),
    ];
  const open = answer.map(({ scope, mode }) => `${scope} ${mode}`).join(', ');
  const active = ok('gate', `one is active at ${address} and answers`);
  if (answer.length === 0) return [active, ok('breakers', 'none is open')];
  return [
    active,
    warning('breakers', `${answer.length} open: ${open}`, '`breaker list` says since when and why; `breaker reset` closes one'),
  ];
}

/** `copied`: how far PostgreSQL has the log, and when it was known to have all of it; null when nobody ever said. */
export function relayFinding(headN: number, copied: { n: number; at_ms: number } | null, nowMs: number): Finding {
  const advice = "start a worker, or read its log: 'the relay cannot copy the log' says why";
  if (copied === null) return fault('relay', 'nothing of the log has been copied to PostgreSQL', advice);
  const [lagMs, entries] = [Math.max(0, nowMs - copied.at_ms), Math.max(0, headN - copied.n)];
  const seen = `PostgreSQL had the whole log ${seconds(lagMs)} ago, ${entries} events wait`;
  if (lagMs * 1000 > JOURNAL_AGE_MAX_US || entries > JOURNAL_ENTRIES_MAX)
    return fault('relay', `${seen}: orders are refused JOURNAL_BEHIND`, advice);
  if (lagMs > LAG_WARN_MS || entries > ENTRIES_WARN) return warning('relay', seen, advice);
  return ok('relay', seen);
}

/** `knownMs`: as of when profit and loss was known at the monitor's last tick that PostgreSQL has; null when there is none. */
export function marksFinding(knownMs: number | null, nowMs: number): Finding {
  const advice = 'start a worker, or read its log: the trading floor, the monitor and the broker say why';
  if (knownMs === null) return fault('marks', 'the monitor has never looked: orders are refused PNL_STALE', advice);
  const ageMs = Math.max(0, nowMs - knownMs);
  const seen = `profit and loss was known ${seconds(ageMs)} ago`;
  if (ageMs * 1000 > TICK_AGE_MAX_US) return fault('marks', `${seen}: orders are refused PNL_STALE`, advice);
  if (ageMs > TICK_WARN_MS) return warning('marks', seen, advice);
  return ok('marks', seen);
}

export function calendarFinding(endsOn: string, daysLeft: number): Finding {
  const advice = 'add the next year and release it: docs/workflows.md';
  if (daysLeft < 0) return fault('calendar', `ended on ${endsOn}: holidays and half days are taken for trading days`, advice);
  const seen = `known to ${endsOn}, ${daysLeft} days`;
  return daysLeft <= CALENDAR_WARN_DAYS ? warning('calendar', seen, advice) : ok('calendar', seen);
}

export function inWords(findings: Finding[]): string {
  const [levelWidth, aboutWidth] = [7, Math.max(...findings.map(({ about }) => about.length))];
  const lines = findings.map(({ level, about, seen, advice }) => {
    const said = `${level.padEnd(levelWidth)}  ${about.padEnd(aboutWidth)}  ${seen}`;
    return advice === '' ? said : `${said}\n${' '.repeat(levelWidth + aboutWidth + 4)}→ ${advice}`;
  });
  const count = (level: Finding['level']) => findings.filter((one) => one.level === level).length;
  return [...lines, `faults: ${count('fault')}, warnings: ${count('warning')}`].join('\n');
}
