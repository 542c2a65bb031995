import { compile, dollars, GateWorld, units } from '#test/factories/gate-world.js';
import { isProven } from '#test/factories/proven.js';
import { alertsOf } from '../events/alerts.js';
import type { RiskLimits } from '../model/limits.js';
import { EMPTY_INSTRUMENT } from '../model/reference.js';
import { LogProof } from '../verify/log-proof.js';
import { encodeEvent } from './codec.js';
import type { GateEvent } from './event.js';
import { emptyState } from './state.js';

/** 15:50 in New York, an ordinary day, and one that closes at 13:00. */
const DUE = '2026-11-25T20:50:00Z';
const HALF_DAY_DUE = '2026-11-27T17:50:00Z';

/** AAPL at the exchange and SPY at any time, of both something is held. */
function worldAt(time: string, limits: Partial<RiskLimits> = { flatten_by_close_minutes: 10 }): GateWorld {
  const world = GateWorld.open({ ...limits, max_order_size: dollars(1000) });
  world.change({
    instruments: { AAPL: { ...EMPTY_INSTRUMENT, calendar: 'XNYS' }, SPY: { ...EMPTY_INSTRUMENT, calendar: 'ALWAYS' } },
  });
  at(world, time, -60_000);
  world.tick();
  for (const symbol of ['AAPL', 'SPY']) {
    const { order } = world.submit({ symbol, quantity: units(5), price: dollars(100) });
    world.fill(order, 5, 100);
  }
  return world;
}
function at(world: GateWorld, time: string, ms = 0): void {
  world.nowUs = (Date.parse(time) + ms) * 1000;
  for (const symbol of ['AAPL', 'SPY']) world.quote(symbol, 100, 100.02);
}
const begun = (world: GateWorld) => world.log.filter(({ type }) => type === 'FLATTEN_STARTED');
const sent = (world: GateWorld) =>
  world.log.flatMap((event: GateEvent) => (event.type === 'ORDER_DECIDED' && event.order.flatten !== undefined ? [event] : []));
const ended = (world: GateWorld) =>
  world.log.flatMap((event: GateEvent) => (event.type === 'FLATTEN_ENDED' ? alertsOf(event as never) : []));

test.each([DUE, HALF_DAY_DUE])(
  'ten minutes before the close (%s) open orders are canceled and what is held is closed; what has no close stays',
  (time) => {
    const world = worldAt(time);
    const { order } = world.submit({ quantity: units(1), price: dollars(99.5) });
    const { order: other } = world.submit({ symbol: 'SPY', quantity: units(1), price: dollars(99.5) });
    at(world, time, -1);
    world.tick();
    expect(begun(world)).toEqual([]);
    at(world, time);
    world.tick();
    expect(begun(world)).toMatchObject([{ scope: 'account:default/symbol:AAPL', breaker_id: 0, actor: 'breakwater' }]);
    expect([order, other].map(({ order_id }) => world.state.orders.get(order_id)?.cancel_requested)).toEqual([true, false]);
    expect(sent(world)).toMatchObject([
      {
        accepted: true,
        order: { symbol: 'AAPL', side: 'SELL', quantity: units(5), price: dollars(98), time_in_force: 'IOC', reduce_only: true },
      },
    ]);
    for (const { order: closing } of sent(world)) world.fill(closing, 5, 100);
    world.report(order, 'CANCELED');
    at(world, time, 3000);
    world.tick();
    expect(ended(world)).toMatchObject([
      { severity: 'INFO', breaker_id: null, message: 'account:default/symbol:AAPL was to be flat by the close, and it is' },
    ]);
    expect(world.state.accounts.get('default')?.positions.get('SPY')?.quantity).toBe(units(5));
    expect(world.submit({ quantity: units(1), price: dollars(99.5) })).toMatchObject({ violations: [{ code: 'FLAT_BY_CLOSE' }] });
    isProven(world);
  },
);

test('it goes on until the close; what is left then is CRITICAL, and nothing is begun after it', () => {
  const world = worldAt(DUE);
  for (let minute = 0; minute < 10; minute += 1) {
    at(world, DUE, minute * 60_000);
    world.tick();
    for (const { order } of [...world.state.orders.values()]) world.report(order, 'CANCELED');
  }
  expect(begun(world)).toHaveLength(1);
  expect(sent(world).length).toBeGreaterThanOrEqual(10);
  expect(ended(world)).toEqual([]);
  isProven(world);
  at(world, DUE, 600_000);
  world.tick();
  world.tick();
  expect(ended(world)).toMatchObject([{ severity: 'CRITICAL', account: 'default', symbol: 'AAPL' }]);
  expect(begun(world)).toHaveLength(1);
  isProven(world);
});

test('off, and on a day without trading, nothing happens', () => {
  for (const world of [worldAt(DUE, {}), worldAt('2026-11-26T20:50:00Z')]) {
    world.tick();
    expect(begun(world)).toEqual([]);
  }
});

test('a proof finds a flatten that nobody asked for', () => {
  const world = worldAt(DUE);
  at(world, DUE);
  world.tick();
  const proof = new LogProof(emptyState(compile));
  expect(() => {
    for (const event of world.log) proof.take(encodeEvent(event.type === 'FLATTEN_STARTED' ? { ...event, until_ms: 5 } : event));
  }).toThrow('until_ms');
});
