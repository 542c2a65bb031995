import type { Logger } from 'pino';
import { Counter, type Registry } from 'prom-client';
import { toFacts } from '#core/check-order/to-facts.js';
import { applicableLimits } from '#core/model/decision.js';
import type { Violation } from '#core/model/violation.js';
import { LiveComparison } from '#rules/live-comparison.js';
import { parseRuleSet } from '#rules/load.js';
import type { RuleSet } from '#rules/rule.js';
import type { HostParts } from './host.js';

/** Counts each decision, tells refusals to a log at `debug`, and hands one in `oneIn` to the comparison with json-rules-engine. */
export function watchDecisions(oneIn: number, logger: Logger, registry: Registry): NonNullable<HostParts['decided']> {
  const registers = [registry];
  const labelNames = ['outcome', 'code'];
  const decisions = new Counter({
    name: 'breakwater_decisions_total',
    help: 'Orders decided by this process, by outcome and first reason',
    ...{ labelNames, registers },
  });
  const comparison = new Counter({
    name: 'breakwater_rule_comparisons_total',
    help: 'Live orders compared with json-rules-engine, by result; mismatched must stay 0',
    ...{ labelNames: ['result'], registers },
  });
  // Series that an alarm watches exist from the start: a counter that appears with its first 1 has no increase.
  for (const result of ['mismatched', 'compared']) comparison.inc({ result }, 0);
  const live = new LiveComparison(oneIn, (mismatch) => {
    comparison.inc({ result: 'mismatched' });
    logger.error(mismatch, 'compiled rules and json-rules-engine differ');
  });
  let known: { document: string; ruleSet: RuleSet } | null = null;
  return ({ order, accepted, violations, waived, state: met }, state) => {
    const { order_id, decision_id, account, symbol } = order;
    // A line for each order would cost more than the check: only at `debug`.
    if (!accepted && logger.isLevelEnabled('debug'))
      logger.debug({ decision_id, order_id, account, symbol, codes: violations.map(({ code }) => code) }, 'refused');
    decisions.inc({ outcome: accepted ? 'accepted' : 'refused', code: violations[0]?.code ?? '' });
    const { config, rule_set } = state;
    if (!config || config.version !== met.config_version) return;
    if (known?.document !== rule_set) known = { document: rule_set, ruleSet: parseRuleSet(rule_set) };
    const { ruleSet } = known;
    live.observe(ruleSet, () => {
      comparison.inc({ result: 'compared' });
      const place = ({ rule_id }: Violation) => ruleSet.rules.findIndex((rule) => rule.id === rule_id);
      return {
        facts: toFacts(order, met, applicableLimits(config, symbol)),
        compiled: [...violations, ...waived].sort((a, b) => place(a) - place(b)),
      };
    });
  };
}
