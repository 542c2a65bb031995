import { NEEDS, type Need, needSpec, ROLES, type Scope, SCOPES } from './needs.js';
import {
  effectiveGrants,
  faultInAsker,
  faultInDisabling,
  faultInFirmOverride,
  faultInGrants,
  faultInRoleChange,
  faultInSecondPerson,
  mayApprove,
  type Member,
} from './duties.js';
import { concerns, type Grant, liesIn, Principal, STEP_UP_MS } from './principal.js';
import { ABSOLUTE_MS, IDLE_MS, idleFor, IDLE_VIEWER_MS, isOver } from './session.js';

const NOW = 1_795_600_000_000;
const needs = Object.keys(NEEDS) as Need[];
const person = (grants: Grant[], proven: number | null = NOW) => new Principal('user:ann', 'person', 'ann', grants, null, proven);
const withKey = (scopes: Scope[], grants: Grant[], accounts: string[] | null = null) =>
  new Principal('key:1', 'key', 'ann', grants, { scopes, accounts, symbols: null, strategies: null, orders_per_second: null });
const all = (role: Grant['role']): Grant => ({ role, accounts: null });

test('each role may what the table grants it, and nothing else', () => {
  for (const role of ROLES)
    for (const need of needs) {
      const may = need === 'anybody' || needSpec(need).roles.includes(role);
      expect([role, need, person([all(role)]).may(need, NOW)]).toEqual([role, need, may]);
    }
});

test('a key may what its scopes and its owner may, and never more', () => {
  for (const scope of SCOPES)
    for (const role of ROLES)
      for (const need of needs) {
        const { scope: needed, roles } = needSpec(need);
        const may = need === 'anybody' || (needed === scope && roles.includes(role));
        expect([scope, role, need, withKey([scope], [all(role)]).may(need, NOW)]).toEqual([scope, role, need, may]);
      }
});

test.each(['breakers.reset', 'breakers.force', 'limits.change', 'users.change', 'keys.change', 'own.change'] as Need[])(
  'no key may %s, with whatever scopes and roles',
  (need) => {
    expect(withKey([...SCOPES], ROLES.map(all)).may(need, NOW)).toBe(false);
  },
);

test('a trader may not reset, an administrator may neither trade nor reset', () => {
  expect(person([all('trader')]).may('breakers.reset', NOW)).toBe(false);
  expect(
    ['orders.write', 'breakers.reset', 'limits.change'].map((need) => person([all('admin')]).may(need as Need, NOW)),
  ).toEqual([false, false, false]);
});

test('without any role nothing is allowed', () => {
  expect(needs.filter((need) => person([]).may(need, NOW))).toEqual(['anybody']);
});

test('what needs a fresh sign-in is refused five minutes later, and by a clock that went back', () => {
  const admin = (proven: number | null) => person([all('admin')], proven).denied('users.change', NOW)?.code ?? null;
  expect([admin(NOW - STEP_UP_MS), admin(NOW - STEP_UP_MS - 1), admin(NOW + STEP_UP_MS + 1), admin(null)]).toEqual([
    ...[null, 'SIGN_IN_AGAIN', 'SIGN_IN_AGAIN', 'SIGN_IN_AGAIN'],
  ]);
});

test('a sign-in that was fresh at one request is not so for ever, and what was missing at one stays missing', () => {
  const admin = person([all('admin')]);
  const said = (need: Need, at: number) => admin.denied(need, at)?.code ?? null;
  expect([said('users.change', NOW), said('users.change', NOW + STEP_UP_MS + 1), said('users.change', NOW + 1)]).toEqual([
    ...[null, 'SIGN_IN_AGAIN', null],
  ]);
  expect([said('orders.write', NOW), said('orders.write', NOW)]).toEqual(['ROLE_MISSING', 'ROLE_MISSING']);
});

test('accounts are those of the grants, and of a key the ones that both have', () => {
  const grants: Grant[] = [{ role: 'trader', accounts: ['a', 'b'] }];
  expect(person(grants).accountsFor('orders.write')).toEqual(new Set(['a', 'b']));
  expect(person([all('trader')]).accountsFor('orders.write')).toBeNull();
  expect(withKey(['orders:write'], grants, ['b', 'c']).accountsFor('orders.write')).toEqual(new Set(['b']));
  expect(withKey(['orders:write'], [all('trader')], ['c']).accountsFor('orders.write')).toEqual(new Set(['c']));
  expect(person(grants).accountsFor('breakers.reset')).toEqual(new Set());
});

test('a scope within an account is of that account, for whoever sees it and for whoever stops it', () => {
  const mine = new Set(['a']);
  const scopes = [
    'firm',
    'symbol:AAPL',
    'strategy:t/symbol:AAPL',
    'account:a',
    'account:a/symbol:AAPL',
    'account:b',
    'account:b/symbol:AAPL',
  ];
  expect(scopes.filter((scope) => concerns(mine, scope))).toEqual(scopes.slice(0, 5));
  expect(scopes.filter((scope) => liesIn(mine, scope))).toEqual(['account:a', 'account:a/symbol:AAPL']);
  expect(scopes.filter((scope) => concerns(null, scope) && liesIn(null, scope))).toEqual(scopes);
});

test('what concerns the firm is not for a grant of some accounts, nor for a key of some', () => {
  expect(person([{ role: 'risk_officer', accounts: ['a'] }]).may('limits.change', NOW)).toBe(false);
  expect(withKey(['metrics'], [all('operator')], ['a']).may('metrics', NOW)).toBe(false);
});

describe('separation of duties', () => {
  const member = (id: string, ...roles: Grant['role'][]): Member => ({ id, grants: roles.map(all), disabled: false });
  const give = (actor: string, subject: string, roles: Grant['role'][], members: Member[], second: Member | null = null) =>
    faultInRoleChange({ actor, subject, grants: roles.map(all), members, second });
  const two = [member('ann', 'admin'), member('bob', 'admin'), member('cat', 'viewer')];

  test('a trader is no risk officer and no approver on the same account', () => {
    expect(faultInGrants([all('trader'), all('risk_officer')], false)).toMatch(/trader and risk_officer/);
    expect(faultInGrants([all('trader'), { role: 'approver', accounts: ['a'] }], false)).toMatch(/trader and approver/);
    const apart: Grant[] = [
      { role: 'trader', accounts: ['a'] },
      { role: 'risk_officer', accounts: ['b'] },
    ];
    expect(faultInGrants(apart, false)).toBeNull();
  });

  test('while there is one person they may hold all roles; from the second one on they are an administrator', () => {
    const everything = ROLES.map(all);
    expect(faultInGrants(everything, true)).toBeNull();
    expect(effectiveGrants(everything, true)).toHaveLength(ROLES.length);
    expect(effectiveGrants(everything, false).map(({ role }) => role)).toEqual(['admin', 'viewer', 'operator', 'auditor']);
  });

  test('nobody changes their own roles', () => {
    expect(give('ann', 'ann', ['admin', 'viewer'], two)).toMatch(/own roles/);
  });

  test('the last administrator stays one, and is not disabled', () => {
    const one = [member('ann', 'admin'), member('cat', 'viewer')];
    expect(give('cat', 'ann', ['viewer'], one)).toMatch(/last administrator/);
    expect(faultInDisabling('ann', one)).toMatch(/last administrator/);
    expect([faultInDisabling('ann', two), faultInDisabling('cat', two)]).toEqual([null, null]);
  });

  test('risk officer and approver are given by two different people', () => {
    const [ann, bob, cat] = two as [Member, Member, Member];
    expect(give('ann', 'cat', ['risk_officer'], two)).toMatch(/given by two/);
    expect(give('ann', 'cat', ['approver'], two, ann)).toMatch(/another one/);
    expect(give('ann', 'cat', ['approver'], two, cat)).toMatch(/another one/);
    expect(give('ann', 'cat', ['approver'], [...two, member('dan', 'trader')], member('dan', 'trader'))).toMatch(
      /must be an admin/,
    );
    expect(give('ann', 'cat', ['approver'], two, bob)).toBeNull();
    expect(give('ann', 'cat', ['operator'], two)).toBeNull();
  });

  test('an author approves nothing of theirs, by whatever key or session', () => {
    expect([mayApprove('ann', ['bob', 'ann']), mayApprove('cat', ['bob', 'ann'])]).toEqual([false, true]);
  });
});

describe('a session', () => {
  const session = {
    user_id: 'ann',
    started_ms: NOW,
    seen_ms: NOW,
    proven_ms: NOW,
    strength: 'passkey',
    idle_ms: IDLE_MS,
    address: '',
    agent: '',
  };
  test('is over when it was idle, at its absolute end however busy, and when the clock went back', () => {
    expect(isOver(session, NOW + IDLE_MS - 1)).toBe(false);
    expect(isOver(session, NOW + IDLE_MS)).toBe(true);
    expect(isOver({ ...session, seen_ms: NOW + ABSOLUTE_MS }, NOW + ABSOLUTE_MS)).toBe(true);
    expect([isOver(session, NOW - 59_000), isOver(session, NOW - 61_000)]).toEqual([false, true]);
  });
  test('is longer for somebody who only looks', () => {
    expect([idleFor([all('viewer')]), idleFor([all('viewer'), all('trader')]), idleFor([])]).toEqual([
      IDLE_VIEWER_MS,
      IDLE_MS,
      IDLE_MS,
    ]);
  });
});

test('an override of the firm is asked for by one person who signs in, and decided by another one', () => {
  expect(faultInFirmOverride('ann')).toBeNull();
  for (const fault of [faultInFirmOverride('dev'), faultInSecondPerson('dev', 'ann')])
    expect(fault).toMatch('BREAKWATER_AUTH=local');
  expect(faultInSecondPerson('bob', 'ann')).toBeNull();
  expect(faultInSecondPerson('ann', 'ann')).toMatch('asked for themselves');
});

test('who asked for it must still be a risk officer of all accounts when it is agreed to', () => {
  const fault = 'no risk officer of the whole firm any more';
  expect(faultInAsker({ grants: [all('risk_officer')], disabled: false })).toBeNull();
  expect(faultInAsker({ grants: [all('risk_officer')], disabled: true })).toMatch(fault);
  expect(faultInAsker({ grants: [{ role: 'risk_officer', accounts: ['a1'] }], disabled: false })).toMatch(fault);
  expect(faultInAsker({ grants: [all('approver')], disabled: false })).toMatch(fault);
  expect(faultInAsker(null)).toMatch(fault);
});

test('no key agrees to an override, and no role for some accounts; who agrees has signed in just now', () => {
  expect(withKey([...SCOPES], [all('risk_officer'), all('approver')]).denied('overrides.agree', NOW)?.code).toBe('ROLE_MISSING');
  for (const role of ['risk_officer', 'approver'] as const) {
    expect(person([all(role)]).denied('overrides.agree', NOW)).toBeNull();
    expect(person([{ role, accounts: ['a1'] }]).denied('overrides.agree', NOW)?.code).toBe('ROLE_MISSING');
    expect(person([all(role)], NOW - STEP_UP_MS - 1).denied('overrides.agree', NOW)?.code).toBe('SIGN_IN_AGAIN');
  }
});
