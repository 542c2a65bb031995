import type { Logger } from 'pino';
import { Counter, type Registry } from 'prom-client';
import { contextOf, toFacts } from '#core/check-order/to-facts.js';
import { applicableLimits } from '#core/model/decision.js';
import { isOn } from '#rules/compile.js';
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
  const series = new Map<string, Counter.Internal>();
  /** By code, which only a refusal has: the labels of a series are checked and joined once. */
  const seriesOf = (outcome: string, code: string): Counter.Internal => {
    let one = series.get(code);
    if (!one) series.set(code, (one = decisions.labels({ outcome, code })));
    return one;
  };
  // Series that an alarm watches exist from the start: a counter that appears with its first 1 has no increase.
  for (const result of ['mismatched', 'compared']) comparison.inc({ result }, 0);
  const live = new LiveComparison(oneIn, (mismatch) => {
    comparison.inc({ result: 'mismatched' });
    logger.error(mismatch, 'compiled rules and json-rules-engine differ');
  });
  let known: { document: string; ruleSet: RuleSet } | null = null;
  return ({ order, accepted, violations, state: met }, state) => {
    const { order_id, decision_id, account, symbol } = order;
    // A line for each order would cost more than the check: only at `debug`.
    if (!accepted && logger.isLevelEnabled('debug'))
      logger.debug({ decision_id, order_id, account, symbol, codes: violations.map(({ code }) => code) }, 'refused');
    seriesOf(accepted ? 'accepted' : 'refused', violations[0]?.code ?? '').inc();
    const { config, rule_set, rules } = state;
    if (!config || !rules || config.version !== met.config_version) return;
    if (known?.document !== rule_set) known = { document: rule_set, ruleSet: parseRuleSet(rule_set) };
    const { ruleSet } = known;
    live.observe(() => {
      comparison.inc({ result: 'compared' });
      const applicable = applicableLimits(config, order);
      const where = { values: applicable.limits, scoped: false };
      const facts = toFacts(order, met, applicable);
      const on = ruleSet.rules.filter((rule) => isOn(rule, where));
      return {
        ruleSet: { rules: on },
        facts,
        compiled: [...rules.at(where).judge(contextOf(order, met, applicable), null).broken],
      };
    });
  };
}
