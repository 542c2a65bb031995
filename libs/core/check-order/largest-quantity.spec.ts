import fc from 'fast-check';
import { dollars, GateWorld, units } from '#test/factories/gate-world.js';
import { judgeOrder } from '../gate/decide.js';
import type { Order } from '../model/order.js';
import type { Quantity } from '../model/money.js';
import { largestQuantity } from './largest-quantity.js';

const STEP = 1;

function asked(world: GateWorld, fields: Partial<Order>) {
  const order = world.order(fields);
  const passes = (quantity: Quantity) => {
    const judged = judgeOrder(
      world.state,
      { ...order, quantity },
      { at_us: world.nowUs + 1, journal: { behind_us: 0, entries: 0 } },
    );
    return !('kind' in judged) && judged.accepted;
  };
  return { passes, largest: largestQuantity(passes) };
}
const largest = (world: GateWorld, fields: Partial<Order>) => asked(world, fields).largest;

function holding(quantity: number): GateWorld {
  const world = GateWorld.open({ max_order_size: dollars(5000) });
  const bought = world.submit({ quantity: units(quantity), price: dollars(100.02) });
  world.fill(bought.order, quantity, 100);
  return world;
}

test('(12.17) the largest quantity is a fraction where one whole unit is too much', () => {
  expect(largest(GateWorld.open(), { price: dollars(1500) })).toBe(units(0.66666666));
  expect(largest(GateWorld.open(), { price: dollars(175) })).toBe(units(5.71428571));
  expect(largest(GateWorld.open(), { price: dollars(900_000) })).toBe(units(0.00111111));
});

test('exactly at the limit still passes', () => {
  expect(largest(GateWorld.open(), { price: dollars(100) })).toBe(units(10));
});

test('it does not depend on the quantity that was asked', () => {
  const world = holding(40);
  for (const quantity of [0.1, 3, 40, 900]) {
    expect(largest(world, { side: 'SELL', price: dollars(90), quantity: units(quantity) })).toBe(
      largest(world, { side: 'SELL', price: dollars(90) }),
    );
  }
});

test('with a reduce-only breaker it is as much as closes, what is being closed already left out', () => {
  const world = holding(4);
  world.ask({
    ...{ kind: 'trip', scope: 'firm', mode: 'reduce_only', actor: 'dev', reason: 'a drill', source: 'api' },
    ...{ expires_in_ms: null, cancel_orders: false },
  });
  expect(largest(world, { side: 'SELL', price: dollars(120) })).toBe(units(4));
  expect(largest(world, { side: 'BUY' })).toBe(0);
  world.submit({ side: 'SELL', price: dollars(120), quantity: units(1.5) });
  expect(largest(world, { side: 'SELL', price: dollars(120) })).toBe(units(2.5));
});

test('(12.17) whatever is held, working and asked: it passes, one step more does not, and nothing below it is refused', () => {
  const run = fc.record({
    held: fc.integer({ min: -30, max: 30 }),
    working: fc.integer({ min: 0, max: 900 }),
    side: fc.constantFrom('BUY' as const, 'SELL' as const),
    market: fc.boolean(),
    cents: fc.integer({ min: 1, max: 200_000 }),
    share: fc.double({ min: 0.01, max: 1, noNaN: true }),
  });
  fc.assert(
    fc.property(run, ({ held, working, side, market, cents, share }) => {
      const world = GateWorld.open({ max_order_size: dollars(3500), max_position_size: dollars(4000) });
      if (held !== 0) {
        const opened = world.submit({ side: held > 0 ? 'BUY' : 'SELL', quantity: units(Math.abs(held)), price: dollars(100) });
        world.fill(opened.order, Math.abs(held), 100);
      }
      if (working > 0) world.submit({ side, quantity: units(working / 100), price: dollars(100) });
      const fields = market ? { side, order_type: 'MARKET' as const, price: null } : { side, price: dollars(cents / 100) };
      const { passes, largest: most } = asked(world, fields);
      expect(most === 0 || passes(most)).toBe(true);
      expect(passes((most + STEP) as Quantity)).toBe(false);
      const below = Math.floor(most * share) as Quantity;
      expect(below === 0 || passes(below)).toBe(true);
    }),
    { numRuns: 300 },
  );
});

test('on a step it is a multiple of it, and of what is too small already nothing passes', () => {
  const passes = (quantity: Quantity) => quantity <= units(7.9);
  expect(largestQuantity(passes, units(1))).toBe(units(7));
  expect(largestQuantity(passes, units(2.5))).toBe(units(7.5));
  expect(largestQuantity(() => false, units(1))).toBe(0);
});
