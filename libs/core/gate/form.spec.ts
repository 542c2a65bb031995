import { dollars, GateWorld, units } from '#test/factories/gate-world.js';
import type { RiskLimits } from '../model/limits.js';
import { EMPTY_INSTRUMENT, type Instrument } from '../model/reference.js';

const WIDE: Partial<RiskLimits> = {
  ...{ max_order_size: dollars(1e6), max_position_size: dollars(1e6), max_portfolio_concentration_bps: 100_000 },
};

function worldOf(instrument: Partial<Instrument>, limits: Partial<RiskLimits> = {}): GateWorld {
  const world = GateWorld.open({ ...WIDE, ...limits });
  const symbols = Object.fromEntries(
    ['AAPL', 'SPY', 'TSLA'].map((symbol) => [symbol, { max_position: dollars(1e6), max_concentration_bps: 100_000 }]),
  );
  world.change({ symbols, instruments: { AAPL: { ...EMPTY_INSTRUMENT, ...instrument } } });
  return world;
}
function verdict(answer: ReturnType<GateWorld['submit']>): string {
  if (answer.kind !== 'decided') return 'code' in answer ? answer.code : answer.kind;
  return answer.violations[0]?.message ?? 'passes';
}
function hold(world: GateWorld, quantity: number, side: 'BUY' | 'SELL' = 'BUY'): void {
  const { order } = world.submit({ side, quantity: units(quantity), price: dollars(100) });
  world.fill(order, quantity, 100);
}
const buy = (world: GateWorld, quantity: number, price = 100) =>
  verdict(world.submit({ quantity: units(quantity), price: dollars(price) }));
const sell = (world: GateWorld, quantity: number, price = 100) =>
  verdict(world.submit({ side: 'SELL', quantity: units(quantity), price: dollars(price) }));

test('QUANTITY_STEP 1, q 12.5: SELL 12.5 passes (whole close), SELL 2.5 is refused', () => {
  const world = worldOf({});
  hold(world, 12.5);
  world.change({ instruments: { AAPL: { ...EMPTY_INSTRUMENT, step: units(1) } } });
  expect(sell(world, 2.5)).toBe('Quantity step invalid: 2.5 is no multiple of 1');
  expect(sell(world, 12.5)).toBe('passes');
});

test('QUANTITY_MIN and QUANTITY_MAX: the least and the most pass, beyond them is refused', () => {
  const world = worldOf({ min_quantity: units(2), max_quantity: units(10) });
  expect([buy(world, 2), buy(world, 10)]).toEqual(['passes', 'passes']);
  expect(buy(world, 1.99999999)).toBe('Quantity below min: 1.99999999 < 2');
  expect(buy(world, 10.00000001)).toBe('Quantity above max: 10.00000001 > 10');
  const limited = worldOf({}, { max_order_quantity: units(5) });
  expect([buy(limited, 5), buy(limited, 5.1)]).toEqual(['passes', 'Quantity above max: 5.1 > 5']);
});

test('NOTIONAL_MIN 5.00: 0.0001 at 50,000 passes, at 49,999 is refused, a sale of the whole 0.00004 held passes', () => {
  const world = worldOf({});
  world.quote('AAPL', 50_000, 50_000);
  const { order } = world.submit({ quantity: units(0.00004), price: dollars(50_000) });
  world.fill(order, 0.00004, 50_000);
  world.change({ instruments: { AAPL: { ...EMPTY_INSTRUMENT, min_notional: dollars(5) } } });
  expect(buy(world, 0.0001, 50_000)).toBe('passes');
  expect(buy(world, 0.0001, 49_999)).toBe('Notional below min: $4.9999 < $5.00');
  expect(sell(world, 0.00004, 50_000)).toBe('passes');
});

test('PRICE_TICK: 0.9999 passes, 0.99995 is refused, 1.00 passes, 1.005 is refused; a market order without price passes', () => {
  const ticks = [
    { from: dollars(0), tick: dollars(0.0001) },
    { from: dollars(1), tick: dollars(0.01) },
  ];
  const world = worldOf({ ticks });
  expect(buy(world, 1, 0.9999)).toBe('passes');
  expect(buy(world, 1, 0.99995)).toBe('Price tick invalid: $0.99995 is no multiple of $0.0001');
  expect(buy(world, 1, 1)).toBe('passes');
  expect(buy(world, 1, 1.005)).toBe('Price tick invalid: $1.005 is no multiple of $0.01');
  expect(verdict(world.submit({ order_type: 'MARKET', price: null }))).toBe('passes');
});

test('PRICE_RANGE: both ends pass', () => {
  const world = worldOf({ min_price: dollars(5), max_price: dollars(200) });
  expect([buy(world, 1, 5), buy(world, 1, 200)]).toEqual(['passes', 'passes']);
  expect(buy(world, 1, 4.99)).toBe('Price out of range: $4.99 < $5.00');
  expect(buy(world, 1, 200.01)).toBe('Price out of range: $200.01 > $200.00');
});

test('SHORT_ALLOWED: what is held may be sold, one unit more is short; by the account or by the instrument', () => {
  for (const world of [worldOf({ shortable: false }), worldOf({}, { short_selling: 'refused' })]) {
    hold(world, 10);
    expect(sell(world, 6)).toBe('passes');
    expect(sell(world, 4.00000001)).toBe('Short not allowed: AAPL');
    expect(sell(world, 4)).toBe('passes');
  }
  expect(sell(worldOf({}), 1)).toBe('passes');
});

test('POSITION_FLIP, q -40: BUY 40 passes, 41 is refused', () => {
  const world = worldOf({}, { position_flip: 'refused' });
  hold(world, 40, 'SELL');
  expect(buy(world, 41)).toMatch(/^Position flip not allowed: BUY 41 AAPL/);
  expect(buy(world, 40)).toBe('passes');
});

test('STRATEGY_PERMISSION: outside of its accounts and symbols only what the strategy holds may be closed', () => {
  const world = worldOf({});
  const strategy = (more: object) => verdict(world.submit({ strategy: 't1', quantity: units(5), ...more }));
  const { order } = world.submit({ strategy: 't1', quantity: units(5) });
  world.fill(order, 5, 100);
  hold(world, 50);
  world.change({ strategies: { t1: { accounts: null, symbols: ['SPY'] } } });
  expect(strategy({ symbol: 'SPY' })).toBe('passes');
  expect(strategy({})).toBe('Strategy not permitted: t1 may not trade AAPL in this account');
  expect(strategy({ side: 'SELL', quantity: units(6) })).toMatch(/^Strategy not permitted/);
  expect(strategy({ side: 'SELL' })).toBe('passes');
  world.change({ strategies: { t1: { accounts: ['other'], symbols: null } } });
  expect(strategy({ symbol: 'SPY' })).toMatch(/^Strategy not permitted/);
});

test('SPREAD 100 bps: MARKET at 19.90/20.10 passes, at 19.90/20.11 is refused, LIMIT there passes', () => {
  const world = worldOf({}, { max_spread_bps: 100 });
  const market = () => verdict(world.submit({ order_type: 'MARKET', price: null }));
  world.quote('AAPL', 19.9, 20.1);
  expect(market()).toBe('passes');
  world.quote('AAPL', 19.9, 20.11);
  expect(market()).toBe('Spread too wide: $0.21 > $0.20005');
  expect(buy(world, 1, 20)).toBe('passes');
});

test('QUOTE_AGE 2 s: at 2 s passes, later is refused, reducing too; never a quote is a doubt', () => {
  const world = worldOf({}, { max_quote_age_seconds: 2 });
  hold(world, 5);
  world.quote('AAPL', 100, 100.02);
  const at = world.state.quotes.get('AAPL')?.at_us ?? 0;
  world.nowUs = at + 1_999_999;
  expect(buy(world, 1)).toBe('passes');
  expect(buy(world, 1)).toBe('Quote stale: 2.000001 s > 2 s');
  expect(sell(world, 1)).toMatch(/^Quote stale/);
  world.state.quotes.delete('SPY');
  expect(verdict(world.submit({ symbol: 'SPY' }))).toBe('REFERENCE_PRICE_UNAVAILABLE');
});

describe('RESTRICTED_LIST', () => {
  const NOW = 1_795_600_000_000_000;
  function restricted(mode: 'no_trade' | 'no_buy' | 'no_sell' | 'no_short' | 'close_only', scope = 'firm'): GateWorld {
    const world = worldOf({});
    hold(world, 50);
    world.change({
      restricted: { one: { symbol: 'AAPL', scope, mode, from_us: NOW, until_us: NOW + 60e6, reason: 'a merger' } },
    });
    return world;
  }
  const CLOSE_ONLY =
    /^Instrument restricted: AAPL close_only until 2026-11-25T10:27:40.000Z: a merger$|^Instrument restricted: AAPL close_only until /;

  test('close_only, q +50: SELL 50 passes, SELL 51 is refused, BUY 1 is refused, at until exactly it is free', () => {
    expect(sell(restricted('close_only'), 51)).toMatch(CLOSE_ONLY);
    expect(buy(restricted('close_only'), 1)).toMatch(CLOSE_ONLY);
    expect(sell(restricted('close_only'), 50)).toBe('passes');
    const world = restricted('close_only');
    for (let i = 0; i < 5; i += 1) {
      world.pass(11);
      world.quote('AAPL', 100, 100.02);
      world.tick();
    }
    world.nowUs = NOW + 60e6 - 2;
    expect(buy(world, 1)).toMatch(CLOSE_ONLY);
    expect(buy(world, 1)).toBe('passes');
  });

  test('each mode stops what it says, and nothing of another symbol', () => {
    expect(sell(restricted('no_trade'), 1)).toMatch(/no_trade/);
    expect([buy(restricted('no_buy'), 1), sell(restricted('no_buy'), 1)]).toEqual([expect.stringMatching(/no_buy/), 'passes']);
    expect([sell(restricted('no_sell'), 1), buy(restricted('no_sell'), 1)]).toEqual([expect.stringMatching(/no_sell/), 'passes']);
    expect([sell(restricted('no_short'), 51), sell(restricted('no_short'), 50)]).toEqual([
      expect.stringMatching(/no_short/),
      'passes',
    ]);
    expect(verdict(restricted('no_trade').submit({ symbol: 'SPY' }))).toBe('passes');
  });

  test('an entry of one account, strategy or user stops it alone', () => {
    expect(buy(restricted('no_trade', 'account:other'), 1)).toBe('passes');
    expect(buy(restricted('no_trade', 'account:default'), 1)).toMatch(/no_trade/);
    const world = restricted('no_trade', 'strategy:t1');
    expect(verdict(world.submit({ strategy: 't1' }))).toMatch(/no_trade/);
    expect(verdict(world.submit({ strategy: 't2' }))).toBe('passes');
    expect(verdict(restricted('no_trade', 'user:ann').submit({ user: 'ann' }))).toMatch(/no_trade/);
  });
});
