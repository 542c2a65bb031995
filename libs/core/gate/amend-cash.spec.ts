import { dollars, GateWorld, units } from '#test/factories/gate-world.js';
import type { RiskLimits } from '../model/limits.js';
import type { Money } from '../model/money.js';

const WIDE: Partial<RiskLimits> = {
  ...{ max_order_size: dollars(1e6), max_position_size: dollars(1e6), max_portfolio_concentration_bps: 100_000 },
  ...{ max_leverage_hundredths: 10_000, account_type: 'cash' },
};
/** A cash account with an order that is filled in part. */
function partly(side: 'BUY' | 'SELL', cash: number, total: number, filled: number, price: number) {
  const world = GateWorld.open(WIDE);
  const wide = { max_position: dollars(1e6), max_concentration_bps: 100_000 };
  world.change({ symbols: { AAPL: wide, SPY: wide, TSLA: wide } });
  world.quote('AAPL', price, price);
  if (side === 'SELL') {
    const { order } = world.submit({ quantity: units(total), price: dollars(price) });
    world.fill(order, total, price);
  }
  const account = () => world.state.accounts.get('default');
  const order = world.working({ side, quantity: units(total), price: dollars(price) });
  world.fill(order, filled, price);
  const amount = (dollars(cash) - (account()?.cash ?? 0)) as Money;
  world.ask({ kind: 'move_cash', account: 'default', amount, what: 'WITHDRAWAL', actor: 'dev', reason: 'x' });
  expect(account()?.cash).toBe(dollars(cash));
  return { world, order };
}
const verdict = (answer: ReturnType<GateWorld['amend']>) =>
  answer.kind === 'decided' ? (answer.violations[0]?.message ?? 'passes') : answer.kind;

test('a buy that is filled in part is amended for its rest: 60 of 100 filled, 40 at 85 and their fee are covered to the micro-dollar', () => {
  const enough = partly('BUY', 3400.34, 100, 60, 80);
  expect(verdict(enough.world.amend(enough.order, { price: 85 }))).toBe('passes');
  const short = partly('BUY', 3400.339999, 100, 60, 80);
  expect(verdict(short.world.amend(short.order, { price: 85 }))).toBe('Funds insufficient: $3400.34 > $3400.339999');
});

test('a larger total counts what is added to the rest alone', () => {
  const { world, order } = partly('BUY', 4800.48, 100, 60, 80);
  expect(verdict(world.amend(order, { quantity: 121 }))).toMatch('Funds insufficient: $4880.488 > $4800.48');
  expect(verdict(world.amend(order, { quantity: 120 }))).toBe('passes');
});

test('a sale that is filled in part is amended for its rest', () => {
  const { world, order } = partly('SELL', 50_000, 100, 60, 80);
  expect(verdict(world.amend(order, { price: 81 }))).toBe('passes');
  world.answerAmendment(order);
  expect(verdict(world.amend(order, { quantity: 101 }))).toMatch('Position insufficient');
});

test('what a strategy closes is asked of the rest', () => {
  const { world, order: first } = partly('SELL', 50_000, 100, 60, 80);
  world.report(first, 'CANCELED');
  const { order: bought } = world.submit({ strategy: 't1', quantity: units(10), price: dollars(80) });
  world.fill(bought, 10, 80);
  const order = world.working({ strategy: 't1', side: 'SELL', quantity: units(10), price: dollars(80) });
  world.fill(order, 6, 80);
  world.change({ strategies: { t1: { accounts: ['other'], symbols: null } } });
  expect(verdict(world.amend(order, { price: 81 }))).toBe('passes');
});
