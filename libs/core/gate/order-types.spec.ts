import { dollars, GateWorld, LIMITS, units } from '#test/factories/gate-world.js';
import type { Order } from '../model/order.js';
import { EMPTY_INSTRUMENT } from '../model/reference.js';
import { decodeEvent, encodeEvent } from './codec.js';
import { contentHash, sameHash } from './content-hash.js';

const WIDE = { max_order_size: dollars(1_000_000), max_position_size: dollars(1_000_000), max_leverage_hundredths: 10_000 };

function open(limits = {}): GateWorld {
  const world = GateWorld.open({ ...WIDE, max_portfolio_concentration_bps: 10_000, ...limits });
  world.change({ symbols: { AAPL: { max_position: dollars(1_000_000), max_concentration_bps: 10_000 } } });
  return world;
}
const code = (answer: ReturnType<GateWorld['submit']>) =>
  answer.kind === 'decided' ? (answer.violations[0]?.code ?? 'passes') : 'code' in answer ? answer.code : answer.kind;
const stop = (side: Order['side'], stop_price: number, more: Partial<Order> = {}): Partial<Order> => ({
  ...{ side, order_type: 'STOP', price: null, stop_price: dollars(stop_price), time_in_force: 'GTC' },
  ...more,
});

describe('STOP_PRICE, quote 29.98/30.02', () => {
  let world: GateWorld;
  beforeEach(() => {
    world = open({ max_stop_distance_bps: 5000, price_collar_through_bps: 1000 });
    world.quote('AAPL', 29.98, 30.02);
  });

  test.each([
    ['BUY STOP 30.02', stop('BUY', 30.02), 'STOP_PRICE_INVALID'],
    ['BUY STOP 30.03', stop('BUY', 30.03), 'passes'],
    ['SELL STOP 29.98', stop('SELL', 29.98), 'STOP_PRICE_INVALID'],
    ['SELL STOP 29.97', stop('SELL', 29.97), 'passes'],
    [
      'BUY STOP_LIMIT stop 31.00 limit 30.99',
      stop('BUY', 31, { order_type: 'STOP_LIMIT', price: dollars(30.99) }),
      'STOP_PRICE_INVALID',
    ],
    ['BUY STOP_LIMIT stop 31.00 limit 34.10', stop('BUY', 31, { order_type: 'STOP_LIMIT', price: dollars(34.1) }), 'passes'],
    [
      'BUY STOP_LIMIT stop 31.00 limit 34.11',
      stop('BUY', 31, { order_type: 'STOP_LIMIT', price: dollars(34.11) }),
      'PRICE_COLLAR_BREACHED',
    ],
    [
      'SELL STOP_LIMIT stop 29.00 limit 29.01',
      stop('SELL', 29, { order_type: 'STOP_LIMIT', price: dollars(29.01) }),
      'STOP_PRICE_INVALID',
    ],
    ['BUY STOP 45.00, half the market above it', stop('BUY', 45), 'passes'],
    ['BUY STOP 45.01', stop('BUY', 45.01), 'STOP_PRICE_INVALID'],
  ])('%s -> %s', (_, fields, expected) => expect(code(world.submit(fields))).toBe(expected));

  test('quote 16 s old -> REFERENCE_PRICE_UNAVAILABLE', () => {
    world.pass(16);
    world.quote('SPY', 100, 100.02);
    world.tick();
    expect(code(world.submit(stop('BUY', 31)))).toBe('REFERENCE_PRICE_UNAVAILABLE');
  });

  test('a pure reduction passes though the stop is beyond the market by now', () => {
    const order = world.working(stop('BUY', 31, { quantity: units(5) }));
    world.quote('AAPL', 31.98, 32.02);
    const amended = world.amend(order, { quantity: 3 });
    expect(amended).toMatchObject({ kind: 'decided', accepted: true });
    world.answerAmendment(order);
    expect(world.amend(order, { quantity: 4 })).toMatchObject({ accepted: false, violations: [{ code: 'STOP_PRICE_INVALID' }] });
  });
});

describe('the check price of a stop', () => {
  const checked = (world: GateWorld, fields: Partial<Order>) => {
    const answer = world.submit(fields);
    return answer.kind === 'decided' ? answer.state.check_price / 1e6 : code(answer);
  };

  test('a buy is checked at its stop with slippage, a closing sale at the bid, what opens short at the ask with slippage', () => {
    const world = open();
    expect(checked(world, stop('BUY', 110))).toBe(110.11);
    expect(checked(world, stop('SELL', 95))).toBe(100.12002);
    world.fill(world.submit({ quantity: units(4) }).order, 4, 100);
    expect(checked(world, stop('SELL', 95))).toBe(100);
  });

  test('a STOP_LIMIT is checked at its limit, and holds its whole quantity before it has triggered', () => {
    const world = open();
    expect(checked(world, stop('BUY', 110, { order_type: 'STOP_LIMIT', price: dollars(111), quantity: units(3) }))).toBe(111);
    expect(world.state.accounts.get('default')?.positions.get('AAPL')).toMatchObject({ open_buys: dollars(333) });
  });
});

describe('GOOD_TILL', () => {
  const DAYS_90 = 90 * 86_400_000_000;
  const until = (world: GateWorld, after: number) =>
    code(world.submit({ time_in_force: 'GTD', good_till: world.nowUs + 1 + after }));
  test.each([
    ['= now', 0, 'GOOD_TILL_INVALID'],
    ['now + 1 us', 1, 'passes'],
    ['now + 90 days', DAYS_90, 'passes'],
    ['1 us more', DAYS_90 + 1, 'GOOD_TILL_INVALID'],
  ])('%s -> %s', (_, after, expected) => expect(until(open({ max_good_till_days: 90 }), after)).toBe(expected));
});

describe('REDUCE_ONLY, q +300, OSq 120', () => {
  let world: GateWorld;
  const reduce = (side: Order['side'], quantity: number) =>
    world.submit({ side, quantity: units(quantity), price: dollars(100), reduce_only: true });
  beforeEach(() => {
    world = open();
    world.fill(world.submit({ quantity: units(300) }).order, 300, 100);
    world.submit({ side: 'SELL', quantity: units(120), price: dollars(100) });
  });

  test('SELL 180 passes', () => expect(code(reduce('SELL', 180))).toBe('passes'));
  test('SELL 181 is refused, and never clipped', () => {
    const answer = reduce('SELL', 181);
    expect(answer).toMatchObject({ violations: [{ code: 'REDUCE_ONLY_VIOLATED', message: 'Reduce only violated: 181 > 180' }] });
  });
  test('BUY 1 is refused', () => expect(code(reduce('BUY', 1))).toBe('REDUCE_ONLY_VIOLATED'));

  test('while they work, the newest are canceled when a fill leaves less to close than they would', () => {
    const older = reduce('SELL', 100).order;
    const newer = reduce('SELL', 80).order;
    const canceled = () => world.log.flatMap((event) => (event.type === 'CANCEL_REQUESTED' ? [event.order_id] : []));
    // Another order closes 121: 179 are left for 180.
    const other = world.submit({ side: 'SELL', quantity: units(121), price: dollars(101) }).order;
    world.fill(other, 120, 101);
    expect(canceled()).toEqual([]);
    world.fill(other, 1, 101);
    expect(canceled()).toEqual([newer.order_id]);
    world.fill(older, 100, 100);
    expect(canceled()).toEqual([newer.order_id]);
  });
});

describe('what an instrument takes', () => {
  test('another type or time in force is refused', () => {
    const world = open();
    const instrument = { ...EMPTY_INSTRUMENT, order_types: ['LIMIT'], times_in_force: ['DAY', 'IOC'] } as const;
    world.change({ instruments: { AAPL: instrument } });
    expect(code(world.submit({}))).toBe('passes');
    expect(code(world.submit({ order_type: 'MARKET', price: null }))).toBe('ORDER_TYPE_NOT_ALLOWED');
    expect(code(world.submit({ time_in_force: 'GTC' }))).toBe('TIME_IN_FORCE_NOT_ALLOWED');
  });

  test('a stop price is a multiple of the tick', () => {
    const world = open({ ...LIMITS, ...WIDE, max_portfolio_concentration_bps: 10_000 });
    world.change({ instruments: { AAPL: { ...EMPTY_INSTRUMENT, ticks: [{ from: dollars(0), tick: dollars(0.01) }] } } });
    const answer = world.submit(stop('BUY', 110.005));
    expect(answer).toMatchObject({
      violations: [{ code: 'PRICE_TICK_INVALID', message: 'Price tick invalid: $110.005 is no multiple of $0.01' }],
    });
  });
});

describe('an order of every kind', () => {
  const kinds: Partial<Order>[] = [
    stop('BUY', 110, { order_type: 'STOP_LIMIT', price: dollars(111), extended_hours: true }),
    stop('SELL', 90, { reduce_only: true, strategy: 't1', user: 'u1' }),
    { time_in_force: 'GTD', good_till: 1_795_700_000_123_456 },
    {},
  ];

  test('reads back from its line as it was written', () => {
    const world = open();
    world.fill(world.submit({ quantity: units(10) }).order, 10, 100);
    for (const fields of kinds) {
      const { order } = world.submit(fields);
      const event = world.log.at(-1);
      if (event?.type !== 'ORDER_DECIDED') throw new Error('it is decided');
      expect(decodeEvent(encodeEvent(event))).toEqual(event);
      expect(event.order).toEqual(order);
    }
  });

  test('is another order to its client_order_id, and a stop price makes another one to the rule of equal orders', () => {
    const world = open();
    const plain = world.order();
    const hashes = kinds.map((fields) => contentHash({ ...plain, ...fields }));
    expect(new Set(hashes).size).toBe(kinds.length);
    expect(contentHash({ ...plain, reduce_only: false })).toBe(contentHash(plain));
    expect(sameHash({ ...plain, ...stop('BUY', 110) })).not.toBe(sameHash({ ...plain, ...stop('BUY', 111) }));
    expect(sameHash({ ...plain, reduce_only: true })).toBe(sameHash({ ...plain }));
  });
});
