import { dollars, GateWorld, units } from '#test/factories/gate-world.js';
import { alertsOf } from '../events/alerts.js';
import type { RiskConfig, RiskLimits } from '../model/limits.js';
import { restoreSnapshot, takeSnapshot } from './snapshot.js';
import { stateHash } from './state-hash.js';

const SOFT: Partial<RiskLimits> = { warn_at_bps: 8000 };
/** An order for so many dollars. */
const worth = (amount: number) => ({ price: dollars(amount), quantity: units(1) });
const told = (world: GateWorld) =>
  world.log.flatMap((event) => alertsOf(event).map((one) => `${one.alert_type}: ${one.message}`));
const warnOnly = (code: string, scope: string): Partial<RiskConfig> => ({
  softened: { trial: { code, scope, reason: 'on trial' } },
});

test('Soft 80 % of 1,000: 800.00 is silent, 800.01 passes and warns', () => {
  const world = GateWorld.open(SOFT);
  expect(world.submit(worth(800))).toMatchObject({ accepted: true });
  expect(told(world)).toEqual([]);
  expect(world.submit(worth(800.01))).toMatchObject({
    accepted: true,
    state: {
      also: { near: [{ rule_id: 'ORDER_SIZE', severity: 'INFO', scope: 'account:default', limit_origin: 'each account' }] },
    },
  });
  expect(told(world)).toEqual(['LIMIT_NEAR: ORDER_SIZE is near its limit: $800.01 of $1000.00, 80.00 %']);
});

test('a limit that is near is told once a minute for each rule and scope', () => {
  const world = GateWorld.open(SOFT);
  for (let i = 0; i < 3; i += 1) world.submit(worth(900));
  expect(told(world)).toHaveLength(1);
  world.pass(61);
  world.quote('AAPL', 100, 100.02);
  world.tick();
  world.submit(worth(900));
  expect(told(world)).toHaveLength(2);
});

test('what an account uses of limits that are watched is not told by its orders', () => {
  const world = GateWorld.open({ ...SOFT, max_position_size: dollars(1000), max_order_size: dollars(100_000) });
  expect(world.submit(worth(950))).toMatchObject({ accepted: true });
  expect(told(world)).toEqual([]);
});

test('a limit of the firm that is near is told with its scope, and a closing order tells nothing', () => {
  const world = GateWorld.open(SOFT);
  world.change({ scoped: { firm: { max_gross_exposure: dollars(1000) } } });
  const { order } = world.submit({ quantity: units(9) });
  expect(told(world)).toEqual([
    'LIMIT_NEAR: ORDER_SIZE is near its limit: $900.00 of $1000.00, 90.00 %; GROSS_EXPOSURE is near its limit: $900.00 of $1000.00, 90.00 % (firm)',
  ]);
  world.fill(order, 9, 100);
  world.pass(61);
  world.quote('AAPL', 100, 100.02);
  world.tick();
  expect(world.submit({ side: 'SELL', quantity: units(9) })).toMatchObject({ accepted: true });
  expect(told(world)).toHaveLength(1);
});

test('a scope warns at a share of its own, and one that is off there tells nothing', () => {
  const world = GateWorld.open({ warn_at_bps: null });
  world.change({ scoped: { 'strategy:t1': { max_order_size: dollars(1000), warn_at_bps: 5000 } } });
  world.submit({ ...worth(501), strategy: 't1' });
  world.submit({ ...worth(999) });
  expect(told(world)).toEqual(['LIMIT_NEAR: ORDER_SIZE is near its limit: $501.00 of $1000.00, 50.10 % (strategy:t1)']);
});

test('a reason that only warns lets the order pass, with the alert, gathered by the minute', () => {
  const world = GateWorld.open(SOFT);
  world.change(warnOnly('ORDER_SIZE_EXCEEDED', 'each account'));
  for (let i = 0; i < 3; i += 1)
    expect(world.submit(worth(1500))).toMatchObject({
      accepted: true,
      violations: [],
      state: { also: { warned: [{ code: 'ORDER_SIZE_EXCEEDED' }] } },
    });
  expect(world.log.some((event) => event.type === 'ORDER_DECIDED' && event.state.also?.near !== undefined)).toBe(false);
  expect(told(world)).toEqual(['LIMIT_WARNED: Order size exceeds limit: $1500.00 > $1000.00']);
  expect([...world.state.alerts.values()]).toMatchObject([{ alert_type: 'LIMIT_WARNED', count: 3 }]);
});

test('it warns at its own scope alone, and never in place of another reason', () => {
  const world = GateWorld.open();
  world.change({ ...warnOnly('ORDER_SIZE_EXCEEDED', 'firm'), scoped: { firm: { max_order_size: dollars(500) } } });
  expect(world.submit(worth(600))).toMatchObject({ accepted: true });
  const both = world.submit(worth(1500));
  expect(both).toMatchObject({ accepted: false, violations: [{ code: 'ORDER_SIZE_EXCEEDED', scope: 'account:default' }] });
  expect(both.kind === 'decided' && both.state.also).toBeUndefined();
});

test('an amendment and each order of a list may break what only warns', () => {
  const world = GateWorld.open();
  world.change(warnOnly('ORDER_SIZE_EXCEEDED', 'each account'));
  const order = world.working(worth(900));
  expect(world.amend(order, { quantity: 2 })).toMatchObject({ kind: 'decided', accepted: true });
  const orders = [1, 2].map(() => world.order({ ...worth(1100), list_id: 'lst_1' }));
  expect(world.ask({ kind: 'submit_list', orders })).toMatchObject({ kind: 'decided', accepted: true });
});

test('what was told is kept in a snapshot', () => {
  const world = GateWorld.open(SOFT);
  world.submit(worth(900));
  const again = restoreSnapshot(JSON.parse(JSON.stringify(takeSnapshot(world.state))), world.state.compile);
  expect(again.near).toEqual(world.state.near);
  expect(stateHash({ ...again, clients: world.state.clients })).toBe(stateHash(world.state));
});
