/** Limits that an order comes near to: the same facts that a rule holds against each other, at a share of the limit. */
import { NEARED } from '#core/config/classes.js';
import { LIMITS } from '#core/controls/registry.js';
import type { Facts, FactName } from '#core/model/facts.js';
import type { Violation } from '#core/model/violation.js';
import { FACT_TYPES } from './fact-descriptions.js';
import { render } from './message.js';
import type { Rule } from './rule.js';

/** Limits whose use is watched all the time in each account: the watch tells of them, no order does. */
const WATCHED: ReadonlySet<string> = new Set(LIMITS.filter(({ usage }) => usage !== undefined).map(({ name }) => name));

const FORMATS: Readonly<Record<string, string>> = { dollars: ':money', price: ':price', percent: ':percent', ratio: ':ratio' };
const placed = (fact: FactName): string => `{${fact}${FORMATS[FACT_TYPES[fact].unit] ?? ''}}`;

/** Whether a rule tells when its limit comes near: its figure is one that is used up, in whole or in part, and no watch tells it there. */
export function tellsNear({ observed, limit, reason_code, of_limits: names = [] }: Rule, scoped: boolean): boolean {
  const numbers = FACT_TYPES[observed].type === 'number' && FACT_TYPES[limit].type === 'number';
  const watched = !scoped && names.some((name) => WATCHED.has(name));
  return numbers && names.length > 0 && NEARED.has(reason_code) && !watched;
}

export function nearness(rule: Rule, facts: Facts): Violation {
  const [used, limit] = [facts[rule.observed] as number, facts[rule.limit] as number];
  const share = Math.floor((used / limit) * 10_000) / 100;
  return {
    ...{ rule_id: rule.id, rule_version: rule.version, code: rule.reason_code, severity: 'INFO' },
    message: `${rule.id} is near its limit: ${render(placed(rule.observed), facts)} of ${render(placed(rule.limit), facts)}, ${share.toFixed(2)} %`,
    ...{ observed: used, limit },
  };
}
