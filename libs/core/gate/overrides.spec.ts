import { compile, dollars, GateWorld, units } from '#test/factories/gate-world.js';
import { faultIn } from '../config/config-faults.js';
import { alertsOf } from '../events/alerts.js';
import type { RiskConfig, RiskLimits } from '../model/limits.js';
import type { Override } from '../model/override.js';
import { EMPTY_INSTRUMENT } from '../model/reference.js';
import { LogProof } from '../verify/log-proof.js';
import { encodeEvent } from './codec.js';
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
    const proof = new LogProof(emptyState(compile));
    for (const one of world.log) proof.take(encodeEvent(one));
    expect(stateHash(proof.state)).toBe(stateHash(world.state));
    const restored = restoreSnapshot(
      JSON.parse(JSON.stringify(takeSnapshot(world.state))) as ReturnType<typeof takeSnapshot>,
      compile,
    );
    expect([...restored.override_uses]).toEqual([['block', 1]]);
  });
  test.each([
    [{ scope: 'firm' }, 'needs the scope'],
    [{ codes: ['CIRCUIT_BREAKER_OPEN'] }, 'cannot override CIRCUIT_BREAKER_OPEN'],
    [{ codes: ['MARGIN_INSUFFICIENT'] }, 'cannot override MARGIN_INSUFFICIENT'],
    [{ until_us: 9e15 }, 'must end within 24 hours'],
    [{ uses: 0 }, 'needs a code and a use'],
  ])('%j cannot be made', (more, fault) => {
    const { world } = overridden(more);
    expect(faultIn(world.state.config as RiskConfig)?.fault).toMatch(fault);
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
