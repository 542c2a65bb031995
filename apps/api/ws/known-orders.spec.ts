import type { History, OrderRow } from '#core/ports/history.js';
import type { LiveBook } from '#core/ports/live-book.js';
import { anOrder, verdict } from '#test/factories/log-events.js';
import { KnownOrders } from './known-orders.js';

const order = anOrder(1);
const refusedWithoutItsReserve = {
  reserved: [],
  events: [{ type: 'ORDER_DECIDED' as const, id: '1-0', at_ms: 1, verdicts: [verdict(order, [])] }],
  last_id: '1-0',
};
/** Live state has forgotten the order; PostgreSQL answers one of these at each ask, the last for ever. */
function knownFrom(...answers: (typeof order | null | Error)[]) {
  let asks = 0;
  const kept = async () => {
    const answer = answers[Math.min(asks, answers.length - 1)];
    asks += 1;
    if (answer instanceof Error) throw answer;
    return answer as OrderRow | null;
  };
  const known = new KnownOrders({ order: async () => null } as unknown as LiveBook, { order: kept } as unknown as History);
  return { known, asks: () => asks };
}

test('an order that live state forgot before the relay copied it is asked for again until PostgreSQL has it', async () => {
  const { known } = knownFrom(null, null, order);
  await known.fetchFor(refusedWithoutItsReserve);
  expect(known.get(order.order_id)).toEqual(order);
});

test('with PostgreSQL away it is asked twice only, for alerts wait meanwhile', async () => {
  const { known, asks } = knownFrom(new Error('no PostgreSQL'));
  await known.fetchFor(refusedWithoutItsReserve);
  expect(known.get(order.order_id)).toBeUndefined();
  expect(asks()).toBe(2);
});
