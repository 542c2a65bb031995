import { Body, Controller, Get, Param, Put, Query } from '@nestjs/common';
import type { z } from 'zod';
import {
  type LimitChangesAnswer,
  limitChangesAnswer,
  type LimitsAnswer,
  limitsAnswer,
  type PositionLimitAnswer,
  positionLimitAnswer,
  type PositionLimitsAnswer,
  positionLimitsAnswer,
} from '#contracts/answers.js';
import { changesQuery } from '#contracts/listing.js';
import { ticker } from '#contracts/order.js';
import { limitsBody, positionLimitBody } from '#contracts/risk.js';
import type { RiskConfig } from '#core/model/limits.js';
import { EACH_ACCOUNT } from '#core/model/scope.js';
import { ChangeConfig } from '#core/config/change-config.js';
import { type ConfigPatch, ConfigStore } from '#core/ports/config-store.js';
import { LiveBook } from '#core/ports/live-book.js';
import { InForce } from '#core/ports/in-force.js';
import { type Principal } from '#core/access/principal.js';
import { Caller } from '../http/access.guard.js';
import { BODY, COMMAND, HISTORY, LIVE, Operation } from '../http/operation.js';
import { notFound } from '../http/problems.js';
import { presentLimits, presentPositionLimit } from '../shared/present.js';
import { limitsOf, symbolLimitsOf } from './limits-patch.js';

/** Limits: what is in force, and changes that are in force for the very next order. */
@Controller('api/risk')
export class LimitsController {
  constructor(
    private readonly store: ConfigStore,
    private readonly inForce: InForce,
    private readonly config: ChangeConfig,
    private readonly book: LiveBook,
  ) {}

  @Get('limits')
  @Operation({
    ...{ id: 'getLimits', tag: 'limits', needs: 'read', answer: limitsAnswer },
    summary: 'The limits in force',
    problems: LIVE,
  })
  async limits(): Promise<LimitsAnswer> {
    return presentLimits((await this.inForce.current()).config);
  }

  @Put('limits')
  @Operation({
    ...{ id: 'changeLimits', tag: 'limits', needs: 'limits.change', answer: limitsAnswer },
    summary: 'Change limits; what is not named stays',
    examples: { 'a smaller order': { max_order_size: 900, reason: 'a new strategy' } },
    means: 'In force for the very next order, on every process',
    problems: [...BODY, ...COMMAND, ...HISTORY],
  })
  async changeLimits(
    @Body({ schema: limitsBody }) body: z.output<typeof limitsBody>,
    @Caller() caller: Principal,
  ): Promise<LimitsAnswer> {
    const { reason = '', ...limits } = body;
    const config = await this.change({ limits: limitsOf(limits) }, caller, reason);
    return { ...presentLimits(config), ...(await this.warnings(EACH_ACCOUNT, Object.keys(limits))) };
  }

  @Get('limits/changes')
  @Operation({
    ...{ id: 'listLimitChanges', tag: 'limits', needs: 'read', answer: limitChangesAnswer },
    summary: 'Who changed which limit, when, from what to what, newest first',
    problems: ['REQUEST_INVALID', ...HISTORY],
  })
  async changes(@Query({ schema: changesQuery }) query: z.output<typeof changesQuery>): Promise<LimitChangesAnswer> {
    const changes = await this.store.changes(query.limit);
    return {
      changes: changes.map(({ changed_at_ms, ...change }) => ({ ...change, changed_at: new Date(changed_at_ms).toISOString() })),
    };
  }

  @Get('position-limits')
  @Operation({
    ...{ id: 'listPositionLimits', tag: 'limits', needs: 'read', answer: positionLimitsAnswer },
    summary: 'The limits of every symbol that may be traded',
    problems: LIVE,
  })
  async positionLimits(): Promise<PositionLimitsAnswer> {
    const { config } = await this.inForce.current();
    const all = Object.entries(config.symbols).sort(([a], [b]) => (a < b ? -1 : 1));
    return { position_limits: all.map(([symbol, own]) => presentPositionLimit(symbol, own)), version: config.version };
  }

  @Get('position-limits/:symbol')
  @Operation({
    ...{ id: 'getPositionLimit', tag: 'limits', needs: 'read', answer: positionLimitAnswer },
    summary: "One symbol's limits",
    problems: ['REQUEST_INVALID', 'NOT_FOUND', ...LIVE],
  })
  async positionLimit(@Param('symbol', { schema: ticker }) symbol: string): Promise<PositionLimitAnswer> {
    return this.own((await this.inForce.current()).config, symbol);
  }

  @Put('position-limits/:symbol')
  @Operation({
    ...{ id: 'changePositionLimit', tag: 'limits', needs: 'limits.change', answer: positionLimitAnswer },
    summary: "Change one symbol's limits; what is not named stays",
    examples: { 'a smaller position': { max_position: 9000, reason: 'earnings tonight' } },
    means: 'In force for the very next order, on every process',
    problems: [...BODY, 'NOT_FOUND', ...COMMAND, ...HISTORY],
  })
  async changePositionLimit(
    @Param('symbol', { schema: ticker }) symbol: string,
    @Body({ schema: positionLimitBody }) body: z.output<typeof positionLimitBody>,
    @Caller() caller: Principal,
  ): Promise<PositionLimitAnswer> {
    this.own((await this.inForce.current()).config, symbol);
    const { reason = '', ...limits } = body;
    const config = await this.change({ symbols: { [symbol]: symbolLimitsOf(limits) } }, caller, reason);
    return { ...this.own(config, symbol), ...(await this.warnings(`symbol:${symbol}`, Object.keys(limits))) };
  }

  /** What a person should know of the limits that they have just changed. */
  private async warnings(scope: string, changed: readonly string[]): Promise<{ warnings?: string[] }> {
    const warnings = await this.book.warnings(scope, changed);
    return warnings.length === 0 ? {} : { warnings };
  }

  private change(patch: ConfigPatch, caller: Principal, reason: string): Promise<RiskConfig> {
    return this.config.change(patch, { actor: caller.id, reason, source: 'api' });
  }

  private own(config: RiskConfig, symbol: string) {
    const own = config.symbols[symbol];
    if (!own) throw notFound(`${symbol} is not a symbol that may be traded`);
    return presentPositionLimit(symbol, own);
  }
}
