import { Body, Controller, Delete, Get, Param, Put } from '@nestjs/common';
import type { z } from 'zod';
import { type RestrictionsAnswer, restrictionsAnswer } from '#contracts/answers.js';
import { restrictionBody, restrictionName } from '#contracts/instruments.js';
import { ChangeConfig } from '#core/config/change-config.js';
import type { RiskConfig } from '#core/model/limits.js';
import { InForce } from '#core/ports/in-force.js';
import type { Principal } from '#core/access/principal.js';
import { Caller } from '../http/access.guard.js';
import { BODY, COMMAND, HISTORY, LIVE, Operation } from '../http/operation.js';
import { notFound } from '../http/problems.js';

/** The restricted list: symbols that may not be traded, or only one way, by whom and until when. */
@Controller('api/restrictions')
export class RestrictionsController {
  constructor(
    private readonly inForce: InForce,
    private readonly config: ChangeConfig,
  ) {}

  @Get()
  @Operation({
    ...{ id: 'listRestrictions', tag: 'instruments', needs: 'read', answer: restrictionsAnswer },
    summary: 'The restricted list, entries that are over included',
    problems: LIVE,
  })
  async restrictions(): Promise<RestrictionsAnswer> {
    return present((await this.inForce.current()).config);
  }

  @Put(':name')
  @Operation({
    ...{ id: 'setRestriction', tag: 'instruments', needs: 'limits.change', answer: restrictionsAnswer },
    summary: 'Make an entry of the restricted list, or change it',
    examples: { 'a merger': { symbol: 'AAPL', mode: 'close_only', reason: 'a merger' } },
    means: 'In force for the very next order',
    problems: [...BODY, ...COMMAND, ...HISTORY],
  })
  async set(
    @Param('name', { schema: restrictionName }) name: string,
    @Body({ schema: restrictionBody }) { from, until, ...entry }: z.output<typeof restrictionBody>,
    @Caller() caller: Principal,
  ): Promise<RestrictionsAnswer> {
    const from_us = (from === undefined ? Date.now() : Date.parse(from)) * 1000;
    const until_us = until === undefined ? null : Date.parse(until) * 1000;
    const origin = { actor: caller.id, reason: entry.reason, source: 'api' };
    return present(await this.config.change({ restricted: { [name]: { ...entry, from_us, until_us } } }, origin));
  }

  @Delete(':name')
  @Operation({
    ...{ id: 'removeRestriction', tag: 'instruments', needs: 'limits.change', answer: restrictionsAnswer },
    summary: 'Take an entry away',
    means: 'The very next order is free of it',
    problems: ['REQUEST_INVALID', 'NOT_FOUND', ...COMMAND, ...HISTORY],
  })
  async remove(
    @Param('name', { schema: restrictionName }) name: string,
    @Caller() caller: Principal,
  ): Promise<RestrictionsAnswer> {
    const { config } = await this.inForce.current();
    if (!config.restricted[name]) throw notFound(`the restricted list has no ${name}`);
    const origin = { actor: caller.id, reason: '', source: 'api' };
    return present(await this.config.change({ restricted: { [name]: null } }, origin));
  }
}

function present({ restricted, version }: RiskConfig): RestrictionsAnswer {
  const iso = (us: number) => new Date(us / 1000).toISOString();
  const all = Object.entries(restricted).sort(([a], [b]) => (a < b ? -1 : 1));
  return {
    restrictions: all.map(([name, { symbol, scope, mode, from_us, until_us, reason }]) => ({
      ...{ name, symbol, scope, mode, reason, from: iso(from_us), until: until_us === null ? null : iso(until_us) },
    })),
    version,
  };
}
