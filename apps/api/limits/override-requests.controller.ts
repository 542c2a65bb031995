import { Body, Controller, Get, Param, Post } from '@nestjs/common';
import type { z } from 'zod';
import {
  type OverrideRequestAnswer,
  overrideRequestAnswer,
  type OverrideRequestsAnswer,
  overrideRequestsAnswer,
  type OverridesAnswer,
  overridesAnswer,
} from '#contracts/answers.js';
import { idOfBreakwater } from '#contracts/listing.js';
import { overrideAgreementBody, overrideDeclineBody } from '#contracts/risk.js';
import type { Principal } from '#core/access/principal.js';
import { GateFeed } from '#core/ports/gate-feed.js';
import { Caller } from '../http/access.guard.js';
import { BODY, COMMAND, HISTORY, LIVE, Operation } from '../http/operation.js';
import { OverrideRequests } from './override-requests.js';
import { presentOverrides } from './present-overrides.js';

const ENDS = ['NOT_FOUND', 'SEPARATION_OF_DUTIES', 'OVERRIDE_REQUEST_ENDED', ...COMMAND, ...HISTORY] as const;

/** Overrides of the firm that wait for a second person; they are asked for by `PUT /api/overrides/:name`. */
@Controller('api/override-requests')
export class OverrideRequestsController {
  constructor(
    private readonly requests: OverrideRequests,
    private readonly feed: GateFeed,
  ) {}

  @Get()
  @Operation({
    ...{ id: 'listOverrideRequests', tag: 'limits', needs: 'read', answer: overrideRequestsAnswer },
    summary: 'Overrides of the firm that wait for a second person, and how earlier ones ended',
    problems: LIVE,
  })
  all(@Caller() caller: Principal): Promise<OverrideRequestsAnswer> {
    return this.requests.all(caller);
  }

  @Post(':id/agree')
  @Operation({
    ...{ id: 'agreeToOverride', tag: 'limits', needs: 'overrides.agree', answer: overridesAnswer },
    summary: 'Agree, as the second person, to an override of the firm',
    description:
      'To just what was shown: `content_hash` says what that was. Orders of neither person ever pass by it. Who asked for it must still be a risk officer of the whole firm.',
    means: 'In force for the very next order',
    problems: [...BODY, 'NAME_TAKEN', 'OVERRIDE_CONTENT_DIFFERS', ...ENDS],
  })
  async agree(
    @Param('id', { schema: idOfBreakwater }) id: string,
    @Body({ schema: overrideAgreementBody }) { content_hash }: z.output<typeof overrideAgreementBody>,
    @Caller() caller: Principal,
  ): Promise<OverridesAnswer> {
    return presentOverrides(await this.requests.agree(id, content_hash, caller), this.feed);
  }

  @Post(':id/decline')
  @Operation({
    ...{ id: 'declineOverride', tag: 'limits', needs: 'overrides.agree', answer: overrideRequestAnswer },
    summary: 'Decline, as the second person, an override of the firm; with a reason',
    problems: [...BODY, ...ENDS],
  })
  decline(
    @Param('id', { schema: idOfBreakwater }) id: string,
    @Body({ schema: overrideDeclineBody }) { reason }: z.output<typeof overrideDeclineBody>,
    @Caller() caller: Principal,
  ): Promise<OverrideRequestAnswer> {
    return this.requests.decline(id, reason, caller);
  }

  @Post(':id/withdraw')
  @Operation({
    ...{ id: 'withdrawOverride', tag: 'limits', needs: 'overrides.make', answer: overrideRequestAnswer },
    summary: 'Withdraw an override of the firm that one asked for, before anybody has agreed',
    problems: ['REQUEST_INVALID', ...ENDS],
  })
  withdraw(@Param('id', { schema: idOfBreakwater }) id: string, @Caller() caller: Principal): Promise<OverrideRequestAnswer> {
    return this.requests.withdraw(id, caller);
  }
}
