import { DAY, dollars, GateWorld, units } from '#test/factories/gate-world.js';
import { isProven } from '#test/factories/proven.js';
import type { RiskLimits } from '../model/limits.js';
import { alertsOf } from '../events/alerts.js';
import { effectiveLimits } from '../portfolio/effective-limits.js';

const WIDE: Partial<RiskLimits> = {
  max_order_size: dollars(1e6),
  max_position_size: dollars(1e6),
  max_portfolio_concentration_bps: 100_000,
  max_leverage_hundredths: 10_000,
};
const verdict = (answer: ReturnType<GateWorld['submit']>) =>
  answer.kind === 'decided' ? (answer.violations[0]?.message ?? 'passes') : answer.kind;
function worldOf(limits: Partial<RiskLimits>, more: Parameters<GateWorld['change']>[0] = {}): GateWorld {
  const world = GateWorld.open({ ...WIDE, ...limits });
  const wide = { max_position: dollars(1e6), max_concentration_bps: 100_000 };
  world.change({ symbols: { AAPL: wide, SPY: wide, TSLA: wide }, ...more });
  return world;
}
/** The whole log proves itself, and a snapshot of its end is the same state. */

describe('ORDER_TO_TRADE ratio 50, min 100', () => {
  const TRADED = { max_order_to_trade: 50, order_to_trade_min_messages: 100 };
  const send = (world: GateWorld, n: number) => Array.from({ length: n }, () => verdict(world.submit()));

  test('99 messages, no fill, one more submit is refused (100 > 50)', () => {
    const world = worldOf(TRADED);
    expect(new Set(send(world, 99))).toEqual(new Set(['passes']));
    expect(verdict(world.submit())).toBe('Order to trade exceeded: 100 > 50 x 1');
    isProven(world);
  });
  test('98 messages, no fill, one more passes: not yet judged', () => {
    const world = worldOf(TRADED);
    send(world, 98);
    expect(verdict(world.submit())).toBe('passes');
  });
  test('99 messages, 2 fills, one more passes (100); the next is refused; a cancel passes and counts', () => {
    const world = worldOf(TRADED);
    send(world, 97);
    for (let i = 0; i < 2; i += 1) {
      const { order } = world.submit();
      world.fill(order, 1, 100);
    }
    expect(verdict(world.submit())).toBe('passes');
    const { order } = world.submit();
    expect(world.log.at(-1)).toMatchObject({ violations: [{ message: 'Order to trade exceeded: 101 > 50 x 2' }] });
    const open = [...world.state.orders.keys()][0] ?? '';
    expect(world.ask({ kind: 'cancel', order_id: open, actor: 'dev' })).toMatchObject({ status: 'PENDING_SUBMIT' });
    expect(verdict(world.submit())).toBe('Order to trade exceeded: 103 > 50 x 2');
    expect(order).toBeDefined();
    isProven(world);
  });
  test('an amendment is a message and is judged, and a minute later all is free', () => {
    const world = worldOf(TRADED);
    send(world, 98);
    const order = world.working();
    expect(world.amend(order, { quantity: 2 })).toMatchObject({
      accepted: false,
      violations: [{ code: 'ORDER_TO_TRADE_EXCEEDED' }],
    });
    world.pass(62);
    world.quote('AAPL', 100, 100.02);
    world.tick();
    expect(verdict(world.submit())).toBe('passes');
  });
  test('an amendment that only lowers the rest is a message as any other', () => {
    const world = worldOf({ ...TRADED, order_to_trade_min_messages: 60 });
    const order = world.working({ quantity: units(3) });
    send(world, 58);
    expect(world.amend(order, { quantity: 2 })).toMatchObject({
      ...{ accepted: false, violations: [{ code: 'ORDER_TO_TRADE_EXCEEDED', message: 'Order to trade exceeded: 60 > 50 x 1' }] },
    });
    isProven(world);
  });
  test('beside an average in the symbol, the window is the one that was set for the messages', () => {
    const scoped = {
      'account:default/symbol:AAPL': {
        ...{ max_order_to_trade: 1, order_to_trade_min_messages: 2, order_to_trade_window_seconds: 600 },
      },
    };
    const world = worldOf({ max_order_to_average_hundredths: 500, order_to_trade_window_seconds: 5 }, { scoped });
    expect(verdict(world.submit())).toBe('passes');
    world.pass(60);
    world.quote('AAPL', 100, 100.02);
    world.tick();
    expect(verdict(world.submit())).toBe('Order to trade exceeded: 2 > 1 x 1 (account:default/symbol:AAPL)');
    isProven(world);
  });
  test('at the firm every account counts', () => {
    const world = worldOf({}, { scoped: { firm: { max_order_to_trade: 1, order_to_trade_min_messages: 2 } } });
    world.ask({ kind: 'open_account', account: 'a2', cash: dollars(100_000), day: DAY });
    expect(verdict(world.submit())).toBe('passes');
    expect(verdict(world.submit({ account: 'a2' }))).toBe('Order to trade exceeded: 2 > 1 x 1 (firm)');
    isProven(world);
  });
});

describe('DAY_ORDERS', () => {
  test('orders let through on the day are counted, refused ones are not, closing ones pass, and the next day begins at nothing', () => {
    const world = worldOf({ max_day_orders: 2, max_order_size: dollars(500) });
    const { order } = world.submit();
    world.fill(order, 1, 100);
    expect(verdict(world.submit({ quantity: units(6) }))).toMatch('Order size');
    expect(verdict(world.submit())).toBe('passes');
    expect(verdict(world.submit())).toBe('Day orders exceeded: 3 > 2');
    expect(verdict(world.submit({ side: 'SELL' }))).toBe('passes');
    world.ask({ kind: 'close_day', day: DAY, next_day: '2026-11-27' });
    expect(verdict(world.submit())).toBe('passes');
    isProven(world);
  });
  test('a user has a limit over all accounts, and a list counts each of its orders', () => {
    const world = worldOf({}, { scoped: { 'user:ann': { max_day_orders: 2 } } });
    world.submit({ user: 'ann' });
    const orders = [1, 2].map(() => world.order({ user: 'ann', list_id: 'lst_1' }));
    expect(world.ask({ kind: 'submit_list', orders })).toMatchObject({ accepted: false });
    expect(verdict(world.submit({ user: 'ann' }))).toBe('passes');
    expect(verdict(world.submit({ user: 'ann' }))).toBe('Day orders exceeded: 3 > 2 (user:ann)');
    expect(verdict(world.submit())).toBe('passes');
    isProven(world);
  });
});

describe('ORDER_OWN_AVERAGE 5.00', () => {
  const AVERAGED = { max_order_to_average_hundredths: 500 };
  const worth = (world: GateWorld, amount: number) => verdict(world.submit({ price: dollars(amount) }));

  test('12 orders, sum 9,600: 4,000.00 passes, 4,000.01 is refused', () => {
    const world = worldOf(AVERAGED);
    for (let i = 0; i < 12; i += 1) expect(worth(world, 800)).toBe('passes');
    expect(worth(world, 4000.01)).toBe('Order above own average: $4000.01 > 5.00 x $800.00');
    expect(worth(world, 4000)).toBe('passes');
    isProven(world);
  });
  test('9 samples are not judged', () => {
    const world = worldOf(AVERAGED);
    for (let i = 0; i < 9; i += 1) worth(world, 800);
    expect(worth(world, 10_000)).toBe('passes');
  });
  test('average 100: 900 passes by the floor, another symbol has an average of its own', () => {
    const world = worldOf(AVERAGED);
    for (let i = 0; i < 20; i += 1) worth(world, 100);
    expect(worth(world, 900)).toBe('passes');
    expect(worth(world, 5000)).toMatch('Order above own average');
    expect(verdict(world.submit({ symbol: 'SPY', price: dollars(5000) }))).toBe('passes');
  });
  test('a strategy is held against what it sent in the symbol', () => {
    const world = worldOf({}, { scoped: { 'strategy:t1/symbol:AAPL': { max_order_to_average_hundredths: 500 } } });
    for (let i = 0; i < 10; i += 1) world.submit({ strategy: 't1', price: dollars(800) });
    expect(verdict(world.submit({ strategy: 't1', price: dollars(4001) }))).toMatch('(strategy:t1/symbol:AAPL)');
    expect(worth(world, 4001)).toBe('passes');
    isProven(world);
  });
});

test('what nobody limits is not counted, and what is limited no more is forgotten', () => {
  const world = worldOf({});
  world.submit();
  expect(world.state.tallies.size).toBe(0);
  world.change({ scoped: { firm: { max_day_orders: 5 } } });
  world.submit();
  expect(world.state.tallies.size).toBe(1);
  world.change({ scoped: {} });
  expect(world.state.tallies.size).toBe(0);
});

describe('cancels and amendments of the day', () => {
  const told = (world: GateWorld) => world.log.flatMap(alertsOf).filter(({ alert_type }) => alert_type === 'DAY_COUNT_EXCEEDED');
  const cancel = (world: GateWorld, account = 'default') => {
    const order = world.working({ account });
    expect(world.ask({ kind: 'cancel', order_id: order.order_id, actor: 'dev' })).toMatchObject({ status: 'WORKING' });
    world.report(order, 'CANCELED');
  };

  test('the first cancel beyond the limit is an alert, once a day, and all pass', () => {
    const world = worldOf({ max_day_cancels: 2 });
    for (let i = 0; i < 4; i += 1) cancel(world);
    expect(told(world)).toMatchObject([
      {
        ...{ severity: 'WARNING', account: 'default' },
        message: 'More cancels today than are limited in account:default: 3 > 2. Nothing is refused for it',
      },
    ]);
    isProven(world);
    world.ask({ kind: 'close_day', day: DAY, next_day: '2026-11-26' });
    for (let i = 0; i < 3; i += 1) cancel(world);
    expect(told(world)).toHaveLength(2);
    isProven(world);
  });
  test('those of a trip count too, and at the firm those of all accounts', () => {
    const world = worldOf({}, { scoped: { firm: { max_day_cancels: 3 } } });
    world.ask({ kind: 'open_account', account: 'a2', cash: dollars(100_000), day: DAY });
    cancel(world, 'a2');
    for (let i = 0; i < 4; i += 1) world.working();
    const about = { actor: 'dev', reason: 'x', source: 'api' } as const;
    world.ask({ kind: 'trip', scope: 'account:default', mode: 'halt', expires_in_ms: null, cancel_orders: true, ...about });
    expect(told(world).map(({ message }) => message)).toEqual([
      'More cancels today than are limited in firm: 4 > 3. Nothing is refused for it',
    ]);
    isProven(world);
  });
  test('amendments are counted by themselves, refused ones too', () => {
    const world = worldOf({ max_day_amendments: 1, max_day_cancels: 1, max_order_size: dollars(500) });
    const order = world.working({ quantity: units(2) });
    expect(world.amend(order, { quantity: 3 })).toMatchObject({ accepted: true });
    world.answerAmendment(order);
    expect(world.amend(order, { quantity: 9 })).toMatchObject({ accepted: false });
    expect(told(world).map(({ message }) => message)).toEqual([
      'More amendments today than are limited in account:default: 2 > 1. Nothing is refused for it',
    ]);
    isProven(world);
  });
});

describe('SELF_TRADE refuse_new, own SELL resting 41.20, slippage 10 bps', () => {
  function resting(mode: 'refuse_new' | 'cancel_resting' = 'refuse_new') {
    const world = worldOf({ self_trade: mode });
    world.quote('AAPL', 41, 41.1);
    const order = world.working({ side: 'SELL', price: dollars(41.2) });
    return { world, order };
  }
  const buy = (world: GateWorld, price: number) => verdict(world.submit({ price: dollars(price) }));

  test('BUY 41.19 passes, 41.20 is refused', () => {
    const { world, order } = resting();
    expect(buy(world, 41.19)).toBe('passes');
    expect(buy(world, 41.2)).toBe(`Self trade prevented: $41.20 meets ${order.order_id} $41.20`);
    isProven(world);
  });
  test('MARKET, ask 41.10 (worst 41.1411) passes; ask 41.18 (41.22118) is refused', () => {
    const { world } = resting();
    const market = () => verdict(world.submit({ order_type: 'MARKET', price: null }));
    expect(market()).toBe('passes');
    world.quote('AAPL', 41.1, 41.18);
    expect(market()).toMatch('Self trade prevented: $41.22118 meets');
  });
  test('one that was asked to cancel and is not confirmed still counts; when it is gone the order passes', () => {
    const { world, order } = resting();
    world.ask({ kind: 'cancel', order_id: order.order_id, actor: 'dev' });
    expect(buy(world, 41.2)).toMatch('Self trade');
    world.report(order, 'CANCELED');
    expect(buy(world, 41.2)).toBe('passes');
    isProven(world);
  });
  test('another account passes', () => {
    const { world } = resting();
    world.ask({ kind: 'open_account', account: 'a2', cash: dollars(100_000), day: DAY });
    expect(verdict(world.submit({ account: 'a2', price: dollars(41.2) }))).toBe('passes');
  });
  test('an amendment that is pending counts at the price that reaches further', () => {
    const { world, order } = resting();
    expect(world.amend(order, { price: 41.15 })).toMatchObject({ accepted: true });
    expect(buy(world, 41.15)).toMatch('Self trade');
    world.answerAmendment(order, 'REPLACE_REJECTED');
    expect(buy(world, 41.15)).toBe('passes');
  });
  test('two orders of a list do not meet each other', () => {
    const { world } = resting();
    const orders = [
      world.order({ side: 'SELL', price: dollars(41.1), list_id: 'lst_1' }),
      world.order({ price: dollars(41.1), list_id: 'lst_1' }),
    ];
    expect(world.ask({ kind: 'submit_list', orders })).toMatchObject({ accepted: false });
    expect(buy(world, 41.15)).toBe('passes');
  });
  test('cancel_resting refuses, and cancels the own order', () => {
    const { world, order } = resting('cancel_resting');
    expect(buy(world, 41.2)).toMatch('Self trade');
    expect(world.state.orders.get(order.order_id)).toMatchObject({ cancel_requested: true });
    isProven(world);
  });
  test('it is looked for from the moment when it is switched on', () => {
    const world = worldOf({});
    world.quote('AAPL', 41, 41.1);
    world.working({ side: 'SELL', price: dollars(41.2) });
    expect(buy(world, 41.2)).toBe('passes');
    world.change({ scoped: { 'account:default': { self_trade: 'refuse_new' } } });
    expect(buy(world, 41.2)).toMatch('Self trade');
  });
});

describe('SELF_TRADE over a group of accounts', () => {
  function grouped(groups: Record<string, number | null>, limits: Partial<RiskLimits> = {}): GateWorld {
    const world = worldOf({ self_trade: 'refuse_new', ...limits });
    world.quote('AAPL', 41, 41.1);
    for (const account of ['a2', 'a3']) world.ask({ kind: 'open_account', account, cash: dollars(100_000), day: DAY });
    const scoped = Object.entries(groups).map(([account, self_trade_group]) => [`account:${account}`, { self_trade_group }]);
    world.change({ scoped: Object.fromEntries(scoped) as never });
    return world;
  }
  const sell = (world: GateWorld) => world.working({ side: 'SELL', price: dollars(41.2) });
  const buy = (world: GateWorld, account: string) => verdict(world.submit({ account, price: dollars(41.2) }));

  test('an order meets those of the accounts of its group, and no others', () => {
    const world = grouped({ default: 7, a2: 7, a3: 8 });
    const order = sell(world);
    expect(buy(world, 'a2')).toBe(`Self trade prevented: $41.20 meets ${order.order_id} $41.20`);
    expect(buy(world, 'a3')).toBe('passes');
    isProven(world);
  });
  test('of the whole firm when all accounts are one group, but for one that is by itself', () => {
    const world = grouped({ a3: null }, { self_trade_group: 1 });
    sell(world);
    expect(buy(world, 'a2')).toMatch('Self trade prevented');
    expect(buy(world, 'a3')).toBe('passes');
  });
  test('cancel_resting cancels the order of the other account; a group that is changed holds from then on', () => {
    const world = grouped({ default: 7, a2: 7 }, { self_trade: 'cancel_resting' });
    const order = sell(world);
    expect(buy(world, 'a2')).toMatch('Self trade prevented');
    expect(world.state.orders.get(order.order_id)).toMatchObject({ cancel_requested: true });
    world.change({ scoped: { 'account:default': { self_trade_group: 7 } } });
    expect(buy(world, 'a2')).toBe('passes');
    isProven(world);
  });
});

describe('SELF_TRADE venue: what Alpaca refuses', () => {
  const OPEN: Record<string, Parameters<GateWorld['submit']>[0]> = {
    limit: { side: 'SELL', price: dollars(41.2) },
    stop: { side: 'SELL', order_type: 'STOP', price: null, stop_price: dollars(40) },
    'stop limit': { side: 'SELL', order_type: 'STOP_LIMIT', price: dollars(39.9), stop_price: dollars(40) },
  };
  test.each([
    ['limit', 41.19, 'passes'],
    ['limit', 41.2, 'refused'],
    ['limit', null, 'refused'],
    ['stop', 39, 'refused'],
    ['stop', null, 'refused'],
    ['stop limit', 39, 'refused'],
  ] as const)('beside an open %s sale a buy at %s %s', (open, price, outcome) => {
    const world = worldOf({ self_trade: 'venue' });
    world.quote('AAPL', 41, 41.1);
    const order = world.working(OPEN[open] ?? {});
    const type = price === null ? 'MARKET' : 'LIMIT';
    const answer = verdict(world.submit({ order_type: type, price: price === null ? null : dollars(price) }));
    expect(answer).toBe(outcome === 'passes' ? 'passes' : `Opposite order open: ${order.order_id}`);
    world.report(order, 'CANCELED');
    expect(verdict(world.submit({ order_type: 'MARKET', price: null }))).toBe('passes');
    expect(world.state.resting?.places.size).toBe(outcome === 'passes' ? 2 : 1);
    isProven(world);
  });
});

describe('SELF_TRADE venue as the default of a broker', () => {
  const BY_BROKER = { broker_defaults: { default: { self_trade: 'venue' } } };
  const outcome = (world: GateWorld, account = 'default') => {
    world.quote('AAPL', 41, 41.1);
    world.working({ account, side: 'SELL', price: dollars(41.2) });
    const answer = world.submit({ account, price: dollars(41.2) });
    return answer.kind === 'decided' ? (answer.violations[0]?.code ?? 'passes') : answer.kind;
  };
  const originIn = (world: GateWorld) =>
    effectiveLimits(world.state, { account: 'default' }, world.nowUs)?.find(({ limit_name }) => limit_name === 'self_trade');

  test('holds for its account, and no other, while nobody has set anything', () => {
    const world = worldOf({}, BY_BROKER);
    world.ask({ kind: 'open_account', account: 'a2', cash: dollars(100_000), day: DAY });
    world.tick();
    expect(outcome(world, 'a2')).toBe('passes');
    expect(outcome(world)).toBe('OPPOSITE_ORDER_OPEN');
    expect(originIn(world)).toMatchObject({ value: 'venue', origin: 'broker default', scope: 'account:default' });
    isProven(world);
  });
  test.each([
    ['for the account', {}, { 'account:default': { self_trade: 'off' } }, 'passes', 'account:default'],
    ['for each account', { self_trade: 'refuse_new' }, {}, 'SELF_TRADE_PREVENTED', 'each account'],
    ['another limit for the account', {}, { 'account:default': { max_positions: 9 } }, 'OPPOSITE_ORDER_OPEN', 'broker default'],
  ] as const)('what a person sets %s stands', (_, limits, scoped, expected, origin) => {
    const world = worldOf(limits, { ...BY_BROKER, scoped });
    expect(outcome(world)).toBe(expected);
    expect(originIn(world)?.origin).toBe(origin);
    isProven(world);
  });
});

describe('USER_PERMISSION', () => {
  const ALL = {
    accounts: null,
    strategies: null,
    symbols: null,
    classes: null,
    order_types: null,
    short: true,
    extended_hours: true,
    close_only: false,
  };
  const asks = (may: Partial<typeof ALL> | object, order: Parameters<GateWorld['submit']>[0]) => {
    const world = worldOf({}, { users: { ann: { ...ALL, ...may } } });
    const { order: bought } = world.submit();
    world.fill(bought, 1, 100);
    return verdict(world.submit({ user: 'ann', ...order }));
  };

  test.each([
    [{ accounts: ['a2'] }, {}, 'trade account default'],
    [{ strategies: ['t1'] }, {}, 'trade without a strategy'],
    [{ strategies: ['t1'] }, { strategy: 't2' }, 'trade strategy t2'],
    [{ symbols: ['SPY'] }, {}, 'trade AAPL'],
    [{ classes: ['crypto'] }, {}, 'trade AAPL'],
    [{ order_types: ['LIMIT'] }, { order_type: 'MARKET', price: null }, 'send MARKET orders'],
    [{ short: false }, { side: 'SELL', quantity: units(2) }, 'sell AAPL short'],
    [{ extended_hours: false }, { extended_hours: true }, 'trade outside regular hours'],
    [{ close_only: true }, {}, 'open AAPL'],
  ] as const)('%j refuses %j', (may, order, what) => {
    expect(asks(may, order)).toBe(`User not permitted: ann may not ${what}`);
  });
  test('what is listed passes, a close-only user closes, and others have no list', () => {
    expect(asks({ symbols: ['AAPL'], short: false }, { side: 'SELL' })).toBe('passes');
    expect(asks({ close_only: true, symbols: [] }, { side: 'SELL' })).toBe('passes');
    expect(asks({ symbols: [] }, { user: 'bob' })).toBe('passes');
  });
});

test('INSTRUMENT_ALLOWED: where a list lacks the symbol it is refused, by its scope; what only closes passes', () => {
  const world = worldOf({}, { allowed: { 'account:default': { symbols: ['SPY'] }, 'strategy:t1': { symbols: ['AAPL'] } } });
  expect(verdict(world.submit())).toBe('Instrument not allowed: AAPL is not in the allow list of account:default');
  expect(verdict(world.submit({ symbol: 'SPY', strategy: 't1' }))).toMatch('strategy:t1');
  expect(verdict(world.submit({ symbol: 'SPY' }))).toBe('passes');
  world.change({ allowed: {} });
  const { order } = world.submit();
  world.fill(order, 1, 100);
  world.change({ allowed: { firm: { symbols: [] } } });
  expect(verdict(world.submit({ side: 'SELL' }))).toBe('passes');
  expect(verdict(world.submit())).toMatch('allow list of firm');
  isProven(world);
});
