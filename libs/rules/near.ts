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

/** `isOn` is that of the rules themselves. */
export function nearLimits(
  rules: readonly Rule[],
  isOn: (rule: Rule, where: Narrowing) => boolean,
): NonNullable<RuleEvaluator['near']> {
  const neared = rules.filter(isNeared);
  const byValues = [new WeakMap<object, Rule[]>(), new WeakMap<object, Rule[]>()] as const;
  const asked = (where: Narrowing): Rule[] => {
    const known = byValues[where.scoped ? 1 : 0];
    let found = known.get(where.values);
    if (!found) {
      const watched = ({ of_limits: names = [] }: Rule) => !where.scoped && names.some((name) => WATCHED.has(name));
      found = neared.filter((rule) => isOn(rule, where) && !watched(rule));
      known.set(where.values, found);
    }
    return found;
  };
  return (facts, where, shareBps, found) => {
    for (const rule of asked(where)) {
      const [used, limit] = [facts[rule.observed] as number, facts[rule.limit] as number];
      // Beyond it is not near: what warns only says that itself. Doubles are good enough for a warning.
      if (used <= limit && used * 10_000 > limit * shareBps) found.push(nearness(rule, facts, used, limit));
    }
  };
}

function nearness(rule: Rule, facts: Facts, used: number, limit: number): Violation {
  const share = Math.floor((used / limit) * 10_000) / 100;
  return {
    ...{ rule_id: rule.id, rule_version: rule.version, code: rule.reason_code, severity: 'INFO' },
    message: `${rule.id} is near its limit: ${render(placed(rule.observed), facts)} of ${render(placed(rule.limit), facts)}, ${share.toFixed(2)} %`,
    ...{ observed: used, limit },
  };
}
