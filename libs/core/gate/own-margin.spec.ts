import { compile, dollars, GateWorld, units } from '#test/factories/gate-world.js';
import type { RiskLimits } from '../model/limits.js';
import { accountUses } from '../portfolio/limit-uses.js';
import { EMPTY_INSTRUMENT, type Instrument } from '../model/reference.js';
import { LogProof } from '../verify/log-proof.js';
import { encodeEvent } from './codec.js';
import { restoreSnapshot, takeSnapshot } from './snapshot.js';
import { emptyState } from './state.js';
import { stateHash } from './state-hash.js';

const WIDE: Partial<RiskLimits> = {
  ...{ max_order_size: dollars(1e6), max_position_size: dollars(1e6), max_portfolio_concentration_bps: 100_000 },
  ...{ max_leverage_hundredths: 10_000, daily_loss_limit: dollars(1e6) },
};
const rates = (own: Partial<Instrument>) => ({ instruments: { AAPL: { ...EMPTY_INSTRUMENT, ...own } } });
function worldOf(own: Partial<Instrument>): GateWorld {
  const world = GateWorld.open(WIDE);
  const wide = { max_position: dollars(1e6), max_concentration_bps: 100_000 };
  world.change({ symbols: { AAPL: wide, SPY: wide, TSLA: wide }, ...rates(own) });
  world.quote('AAPL', 100, 100);
  world.quote('SPY', 100, 100);
  return world;
}
const buy = (world: GateWorld, symbol: string, quantity: number) => {
  const answer = world.submit({ symbol, quantity: units(quantity) });
  return { order: answer.order, verdict: answer.kind === 'decided' ? (answer.violations[0]?.message ?? 'passes') : answer.kind };
};
const account = (world: GateWorld) => world.state.accounts.get('default');
function isProven(world: GateWorld): void {
  const proof = new LogProof(emptyState(compile));
  for (const event of world.log) proof.take(encodeEvent(event));
  expect(stateHash(proof.state)).toBe(stateHash(world.state));
  const again = restoreSnapshot(JSON.parse(JSON.stringify(takeSnapshot(world.state))), compile);
  expect(again.accounts.get('default')?.own_margin).toEqual(account(world)?.own_margin);
  expect(again.accounts.get('default')?.maintenance).toBe(account(world)?.maintenance);
}

test('an instrument that needs all of its worth is held by that, others by half, and both together by equity', () => {
  const world = worldOf({ initial_margin_bps: 10_000 });
  // 100,000: AAPL 60,000 at 100 %, then SPY 79,900 at 50 % = 39,950, with fees.
  expect(buy(world, 'AAPL', 600).verdict).toBe('passes');
  expect(account(world)?.own_margin).toEqual({ exposure: dollars(60_000), required: dollars(60_000) });
  expect(buy(world, 'SPY', 801).verdict).toBe('Initial margin exceeds equity: $100058.01 > $100000.00');
  expect(buy(world, 'SPY', 799).verdict).toBe('passes');
  expect(buy(world, 'AAPL', 1).verdict).toMatch('Initial margin exceeds equity');
  isProven(world);
});

test('a lower rate lets more through, and the sums follow fills, marks and ends', () => {
  const world = worldOf({ initial_margin_bps: 1000 });
  const { order, verdict } = buy(world, 'AAPL', 5000);
  expect(verdict).toBe('passes');
  expect(account(world)?.own_margin).toEqual({ exposure: dollars(500_000), required: dollars(50_000) });
  world.fill(order, 2000, 100);
  world.report(order, 'CANCELED');
  expect(account(world)?.own_margin).toEqual({ exposure: dollars(200_000), required: dollars(20_000) });
  world.quote('AAPL', 101, 101);
  expect(account(world)?.own_margin).toEqual({ exposure: dollars(202_000), required: dollars(20_200) });
  isProven(world);
});

test('another rate is in force at once, and without one all is as before', () => {
  const world = worldOf({});
  const { order } = buy(world, 'AAPL', 1000);
  world.fill(order, 1000, 100);
  expect(account(world)?.own_margin).toEqual({ exposure: 0, required: 0 });
  world.change(rates({ initial_margin_bps: 2500 }));
  expect(account(world)?.own_margin).toEqual({ exposure: dollars(100_000), required: dollars(25_000) });
  isProven(world);
  world.change(rates({}));
  expect(account(world)?.own_margin).toEqual({ exposure: 0, required: 0 });
  expect(buy(world, 'SPY', 1100).verdict).toMatch('Initial margin exceeds equity: $105011.00');
});

test('a maintenance rate of its own replaces that of the rule, long and short, and trips', () => {
  const world = worldOf({ maintenance_margin_bps: 6000 });
  const { order } = buy(world, 'AAPL', 1000);
  world.fill(order, 1000, 100);
  expect(account(world)?.maintenance).toBe(dollars(60_000));
  // Cash 0, so equity is the position: 60 % of it never exceeds it; a withdrawal may not go below.
  world.change(rates({ maintenance_margin_bps: 12_000 }));
  expect(account(world)?.maintenance).toBe(dollars(120_000));
  expect(world.state.breakers.get('account:default')).toMatchObject({ trigger_type: 'MAINTENANCE_MARGIN', mode: 'reduce_only' });
  isProven(world);
});

test('the bar and the warnings of initial margin reckon with it as the rule does', () => {
  const world = worldOf({ initial_margin_bps: 10_000 });
  buy(world, 'AAPL', 600);
  buy(world, 'SPY', 100);
  const margin = accountUses(world.state, 'default', world.nowUs)?.find(({ limit_name }) => limit_name === 'initial_margin');
  // 60,000 at 100 %, and 10,000 at 50 %.
  expect(margin?.used).toBe(65_000);
});

test('crypto needs all of its worth by its class, a share half, and an own rate stands before both', () => {
  const crypto = worldOf({ asset_class: 'crypto' });
  expect(buy(crypto, 'AAPL', 600).verdict).toBe('passes');
  expect(account(crypto)?.own_margin).toEqual({ exposure: dollars(60_000), required: dollars(60_000) });
  expect(buy(crypto, 'AAPL', 401).verdict).toBe('Initial margin exceeds equity: $100104.01 > $100000.00');
  isProven(crypto);
  for (const share of [worldOf({ asset_class: 'equity' }), worldOf({})]) {
    expect(buy(share, 'AAPL', 1900).verdict).toBe('passes');
    expect(account(share)?.own_margin).toEqual({ exposure: 0, required: 0 });
  }
  const own = worldOf({ asset_class: 'crypto', initial_margin_bps: 5000 });
  expect(buy(own, 'AAPL', 1900).verdict).toBe('passes');
});

test.each(['option', 'future', 'constructor'])(
  'of the class %s no rate is known: MARGIN_RATE_MISSING, until it is set',
  (asset_class) => {
    const world = worldOf({});
    world.fill(buy(world, 'AAPL', 100).order, 100, 100);
    world.change(rates({ asset_class }));
    // What is held counts whole, so that others are judged all the same.
    expect(account(world)?.own_margin).toEqual({ exposure: dollars(10_000), required: dollars(10_000) });
    expect(world.submit({ side: 'BUY' })).toMatchObject({
      ...{ kind: 'unavailable', code: 'MARGIN_RATE_MISSING' },
      message: `no margin rate of AAPL is known: its class is ${asset_class}`,
    });
    // What only closes passes, what goes beyond it does not.
    expect(world.submit({ side: 'SELL', quantity: units(101) })).toMatchObject({ code: 'MARGIN_RATE_MISSING' });
    expect(world.submit({ side: 'SELL', quantity: units(100) })).toMatchObject({ accepted: true });
    expect(buy(world, 'SPY', 1).verdict).toBe('passes');
    world.change(rates({ asset_class, initial_margin_bps: 1500 }));
    expect(buy(world, 'AAPL', 1).verdict).toBe('passes');
    isProven(world);
  },
);
