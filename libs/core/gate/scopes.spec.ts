import { figuresIn, sumsIn } from '#test/factories/figures.js';
import { compile, DAY, dollars, GateWorld, units } from '#test/factories/gate-world.js';
import { randomOf } from '#test/factories/random-history.js';
import type { RiskLimits } from '../model/limits.js';
import { EMPTY_INSTRUMENT } from '../model/reference.js';
import { decodeEvent, encodeEvent } from './codec.js';
import { profitOf } from './figures.js';
import { foldLine } from './fold.js';
import { restoreSnapshot, takeSnapshot } from './snapshot.js';
import { emptyState } from './state.js';
import { stateHash } from './state-hash.js';

type Scoped = Record<string, Record<string, number | string | null>>;
const WIDE: Partial<RiskLimits> = {
  ...{ max_position_size: dollars(1e6), max_order_size: dollars(1e6), max_portfolio_concentration_bps: 100_000 },
  max_leverage_hundredths: 10_000,
};

/** Accounts a to d with 1,000,000 each, quotes at 10.00, and what is set at scopes. */
function firm(scoped: Scoped, limits: Partial<RiskLimits> = {}): GateWorld {
  const world = new GateWorld();
  for (const account of ['a', 'b', 'c', 'd']) world.ask({ kind: 'open_account', account, cash: dollars(1e6), day: DAY });
  world.configure(1, { ...WIDE, ...limits });
  const symbols = Object.fromEntries(
    ['AAPL', 'SPY', 'TSLA'].map((symbol) => [symbol, { max_position: dollars(1e6), max_concentration_bps: 100_000 }]),
  );
  world.change({ scoped, symbols });
  for (const symbol of ['AAPL', 'SPY', 'TSLA']) world.quote(symbol, 10, 10);
  world.tick();
  return world;
}

type Fields = Parameters<GateWorld['submit']>[0];
function buy(world: GateWorld, account: string, worth: number, more: Fields = {}) {
  return world.submit({ account, side: 'BUY', quantity: units(worth / 10), price: dollars(10), ...more });
}
function sell(world: GateWorld, account: string, worth: number, more: Fields = {}) {
  return world.submit({ account, side: 'SELL', quantity: units(worth / 10), price: dollars(10), ...more });
}
function hold(world: GateWorld, account: string, worth: number, more: Fields = {}): void {
  const { order } = buy(world, account, worth, more);
  world.fill(order, worth / 10, 10);
}
/** `passes`, or each code with the scope where it was measured. */
function verdict(answer: ReturnType<GateWorld['submit']>): string {
  if (answer.kind !== 'decided') return 'code' in answer ? answer.code : answer.kind;
  return answer.violations.map(({ code, scope }) => `${code} ${scope}`).join(', ') || 'passes';
}

describe('tiers: firm 50,000 on a symbol, accounts 20,000; W of a 18,000, b 17,000, c 14,000', () => {
  function tiers(): GateWorld {
    const world = firm({ 'firm/symbol:AAPL': { max_position_size: dollars(50_000) } }, { max_position_size: dollars(20_000) });
    hold(world, 'a', 18_000);
    hold(world, 'b', 17_000);
    hold(world, 'c', 14_000);
    return world;
  }
  const FIRM = 'POSITION_LIMIT_EXCEEDED firm/symbol:AAPL';

  test('a buys 1,000: passes', () => expect(verdict(buy(tiers(), 'a', 1000))).toBe('passes'));
  test('a buys 1,500: refused by the firm', () => expect(verdict(buy(tiers(), 'a', 1500))).toBe(FIRM));
  test('a buys 2,500: refused by account and firm, both listed', () => {
    const answer = buy(tiers(), 'a', 2500);
    expect(verdict(answer)).toBe(`POSITION_LIMIT_EXCEEDED account:a, ${FIRM}`);
    const [own, ofFirm] = answer.kind === 'decided' ? answer.violations : [];
    expect([own?.limit_origin, ofFirm?.limit_origin]).toEqual(['each account', 'firm/symbol:AAPL']);
    expect(ofFirm?.message).toBe('Position size exceeds limit: AAPL $51500.00 > $50000.00 (firm/symbol:AAPL)');
  });
  test('d opens a short of 1,500: refused, nothing nets', () => {
    const answer = verdict(sell(tiers(), 'd', 1500));
    expect(answer).toBe(FIRM);
  });
  test('a and b buy 600 each at once: exactly one passes', () => {
    const world = tiers();
    expect([verdict(buy(world, 'a', 600)), verdict(buy(world, 'b', 600))]).toEqual(['passes', FIRM]);
  });
  test('a, long, sells 2,000: passes', () => expect(verdict(sell(tiers(), 'a', 2000))).toBe('passes'));
});

test('an account has its own value in place of that of each account, larger or smaller', () => {
  const world = firm(
    { 'account:a': { max_order_size: dollars(3000) }, 'account:b': { max_order_size: dollars(500) } },
    {
      max_order_size: dollars(1000),
    },
  );
  expect(verdict(buy(world, 'a', 3000))).toBe('passes');
  expect(verdict(buy(world, 'b', 600))).toBe('ORDER_SIZE_EXCEEDED account:b');
  const refused = buy(world, 'a', 3010);
  expect(refused).toMatchObject({ violations: [{ limit_origin: 'account:a', limit: 3000 }] });
  expect(buy(world, 'c', 1010)).toMatchObject({ violations: [{ limit_origin: 'each account', limit: 1000 }] });
});

test("a symbol's limit in an account replaces the symbol's own; others keep it", () => {
  const world = firm({ 'account:a/symbol:AAPL': { max_position: dollars(5000) } });
  expect(verdict(buy(world, 'a', 5010))).toBe('SYMBOL_POSITION_LIMIT_EXCEEDED account:a');
  expect(verdict(buy(world, 'a', 5010, { symbol: 'SPY' }))).toBe('passes');
  expect(verdict(buy(world, 'b', 5010))).toBe('passes');
});

test('a limit of each account in a symbol gives way to that of one account there, and holds in the others', () => {
  const world = firm({
    'symbol:AAPL': { max_order_size: dollars(100) },
    'account:a/symbol:AAPL': { max_order_size: dollars(300) },
  });
  expect(verdict(buy(world, 'a', 300))).toBe('passes');
  expect(verdict(buy(world, 'b', 110))).toBe('ORDER_SIZE_EXCEEDED account:b/symbol:AAPL');
  expect(verdict(buy(world, 'a', 310))).toBe('ORDER_SIZE_EXCEEDED account:a/symbol:AAPL');
});

test('a strategy is measured on its own orders over all accounts; what has none counts to no strategy', () => {
  const world = firm({ 'strategy:t1': { max_gross_exposure: dollars(1000) } });
  expect(verdict(buy(world, 'a', 600, { strategy: 't1' }))).toBe('passes');
  expect(verdict(buy(world, 'a', 5000))).toBe('passes');
  expect(verdict(buy(world, 'b', 400, { strategy: 't1', symbol: 'SPY' }))).toBe('passes');
  expect(verdict(buy(world, 'b', 10, { strategy: 't1' }))).toBe('GROSS_EXPOSURE_EXCEEDED strategy:t1');
  expect(verdict(buy(world, 'b', 10, { strategy: 't2' }))).toBe('passes');
});

describe('whose position: an account holds 500, all of it bought by t2', () => {
  function held(scoped: Scoped = {}): GateWorld {
    const world = firm(scoped);
    hold(world, 'a', 5000, { strategy: 't2' });
    return world;
  }
  const trip = (world: GateWorld, scope: string) =>
    world.ask({
      ...{ kind: 'trip', scope, mode: 'reduce_only', actor: 'ops', reason: 'test', source: 'api' },
      ...{ expires_in_ms: null, cancel_orders: false },
    });

  test('t1 sells 100 under reduce_only of t1: refused', () => {
    const world = held();
    trip(world, 'strategy:t1');
    expect(verdict(sell(world, 'a', 1000, { strategy: 't1' }))).toBe('CIRCUIT_BREAKER_OPEN undefined');
    expect(verdict(sell(world, 'a', 1000, { strategy: 't2' }))).toBe('passes');
  });
  test('t1 sells 100 under reduce_only of the account: passes', () => {
    const world = held();
    trip(world, 'account:a');
    expect(verdict(sell(world, 'a', 1000, { strategy: 't1' }))).toBe('passes');
  });
  test('t1 sells 100 with a short exposure of 0 on t1: refused at the strategy', () => {
    const world = held({ 'strategy:t1': { max_short_exposure: 0 } });
    expect(verdict(sell(world, 'a', 1000, { strategy: 't1' }))).toMatch(/SHORT_EXPOSURE_EXCEEDED strategy:t1/);
  });
});

test('NET_EXPOSURE 30,000 on the firm: buys to the limit pass, one cent more is refused; sells net between accounts', () => {
  const set = () => {
    const world = firm({ firm: { max_net_exposure: dollars(30_000) } });
    hold(world, 'a', 24_000);
    buy(world, 'b', 3000);
    sell(world, 'a', 10_000);
    return world;
  };
  expect(verdict(buy(set(), 'b', 3000))).toBe('passes');
  expect(verdict(buy(set(), 'b', 3000.01))).toBe('NET_EXPOSURE_EXCEEDED firm');
});

test('SECTOR_CONCENTRATION 40 %, equity 50,000, sector at 18,750: 1,250.00 passes, 1,250.01 is refused', () => {
  const set = () => {
    const world = new GateWorld();
    world.ask({ kind: 'open_account', account: 'a', cash: dollars(50_000), day: DAY });
    world.configure(1, WIDE);
    const tech = { ...EMPTY_INSTRUMENT, sector: 'tech' };
    const symbols = Object.fromEntries(
      ['AAPL', 'SPY', 'TSLA'].map((symbol) => [symbol, { max_position: dollars(1e6), max_concentration_bps: 100_000 }]),
    );
    const scoped = { 'sector:tech': { max_sector_concentration_bps: 4000 } };
    world.change({ instruments: { AAPL: tech, SPY: tech }, symbols, scoped });
    for (const symbol of ['AAPL', 'SPY', 'TSLA']) world.quote(symbol, 10, 10);
    world.tick();
    hold(world, 'a', 10_000, { symbol: 'SPY' });
    buy(world, 'a', 8750);
    return world;
  };
  expect(verdict(buy(set(), 'a', 1250))).toBe('passes');
  expect(verdict(buy(set(), 'a', 1250.01))).toBe('SECTOR_CONCENTRATION_EXCEEDED account:a/sector:tech');
  expect(verdict(buy(set(), 'a', 5000, { symbol: 'TSLA' }))).toBe('SECTOR_UNKNOWN');
});

test('OPEN_NOTIONAL 9,000 a side, open buys 6,500: 2,500.00 passes, 2,500.01 is refused; sells have a side of their own', () => {
  const set = () => {
    const world = firm({}, { max_open_notional: dollars(9000) });
    buy(world, 'a', 6500);
    return world;
  };
  expect(verdict(buy(set(), 'a', 2500))).toBe('passes');
  expect(verdict(buy(set(), 'a', 2500.01))).toBe('OPEN_NOTIONAL_EXCEEDED account:a');
  const world = set();
  hold(world, 'a', 900, { symbol: 'SPY' });
  const short = (quantity: number) => sell(world, 'a', 10 * quantity, { symbol: 'TSLA', price: dollars(20) });
  short(50);
  expect(verdict(short(400))).toBe('passes');
  expect(verdict(short(0.01))).toBe('OPEN_NOTIONAL_EXCEEDED account:a');
});

test('OPEN_ORDERS 4 with headroom 1: a fifth is refused, a closing one passes, another is refused; asked cancels still count', () => {
  const world = firm({}, { max_open_orders: 4, open_orders_headroom: 1 });
  hold(world, 'a', 1000);
  for (let i = 0; i < 4; i += 1) expect(verdict(buy(world, 'a', 10, { symbol: 'SPY' }))).toBe('passes');
  const [one] = world.state.orders.keys();
  world.ask({ kind: 'cancel', order_id: one ?? '', actor: 'a' });
  expect(verdict(buy(world, 'a', 10))).toBe('OPEN_ORDERS_EXCEEDED account:a');
  expect(verdict(sell(world, 'a', 100))).toBe('passes');
  expect(verdict(sell(world, 'a', 100))).toBe('OPEN_ORDERS_EXCEEDED account:a');
});

test('DAY_TURNOVER 200,000, fills 90,000 and 60,000, open 20,000 and 10,000: a buy of 20,000.00 passes, 20,000.01 is refused', () => {
  const set = () => {
    const world = firm({}, { max_day_turnover: dollars(200_000) });
    hold(world, 'a', 90_000);
    const { order } = sell(world, 'a', 60_000);
    world.fill(order, 6000, 10);
    buy(world, 'a', 20_000, { symbol: 'SPY' });
    sell(world, 'a', 10_000);
    return world;
  };
  expect(verdict(buy(set(), 'a', 20_000, { symbol: 'SPY' }))).toBe('passes');
  expect(verdict(buy(set(), 'a', 20_000.01, { symbol: 'SPY' }))).toBe('DAY_TURNOVER_EXCEEDED account:a');
  const closing = set();
  hold(closing, 'a', 10_000, { symbol: 'SPY' });
  expect(verdict(sell(closing, 'a', 20_000))).toBe('passes');
});

describe('DUPLICATE_ORDER 3 in 10 s', () => {
  function three(): GateWorld {
    const world = firm({}, { max_same_orders: 3, same_orders_window_seconds: 10 });
    buy(world, 'a', 100);
    world.pass(2);
    buy(world, 'a', 100);
    world.pass(7.9 - 0.000002);
    buy(world, 'a', 100);
    return world;
  }
  test('at 9.999999 s a fourth is refused, at 10.0 it passes, for the first has left', () => {
    const world = three();
    world.pass(0.099997);
    expect(verdict(buy(world, 'a', 100))).toBe('DUPLICATE_ORDER account:a');
    world.pass(0.000002);
    expect(verdict(buy(world, 'a', 100))).toBe('passes');
  });
  test('another price is another order, and so is another account', () => {
    const world = three();
    expect(verdict(buy(world, 'a', 100, { price: dollars(10.01) }))).toBe('passes');
    expect(verdict(buy(world, 'b', 100))).toBe('passes');
  });
  test('a refused one is not counted, and the same client_order_id is the same order', () => {
    const world = firm({}, { max_same_orders: 2, max_orders_per_second: 1 });
    buy(world, 'a', 100, { client_order_id: 'one' });
    expect(verdict(buy(world, 'a', 100))).toBe('RATE_LIMIT_EXCEEDED account:a');
    expect(verdict(buy(world, 'a', 100, { client_order_id: 'one' }))).toBe('repeated');
    world.pass(1.1);
    expect(verdict(buy(world, 'a', 100))).toBe('passes');
  });
});

test('rates of a strategy, of the firm and of a symbol in an account are counted each, refused attempts too', () => {
  const world = firm({
    firm: { max_orders_per_second: 3 },
    'strategy:t1': { max_orders_per_second: 2 },
    'symbol:SPY': { max_orders_per_second: 1 },
  });
  expect(verdict(buy(world, 'a', 10, { strategy: 't1' }))).toBe('passes');
  expect(verdict(buy(world, 'b', 10, { strategy: 't1', symbol: 'SPY' }))).toBe('passes');
  expect(verdict(buy(world, 'b', 10, { strategy: 't1', symbol: 'SPY' }))).toBe(
    'RATE_LIMIT_EXCEEDED strategy:t1, RATE_LIMIT_EXCEEDED account:b/symbol:SPY',
  );
  expect(verdict(buy(world, 'c', 10, { symbol: 'SPY' }))).toBe('RATE_LIMIT_EXCEEDED firm');
  world.pass(1.1);
  expect(verdict(buy(world, 'c', 10, { symbol: 'SPY' }))).toBe('passes');
});

test('POSITION_QUANTITY of a symbol: to the unit, each side by itself', () => {
  const world = firm({ 'symbol:AAPL': { max_long_quantity: units(100) } });
  expect(verdict(buy(world, 'a', 1000))).toBe('passes');
  expect(verdict(world.submit({ account: 'a', quantity: units(0.00000001), price: dollars(10) }))).toBe(
    'POSITION_QUANTITY_EXCEEDED account:a/symbol:AAPL',
  );
  expect(verdict(sell(world, 'b', 5000))).toBe('passes');
});

test('POSITION_COUNT: a symbol that is there already passes, one more is refused', () => {
  const world = firm({}, { max_positions: 2 });
  buy(world, 'a', 10, { symbol: 'AAPL' });
  buy(world, 'a', 10, { symbol: 'SPY' });
  expect(verdict(buy(world, 'a', 10, { symbol: 'SPY' }))).toBe('passes');
  expect(verdict(buy(world, 'a', 10, { symbol: 'TSLA' }))).toBe('POSITION_COUNT_EXCEEDED account:a');
});

test('a strategy that is not declared is refused as soon as one is', () => {
  const world = firm({});
  expect(verdict(buy(world, 'a', 10, { strategy: 'free' }))).toBe('passes');
  world.change({ strategies: { known: { accounts: null, symbols: null } } });
  expect(buy(world, 'a', 10, { strategy: 'free' })).toMatchObject({ kind: 'unknown', field: 'strategy' });
  expect(verdict(buy(world, 'a', 10, { strategy: 'known' }))).toBe('passes');
});

test('a withdrawn look at an order that waits leaves its own hold out at every scope', () => {
  const world = firm({ 'strategy:t1': { max_gross_exposure: dollars(1000) }, firm: { max_orders_per_second: 1 } });
  const { order } = buy(world, 'a', 1000, { strategy: 't1' });
  expect(world.ask({ kind: 'reconsider', order_id: order.order_id })).toEqual({ kind: 'reconsider', verdict: 'send' });
});

test('the log and a snapshot give the same state, with strategies, users, rates and turnover', () => {
  const world = firm({ 'strategy:t1': { max_orders_per_second: 50, max_gross_exposure: dollars(1e5) } }, { max_same_orders: 50 });
  for (let i = 0; i < 40; i += 1) {
    const side = i % 3 === 0 ? sell : buy;
    const more = {
      ...(i % 2 ? { strategy: 't1' } : {}),
      symbol: i % 5 ? 'AAPL' : 'SPY',
      user: i % 4 ? 'dev' : 'ann@example.com',
    };
    const { order } = side(world, i % 2 ? 'a' : 'b', 100 + 10 * (i % 3), more);
    if (i % 4 === 1) world.fill(order, 5, 10);
    if (i % 7 === 0) world.quote('AAPL', 10 + i / 100, 10.02 + i / 100);
    if (i === 20) world.ask({ kind: 'close_day', day: DAY, next_day: '2026-11-27' });
  }
  const lines = world.log.map(encodeEvent);
  for (const event of world.log) expect(decodeEvent(encodeEvent(event))).toEqual(event);
  const folded = emptyState(compile);
  for (const line of lines) expect(foldLine(folded, line)).toHaveProperty('event');
  expect(stateHash(folded)).toBe(stateHash(world.state));
  expect(folded.sums).toEqual(world.state.sums);
  const text = JSON.stringify(takeSnapshot(world.state));
  const restored = restoreSnapshot(JSON.parse(text) as ReturnType<typeof takeSnapshot>, compile);
  expect(JSON.stringify(takeSnapshot(restored))).toBe(text);
  expect(sumsIn(restored.sums)).toEqual(sumsIn(world.state.sums));
  expect(figuresIn(restored.firm)).toEqual(figuresIn(world.state.firm));
  expect(sumsIn(restored.users)).toEqual(sumsIn(world.state.users));
});

describe('a loss of the day at a scope of its own', () => {
  function losing(scoped: Scoped): GateWorld {
    const world = firm(scoped);
    hold(world, 'a', 1000, { strategy: 't1' });
    hold(world, 'b', 1000, { strategy: 't2' });
    return world;
  }
  const open = ({ state }: GateWorld) => [...state.breakers.keys()];

  test('trips the breaker of the strategy that lost, at the limit exactly, and stops it alone', () => {
    const world = losing({ 'strategy:t1': { daily_loss_limit: dollars(100) } });
    world.quote('AAPL', 9.01, 9.01);
    expect(open(world)).toEqual([]);
    world.quote('AAPL', 9, 9);
    expect(open(world)).toEqual(['strategy:t1']);
    expect(verdict(buy(world, 'a', 10, { strategy: 't1' }))).toMatch(
      /^CIRCUIT_BREAKER_OPEN undefined, DAILY_LOSS_LIMIT_REACHED strategy:t1/,
    );
    expect(verdict(buy(world, 'a', 10, { strategy: 't2' }))).toBe('passes');
  });

  test('of the firm nets accounts, and a reset is refused while it lasts', () => {
    const world = losing({ firm: { daily_loss_limit: dollars(200) } });
    world.quote('AAPL', 9, 9);
    expect(open(world)).toEqual(['firm']);
    const [breaker] = world.state.breakers.values();
    const reset = {
      kind: 'reset',
      breaker_id: breaker?.breaker_id ?? 0,
      actor: 'a',
      reason: 'r',
      source: 'api',
      how: 'ask',
    } as const;
    expect(world.ask(reset)).toMatchObject({ kind: 'cause_persists', loss: dollars(200) });
    world.quote('AAPL', 9.5, 9.5);
    expect(world.ask(reset)).toMatchObject({ kind: 'closed' });
  });

  test('of a symbol in an account, and the own limit of an account in place of that of each', () => {
    const world = losing({
      'account:a/symbol:AAPL': { daily_loss_limit: dollars(50) },
      'account:b': { daily_loss_limit: dollars(60) },
    });
    world.quote('AAPL', 9.45, 9.45);
    expect(open(world)).toEqual(['account:a/symbol:AAPL']);
    expect(verdict(buy(world, 'a', 10, { symbol: 'SPY' }))).toBe('passes');
    world.quote('AAPL', 9.4, 9.4);
    expect(open(world)).toEqual(['account:a/symbol:AAPL', 'account:b']);
  });

  test('begins anew with the day', () => {
    const world = losing({ 'strategy:t1': { daily_loss_limit: dollars(100) } });
    world.quote('AAPL', 9.5, 9.5);
    world.ask({ kind: 'close_day', day: DAY, next_day: '2026-11-27' });
    world.ask({
      kind: 'mark',
      day: '2026-11-27',
      quotes: [{ symbol: 'AAPL', bid: dollars(9), ask: dollars(9), frozen: false, revision: 99 }],
    });
    expect(open(world)).toEqual([]);
  });
});

test('sums that are kept as they change are those made anew, over random orders, fills, cancels, marks, days and moves of sector', () => {
  for (let seed = 1; seed <= 12; seed += 1) {
    const random = randomOf(seed);
    const pick = <T>(items: readonly T[]): T => items[Math.floor(random() * items.length)] as T;
    const world = firm({ 'strategy:t1': { max_gross_exposure: dollars(1e6) }, firm: { max_net_exposure: dollars(1e6) } });
    let day = 26;
    for (let i = 0; i < 250; i += 1) {
      const open = [...world.state.orders.values()];
      const one = open.length > 0 ? pick(open) : undefined;
      const roll = random();
      const more = {
        symbol: pick(['AAPL', 'SPY', 'TSLA']),
        user: pick(['dev', 'ann']),
        ...(random() < 0.6 ? { strategy: pick(['t1', 't2']) } : {}),
      };
      if (roll < 0.5) (random() < 0.6 ? buy : sell)(world, pick(['a', 'b', 'c']), 10 * Math.ceil(random() * 30), more);
      else if (roll < 0.75 && one) world.fill(one.order, Math.ceil((one.leaves / 1e8) * random()), 9 + random() * 2);
      else if (roll < 0.8 && one) world.report(one.order, 'CANCELED');
      else if (roll < 0.9) world.quote(pick(['AAPL', 'SPY', 'TSLA']), 9.5 + Math.round(random() * 10) / 10, 10.6);
      else if (roll < 0.92) {
        const date = (d: number) => `2026-11-${d}`;
        world.ask({ kind: 'close_day', day: date(day - 1), next_day: date(day) });
        day = Math.min(day + 1, 30);
      } else if (roll < 0.94)
        world.change({
          instruments: {
            AAPL: { ...EMPTY_INSTRUMENT, sector: pick(['tech', 'other', null]), asset_class: pick(['equity', null]) },
          },
        });
      else world.tick();
    }
    const { state } = world;
    const text = JSON.stringify(takeSnapshot(state));
    const anew = restoreSnapshot(JSON.parse(text) as ReturnType<typeof takeSnapshot>, compile);
    expect(sumsIn(state.sums)).toEqual(sumsIn(anew.sums));
    expect(figuresIn(state.firm)).toEqual(figuresIn(anew.firm));
    expect(sumsIn(state.users)).toEqual(sumsIn(anew.users));
    const accounts = [...state.accounts.values()];
    const positions = accounts.flatMap((account) => [...account.positions.values()]);
    expect(state.firm.gross).toBe(
      positions.reduce((sum, p) => sum + Math.max(p.value + p.open_buys, p.open_sells - p.value, 0), 0),
    );
    expect(state.firm.orders).toBe(state.orders.size);
    for (const account of accounts) {
      expect(profitOf(account)).toBe(account.cash + account.value - account.day_start - account.moved);
    }
    expect(world.tick().drift).toBe(0);
  }
});
