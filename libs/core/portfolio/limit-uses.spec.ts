import { dollars, GateWorld, units } from '#test/factories/gate-world.js';
import type { Order } from '../model/order.js';
import { accountUses } from './limit-uses.js';

const hold = (world: GateWorld, fields: Partial<Order>) => {
  const order = world.working(fields);
  world.report(order, 'FILL', { quantity: order.quantity, price: dollars(100) });
};
const shown = (world: GateWorld) =>
  (accountUses(world.state, 'default', world.nowUs) ?? []).map(({ scope, limit_name, unit, used, limit, symbol }) => [
    ...[scope, limit_name, unit, used, limit, symbol],
  ]);

test('every limit that is on says how much of it is used, the nearest first, by the position that is nearest to it', () => {
  const world = GateWorld.open({ max_order_size: dollars(10_000), max_orders_per_second: 10, max_orders_per_burst: 100 });
  const { config } = world.state;
  if (!config) throw new Error('nothing is configured');
  const own = { max_position: dollars(3000), max_concentration_bps: 500 };
  world.change({ symbols: { ...config.symbols, TSLA: own } });
  world.quote('AAPL', 100, 100);
  world.quote('TSLA', 100, 100);
  hold(world, { symbol: 'AAPL', quantity: units(40) });
  hold(world, { symbol: 'TSLA', quantity: units(25) });
  const here = 'account:default';
  expect(shown(world)).toEqual([
    [here, 'symbol_max_position', 'dollars', 2500, 3000, 'TSLA'],
    [here, 'symbol_max_concentration', 'percent', 2.5, 5, 'TSLA'],
    [here, 'max_position_size', 'dollars', 4000, 10_000, 'AAPL'],
    [here, 'max_orders_per_second', 'orders', 2, 10, null],
    [here, 'max_portfolio_concentration', 'percent', 4, 25, 'AAPL'],
    [here, 'max_leverage', 'ratio', 0.065, 2, null],
    [here, 'initial_margin', 'dollars', 3250, 100_000, null],
    [here, 'max_orders_per_burst', 'orders', 2, 100, null],
    [here, 'daily_loss_limit', 'dollars', 0, 5000, null],
  ]);
});

test('limits of positions are on while nothing is held; those of parts of the account are named; the firm’s are not the account’s', () => {
  const world = GateWorld.open({ max_open_orders: 4 });
  world.change({
    scoped: {
      'account:default': { daily_loss_limit: dollars(700) },
      'account:default/symbol:AAPL': { daily_loss_limit: dollars(50) },
      firm: { max_gross_exposure: dollars(1000) },
    },
  });
  world.submit({ quantity: units(1) });
  const uses = shown(world);
  expect(uses[0]).toEqual(['account:default', 'max_open_orders', 'orders', 1, 4, null]);
  expect(uses).toContainEqual(['account:default', 'daily_loss_limit', 'dollars', 0, 700, null]);
  expect(uses).toContainEqual(['account:default/symbol:AAPL', 'daily_loss_limit', 'dollars', 0, 50, null]);
  expect(uses.map(([scope]) => scope)).not.toContain('firm');
  expect(shown(GateWorld.open()).map(([, name, , used]) => [name, used])).toContainEqual(['max_position_size', 0]);
  expect(accountUses(world.state, 'nobody', 0)).toBeNull();
});

test('drawdown and the loss of a window are measured from their highs', () => {
  const world = GateWorld.open({ max_order_size: dollars(10_000), drawdown_day_bps: 400, loss_window_limit: dollars(1000) });
  world.quote('AAPL', 100, 100);
  hold(world, { quantity: units(90) });
  world.quote('AAPL', 110, 110);
  world.tick();
  world.quote('AAPL', 105, 105);
  world.tick();
  const used = Object.fromEntries(shown(world).map(([, name, , amount, limit]) => [name, [amount, limit]]));
  expect(used['loss_window_limit']).toEqual([450, 1000]);
  // 450 of a highest equity of 100,900.
  expect(used['drawdown_day_pct']).toEqual([0.445986, 4]);
});

test('no equity is left: every share is beyond its limit, and still a number', () => {
  const world = GateWorld.open({ max_order_size: dollars(10_000) });
  hold(world, { quantity: units(90), side: 'SELL' });
  world.quote('AAPL', 5000, 5000);
  const leverage = shown(world).find(([, name]) => name === 'max_leverage');
  expect(Number.isFinite(leverage?.[3])).toBe(true);
  expect(Number(leverage?.[3])).toBeGreaterThan(2);
});
