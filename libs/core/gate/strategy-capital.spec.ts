import { compile, DAY, dollars, GateWorld, units } from '#test/factories/gate-world.js';
import type { RiskLimits } from '../model/limits.js';
import { effectiveLimits, warningsOf } from '../portfolio/effective-limits.js';
import { eachUse } from '../portfolio/limit-uses.js';
import { LogProof } from '../verify/log-proof.js';
import { encodeEvent } from './codec.js';
import type { BreakerTripped } from './event.js';
import { restoreSnapshot, takeSnapshot } from './snapshot.js';
import { emptyState } from './state.js';
import { stateHash } from './state-hash.js';

const WIDE: Partial<RiskLimits> = {
  ...{ max_position_size: dollars(1e7), max_order_size: dollars(1e7), max_portfolio_concentration_bps: 100_000 },
  ...{ max_leverage_hundredths: 10_000, daily_loss_limit: dollars(5e6), maintenance_margin: 'off' },
};

/** Accounts a and b with 1,000,000 each, quotes at 10.00, strategy t1 with that capital and those limits. */
function firm(capital: number | null, limits: Record<string, number>): GateWorld {
  const world = new GateWorld();
  for (const account of ['a', 'b']) world.ask({ kind: 'open_account', account, cash: dollars(1e6), day: DAY });
  world.configure(1, WIDE);
  const symbols = Object.fromEntries(
    ['AAPL', 'SPY', 'TSLA'].map((symbol) => [symbol, { max_position: dollars(1e7), max_concentration_bps: 100_000 }]),
  );
  world.change({ symbols, scoped: { 'strategy:t1': limits } });
  give(world, capital);
  for (const symbol of ['AAPL', 'SPY', 'TSLA']) world.quote(symbol, 10, 10);
  world.tick();
  return world;
}
const give = (world: GateWorld, capital: number | null) =>
  world.change({
    strategies: { t1: { accounts: null, symbols: null, ...(capital === null ? {} : { capital: dollars(capital) }) } },
  });

type Fields = Parameters<GateWorld['submit']>[0];
function order(world: GateWorld, side: 'BUY' | 'SELL', account: string, worth: number, more: Fields = {}) {
  return world.submit({ account, side, strategy: 't1', quantity: units(worth / 10), price: dollars(10), ...more });
}
function hold(world: GateWorld, account: string, worth: number, more: Fields = {}): void {
  const { order: sent } = order(world, worth > 0 ? 'BUY' : 'SELL', account, Math.abs(worth), more);
  world.fill(sent, Math.abs(worth) / 10, 10);
}
function verdict(answer: ReturnType<GateWorld['submit']>): string {
  if (answer.kind !== 'decided') return 'code' in answer ? answer.code : answer.kind;
  return answer.violations.map(({ code, scope }) => `${code} ${scope}`).join(', ') || 'passes';
}
const trips = ({ log }: GateWorld) => log.filter((event): event is BreakerTripped => event.type === 'BREAKER_TRIPPED');
const uses = (world: GateWorld) => {
  const found: Record<string, [number, number]> = {};
  eachUse(world.state, ({ scope }, { limit_name }, _, used, most) => {
    if (scope === 'strategy:t1') found[limit_name] = [used, most];
  });
  return found;
};
const effective = (world: GateWorld, name: string) =>
  effectiveLimits(world.state, { account: 'a', strategy: 't1', symbol: 'AAPL' }, world.nowUs)?.find(
    ({ scope, limit_name }) => scope === 'strategy:t1' && limit_name === name,
  );
const LEVERAGE = 'LEVERAGE_EXCEEDED strategy:t1';

describe('LEVERAGE of a strategy 2.00, capital 10,000: W over all its accounts against capital and the profit of its day', () => {
  const set = () => {
    const world = firm(10_000, { max_leverage_hundredths: 200 });
    hold(world, 'a', 12_000);
    order(world, 'BUY', 'b', 3000, { symbol: 'SPY' });
    return world;
  };
  test('W 15,000: a buy of 5,000.00 passes', () => expect(verdict(order(set(), 'BUY', 'b', 5000))).toBe('passes'));
  test('5,000.01 is refused, with leverage and equity of the strategy', () => {
    const answer = order(set(), 'BUY', 'b', 5000.01);
    expect(verdict(answer)).toBe(LEVERAGE);
    const [violation] = answer.kind === 'decided' ? answer.violations : [];
    expect(violation?.message).toBe(
      'Leverage exceeds limit: 2.000001 > 2.000000 (gross exposure $20000.01, equity $10000.00) (strategy:t1)',
    );
    expect(violation?.limit_origin).toBe('strategy:t1');
  });
  test('a profit of 600 on 1,200 units makes room for 1,200 less 600 of its own', () => {
    const world = set();
    world.quote('AAPL', 10.5, 10.5);
    expect(verdict(order(world, 'BUY', 'b', 5600, { symbol: 'SPY' }))).toBe('passes');
    expect(verdict(order(world, 'BUY', 'b', 0.01, { symbol: 'SPY' }))).toBe(LEVERAGE);
  });
  test('a short in another account counts whole: nothing nets', () => {
    const world = set();
    expect(verdict(order(world, 'SELL', 'b', 4900))).toBe('passes');
    expect(verdict(order(world, 'SELL', 'b', 110))).toBe(LEVERAGE);
  });
  test('orders of other strategies and of none do not count', () => {
    const world = set();
    world.change({ strategies: { ...world.state.config?.strategies, t2: { accounts: null, symbols: null } } });
    expect(verdict(order(world, 'BUY', 'a', 90_000, { strategy: 't2' }))).toBe('passes');
    const { strategy: _, ...none } = { ...world.order({ account: 'a', quantity: units(100), price: dollars(10) }) };
    expect(verdict(world.submit(none))).toBe('passes');
    expect(verdict(order(world, 'BUY', 'b', 5000))).toBe('passes');
  });
  test('another capital holds for the very next order', () => {
    const world = set();
    give(world, 7500);
    expect(verdict(order(world, 'BUY', 'b', 0.01))).toBe(LEVERAGE);
    give(world, 7500.01);
    expect(verdict(order(world, 'BUY', 'b', 0.02))).toBe('passes');
  });
  test('a new day begins with the capital again', () => {
    const world = set();
    world.quote('AAPL', 10.5, 10.5);
    world.ask({ kind: 'close_day', day: DAY, next_day: '2026-11-27' });
    world.tick();
    expect(verdict(order(world, 'BUY', 'b', 4400, { symbol: 'SPY' }))).toBe('passes');
    expect(verdict(order(world, 'BUY', 'b', 0.01, { symbol: 'SPY' }))).toBe(LEVERAGE);
  });
});

test('E of a strategy at or below 0: only what closes its own position passes', () => {
  const world = firm(1000, { max_leverage_hundredths: 200 });
  hold(world, 'a', 2000);
  world.quote('AAPL', 5, 5);
  expect(verdict(order(world, 'BUY', 'a', 1, { symbol: 'SPY' }))).toBe(LEVERAGE);
  expect(verdict(order(world, 'SELL', 'b', 5))).toBe(LEVERAGE);
  expect(verdict(order(world, 'SELL', 'a', 2000, { price: dollars(5) }))).toBe('passes');
});

test('NET_LEVERAGE of a strategy 0.50, capital 10,000, long 3,000 and short 1,000: 3,000.00 pass, 3,000.01 is refused', () => {
  const set = () => {
    const world = firm(10_000, { max_net_leverage_hundredths: 50 });
    hold(world, 'a', 3000);
    hold(world, 'b', -1000, { symbol: 'SPY' });
    return world;
  };
  expect(verdict(order(set(), 'BUY', 'b', 3000))).toBe('passes');
  expect(verdict(order(set(), 'BUY', 'b', 3000.01))).toBe('NET_LEVERAGE_EXCEEDED strategy:t1');
});

describe('STRATEGY_CAPITAL_MISSING', () => {
  test.each([
    ['max_leverage_hundredths', 200],
    ['max_net_leverage_hundredths', 200],
    ['drawdown_day_bps', 400],
    ['drawdown_all_time_bps', 400],
  ])('%s is set, no capital is: refused, until it has some', (name, value) => {
    const world = firm(null, { [name]: value });
    expect(order(world, 'BUY', 'a', 10)).toMatchObject({
      code: 'STRATEGY_CAPITAL_MISSING',
      message: expect.stringContaining('set it at PUT /api/strategies'),
    });
    expect(verdict(world.submit({ account: 'a', quantity: units(1), price: dollars(10) }))).toBe('passes');
    give(world, 1000);
    expect(verdict(order(world, 'BUY', 'a', 10))).toBe('passes');
  });
  test('what only closes the strategy’s own position passes, and so does an amendment that lowers an order', () => {
    const world = firm(10_000, { max_leverage_hundredths: 200 });
    hold(world, 'a', 1000);
    const open = world.working({ account: 'a', strategy: 't1', quantity: units(100), price: dollars(9) });
    give(world, null);
    expect(verdict(order(world, 'SELL', 'b', 100))).toBe('STRATEGY_CAPITAL_MISSING');
    expect(verdict(order(world, 'SELL', 'a', 1000))).toBe('passes');
    expect(world.amend(open, { quantity: 110 })).toMatchObject({ code: 'STRATEGY_CAPITAL_MISSING' });
    expect(world.amend(open, { quantity: 50 })).toMatchObject({ accepted: true, violations: [] });
  });
  test('a limit that is off there, or one of another kind, asks for no capital', () => {
    const world = firm(null, { max_gross_exposure: dollars(1000) });
    expect(verdict(order(world, 'BUY', 'a', 10))).toBe('passes');
  });
  test('the limits say so, and nothing is measured', () => {
    const world = firm(null, { max_leverage_hundredths: 200, drawdown_day_bps: 400 });
    expect(warningsOf(world.state, 'strategy:t1', world.nowUs)).toEqual([expect.stringContaining('strategy:t1 has no capital')]);
    expect(effective(world, 'max_leverage')).toMatchObject({ value: 2, used: null, left: null });
    expect(effective(world, 'drawdown_day_pct')).toMatchObject({ value: 4, used: null, left: null });
    expect(uses(world)).toEqual({});
  });
});

describe('DRAWDOWN_DAY of a strategy 4 %, capital 100,000', () => {
  /** Holds 10,000 units at 10.00, and its profit is that. */
  const profit = (world: GateWorld, amount: number) => world.quote('AAPL', 10 + amount / 1e4, 10 + amount / 1e4);
  const high = () => {
    const world = firm(100_000, { drawdown_day_bps: 400 });
    hold(world, 'a', 60_000);
    hold(world, 'b', 40_000);
    profit(world, 2500);
    return world;
  };
  test('high 102,500: E 98,401 no, 98,400 trips its breaker to reduce_only, by hand', () => {
    const world = high();
    profit(world, -1599);
    expect(trips(world)).toEqual([]);
    profit(world, -1600);
    expect(trips(world)).toMatchObject([
      { trigger_type: 'DRAWDOWN', scope: 'strategy:t1', mode: 'reduce_only', expires_at_ms: null },
    ]);
    expect(trips(world)[0]?.reason).toBe('drawdown of the day 4.00% >= 4.00% from $102500.00');
    expect(verdict(order(world, 'BUY', 'a', 10))).toBe('CIRCUIT_BREAKER_OPEN undefined');
    expect(verdict(order(world, 'SELL', 'a', 10))).toBe('passes');
    const breaker_id = trips(world)[0]?.breaker_id ?? 0;
    const asked = { kind: 'reset', breaker_id, how: 'ask', actor: 'ann', reason: 'r', source: 'api' } as const;
    expect(world.ask(asked)).toMatchObject({ kind: 'cause_persists' });
  });
  test('capital that is given or taken moves the high by as much: with 10,000 more it trips at 108,000', () => {
    const world = high();
    give(world, 110_000);
    profit(world, -1999);
    expect(trips(world)).toEqual([]);
    profit(world, -2000);
    expect(trips(world)).toHaveLength(1);
  });
  test('without capital it does not trip, for its orders are refused; with it, it does at once', () => {
    const world = high();
    give(world, null);
    profit(world, -9000);
    expect(trips(world)).toEqual([]);
    give(world, 100_000);
    expect(trips(world)).toMatchObject([{ scope: 'strategy:t1' }]);
  });
  test('the next day begins anew', () => {
    const world = high();
    world.ask({ kind: 'close_day', day: DAY, next_day: '2026-11-27' });
    profit(world, -1400);
    expect(trips(world)).toEqual([]);
    profit(world, -1500);
    expect(trips(world)).toHaveLength(1);
  });
  test('its use is shown, and what is left', () => {
    const world = high();
    profit(world, 450);
    expect(uses(world)).toEqual({ drawdown_day_pct: [2, 4] });
    expect(effective(world, 'drawdown_day_pct')).toMatchObject({ used: 2, left: 2 });
  });
});

describe('DRAWDOWN_ALL_TIME of a strategy 4 %, capital 100,000', () => {
  const profit = (world: GateWorld, amount: number) => world.quote('AAPL', 10 + amount / 1e4, 10 + amount / 1e4);
  const nextDay = (world: GateWorld) => world.ask({ kind: 'close_day', day: DAY, next_day: '2026-11-27' });
  /** High of 102,500 on the first day, of which 500 are left as the next one begins. */
  const second = () => {
    const world = firm(100_000, { drawdown_all_time_bps: 400 });
    hold(world, 'a', 60_000);
    hold(world, 'b', 40_000);
    profit(world, 2500);
    profit(world, 500);
    nextDay(world);
    return world;
  };
  test('the high of a day before counts: with the capital set anew, 100,500, it trips at 98,400 from 102,500', () => {
    const world = second();
    give(world, 100_500);
    profit(world, -1599);
    expect(trips(world)).toEqual([]);
    expect(uses(world)).toEqual({ drawdown_all_time_pct: [expect.closeTo(3.999, 3), 4] });
    profit(world, -1600);
    expect(trips(world)).toMatchObject([{ trigger_type: 'DRAWDOWN', scope: 'strategy:t1', mode: 'reduce_only' }]);
    expect(trips(world)[0]?.reason).toBe('drawdown of all time 4.00% >= 4.00% from $102500.00');
  });
  test('with the capital as it was, the high is 2,000 above it', () => {
    const world = second();
    profit(world, -1579);
    expect(trips(world)).toEqual([]);
    profit(world, -1580);
    expect(trips(world)[0]?.reason).toBe('drawdown of all time 4.00% >= 4.00% from $102000.00');
  });
  test('a reset by a person begins it anew', () => {
    const world = second();
    profit(world, -1600);
    const breaker_id = trips(world)[0]?.breaker_id ?? 0;
    const asked = { kind: 'reset', breaker_id, how: 'ask', actor: 'ann', reason: 'r', source: 'api' } as const;
    expect(world.ask(asked)).toMatchObject({ kind: 'closed', tripped_again: null });
    profit(world, -5500);
    expect(trips(world)).toHaveLength(1);
    profit(world, -5600);
    expect(trips(world)).toHaveLength(2);
  });
  test('without capital its orders are refused, but for what closes its own position', () => {
    const world = second();
    give(world, null);
    expect(verdict(order(world, 'BUY', 'a', 10))).toBe('STRATEGY_CAPITAL_MISSING');
    expect(verdict(order(world, 'SELL', 'a', 10))).toBe('passes');
  });
});

test('the use of the leverage of a strategy is shown, what is left, and a limit below what is used', () => {
  const world = firm(10_000, { max_leverage_hundredths: 200, max_net_leverage_hundredths: 300 });
  hold(world, 'a', 12_000);
  hold(world, 'b', -3000, { symbol: 'SPY' });
  expect(uses(world)).toEqual({ max_leverage: [1.5, 2], max_net_leverage: [0.9, 3] });
  expect(effective(world, 'max_leverage')).toMatchObject({ origin: 'strategy:t1', value: 2, used: 1.5, left: 0.5 });
  give(world, 6000);
  expect(warningsOf(world.state, 'strategy:t1', world.nowUs)).toEqual([
    'max_leverage of strategy:t1 is 2, and 2.5 is used: nothing passes that raises it',
  ]);
});

test('the log proves itself, and a snapshot carries it on', () => {
  const world = firm(10_000, { max_leverage_hundredths: 200, drawdown_day_bps: 400 });
  hold(world, 'a', 15_000);
  order(world, 'BUY', 'b', 9000);
  world.quote('AAPL', 9.5, 9.5);
  expect(trips(world)).toHaveLength(1);
  const proof = new LogProof(emptyState(compile));
  for (const event of world.log) proof.take(encodeEvent(event));
  expect(stateHash(proof.state)).toBe(stateHash(world.state));
  const restored = restoreSnapshot(JSON.parse(JSON.stringify(takeSnapshot(world.state))) as never, compile);
  // Client ids are kept beside snapshots.
  expect(takeSnapshot(restored)).toEqual(takeSnapshot(world.state));
});
