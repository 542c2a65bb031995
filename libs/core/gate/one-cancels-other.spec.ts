import { compile, dollars, GateWorld, units } from '#test/factories/gate-world.js';
import type { Order } from '../model/order.js';
import { LogProof } from '../verify/log-proof.js';
import { encodeEvent } from './codec.js';
import { contentHash } from './content-hash.js';
import type { CancelRequested } from './event.js';
import { restoreSnapshot, takeSnapshot } from './snapshot.js';
import { emptyState } from './state.js';
import { stateHash } from './state-hash.js';

const WIDE = { max_order_size: dollars(1e6), max_position_size: dollars(1e6), max_portfolio_concentration_bps: 100_000 } as const;

function open(): GateWorld {
  const world = GateWorld.open({ ...WIDE, max_leverage_hundredths: 10_000 });
  const own = { max_position: dollars(1e6), max_concentration_bps: 100_000 };
  world.change({ symbols: { AAPL: own, SPY: own } });
  return world;
}
let lists = 0;
/** Each buys 10 units at that price, in a list of its own. */
function list(world: GateWorld, prices: number[], more: Partial<Order> = {}): Order[] {
  const list_id = `lst_other${++lists}`;
  const of = { list_id, one_cancels_other: true, quantity: units(10), ...more };
  const orders = prices.map((price) => world.order({ ...of, price: dollars(price) }));
  expect(world.ask({ kind: 'submit_list', orders })).toMatchObject({ kind: 'decided', accepted: true });
  for (const order of orders) world.report(order, 'WORKING');
  return orders;
}
const canceled = ({ log }: GateWorld) =>
  log.filter((event): event is CancelRequested => event.type === 'CANCEL_REQUESTED').map(({ order_id }) => order_id);
const ids = (orders: Order[]) => orders.map(({ order_id }) => order_id);

test('a fill of one cancels all others, in part or whole, at once and before anything else', () => {
  for (const filled of [4, 10]) {
    const world = open();
    const [one, ...others] = list(world, [100, 99, 98]);
    const before = world.log.length;
    world.fill(one as Order, filled, 100);
    expect(canceled(world)).toEqual(ids(others));
    expect(world.log.slice(before).map(({ type }) => type)).toEqual([
      'EXECUTION_APPLIED',
      'CANCEL_REQUESTED',
      'CANCEL_REQUESTED',
    ]);
    expect(world.state.outdone.size).toBe(0);
  }
});

test('the sum of all is held until then, for two may fill in a race: both are booked, and nothing is canceled twice', () => {
  const world = open();
  const [one, other, third] = list(world, [100, 99, 98]) as [Order, Order, Order];
  expect(world.state.accounts.get('default')?.positions.get('AAPL')?.open_buys).toBe(dollars(2970));
  world.fill(one, 10, 100);
  world.fill(other, 10, 99);
  expect(world.state.accounts.get('default')?.positions.get('AAPL')?.quantity).toBe(units(20));
  expect(canceled(world)).toEqual(ids([other, third]));
});

test('orders of other lists, of a list that is none of these, and alone stay; so do those of one that ended without a fill', () => {
  const world = open();
  const mine = list(world, [100, 99]);
  list(world, [97, 96]);
  list(world, [95, 94], { one_cancels_other: undefined } as never);
  world.fill(mine[0] as Order, 10, 100);
  expect(canceled(world)).toEqual(ids(mine.slice(1)));
  const [ended, stays] = list(world, [93, 92]) as [Order, Order];
  world.report(ended, 'CANCELED');
  expect(canceled(world)).not.toContain(stays.order_id);
});

test('of a list in two symbols the other symbol’s order goes', () => {
  const world = open();
  const list_id = 'lst_two';
  const orders = ['AAPL', 'SPY'].map((symbol) =>
    world.order({ list_id, one_cancels_other: true, symbol, quantity: units(1), price: dollars(100) }),
  );
  expect(world.ask({ kind: 'submit_list', orders })).toMatchObject({ accepted: true });
  for (const order of orders) world.report(order, 'WORKING');
  world.fill(orders[1] as Order, 1, 100);
  expect(canceled(world)).toEqual([orders[0]?.order_id]);
});

test('the log proves it, a missing cancel is found, and a snapshot in between carries it on', () => {
  const world = open();
  const orders = list(world, [100, 99, 98]);
  const restored = restoreSnapshot(JSON.parse(JSON.stringify(takeSnapshot(world.state))) as never, compile);
  // Client ids are kept beside snapshots.
  expect(takeSnapshot(restored)).toEqual(takeSnapshot(world.state));
  expect(restored.rivals).toEqual(world.state.rivals);
  const at = world.log.length;
  world.fill(orders[2] as Order, 1, 98);
  const proof = new LogProof(emptyState(compile));
  for (const event of world.log) proof.take(encodeEvent(event));
  proof.finish();
  expect(stateHash(proof.state)).toBe(stateHash(world.state));
  const without = new LogProof(emptyState(compile));
  for (const event of world.log.slice(0, at + 2)) without.take(encodeEvent(event));
  expect(() => without.finish()).toThrow(`the cancel of ${orders[1]?.order_id}`);
});

test('the same orders without it are another request', () => {
  const world = open();
  const order = world.order({ price: dollars(1) });
  expect(contentHash({ ...order, one_cancels_other: true })).not.toBe(contentHash(order));
  expect(contentHash({ ...order, one_cancels_other: false })).toBe(contentHash(order));
});
