import { configOf, dollars, GateWorld, RULE_SET, compile, units } from '#test/factories/gate-world.js';
import { decide } from './decide.js';

const rules = compile(RULE_SET.document);
const config = configOf(1);

/** A decision with this breaker open, or none, and that size. */
function decided(quantity: number, breaker: 'none' | 'halt' = 'none') {
  const answer = GateWorld.open().submit({ quantity: units(quantity), price: dollars(100) });
  if (answer.kind !== 'decided') throw new Error('it is decided');
  const state = { ...answer.state, breaker_mode: breaker, breaker_scope: breaker === 'none' ? '' : 'firm' };
  return { order: answer.order, state };
}
const codes = (violations: readonly { code: string }[]) => violations.map(({ code }) => code);

test('an order that breaks nothing is accepted, one that breaks something is refused with every reason, the first by priority', () => {
  const good = decided(10);
  expect(decide(good.order, good.state, config, rules)).toMatchObject({ accepted: true, violations: [], waived: [] });
  const bad = decided(300, 'halt');
  const { accepted, violations } = decide(bad.order, bad.state, config, rules);
  expect(accepted).toBe(false);
  expect(codes(violations).slice(0, 2)).toEqual(['CIRCUIT_BREAKER_OPEN', 'ORDER_SIZE_EXCEEDED']);
  expect(codes(violations)).toContain('POSITION_LIMIT_EXCEEDED');
});

test('with the checks off only an open breaker refuses, and the rest is listed as waived', () => {
  const off = { ...config, limits: { ...config.limits, enabled: false } };
  const large = decided(11);
  const passed = decide(large.order, large.state, off, rules);
  expect([passed.accepted, codes(passed.violations), codes(passed.waived)]).toEqual([true, [], ['ORDER_SIZE_EXCEEDED']]);
  const halted = decided(11, 'halt');
  const refused = decide(halted.order, halted.state, off, rules);
  expect([refused.accepted, codes(refused.violations), codes(refused.waived)]).toEqual([
    ...[false, ['CIRCUIT_BREAKER_OPEN'], ['ORDER_SIZE_EXCEEDED']],
  ]);
});

test('a state of another configuration, or rules that the configuration does not name, decide nothing', () => {
  const { order, state } = decided(1);
  expect(() => decide(order, state, { ...config, version: 2 }, rules)).toThrow('reserved under config 1, not 2');
  expect(() => decide(order, state, { ...config, rules_hash: 'other' }, rules)).toThrow('names rules other');
});

test('it says what it was decided by', () => {
  const { order, state } = decided(1);
  expect(decide(order, state, config, rules)).toMatchObject({
    ...{ decision_id: order.decision_id, order, state, config_version: 1, rules_hash: RULE_SET.hash },
  });
});
