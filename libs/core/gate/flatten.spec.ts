import { DAY, dollars, GateWorld, LIMITS, units } from '#test/factories/gate-world.js';
import { isProven } from '#test/factories/proven.js';
import { alertsOf } from '../events/alerts.js';
import type { RiskLimits } from '../model/limits.js';
import { EMPTY_INSTRUMENT } from '../model/reference.js';
import type { OrderDecided } from './event.js';

const BY = { actor: 'dev', reason: 'stop it', source: 'api' } as const;
/** With a long position in AAPL, and quotes at 100.00 / 100.02. */
function held(quantity: number, limits: Partial<RiskLimits> = {}): GateWorld {
  const world = GateWorld.open({
    max_order_size: dollars(1000),
    max_position_size: dollars(1e6),
    max_portfolio_concentration_bps: 100_000,
    max_leverage_hundredths: 1000,
    ...limits,
  });
  const wide = { max_position: dollars(1e6), max_concentration_bps: 100_000 };
  world.change({
    symbols: { AAPL: wide, SPY: wide, TSLA: wide },
    instruments: { AAPL: { ...EMPTY_INSTRUMENT, step: units(1), ticks: [{ from: dollars(0), tick: dollars(0.01) }] } },
  });
  for (let left = quantity; left > 0; left -= 9) buy(world, Math.min(left, 9));
  return world;
}
function buy(world: GateWorld, quantity: number, more: Parameters<GateWorld['submit']>[0] = {}): void {
  const { order } = world.submit({ quantity: units(quantity), ...more });
  world.fill(order, quantity, 100);
}
const kill = (world: GateWorld, scope = 'account:default', protect_bps = 200) =>
  world.ask({ kind: 'trip', scope, mode: 'halt', expires_in_ms: null, cancel_orders: false, flatten: { protect_bps }, ...BY });
const sent = (world: GateWorld): OrderDecided[] =>
  world.log.filter((event): event is OrderDecided => event.type === 'ORDER_DECIDED' && event.order.flatten !== undefined);
const q = (world: GateWorld, symbol = 'AAPL') => world.state.accounts.get('default')?.positions.get(symbol)?.quantity ?? 0;
/** The exchange fills or cancels what it has, as IOC orders are. */
function fillAll(world: GateWorld): void {
  for (const { order, leaves } of [...world.state.orders.values()]) world.fill(order, leaves / 1e8, 99);
}

test('a kill with flatten cancels open orders and closes by IOC limits at the bid moved by the protection, within the size of one order', () => {
  const world = held(25);
  const { order } = world.submit({ side: 'BUY', quantity: units(1) });
  expect(kill(world)).toMatchObject({ kind: 'trip', opened: true, canceled: 1 });
  world.report(order, 'CANCELED');
  world.quote('AAPL', 100, 100.02);
  expect(
    sent(world).map(({ order: { side, quantity, price, time_in_force, reduce_only }, accepted }) => [
      side,
      quantity / 1e8,
      price,
      time_in_force,
      reduce_only,
      accepted,
    ]),
  ).toEqual([
    ['SELL', 10, dollars(98), 'IOC', true, true],
    ['SELL', 10, dollars(98), 'IOC', true, true],
    ['SELL', 5, dollars(98), 'IOC', true, true],
  ]);
  fillAll(world);
  expect(q(world)).toBe(0);
  world.quote('AAPL', 100, 100.02);
  expect(alertsOf(world.log.at(-1) as never)).toMatchObject([
    {
      alert_type: 'FLATTEN_ENDED',
      severity: 'WARNING',
      message: 'account:default was to be flat, by dev: nothing is held any more',
    },
  ]);
  expect(world.submit()).toMatchObject({ accepted: false, violations: [{ code: 'CIRCUIT_BREAKER_OPEN' }] });
  isProven(world);
});

test('a short position is bought back at the ask moved up, to the tick', () => {
  const world = held(0);
  const { order } = world.submit({ side: 'SELL', quantity: units(3) });
  world.fill(order, 3, 100);
  kill(world, 'firm', 33);
  world.quote('AAPL', 100, 100.02);
  // 100.02 x 1.0033 = 100.350066
  expect(sent(world).map(({ order: one }) => [one.side, one.quantity, one.price])).toEqual([['BUY', units(3), dollars(100.36)]]);
  isProven(world);
});

test('it tries again every two seconds for a minute, and then says what is left', () => {
  const world = held(5);
  kill(world);
  for (let i = 0; i < 61; i += 1) {
    world.pass(1);
    world.quote('AAPL', 100, 100.02);
    for (const { order } of [...world.state.orders.values()]) world.report(order, 'CANCELED');
    world.tick();
  }
  expect(sent(world)).toHaveLength(30);
  expect(world.state.flattens.size).toBe(0);
  const [alert] = world.log.flatMap(alertsOf).filter(({ alert_type }) => alert_type === 'FLATTEN_ENDED');
  expect(alert).toMatchObject({ severity: 'CRITICAL', message: expect.stringMatching('1 positions are left after a minute') });
  world.pass(2);
  world.quote('AAPL', 100, 100.02);
  expect(sent(world)).toHaveLength(30);
  isProven(world);
});

test('without a fresh quote it waits', () => {
  const world = held(5);
  kill(world);
  world.pass(20);
  world.quote('SPY', 100, 100.02);
  expect(sent(world)).toHaveLength(0);
  world.quote('AAPL', 100, 100.02);
  world.tick();
  expect(sent(world)).toHaveLength(1);
});

test('the order rate does not hold it back, everything else does, and a refusal is told', () => {
  const world = held(5);
  const limits = { ...(world.state.config?.limits ?? LIMITS), max_orders_per_second: 1, max_orders_per_burst: 1 };
  world.change({ limits });
  world.submit({ quantity: units(1) });
  kill(world);
  for (const { order } of [...world.state.orders.values()]) world.report(order, 'CANCELED');
  world.quote('AAPL', 100, 100.02);
  expect(sent(world)).toMatchObject([
    {
      accepted: true,
      waived: [{ code: 'CIRCUIT_BREAKER_OPEN' }, { code: 'RATE_LIMIT_EXCEEDED' }, { code: 'RATE_BURST_EXCEEDED' }],
    },
  ]);
  const halted = held(5);
  halted.ask({ kind: 'halt', scope: 'symbol:AAPL', halted: true, until_ms: null, ...BY });
  kill(halted);
  halted.quote('AAPL', 100, 100.02);
  expect(sent(halted)).toMatchObject([{ accepted: false, violations: [{ code: 'SYMBOL_HALTED' }] }]);
  isProven(world);
});

test('a reset ends it, and the desk may still send what was let through', () => {
  const world = held(5);
  const trip = kill(world);
  world.quote('AAPL', 100, 100.02);
  const [first] = sent(world);
  expect(world.ask({ kind: 'reconsider', order_id: first?.order.order_id ?? '' })).toEqual({
    kind: 'reconsider',
    verdict: 'send',
  });
  const breaker_id = trip.kind === 'trip' ? trip.breaker_id : 0;
  world.ask({ kind: 'reset', breaker_id, how: 'ask', ...BY });
  expect(world.state.flattens.size).toBe(0);
  isProven(world);
});

test('of a strategy only what it holds is closed, in its name', () => {
  const world = held(4);
  buy(world, 3, { strategy: 't1' });
  kill(world, 'strategy:t1');
  world.quote('AAPL', 100, 100.02);
  expect(sent(world).map(({ order }) => [order.strategy, order.quantity])).toEqual([['t1', units(3)]]);
  fillAll(world);
  expect(q(world)).toBe(units(4));
  isProven(world);
});

test('an account that is locked again each day begins it locked', () => {
  const world = held(0, { relock_daily: 'on' });
  world.ask({ kind: 'close_day', day: DAY, next_day: '2026-11-27' });
  expect(world.submit()).toMatchObject({
    accepted: false,
    violations: [{ message: 'Account locked: account:default is locked: locked with each day: 2026-11-27' }],
  });
  expect(world.ask({ kind: 'arm', scope: 'account:default', ...BY })).toMatchObject({ changed: true });
  expect(world.submit()).toMatchObject({ accepted: true });
  isProven(world);
});

test('while the risk checks are off it is told each minute, with the orders that passed', () => {
  const world = held(0);
  const limits = world.state.config?.limits ?? LIMITS;
  world.change({ limits: { ...limits, enabled: false, disabled_until_us: world.nowUs + 150_000_000 } });
  world.submit({ quantity: units(20) });
  world.submit({ quantity: units(1) });
  for (let i = 0; i < 200; i += 1) {
    world.pass(1);
    world.quote('AAPL', 100, 100.02);
    world.tick();
  }
  const told = world.log.flatMap(alertsOf).filter(({ alert_type }) => alert_type === 'RISK_CHECKS_OFF');
  expect(told.map(({ severity }) => severity)).toEqual(['CRITICAL', 'CRITICAL', 'CRITICAL']);
  expect(told[1]?.message).toMatch(/Risk checks are OFF since .*: 1 orders have passed that they would have refused/);
  world.change({ limits: { ...limits, enabled: true } });
  expect(world.state.checks_off).toBeNull();
  isProven(world);
});
