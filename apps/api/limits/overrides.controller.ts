import { Body, Controller, Delete, Get, Param, Put, Res } from '@nestjs/common';
import type { FastifyReply } from 'fastify';
import type { z } from 'zod';
import { type OverrideRequestAnswer, overrideRequestAnswer, type OverridesAnswer, overridesAnswer } from '#contracts/answers.js';
import { restrictionName } from '#contracts/instruments.js';
import { overrideBody } from '#contracts/risk.js';
import { faultInOverride } from '#core/access/duties.js';
import { ChangeConfig } from '#core/config/change-config.js';
import { DutiesError } from '#core/ports/access-store.js';
import { GateFeed } from '#core/ports/gate-feed.js';
import { InForce } from '#core/ports/in-force.js';
import type { Principal } from '#core/access/principal.js';
import { Caller } from '../http/access.guard.js';
import { BODY, COMMAND, HISTORY, LIVE, Operation } from '../http/operation.js';
import { notFound } from '../http/problems.js';
import { OverrideRequests } from './override-requests.js';
import { presentOverrides } from './present-overrides.js';

/** Overrides: a named person lets through what listed reasons would refuse. Never breakers, losses, permissions, form, margin and funds. */
@Controller('api/overrides')
export class OverridesController {
  constructor(
    private readonly inForce: InForce,
    private readonly config: ChangeConfig,
    private readonly feed: GateFeed,
    private readonly requests: OverrideRequests,
  ) {}

  @Get()
  @Operation({
    ...{ id: 'listOverrides', tag: 'limits', needs: 'read', answer: overridesAnswer },
    summary: 'Overrides, those that are over included',
    problems: LIVE,
  })
  async overrides(): Promise<OverridesAnswer> {
    return presentOverrides((await this.inForce.current()).config, this.feed);
  }

  @Put(':name')
  @Operation({
    ...{ id: 'makeOverride', tag: 'limits', needs: 'overrides.make', answer: overridesAnswer },
    summary: 'Let orders of one scope pass what listed reasons would refuse',
    description:
      'Up to a size, so many times, for at most 24 hours. Orders of the person who makes it never pass by it. An order passes when one override covers all its reasons; each use is an alert. The name of one that was used counts its uses on. One of the `firm` takes two: it is asked for (202), and holds when another person has agreed within an hour (`agreeToOverride`); its name must be new, and needs that people sign in.',
    examples: {
      'two larger orders': {
        ...{ scope: 'account:default', codes: ['ORDER_SIZE_EXCEEDED'], max_notional: '2500.00', uses: 2 },
        ...{ minutes: 60, reason: 'a block for a client' },
      },
    },
    means: 'In force for the very next order',
    waits: { answer: overrideRequestAnswer, means: 'Of the firm: nothing passes by it until a second person has agreed' },
    problems: [...BODY, 'SEPARATION_OF_DUTIES', 'NAME_TAKEN', 'TOO_MANY_OVERRIDE_REQUESTS', ...COMMAND, ...HISTORY],
  })
  async make(
    @Param('name', { schema: restrictionName }) name: string,
    @Body({ schema: overrideBody }) body: z.output<typeof overrideBody>,
    @Caller() caller: Principal,
    @Res({ passthrough: true }) answer: FastifyReply,
  ): Promise<OverridesAnswer | OverrideRequestAnswer> {
    if (body.scope === 'firm') {
      void answer.status(202);
      return this.requests.ask(name, body, caller);
    }
    const { minutes, reason, ...rest } = body;
    const fault = faultInOverride(rest.scope, caller.person);
    if (fault !== null) throw new DutiesError(fault);
    const from_us = Date.now() * 1000;
    const entry = { ...rest, from_us, until_us: from_us + minutes * 60_000_000, made_by: caller.person, reason };
    return presentOverrides(
      await this.config.change({ overrides: { [name]: entry } }, { actor: caller.id, reason, source: 'api' }),
      this.feed,
    );
  }

  @Delete(':name')
  @Operation({
    ...{ id: 'endOverride', tag: 'limits', needs: 'overrides.make', answer: overridesAnswer },
    summary: 'Take an override away',
    problems: ['REQUEST_INVALID', 'NOT_FOUND', ...COMMAND, ...HISTORY],
  })
  async end(@Param('name', { schema: restrictionName }) name: string, @Caller() caller: Principal): Promise<OverridesAnswer> {
    const { config } = await this.inForce.current();
    if (!config.overrides[name]) throw notFound(`there is no override ${name}`);
    const origin = { actor: caller.id, reason: '', source: 'api' };
    return presentOverrides(await this.config.change({ overrides: { [name]: null } }, origin), this.feed);
  }
}
