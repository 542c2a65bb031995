import { compile, DAY, dollars, GateWorld, units } from '#test/factories/gate-world.js';
import { actsOf } from '../audit/event-acts.js';
import { faultIn } from '../config/config-faults.js';
import { alertsOf } from '../events/alerts.js';
import type { RiskConfig, RiskLimits } from '../model/limits.js';
import type { Override, OverrideRequest } from '../model/override.js';
import { EMPTY_INSTRUMENT } from '../model/reference.js';
import { LogProof } from '../verify/log-proof.js';
import { encodeEvent } from './codec.js';
import type { GateEvent } from './event.js';
import { restoreSnapshot, takeSnapshot } from './snapshot.js';
import { emptyState } from './state.js';
import { stateHash } from './state-hash.js';

const verdict = (answer: ReturnType<GateWorld['submit']>) =>
  answer.kind === 'decided' ? (answer.violations[0]?.message ?? 'passes') : answer.kind;
const order = (world: GateWorld, worth: number, more: Parameters<GateWorld['submit']>[0] = {}) =>
  verdict(world.submit({ quantity: units(worth / 100), price: dollars(100), ...more }));

/** Orders of 1,000 at most, and an override up to 2,500, twice, until fourteen o'clock. */
function overridden(more: Partial<Override> = {}) {
  const world = GateWorld.open({
    max_order_size: dollars(1000),
    max_position_size: dollars(1e6),
    max_portfolio_concentration_bps: 10_000,
  });
  const until_us = world.nowUs + 3_600_000_000;
  const one: Override = {
    ...{ scope: 'account:default', codes: ['ORDER_SIZE_EXCEEDED'], max_notional: dollars(2500), uses: 2 },
    ...{ from_us: world.nowUs, until_us, made_by: 'ann', reason: 'a block', ...more },
  };
  const own = { max_position: dollars(1e6), max_concentration_bps: 10_000 };
  world.change({ overrides: { block: one }, symbols: { AAPL: own, SPY: own, TSLA: own } });
  return { world, until_us };
}

function proves(world: GateWorld): void {
  const proof = new LogProof(emptyState(compile));
  for (const one of world.log) proof.take(encodeEvent(one));
  expect(stateHash(proof.state)).toBe(stateHash(world.state));
}

describe('Override ORDER_SIZE up to 2,500, 2 uses, until 14:00', () => {
  test('2,500.00 passes; 2,500.01 is refused', () => {
    const { world } = overridden();
    expect(order(world, 2500.01)).toMatch('Order size exceeds limit');
    expect(order(world, 2500)).toBe('passes');
  });
  test('a third use is refused, and one that needs no override is no use', () => {
    const { world } = overridden();
    expect([order(world, 2000), order(world, 500), order(world, 2000)]).toEqual(['passes', 'passes', 'passes']);
    expect(order(world, 2000)).toMatch('Order size exceeds limit');
  });
  test('at 14:00:00 it is refused, a microsecond before it passes', () => {
    const { world, until_us } = overridden();
    world.nowUs = until_us - 10_000;
    world.quote('AAPL', 100, 100);
    world.tick();
    world.nowUs = until_us - 2;
    expect(order(world, 2000)).toBe('passes');
    expect(order(world, 2000)).toMatch('Order size exceeds limit');
  });
  test('what it does not cover refuses all the same, a breaker always', () => {
    const { world } = overridden();
    world.change({ limits: { ...world.state.config?.limits, max_position_size: dollars(1500) } as RiskLimits });
    expect(order(world, 2000)).toMatch('Order size exceeds limit');
    expect(order(world, 900)).toBe('passes');
    const trip = { kind: 'trip', scope: 'firm', mode: 'halt', actor: 'dev', reason: 'x', source: 'api' } as const;
    world.ask({ ...trip, expires_in_ms: null, cancel_orders: false });
    expect(order(world, 2000)).toMatch('Circuit breaker');
  });
  test('whoever made it does not trade under it, and another scope neither', () => {
    const { world } = overridden();
    expect(order(world, 2000, { user: 'ann' })).toMatch('Order size exceeds limit');
    expect(order(world, 2000, { user: 'bob' })).toBe('passes');
    expect(order(overridden({ scope: 'strategy:t1' }).world, 2000)).toMatch('Order size exceeds limit');
  });
  test('each use is an alert; the log proves it, and a snapshot keeps the uses', () => {
    const { world } = overridden();
    order(world, 2000);
    const event = world.log.at(-1);
    expect(event && alertsOf(event)).toMatchObject([
      {
        alert_type: 'OVERRIDE_USED',
        message: 'Override block let an order through: Order size exceeds limit: $2000.00 > $1000.00',
      },
    ]);
    proves(world);
    const restored = restoreSnapshot(
      JSON.parse(JSON.stringify(takeSnapshot(world.state))) as ReturnType<typeof takeSnapshot>,
      compile,
    );
    expect([...restored.override_uses]).toEqual([['block', 1]]);
  });
  test.each([
    [{ scope: 'symbol:AAPL' }, 'needs the scope'],
    [{ scope: 'firm' }, 'takes two persons'],
    [{ scope: 'firm', agreed_by: 'ann' }, 'takes two persons'],
    [{ scope: 'firm', agreed_by: 'dev' }, 'takes two persons'],
    [{ scope: 'firm', made_by: 'dev', agreed_by: 'bob' }, 'takes two persons'],
    [{ codes: ['CIRCUIT_BREAKER_OPEN'] }, 'cannot override CIRCUIT_BREAKER_OPEN'],
    [{ codes: ['MARGIN_INSUFFICIENT'] }, 'cannot override MARGIN_INSUFFICIENT'],
    [{ until_us: 9e15 }, 'must end within 24 hours'],
    [{ uses: 0 }, 'needs a code and a use'],
  ])('%j cannot be made', (more, fault) => {
    const { world } = overridden(more);
    expect(faultIn(world.state.config as RiskConfig)?.fault).toMatch(fault);
  });
});

describe('an override of the firm', () => {
  const ofFirm = (more: Partial<Override> = {}) => overridden({ scope: 'firm', agreed_by: 'bob', ...more });
  test('lets orders of every account, strategy and user pass, but of neither who made it nor who agreed', () => {
    const { world } = ofFirm({ uses: 3 });
    const cash = dollars(100_000);
    world.ask({ kind: 'open_account', account: 'other', cash, day: DAY });
    expect(order(world, 2000, { user: 'ann' })).toMatch('Order size exceeds limit');
    expect(order(world, 2000, { user: 'bob' })).toMatch('Order size exceeds limit');
    expect(order(world, 2000, { user: 'cleo', account: 'other' })).toBe('passes');
    expect(order(world, 2000, { user: 'dan', strategy: 't1' })).toBe('passes');
    expect(order(world, 2500.01, { user: 'dan' })).toMatch('Order size exceeds limit');
    expect(order(world, 2000, { user: 'dan' })).toBe('passes');
    expect(order(world, 2000, { user: 'dan' })).toMatch('Order size exceeds limit');
  });
  test('lets nothing pass without a second person, whatever the configuration says', () => {
    const { world } = overridden({ scope: 'firm' });
    expect(order(world, 2000, { user: 'cleo' })).toMatch('Order size exceeds limit');
  });
  test('each use is an alert that names both; the log proves it', () => {
    const { world } = ofFirm();
    order(world, 2000, { user: 'cleo' });
    const event = world.log.at(-1);
    expect(event && alertsOf(event)).toMatchObject([
      {
        alert_type: 'OVERRIDE_USED',
        message:
          'Override block of the whole firm, by ann and bob, let an order through: Order size exceeds limit: $2000.00 > $1000.00',
      },
    ]);
    proves(world);
  });
  test('of a scope that is no firm names nobody, as logs of earlier builds do', () => {
    const { world } = overridden();
    order(world, 2000);
    expect(JSON.stringify(world.log.at(-1))).not.toContain('override_by');
  });
});

describe('an override of the firm that is asked for', () => {
  const asked = (world: GateWorld): OverrideRequest => ({
    ...{ name: 'block', scope: 'firm', codes: ['ORDER_SIZE_EXCEEDED'], max_notional: dollars(2500), uses: 2 },
    ...{ until_us: world.nowUs + 7_200_000_000, reason: 'a block', asked_by: 'ann', asked_us: world.nowUs },
    ends_us: world.nowUs + 3_600_000_000,
  });
  const told = (world: GateWorld) => world.log.flatMap(alertsOf).filter(({ alert_type }) => alert_type.startsWith('OVERRIDE_'));
  test('lets nothing pass, is told once, and so is how it ends; the log proves it', () => {
    const { world } = overridden({ until_us: 1 + 1_795_600_000_000_000, from_us: 1_795_600_000_000_000 });
    const request = asked(world);
    world.change({ override_requests: { ovr_1: request } });
    expect(order(world, 2000, { user: 'cleo' })).toMatch('Order size exceeds limit');
    world.change({ softened: {} });
    expect(told(world)).toMatchObject([{ alert_type: 'OVERRIDE_ASKED', severity: 'WARNING', account: null }]);
    expect(told(world)[0]?.message).toMatch(
      /waits until \S+ for a second person to agree: override block \(ORDER_SIZE_EXCEEDED of firm up to 2500.00, 2 uses until \S+\), asked for by ann: a block$/,
    );
    const ended = { how: 'declined', by: 'bob', at_us: world.nowUs, reason: 'too large' } as const;
    world.change({ override_requests: { ovr_1: { ...request, ended } } });
    world.change({ override_requests: {} });
    expect(told(world).slice(1)).toMatchObject([
      {
        alert_type: 'OVERRIDE_REQUEST_ENDED',
        severity: 'INFO',
        message: expect.stringMatching(/^bob declined an override of the whole firm \(too large\)/),
      },
    ]);
    const acts = world.log.flatMap(actsOf).filter(({ object }) => object === 'override_request:ovr_1');
    expect(acts).toMatchObject([
      { action: 'override.asked', actor: { id: 'user:ann', kind: 'person' }, reason: 'a block' },
      { action: 'override.declined', actor: { id: 'user:bob', kind: 'person' }, reason: 'too large' },
    ]);
    const content = { name: 'block', scope: 'firm', codes: ['ORDER_SIZE_EXCEEDED'], max_notional: '2500.00', uses: 2 };
    for (const { after } of acts) expect(after).toMatchObject({ ...content, asked_by: 'ann', reason: 'a block' });
    proves(world);
  });
  test.each([
    ['agreed', 'bob', 'OVERRIDE_AGREED', 'bob agreed, and it holds for the whole firm'],
    ['withdrawn', 'ann', 'OVERRIDE_REQUEST_ENDED', 'ann withdrew an override of the whole firm'],
    ['expired', 'breakwater', 'OVERRIDE_REQUEST_ENDED', 'Nobody agreed in time to an override of the whole firm'],
  ] as const)('says that it was %s', (how, by, alert_type, words) => {
    const { world } = overridden();
    const request = asked(world);
    world.change({ override_requests: { ovr_1: request } });
    world.change({ override_requests: { ovr_1: { ...request, ended: { how, by, at_us: world.nowUs, reason: '' } } } });
    expect(told(world).at(-1)).toMatchObject({ alert_type, message: expect.stringContaining(words) });
    const kind = how === 'expired' ? 'system' : 'person';
    expect(world.log.flatMap(actsOf).at(-1)).toMatchObject({ action: `override.${how}`, actor: { kind } });
  });
  test('with checks that go off in the same version both are in its one alert', () => {
    const { world } = overridden();
    const limits = { ...world.state.config?.limits, enabled: false } as RiskLimits;
    world.change({ limits, override_requests: { ovr_1: asked(world) } });
    const [alert] = alertsOf(world.log.at(-1) as GateEvent);
    expect(alert).toMatchObject({ alert_type: 'RISK_CHECKS_OFF', severity: 'CRITICAL' });
    expect(alert?.message).toMatch(/Risk checks are OFF.*; An override of the whole firm waits/);
  });
});

describe('enabled: false', () => {
  const off = () => {
    const world = GateWorld.open({
      max_order_size: dollars(1000),
      max_position_size: dollars(1e6),
      max_portfolio_concentration_bps: 10_000,
    });
    const until = world.nowUs + 600_000_000;
    const own = { max_position: dollars(1e6), max_concentration_bps: 10_000 };
    world.change({
      limits: { ...world.state.config?.limits, enabled: false, disabled_until_us: until } as RiskLimits,
      symbols: { AAPL: own, SPY: own, TSLA: own },
      instruments: { AAPL: { ...EMPTY_INSTRUMENT, step: units(1) } },
    });
    return { world, until };
  };
  test('X 5,000 passes, marked', () => {
    const answer = off().world.submit({ quantity: units(50), price: dollars(100) });
    expect(answer).toMatchObject({ accepted: true, waived: [{ code: 'ORDER_SIZE_EXCEEDED' }] });
  });
  test('a breaker by hand, form and permission refuse', () => {
    const { world } = off();
    expect(order(world, 150)).toMatch('Quantity step invalid');
    const trip = { kind: 'trip', scope: 'firm', mode: 'halt', actor: 'dev', reason: 'x', source: 'api' } as const;
    world.ask({ ...trip, expires_in_ms: null, cancel_orders: false });
    expect(order(world, 100)).toMatch('Circuit breaker');
  });
  test('at its end exactly it is enabled again', () => {
    const { world, until } = off();
    world.nowUs = until - 10_000;
    world.quote('AAPL', 100, 100);
    world.tick();
    world.nowUs = until - 2;
    expect(order(world, 5000)).toBe('passes');
    expect(order(world, 5000)).toMatch('Order size exceeds limit');
  });
});
