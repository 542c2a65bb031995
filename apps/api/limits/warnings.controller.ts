import { Body, Controller, Delete, Get, Param, Put } from '@nestjs/common';
import type { z } from 'zod';
import { type WarningsAnswer, warningsAnswer } from '#contracts/answers.js';
import { restrictionName } from '#contracts/instruments.js';
import { warningBody } from '#contracts/risk.js';
import { ChangeConfig } from '#core/config/change-config.js';
import type { RiskConfig } from '#core/model/limits.js';
import { InForce } from '#core/ports/in-force.js';
import type { Principal } from '#core/access/principal.js';
import { Caller } from '../http/access.guard.js';
import { BODY, COMMAND, HISTORY, LIVE, Operation } from '../http/operation.js';
import { notFound } from '../http/problems.js';

/** Reasons that warn at a scope where they would refuse. Never breakers, losses, permissions, form, margin and funds. */
@Controller('api/risk/warn-only')
export class WarningsController {
  constructor(
    private readonly inForce: InForce,
    private readonly config: ChangeConfig,
  ) {}

  @Get()
  @Operation({
    ...{ id: 'listWarnOnly', tag: 'limits', needs: 'read', answer: warningsAnswer },
    summary: 'Reasons that warn at a scope and do not refuse there',
    problems: LIVE,
  })
  async all(): Promise<WarningsAnswer> {
    return present((await this.inForce.current()).config);
  }

  @Put(':name')
  @Operation({
    ...{ id: 'setWarnOnly', tag: 'limits', needs: 'limits.change', answer: warningsAnswer },
    summary: 'Let a reason warn at one scope and not refuse there',
    description:
      'An order that breaks the limit passes, is told (LIMIT_WARNED), and names it in `warnings` of its answer. The scope is that of the limit, or where its figure is measured.',
    examples: { 'a firm-wide cap that warns': { code: 'GROSS_EXPOSURE_EXCEEDED', scope: 'firm', reason: 'on trial' } },
    means: 'In force for the very next order',
    problems: [...BODY, ...COMMAND, ...HISTORY],
  })
  async set(
    @Param('name', { schema: restrictionName }) name: string,
    @Body({ schema: warningBody }) entry: z.output<typeof warningBody>,
    @Caller() caller: Principal,
  ): Promise<WarningsAnswer> {
    const origin = { actor: caller.id, reason: entry.reason, source: 'api' };
    return present(await this.config.change({ softened: { [name]: entry } }, origin));
  }

  @Delete(':name')
  @Operation({
    ...{ id: 'removeWarnOnly', tag: 'limits', needs: 'limits.change', answer: warningsAnswer },
    summary: 'The reason refuses again',
    means: 'In force for the very next order',
    problems: ['REQUEST_INVALID', 'NOT_FOUND', ...COMMAND, ...HISTORY],
  })
  async remove(@Param('name', { schema: restrictionName }) name: string, @Caller() caller: Principal): Promise<WarningsAnswer> {
    const { config } = await this.inForce.current();
    if (!config.softened[name]) throw notFound(`there is no entry ${name}`);
    return present(await this.config.change({ softened: { [name]: null } }, { actor: caller.id, reason: '', source: 'api' }));
  }
}

function present({ softened, version }: RiskConfig): WarningsAnswer {
  const all = Object.entries(softened).sort(([a], [b]) => (a < b ? -1 : 1));
  return { warn_only: all.map(([name, entry]) => ({ name, ...entry })), version };
}
