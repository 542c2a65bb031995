import * as judge from './findings.js';

const NOW = 1_795_600_000_000;
const level = ({ level: of }: judge.Finding) => of;

test('(12.28) the calendar is a warning from 90 days before its end, and a fault after it', () => {
  const levels = [91, 90, 0, -1].map((days) => level(judge.calendarFinding('2028-12-31', days)));
  expect(levels).toEqual(['ok', 'warning', 'warning', 'fault']);
  expect(judge.calendarFinding('2028-12-31', 5).advice).toContain('docs/workflows.md');
});

test('(12.27) a PostgreSQL that may lose what it answered is a fault, by the name of each setting', () => {
  const finding = judge.postgresFinding({ version: '16.4', unsynced: ['fsync off', 'full_page_writes off'] });
  expect(finding.level).toBe('fault');
  expect(finding.seen).toContain('fsync off, full_page_writes off');
  expect(level(judge.postgresFinding({ version: '13.9', unsynced: [] }))).toBe('fault');
  expect(level(judge.postgresFinding({ version: '14.0', unsynced: [] }))).toBe('ok');
});

test('a Redis that does not sync, or is too old, is a fault', () => {
  expect(level(judge.redisFinding({ version: '7.2.4', unsynced: 'it does not sync' }))).toBe('fault');
  expect(level(judge.redisFinding({ version: '6.2', unsynced: null }))).toBe('fault');
  expect(level(judge.redisFinding({ version: '7.2.4', unsynced: null }))).toBe('ok');
});

test('migrations that are missing, and those of a newer build, are faults that name them', () => {
  expect(level(judge.migrationsFinding(['A', 'B'], ['A', 'B']))).toBe('ok');
  expect(judge.migrationsFinding(['A', 'B'], ['A'])).toMatchObject({ level: 'fault', seen: '1 not applied: B' });
  expect(judge.migrationsFinding(['A'], ['A', 'C'])).toMatchObject({ level: 'fault' });
  expect(judge.migrationsFinding(['A'], ['A', 'C']).seen).toContain('C');
});

test('the relay is judged by the limits that refuse orders', () => {
  const at = (lagMs: number, waiting = 0) => level(judge.relayFinding(1000 + waiting, { n: 1000, at_ms: NOW - lagMs }, NOW));
  expect([at(100), at(5001), at(60_001)]).toEqual(['ok', 'warning', 'fault']);
  expect([at(0, 20_000), at(0, 20_001), at(0, 100_001)]).toEqual(['ok', 'warning', 'fault']);
  expect(level(judge.relayFinding(0, null, NOW))).toBe('fault');
});

test('marks are judged by the age at which orders are refused', () => {
  const levels = [NOW - 5000, NOW - 10_001, NOW - 15_001, null].map((known) => level(judge.marksFinding(known, NOW)));
  expect(levels).toEqual(['ok', 'warning', 'fault', 'fault']);
});

test('no active gate, and one that does not answer, are faults; an open breaker is a warning', () => {
  const breaker = { scope: 'firm', mode: 'halt' } as Parameters<typeof judge.gateFindings>[1] extends (infer B)[] | Error | null
    ? B
    : never;
  expect(judge.gateFindings(null, null).map(level)).toEqual(['fault']);
  expect(judge.gateFindings('tcp://a:1', new Error('wrong secret')).map(level)).toEqual(['fault']);
  expect(judge.gateFindings('tcp://a:1', null).map(level)).toEqual(['warning']);
  expect(judge.gateFindings('tcp://a:1', []).map(level)).toEqual(['ok', 'ok']);
  expect(judge.gateFindings('tcp://a:1', [breaker]).map(level)).toEqual(['ok', 'warning']);
});

test('each line says its level, what it is about and what to do; the last one counts', () => {
  const text = judge.inWords([judge.ok('Redis', '7.2 answers'), judge.fault('marks', 'old', 'start a worker')]);
  expect(text.split('\n')).toEqual([
    'ok       Redis  7.2 answers',
    'fault    marks  old',
    '                → start a worker',
    'faults: 1, warnings: 0',
  ]);
});
