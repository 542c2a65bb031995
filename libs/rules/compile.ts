import type { Facts, FactName } from '#core/model/facts.js';
import type { Violation } from '#core/model/violation.js';
import type { RuleEvaluator } from '#core/ports/rule-evaluator.js';
import { FACT_TYPES } from './fact-descriptions.js';
import { render } from './message.js';
import type { Condition, Operand, Operator, Rule, RuleSet, Scalar } from './rule.js';

/** A fact that is missing, not of its type, or not finite. json-rules-engine would let such an order pass; here it refuses. */
export class FactError extends Error {
  override name = 'FactError';
}

type Test = (facts: Facts) => boolean;

/**
 * Rules as plain JavaScript functions, generated once a rule set. Measured on the default set (11 rules, 29 facts, Node 20), a set: generated
 * 0.1 us, a tree of closures 0.55 us, json-rules-engine 85 us (`npm run bench`). What is generated is made of names from FACT_TYPES, operators from a
 * table and JSON literals, nothing else: text from a rule file never becomes code.
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

const CHECKS = { number: 'Number.isFinite(V)', string: "typeof V === 'string'", boolean: "typeof V === 'boolean'" };

/** Throws FactError unless every fact is there, of its type and finite. */
export const assertFacts: (facts: Facts) => void = generate(
  Object.entries(FACT_TYPES)
    .map(([name, { type }]) => `if (!(${CHECKS[type].replace('V', `f.${name}`)})) bad('${name}', '${type}', f.${name});`)
    .join('\n'),
  (name: string, type: string, value: unknown) => {
    throw new FactError(`fact ${name} is not a ${type === 'number' ? 'finite number' : type}: ${String(value)}`);
  },
);

/** A function of the facts `f` with this body; `bad` is what it calls when a fact is not fit. */
function generate(body: string, bad?: (name: string, type: string, value: unknown) => never): Test {
  // oxlint-disable-next-line no-implied-eval, no-new-func -- see compileRuleSet: no text of a rule file gets here.
  const make = new Function('bad', `'use strict'; return (f) => { ${body} };`) as (given: typeof bad) => Test;
  return make(bad);
}

/** A comparison's other side with parameters put in; shared with the reference, so that both mean the same. */
export function resolveOperand(value: Operand, rule: Pick<Rule, 'id' | 'parameters'>): Scalar | Scalar[] | { fact: FactName } {
  if (typeof value !== 'object' || 'fact' in value) return value;
  const parameter = rule.parameters[value.parameter];
  if (parameter === undefined) throw new Error(`rule ${rule.id} has no parameter ${value.parameter}`);
  return parameter;
}

/** Throws on a fact or operator that is not in its table. */
export function compileCondition(condition: Condition, rule: Pick<Rule, 'id' | 'parameters'>): Test {
  return generate(`return ${expression(condition, rule)};`);
}

const OPERATORS: Partial<Record<Operator, string>> = {
  ...{ equal: '===', notEqual: '!==', lessThan: '<', lessThanInclusive: '<=', greaterThan: '>', greaterThanInclusive: '>=' },
};

function expression(condition: Condition, rule: Pick<Rule, 'id' | 'parameters'>): string {
  if ('all' in condition) return `(${condition.all.map((inner) => expression(inner, rule)).join(' && ')})`;
  if ('any' in condition) return `(${condition.any.map((inner) => expression(inner, rule)).join(' || ')})`;
  if ('not' in condition) return `!${expression(condition.not, rule)}`;
  const { fact, operator, value } = condition;
  const [left, operand] = [read(fact), resolveOperand(value, rule)];
  const right = typeof operand === 'object' && 'fact' in operand ? read(operand.fact) : JSON.stringify(operand);
  if (operator === 'in' || operator === 'notIn') return `${operator === 'in' ? '' : '!'}${right}.includes(${left})`;
  const sign = OPERATORS[operator];
  if (!sign) throw new Error(`rule ${rule.id} has the unknown operator ${operator}`);
  return `(${left} ${sign} ${right})`;
}

function read(fact: FactName): string {
  if (!Object.hasOwn(FACT_TYPES, fact)) throw new Error(`there is no fact ${fact}`);
  return `f.${fact}`;
}
