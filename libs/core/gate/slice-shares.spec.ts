import { compile, DAY, dollars, GateWorld, units } from '#test/factories/gate-world.js';
import type { Money, Quantity } from '../model/money.js';
import { LogProof } from '../verify/log-proof.js';
import { decodeEvent, encodeEvent } from './codec.js';
import { profitOf } from './figures.js';
import { restoreSnapshot, takeSnapshot } from './snapshot.js';
import { sliceKey, emptyState } from './state.js';
import { stateHash } from './state-hash.js';

const BY = { actor: 'dev', reason: 'stop it', source: 'api' } as const;

function isProven(world: GateWorld): void {
  const proof = new LogProof(emptyState(compile));
  for (const event of world.log) {
    expect(decodeEvent(encodeEvent(event))).toEqual(event);
    proof.take(encodeEvent(event));
  }
  expect(stateHash(proof.state)).toBe(stateHash(world.state));
  const again = restoreSnapshot(JSON.parse(JSON.stringify(takeSnapshot(world.state))), compile);
  expect(stateHash({ ...again, clients: world.state.clients })).toBe(stateHash(world.state));
}

/** A strategy (or nobody) trades in AAPL at 100. */
function trade(world: GateWorld, quantity: number, strategy?: string): void {
  const side = quantity > 0 ? 'BUY' : 'SELL';
  const size = Math.abs(quantity);
  const { order } = world.submit({ side, quantity: units(size), ...(strategy === undefined ? {} : { strategy }) });
  world.fill(order, size, 100);
}

function opened(): GateWorld {
  const world = GateWorld.open({
    ...{ max_order_size: dollars(1e6), max_position_size: dollars(1e6) },
    ...{ max_portfolio_concentration_bps: 100_000, max_leverage_hundredths: 1000 },
  });
  const wide = { max_position: dollars(1e6), max_concentration_bps: 100_000 };
  world.change({ symbols: { AAPL: wide, SPY: wide, TSLA: wide } });
  world.quote('AAPL', 99.99, 100.01);
  return world;
}

const account = (world: GateWorld) => {
  const found = world.state.accounts.get('default');
  if (!found) throw new Error('no account');
  return found;
};
const held = (world: GateWorld) => (account(world).positions.get('AAPL')?.quantity ?? 0) / 1e8;
const slice = (world: GateWorld, strategy: string) =>
  (account(world).slices.get(sliceKey(strategy, 'AAPL'))?.quantity ?? 0) / 1e8;
/** The day's profit of a strategy. */
const profit = (world: GateWorld, strategy: string): Money => {
  const sums = world.state.sums.get(`strategy:${strategy}`);
  return sums ? profitOf(sums) : (0 as Money);
};

const kill = (world: GateWorld, scope = 'account:default') => {
  world.ask({
    ...{ kind: 'trip', scope, mode: 'halt', expires_in_ms: null, cancel_orders: false, flatten: { protect_bps: 200 } },
    ...BY,
  });
  world.quote('AAPL', 99.99, 100.01);
};
const closing = (world: GateWorld) => {
  const open = [...world.state.orders.values()].find(({ order }) => order.flatten !== undefined);
  if (!open) throw new Error('nothing is being closed');
  return open.order;
};

describe('a kill that closes what an account holds', () => {
  test('closes what strategies are recorded to hold, each by its share of every fill', () => {
    const world = opened();
    trade(world, 6, 't1');
    trade(world, 2, 't2');
    trade(world, 2);
    kill(world);
    const order = closing(world);
    expect([order.quantity, order.strategy]).toEqual([units(10), undefined]);
    world.fill(order, 5, 99);
    expect([held(world), slice(world, 't1'), slice(world, 't2')]).toEqual([5, 3, 1]);
    world.fill(order, 5, 98);
    expect([held(world), slice(world, 't1'), slice(world, 't2')]).toEqual([0, 0, 0]);
    // Bought at 100, half sold at 99 and half at 98.
    expect([profit(world, 't1'), profit(world, 't2')]).toEqual([dollars(-9), dollars(-3)]);
    isProven(world);
  });

  test('strategies on both sides are closed against each other at the price of the fill, and share its fee', () => {
    const world = opened();
    trade(world, 10, 't1');
    trade(world, -4, 't2');
    kill(world);
    const order = closing(world);
    world.report(order, 'FILL', { quantity: units(6), price: dollars(99), fee: dollars(0.2) });
    expect([held(world), slice(world, 't1'), slice(world, 't2')]).toEqual([0, 0, 0]);
    // The fee by what each moved: 10 and 4 of 14 units.
    expect([profit(world, 't1'), profit(world, 't2')]).toEqual([dollars(-10) - 142_857, dollars(4) - 57_142]);
    isProven(world);
  });

  test('a row of losing round trips of a strategy counts the one that was closed for it', () => {
    const world = opened();
    world.change({ scoped: { 'strategy:t1': { losing_streak: 1 } } });
    trade(world, 5, 't1');
    kill(world);
    world.fill(closing(world), 5, 99);
    world.tick();
    expect(world.state.breakers.get('strategy:t1')?.trigger_type).toBe('LOSING_STREAK');
    isProven(world);
  });

  test('of a strategy alone nobody else is touched', () => {
    const world = opened();
    trade(world, 6, 't1');
    trade(world, 4, 't2');
    kill(world, 'strategy:t1');
    world.fill(closing(world), 6, 99);
    expect([held(world), slice(world, 't1'), slice(world, 't2')]).toEqual([4, 0, 4]);
    isProven(world);
  });
});

describe('what the broker moves without an order of a strategy', () => {
  const adopt = (world: GateWorld, quantity: number) =>
    world.ask({
      ...{
        kind: 'adopt_account',
        account: 'default',
        broker: 'paper',
        cash: dollars(99_000),
        after: world.state.broker_sequence,
      },
      positions: quantity === 0 ? [] : [{ symbol: 'AAPL', quantity: units(quantity), average_price: dollars(100) }],
      ...{ actor: 'ann', reason: 'a bust' },
    });
  const activity = (world: GateWorld, what: string, moved: number, split = false) => {
    const sequence = world.state.broker_sequence + 1;
    const about = {
      sequence,
      execution_id: `act${sequence}`,
      account: 'default',
      symbol: 'AAPL',
      side: 'BUY' as const,
      reason: what,
    };
    const nothing = { quantity: 0 as Quantity, price: 0 as Money, fee: 0 as Money, order_id: '', broker_order_id: '' };
    const said = { activity: { what, cash: 0 as Money, units: units(moved), split }, executed_at_ms: 0 };
    return world.ask({
      kind: 'book',
      day: DAY,
      previous: 0,
      report: { ...nothing, ...about, ...said, kind: 'ACTIVITY' as const },
    });
  };

  let world: GateWorld;
  beforeEach(() => {
    world = opened();
    trade(world, 6, 't1');
    trade(world, 2, 't2');
    trade(world, 2);
  });

  test.each([
    ['half of it is gone (a bust): each loses its share', 5, 3, 1],
    ['all of it is gone', 0, 0, 0],
    ['it is short now: nobody knows whose that is', -3, 0, 0],
    ['there is more: nobody knows whose that is', 14, 6, 2],
  ])('an account is taken over as the broker has it, %s', (_, position, t1, t2) => {
    adopt(world, position);
    expect([held(world), slice(world, 't1'), slice(world, 't2')]).toEqual([position, t1, t2]);
    expect([profit(world, 't1'), profit(world, 't2')]).toEqual([0, 0]);
    world.quote('AAPL', 109.99, 110.01);
    expect([profit(world, 't1'), profit(world, 't2')]).toEqual([dollars(10 * t1), dollars(10 * t2)]);
    isProven(world);
  });

  test('a split at the broker gives every strategy its new units, and is no profit', () => {
    activity(world, 'SPLIT', 30, true);
    expect([held(world), slice(world, 't1'), slice(world, 't2')]).toEqual([40, 24, 8]);
    expect([profit(world, 't1'), profit(world, 't2')]).toEqual([0, 0]);
    isProven(world);
  });

  test('a fee in units takes its share from each; units that come are nobody’s', () => {
    activity(world, 'CFEE', -1);
    expect([held(world), slice(world, 't1'), slice(world, 't2')]).toEqual([9, 5.4, 1.8]);
    activity(world, 'SPIN', 3);
    expect([held(world), slice(world, 't1'), slice(world, 't2')]).toEqual([12, 5.4, 1.8]);
    isProven(world);
  });

  test('a split by a person reaches strategies whose account holds nothing, for they hold against each other', () => {
    trade(world, -8, 't3');
    trade(world, -2);
    expect(held(world)).toBe(0);
    world.ask({ kind: 'split', symbol: 'AAPL', numerator: 2, denominator: 1, actor: 'ann', reason: 'split' });
    expect([slice(world, 't1'), slice(world, 't2'), slice(world, 't3')]).toEqual([12, 4, -16]);
    expect([profit(world, 't1'), profit(world, 't3')]).toEqual([0, 0]);
    isProven(world);
  });
});
