import fc from 'fast-check';
import type { Act } from '../ports/audit.js';
import { canonical } from './canonical.js';
import { actFrom, auditable, chained, GENESIS, microsOf, microTime, sha256, systemAct } from './entry.js';

const AT_US = Date.UTC(2026, 10, 26, 1, 2, 3) * 1000 + 4005;
const act = (object: string, more: Partial<Act> = {}): Act => ({ ...systemAct('limits.change', object, AT_US), ...more });

test('entries follow each other: each hash is of the canonical form, with the hash before in it', () => {
  const [first, second, ...more] = chained([act('a', { after: { b: 1, a: '2.00' } }), act('b')], { seq: 0, hash: GENESIS });
  expect(more).toEqual([]);
  expect(first?.text).toBe(
    `{"action":"limits.change","actor":{"id":"breakwater","ip_ref":null,"kind":"system","strength":"none","via":"breakwater"},"after":{"a":"2.00","b":1},"at":"2026-11-26T01:02:03.004005Z","before":null,"change_id":null,"config_version":null,"object":"a","outcome":"done","prev":"${GENESIS}","reason":null,"request_id":null,"seq":1}`,
  );
  expect(first?.hash).toBe(sha256(first?.text ?? ''));
  expect(second?.entry).toMatchObject({ seq: 2, prev: first?.hash });
});

test('whatever is told, an entry holds only text, whole numbers, booleans, null and ASCII keys, and PostgreSQL can hold it', () => {
  const exact = (value: unknown): boolean =>
    value === null ||
    typeof value === 'boolean' ||
    (typeof value === 'number' && Number.isSafeInteger(value)) ||
    (typeof value === 'string' && value.isWellFormed() && !value.includes('\0')) ||
    (typeof value === 'object' && Object.entries(value).every(([key, field]) => /^[\x20-\x7e]*$/.test(key) && exact(field)));
  fc.assert(
    fc.property(fc.anything({ withBigInt: true, withDate: true, maxDepth: 4 }), (value) => {
      const told = auditable(value);
      expect(exact(told)).toBe(true);
      expect(canonical(JSON.parse(canonical(told)))).toBe(canonical(told));
    }),
    { seed: 14, numRuns: 1000 },
  );
  expect(auditable({ ü: 0.1, n: -0, big: 2n ** 60n, nothing: undefined, 'a\0': '\ud800' })).toEqual({
    '%fc': '0.1',
    n: 0,
    big: '1152921504606846976',
    'a%0': '\uFFFD',
  });
});

test('a state too large for an entry is named by its hash', () => {
  const large = { text: 'x'.repeat(40_000) };
  const [entry] = chained([act('a', { before: large, after: 1 })], { seq: 0, hash: GENESIS });
  expect(entry?.entry.before).toEqual({ characters: 40_011, sha256: sha256(canonical(large)) });
  expect(entry?.entry.after).toBe(1);
});

test('times are kept to the microsecond, and one that is none turns nothing away', () => {
  expect(microTime(AT_US)).toBe('2026-11-26T01:02:03.004005Z');
  expect(microsOf(microTime(AT_US))).toBe(AT_US);
  expect(microTime(Number.NaN)).toBe('1970-01-01T00:00:00.000000Z');
  expect(microsOf('yesterday')).toBeNaN();
});

test('what a hand put into the outbox and is no act is chained as what it is', () => {
  expect(actFrom(act('a'), '1', 5)).toEqual(act('a'));
  for (const odd of [null, 7, 'text', {}, { ...act('a'), actor: null }, { ...act('a'), outcome: 'maybe' }])
    expect(actFrom(odd, '9', 5)).toMatchObject({ action: 'audit.unreadable', object: 'outbox:9', at_us: 5000, after: odd });
});
