import { configOf, dollars } from '#test/factories/gate-world.js';
import type { RiskConfig } from '../model/limits.js';
import { REQUESTS_MAX, stateOfRequest, WAITING_MAX } from '../model/override.js';
import type { ConfigPatch } from '../ports/config-store.js';
import { faultIn } from './config-faults.js';
import {
  agreeTo,
  type Asked,
  askFor,
  contentOf,
  declineIt,
  expired,
  OverrideRequestError,
  withdrawIt,
} from './override-requests.js';

const NOW = 1_795_600_000_000_000;
const MINUTE = 60_000_000;
const ASKED: Asked = {
  ...{ id: 'ovr_1', name: 'block', scope: 'firm', codes: ['ORDER_SIZE_EXCEEDED'], max_notional: dollars(2500), uses: 2 },
  ...{ minutes: 120, reason: 'a block', by: 'ann' },
};
const bob = (at_us = NOW + 1) => ({ by: 'bob', at_us });

/** As a store does it: null takes an entry away. */
function after(config: RiskConfig, { overrides, override_requests }: ConfigPatch): RiskConfig {
  const merged = <T>(now: Record<string, T> | undefined, more: Record<string, T | null> | undefined) =>
    Object.fromEntries(Object.entries({ ...now, ...more }).filter((pair): pair is [string, T] => pair[1] !== null));
  return {
    ...config,
    overrides: merged(config.overrides, overrides),
    override_requests: merged(config.override_requests, override_requests),
  };
}
const asking = (more: Partial<Asked> = {}, at = NOW, config = configOf(1)) =>
  after(config, askFor(config, { ...ASKED, ...more }, at));
const hashIn = (config: RiskConfig, id = 'ovr_1') => {
  const request = config.override_requests?.[id];
  if (!request) throw new Error(`no request ${id}`);
  return contentOf(id, request);
};
const code = (work: () => unknown) => {
  try {
    work();
    return 'done';
  } catch (error) {
    if (error instanceof OverrideRequestError) return error.code;
    throw error;
  }
};

test('it waits for an hour, and never longer than the override that it asks for', () => {
  const { override_requests } = asking();
  expect(override_requests?.['ovr_1']).toEqual({
    ...{ name: 'block', scope: 'firm', codes: ['ORDER_SIZE_EXCEEDED'], max_notional: dollars(2500), uses: 2, reason: 'a block' },
    ...{ asked_by: 'ann', asked_us: NOW, until_us: NOW + 120 * MINUTE, ends_us: NOW + 60 * MINUTE },
  });
  expect(asking({ minutes: 20 }).override_requests?.['ovr_1']?.ends_us).toBe(NOW + 20 * MINUTE);
  expect(asking().overrides).toEqual({});
});

test('an agreement makes the override with just what was asked, from then on; a second one finds it ended', () => {
  const asked = asking();
  const agreed = after(asked, agreeTo(asked, 'ovr_1', hashIn(asked), bob(NOW + 5)));
  expect(agreed.overrides['block']).toEqual({
    ...{ scope: 'firm', codes: ['ORDER_SIZE_EXCEEDED'], max_notional: dollars(2500), uses: 2, reason: 'a block' },
    ...{ from_us: NOW + 5, until_us: NOW + 120 * MINUTE, made_by: 'ann', agreed_by: 'bob' },
  });
  expect(faultIn(agreed)).toBeNull();
  expect(agreed.override_requests?.['ovr_1']?.ended).toEqual({ how: 'agreed', by: 'bob', at_us: NOW + 5, reason: '' });
  expect(code(() => agreeTo(agreed, 'ovr_1', hashIn(asked), { by: 'cleo', at_us: NOW + 6 }))).toBe('OVERRIDE_REQUEST_ENDED');
});

test('whoever agrees names the exact content: a change of any field is another hash', () => {
  const one = asking().override_requests?.['ovr_1'];
  if (!one) throw new Error('nothing was asked');
  const others = [
    ...[{ name: 'other' }, { codes: ['ORDER_SIZE_EXCEEDED', 'PRICE_COLLAR_BREACHED'] }, { max_notional: dollars(2500.01) }],
    ...[{ uses: 3 }, { until_us: one.until_us + 1 }, { reason: 'another' }, { asked_by: 'bob' }, { asked_us: NOW + 1 }],
  ];
  const hashes = [
    contentOf('ovr_1', one),
    contentOf('ovr_2', one),
    ...others.map((more) => contentOf('ovr_1', { ...one, ...more })),
  ];
  expect(new Set(hashes).size).toBe(others.length + 2);
  const asked = asking();
  for (const hash of hashes.slice(1)) expect(code(() => agreeTo(asked, 'ovr_1', hash, bob()))).toBe('OVERRIDE_CONTENT_DIFFERS');
});

test('a microsecond before its end it can be agreed to, at its end not; then it is marked once, as of its end', () => {
  const asked = asking();
  const end = NOW + 60 * MINUTE;
  expect(code(() => agreeTo(asked, 'ovr_1', hashIn(asked), bob(end - 1)))).toBe('done');
  for (const decide of [
    () => agreeTo(asked, 'ovr_1', hashIn(asked), bob(end)),
    () => declineIt(asked, 'ovr_1', 'no', bob(end)),
    () => withdrawIt(asked, 'ovr_1', { by: 'ann', at_us: end }),
  ])
    expect(code(decide)).toBe('OVERRIDE_REQUEST_ENDED');
  expect(expired(asked, end - 1)).toEqual({ override_requests: {} });
  const over = after(asked, expired(asked, end + 7));
  expect(over.override_requests?.['ovr_1']?.ended).toEqual({ how: 'expired', by: 'breakwater', at_us: end, reason: '' });
  expect(expired(over, end + 8)).toEqual({ override_requests: {} });
});

test('declined or withdrawn it is over, with who, when and why', () => {
  const asked = asking();
  const declined = after(asked, declineIt(asked, 'ovr_1', 'too large', bob()));
  expect(declined.override_requests?.['ovr_1']?.ended).toEqual({
    how: 'declined',
    by: 'bob',
    at_us: NOW + 1,
    reason: 'too large',
  });
  const withdrawn = after(asked, withdrawIt(asked, 'ovr_1', { by: 'ann', at_us: NOW + 2 }));
  expect(withdrawn.override_requests?.['ovr_1']?.ended?.how).toBe('withdrawn');
  for (const config of [declined, withdrawn]) {
    expect(config.overrides).toEqual({});
    expect(code(() => agreeTo(config, 'ovr_1', hashIn(config), bob()))).toBe('OVERRIDE_REQUEST_ENDED');
  }
  for (const id of ['ovr_2', 'constructor', '__proto__']) expect(code(() => declineIt(asked, id, 'no', bob()))).toBe('NOT_FOUND');
});

test('it replaces no override: a name that is taken is refused, when it is asked for and when it is agreed to', () => {
  const asked = asking();
  expect(code(() => askFor(asked, { ...ASKED, id: 'ovr_2' }, NOW))).toBe('NAME_TAKEN');
  const agreed = after(asked, agreeTo(asked, 'ovr_1', hashIn(asked), bob()));
  expect(code(() => askFor(agreed, { ...ASKED, id: 'ovr_2' }, NOW))).toBe('NAME_TAKEN');
  const meanwhile = { ...asked, overrides: agreed.overrides };
  expect(code(() => agreeTo(meanwhile, 'ovr_1', hashIn(asked), bob()))).toBe('NAME_TAKEN');
});

test('as many wait as may; what has ended makes room, the oldest first, and no more is kept than may be', () => {
  let config = configOf(1);
  const ask = (n: number, at: number) => {
    config = asking({ id: `ovr_${n}`, name: `n${n}` }, at, config);
  };
  for (let n = 0; n < WAITING_MAX; n += 1) ask(n, NOW);
  expect(code(() => ask(99, NOW))).toBe('TOO_MANY_OVERRIDE_REQUESTS');
  for (let n = WAITING_MAX; n < REQUESTS_MAX + 5; n += 1) {
    const at = NOW + n * 61 * MINUTE; // The ones before have expired.
    ask(n, at);
    expect(faultIn(config)).toBeNull();
    const newest = config.override_requests?.[`ovr_${n}`];
    expect(newest && stateOfRequest(newest, at)).toBe('waiting');
  }
  const kept = Object.keys(config.override_requests ?? {});
  expect([kept.length, kept.includes('ovr_4'), kept.includes('ovr_5')]).toEqual([REQUESTS_MAX, false, true]);
});

test('a reason that nobody may override, and somebody who does not sign in, cannot be stored', () => {
  expect(faultIn(asking({ codes: ['CIRCUIT_BREAKER_OPEN'] }))?.fault).toBe('cannot override CIRCUIT_BREAKER_OPEN');
  expect(faultIn(asking({ minutes: 24 * 60 + 1 }))?.fault).toBe('must end within 24 hours');
  expect(faultIn(asking({ by: 'dev' }))?.fault).toMatch('a person who asks');
});
