import type { Facts, FactName } from '#core/model/facts.js';
import type { Violation } from '#core/model/violation.js';
import type { RuleEvaluator } from '#core/ports/rule-evaluator.js';
import { assertFacts } from './assert-facts.js';
import { render } from './message.js';
import type { Comparison, Condition, Operand, Operator, Rule, RuleSet, Scalar } from './rule.js';

type Test = (facts: Facts) => boolean;

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
  if (Array.isArray(operand)) return compileMembership(fact, operator, operand);
  return typeof operand === 'object' ? compareWithFact(fact, operator, operand.fact) : compareWithValue(fact, operator, operand);
}

function compileMembership(fact: FactName, operator: Operator, list: Scalar[]): Test {
  if (operator === 'in') return (facts) => list.includes(facts[fact]);
  if (operator === 'notIn') return (facts) => !list.includes(facts[fact]);
  throw new Error(`${operator} cannot take a list`);
}

function compareWithFact(left: FactName, operator: Operator, right: FactName): Test {
  switch (operator) {
    case 'equal':
      return (facts) => facts[left] === facts[right];
    case 'notEqual':
      return (facts) => facts[left] !== facts[right];
    case 'lessThan':
      return (facts) => facts[left] < facts[right];
    case 'lessThanInclusive':
      return (facts) => facts[left] <= facts[right];
    case 'greaterThan':
      return (facts) => facts[left] > facts[right];
    case 'greaterThanInclusive':
      return (facts) => facts[left] >= facts[right];
    case 'in':
    case 'notIn':
      throw new Error(`${operator} needs a list, not the fact ${right}`);
  }
}

function compareWithValue(left: FactName, operator: Operator, right: Scalar): Test {
  switch (operator) {
    case 'equal':
      return (facts) => facts[left] === right;
    case 'notEqual':
      return (facts) => facts[left] !== right;
    case 'lessThan':
      return (facts) => facts[left] < right;
    case 'lessThanInclusive':
      return (facts) => facts[left] <= right;
    case 'greaterThan':
      return (facts) => facts[left] > right;
    case 'greaterThanInclusive':
      return (facts) => facts[left] >= right;
    case 'in':
    case 'notIn':
      throw new Error(`${operator} needs a list, not ${JSON.stringify(right)}`);
  }
}
