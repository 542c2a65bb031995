import { configOf, dollars, GateWorld, units } from '#test/factories/gate-world.js';
import { toFacts } from '../check-order/to-facts.js';
import { applicableLimits } from '../model/decision.js';
import { PRICE_MAX } from '../model/money.js';
import type { RiskLimits } from '../model/limits.js';

const ON: Partial<RiskLimits> = { price_collar_through_bps: 1000 };
function worldAt(bid: number, ask: number, limits: Partial<RiskLimits> = ON): GateWorld {
  const world = GateWorld.open(limits);
  world.quote('AAPL', bid, ask);
  return world;
}
/** The message of the collar's refusal, the code of any other, or `passes`. */
function verdict(world: GateWorld, side: 'BUY' | 'SELL', price: number): string {
  const answer = world.submit({ side, price: dollars(price) });
  if (answer.kind !== 'decided') return 'code' in answer ? answer.code : answer.kind;
  const [first] = answer.violations;
  return first === undefined ? 'passes' : first.code === 'PRICE_COLLAR_BREACHED' ? first.message : first.code;
}

test.each([
  ['BUY', 88, 'passes'],
  ['BUY', 88.01, 'Price collar breached: $88.01 is 10.02% from $80.00, limit 10.00%'],
  ['BUY', 88.000001, 'Price collar breached: $88.000001 is 10.01% from $80.00, limit 10.00%'],
  ['SELL', 72, 'passes'],
  ['SELL', 71.99, 'Price collar breached: $71.99 is 10.02% from $80.00, limit 10.00%'],
  ['BUY', 40, 'passes'],
  ['SELL', 160, 'passes'],
] as const)('10 %% through a quote of 79.90 / 80.10, away off: %s %d %s', (side, price, expected) => {
  expect(verdict(worldAt(79.9, 80.1), side, price)).toBe(expected);
});

test.each([
  ['BUY', 60, 'passes'],
  ['BUY', 59.99, 'Price collar breached: $59.99 is 25.02% from $80.00, limit 25.00%'],
  ['SELL', 100.01, 'Price collar breached: $100.01 is 25.02% from $80.00, limit 25.00%'],
  ['BUY', 200, 'passes'],
] as const)('25 %% away, through off: %s %d %s', (side, price, expected) => {
  const limits = { price_collar_through_bps: null, price_collar_away_bps: 2500 };
  expect(verdict(worldAt(79.9, 80.1, limits), side, price)).toBe(expected);
});

test('near zero the least width holds', () => {
  expect(verdict(worldAt(0.4, 0.42), 'BUY', 0.46)).toBe('passes');
  expect(verdict(worldAt(0.4, 0.42), 'BUY', 0.4601)).toBe('Price collar breached: $0.4601 is 12.22% from $0.41, limit 12.19%');
});

test('the middle keeps its half of a micro-dollar', () => {
  const world = () => worldAt(0.999999, 1, { ...ON, price_collar_min_width: dollars(0) });
  // R is 0.9999995, so the collar ends at 1.09999945.
  expect(verdict(world(), 'BUY', 1.099999)).toBe('passes');
  expect(verdict(world(), 'BUY', 1.1)).toMatch(/^Price collar breached: \$1\.10 is 10\.01% /);
});

test('an order that closes is judged too', () => {
  const world = worldAt(79.9, 80.1);
  const { order } = world.submit({ price: dollars(80) });
  world.fill(order, 1, 80);
  const answer = world.submit({ side: 'SELL', price: dollars(71.99) });
  expect(answer).toMatchObject({ state: { reducing: true }, violations: [{ code: 'PRICE_COLLAR_BREACHED' }] });
});

describe('with a quote of no bid', () => {
  /** The last trade and the mark stay, and grow old. */
  function unquoted(tradeAge: number, markAge: number, limits: Partial<RiskLimits> = ON): GateWorld {
    const world = worldAt(79.9, 80.1, limits);
    // Bought and sold: of a symbol that is held, an old quote would refuse everything (PNL_STALE).
    for (const side of ['BUY', 'SELL'] as const) world.fill(world.submit({ side, price: dollars(80) }).order, 1, 80);
    world.pass(tradeAge - markAge);
    world.quote('AAPL', 79.9, 80.1);
    world.pass(markAge);
    world.quote('AAPL', 0, 80.1);
    world.tick();
    return world;
  }

  test('the last trade is the reference for a minute, then the mark for 15 seconds', () => {
    expect(verdict(unquoted(59, 16), 'BUY', 88.01)).toMatch(/^Price collar breached/);
    expect(verdict(unquoted(61, 14), 'BUY', 88.01)).toMatch(/^Price collar breached/);
  });

  test('after both a limit order is refused for want of a reference', () => {
    expect(verdict(unquoted(61, 16), 'BUY', 80)).toBe('REFERENCE_PRICE_UNAVAILABLE');
  });

  test('it needs no reference while the collar or all limits are off', () => {
    expect(verdict(unquoted(61, 16, {}), 'BUY', 80)).toBe('passes');
    expect(verdict(unquoted(61, 16, { ...ON, enabled: false }), 'BUY', 80)).toBe('passes');
  });
});

test('the widest and the narrowest figures stay finite and exact', () => {
  const world = worldAt(0.000001, 0.000001);
  const answer = world.submit({ price: PRICE_MAX, quantity: units(0.00000001) });
  if (answer.kind !== 'decided') throw new Error(answer.kind);
  const facts = toFacts(answer.order, answer.state, applicableLimits(configOf(1, ON), answer.order));
  expect(facts).toMatchObject({ price_deviation: 999_999.999999, max_price_deviation: 0.05, price_deviation_pct: 1e8 });
});
