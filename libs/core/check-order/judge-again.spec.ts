import { configOf, dollars, GateWorld, RULE_SET, units } from '#test/factories/gate-world.js';
import { compileRuleSet } from '#rules/compile.js';
import { judgeAgain, type PastDecision } from './judge-again.js';

const rules = compileRuleSet(RULE_SET);

/** Orders of 500, 900 and 1,400 dollars under a limit of one order of 1,000, and then of 2,000. */
function aDayOfTwoLimits(): PastDecision[] {
  const world = GateWorld.open();
  for (const version of [1, 2]) {
    if (version === 2) world.configure(2, { max_order_size: dollars(2000) });
    for (const quantity of [5, 9, 14]) world.submit({ quantity: units(quantity), price: dollars(100) });
  }
  return world.log.flatMap((event) =>
    event.type === 'ORDER_DECIDED' ? [{ decision_id: event.order.decision_id, request: event.order, state: event.state }] : [],
  );
}
const verdicts = (inForce: number, proposed: number) =>
  judgeAgain(
    aDayOfTwoLimits(),
    configOf(3, { max_order_size: dollars(inForce) }),
    configOf(3, { max_order_size: dollars(proposed) }),
    rules,
  ).map(({ code_in_force, code_proposed }) => [code_in_force, code_proposed]);

test('(12.13) a limit that is in force already makes no difference, whatever was in force when the orders came', () => {
  const refused = 'ORDER_SIZE_EXCEEDED';
  for (const limit of [1000, 2000]) for (const [inForce, proposed] of verdicts(limit, limit)) expect(proposed).toBe(inForce);
  expect(verdicts(1000, 1000).map(([inForce]) => inForce)).toEqual([null, null, refused, null, null, refused]);
});

test('(12.13) what differs is told against the limits in force, on the same facts', () => {
  const refused = 'ORDER_SIZE_EXCEEDED';
  const same = [null, null];
  expect(verdicts(1000, 800)).toEqual([same, [null, refused], [refused, refused], same, [null, refused], [refused, refused]]);
  expect(verdicts(1000, 2000)).toEqual([same, same, [refused, null], same, same, [refused, null]]);
});
