import { DAY, dollars, GateWorld, units } from '#test/factories/gate-world.js';
import { isProven } from '#test/factories/proven.js';
import type { RiskConfig, RiskLimits } from '../model/limits.js';
import type { Money } from '../model/money.js';
import { EMPTY_INSTRUMENT, type Instrument } from '../model/reference.js';

const WIDE: Partial<RiskLimits> = {
  ...{ max_order_size: dollars(1e6), max_position_size: dollars(1e6), max_portfolio_concentration_bps: 100_000 },
  ...{ max_leverage_hundredths: 10_000, daily_loss_limit: dollars(50_000), maintenance_margin: 'off' },
};
const verdict = (answer: ReturnType<GateWorld['submit']>) =>
  answer.kind === 'decided'
    ? (answer.violations[0]?.message ?? 'passes')
    : answer.kind === 'unavailable'
      ? answer.code
      : answer.kind;
function worldOf(limits: Partial<RiskLimits>, instrument: Partial<Instrument> = {}, more: Partial<RiskConfig> = {}): GateWorld {
  const world = GateWorld.open({ ...WIDE, ...limits });
  const wide = { max_position: dollars(1e6), max_concentration_bps: 100_000 };
  const instruments = { AAPL: { ...EMPTY_INSTRUMENT, ...instrument } };
  world.change({ symbols: { AAPL: wide, SPY: wide, TSLA: wide }, instruments, ...more });
  return world;
}
const firm = (values: Record<string, number | string>): Partial<RiskConfig> => ({ scoped: { firm: values } });
/** The whole log proves itself, and a snapshot of its end is the same state. */
function hold(world: GateWorld, side: 'BUY' | 'SELL', quantity: number, price: number): void {
  const { order } = world.submit({ side, quantity: units(quantity), price: dollars(price) });
  world.fill(order, quantity, price);
}

describe('PRICE_COLLAR_WINDOW, 8 %, mean 50.00', () => {
  /** So many seconds of quotes around 50. */
  function walked(seconds: number, instrument: Partial<Instrument> = {}) {
    const world = worldOf({ mean_collar_bps: 800 }, instrument);
    for (let i = 0; i < seconds; i += 1) {
      world.pass(1);
      world.quote('AAPL', 49.99, 50.01);
    }
    world.tick();
    return world;
  }
  const buy = (world: GateWorld, price: number) => verdict(world.submit({ price: dollars(price) }));

  test('the quote is walked to 53.99/54.01: BUY 54.00 passes, 54.01 is refused though it is 0.02 % from the market', () => {
    const world = walked(400);
    // In the same second as the price before it: of each second one counts.
    world.quote('AAPL', 53.99, 54.01);
    expect(buy(world, 54)).toBe('passes');
    expect(buy(world, 54.01)).toBe('Price collar window breached: $54.01 is 8.02% beyond $50.00 in 300 s, limit 8.00%');
    isProven(world);
  });
  test('a sale is held against it the other way, and the mean follows the market', () => {
    const world = walked(400);
    expect(verdict(world.submit({ side: 'SELL', price: dollars(45.99) }))).toMatch('Price collar window');
    expect(verdict(world.submit({ side: 'SELL', price: dollars(46) }))).toBe('passes');
    for (let i = 0; i < 310; i += 1) {
      world.pass(1);
      world.quote('AAPL', 53.99, 54.01);
    }
    world.tick();
    expect(buy(world, 54.01)).toBe('passes');
  });
  test('59 s of samples, previous close 52.00: BUY 54.01 passes; without a close REFERENCE_PRICE_UNAVAILABLE', () => {
    expect(buy(walked(50, { previous_close: dollars(52) }), 54.01)).toBe('passes');
    expect(buy(walked(50, { previous_close: dollars(50) }), 54.01)).toMatch('Price collar window');
    expect(buy(walked(50), 54.01)).toBe('REFERENCE_PRICE_UNAVAILABLE');
  });
  test('a market order is held by its check price, and a class has a window of its own', () => {
    const world = walked(400);
    world.quote('AAPL', 54.99, 55.01);
    expect(verdict(world.submit({ order_type: 'MARKET', price: null }))).toMatch('Price collar window');
    world.change({
      limits: { ...world.state.config?.limits, mean_collar_bps: null } as RiskLimits,
      instruments: { AAPL: { ...EMPTY_INSTRUMENT, asset_class: 'equity', previous_close: dollars(50) } },
      scoped: { 'class:equity': { mean_collar_bps: 800, mean_collar_window_seconds: 60 } },
    });
    expect([...world.state.means.keys()]).toEqual([]);
    expect(buy(world, 54.01)).toMatch('(account:default/class:equity)');
    expect(verdict(world.submit({ symbol: 'SPY', price: dollars(120) }))).toBe('passes');
    isProven(world);
  });
});

describe('PRICE_LAST_TRADE', () => {
  test('against the last trade on both sides; an older one is none', () => {
    const world = worldOf({ last_trade_collar_bps: 1000 });
    expect(verdict(world.submit())).toBe('LAST_TRADE_UNAVAILABLE');
    world.change({ limits: { ...world.state.config?.limits, last_trade_collar_bps: null } as RiskLimits });
    hold(world, 'BUY', 1, 50);
    world.change({ limits: { ...world.state.config?.limits, last_trade_collar_bps: 1000 } as RiskLimits });
    const at = (side: 'BUY' | 'SELL', price: number) => verdict(world.submit({ side, price: dollars(price) }));
    expect(at('BUY', 55)).toBe('passes');
    expect(at('BUY', 55.01)).toBe('Price off last trade: $55.01 is 10.02% beyond $50.00, limit 10.00%');
    expect(at('SELL', 45)).toBe('passes');
    expect(at('SELL', 44.99)).toMatch('Price off last trade');
    expect(verdict(world.submit({ order_type: 'MARKET', price: null }))).toBe('passes');
    world.pass(60.1);
    world.quote('AAPL', 100, 100.02);
    world.tick();
    expect(at('BUY', 50)).toBe('LAST_TRADE_UNAVAILABLE');
    isProven(world);
  });
});

describe('SHORT_PRICE_TEST, close 60.00', () => {
  const test60 = (instrument: Partial<Instrument> = {}) =>
    worldOf({ short_price_test: 'on' }, { previous_close: dollars(60), ...instrument });
  const short = (world: GateWorld, price: number) => verdict(world.submit({ side: 'SELL', price: dollars(price) }));

  test('a price of 54.00 restricts, 54.01 does not', () => {
    const world = test60();
    world.quote('AAPL', 54.01, 54.01);
    expect(short(world, 54.01)).toBe('passes');
    world.quote('AAPL', 54, 54);
    expect(short(world, 54)).toBe('Short price restricted: $54.00 <= $54.00');
    isProven(world);
  });
  test('then bid 53.50: short LIMIT 53.51 passes, 53.50 and MARKET are refused, a sale of held units passes', () => {
    const world = test60();
    world.quote('AAPL', 54, 54);
    world.quote('AAPL', 53.5, 53.6);
    expect(short(world, 53.51)).toBe('passes');
    expect(short(world, 53.5)).toBe('Short price restricted: $53.50 <= $53.50');
    expect(verdict(world.submit({ side: 'SELL', order_type: 'MARKET', price: null }))).toMatch('Short price restricted');
    const held = test60();
    hold(held, 'BUY', 5, 54);
    held.quote('AAPL', 53.5, 53.6);
    expect(short(held, 53.5)).toBe('passes');
  });
  test('the next trading day it still holds, the day after it is free', () => {
    const world = test60();
    world.quote('AAPL', 54, 54);
    // The tests' clock stands on Wednesday; Thursday is Thanksgiving.
    for (const [days, outcome] of [
      [2, 'Short price restricted: $55.00 <= $55.00'],
      [3, 'passes'],
    ] as const) {
      world.pass(days === 2 ? 2 * 86_400 : 86_400);
      world.quote('AAPL', 55, 55.1);
      world.tick();
      expect(short(world, 55)).toBe(outcome);
    }
    isProven(world);
  });
  test('outside regular hours a fall restricts nothing where the instrument has hours', () => {
    const world = test60({ calendar: 'XNYS' });
    world.quote('AAPL', 50, 50);
    expect(world.state.short_tests.size).toBe(0);
  });
  test('without a close PREVIOUS_CLOSE_UNAVAILABLE, and a buy passes; what the instrument says holds without the own test', () => {
    const world = worldOf({ short_price_test: 'on' });
    expect(short(world, 100)).toBe('PREVIOUS_CLOSE_UNAVAILABLE');
    expect(verdict(world.submit())).toBe('passes');
    const said = worldOf({}, { short_restricted_until: DAY });
    expect(short(said, 100)).toMatch('Short price restricted');
    expect(short(worldOf({}, { short_restricted_until: '2026-11-24' }), 100)).toBe('passes');
  });
});

describe('SHORT_LOCATE 800, q 0', () => {
  const book = (world: GateWorld, quantity: number) =>
    world.ask({
      kind: 'book_locate',
      account: 'default',
      symbol: 'AAPL',
      quantity: units(quantity),
      lender: 'prime 4711',
      actor: 'dev',
      reason: 'x',
    });
  const sell = (world: GateWorld, quantity: number) =>
    verdict(world.submit({ side: 'SELL', quantity: units(quantity), price: dollars(1) }));
  function located(quantity = 800): GateWorld {
    const world = worldOf({ short_locate: 'required' });
    world.quote('AAPL', 1, 1.01);
    book(world, quantity);
    return world;
  }

  test('SELL 500 and 300 pass, 1 more is refused', () => {
    const world = located();
    expect([sell(world, 500), sell(world, 300), sell(world, 1)]).toEqual(['passes', 'passes', 'Locate insufficient: 801 > 800']);
    isProven(world);
  });
  test('500 filled and bought back: 300 pass and SELL 1 more is refused', () => {
    const world = located();
    hold(world, 'SELL', 500, 1);
    hold(world, 'BUY', 500, 1);
    expect([sell(world, 301), sell(world, 300), sell(world, 1)]).toEqual([
      'Locate insufficient: 801 > 800',
      'passes',
      'Locate insufficient: 801 > 800',
    ]);
    isProven(world);
  });
  test('q +200, fresh locate of 800: SELL 1,000 passes, 1,001 is refused', () => {
    const world = located();
    hold(world, 'BUY', 200, 1);
    expect(sell(world, 1001)).toBe('Locate insufficient: 801 > 800');
    expect(sell(world, 1000)).toBe('passes');
  });
  test('the next day nothing is located, and two bookings of a day add up', () => {
    const world = located(300);
    expect(book(world, 200)).toMatchObject({ kind: 'book_locate', located: units(500), shorted: 0, day: DAY });
    expect(sell(world, 500)).toBe('passes');
    world.ask({ kind: 'close_day', day: DAY, next_day: '2026-11-27' });
    expect(sell(world, 1)).toBe('Locate insufficient: 501 > 0');
    isProven(world);
  });
  test('what is easy to borrow needs none, unless it is asked for; nobody else needs one', () => {
    const easy = worldOf({ short_locate: 'required' }, { borrow: 'easy' });
    expect(verdict(easy.submit({ side: 'SELL' }))).toBe('passes');
    const strict = worldOf({ short_locate: 'required', short_locate_easy: 'required' }, { borrow: 'easy' });
    expect(verdict(strict.submit({ side: 'SELL' }))).toBe('Locate insufficient: 1 > 0');
    expect(verdict(worldOf({}).submit({ side: 'SELL' }))).toBe('passes');
  });
  describe('of the firm', () => {
    const locate = (world: GateWorld, quantity: number) =>
      world.ask({
        ...{
          kind: 'book_locate',
          account: '',
          symbol: 'AAPL',
          quantity: units(quantity),
          lender: 'prime',
          actor: 'dev',
          reason: 'x',
        },
      });
    const of = (world: GateWorld, account: string, quantity: number, more: Parameters<GateWorld['submit']>[0] = {}) =>
      world.submit({ account, side: 'SELL', quantity: units(quantity), price: dollars(1), ...more });
    function shared(quantity = 800): GateWorld {
      const world = worldOf({ short_locate: 'of_firm' });
      for (const account of ['a2', 'a3']) world.ask({ kind: 'open_account', account, cash: dollars(100_000), day: DAY });
      world.change({ scoped: { ...world.state.config?.scoped, 'account:a3': { short_locate: 'required' } } });
      world.quote('AAPL', 1, 1.01);
      locate(world, quantity);
      return world;
    }

    test('accounts draw from it together, one with locates of its own does not', () => {
      const world = shared();
      expect(verdict(of(world, 'default', 500))).toBe('passes');
      expect(verdict(of(world, 'a2', 301))).toBe('Locate insufficient: 801 > 800');
      expect(verdict(of(world, 'a2', 300))).toBe('passes');
      expect(verdict(of(world, 'default', 1))).toBe('Locate insufficient: 801 > 800');
      expect(verdict(of(world, 'a3', 1))).toBe('Locate insufficient: 1 > 0');
      isProven(world);
    });
    test('what was filled counts over the day, what was canceled does not, a long position is sold first', () => {
      const world = shared();
      const { order } = of(world, 'default', 500);
      world.fill(order, 200, 1);
      world.report(order, 'CANCELED');
      expect(world.state.short_open?.size).toBe(0);
      const { order: bought } = world.submit({ account: 'a2', quantity: units(100), price: dollars(1.01) });
      world.fill(bought, 100, 1);
      expect(verdict(of(world, 'a2', 701))).toBe('Locate insufficient: 801 > 800');
      expect(verdict(of(world, 'a2', 700))).toBe('passes');
      expect(world.state.short_open?.get('AAPL')).toBe(units(600));
      isProven(world);
    });
    test('a list sees the orders before it, an amendment what it would add', () => {
      const world = shared();
      const list = (a: number, b: number) =>
        world.ask({
          kind: 'submit_list',
          orders: [a, b].map((quantity) =>
            world.order({ side: 'SELL', quantity: units(quantity), price: dollars(1), list_id: `lst_${a}_${b}` }),
          ),
        });
      expect(list(500, 301)).toMatchObject({ accepted: false });
      expect(world.state.short_open?.size).toBe(0);
      expect(list(500, 200)).toMatchObject({ accepted: true });
      const order = world.working({ account: 'a2', side: 'SELL', quantity: units(50), price: dollars(1) });
      expect(world.amend(order, { quantity: 101 })).toMatchObject({ accepted: false });
      expect(world.amend(order, { quantity: 100 })).toMatchObject({ accepted: true });
      world.answerAmendment(order);
      expect(world.state.short_open?.get('AAPL')).toBe(units(800));
      isProven(world);
    });
  });
  test('an unknown account or symbol is told, and nothing is booked', () => {
    const world = located();
    const about = { kind: 'book_locate', quantity: units(1), lender: '', actor: 'dev', reason: 'x' } as const;
    expect(world.ask({ ...about, account: 'nobody', symbol: 'AAPL' })).toMatchObject({ kind: 'unavailable' });
    expect(world.ask({ ...about, account: 'default', symbol: 'XXX' })).toMatchObject({ kind: 'refused' });
    expect(world.state.locates.size).toBe(1);
  });
});

describe('BROKER_CREDIT net 40,000, Bx 30,000, Sx 12,000, OB 9,000', () => {
  function credited(mode: 'net' | 'gross', line = 40_000): GateWorld {
    const world = worldOf({}, {}, firm({ broker_credit_line: dollars(line), broker_credit_mode: mode }));
    world.quote('SPY', 100, 100);
    const trade = (side: 'BUY' | 'SELL', quantity: number) => {
      const { order } = world.submit({ symbol: 'SPY', side, quantity: units(quantity), price: dollars(100) });
      world.fill(order, quantity, 100);
    };
    trade('BUY', 300);
    trade('SELL', 120);
    world.submit({ symbol: 'SPY', quantity: units(90), price: dollars(100) });
    return world;
  }
  test('BUY 13,000.00 passes, 13,000.01 is refused', () => {
    const world = credited('net');
    expect(verdict(world.submit({ price: dollars(13_000.01) }))).toBe('Broker credit exceeded: $40000.01 > $40000.00 (firm)');
    expect(verdict(world.submit({ price: dollars(13_000) }))).toBe('passes');
    isProven(world);
  });
  test('gross counts both sides and all open orders', () => {
    const world = credited('gross', 51_000);
    expect(verdict(world.submit({ price: dollars(100.01), quantity: units(1) }))).toBe(
      'Broker credit exceeded: $51100.01 > $51000.00 (firm)',
    );
    expect(verdict(world.submit({ symbol: 'SPY', side: 'SELL', quantity: units(10), price: dollars(100) }))).toBe('passes');
  });
});

test('BROKER_RATE: what is left in the minute is kept for cancels, which pass and count; refused orders do not', () => {
  const world = worldOf({ max_order_size: dollars(500), broker_messages_kept: 2 }, {}, firm({ broker_messages_per_minute: 5 }));
  expect(verdict(world.submit({ quantity: units(6) }))).toMatch('Order size');
  const orders = [world.submit(), world.submit(), world.submit()];
  expect(orders.map(verdict)).toEqual(['passes', 'passes', 'passes']);
  expect(verdict(world.submit())).toBe('Broker rate exhausted: 2 <= 2 (firm)');
  expect(world.ask({ kind: 'cancel', order_id: orders[0]?.order.order_id ?? '', actor: 'dev' })).toMatchObject({
    kind: 'cancel',
  });
  expect(verdict(world.submit())).toBe('Broker rate exhausted: 1 <= 2 (firm)');
  isProven(world);
  world.pass(62);
  world.quote('AAPL', 100, 100.02);
  world.tick();
  expect(verdict(world.submit())).toBe('passes');
});

test('MIN_EQUITY: below it an account neither borrows nor sells short, and closes all the same', () => {
  const world = worldOf({ min_equity: dollars(2000) });
  const cash = (amount: number) =>
    world.ask({
      ...{ kind: 'move_cash', account: 'default', what: 'WITHDRAWAL', actor: 'dev', reason: 'x' },
      amount: (dollars(amount) - (world.state.accounts.get('default')?.cash ?? 0)) as Money,
    });
  cash(1500);
  expect(verdict(world.submit({ side: 'SELL' }))).toBe('Equity below minimum: $1500.00 < $2000.00');
  expect(verdict(world.submit({ price: dollars(100), quantity: units(15) }))).toBe('passes');
  expect(verdict(world.submit({ price: dollars(0.01) }))).toMatch('Equity below minimum');
  isProven(world);
});

test('MIN_EQUITY: what only closes passes though it costs more than the cash', () => {
  const world = worldOf({});
  hold(world, 'SELL', 10, 100);
  const { config } = world.state;
  if (config) world.change({ limits: { ...config.limits, min_equity: dollars(1e6) } });
  const buy = (quantity: number) => verdict(world.submit({ side: 'BUY', quantity: units(quantity), price: dollars(10_200) }));
  expect(buy(11)).toMatch('Equity below minimum');
  expect(buy(10)).not.toMatch('Equity below minimum');
  isProven(world);
});

test('BROKER_RATE: an amendment that only lowers the rest takes a message, too', () => {
  const world = worldOf({ broker_messages_kept: 1 }, {}, { scoped: { firm: { broker_messages_per_minute: 2 } } });
  const order = world.working({ quantity: units(3) });
  expect(world.amend(order, { quantity: 2 })).toMatchObject({ accepted: false, violations: [{ code: 'BROKER_RATE_EXHAUSTED' }] });
});

describe('POSITION_ADV 4 % of 2,500', () => {
  const limited = (instrument: Partial<Instrument> = {}) =>
    worldOf(
      {},
      { average_volume: units(2500), volume_as_of: '2026-11-24', ...instrument },
      { scoped: { 'symbol:AAPL': { max_position_adv_bps: 400 } } },
    );
  test('position and open orders up to it pass, one more is refused, what only closes passes', () => {
    const world = limited();
    hold(world, 'BUY', 60, 100);
    expect(verdict(world.submit({ quantity: units(41) }))).toBe(
      'Position above ADV: 101 > 100 of 2500 (account:default/symbol:AAPL)',
    );
    expect(verdict(world.submit({ quantity: units(40) }))).toBe('passes');
    expect(verdict(world.submit({ side: 'SELL', quantity: units(60) }))).toBe('passes');
    isProven(world);
  });
  test('without a young volume REFERENCE_VOLUME_UNAVAILABLE', () => {
    expect(verdict(limited({ volume_as_of: null }).submit())).toBe('REFERENCE_VOLUME_UNAVAILABLE');
  });
});
