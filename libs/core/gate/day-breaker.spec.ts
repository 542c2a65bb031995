import { GateWorld } from '#test/factories/gate-world.js';
import { dayOf } from './valuation.js';

const CASES = [
  ['firm', 'halt', true],
  ['firm', 'reduce_only', true],
  ['account:default', 'halt', true],
  ['symbol:AAPL', 'halt', false],
] as const;

test.each(CASES)("(12) the day's circuit_breaker_triggered while %s is tripped to %s: %s", (scope, mode, triggered) => {
  const world = GateWorld.open();
  const told = () => {
    const account = world.state.accounts.get('default');
    return account && dayOf(world.state, account).circuit_breaker_triggered;
  };
  expect(told()).toBe(false);
  const by = { actor: 'dev', reason: 'a drill', source: 'api' };
  const { breaker_id } = world.ask({ kind: 'trip', scope, mode, ...by, expires_in_ms: null, cancel_orders: false }) as {
    breaker_id: number;
  };
  expect(told()).toBe(triggered);
  world.ask({ kind: 'reset', breaker_id, ...by, how: 'ask' });
  expect(told()).toBe(false);
});
