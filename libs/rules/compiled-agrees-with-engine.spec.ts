import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import { contextOf, toFacts } from '#core/check-order/to-facts.js';
import { emptyState } from '#core/gate/state.js';
import { applicableLimits } from '#core/model/decision.js';
import type { Facts, FactName } from '#core/model/facts.js';
import type { RiskConfig } from '#core/model/limits.js';
import { compile, type GateWorld, RULE_SET } from '../../test/factories/gate-world.js';
import { RandomHistory } from '../../test/factories/random-history.js';
import { compileRuleSet, isOn } from './compile.js';
import { FACT_TYPES } from './fact-descriptions.js';
import { LiveComparison } from './live-comparison.js';
import { loadRuleSet } from './load.js';
import { buildEngine, evaluateWithEngine, runEngine } from './reference.js';
import type { Condition, Rule } from './rule.js';
import { sampleFacts } from './sample-facts.js';

const names = Object.keys(FACT_TYPES) as FactName[];

/** Few distinct amounts, so that facts often equal their limits, and each one micro-dollar beside another. */
const amount = fc.oneof(
  {
    weight: 3,
    arbitrary: fc
      .tuple(fc.constantFrom(0, 10, 1000, 5000, 10_000, 100_000, 7_999_999_999), fc.constantFrom(-0.000001, 0, 0.000001))
      .map(([a, b]) => a + b),
  },
  { weight: 1, arbitrary: fc.double({ min: -8e9, max: 8e9, noNaN: true }) },
);

const anyFacts: fc.Arbitrary<Facts> = fc.record(
  Object.fromEntries(
    names.map((name) => {
      const { type, values } = FACT_TYPES[name];
      if (type === 'boolean') return [name, fc.boolean()];
      if (type === 'string') return [name, values ? fc.constantFrom(...values) : fc.constantFrom('', 'AAPL', 'account:default')];
      return [name, amount];
    }),
  ),
) as unknown as fc.Arbitrary<Facts>;

/** The engine takes a millisecond for each and more with every rule: `RULE_SAMPLES=100000` is for a change of the compiler. */
const SAMPLES = Number(process.env['RULE_SAMPLES'] ?? 5000);

test('compiled rules and json-rules-engine agree on many thousand random fact sets', async () => {
  const ruleSet = await loadRuleSet('rules');
  const compiled = compileRuleSet(ruleSet);
  const engine = buildEngine(ruleSet);
  let fired = 0;
  for (const facts of fc.sample(anyFacts, { numRuns: SAMPLES, seed: 20261124 })) {
    const expected = await runEngine(engine, ruleSet, facts);
    const got = compiled.evaluate(facts);
    if (got.length > 0) fired += 1;
    if (JSON.stringify(got) !== JSON.stringify(expected)) expect({ facts, got }).toEqual({ facts, got: expected });
  }
  expect(fired).toBeGreaterThan(1000);
}, 600_000);

const leaf: fc.Arbitrary<Condition> = fc.constantFrom(...names).chain((fact): fc.Arbitrary<Condition> => {
  const { type } = FACT_TYPES[fact];
  const others = names.filter((name) => FACT_TYPES[name].type === type);
  const operators =
    type === 'number'
      ? (['equal', 'notEqual', 'lessThan', 'lessThanInclusive', 'greaterThan', 'greaterThanInclusive'] as const)
      : (['equal', 'notEqual'] as const);
  return fc
    .tuple(fc.constantFrom(...operators), fc.constantFrom(...others))
    .map(([operator, other]) => ({ fact, operator, value: { fact: other } }));
});
const { tree } = fc.letrec<{ tree: Condition; inner: Condition }>((tie) => ({
  inner: fc.oneof({ depthSize: 'small', withCrossShrink: true }, leaf, tie('tree')),
  tree: fc.oneof(
    fc.array(tie('inner'), { minLength: 1, maxLength: 3 }).map((all) => ({ all })),
    fc.array(tie('inner'), { minLength: 1, maxLength: 3 }).map((any) => ({ any })),
    tie('inner').map((not) => ({ not })),
  ),
}));

test('orders of a random history are judged as their facts are by the rules that are on', async () => {
  const { log } = afterSteps(RandomHistory.begin(11, emptyState(compile)), 2500);
  const { rules } = RULE_SET;
  const judges = compileRuleSet(RULE_SET);
  const engines = new Map<string, ReturnType<typeof buildEngine>>();
  let config: RiskConfig | null = null;
  let broken = 0;
  for (const event of log) {
    if (event.type === 'CONFIG_ACTIVATED') ({ config } = event);
    if (event.type !== 'ORDER_DECIDED' || config?.version !== event.state.config_version) continue;
    const applicable = applicableLimits(config, event.order);
    const where = { values: applicable.limits, scoped: false };
    const got = judges.at(where).judge(contextOf(event.order, event.state, applicable), null);
    const on = { rules: rules.filter((rule) => isOn(rule, where)) };
    const key = on.rules.map(({ id }) => id).join();
    const engine = engines.get(key) ?? buildEngine(on);
    engines.set(key, engine);
    expect(got.broken).toEqual(await runEngine(engine, on, toFacts(event.order, event.state, applicable)));
    broken += got.broken.length;
  }
  expect(broken).toBeGreaterThan(100);
}, 60_000);

function afterSteps(history: RandomHistory, steps: number): GateWorld {
  for (let i = 0; i < steps; i += 1) history.step();
  return history.world;
}

test('any condition of the documented subset means the same compiled as on the engine', async () => {
  const rule = JSON.parse(readFileSync('rules/pre-trade/order-size/ORDER_SIZE.json', 'utf8')) as Rule;
  await fc.assert(
    fc.asyncProperty(tree, anyFacts, async (conditions, facts) => {
      const ruleSet = { rules: [{ ...rule, conditions }], hash: 'test' };
      expect(compileRuleSet(ruleSet).evaluate(facts)).toEqual(await evaluateWithEngine(ruleSet, facts));
    }),
    { numRuns: 3000 },
  );
}, 60_000);

test('a live comparison counts what it compares and reports what differs', async () => {
  const ruleSet = await loadRuleSet('rules');
  const reports: unknown[] = [];
  const comparison = new LiveComparison(2, (mismatch) => reports.push(mismatch));
  const facts = { ...sampleFacts, order_notional: 2000 };
  const right = compileRuleSet(ruleSet).evaluate(facts);
  for (let i = 0; i < 4; i += 1) comparison.observe(() => ({ ruleSet, facts, compiled: i === 3 ? [] : right }));
  await new Promise((resolve) => setTimeout(resolve, 200));
  expect(comparison).toMatchObject({ compared: 2, mismatched: 1, dropped: 0 });
  expect(reports).toHaveLength(1);
});
