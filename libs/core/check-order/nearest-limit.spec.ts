import { dollars, GateWorld, units } from '#test/factories/gate-world.js';
import type { OrderDecided } from '../gate/event.js';
import type { RiskLimits } from '../model/limits.js';
import { type NearestLimit, nearestLimit } from './nearest-limit.js';

function nearestOf(world: GateWorld): NearestLimit | null {
  const decided = world.log.findLast((event): event is OrderDecided => event.type === 'ORDER_DECIDED');
  const { config, rules } = world.state;
  if (!decided || !config || !rules) throw new Error('nothing was decided');
  if (!decided.accepted) throw new Error(decided.violations[0]?.message);
  return nearestLimit(decided.order, decided.state, config, rules);
}
const opened = (limits: Partial<RiskLimits> = {}) => GateWorld.open({ max_order_size: dollars(10_000), ...limits });

test('an order that passes says which limit it came nearest to, itself included', () => {
  const world = opened({ max_order_size: dollars(1000) });
  world.submit({ quantity: units(9.5) });
  expect(nearestOf(world)).toEqual({ rule_id: 'ORDER_SIZE', scope: 'account:default', used_bp: 9500 });
  for (let i = 0; i < 8; i += 1) world.submit({ quantity: units(10) });
  world.submit({ quantity: units(5) });
  // 9.5 + 8 x 10 + 5 units at 100 in a symbol that may be 10,000.
  expect(nearestOf(world)).toEqual({ rule_id: 'POSITION_GLOBAL', scope: 'account:default', used_bp: 9450 });
});

test('exactly at the limit is all of it, and a rate is none', () => {
  const world = opened({ max_order_size: dollars(1000), max_orders_per_second: 1 });
  world.submit({ quantity: units(10) });
  expect(nearestOf(world)).toMatchObject({ rule_id: 'ORDER_SIZE', used_bp: 10_000 });
});

test('an order that only closes is not near the limit of what is held', () => {
  const world = opened();
  const bought = world.working({ quantity: units(99) });
  world.fill(bought, 99, 100);
  world.submit({ side: 'SELL', quantity: units(1) });
  expect(nearestOf(world)?.rule_id).toBe('ORDER_SIZE');
});

test('a limit of a strategy counts, with its scope', () => {
  const world = opened();
  world.change({ scoped: { 'strategy:t1': { max_gross_exposure: dollars(1000) } } });
  world.submit({ quantity: units(9), strategy: 't1' });
  expect(nearestOf(world)).toEqual({ rule_id: 'GROSS_EXPOSURE', scope: 'strategy:t1', used_bp: 9000 });
});
