import { compile, DAY, dollars, GateWorld, RULE_SET, units } from '#test/factories/gate-world.js';
import { randomOf } from '#test/factories/random-history.js';
import type { RiskLimits } from '../model/limits.js';
import type { Money } from '../model/money.js';
import { EMPTY_INSTRUMENT, type Instrument } from '../model/reference.js';
import { LogProof } from '../verify/log-proof.js';
import { marginOf } from '../portfolio/margin.js';
import { freeCash } from './funds.js';
import { decodeEvent, encodeEvent } from './codec.js';
import { foldLine } from './fold.js';
import { restoreSnapshot, takeSnapshot } from './snapshot.js';
import { emptyState } from './state.js';
import { stateHash } from './state-hash.js';
import { dayOf, equityOf, lossOf } from './valuation.js';

const WIDE: Partial<RiskLimits> = {
  ...{ max_position_size: dollars(1e7), max_order_size: dollars(1e7), max_portfolio_concentration_bps: 1_000_000 },
  ...{ max_leverage_hundredths: 100_000, daily_loss_limit: dollars(5e6), maintenance_margin: 'off' },
};
function worldOf(limits: Partial<RiskLimits> = {}, aapl: Partial<Instrument> = {}): GateWorld {
  const world = GateWorld.open({ ...WIDE, ...limits });
  const own = { max_position: dollars(1e7), max_concentration_bps: 100_000 };
  world.change({
    symbols: { AAPL: own, SPY: own, TSLA: own },
    instruments: { AAPL: { ...EMPTY_INSTRUMENT, ...aapl } },
  });
  world.quote('AAPL', 100, 100);
  return world;
}
const account = (world: GateWorld) => {
  const found = world.state.accounts.get('default');
  if (!found) throw new Error('there is no account');
  return found;
};
const verdict = (answer: ReturnType<GateWorld['submit']>) =>
  answer.kind === 'decided' ? (answer.violations[0]?.message ?? 'passes') : answer.kind;
const codes = (answer: ReturnType<GateWorld['submit']>) =>
  answer.kind === 'decided' ? answer.violations.map(({ code }) => code) : [answer.kind];
const BY = { actor: 'user:ann', reason: 'reviewed' } as const;
function hold(world: GateWorld, quantity: number, price = 100): void {
  const side = quantity > 0 ? 'BUY' : 'SELL';
  const { order } = world.submit({ side, quantity: units(Math.abs(quantity)), price: dollars(price) });
  world.fill(order, Math.abs(quantity), price);
}
const setCash = (world: GateWorld, cash: number) =>
  world.ask({ kind: 'move_cash', account: 'default', amount: (dollars(cash) - account(world).cash) as Money, ...BY });

describe('ACCOUNT_STATE', () => {
  test('a locked account trades nothing, closing orders included; cancels pass; armed by a person it trades again', () => {
    const world = worldOf();
    hold(world, 5);
    const { order } = world.submit();
    expect(world.ask({ kind: 'lock', scope: 'account:default', actor: 'user:ann', reason: 'a review' })).toEqual({
      kind: 'lock',
      changed: true,
    });
    expect(verdict(world.submit())).toBe('Account locked: account:default is locked: a review');
    expect(codes(world.submit({ side: 'SELL', quantity: units(5) }))).toEqual(['ACCOUNT_LOCKED']);
    expect(world.ask({ kind: 'cancel', order_id: order.order_id, actor: 'dev' })).toMatchObject({ status: 'PENDING_SUBMIT' });
    expect(world.ask({ kind: 'lock', scope: 'account:default', ...BY })).toEqual({ kind: 'lock', changed: false });
    expect(world.ask({ kind: 'arm', scope: 'account:default', ...BY })).toEqual({ kind: 'arm', changed: true });
    expect(verdict(world.submit())).toBe('passes');
  });
  test('a strategy and a user are locked alone', () => {
    const world = worldOf();
    world.ask({ kind: 'lock', scope: 'strategy:t1', ...BY });
    world.ask({ kind: 'lock', scope: 'user:bob', ...BY });
    expect(codes(world.submit({ strategy: 't1' }))).toEqual(['ACCOUNT_LOCKED']);
    expect(codes(world.submit({ user: 'bob' }))).toEqual(['ACCOUNT_LOCKED']);
    expect(verdict(world.submit({ strategy: 't2', user: 'ann' }))).toBe('passes');
  });
  test('an account that was opened locked trades when it is armed; one that is not there is told', () => {
    const world = worldOf();
    world.ask({ kind: 'open_account', account: 'a2', cash: dollars(100_000), day: DAY, locked: 'a new account' });
    expect(verdict(world.submit({ account: 'a2' }))).toBe('Account locked: account:a2 is locked: a new account');
    world.ask({ kind: 'arm', scope: 'account:a2', ...BY });
    expect(verdict(world.submit({ account: 'a2' }))).toBe('passes');
    expect(world.ask({ kind: 'lock', scope: 'account:a3', ...BY })).toMatchObject({ kind: 'unknown_scope' });
  });
});

describe('FUNDS, settled 5,000.00, unsettled 2,000', () => {
  const funded = () => {
    const world = worldOf({ account_type: 'cash' });
    hold(world, 20);
    setCash(world, 5000);
    hold(world, -20, 100);
    return world;
  };
  test('BUY X 4,999.50 (fee 0.49995): passes', () => {
    const world = funded();
    expect(account(world)).toMatchObject({ cash: dollars(7000), unsettled: [{ amount: dollars(2000) }] });
    expect(verdict(world.submit({ quantity: units(49.995), price: dollars(100) }))).toBe('passes');
  });
  test('4,999.51: refused', () =>
    expect(verdict(funded().submit({ quantity: units(49.9951), price: dollars(100) }))).toBe(
      'Funds insufficient: $5000.009951 > $5000.00',
    ));
  test('open buys count with their fees', () => {
    const world = funded();
    world.submit({ quantity: units(40), price: dollars(100) });
    expect(codes(world.submit({ quantity: units(10), price: dollars(100) }))).toEqual(['FUNDS_INSUFFICIENT']);
    expect(verdict(world.submit({ quantity: units(9.9), price: dollars(100) }))).toBe('passes');
  });
  test('its buying power is the settled cash that no open buy may need: the next order passes up to it', () => {
    const world = funded();
    world.submit({ quantity: units(40), price: dollars(100) });
    const limits = { max_leverage_hundredths: 100_000, account_type: 'cash' } as const;
    const day = dayOf(world.state, account(world));
    const { buying_power } = marginOf(day, [], limits, {}, freeCash(world.state, account(world)));
    expect(buying_power).toBe(dollars(999.6));
    expect(verdict(world.submit({ quantity: units(9.995), price: dollars(100) }))).toBe('passes');
    expect(marginOf(day, [], limits, {}, dollars(-3)).buying_power).toBe(0);
  });
  test('sale on Friday 2026-11-27: buys from Monday 2026-11-30', () => {
    const world = worldOf({ account_type: 'cash' });
    hold(world, 20);
    setCash(world, 5000);
    world.ask({ kind: 'close_day', day: DAY, next_day: '2026-11-27' });
    hold(world, -20, 100);
    expect(account(world).unsettled).toEqual([{ day: '2026-11-30', amount: dollars(2000) }]);
    const buy = () => codes(world.submit({ quantity: units(60), price: dollars(100) }));
    for (const [day, next] of [
      ['2026-11-27', '2026-11-28'],
      ['2026-11-28', '2026-11-29'],
    ] as const) {
      world.ask({ kind: 'close_day', day, next_day: next });
      expect(buy()).toEqual(['FUNDS_INSUFFICIENT']);
    }
    world.ask({ kind: 'close_day', day: '2026-11-29', next_day: '2026-11-30' });
    expect(buy()).toEqual([]);
  });
  test('of crypto it settles at once', () => {
    const world = worldOf({ account_type: 'cash' }, { asset_class: 'crypto' });
    hold(world, 20);
    hold(world, -20, 100);
    expect(account(world).unsettled).toEqual([]);
  });
  test('a margin account is not looked at', () => {
    const world = worldOf();
    setCash(world, 100);
    expect(codes(world.submit({ quantity: units(1.5) }))).not.toContain('FUNDS_INSUFFICIENT');
  });
});

describe('POSITION_AVAILABLE', () => {
  test('a cash account sells what it has and is not selling already', () => {
    const world = worldOf({ account_type: 'cash' });
    hold(world, 5);
    world.submit({ side: 'SELL', quantity: units(3), price: dollars(110) });
    expect(codes(world.submit({ side: 'SELL', quantity: units(2), price: dollars(110) }))).toEqual([]);
    expect(verdict(world.submit({ side: 'SELL', quantity: units(1), price: dollars(110) }))).toBe('Position insufficient: 1 > 0');
  });
  test('crypto is never sold short, unless its instrument says that it may', () => {
    expect(codes(worldOf({}, { asset_class: 'crypto' }).submit({ side: 'SELL' }))).toEqual(['POSITION_INSUFFICIENT']);
    expect(codes(worldOf({}, { asset_class: 'crypto', shortable: true }).submit({ side: 'SELL' }))).toEqual([]);
    expect(codes(worldOf().submit({ side: 'SELL' }))).toEqual([]);
  });
});

describe('cash that is no profit', () => {
  test.each([
    ['DEPOSIT', 1000],
    ['WITHDRAWAL', -1000],
    ['DIVIDEND', 12.34],
    ['INTEREST', 0.000001],
    ['FEE', -25],
  ] as const)('%s moves cash and equity, and no profit and loss', (what, amount) => {
    const world = worldOf();
    hold(world, 10);
    world.quote('AAPL', 101, 101);
    const before = { equity: equityOf(account(world)), loss: lossOf(account(world)) };
    world.ask({ kind: 'move_cash', account: 'default', amount: dollars(amount), what, ...BY });
    expect(equityOf(account(world)) - before.equity).toBe(dollars(amount));
    expect(lossOf(account(world))).toBe(before.loss);
  });
  test('a withdrawal that would leave less than the maintenance margin is refused', () => {
    const world = worldOf();
    hold(world, 500);
    const take = (amount: number) =>
      world.ask({ kind: 'move_cash', account: 'default', amount: dollars(0 - amount), what: 'WITHDRAWAL', ...BY });
    expect(take(87_500.01)).toEqual({
      kind: 'refused',
      message: 'it would leave an equity of $12499.99, below the maintenance margin of $12500.00',
    });
    expect(take(87_500)).toEqual({ kind: 'move_cash' });
  });
});

describe('a split', () => {
  test('changes quantity and price, not cost, value or profit; of strategies too', () => {
    const world = worldOf();
    const { order } = world.submit({ quantity: units(10), strategy: 't1' });
    world.fill(order, 10, 100);
    world.quote('AAPL', 103, 103);
    const before = { equity: equityOf(account(world)), loss: lossOf(account(world)) };
    expect(world.ask({ kind: 'split', symbol: 'AAPL', numerator: 4, denominator: 1, ...BY })).toEqual({
      kind: 'split',
      accounts: 1,
    });
    expect(account(world).positions.get('AAPL')).toMatchObject({
      quantity: units(40),
      cost: dollars(1000),
      value: dollars(1030),
    });
    expect([...account(world).slices.values()]).toMatchObject([{ quantity: units(40), value: dollars(1030) }]);
    expect({ equity: equityOf(account(world)), loss: lossOf(account(world)) }).toEqual(before);
    world.quote('AAPL', 25.75, 25.75);
    expect(lossOf(account(world))).toBe(before.loss);
    expect(world.tick().drift).toBe(0);
  });
  test('is refused while orders in the symbol are open, and when a position would be too large', () => {
    const world = worldOf();
    world.submit();
    expect(world.ask({ kind: 'split', symbol: 'AAPL', numerator: 4, denominator: 1, ...BY })).toEqual({
      kind: 'refused',
      message: '1 orders in AAPL are open; cancel them first',
    });
    hold(world, 1000);
    for (const { order } of [...world.state.orders.values()]) world.report(order, 'CANCELED');
    for (let i = 0; i < 2; i += 1) world.ask({ kind: 'split', symbol: 'AAPL', numerator: 10_000, denominator: 1, ...BY });
    expect(world.ask({ kind: 'split', symbol: 'AAPL', numerator: 10_000, denominator: 1, ...BY })).toEqual({
      kind: 'refused',
      message: 'a position would be outside what can be reckoned with',
    });
    expect(world.ask({ kind: 'split', symbol: 'NONE', numerator: 4, denominator: 1, ...BY })).toMatchObject({ kind: 'refused' });
  });
});

/** An account kept by plain arithmetic beside the gate: cash and units in whole numbers, and what was moved in or out. */
class Ledger {
  cash = 100_000n * 1_000_000n;
  moved = 0n;
  readonly held = new Map<string, bigint>();
  fill(symbol: string, signed: bigint, price: bigint, fee: bigint): void {
    const [size, sign] = signed < 0n ? [-signed, -1n] : [signed, 1n];
    this.cash -= sign * nearest(size * price, 100_000_000n) + fee;
    this.held.set(symbol, (this.held.get(symbol) ?? 0n) + signed);
  }
  equity(marks: ReadonlyMap<string, bigint>): bigint {
    let sum = this.cash;
    for (const [symbol, quantity] of this.held) {
      const size = quantity < 0n ? -quantity : quantity;
      sum += (quantity < 0n ? -1n : 1n) * nearest(size * (marks.get(symbol) ?? 0n), 100_000_000n);
    }
    return sum;
  }
}
const nearest = (a: bigint, d: bigint) => (2n * a + d) / (2n * d);

test('equity = start + profit and loss + movements, to the micro-dollar, after every one of 20,000 random events; the log proves it', () => {
  const random = randomOf(20_261_126);
  const pick = <T>(all: readonly T[]): T => all[Math.floor(random() * all.length)] as T;
  const world = worldOf();
  const ledger = new Ledger();
  const marks = new Map<string, bigint>();
  const splits = new Set<string>();
  let [realized, past] = [0, 0];
  for (let i = 0; i < 20_000; i += 1) {
    const symbol = pick(['AAPL', 'SPY', 'TSLA']);
    const roll = random();
    if (roll < 0.3)
      world.submit({
        symbol,
        side: pick(['BUY', 'SELL']),
        quantity: units(Math.ceil(random() * 3000) / 100),
        price: dollars(Math.ceil(50 + random() * 100)),
      });
    else if (roll < 0.7) {
      const open = pick([...world.state.orders.values()]);
      if (!open) continue;
      const quantity = (random() < 0.5 ? open.leaves : Math.ceil(open.leaves * random())) as typeof open.leaves;
      const [price, fee] = [Math.ceil(95e6 + random() * 10e6) as Money, Math.floor(random() * 2e6) as Money];
      world.report(open.order, 'FILL', { quantity, price, fee });
      ledger.fill(open.order.symbol, BigInt(open.order.side === 'BUY' ? quantity : 0 - quantity), BigInt(price), BigInt(fee));
      // Without a mark the price of the fill is one.
      if (!world.state.quotes.get(open.order.symbol)?.mark) marks.set(open.order.symbol, BigInt(price));
    } else if (roll < 0.85) {
      const bid = Math.ceil(9000 + random() * 2000) / 100;
      world.quote(symbol, bid, bid + 0.02);
    } else if (roll < 0.93) {
      const amount = Math.floor((random() - 0.45) * 5e9) as Money;
      world.ask({ kind: 'move_cash', account: 'default', amount, what: amount > 0 ? 'DIVIDEND' : 'FEE', ...BY });
      ledger.cash += BigInt(amount);
      ledger.moved += BigInt(amount);
    } else if (roll < 0.96) {
      const today = account(world).day;
      past += account(world).realized;
      const next = new Date(Date.parse(today) + 86_400_000).toISOString().slice(0, 10);
      world.ask({ kind: 'close_day', day: today, next_day: next });
    } else if (roll < 0.97) {
      for (const { order } of [...world.state.orders.values()]) if (order.symbol === symbol) world.report(order, 'CANCELED');
      const [numerator, denominator] = splits.has(symbol) ? [1, 2] : [2, 1];
      if (!splits.delete(symbol)) splits.add(symbol);
      const split = world.ask({ kind: 'split', symbol, numerator, denominator, ...BY });
      if (split.kind !== 'split') throw new Error(split.message);
      ledger.held.set(symbol, ((ledger.held.get(symbol) ?? 0n) * BigInt(numerator)) / BigInt(denominator));
    } else world.tick();
    for (const { symbol: one, mark } of world.state.quotes.values()) if (mark > 0) marks.set(one, BigInt(mark));
    const now = account(world);
    const before = equityOf(now);
    realized = past + now.realized;
    const unrealized = [...now.positions.values()].reduce((sum, p) => sum + p.value - p.cost, 0);
    expect(BigInt(before)).toBe(ledger.equity(marks));
    expect(before).toBe(100_000_000_000 + realized + unrealized + Number(ledger.moved));
    if (i % 1000 === 0) expect(world.tick().drift).toBe(0);
  }
  const proof = new LogProof(emptyState(compile));
  for (const event of world.log) proof.take(encodeEvent(event));
  proof.finish();
  expect(stateHash(proof.state)).toBe(stateHash(world.state));
}, 60_000);

test('locks, unsettled cash and splits are read back from the log and from a snapshot', () => {
  const world = worldOf({ account_type: 'cash' });
  hold(world, 20);
  hold(world, -5);
  world.ask({ kind: 'lock', scope: 'user:bob', ...BY });
  world.ask({ kind: 'open_account', account: 'a2', cash: dollars(1), day: DAY, locked: 'new' });
  world.ask({ kind: 'split', symbol: 'AAPL', numerator: 3, denominator: 2, ...BY });
  const folded = emptyState(compile);
  for (const event of world.log) {
    expect(decodeEvent(encodeEvent(event))).toEqual(event);
    foldLine(folded, encodeEvent(event));
  }
  expect(stateHash(folded)).toBe(stateHash(world.state));
  const restored = restoreSnapshot(JSON.parse(JSON.stringify(takeSnapshot(folded))) as ReturnType<typeof takeSnapshot>, compile);
  expect(takeSnapshot(restored)).toEqual(takeSnapshot(world.state));
  expect(restored.locks.size).toBe(2);
  expect(RULE_SET.document).toContain('ACCOUNT_STATE');
});
