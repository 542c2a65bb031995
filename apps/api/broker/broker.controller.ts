import { Body, Controller, Get, Post } from '@nestjs/common';
import type { z } from 'zod';
import { type AdoptionAnswer, adoptionAnswer, type ReconciliationAnswer, reconciliationAnswer } from '#contracts/answers.js';
import { adoptionBody } from '#contracts/risk.js';
import { toDollars, toUnits, type Money, type Quantity } from '#core/model/money.js';
import { type Reconciliation, Reconciliations } from '#core/ports/reconciliations.js';
import type { DifferenceField } from '#core/trading/account-difference.js';
import { RunningProcess } from '#gate-host/run-process.js';
import { includes, type Principal } from '#core/access/principal.js';
import { Caller } from '../http/access.guard.js';
import { BODY, HISTORY, LIVE, Operation } from '../http/operation.js';
import { ProblemError, problem } from '../http/problems.js';
import { KnownNames } from '../shared/known-names.js';

/** A request that the worker has not taken by then is not carried out later. */
const WAIT_MS = 20_000;
const ASK_MS = 200;

/** Accounts at the broker: what is known of them, how they differ from the gate's, and the one act that explains a difference. */
@Controller('api/broker')
export class BrokerController {
  constructor(
    private readonly reconciliations: Reconciliations,
    private readonly process: RunningProcess,
    private readonly known: KnownNames,
  ) {}

  @Get('reconciliation')
  @Operation({
    ...{ id: 'getReconciliation', tag: 'broker', needs: 'read', answer: reconciliationAnswer },
    summary: 'The accounts at the broker, and field by field where the gate has something else',
    problems: [...HISTORY],
  })
  async reconciliation(@Caller() caller: Principal): Promise<ReconciliationAnswer> {
    const broker = this.process.env.BROKER;
    const mine = caller.accountsFor('read');
    const seen = (await this.reconciliations.all()).filter((one) => one.broker === broker && includes(mine, one.account));
    return { broker, accounts: seen.map(present) };
  }

  @Post('adopt')
  @Operation({
    ...{ id: 'adoptAccount', tag: 'broker', needs: 'broker.adopt', answer: adoptionAnswer },
    summary: 'Set an account of the gate to what the broker has',
    description: 'Positions and cash are taken from the broker; what that moves is no profit. Kept with who and why.',
    means: 'Done: the next order is judged by what the broker has',
    examples: { 'after a bust': { account: 'default', reason: 'the broker took back a fill' } },
    problems: [...BODY, 'ACCOUNT_UNKNOWN', 'ADOPTION_REFUSED', 'BROKER_UNAVAILABLE', ...LIVE, ...HISTORY],
  })
  async adopt(
    @Body({ schema: adoptionBody }) { account, reason }: z.output<typeof adoptionBody>,
    @Caller() caller: Principal,
  ): Promise<AdoptionAnswer> {
    await this.known.requireInBody(account, caller.accountsFor('broker.adopt'));
    if (this.process.env.BROKER === 'paper')
      throw new ProblemError(
        problem('ADOPTION_REFUSED', 'the paper exchange needs no adoption: its accounts are what it reported'),
      );
    const id = await this.reconciliations.ask(account, caller.id, reason);
    const deadline = Date.now() + WAIT_MS;
    while (Date.now() < deadline) {
      const found = await this.reconciliations.outcome(id);
      if (found?.outcome === 'adopted') return { account, adopted: true };
      if (found?.outcome === 'refused') throw new ProblemError(problem('ADOPTION_REFUSED', found.detail));
      await new Promise((resolve) => setTimeout(resolve, ASK_MS));
    }
    const detail =
      'the worker did not carry it out in time; look at GET /api/broker/reconciliation before you ask again. Is a worker running, and does the broker answer?';
    throw new ProblemError(problem('BROKER_UNAVAILABLE', detail));
  }
}

function present(one: Reconciliation): ReconciliationAnswer['accounts'][number] {
  const { account, account_number, live, not_ready, requests_left, last_event_ms, at_ms, confirmed, differences } = one;
  const shown = (field: DifferenceField, value: number) =>
    field === 'cash' ? toDollars(value as Money) : toUnits(value as Quantity);
  return {
    ...{ account, account_number, live, ready: not_ready === null, not_ready, requests_left, confirmed },
    last_event_at: last_event_ms === null ? null : new Date(last_event_ms).toISOString(),
    seen_at: new Date(at_ms).toISOString(),
    differences:
      differences?.map(({ field, symbol, ours, theirs }) => ({
        field,
        symbol,
        ours: shown(field, ours),
        theirs: shown(field, theirs),
      })) ?? null,
  };
}
