import { dollars, GateWorld, units } from '#test/factories/gate-world.js';
import { EMPTY_INSTRUMENT } from '../model/reference.js';
import { decodeEvent, encodeEvent } from './codec.js';
import { evolve } from './evolve.js';
import type { Marked } from './event.js';
import { restoreSnapshot, takeSnapshot } from './snapshot.js';
import { stateHash } from './state-hash.js';

const held = () => {
  const world = GateWorld.open({ max_order_size: dollars(10_000), mark_max_spread_bps: 1000, daily_loss_limit: dollars(5000) });
  world.quote('AAPL', 100, 100);
  const short = world.working({ side: 'SELL', quantity: units(1), price: dollars(100) });
  world.fill(short, 1, 100);
  return world;
};
const mark = (world: GateWorld) => world.state.quotes.get('AAPL')?.mark;
const last = (world: GateWorld) => world.log.findLast((event): event is Marked => event.type === 'MARKED')?.quotes[0];

test('a stub quote is no mark: a share held short loses nothing by it, and no breaker trips', () => {
  const world = held();
  world.quote('AAPL', 0.01, 99_999);
  expect(last(world)?.wide).toBe(true);
  expect(mark(world)).toBe(dollars(100));
  expect(world.state.accounts.get('default')?.value).toBe(dollars(-100));
  expect(world.log.filter(({ type }) => type === 'BREAKER_TRIPPED')).toEqual([]);
  expect(world.tick().drift).toBe(0);
});

test('exactly as wide as is allowed is a mark, a micro-dollar more is none', () => {
  const world = held();
  // 10 of 100 is 10 %.
  world.quote('AAPL', 95, 105);
  expect([last(world)?.wide, mark(world)]).toEqual([undefined, dollars(100)]);
  world.quote('AAPL', 105, 115.5);
  expect([last(world)?.wide, mark(world)]).toEqual([undefined, dollars(110.25)]);
  world.quote('AAPL', 114, 126.000001);
  expect([last(world)?.wide, mark(world)]).toEqual([true, dollars(110.25)]);
});

test('it is no reference price: the last trade is, then the mark, and then the order is refused', () => {
  const world = held();
  world.pass(61);
  world.quote('AAPL', 100, 100);
  world.change({ limits: { ...world.state.config?.limits, price_collar_through_bps: 1000 } as never });
  world.quote('AAPL', 0.01, 99_999);
  world.tick();
  // Against the stub's middle, 49,999.505, no price would be too high.
  expect(world.submit({ price: dollars(200) })).toMatchObject({
    accepted: false,
    violations: [{ code: 'PRICE_COLLAR_BREACHED' }],
  });
  expect(world.submit({ price: dollars(105) })).toMatchObject({ accepted: true });
  world.pass(14);
  world.quote('AAPL', 0.01, 99_999);
  world.pass(2);
  const late = world.submit({ price: dollars(105) });
  expect(late.kind === 'decided' ? late.violations[0]?.code : late.kind).toMatch(/unavailable|REFERENCE_PRICE_UNAVAILABLE/);
});

test('nothing but stubs for 15 s: profit and loss is not known, and orders are refused', () => {
  const world = held();
  for (let i = 0; i < 4; i += 1) {
    world.pass(4);
    world.quote('AAPL', 0.01, 99_999);
    world.quote('SPY', 100, 100);
    world.tick();
  }
  expect(world.state.tick.stale_symbols).toEqual(['AAPL']);
  expect(world.submit({ symbol: 'SPY' })).toMatchObject({ kind: 'unavailable', code: 'PNL_STALE' });
  world.quote('AAPL', 100, 100.02);
  world.tick();
  expect(world.submit({ symbol: 'SPY' })).toMatchObject({ kind: 'decided', accepted: true });
});

test('the limit is off: every quote that is not crossed is a mark, as before', () => {
  const world = GateWorld.open({ mark_max_spread_bps: null });
  world.quote('AAPL', 0.01, 99_999);
  expect([last(world)?.wide, mark(world)]).toEqual([undefined, dollars(49_999.505)]);
});

test('it is in the log, the snapshot and the hash; a line of an earlier build marks', () => {
  const world = held();
  const before = stateHash(world.state);
  world.quote('AAPL', 0.01, 99_999);
  const event = world.log.at(-1);
  if (event?.type !== 'MARKED') throw new Error('no mark');
  expect(encodeEvent(event)).toMatch(/ AAPL 10000 99999000000 2 \d+$/);
  expect(decodeEvent(encodeEvent(event))).toEqual(event);
  const restored = restoreSnapshot(takeSnapshot(world.state), world.state.compile);
  for (const [key, entry] of world.state.clients) restored.clients.remember(key, entry);
  expect(stateHash(restored)).toBe(stateHash(world.state));
  expect(stateHash(world.state)).not.toBe(before);
  const earlier = decodeEvent(`M ${event.id} AAPL 10000 99999000000 0 9`);
  evolve(restored, earlier);
  expect(restored.quotes.get('AAPL')?.mark).toBe(dollars(49_999.505));
});

test('it moves no mean, and holds no short sale back', () => {
  const world = GateWorld.open({
    mark_max_spread_bps: 1000,
    mean_collar_bps: 800,
    mean_collar_window_seconds: 300,
    short_price_test: 'on',
  });
  world.change({ instruments: { AAPL: { ...EMPTY_INSTRUMENT, previous_close: dollars(100) } } });
  world.quote('AAPL', 100, 100);
  world.pass(1);
  // Its middle is 50: half of the close, were it a price.
  world.quote('AAPL', 0.01, 99.99);
  expect(last(world)?.wide).toBe(true);
  const [mean] = world.state.means.values();
  expect(mean?.window.sum(world.state.last_ms)).toBe(dollars(200.02));
  expect(world.state.short_tests.size).toBe(0);
});
