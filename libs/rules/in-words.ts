import type { Facts, FactName } from '#core/model/facts.js';
import { compileCondition, resolveOperand, violation } from './compile.js';
import type { Comparison, Condition, FactDescriptions, Rule, Scalar } from './rule.js';

const WORDS: Record<Comparison['operator'], string> = {
  equal: 'is',
  notEqual: 'is not',
  lessThan: 'is below',
  lessThanInclusive: 'is at or below',
  greaterThan: 'is above',
  greaterThanInclusive: 'is at or above',
  in: 'is one of',
  notIn: 'is none of',
};

/** When a rule refuses, as a sentence out of the meanings of its facts (rules/facts.json): `Refuses when the limit ...`. */
export function inWords(rule: Rule, facts: FactDescriptions): string {
  return `Refuses when ${words(rule.conditions, rule, facts, true)}.`;
}

function words(condition: Condition, rule: Rule, facts: FactDescriptions, outermost = false): string {
  if ('all' in condition) {
    // What must not hold comes last, as people say it: `... is at or below $0, unless the order only closes`.
    const unless = condition.all.filter(isDenial);
    const rest = condition.all.filter((part) => !isDenial(part));
    if (unless.length === 0 || rest.length === 0) return joined(condition.all, ' and ', rule, facts, outermost);
    return `${joined(rest, ' and ', rule, facts, true)}, unless ${unless.map((part) => named(part.fact, facts)).join(' or ')}`;
  }
  if ('any' in condition) return joined(condition.any, '; or when ', rule, facts, outermost);
  if ('not' in condition) return `it is not so that ${words(condition.not, rule, facts)}`;
  const operand = resolveOperand(condition.value, rule);
  const right =
    typeof operand === 'object' && 'fact' in operand ? named(operand.fact, facts) : literal(operand, condition.fact, facts);
  if (typeof operand === 'boolean') {
    const holds = operand === (condition.operator === 'equal');
    return holds ? named(condition.fact, facts) : `it is not so that ${named(condition.fact, facts)}`;
  }
  if (operand === '') {
    const what = named(condition.fact, facts).replace(/; (?:else empty|empty when .*)$/, '');
    return `this ${WORDS[condition.operator]} empty: ${what}`;
  }
  return `${named(condition.fact, facts)} ${WORDS[condition.operator]} ${right}`;
}

function isDenial(condition: Condition): condition is Comparison {
  return 'fact' in condition && condition.operator === 'equal' && condition.value === false;
}

function joined(parts: Condition[], by: string, rule: Rule, facts: FactDescriptions, outermost: boolean): string {
  const text = parts.map((part) => words(part, rule, facts)).join(by);
  return outermost || parts.length === 1 || by !== '; or when ' ? text : `(${text})`;
}

function named(fact: FactName, facts: FactDescriptions): string {
  const meaning = facts[fact].meaning;
  return `${meaning.charAt(0).toLowerCase()}${meaning.slice(1)}`;
}

function literal(operand: Scalar | Scalar[], fact: FactName, facts: FactDescriptions): string {
  const unit = facts[fact].unit;
  const one = (value: Scalar) =>
    typeof value === 'number' && unit === 'dollars' ? `$${value}` : `${String(value)}${unit === 'percent' ? ' %' : ''}`;
  return Array.isArray(operand) ? operand.map(one).join(', ') : one(operand);
}

/** The facts that a rule asks about, in the order in which it names them, each once. */
export function factsOf(rule: Rule): FactName[] {
  const found = new Set<FactName>();
  const walk = (condition: Condition): void => {
    if ('all' in condition) condition.all.forEach(walk);
    else if ('any' in condition) condition.any.forEach(walk);
    else if ('not' in condition) walk(condition.not);
    else {
      found.add(condition.fact);
      if (typeof condition.value === 'object' && 'fact' in condition.value) found.add(condition.value.fact);
    }
  };
  walk(rule.conditions);
  return [...found];
}

/** One rule on the facts of one order: whether it passed, its figures, and what a refusal by it says. */
export function resultOf(rule: Rule, facts: Facts): { passed: boolean; observed: Scalar; limit: Scalar; message: string | null } {
  const passed = !compileCondition(rule.conditions, rule)(facts);
  const { observed, limit, message } = violation(rule, facts);
  return { passed, observed, limit, message: passed ? null : message };
}
