import { Body, Controller, Get, Param, Put, Query } from '@nestjs/common';
import { z } from 'zod';
import { ConfigActivation } from '#core/ports/config-in-force.js';
import { InForce } from '#core/ports/in-force.js';
import { accountId, ticker } from '#contracts/order.js';
import type { DailyPnlHistoryAnswer, LimitChangesAnswer, LimitsAnswer } from '#contracts/answers.js';
import { limitsBody, positionLimitBody } from '#contracts/risk.js';
import type { RiskConfig } from '#core/model/limits.js';
import { type ConfigPatch, ConfigStore } from '#core/ports/config-store.js';
import { pnlHistory } from '#core/monitor/pnl-history.js';
import { LiveBook } from '#core/ports/live-book.js';
import { PnlPoints } from '#core/ports/pnl-points.js';
import { limitsOf, symbolLimitsOf } from './limits-patch.js';
import { presentDay, presentLimits, presentPnlHistory, presentPosition, presentPositionLimit } from './present.js';
import { notFound } from './problems.js';
import { ZodPipe } from './zod.pipe.js';

const limit = z.coerce.number().int().min(1).max(500).default(50);
const accountQuery = z.strictObject({ account: accountId.default('default') });
const ACTOR = 'dev';

@Controller('api')
export class RiskController {
  constructor(
    private readonly book: LiveBook,
    private readonly store: ConfigStore,
    private readonly inForce: InForce,
    private readonly activation: ConfigActivation,
    private readonly points: PnlPoints,
  ) {}

  @Get('risk/limits')
  async limits(): Promise<LimitsAnswer> {
    return presentLimits((await this.inForce.current()).config);
  }

  @Put('risk/limits')
  async changeLimits(@Body(new ZodPipe(limitsBody)) body: z.output<typeof limitsBody>): Promise<LimitsAnswer> {
    const { reason = '', ...limits } = body;
    return presentLimits(await this.change({ limits: limitsOf(limits) }, reason));
  }

  @Get('risk/limits/changes')
  async changes(@Query(new ZodPipe(z.strictObject({ limit }))) query: { limit: number }): Promise<LimitChangesAnswer> {
    const changes = await this.store.changes(query.limit);
    return {
      changes: changes.map(({ changed_at_ms, ...change }) => ({ ...change, changed_at: new Date(changed_at_ms).toISOString() })),
    };
  }

  @Get('risk/position-limits/:symbol')
  async positionLimit(@Param('symbol', new ZodPipe(ticker)) symbol: string) {
    return this.own((await this.inForce.current()).config, symbol);
  }

  @Put('risk/position-limits/:symbol')
  async changePositionLimit(
    @Param('symbol', new ZodPipe(ticker)) symbol: string,
    @Body(new ZodPipe(positionLimitBody)) body: z.output<typeof positionLimitBody>,
  ) {
    this.own((await this.inForce.current()).config, symbol);
    return this.own(await this.change({ symbols: { [symbol]: symbolLimitsOf(body) } }, body.reason ?? ''), symbol);
  }

  @Get('risk/daily-pnl')
  async dailyPnl(@Query(new ZodPipe(accountQuery)) { account }: { account: string }) {
    const day = await this.book.day(account);
    if (!day) throw notFound(`there is no account ${account}`);
    return presentDay(day);
  }

  @Get('risk/daily-pnl/history')
  async dailyPnlHistory(@Query(new ZodPipe(accountQuery)) { account }: { account: string }): Promise<DailyPnlHistoryAnswer> {
    const history = await pnlHistory(this.book, this.points, account);
    if (!history) throw notFound(`there is no account ${account}`);
    return presentPnlHistory(history);
  }

  @Get('positions')
  async positions(@Query(new ZodPipe(accountQuery)) { account }: { account: string }) {
    return { positions: (await this.book.positions(account)).map(presentPosition), next_cursor: null };
  }

  /** Kept first, then in force: when this returns, the next order is judged by it on every replica. */
  private async change(patch: ConfigPatch, reason: string): Promise<RiskConfig> {
    await this.inForce.current(); // Live state must answer before anything is kept.
    const config = await this.store.change(patch, { actor: ACTOR, reason, source: 'api' });
    await this.activation.activate(config, (await this.store.ruleSet(config.rules_hash)) ?? '');
    return config;
  }

  private own(config: RiskConfig, symbol: string) {
    const own = config.symbols[symbol];
    if (!own) throw notFound(`${symbol} is not a symbol that may be traded`);
    return presentPositionLimit(symbol, own);
  }
}
