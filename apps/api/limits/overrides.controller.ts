import { Body, Controller, Delete, Get, Param, Put } from '@nestjs/common';
import type { z } from 'zod';
import { type OverridesAnswer, overridesAnswer } from '#contracts/answers.js';
import { restrictionName } from '#contracts/instruments.js';
import { overrideBody } from '#contracts/risk.js';
import { faultInOverride } from '#core/access/duties.js';
import { ChangeConfig } from '#core/config/change-config.js';
import type { RiskConfig } from '#core/model/limits.js';
import { toDollars } from '#core/model/money.js';
import { DutiesError } from '#core/ports/access-store.js';
import { GateFeed } from '#core/ports/gate-feed.js';
import { InForce } from '#core/ports/in-force.js';
import type { Principal } from '#core/access/principal.js';
import { Caller } from '../http/access.guard.js';
import { BODY, COMMAND, HISTORY, LIVE, Operation } from '../http/operation.js';
import { notFound } from '../http/problems.js';

/** Overrides: a named person lets through what listed reasons would refuse. Never breakers, losses, permissions, form, margin and funds. */
@Controller('api/overrides')
export class OverridesController {
  constructor(
    private readonly inForce: InForce,
    private readonly config: ChangeConfig,
    private readonly feed: GateFeed,
  ) {}

  @Get()
  @Operation({
    ...{ id: 'listOverrides', tag: 'limits', needs: 'read', answer: overridesAnswer },
    summary: 'Overrides, those that are over included',
    problems: LIVE,
  })
  async overrides(): Promise<OverridesAnswer> {
    return this.present((await this.inForce.current()).config);
  }

  @Put(':name')
  @Operation({
    ...{ id: 'makeOverride', tag: 'limits', needs: 'overrides.make', answer: overridesAnswer },
    summary: 'Let orders of one scope pass what listed reasons would refuse',
    description:
      'Up to a size, so many times, for at most 24 hours. Orders of the person who makes it never pass by it. An order passes when one override covers all its reasons; each use is an alert. The name of one that was used counts its uses on.',
    examples: {
      'two larger orders': {
        ...{ scope: 'account:default', codes: ['ORDER_SIZE_EXCEEDED'], max_notional: '2500.00', uses: 2 },
        ...{ minutes: 60, reason: 'a block for a client' },
      },
    },
    means: 'In force for the very next order',
    problems: [...BODY, 'SEPARATION_OF_DUTIES', ...COMMAND, ...HISTORY],
  })
  async make(
    @Param('name', { schema: restrictionName }) name: string,
    @Body({ schema: overrideBody }) { minutes, reason, ...rest }: z.output<typeof overrideBody>,
    @Caller() caller: Principal,
  ): Promise<OverridesAnswer> {
    const fault = faultInOverride(rest.scope, caller.person);
    if (fault !== null) throw new DutiesError(fault);
    const from_us = Date.now() * 1000;
    const entry = { ...rest, from_us, until_us: from_us + minutes * 60_000_000, made_by: caller.person, reason };
    return this.present(await this.config.change({ overrides: { [name]: entry } }, { actor: caller.id, reason, source: 'api' }));
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
    return this.present(await this.config.change({ overrides: { [name]: null } }, origin));
  }

  private present({ overrides, version }: RiskConfig): OverridesAnswer {
    const iso = (us: number) => new Date(us / 1000).toISOString();
    const all = Object.entries(overrides).sort(([a], [b]) => (a < b ? -1 : 1));
    return {
      overrides: all.map(([name, { codes, max_notional, from_us, until_us, ...rest }]) => ({
        ...{ name, ...rest, codes: [...codes], max_notional: toDollars(max_notional), from: iso(from_us), until: iso(until_us) },
        used: this.feed.state?.override_uses.get(name) ?? 0,
      })),
      version,
    };
  }
}
