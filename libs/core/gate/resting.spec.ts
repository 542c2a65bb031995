import fc from 'fast-check';
import { dollars, GateWorld } from '#test/factories/gate-world.js';
import type { RiskConfig } from '../model/limits.js';
import type { Order } from '../model/order.js';
import { holdResting, metOwn } from './resting.js';

const step = fc.record({
  sell: fc.boolean(),
  cents: fc.integer({ min: 1, max: 4 }),
  leaves: fc.nat({ max: 40 }),
  comes: fc.boolean(),
});

test('an order meets the dearest buy, of equal ones the oldest, and the cheapest sale, of equal ones the newest, whatever came and left', () => {
  fc.assert(
    fc.property(fc.array(step, { maxLength: 40 }), (steps) => {
      const world = GateWorld.open({ self_trade: 'refuse_new' });
      const { state } = world;
      const open: Order[] = [];
      for (const { sell, cents, leaves, comes } of steps) {
        const gone = comes ? undefined : open.splice(leaves % Math.max(1, open.length), 1)[0];
        if (gone) holdResting(state, gone, -1);
        else {
          const price = dollars(cents / 100 + (sell ? 1 : 0));
          const order = world.order({ side: sell ? 'SELL' : 'BUY', price });
          open.push(order);
          holdResting(state, order, 1);
        }
        const sales = open.filter(({ side }) => side === 'SELL').sort((a, b) => Number(a.price) - Number(b.price));
        const buys = open.filter(({ side }) => side === 'BUY').sort((a, b) => Number(b.price) - Number(a.price));
        const cheapest = sales.findLast(({ price }) => price === sales[0]?.price);
        const met = (asked: Partial<Order>) => metOwn(state, world.order(asked), state.config as RiskConfig)?.order_id;
        expect(met({ side: 'BUY', price: dollars(9) })).toBe(cheapest?.order_id);
        expect(met({ side: 'SELL', price: dollars(0.01) })).toBe(buys[0]?.order_id);
      }
    }),
    { numRuns: 40 },
  );
});
