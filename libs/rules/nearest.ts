import { RATE_LIMITS } from '#core/controls/order-rate.js';
import type { FactName, Facts } from '#core/model/facts.js';
import type { Narrowing, NearRule, RuleEvaluator } from '#core/ports/rule-evaluator.js';
import { FACT_TYPES } from './fact-descriptions.js';
import type { Comparison, Condition, Rule } from './rule.js';

interface Near {
  rule: Rule;
  figure: FactName;
  limit: FactName;
  /** What must hold beside, so that the rule would fire beyond its limit. */
  applies: (facts: Facts) => boolean;
}

/**
 * How near an order came to a rule: of the form "guards hold, and a figure is greater than its limit". Rules of another form (permissions, prices, sessions) and
 * rates have no such share. For reports: nothing on an order's path asks.
 */
export function nearestOf(
  rules: readonly Rule[],
  isOn: (rule: Rule, where: Narrowing) => boolean,
  compile: (guards: Condition, rule: Rule) => Near['applies'],
): RuleEvaluator['nearest'] {
  let near: Near[] | null = null;
  const byValues = [new WeakMap<object, Near[]>(), new WeakMap<object, Near[]>()] as const;
  return (facts, where) => {
    near ??= rules.flatMap((rule) => nearOf(rule, compile) ?? []);
    const known = byValues[where.scoped ? 1 : 0];
    let on = known.get(where.values);
    if (!on) {
      on = near.filter(({ rule }) => isOn(rule, where));
      known.set(where.values, on);
    }
    let nearest: NearRule | null = null;
    for (const { rule, figure, limit, applies } of on) {
      const most = Number(facts[limit]);
      if (!(most > 0) || !applies(facts)) continue;
      const share = Number(facts[figure]) / most;
      if (share > (nearest?.share ?? 0)) nearest = { rule_id: rule.id, share };
    }
    return nearest;
  };
}

function nearOf(rule: Rule, compile: (guards: Condition, rule: Rule) => Near['applies']): Near | null {
  if (rule.of_limits?.some((name) => RATE_LIMITS.has(name))) return null;
  const all = 'all' in rule.conditions ? rule.conditions.all : [rule.conditions];
  const [compared, ...others] = all.filter(isAgainstLimit);
  if (!compared || others.length > 0) return null;
  const guards: Condition = { all: all.filter((one) => one !== compared) };
  const applies = guards.all.length === 0 ? () => true : compile(guards, rule);
  return { rule, figure: compared.fact, limit: compared.value.fact, applies };
}

type AgainstLimit = Comparison & { value: { fact: FactName } };

function isAgainstLimit(condition: Condition): condition is AgainstLimit {
  if (!('fact' in condition) || condition.operator !== 'greaterThan' || typeof condition.value !== 'object') return false;
  return 'fact' in condition.value && [condition.fact, condition.value.fact].every((name) => FACT_TYPES[name].type === 'number');
}
