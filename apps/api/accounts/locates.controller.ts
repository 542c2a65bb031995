import { Body, Controller, Get, Post } from '@nestjs/common';
import type { z } from 'zod';
import { locateBody } from '#contracts/accounts.js';
import { type LocateAnswer, locateAnswer, type LocatesAnswer, locatesAnswer } from '#contracts/answers.js';
import { dayOfFirm, OF_FIRM } from '#core/gate/shorts.js';
import { toUnits, type Quantity } from '#core/model/money.js';
import { Gate, StateUnavailableError } from '#core/ports/gate.js';
import { GateFeed } from '#core/ports/gate-feed.js';
import { includes, type Principal } from '#core/access/principal.js';
import { Caller } from '../http/access.guard.js';
import { BODY, COMMAND, LIVE, Operation } from '../http/operation.js';
import { ProblemError, problem } from '../http/problems.js';
import { KnownNames } from '../shared/known-names.js';

/** Units located to be sold short, by account, symbol and day of the exchange. They end with the day. */
@Controller('api/locates')
export class LocatesController {
  constructor(
    private readonly gate: Gate,
    private readonly feed: GateFeed,
    private readonly known: KnownNames,
  ) {}

  @Get()
  @Operation({
    ...{ id: 'listLocates', tag: 'accounts', needs: 'read', answer: locatesAnswer },
    summary: 'What is located today, and what was sold short of it',
    problems: LIVE,
  })
  locates(@Caller() caller: Principal): LocatesAnswer {
    const mine = caller.accountsFor('read');
    const { state } = this.feed;
    const all = [...(state?.locates.values() ?? [])];
    const today = state ? dayOfFirm(state) : '';
    const live = all.filter(
      ({ account, day }) =>
        (account === OF_FIRM || includes(mine, account)) && day >= (state?.accounts.get(account)?.day ?? today),
    );
    return {
      locates: live.map(({ account, symbol, day, located, shorted }) => ({
        ...{
          account: account === OF_FIRM ? null : account,
          symbol,
          day,
          located: toUnits(located as Quantity),
          shorted: toUnits(shorted as Quantity),
        },
      })),
    };
  }

  @Post()
  @Operation({
    ...{ id: 'bookLocate', tag: 'accounts', needs: 'locates.book', status: 201, answer: locateAnswer },
    summary: 'Book units that were located for an account to sell short today',
    description:
      'Two bookings of a day add up. Looked at where `short_locate` is required; with `account` null they are of the firm, for accounts where it is of_firm, and only who may book for every account may book them. Buying back gives nothing back that day. The day is that of the account.',
    examples: { 'a prime broker': { account: 'default', symbol: 'AAPL', quantity: 500, lender: 'prime 4711', reason: 'desk' } },
    means: 'The very next order meets it',
    problems: [...BODY, 'NOT_FOUND', 'CHANGE_REFUSED', ...COMMAND],
  })
  async book(
    @Body({ schema: locateBody }) { account, symbol, quantity, lender, reason }: z.output<typeof locateBody>,
    @Caller() caller: Principal,
  ): Promise<LocateAnswer> {
    const mine = caller.accountsFor('locates.book');
    if (account === null && mine !== null)
      throw new ProblemError(
        problem('ACCOUNT_NOT_ALLOWED', 'locates of the firm are booked by who may book them for every account'),
      );
    await this.known.requireAccount(account ?? undefined, mine);
    const answer = await this.gate.ask({
      kind: 'book_locate',
      account: account ?? OF_FIRM,
      symbol,
      quantity,
      lender,
      actor: caller.id,
      reason,
    });
    if (answer.kind === 'unavailable') throw new StateUnavailableError(answer.code, answer.message);
    if (answer.kind === 'refused') throw new ProblemError(problem('CHANGE_REFUSED', answer.message));
    const { day, located, shorted } = answer;
    return { account, symbol, day, located: toUnits(located as Quantity), shorted: toUnits(shorted as Quantity) };
  }
}
