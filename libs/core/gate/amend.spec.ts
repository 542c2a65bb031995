import fc from 'fast-check';
import { compile, dollars, GateWorld, LIMITS, units } from '#test/factories/gate-world.js';
import type { Order } from '../model/order.js';
import { LogProof } from '../verify/log-proof.js';
import { decodeEvent, encodeEvent } from './codec.js';
import { foldEvent } from './fold.js';
import { restoreSnapshot, takeSnapshot } from './snapshot.js';
import { stateHash } from './state-hash.js';
import { emptyState } from './state.js';

/** Only the position of a symbol is limited. */
const POSITION = {
  max_order_size: dollars(100_000),
  max_position_size: dollars(10_000),
  max_portfolio_concentration_bps: 10_000,
} as const;

function open(limits = {}): GateWorld {
  const world = GateWorld.open({ ...POSITION, ...limits });
  world.change({ symbols: { AAPL: { max_position: dollars(10_000), max_concentration_bps: 10_000 } } });
  world.quote('AAPL', 9.99, 10.01);
  return world;
}

const held = (world: GateWorld) => {
  const p = world.state.accounts.get('default')?.positions.get('AAPL');
  return { dollars: (p?.open_buys ?? 0) / 1e6, units: (p?.open_buy_quantity ?? 0) / 1e8 };
};
const standing = (world: GateWorld, { order_id }: Order) => world.state.orders.get(order_id);
const code = (answer: ReturnType<GateWorld['amend']>) =>
  answer.kind === 'decided' ? (answer.violations[0]?.code ?? 'passes') : 'code' in answer ? answer.code : answer.kind;

describe('amend, symbol limit 10,000, flat, A BUY 400 at 10, B BUY 500 at 10', () => {
  let world: GateWorld;
  let a: Order;
  let b: Order;
  beforeEach(() => {
    world = open();
    a = world.working({ quantity: units(400), price: dollars(10) });
    b = world.working({ quantity: units(500), price: dollars(10) });
  });

  test('B to 600 passes: 10,000', () => {
    expect(code(world.amend(b, { quantity: 600 }))).toBe('passes');
    expect(held(world)).toEqual({ dollars: 10_000, units: 1000 });
  });

  test('B to 601 is refused, and B works on as 500', () => {
    expect(code(world.amend(b, { quantity: 601 }))).toBe('POSITION_LIMIT_EXCEEDED');
    expect(held(world)).toEqual({ dollars: 9000, units: 900 });
    expect(standing(world, b)).toMatchObject({ leaves: units(500), status: 'WORKING', order: { quantity: units(500) } });
    expect(standing(world, b)?.amending).toBeUndefined();
  });

  test('A to 100, at once B to 700 is refused (4,000 + 7,000); after A is confirmed it passes (8,000)', () => {
    expect(code(world.amend(a, { quantity: 100 }))).toBe('passes');
    expect(held(world)).toEqual({ dollars: 9000, units: 900 });
    expect(code(world.amend(b, { quantity: 700 }))).toBe('POSITION_LIMIT_EXCEEDED');
    world.answerAmendment(a);
    expect(held(world)).toEqual({ dollars: 6000, units: 600 });
    expect(code(world.amend(b, { quantity: 700 }))).toBe('passes');
    expect(held(world)).toEqual({ dollars: 8000, units: 800 });
  });

  test('A filled 150: a total of 150 is AMEND_NOT_ALLOWED, a total of 151 leaves 1', () => {
    world.fill(a, 150, 10);
    expect(code(world.amend(a, { quantity: 150 }))).toBe('AMEND_NOT_ALLOWED');
    expect(code(world.amend(a, { quantity: 151 }))).toBe('passes');
    world.answerAmendment(a);
    expect(standing(world, a)).toMatchObject({ leaves: units(1), hold: dollars(10), status: 'PARTIALLY_FILLED' });
  });

  test('a second amendment of A while one is pending is AMEND_TOO_LATE', () => {
    world.amend(a, { quantity: 300 });
    expect(code(world.amend(a, { quantity: 200 }))).toBe('AMEND_TOO_LATE');
  });

  test('the broker rejects it: the order works on as it was and holds what it held', () => {
    world.amend(b, { quantity: 600 });
    world.answerAmendment(b, 'REPLACE_REJECTED');
    expect(held(world)).toEqual({ dollars: 9000, units: 900 });
    expect(standing(world, b)).toMatchObject({ order: { quantity: units(500) } });
    expect(code(world.amend(b, { quantity: 600 }))).toBe('passes');
  });

  test('a fill before the confirmation: the larger rest of old and new stays held', () => {
    world.amend(b, { quantity: 300 });
    world.fill(b, 100, 10);
    expect(held(world)).toEqual({ dollars: 8000, units: 800 });
    world.fill(b, 250, 10);
    // 350 are filled: the old order has 150 left, the new one none.
    expect(standing(world, b)).toMatchObject({ leaves: units(150), hold: dollars(1500), status: 'PARTIALLY_FILLED' });
    world.answerAmendment(b, 'REPLACE_REJECTED');
    expect(standing(world, b)).toMatchObject({ leaves: units(150) });
    world.fill(b, 150, 10);
    expect(standing(world, b)).toBeUndefined();
    expect(held(world)).toEqual({ dollars: 4000, units: 400 });
  });

  test('the old order fills whole before the confirmation: it is filled, and the late answer changes nothing', () => {
    const { decision_id } = world.amend(b, { quantity: 550 });
    world.fill(b, 500, 10);
    expect(standing(world, b)).toBeUndefined();
    world.report(b, 'REPLACE_REJECTED', { amendment_id: decision_id });
    expect(world.log.at(-1)).toMatchObject({ type: 'AMEND_REJECTED', stands: null });
    expect(held(world)).toEqual({ dollars: 4000, units: 400 });
  });

  test('a price alone: dollars are the larger of old and new, units stay', () => {
    expect(code(world.amend(b, { price: 11 }))).toBe('passes');
    expect(held(world)).toEqual({ dollars: 9500, units: 900 });
    world.answerAmendment(b);
    expect(code(world.amend(b, { price: 9 }))).toBe('passes');
    expect(held(world)).toEqual({ dollars: 9500, units: 900 });
    world.answerAmendment(b);
    expect(held(world)).toEqual({ dollars: 8500, units: 900 });
  });

  test('one that the broker has not confirmed, whose cancel was asked for, that is filled or unknown', () => {
    const unsent = world.submit({ quantity: units(1), price: dollars(10) }).order;
    expect(code(world.amend(unsent, { quantity: 2 }))).toBe('AMEND_TOO_LATE');
    world.ask({ kind: 'cancel', order_id: a.order_id, actor: 'dev' });
    expect(code(world.amend(a, { quantity: 2 }))).toBe('AMEND_TOO_LATE');
    world.fill(b, 500, 10);
    expect(code(world.amend(b, { quantity: 600 }))).toBe('no_order');
  });

  test('what changes nothing, and the price of a MARKET order, is AMEND_NOT_ALLOWED', () => {
    expect(code(world.amend(a, { quantity: 400, price: 10 }))).toBe('AMEND_NOT_ALLOWED');
    const market = world.working({ quantity: units(1), order_type: 'MARKET', price: null });
    expect(code(world.amend(market, { price: 10 }))).toBe('AMEND_NOT_ALLOWED');
  });

  test('the same amendment again is answered as before and taken once', () => {
    const { decision_id } = world.amend(b, { quantity: 600 });
    const n = world.log.length;
    const again = () => world.ask({ kind: 'amend', order_id: b.order_id, decision_id, quantity: units(600), price: null });
    expect(again()).toMatchObject({ kind: 'decided', accepted: true, order: { quantity: units(600) } });
    expect(world.log.length).toBe(n);
    world.answerAmendment(b);
    expect(again()).toMatchObject({ kind: 'decided', accepted: true, order: { quantity: units(600) } });
    expect(standing(world, b)?.amending).toBeUndefined();
  });

  test('an answer to another amendment leaves the pending one', () => {
    world.amend(b, { quantity: 600 });
    world.report(b, 'REPLACE_REJECTED', { amendment_id: 'dec_of_before' });
    expect(standing(world, b)).toMatchObject({ amending: { quantity: units(600) }, leaves: units(600) });
  });

  test('the broker changes an order by itself: what it says is held at the highest price, and told', () => {
    world.report(b, 'REPLACED', { quantity: units(800), price: dollars(12) });
    expect(standing(world, b)).toMatchObject({ leaves: units(800), hold: dollars(9600), order: { price: dollars(12) } });
    expect(world.log.at(-1)).toMatchObject({ type: 'ORDER_AMENDED', by_broker: true });
  });
});

describe('an amendment while a breaker is open', () => {
  const trip = (world: GateWorld, mode: 'halt' | 'reduce_only') =>
    world.ask({
      ...{ kind: 'trip', scope: 'firm', mode, actor: 'dev', reason: 'a drill', source: 'api' },
      ...{ expires_in_ms: null, cancel_orders: false },
    });

  test('in halt none passes', () => {
    const world = open();
    const order = world.working({ quantity: units(400), price: dollars(10) });
    trip(world, 'halt');
    expect(code(world.amend(order, { quantity: 1 }))).toBe('CIRCUIT_BREAKER_OPEN');
  });

  test('in reduce_only only one passes that lowers the rest and leaves the price', () => {
    const world = open();
    const order = world.working({ quantity: units(400), price: dollars(10) });
    trip(world, 'reduce_only');
    expect(code(world.amend(order, { quantity: 401 }))).toBe('CIRCUIT_BREAKER_OPEN');
    expect(code(world.amend(order, { price: 9 }))).toBe('CIRCUIT_BREAKER_OPEN');
    expect(code(world.amend(order, { quantity: 300, price: 9 }))).toBe('CIRCUIT_BREAKER_OPEN');
    expect(code(world.amend(order, { quantity: 399 }))).toBe('passes');
  });

  test('in reduce_only a closing order is not enlarged, though it would only close', () => {
    const world = open();
    world.fill(world.submit({ quantity: units(400), price: dollars(10) }).order, 400, 10);
    const closing = world.working({ side: 'SELL', quantity: units(100), price: dollars(10) });
    trip(world, 'reduce_only');
    expect(code(world.amend(closing, { quantity: 200 }))).toBe('CIRCUIT_BREAKER_OPEN');
  });
});

describe('what an amendment is judged by', () => {
  test('it is one message and no order: the rate of orders does not count it, that of messages does', () => {
    const world = open({ max_orders_per_second: 1, max_messages: 4 });
    const order = world.working({ quantity: units(10), price: dollars(10) });
    expect(code(world.amend(order, { quantity: 11 }))).toBe('passes');
    world.answerAmendment(order);
    expect(code(world.amend(order, { quantity: 12 }))).toBe('passes');
    world.answerAmendment(order);
    expect(code(world.amend(order, { quantity: 13 }))).toBe('passes');
    world.answerAmendment(order);
    expect(code(world.amend(order, { quantity: 14 }))).toBe('MESSAGE_RATE_EXCEEDED');
  });

  test('MESSAGE_RATE 20 in 1 s: 12 submits, 5 amendments, 3 cancels, then submit is refused, and a cancel passes', () => {
    const world = open({ max_messages: 20 });
    const orders = Array.from({ length: 12 }, () => world.working({ quantity: units(1), price: dollars(10) }));
    for (const order of orders.slice(0, 5)) expect(code(world.amend(order, { quantity: 2 }))).toBe('passes');
    for (const order of orders.slice(5, 8)) world.ask({ kind: 'cancel', order_id: order.order_id, actor: 'dev' });
    expect(world.submit({ price: dollars(10) })).toMatchObject({ violations: [{ code: 'MESSAGE_RATE_EXCEEDED' }] });
    expect(world.ask({ kind: 'cancel', order_id: orders[8]?.order_id ?? '', actor: 'dev' })).toMatchObject({ status: 'WORKING' });
  });

  test('size is judged anew on the new total, a limit of exposure only when more is held than now', () => {
    const world = open({ max_order_size: dollars(5000) });
    const order = world.working({ quantity: units(400), price: dollars(10) });
    expect(code(world.amend(order, { quantity: 501 }))).toBe('ORDER_SIZE_EXCEEDED');
    world.change({ limits: { ...LIMITS, ...POSITION, max_position_size: dollars(1000) } });
    expect(code(world.amend(order, { quantity: 401 }))).toBe('POSITION_LIMIT_EXCEEDED');
    expect(code(world.amend(order, { quantity: 399, price: 9.99 }))).toBe('passes');
  });

  test('a permission that is gone refuses all but a pure reduction', () => {
    const world = open();
    const order = world.working({ quantity: units(400), price: dollars(10) });
    const entry = { symbol: 'AAPL', scope: 'firm', mode: 'no_trade', from_us: 0, until_us: null, reason: 'a test' } as const;
    world.change({ restricted: { entry } });
    expect(code(world.amend(order, { price: 9 }))).toBe('INSTRUMENT_RESTRICTED');
    expect(code(world.amend(order, { quantity: 399 }))).toBe('passes');
  });
});

/** What the log says gives the same state: by its lines, and over a snapshot. */
function replays(world: GateWorld): void {
  const folded = emptyState(compile);
  for (const event of world.log) foldEvent(folded, decodeEvent(encodeEvent(event)));
  expect(stateHash(folded)).toBe(stateHash(world.state));
  const restored = restoreSnapshot(JSON.parse(JSON.stringify(takeSnapshot(world.state))) as never, compile);
  for (const [id, order] of world.state.orders) expect(restored.orders.get(id)).toEqual(order);
}

test('with random amendments, fills and cancels no accepted state exceeds a limit, and holds are what open orders hold', () => {
  const act = fc.record({
    what: fc.constantFrom('submit', 'amend', 'amend', 'confirm', 'reject', 'fill', 'cancel', 'canceled', 'mark'),
    pick: fc.nat(),
    side: fc.constantFrom('BUY' as const, 'SELL' as const),
    quantity: fc.integer({ min: 1, max: 700 }),
    cents: fc.integer({ min: 900, max: 1100 }),
    both: fc.boolean(),
  });
  fc.assert(
    fc.property(fc.array(act, { minLength: 20, maxLength: 120 }), (acts) => {
      const world = open({ max_leverage_hundredths: 10_000 });
      let mid = 1000;
      for (const { what, pick, side, quantity, cents, both } of acts) {
        const all = [...world.state.orders.values()];
        const chosen = all[pick % Math.max(all.length, 1)];
        const before = exposure(world);
        if (what === 'submit') world.working({ side, quantity: units(quantity), price: dollars(cents / 100) });
        else if (what === 'mark') world.quote('AAPL', (mid = 950 + (cents % 100)) / 100, (mid + 2) / 100);
        else if (!chosen) continue;
        else if (what === 'amend')
          world.amend(chosen.order, both ? { quantity, price: cents / 100 } : pick % 2 ? { quantity } : { price: cents / 100 });
        else if (what === 'confirm' && chosen.amending) world.answerAmendment(chosen.order);
        else if (what === 'reject' && chosen.amending) world.answerAmendment(chosen.order, 'REPLACE_REJECTED');
        else if (what === 'fill') fillAtItsPrice(world, chosen.order, quantity);
        else if (what === 'cancel') world.ask({ kind: 'cancel', order_id: chosen.order.order_id, actor: 'dev' });
        else if (what === 'canceled') world.report(chosen.order, 'CANCELED');
        holdsAreThoseOfOpenOrders(world);
        // What is let through raises nothing beyond the limit.
        const taken = what === 'submit' || what === 'amend';
        if (taken) expect(exposure(world) <= Math.max(before, dollars(10_000))).toBe(true);
      }
      replays(world);
    }),
    { numRuns: 150 },
  );
});

test('an amendment is proved whatever order the fields of its order came in', () => {
  for (const stop of [{}, { order_type: 'STOP', price: null, stop_price: dollars(120) } as const]) {
    const world = GateWorld.open();
    const { client_order_id, ...rest } = world.order({ quantity: units(5), price: dollars(9), ...stop });
    const order: Order = { client_order_id, ...rest };
    world.ask({ kind: 'submit', order });
    world.report(order, 'WORKING');
    expect(world.amend(order, { quantity: 4 })).toMatchObject({ accepted: true });
    const proof = new LogProof(emptyState(compile));
    for (const event of world.log) proof.take(encodeEvent(event));
    expect(stateHash(proof.state)).toBe(stateHash(world.state));
    const changed = new LogProof(emptyState(compile));
    const lines = world.log.map((event) => encodeEvent(event));
    const last = lines.pop() ?? '';
    for (const line of lines) changed.take(line);
    expect(() => changed.take(last.replace('"leaves_quantity":500000000', '"leaves_quantity":400000000'))).toThrow(
      'leaves_quantity',
    );
  }
});

const exposure = (world: GateWorld): number => world.state.accounts.get('default')?.positions.get('AAPL')?.exposure ?? 0;

/** A broker fills no more than is open of the order as it has it. */
function fillAtItsPrice(world: GateWorld, order: Order, quantity: number): void {
  const now = standing(world, order);
  if (!now) return;
  const left = Math.min(quantity, (now.order.quantity - now.filled) / 1e8);
  if (left > 0) world.fill(order, left, (now.order.price ?? dollars(10)) / 1e6);
}

function holdsAreThoseOfOpenOrders(world: GateWorld): void {
  const sums = { buys: 0, sells: 0, buyUnits: 0, sellUnits: 0 };
  for (const { order, filled, check_price, amending, hold, leaves } of world.state.orders.values()) {
    const old = Math.max(order.quantity - filled, 0);
    const rest = amending ? Math.max(amending.quantity - filled, 0) : 0;
    const worth = (units_: number, price: number) => Number((BigInt(units_) * BigInt(price) + 99_999_999n) / 100_000_000n);
    expect(leaves).toBe(Math.max(old, rest));
    expect(hold).toBe(Math.max(worth(old, check_price), amending ? worth(rest, amending.check_price) : 0));
    if (order.side === 'BUY') Object.assign(sums, { buys: sums.buys + hold, buyUnits: sums.buyUnits + leaves });
    else Object.assign(sums, { sells: sums.sells + hold, sellUnits: sums.sellUnits + leaves });
  }
  const p = world.state.accounts.get('default')?.positions.get('AAPL');
  expect([p?.open_buys ?? 0, p?.open_buy_quantity ?? 0]).toEqual([sums.buys, sums.buyUnits]);
  expect([p?.open_sells ?? 0, p?.open_sell_quantity ?? 0]).toEqual([sums.sells, sums.sellUnits]);
}
