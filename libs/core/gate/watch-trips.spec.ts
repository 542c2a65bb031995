import fc from 'fast-check';
import { compile, DAY, dollars, GateWorld, units } from '#test/factories/gate-world.js';
import type { RiskLimits } from '../model/limits.js';
import { encodeEvent } from './codec.js';
import type { BreakerTripped, GateEvent } from './event.js';
import { foldLine } from './fold.js';
import { restoreSnapshot, takeSnapshot } from './snapshot.js';
import { emptyState } from './state.js';
import { stateHash } from './state-hash.js';
import { LogProof } from '../verify/log-proof.js';

const WIDE: Partial<RiskLimits> = {
  ...{ max_position_size: dollars(1e7), max_order_size: dollars(1e7), max_portfolio_concentration_bps: 100_000 },
  ...{ max_leverage_hundredths: 100_000, daily_loss_limit: dollars(5e6), maintenance_margin: 'off' },
};
type Scoped = Record<string, Record<string, number | string | null>>;

/** Account `default` with 100,000 and quotes at 100.00, bid and ask. */
function worldOf(limits: Partial<RiskLimits>, scoped: Scoped = {}): GateWorld {
  const world = GateWorld.open({ ...WIDE, ...limits });
  const symbols = Object.fromEntries(
    ['AAPL', 'SPY', 'TSLA'].map((symbol) => [symbol, { max_position: dollars(1e7), max_concentration_bps: 100_000 }]),
  );
  world.change({ symbols, scoped });
  for (const symbol of ['AAPL', 'SPY', 'TSLA']) world.quote(symbol, 100, 100);
  return world;
}
function hold(world: GateWorld, quantity: number, at = 100, more: Parameters<GateWorld['submit']>[0] = {}): void {
  const side = quantity > 0 ? 'BUY' : 'SELL';
  const { order } = world.submit({ side, quantity: units(Math.abs(quantity)), price: dollars(at), ...more });
  world.fill(order, Math.abs(quantity), at);
}
/** Moves the profit of 1,000 AAPL bought at 100.00 to that many dollars. */
const profit = (world: GateWorld, amount: number) => world.quote('AAPL', 100 + amount / 1000, 100 + amount / 1000);
const trips = ({ log }: GateWorld) => log.filter((event): event is BreakerTripped => event.type === 'BREAKER_TRIPPED');
const trigger = (world: GateWorld) => trips(world).map(({ trigger_type, scope }) => `${trigger_type} ${scope}`);
const BY_HAND = { actor: 'user:ann', reason: 'looked at', source: 'api' } as const;
const reset = (world: GateWorld, how: 'ask' | 'force' | 'expire' = 'ask') =>
  world.ask({ kind: 'reset', breaker_id: trips(world).at(-1)?.breaker_id ?? 0, how, ...BY_HAND });
const verdict = (answer: ReturnType<GateWorld['submit']>) =>
  answer.kind === 'decided' ? (answer.violations[0]?.message ?? 'passes') : answer.kind;

/** The whole log proves itself. */
function isProven(world: GateWorld): void {
  const proof = new LogProof(emptyState(compile));
  for (const event of world.log) proof.take(encodeEvent(event));
  expect(stateHash(proof.state)).toBe(stateHash(world.state));
}

describe('LOSS_WINDOW 1,500 in an hour', () => {
  const atTen = (later: number, seconds = 59 * 60) => {
    const world = worldOf({ loss_window_limit: dollars(1500) });
    hold(world, 1000);
    profit(world, 900);
    world.pass(seconds);
    profit(world, later);
    return world;
  };
  test('+900 at 10:00, -600 at 10:59: trips to reduce_only for the hour', () => {
    const world = atTen(-600);
    expect(trips(world)).toMatchObject([
      { trigger_type: 'LOSS_WINDOW', mode: 'reduce_only', trigger_value: dollars(1500), threshold: dollars(1500) },
    ]);
    expect(trips(world)[0]?.expires_at_ms).toBe((trips(world)[0]?.at_ms ?? 0) + 3_600_000);
    expect(trips(world)[0]?.reason).toBe('loss $1500.00 >= $1500.00 in 3600 s');
  });
  test('-599.99: no', () => expect(trips(atTen(-599.99))).toEqual([]));
  test('a profit that stood until now counts, however long ago it came', () => {
    const world = worldOf({ loss_window_limit: dollars(1500) });
    hold(world, 1000);
    profit(world, 900);
    world.pass(3 * 3600);
    profit(world, -600);
    expect(trigger(world)).toEqual(['LOSS_WINDOW account:default']);
  });
  test('a high that left the window counts no more', () => {
    const world = worldOf({ loss_window_limit: dollars(1500) });
    hold(world, 1000);
    profit(world, 900);
    profit(world, 0);
    world.pass(3600 + 61);
    profit(world, -1000);
    expect(trips(world)).toEqual([]);
  });
  test('when its time is over it ends, and does not trip at once for the loss that it was for', () => {
    const world = atTen(-600);
    world.pass(3600);
    expect(reset(world, 'expire')).toMatchObject({ kind: 'closed', tripped_again: null });
    profit(world, -601);
    expect(trips(world)).toHaveLength(1);
  });
  test('at a strategy it is the strategy that lost, and another one trades on', () => {
    const world = worldOf({}, { 'strategy:t1': { loss_window_limit: dollars(100) } });
    hold(world, 10, 100, { strategy: 't1' });
    hold(world, 10, 100, { strategy: 't2' });
    world.quote('AAPL', 90, 90);
    expect(trigger(world)).toEqual(['LOSS_WINDOW strategy:t1']);
    expect(verdict(world.submit({ strategy: 't1', price: dollars(90) }))).toMatch('Circuit breaker');
    expect(verdict(world.submit({ strategy: 't2', price: dollars(90) }))).toBe('passes');
  });
});

describe('DRAWDOWN_DAY 4 %', () => {
  const high = () => {
    const world = worldOf({ drawdown_day_bps: 400 });
    hold(world, 1000);
    profit(world, 2500);
    return world;
  };
  test('start 100,000, high 102,500: E 98,400.01 no', () => {
    const world = high();
    profit(world, -1599.99);
    expect(trips(world)).toEqual([]);
  });
  test('98,400.00 trips, by hand only', () => {
    const world = high();
    profit(world, -1600);
    expect(trips(world)).toMatchObject([{ trigger_type: 'DRAWDOWN', mode: 'reduce_only', expires_at_ms: null }]);
    expect(trips(world)[0]?.reason).toBe('drawdown of the day 4.00% >= 4.00% from $102500.00');
    expect(reset(world)).toMatchObject({ kind: 'cause_persists' });
    expect(reset(world, 'force')).toMatchObject({ kind: 'closed', tripped_again: 2 });
    expect(trips(world)).toHaveLength(2);
  });
  test('a deposit of 10,000 at the high: trips at 108,000', () => {
    const world = high();
    world.ask({ kind: 'move_cash', account: 'default', amount: dollars(10_000), actor: 'a', reason: 'r' });
    profit(world, -1999.99);
    expect(trips(world)).toEqual([]);
    profit(world, -2000);
    expect(trigger(world)).toEqual(['DRAWDOWN account:default']);
  });
  test('the next day begins anew', () => {
    const world = high();
    profit(world, -1000);
    world.ask({ kind: 'close_day', day: DAY, next_day: '2026-11-27' });
    profit(world, -4000);
    expect(trips(world)).toEqual([]);
  });
});

test('DRAWDOWN_ALL_TIME 4 %: over days, of the firm too; a reset by a person begins it anew', () => {
  const world = worldOf({ drawdown_all_time_bps: 400 }, { firm: { drawdown_all_time_bps: 500 } });
  hold(world, 1000);
  profit(world, 2500);
  world.ask({ kind: 'close_day', day: DAY, next_day: '2026-11-27' });
  profit(world, -1600);
  expect(trigger(world)).toEqual(['DRAWDOWN account:default']);
  expect(trips(world)[0]?.reason).toContain('of all time');
  expect(reset(world)).toMatchObject({ kind: 'closed', tripped_again: null });
  profit(world, -2000);
  expect(trips(world)).toHaveLength(1);
  profit(world, -2625);
  expect(trigger(world)).toEqual(['DRAWDOWN account:default', 'DRAWDOWN firm']);
});

describe('GIVE_BACK arm 2,000, 50 %', () => {
  const peak = (at: number) => {
    const world = worldOf({ profit_give_back_bps: 5000, profit_give_back_from: dollars(2000) });
    hold(world, 1000);
    profit(world, at);
    return world;
  };
  test('peak 2,400: trips at 1,200.00', () => {
    const world = peak(2400);
    profit(world, 1200.01);
    expect(trips(world)).toEqual([]);
    profit(world, 1200);
    expect(trips(world)).toMatchObject([{ trigger_type: 'GIVE_BACK', mode: 'reduce_only', trigger_value: dollars(1200) }]);
  });
  test('peak 1,999.99: never armed', () => {
    const world = peak(1999.99);
    profit(world, -500);
    expect(trips(world)).toEqual([]);
  });
  test('it ends with the day', () => {
    const world = peak(2400);
    profit(world, 0);
    world.ask({ kind: 'close_day', day: DAY, next_day: '2026-11-27' });
    expect(world.log.at(-1)).toMatchObject({ type: 'BREAKER_RESET', source: 'expiry', reason: 'the day is over' });
    expect(world.state.breakers.size).toBe(0);
  });
});

describe('LOSING_STREAK n 4', () => {
  const trades = (...results: number[]) => {
    const world = worldOf({ losing_streak: 4 });
    for (const result of results) {
      hold(world, 10, 100, { symbol: 'SPY' });
      hold(world, -10, 100 + result / 10, { symbol: 'SPY' });
    }
    return world;
  };
  test('-5, -3, 0, -1, -8: trips, and expires', () => {
    const world = trades(-5, -3, 0, -1, -8);
    expect(trips(world)).toMatchObject([{ trigger_type: 'LOSING_STREAK', reason: '4 losing trades in a row, $17.00' }]);
    expect(trips(world)[0]?.expires_at_ms).toBe((trips(world)[0]?.at_ms ?? 0) + 900_000);
  });
  test('-5, -3, +0.01, -1, -8, -2: no', () => expect(trips(trades(-5, -3, 0.01, -1, -8, -2))).toEqual([]));
  test('a partial close at a loss: no trade yet', () => {
    const world = trades(-5, -3, -1);
    hold(world, 10, 100, { symbol: 'SPY' });
    hold(world, -5, 99, { symbol: 'SPY' });
    expect(trips(world)).toEqual([]);
    hold(world, -5, 99, { symbol: 'SPY' });
    expect(trips(world)).toHaveLength(1);
  });
  test('a fill through zero ends a trade', () => {
    const world = trades(-5, -3, -1);
    hold(world, 10, 100, { symbol: 'SPY' });
    hold(world, -15, 99, { symbol: 'SPY' });
    expect(trips(world)).toHaveLength(1);
  });
  test('losses that are too long ago do not count', () => {
    const world = trades(-5, -3, -1);
    world.pass(3601);
    for (const symbol of ['AAPL', 'SPY', 'TSLA']) world.quote(symbol, 100, 100);
    world.tick();
    hold(world, 10, 100, { symbol: 'SPY' });
    hold(world, -10, 99, { symbol: 'SPY' });
    expect(trips(world)).toEqual([]);
  });
  test('at a strategy and a symbol of it only its own trades count', () => {
    const world = worldOf({}, { 'strategy:t1/symbol:SPY': { losing_streak: 2 } });
    const trade = (strategy: string, symbol: string) => {
      hold(world, 10, 100, { symbol, strategy });
      hold(world, -10, 99, { symbol, strategy });
    };
    trade('t1', 'SPY');
    trade('t2', 'SPY');
    trade('t1', 'TSLA');
    expect(trips(world)).toEqual([]);
    trade('t1', 'SPY');
    expect(trigger(world)).toEqual(['LOSING_STREAK strategy:t1/symbol:SPY']);
  });
});

describe('MARGIN_MAINTENANCE: long 600 at 50, short 500 at 4, short 200 at 20: M = 7,500 + 2,000 + 1,200', () => {
  /** With that equity: cash is taken out until it is there. */
  const withEquity = (equity: number, last = 20) => {
    const world = worldOf({ maintenance_margin: 'on' });
    for (const [symbol, price] of [
      ['AAPL', 50],
      ['SPY', 4],
      ['TSLA', last],
    ] as const)
      world.quote(symbol, price, price);
    hold(world, 600, 50, { symbol: 'AAPL' });
    hold(world, -500, 4, { symbol: 'SPY' });
    hold(world, -200, last, { symbol: 'TSLA' });
    const account = world.state.accounts.get('default');
    const now = (account?.cash ?? 0) + (account?.value ?? 0);
    const amount = (dollars(equity) - now) as ReturnType<typeof dollars>;
    world.ask({ kind: 'move_cash', account: 'default', amount, actor: 'a', reason: 'r' });
    return world;
  };
  test('E 10,700.00 holds', () => {
    const world = withEquity(10_700);
    expect(world.state.accounts.get('default')?.maintenance).toBe(dollars(10_700));
    expect(trips(world)).toEqual([]);
  });
  test('10,699.99 trips to reduce_only', () => {
    const world = withEquity(10_699.99);
    expect(trips(world)).toMatchObject([{ trigger_type: 'MAINTENANCE_MARGIN', mode: 'reduce_only' }]);
    expect(trips(world)[0]?.reason).toBe('maintenance margin: equity $10699.99 < $10700.00');
  });
  test('short 200 at 15 instead: M 10,500', () =>
    expect(withEquity(20_000, 15).state.accounts.get('default')?.maintenance).toBe(dollars(10_500)));
  test('a reset while E < M is refused, and holds when the equity is there again', () => {
    const world = withEquity(10_000);
    expect(reset(world)).toMatchObject({ kind: 'cause_persists', why: expect.stringContaining('maintenance margin') as string });
    world.ask({ kind: 'move_cash', account: 'default', amount: dollars(5000), actor: 'a', reason: 'r' });
    expect(reset(world)).toMatchObject({ kind: 'closed', tripped_again: null });
  });
  test('switched off it trips nothing', () => {
    const world = withEquity(20_000);
    const limits = { ...WIDE, maintenance_margin: 'off' as const };
    world.change({ limits: { ...world.state.config?.limits, ...limits } as RiskLimits });
    world.ask({ kind: 'move_cash', account: 'default', amount: dollars(-15_000), actor: 'a', reason: 'r' });
    expect(trips(world)).toEqual([]);
  });
});

describe('VOLATILITY, 60 s, 3 %', () => {
  const prices = (...all: (number | [number, number])[]) => {
    const world = worldOf({}, { 'symbol:AAPL': { volatility_move_bps: 300 } });
    world.pass(120);
    for (const one of all) {
      const [price, after] = typeof one === 'number' ? [one, 1] : one;
      world.pass(after);
      world.quote('AAPL', price, price);
    }
    return world;
  };
  test('25.00 then 25.75: trips the symbol to reduce_only for five minutes', () => {
    const world = prices(25, 25.75);
    expect(trips(world)).toMatchObject([{ trigger_type: 'VOLATILITY', scope: 'symbol:AAPL', mode: 'reduce_only' }]);
    expect(trips(world)[0]?.expires_at_ms).toBe((trips(world)[0]?.at_ms ?? 0) + 300_000);
    expect(trips(world)[0]?.reason).toBe('volatility: AAPL 3.00% >= 3.00% in 60 s');
  });
  test('25.74: no', () => expect(trips(prices(25, 25.74))).toEqual([]));
  test('25.00, 25.40, 24.64: no (2.99 % of 25.40)', () => expect(trips(prices(25, 25.4, 24.64))).toEqual([]));
  test('24.63: trips', () => expect(trips(prices(25, 25.4, 24.63))).toHaveLength(1));
  test('low 25.00, then 25.75 when that low is 62 s old: it has left, no trip', () =>
    expect(trips(prices(25, 25.5, [25.75, 61]))).toEqual([]));
  test('it is prolonged while the price goes on, when half of the pause is over', () => {
    const world = prices(25, 25.75);
    world.pass(20);
    world.quote('AAPL', 26.6, 26.6);
    expect(world.state.breakers.get('symbol:AAPL')?.causes).toBe(0);
    world.pass(150);
    world.quote('AAPL', 26, 26);
    world.quote('AAPL', 28, 28);
    expect(world.state.breakers.get('symbol:AAPL')).toMatchObject({ causes: 1, expires_at_ms: world.state.last_ms + 300_000 });
  });
});

describe('REPEATED_EXECUTION n 40 since armed', () => {
  const sent = (n: number, user = 'ann') => {
    const world = worldOf({}, { 'strategy:t1': { max_repeated_executions: 40 } });
    const answers = Array.from({ length: n }, () => verdict(world.submit({ strategy: 't1', user, price: dollars(90) })));
    return { world, answers };
  };
  test('40th passes, 41st is refused and the strategy halted, its orders stay', () => {
    const { world, answers } = sent(41);
    expect(answers.slice(38)).toEqual(['passes', 'passes', 'Repeated execution tripped: 41 > 40 (strategy:t1)']);
    expect(trips(world)).toMatchObject([{ trigger_type: 'REPEATED_EXECUTION', scope: 'strategy:t1', mode: 'halt' }]);
    expect(world.log.some(({ type }) => type === 'CANCEL_REQUESTED')).toBe(false);
    expect(verdict(world.submit({ strategy: 't1', price: dollars(90) }))).toMatch('Circuit breaker');
  });
  test('another strategy passes', () =>
    expect(verdict(sent(41).world.submit({ strategy: 't2', price: dollars(90) }))).toBe('passes'));
  test('its users are known, so that they may not reset it', () =>
    expect(sent(41).world.state.runs.get('strategy:t1')?.users).toEqual(['ann']));
  test('reset by an officer: count is 0', () => {
    const { world } = sent(41);
    expect(reset(world)).toMatchObject({ kind: 'closed' });
    for (let i = 0; i < 40; i += 1) expect(verdict(world.submit({ strategy: 't1', price: dollars(90) }))).toBe('passes');
    expect(verdict(world.submit({ strategy: 't1', price: dollars(90) }))).toMatch('Repeated execution');
  });
  test('with a window only those within it count', () => {
    const world = worldOf({}, { 'strategy:t1': { max_repeated_executions: 2, repeated_execution_window_seconds: 10 } });
    const one = () => verdict(world.submit({ strategy: 't1', price: dollars(90) }));
    expect([one(), one()]).toEqual(['passes', 'passes']);
    world.pass(9.9);
    world.quote('AAPL', 100, 100);
    world.tick();
    world.pass(0.2);
    expect([one(), one()]).toEqual(['passes', 'passes']);
    expect(one()).toMatch('Repeated execution tripped: 3 > 2');
  });
});

test('REJECT_STREAK: the n-th refusal in a row halts the account; an order let through between begins anew', () => {
  const world = worldOf({ reject_streak: 3, max_order_size: dollars(1000) });
  const large = () => world.submit({ quantity: units(100) });
  large();
  large();
  world.submit();
  large();
  large();
  expect(trips(world)).toEqual([]);
  large();
  expect(trips(world)).toMatchObject([{ trigger_type: 'REJECT_STREAK', scope: 'account:default', mode: 'halt' }]);
});

describe('HEARTBEAT 15 s', () => {
  const armed = () => {
    const world = worldOf({});
    hold(world, 5);
    world.ask({ kind: 'heartbeat', scope: 'account:default', timeout_ms: 15_000, actor: 'key:k' });
    return world;
  };
  const after = (world: GateWorld, seconds: number) => {
    world.nowUs = world.state.last_ms * 1000 + Math.round(seconds * 1e6) - 1;
    world.quote('SPY', 100, 100);
  };
  test('silent 15.0 s: alive', () => {
    const world = armed();
    after(world, 15);
    expect(trips(world)).toEqual([]);
  });
  test('15.1 s: halt, buys canceled, a strictly reducing order stays', () => {
    const world = armed();
    const buy = world.submit({ quantity: units(1), price: dollars(90) }).order;
    const sell = world.submit({ side: 'SELL', quantity: units(5), price: dollars(110) }).order;
    after(world, 15.1);
    expect(trips(world)).toMatchObject([{ trigger_type: 'HEARTBEAT_MISSED', mode: 'halt' }]);
    expect(trips(world)[0]?.reason).toMatch('heartbeat missed: silent 15.1 s > 15 s');
    expect(world.log.filter(({ type }) => type === 'CANCEL_REQUESTED')).toMatchObject([{ order_id: buy.order_id }]);
    expect(world.state.orders.get(sell.order_id)?.cancel_requested).toBe(false);
    after(world, 1);
    expect(trips(world)).toHaveLength(1);
  });
  test('any order of the one who armed it counts as heard', () => {
    const world = armed();
    after(world, 10);
    const by = { principal: 'key:k', access_version: null, orders_per_second: null };
    world.ask({ kind: 'submit', order: world.order(), by });
    after(world, 10);
    expect(trips(world)).toEqual([]);
  });
  test('disarmed it trips nothing', () => {
    const world = armed();
    world.ask({ kind: 'heartbeat', scope: 'account:default', timeout_ms: 0, actor: 'key:k' });
    after(world, 100);
    expect(trips(world)).toEqual([]);
  });
});

const ALL: Partial<RiskLimits> = {
  ...{ loss_window_limit: dollars(30), loss_window_seconds: 60, drawdown_day_bps: 2, drawdown_all_time_bps: 3, losing_streak: 1 },
  ...{ profit_give_back_bps: 5000, profit_give_back_from: dollars(10), volatility_move_bps: 150, reject_streak: 6 },
  ...{ maintenance_margin: 'on', daily_loss_limit: dollars(200) },
};
const SCOPES: Scoped = {
  firm: { loss_window_limit: dollars(50), drawdown_day_bps: 6 },
  'strategy:t1': { loss_window_limit: dollars(20), losing_streak: 2, max_repeated_executions: 9, profit_give_back_bps: 4000 },
  'strategy:t1/symbol:SPY': { losing_streak: 1 },
  'account:default/symbol:AAPL': { loss_window_limit: dollars(15), volatility_move_bps: 100 },
};

/** Random orders, fills, quotes, cash, days, resets, beats; whatever trips. */
function randomWorld(steps: readonly { what: number; n: number; symbol: string }[]): GateWorld {
  const world = worldOf(ALL, SCOPES);
  for (const { what, n, symbol } of steps) {
    world.pass((n % 40) / 10);
    const open = [...world.state.orders.values()][n % Math.max(world.state.orders.size, 1)];
    const strategy = n % 3 === 0 ? { strategy: 't1' } : {};
    if (what < 5)
      world.submit({
        symbol,
        side: n % 2 ? 'BUY' : 'SELL',
        quantity: units(1 + (n % 9)),
        price: dollars(98 + (n % 50) / 10),
        ...strategy,
      });
    else if (what < 9 && open) world.fill(open.order, Math.min(1 + (n % 5), open.leaves / 1e8), 98 + (n % 40) / 10);
    else if (what < 12) world.quote(symbol, 97 + (n % 60) / 10, 97.02 + (n % 60) / 10);
    else if (what === 12) world.tick();
    else if (what === 13)
      world.ask({ kind: 'move_cash', account: 'default', amount: dollars((n % 90) - 40), actor: 'a', reason: 'r' });
    else if (what === 14)
      world.ask({ kind: 'heartbeat', scope: n % 2 ? 'account:default' : 'strategy:t1', timeout_ms: 5000, actor: 'key:k' });
    else {
      const [breaker] = world.state.breakers.values();
      if (breaker) world.ask({ kind: 'reset', breaker_id: breaker.breaker_id, how: n % 8 ? 'force' : 'ask', ...BY_HAND });
      if (n % 5 === 0) {
        const day = world.state.accounts.get('default')?.day ?? DAY;
        const next = new Date(Date.parse(day) + 86_400_000).toISOString().slice(0, 10);
        world.ask({ kind: 'close_day', day, next_day: next });
      }
    }
  }
  return world;
}
const randomSteps = fc.array(
  fc.record({ what: fc.integer({ min: 0, max: 19 }), n: fc.nat(10_000), symbol: fc.constantFrom('AAPL', 'SPY', 'TSLA') }),
  { minLength: 30, maxLength: 150 },
);

test('with everything watched the log alone gives the same state, and proves every trip', () => {
  const seen = new Set<string>();
  fc.assert(
    fc.property(randomSteps, fc.nat(), (steps, cut) => {
      const world = randomWorld(steps);
      for (const trip of trips(world)) seen.add(trip.trigger_type);
      const lines = world.log.map(encodeEvent);
      const folded = emptyState(compile);
      const proof = new LogProof(emptyState(compile));
      const middle = cut % lines.length;
      let restored = folded;
      lines.forEach((line, i) => {
        foldLine(folded, line);
        proof.take(line);
        if (restored !== folded) foldLine(restored, line);
        if (i === middle)
          restored = restoreSnapshot(
            JSON.parse(JSON.stringify(takeSnapshot(folded))) as ReturnType<typeof takeSnapshot>,
            compile,
          );
      });
      proof.finish();
      expect(stateHash(folded)).toBe(stateHash(world.state));
      expect(stateHash(proof.state)).toBe(stateHash(world.state));
      // Client ids are kept beside snapshots.
      expect([...restored.watches.keys()]).toEqual([...world.state.watches.keys()]);
      expect(takeSnapshot(restored)).toEqual(takeSnapshot(world.state));
    }),
    { numRuns: 30, seed: 20_261_127 },
  );
  for (const one of ['LOSS_WINDOW', 'DRAWDOWN', 'LOSING_STREAK', 'VOLATILITY', 'HEARTBEAT_MISSED']) expect(seen).toContain(one);
});

test('a trip that is left out or made up is found by the proof', () => {
  const world = worldOf({ loss_window_limit: dollars(1500) });
  hold(world, 1000);
  profit(world, -1600);
  profit(world, -1700);
  const at = world.log.findIndex(({ type }) => type === 'BREAKER_TRIPPED');
  const proves = (events: readonly GateEvent[]) => () => {
    const proof = new LogProof(emptyState(compile));
    for (const event of events) proof.take(encodeEvent(event));
    proof.finish();
  };
  expect(proves(world.log)).not.toThrow();
  expect(proves(world.log.slice(0, at))).toThrow('LOSS_WINDOW');
  expect(proves([...world.log.slice(0, at), ...world.log.slice(at + 1)])).toThrow('gate_events');
  const tripped = world.log[at] as BreakerTripped;
  expect(proves(world.log.map((event) => (event === tripped ? { ...tripped, trigger_value: dollars(1) } : event)))).toThrow(
    'trigger_value',
  );
});

describe('BROKER_CREDIT 10,000, when it is broken', () => {
  const credit = (on_breach: string | null, mode = 'gross') =>
    worldOf(
      {},
      {
        firm: {
          ...{ broker_credit_line: dollars(10_000), broker_credit_mode: mode },
          ...(on_breach === null ? {} : { broker_credit_on_breach: on_breach }),
        },
      },
    );
  const over = (world: GateWorld) => verdict(world.submit({ symbol: 'SPY', quantity: units(51) }));
  const refused = (world: GateWorld) => expect(over(world)).toMatch(/^Broker credit exceeded: \$10100.00 > \$10000.00/);

  test('refuse, or nothing said: the order is refused, and nothing trips', () => {
    for (const on_breach of [null, 'refuse']) {
      const world = credit(on_breach);
      world.working({ quantity: units(50) });
      refused(world);
      expect(trips(world)).toEqual([]);
    }
  });
  test('reduce_only: the refusal trips the firm, opening orders are canceled, what closes works on', () => {
    const world = credit('reduce_only');
    hold(world, 20);
    const closing = world.working({ side: 'SELL', price: dollars(101), quantity: units(10) });
    const opening = world.working({ quantity: units(20) });
    expect(over(world)).toMatch(/^Broker credit exceeded/);
    expect(trips(world)).toMatchObject([
      { scope: 'firm', mode: 'reduce_only', trigger_type: 'BROKER_CREDIT', threshold: dollars(10_000), expires_at_ms: null },
    ]);
    expect(world.state.orders.get(opening.order_id)?.cancel_requested).toBe(true);
    expect(world.state.orders.get(closing.order_id)?.cancel_requested).toBe(false);
    expect(verdict(world.submit({ side: 'SELL', quantity: units(1) }))).toBe('passes');
    isProven(world);
  });
  test('cancel_and_halt: nothing passes, and all open orders are canceled', () => {
    const world = credit('cancel_and_halt');
    hold(world, 20);
    world.working({ side: 'SELL', price: dollars(101), quantity: units(10) });
    world.working({ quantity: units(20) });
    over(world);
    expect([...world.state.orders.values()].map(({ cancel_requested }) => cancel_requested)).toEqual([true, true]);
    expect(verdict(world.submit({ side: 'SELL', quantity: units(1) }))).toMatch('firm');
    isProven(world);
    reset(world);
    expect(verdict(world.submit({ side: 'SELL', quantity: units(1) }))).toBe('passes');
  });
  test('fills that cost more than they were checked at trip as well; at the line it holds', () => {
    const world = credit('reduce_only');
    const { order } = world.submit({ quantity: units(100) });
    world.fill(order, 50, 100);
    expect(trips(world)).toEqual([]);
    world.fill(order, 50, 100.01);
    expect(trips(world)).toMatchObject([{ trigger_type: 'BROKER_CREDIT', reason: 'broker credit $10000.50 > $10000.00' }]);
    isProven(world);
  });
  test('net: what the other side has filled is taken off', () => {
    const world = credit('reduce_only', 'net');
    for (let i = 0; i < 3; i += 1) {
      hold(world, 60);
      hold(world, -60);
    }
    expect(trips(world)).toEqual([]);
    hold(world, 100);
    expect(verdict(world.submit({ quantity: units(1) }))).toMatch(/^Broker credit exceeded/);
    expect(trigger(world)).toEqual(['BROKER_CREDIT firm']);
    isProven(world);
  });
});
