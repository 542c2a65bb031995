import { type FactSource, FACT_SOURCES, factsOf } from '#core/check-order/to-facts.js';
import type { Context } from '#core/controls/declare.js';
import { SCOPED_LIMITS } from '#core/controls/registry.js';
import type { Facts, FactName } from '#core/model/facts.js';
import type { Violation } from '#core/model/violation.js';
import type { Judged, Narrowing, RuleEvaluator, RulesAt } from '#core/ports/rule-evaluator.js';
import { nearestOf } from './nearest.js';
import { FACT_TYPES } from './fact-descriptions.js';
import { render } from './message.js';
import { nearness, tellsNear } from './early-warnings.js';
import type { Condition, Operand, Operator, Rule, RuleSet, Scalar } from './rule.js';

/** A fact that is missing, not of its type, or not finite. json-rules-engine would let such an order pass; here it refuses. */
export class FactError extends Error {
  override name = 'FactError';
}

type Test = (facts: Facts) => boolean;
/** Places of the rules that fire and of those whose limit is near; null when there is neither. */
type Judge<From> = (from: From, nearBps: number | null) => { fired: number[] | null; near: number[] | null } | null;
/** The code that reads a fact: its value, and a line to stand before it where facts of one control share figures. */
type Reader = (name: FactName) => { before: string; value: string };

const NOTHING: Judged = { broken: [], near: [] };

/**
 * Rules as one plain JavaScript function, generated for each set of rules that is on: it reads each fact that they ask for once, checks it, and says which
 * rules fire and which limits are near. What is generated is made of names from FACT_TYPES, numbered names, operators from a table and JSON literals, nothing
 * else: text from a rule file never becomes code.
 */
export function compileRuleSet(ruleSet: Pick<RuleSet, 'rules' | 'hash'>): RuleEvaluator {
  const { rules } = ruleSet;
  const places = new Map(rules.map((rule, place) => [rule.id, place]));
  const limits = new Map(rules.map((rule) => [rule.id, rule.of_limits ?? []]));
  const ruleAt = (place: number) => rules[place] as Rule;
  const byRules = new Map<string, RulesAt>();
  const byValues = [new WeakMap<object, RulesAt>(), new WeakMap<object, RulesAt>()] as const;
  let last: { values: object; at: RulesAt } | null = null;
  const make = (on: readonly number[], scoped: boolean): RulesAt => {
    const judge = judgeOfContext(rules, on, scoped);
    return {
      judge(context, nearBps) {
        const found = judge(context, nearBps);
        if (found === null) return NOTHING;
        const facts = factsOf(context);
        const broken = (found.fired ?? []).map((place) => violation(ruleAt(place), facts));
        return { broken, near: (found.near ?? []).map((place) => nearness(ruleAt(place), facts)) };
      },
    };
  };
  const known = (where: Narrowing): RulesAt => {
    const on = rules.flatMap((rule, place) => (isOn(rule, where) ? [place] : []));
    const key = `${where.scoped} ${on.join()}`;
    const at = byRules.get(key) ?? make(on, where.scoped);
    byRules.set(key, at);
    return at;
  };
  const all = judgeOfFacts(rules, [...rules.keys()]);
  return {
    hash: ruleSet.hash,
    evaluate: (facts) => (all(facts, null)?.fired ?? []).map((place) => violation(ruleAt(place), facts)),
    at(where) {
      if (!where.scoped && last?.values === where.values) return last.at;
      const kept = byValues[where.scoped ? 1 : 0];
      let at = kept.get(where.values);
      if (!at) kept.set(where.values, (at = known(where)));
      if (!where.scoped) last = { values: where.values, at };
      return at;
    },
    limitsOf: (id) => limits.get(id) ?? [],
    place: (id) => places.get(id) ?? rules.length,
    nearest: nearestOf(rules, isOn, compileCondition),
  };
}

/** Limits that only scopes have are never an account's. */
const OF_SCOPES: ReadonlySet<string> = new Set(SCOPED_LIMITS.map(({ name }) => name));

/** Whether a rule answers there: a limit of it is on, or it has none of its own and the question is about the account. */
export function isOn({ of_limits: limits = [] }: Pick<Rule, 'of_limits'>, { values, scoped }: Narrowing): boolean {
  if (scoped) return limits.some((name) => (values[name] ?? null) !== null);
  return limits.length === 0 || limits.some((name) => !OF_SCOPES.has(name) && values[name] !== null);
}

/** Reads facts from a record. */
const judgeOfFacts = (rules: readonly Rule[], on: readonly number[]): Judge<Facts> =>
  compileJudge<Facts>(rules, on, false, (name) => ({ before: '', value: `from.${name}` }), []);

/** Computes each fact from the context where it is read: a getter between took as long as the facts themselves. */
function judgeOfContext(rules: readonly Rule[], on: readonly number[], scoped: boolean): Judge<Context> {
  const parts: unknown[] = [];
  const given = (part: unknown) => `p${parts.push(part) - 1}`;
  const shared = new Map<unknown, string>();
  const reader: Reader = (name) => {
    const { fact, figures } = FACT_SOURCES.get(name) as FactSource;
    if (figures === null) return { before: '', value: `${given(fact.of)}(from)` };
    let own = shared.get(figures);
    const before = own === undefined ? `const ${(own = `own${shared.size}`)} = ${given(figures)}(from);` : '';
    shared.set(figures, own);
    return { before, value: `${given(fact.of)}(from, ${own})` };
  };
  return compileJudge<Context>(rules, on, scoped, reader, parts);
}

/** `parts`: what the reader's lines call, as p0, p1 ... Beyond its limit nothing is near: what only warns says that itself. Doubles are good enough for a warning. */
function compileJudge<From>(
  rules: readonly Rule[],
  on: readonly number[],
  scoped: boolean,
  reader: Reader,
  parts: readonly unknown[],
): Judge<From> {
  const facts = new Set(on.flatMap((place) => factsIn((rules[place] as Rule).conditions, rules[place] as Rule)));
  const readOf = (name: FactName): string => {
    const { before, value } = reader(name);
    return `${before} const ${name} = ${value};`;
  };
  const reads = [...facts].map((name) => `${readOf(name)} ${checkOf(name)}`);
  const tests = on.map((place) => {
    const rule = rules[place] as Rule;
    return `if (${expression(rule.conditions, rule, '')}) (fired ??= []).push(${place});`;
  });
  const told = on.map((place) => ({ place, rule: rules[place] as Rule })).filter(({ rule }) => tellsNear(rule, scoped));
  const alsoRead = [...new Set(told.flatMap(({ rule }) => [rule.observed, rule.limit]))].filter((name) => !facts.has(name));
  const nears = told.map(
    ({ place, rule: { observed: used, limit } }) =>
      `if (${used} <= ${limit} && ${used} * 10000 > ${limit} * share) (near ??= []).push(${place});`,
  );
  const body = `'use strict'; return (from, share) => { let fired = null; let near = null; ${reads.join(' ')} ${tests.join(' ')}
    if (share !== null) { ${alsoRead.map(readOf).join(' ')} ${nears.join(' ')} }
    return fired === null && near === null ? null : { fired, near }; };`;
  // oxlint-disable-next-line no-implied-eval, no-new-func -- see compileRuleSet: no text of a rule file gets here.
  const make = new Function('bad', ...parts.map((_, index) => `p${index}`), body) as (...all: unknown[]) => Judge<From>;
  return make(bad, ...parts);
}

function factsIn(condition: Condition, rule: Pick<Rule, 'id' | 'parameters'>): FactName[] {
  if ('all' in condition) return condition.all.flatMap((inner) => factsIn(inner, rule));
  if ('any' in condition) return condition.any.flatMap((inner) => factsIn(inner, rule));
  if ('not' in condition) return factsIn(condition.not, rule);
  const operand = resolveOperand(condition.value, rule);
  const names = typeof operand === 'object' && 'fact' in operand ? [condition.fact, operand.fact] : [condition.fact];
  for (const name of names) read(name, '');
  return names;
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

/** Throws FactError unless a fact is there, of its type and finite. */
function checkOf(name: FactName): string {
  const { type } = FACT_TYPES[name];
  return `if (!(${CHECKS[type].replace('V', name)})) bad('${name}', '${type}', ${name});`;
}

function bad(name: string, type: string, value: unknown): never {
  throw new FactError(`fact ${name} is not a ${type === 'number' ? 'finite number' : type}: ${String(value)}`);
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
  const body = `'use strict'; return (f) => ${expression(condition, rule, 'f.')};`;
  // oxlint-disable-next-line no-implied-eval, no-new-func -- see compileRuleSet: no text of a rule file gets here.
  return (new Function(body) as () => Test)();
}

const OPERATORS: Partial<Record<Operator, string>> = {
  ...{ equal: '===', notEqual: '!==', lessThan: '<', lessThanInclusive: '<=', greaterThan: '>', greaterThanInclusive: '>=' },
};

/** `of` is what stands before the name of a fact. */
function expression(condition: Condition, rule: Pick<Rule, 'id' | 'parameters'>, of: string): string {
  if ('all' in condition) return `(${condition.all.map((inner) => expression(inner, rule, of)).join(' && ')})`;
  if ('any' in condition) return `(${condition.any.map((inner) => expression(inner, rule, of)).join(' || ')})`;
  if ('not' in condition) return `!${expression(condition.not, rule, of)}`;
  const { fact, operator, value } = condition;
  const [left, operand] = [read(fact, of), resolveOperand(value, rule)];
  const right = typeof operand === 'object' && 'fact' in operand ? read(operand.fact, of) : JSON.stringify(operand);
  if (operator === 'in' || operator === 'notIn') return `${operator === 'in' ? '' : '!'}${right}.includes(${left})`;
  const sign = OPERATORS[operator];
  if (!sign) throw new Error(`rule ${rule.id} has the unknown operator ${operator}`);
  return `(${left} ${sign} ${right})`;
}

function read(fact: FactName, of: string): string {
  if (!Object.hasOwn(FACT_TYPES, fact)) throw new Error(`there is no fact ${fact}`);
  return `${of}${fact}`;
}
