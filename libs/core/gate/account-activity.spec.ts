import { compile, DAY, dollars, GateWorld, units } from '#test/factories/gate-world.js';
import type { Money, Quantity } from '../model/money.js';
import { decodeEvent, encodeEvent } from './codec.js';
import type { DayRecord } from './event.js';
import { foldEvent } from './fold.js';
import { dayOf } from './valuation.js';
import { restoreSnapshot, takeSnapshot } from './snapshot.js';
import { stateHash } from './state-hash.js';
import { emptyState } from './state.js';

interface Said {
  what?: string;
  symbol?: string;
  cash?: number;
  units?: number;
  split?: boolean;
  sequence?: number;
  account?: string;
}

function activity(world: GateWorld, { what = 'CSD', symbol = '', cash = 0, units: moved = 0, split = false, ...said }: Said) {
  const { sequence = world.state.broker_sequence + 1, account = 'default' } = said;
  const nothing = { quantity: 0 as Quantity, price: 0 as Money, fee: 0 as Money, order_id: '', broker_order_id: '' };
  const about = { sequence, execution_id: `act${sequence}`, account, symbol, side: 'BUY' as const, reason: what };
  const report = {
    ...{ ...nothing, ...about, kind: 'ACTIVITY' as const, executed_at_ms: Math.floor(world.nowUs / 1000) },
    activity: { what, cash: dollars(cash), units: units(moved), split },
  };
  return world.ask({ kind: 'book', day: DAY, previous: 0, report });
}

const account = (world: GateWorld) =>
  world.state.accounts.get('default') as NonNullable<ReturnType<typeof world.state.accounts.get>>;
const day = (world: GateWorld): DayRecord => dayOf(world.state, account(world));
const position = (world: GateWorld, symbol = 'AAPL') => account(world).positions.get(symbol);

let world: GateWorld;
beforeEach(() => {
  world = GateWorld.open({
    max_position_size: dollars(1e6),
    max_order_size: dollars(1e6),
    max_portfolio_concentration_bps: 10_000,
  });
  const order = world.working({ quantity: units(8) });
  world.fill(order, 8, 100);
});

test.each([
  ['a deposit', { what: 'CSD', cash: 500 }],
  ['a withdrawal', { what: 'CSW', cash: -500 }],
  ['a dividend', { what: 'DIV', cash: 12.34, symbol: 'AAPL' }],
  ['interest', { what: 'INT', cash: -0.07 }],
  ['a fee', { what: 'FEE', cash: -1.25 }],
])('%s moves cash and is no profit', (_, said) => {
  const before = day(world);
  activity(world, said);
  const after = day(world);
  expect(after.cash - before.cash).toBe(dollars(said.cash));
  expect([after.total_pnl, after.realized_pnl, after.unrealized_pnl]).toEqual([
    before.total_pnl,
    before.realized_pnl,
    before.unrealized_pnl,
  ]);
  expect(position(world)?.quantity).toBe(units(8));
});

test('a split moves units at the same cost, and is no profit', () => {
  const before = day(world);
  activity(world, { what: 'SPLIT', symbol: 'AAPL', units: 24, split: true });
  expect(position(world)).toMatchObject({ quantity: units(32), cost: dollars(800) });
  expect(day(world).total_pnl).toBe(before.total_pnl);
});

test('a fee in coins takes its share of the cost with it: no profit now, and none at the sale of the rest', () => {
  const before = day(world);
  activity(world, { what: 'CFEE', symbol: 'AAPL', units: -0.02 });
  expect(position(world)).toMatchObject({ quantity: units(7.98), cost: dollars(798) });
  expect([day(world).total_pnl, day(world).realized_pnl]).toEqual([before.total_pnl, before.realized_pnl]);
  const order = world.working({ side: 'SELL', quantity: units(7.98), price: dollars(100) });
  world.fill(order, 7.98, 100);
  expect(day(world).realized_pnl).toBe(before.realized_pnl);
});

test('shares that come in cost their mark, of a symbol without a position and of a short one', () => {
  const before = day(world);
  activity(world, { what: 'JNLS', symbol: 'SPY', units: 3 });
  expect(position(world, 'SPY')).toMatchObject({ quantity: units(3), cost: dollars(300.03) });
  activity(world, { what: 'JNLS', symbol: 'AAPL', units: -10 });
  expect(position(world)).toMatchObject({ quantity: units(-2), cost: dollars(-200.02) });
  expect(day(world).total_pnl).toBe(before.total_pnl);
});

test('the same activity again is nothing, one out of range is set aside, and what follows goes on', () => {
  activity(world, { cash: 500 });
  const { broker_sequence, n } = world.state;
  expect(activity(world, { cash: 500, sequence: broker_sequence }).outcome).toBe('known');
  expect(world.state.n).toBe(n);
  expect(activity(world, { cash: 8e9 }).outcome).toBe('set_aside');
  expect(activity(world, { cash: 1, account: 'nobody' }).outcome).toBe('set_aside');
  expect(activity(world, { cash: 1 }).outcome).toBe('booked');
  expect(account(world).cash).toBe(dollars(100_000 - 800 + 501));
});

test('a reduce-only order that would now do more than close is canceled', () => {
  const order = world.working({ side: 'SELL', quantity: units(8), price: dollars(200), reduce_only: true });
  activity(world, { what: 'ACATS', symbol: 'AAPL', units: -5 });
  expect(world.log.at(-1)).toMatchObject({ type: 'CANCEL_REQUESTED', order_id: order.order_id });
});

test('folding the lines of the log gives the same state, and so does a snapshot', () => {
  activity(world, { what: 'DIV', cash: 12.34, symbol: 'AAPL' });
  activity(world, { what: 'SPLIT', symbol: 'AAPL', units: 24, split: true });
  const folded = emptyState(compile);
  for (const event of world.log) foldEvent(folded, decodeEvent(encodeEvent(event)));
  expect(stateHash(folded)).toBe(stateHash(world.state));
  const restored = restoreSnapshot(JSON.parse(JSON.stringify(takeSnapshot(world.state))), compile);
  expect(takeSnapshot(restored)).toEqual(takeSnapshot(world.state));
});
