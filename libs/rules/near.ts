/** Limits that an order comes near to: the same facts that a rule holds against each other, at a share of the limit. */
import { NEARED } from '#core/config/classes.js';
import { LIMITS } from '#core/controls/registry.js';
import type { Facts, FactName } from '#core/model/facts.js';
import type { Violation } from '#core/model/violation.js';
import type { Narrowing, RuleEvaluator } from '#core/ports/rule-evaluator.js';
import { FACT_TYPES } from './fact-descriptions.js';
import { render } from './message.js';
import type { Rule } from './rule.js';

/** Limits whose use is watched all the time in each account: the watch tells of them, no order does. */
const WATCHED: ReadonlySet<string> = new Set(LIMITS.filter(({ usage }) => usage !== undefined).map(({ name }) => name));

const FORMATS: Readonly<Record<string, string>> = { dollars: ':money', percent: ':percent', ratio: ':ratio' };
const placed = (fact: FactName): string => `{${fact}${FORMATS[FACT_TYPES[fact].unit] ?? ''}}`;

/** Whether a rule's figure is one that is used up, in whole or in part. */
function isNeared({ observed, limit, reason_code, of_limits: names = [] }: Rule): boolean {
  const numbers = FACT_TYPES[observed].type === 'number' && FACT_TYPES[limit].type === 'number';
  return numbers && names.length > 0 && NEARED.has(reason_code);
}

type Near = (facts: Facts, shareBps: number) => number[] | null;

/**
 * `isOn` is that of the rules themselves. What is looked at is generated for each set of rules, of names of facts alone, as the rules are: asked for each order
 * that passes, it costs two or three comparisons under the shipped limits.
 */
export function nearLimits(
  rules: readonly Rule[],
  isOn: (rule: Rule, where: Narrowing) => boolean,
): NonNullable<RuleEvaluator['near']> {
  const byValues = [new WeakMap<object, Near>(), new WeakMap<object, Near>()] as const;
  let last: { values: object; near: Near } | null = null;
  const asked = (where: Narrowing): Near => {
    if (!where.scoped && last?.values === where.values) return last.near;
    const known = byValues[where.scoped ? 1 : 0];
    let near = known.get(where.values);
    if (!near) {
      const watched = ({ of_limits: names = [] }: Rule) => !where.scoped && names.some((name) => WATCHED.has(name));
      const places = rules.flatMap((rule, place) => (isNeared(rule) && isOn(rule, where) && !watched(rule) ? [place] : []));
      near = compiled(rules, places);
      known.set(where.values, near);
    }
    if (!where.scoped) last = { values: where.values, near };
    return near;
  };
  return (facts, where, shareBps, found) => {
    const near = asked(where)(facts, shareBps);
    if (near !== null) for (const place of near) found.push(nearness(rules[place] as Rule, facts));
  };
}

/** Beyond its limit nothing is near: what only warns says that itself. Doubles are good enough for a warning. */
function compiled(rules: readonly Rule[], places: readonly number[]): Near {
  const tests = places.map((place) => {
    const { observed, limit } = rules[place] as Rule;
    return `used = f.${observed}; limit = f.${limit}; if (used <= limit && used * 10000 > limit * share) (near ??= []).push(${place});`;
  });
  const body = `'use strict'; let near = null; let used = 0; let limit = 0; ${tests.join(' ')} return near;`;
  // oxlint-disable-next-line no-implied-eval, no-new-func -- names of facts and numbers only.
  return new Function('f', 'share', body) as Near;
}

function nearness(rule: Rule, facts: Facts): Violation {
  const [used, limit] = [facts[rule.observed] as number, facts[rule.limit] as number];
  const share = Math.floor((used / limit) * 10_000) / 100;
  return {
    ...{ rule_id: rule.id, rule_version: rule.version, code: rule.reason_code, severity: 'INFO' },
    message: `${rule.id} is near its limit: ${render(placed(rule.observed), facts)} of ${render(placed(rule.limit), facts)}, ${share.toFixed(2)} %`,
    ...{ observed: used, limit },
  };
}
