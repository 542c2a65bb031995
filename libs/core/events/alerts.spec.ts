import { dollars, GateWorld, units } from '#test/factories/gate-world.js';
import { alertsOf } from './alerts.js';

const MARKET = { order_type: 'MARKET', price: null } as const;
const alerts = ({ log }: GateWorld) => log.flatMap(alertsOf).map(({ alert_type, message }) => [alert_type, message]);

test('a purchase that cost more than it was checked for is an alert with both figures', () => {
  const world = GateWorld.open();
  const { order } = world.submit({ ...MARKET, quantity: units(2) });
  world.fill(order, 1, 100.12);
  expect(alerts(world)).toEqual([]);
  world.fill(order, 1, 101.5);
  expect(alerts(world)).toEqual([['EXECUTED_ABOVE_CHECK', 'BUY 1 AAPL executed above its check price: $101.50 > $100.12002']]);
});

test('a sale that brought less than its check price by more than the slippage is one, within the slippage it is none', () => {
  const world = GateWorld.open();
  world.fill(world.submit({ quantity: units(4) }).order, 4, 100);
  const { order } = world.submit({ ...MARKET, side: 'SELL', quantity: units(2) });
  world.fill(order, 1, 99.9);
  expect(alerts(world)).toEqual([]);
  world.fill(order, 1, 99.8);
  expect(alerts(world)).toEqual([['EXECUTED_BELOW_CHECK', 'SELL 1 AAPL executed below its check price: $99.80 < $100.10']]);
});

test('a limit order filled at its limit or better is none, and neither is a report on an order that is not known any more', () => {
  const world = GateWorld.open();
  const { order } = world.submit({ quantity: units(2), price: dollars(100) });
  world.fill(order, 1, 100);
  world.fill(order, 1, 99);
  world.report(order, 'FILL', { quantity: units(1), price: dollars(500) });
  expect(alerts(world)).toEqual([]);
});

test('(12.4) the alert of a loss says that opening orders are being canceled, when they are', () => {
  for (const daily_loss_on_trip of ['cancel_opening_orders', 'leave_orders'] as const) {
    const world = GateWorld.open({ daily_loss_limit: dollars(5), daily_loss_on_trip });
    world.fill(world.submit({ quantity: units(5) }).order, 5, 100);
    world.quote('AAPL', 98, 98.02);
    const [[, message = ''] = []] = alerts(world);
    expect(message).toMatch(/^Circuit breaker of account:default tripped: daily loss/);
    expect(message.endsWith('; its open orders that close no position are being canceled')).toBe(
      daily_loss_on_trip === 'cancel_opening_orders',
    );
  }
});
