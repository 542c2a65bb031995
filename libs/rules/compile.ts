import type { Facts, FactName } from '#core/model/facts.js';
import type { Violation } from '#core/model/violation.js';
import type { RuleEvaluator } from '#core/ports/rule-evaluator.js';
import { FACT_TYPES } from './fact-descriptions.js';
import { render } from './message.js';
import type { Comparison, Condition, Operand, Rule, RuleSet, Scalar } from './rule.js';

/** A fact that is missing, not of its type, or not finite. json-rules-engine would let such an order pass; here it refuses. */
export class FactError extends Error {
  override name = 'FactError';
}

type Test = (facts: Facts) => boolean;
type Read = (facts: Facts) => Scalar | Scalar[];

/**
 * Rules as closures, built once. Measured on 7 rules (Node 20): closures 0.11 us a set, json-rules-engine 35 us; a generated function
 * would be quicker still (0.015 us) but needs eval, and the check's time is Redis's, not this.
 */
export function compileRuleSet(ruleSet: Pick<RuleSet, 'rules' | 'hash'>): RuleEvaluator {
  const compiled = ruleSet.rules.map((rule) => ({ rule, fires: compileCondition(rule.conditions, rule) }));
  return {
    hash: ruleSet.hash,
    evaluate(facts) {
      assertFacts(facts);
      const violations: Violation[] = [];
      for (const { rule, fires } of compiled) if (fires(facts)) violations.push(violation(rule, facts));
      return violations;
    },
  };
}

export function violation(rule: Rule, facts: Facts): Violation {
  return {
    rule_id: rule.id,
    rule_version: rule.version,
    code: rule.reason_code,
    severity: rule.severity,
    message: render(rule.message, facts),
    observed: facts[rule.observed],
    limit: facts[rule.limit],
  };
}

const NUMBERS = namesOf('number');
const STRINGS = namesOf('string');
const BOOLEANS = namesOf('boolean');

function namesOf(type: string): FactName[] {
  return (Object.keys(FACT_TYPES) as FactName[]).filter((name) => FACT_TYPES[name].type === type);
}

/** Throws FactError unless every fact is there, of its type and finite. */
export function assertFacts(facts: Facts): void {
  for (const name of NUMBERS)
    if (!Number.isFinite(facts[name])) throw new FactError(`fact ${name} is not a finite number: ${String(facts[name])}`);
  for (const name of STRINGS)
    if (typeof facts[name] !== 'string') throw new FactError(`fact ${name} is not a text: ${String(facts[name])}`);
  for (const name of BOOLEANS)
    if (typeof facts[name] !== 'boolean') throw new FactError(`fact ${name} is neither true nor false: ${String(facts[name])}`);
}

/** A comparison's other side with parameters put in; shared with the reference, so that both mean the same. */
export function resolveOperand(value: Operand, rule: Pick<Rule, 'id' | 'parameters'>): Scalar | Scalar[] | { fact: FactName } {
  if (typeof value !== 'object' || 'fact' in value) return value;
  const parameter = rule.parameters[value.parameter];
  if (parameter === undefined) throw new Error(`rule ${rule.id} has no parameter ${value.parameter}`);
  return parameter;
}

export function compileCondition(condition: Condition, rule: Pick<Rule, 'id' | 'parameters'>): Test {
  if ('all' in condition) {
    const tests = condition.all.map((inner) => compileCondition(inner, rule));
    return (facts) => {
      for (const test of tests) if (!test(facts)) return false;
      return true;
    };
  }
  if ('any' in condition) {
    const tests = condition.any.map((inner) => compileCondition(inner, rule));
    return (facts) => {
      for (const test of tests) if (test(facts)) return true;
      return false;
    };
  }
  if ('not' in condition) {
    const test = compileCondition(condition.not, rule);
    return (facts) => !test(facts);
  }
  return compileComparison(condition, resolveOperand(condition.value, rule));
}

function compileComparison({ fact, operator }: Comparison, operand: Scalar | Scalar[] | { fact: FactName }): Test {
  const right: Read = typeof operand === 'object' && 'fact' in operand ? (facts) => facts[operand.fact] : () => operand;
  switch (operator) {
    case 'equal':
      return (facts) => facts[fact] === right(facts);
    case 'notEqual':
      return (facts) => facts[fact] !== right(facts);
    case 'lessThan':
      return (facts) => facts[fact] < right(facts);
    case 'lessThanInclusive':
      return (facts) => facts[fact] <= right(facts);
    case 'greaterThan':
      return (facts) => facts[fact] > right(facts);
    case 'greaterThanInclusive':
      return (facts) => facts[fact] >= right(facts);
    case 'in':
      return (facts) => (right(facts) as Scalar[]).includes(facts[fact]);
    case 'notIn':
      return (facts) => !(right(facts) as Scalar[]).includes(facts[fact]);
  }
}
