import fc from 'fast-check';
import { figuresIn, sumsIn } from '#test/factories/figures.js';
import { compile, dollars, GateWorld, units } from '#test/factories/gate-world.js';
import type { Order } from '../model/order.js';
import { LogProof } from '../verify/log-proof.js';
import { encodeEvent } from './codec.js';
import { decideList } from './lists.js';
import { judgeOrder } from './decide.js';
import { foldLine } from './fold.js';
import { emptyState, type GateState } from './state.js';
import { stateHash } from './state-hash.js';
import { takeSnapshot } from './snapshot.js';

const WIDE = {
  max_order_size: dollars(100_000),
  max_position_size: dollars(10_000),
  max_portfolio_concentration_bps: 10_000,
  max_leverage_hundredths: 10_000,
} as const;

function open(limits = {}): GateWorld {
  const world = GateWorld.open({ ...WIDE, ...limits });
  const own = { max_position: dollars(10_000), max_concentration_bps: 10_000 };
  world.change({ symbols: { AAPL: own, SPY: own } });
  return world;
}

type Leg = Partial<Order>;
/** Dollars at a price of 100. */
const buy = (worth: number, more: Leg = {}): Leg => ({ quantity: units(worth / 100), price: dollars(100), ...more });

let lists = 0;
function submit(world: GateWorld, legs: Leg[]) {
  const list_id = `lst_${++lists}`;
  const orders = legs.map((leg) => world.order({ ...leg, list_id }));
  const answer = world.ask({ kind: 'submit_list', orders });
  const codes = answer.kind === 'decided' ? answer.decisions.map(({ violations }) => violations[0]?.code ?? 'passes') : [];
  return { answer, orders, codes };
}
const openBuys = (world: GateWorld) => (world.state.accounts.get('default')?.positions.get('AAPL')?.open_buys ?? 0) / 1e6;

describe('a list, symbol limit 10,000, flat', () => {
  test('BUY 3,000 + 4,000 + 3,000 passes', () => {
    const world = open();
    const { answer } = submit(world, [buy(3000), buy(4000), buy(3000)]);
    expect(answer).toMatchObject({ kind: 'decided', accepted: true });
    expect(openBuys(world)).toBe(10_000);
  });

  test('the last one 3,000.01: all are refused, the third names POSITION_LIMIT_EXCEEDED, the others LIST_REFUSED', () => {
    const world = open();
    const { codes, answer } = submit(world, [buy(3000), buy(4000), buy(3000.01)]);
    expect(codes).toEqual(['LIST_REFUSED', 'LIST_REFUSED', 'POSITION_LIMIT_EXCEEDED']);
    expect(answer).toMatchObject({ accepted: false });
    expect(openBuys(world)).toBe(0);
    expect(world.state.orders.size).toBe(0);
    expect(world.log.slice(-3).map((event) => event.type === 'ORDER_DECIDED' && event.accepted)).toEqual([false, false, false]);
  });

  test('4 orders with 7 of 10 used this second: all are refused, 4 counted', () => {
    const world = open({ max_orders_per_second: 10 });
    for (let i = 0; i < 7; i += 1) world.submit(buy(100));
    const { codes } = submit(world, [buy(100), buy(100), buy(100), buy(100)]);
    expect(codes).toEqual(['LIST_REFUSED', 'LIST_REFUSED', 'LIST_REFUSED', 'RATE_LIMIT_EXCEEDED']);
    expect(world.state.accounts.get('default')?.attempts.inSecond(world.nowUs)).toBe(11);
    world.pass(1);
    expect(submit(world, [buy(100), buy(100), buy(100), buy(100)]).answer).toMatchObject({ accepted: true });
  });

  test('BUY 6,000 and SELL 6,000: the sell is judged as a short sale', () => {
    const world = open({ short_selling: 'refused' });
    expect(submit(world, [buy(6000), buy(6000, { side: 'SELL' })]).codes).toEqual(['LIST_REFUSED', 'SHORT_NOT_ALLOWED']);
  });
});

describe('a list again', () => {
  test('the same one is a repeat, refused ones too; a part of it, or another content, is a conflict', () => {
    const world = open();
    const { orders } = submit(world, [buy(3000), buy(4000)]);
    const again = (some: Order[]) => world.ask({ kind: 'submit_list', orders: some });
    expect(again(orders)).toEqual({ kind: 'repeated', order_ids: orders.map(({ order_id }) => order_id) });
    const other = world.order({ list_id: 'lst_x' });
    expect(again([...orders.slice(0, 1), other])).toMatchObject({
      kind: 'conflict',
      client_order_id: orders[0]?.client_order_id,
    });
    const refused = submit(world, [buy(100), buy(9000)]);
    expect(refused.codes).toEqual(['LIST_REFUSED', 'POSITION_LIMIT_EXCEEDED']);
    expect(again(refused.orders)).toMatchObject({ kind: 'repeated' });
  });

  test('one that the rate alone refused may come again under its ids', () => {
    const world = open({ max_orders_per_second: 3 });
    const { orders, codes } = submit(world, [buy(100), buy(100), buy(100), buy(100)]);
    expect(codes.at(-1)).toBe('RATE_LIMIT_EXCEEDED');
    world.pass(1);
    expect(world.ask({ kind: 'submit_list', orders: orders.slice(0, 3) })).toMatchObject({ kind: 'decided', accepted: true });
  });
});

test('equal orders of a list count among themselves', () => {
  const world = open({ max_same_orders: 2, same_orders_window_seconds: 10 });
  expect(submit(world, [buy(100), buy(100), buy(100)]).codes).toEqual(['LIST_REFUSED', 'LIST_REFUSED', 'DUPLICATE_ORDER']);
  expect(submit(world, [buy(100), buy(100), buy(200)]).answer).toMatchObject({ accepted: true });
});

test('an order that cannot be judged stops the list, and nothing is decided', () => {
  const world = open();
  const n = world.log.length;
  expect(submit(world, [buy(100), buy(100, { symbol: 'ZZZ' })]).answer).toMatchObject({
    ...{ kind: 'unknown', field: 'symbol', at: 1, message: 'order 2 of 2: ZZZ is not a symbol that may be traded' },
  });
  world.pass(16);
  world.tick();
  world.quote('AAPL', 100, 100.02);
  world.tick();
  const { answer } = submit(world, [buy(100), buy(100, { symbol: 'SPY', order_type: 'MARKET', price: null })]);
  expect(answer).toMatchObject({ kind: 'unavailable', code: 'REFERENCE_PRICE_UNAVAILABLE' });
  expect(world.log.slice(n).some(({ type }) => type === 'ORDER_DECIDED')).toBe(false);
});

test('a key that may send 5 orders in a second sends no list of 6, and one of 3 only once', () => {
  const world = open();
  const by = { principal: 'key:k', access_version: null, orders_per_second: 5 };
  const send = (n: number) =>
    world.ask({
      kind: 'submit_list',
      by,
      orders: Array.from({ length: n }, () => world.order({ ...buy(100), list_id: 'lst_k' })),
    });
  expect(send(6)).toMatchObject({ kind: 'key_rate', limit: 5 });
  expect(send(3)).toMatchObject({ kind: 'decided', accepted: true });
  expect(send(3)).toMatchObject({ kind: 'key_rate', limit: 5 });
});

/** Everything but the order of maps. */
const whole = (state: GateState) => {
  const { accounts, ...rest } = takeSnapshot(state);
  const sums = sumsIn(state.sums);
  const inOrder = accounts.map((one) => ({
    ...one,
    positions: one.positions.toSorted((a, b) => a.symbol.localeCompare(b.symbol)),
  }));
  return JSON.stringify({ rest, inOrder, sums, firm: figuresIn(state.firm), users: sumsIn(state.users), hash: stateHash(state) });
};

test('judging a list leaves the state as it was; what comes of it folds, and is proved from the log', () => {
  const leg = fc.record({
    symbol: fc.constantFrom('AAPL', 'SPY'),
    side: fc.constantFrom('BUY' as const, 'SELL' as const),
    quantity: fc.integer({ min: 1, max: 60 }).map(units),
    strategy: fc.option(fc.constantFrom('t1', 't2'), { nil: undefined }),
    reduce_only: fc.constantFrom(undefined, undefined, true),
  });
  const run = fc.array(fc.record({ legs: fc.array(leg, { minLength: 2, maxLength: 6 }), fill: fc.nat() }), { maxLength: 12 });
  const given = (fields: object) => Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined));
  fc.assert(
    fc.property(run, (steps) => {
      const world = open({ max_same_orders: 5, same_orders_window_seconds: 10, max_orders_per_second: 20, max_messages: 30 });
      world.change({ scoped: { 'strategy:t1': { max_orders_per_second: 6, max_gross_exposure: dollars(9000) } } });
      for (const { legs, fill } of steps) {
        const orders = legs.map((one) => world.order({ ...given(one), price: dollars(100), list_id: 'lst_r' }));
        const before = whole(world.state);
        decideList(
          world.state,
          { kind: 'submit_list', orders },
          { at_us: world.nowUs + 1, journal: { behind_us: 0, entries: 0 } },
          judgeOrder,
        );
        expect(whole(world.state)).toBe(before);
        world.ask({ kind: 'submit_list', orders });
        const all = [...world.state.orders.values()];
        const chosen = all[fill % Math.max(all.length, 1)];
        if (chosen) world.fill(chosen.order, chosen.leaves / 1e8, 100);
        world.pass(0.3);
      }
      const folded = emptyState(compile);
      const proof = new LogProof(emptyState(compile));
      for (const event of world.log) {
        const line = encodeEvent(event);
        foldLine(folded, line);
        proof.take(line);
      }
      proof.finish();
      expect(stateHash(folded)).toBe(stateHash(world.state));
    }),
    { numRuns: 60 },
  );
});
