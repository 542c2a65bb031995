import { Engine, type TopLevelCondition } from 'json-rules-engine';
import type { Facts } from '#core/model/facts.js';
import type { Violation } from '#core/model/violation.js';
import { resolveOperand, violation } from './compile.js';
import type { Condition, Rule, RuleSet } from './rule.js';

/**
 * The rules on json-rules-engine itself: the reference that the compiled ones are held against, and what lint and explain run on. One
 * engine a call: a shared one loses results when runs overlap (544 of 3,000 seen with 7.3.1). Throws when any rule gave no answer.
 */
export async function evaluateWithEngine(ruleSet: Pick<RuleSet, 'rules'>, facts: Facts): Promise<Violation[]> {
  return runEngine(buildEngine(ruleSet), ruleSet, facts);
}

/** For many runs one after the other on one engine; never let two overlap. */
export function buildEngine(ruleSet: Pick<RuleSet, 'rules'>): Engine {
  const engine = new Engine([], { replaceFactsInEventParams: false });
  for (const rule of ruleSet.rules) {
    engine.addRule({
      name: rule.id,
      priority: 1,
      event: { type: rule.id },
      conditions: engineCondition(rule.conditions, rule) as TopLevelCondition,
    });
  }
  return engine;
}

export async function runEngine(engine: Engine, ruleSet: Pick<RuleSet, 'rules'>, facts: Facts): Promise<Violation[]> {
  const { results, failureResults } = await engine.run({ ...facts });
  if (results.length + failureResults.length !== ruleSet.rules.length) {
    throw new Error(`json-rules-engine answered ${results.length + failureResults.length} of ${ruleSet.rules.length} rules`);
  }
  const fired = new Set(results.map((result) => result.name));
  return ruleSet.rules.filter((rule) => fired.has(rule.id)).map((rule) => violation(rule, facts));
}

function engineCondition(condition: Condition, rule: Pick<Rule, 'id' | 'parameters'>): unknown {
  if ('all' in condition) return { all: condition.all.map((inner) => engineCondition(inner, rule)) };
  if ('any' in condition) return { any: condition.any.map((inner) => engineCondition(inner, rule)) };
  if ('not' in condition) return { not: engineCondition(condition.not, rule) };
  return { fact: condition.fact, operator: condition.operator, value: resolveOperand(condition.value, rule) };
}
