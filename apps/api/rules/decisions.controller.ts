import { Controller, Get, Param } from '@nestjs/common';
import { type DecisionAnswer, decisionAnswer } from '#contracts/answers.js';
import { idOfBreakwater } from '#contracts/listing.js';
import { toFacts } from '#core/check-order/to-facts.js';
import { applicableLimits } from '#core/model/decision.js';
import { ConfigStore } from '#core/ports/config-store.js';
import { type DecisionRow, History } from '#core/ports/history.js';
import { includes, type Principal } from '#core/access/principal.js';
import { Caller } from '../http/access.guard.js';
import { HISTORY, Operation } from '../http/operation.js';
import { notFound, presentViolation } from '../http/problems.js';
import { presentLimits, presentPositionLimit, presentState, presentRequest } from '../shared/present.js';
import { ReadYourWrites } from '../shared/read-your-writes.js';
import { isOn } from '#rules/compile.js';
import { RuleBook } from './rule-book.js';

type Then = Pick<DecisionAnswer, 'rules' | 'rules_hash' | 'limits' | 'position_limit' | 'facts'>;

/** Why an order was accepted or refused, with every rule's answer on it. */
@Controller('api/decisions')
export class DecisionsController {
  constructor(
    private readonly history: History,
    private readonly store: ConfigStore,
    private readonly ruleBook: RuleBook,
    private readonly reads: ReadYourWrites,
  ) {}

  @Get(':id')
  @Operation({
    ...{ id: 'getDecision', tag: 'orders', needs: 'read', answer: decisionAnswer },
    summary: 'Why an order was accepted or refused, with every rule on it',
    problems: ['REQUEST_INVALID', 'NOT_FOUND', ...HISTORY],
  })
  async decision(
    @Param('id', { schema: idOfBreakwater }) decisionId: string,
    @Caller() caller: Principal,
  ): Promise<DecisionAnswer> {
    await this.reads.caughtUp();
    const row = await this.history.decision(decisionId);
    if (!row || !includes(caller.accountsFor('read'), row.account)) throw notFound(`there is no decision ${decisionId}`);
    const { request, state, violations, waived, decided_at_ms, ...rest } = row;
    const ids = { order_id: row.order_id, decision_id: row.decision_id };
    return {
      ...rest,
      request: presentRequest({ ...request, ...ids }),
      state: presentState(state),
      violations: violations.map(presentViolation),
      waived: waived.map(presentViolation),
      decided_at: new Date(decided_at_ms).toISOString(),
      ...(await this.judgedAgain(row)),
    };
  }

  /** The configuration that it was judged by, and each rule's answer again: rules are pure, so it is the answer of then. */
  private async judgedAgain({ request, order_id, decision_id, state, config_version }: DecisionRow): Promise<Then> {
    const config = await this.store.version(config_version);
    const own = config?.symbols[request.symbol];
    const set = config && (await this.ruleBook.ruleSet(config.rules_hash));
    if (!config || !own || !set) return { rules: null, rules_hash: null, limits: null, position_limit: null, facts: null };
    const applicable = applicableLimits(config, request);
    const facts = toFacts({ ...request, order_id, decision_id }, state, applicable);
    // A rule whose limits are off did not answer then.
    const answered = set.rules.filter((rule) => isOn(rule, { values: applicable.limits, scoped: false }));
    return {
      rules: await this.ruleBook.resultsOn(answered, facts),
      rules_hash: config.rules_hash,
      limits: presentLimits(config),
      position_limit: presentPositionLimit(request.symbol, own),
      facts: await this.ruleBook.explained(facts),
    };
  }
}
