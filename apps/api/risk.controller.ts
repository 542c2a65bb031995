import { Body, Controller, Get, HttpCode, Param, Post, Put, Query } from '@nestjs/common';
import { z } from 'zod';
import { RedisConfigActivation, RedisInForce } from '#adapters/redis/config-in-force.js';
import { accountId, ticker } from '#contracts/order.js';
import { limitsBody, positionLimitBody, resetBody, tripBody } from '#contracts/risk.js';
import type { LimitChangesAnswer, LimitsAnswer } from '#contracts/answers.js';
import type { RiskConfig } from '#core/model/limits.js';
import { toDollars } from '#core/model/money.js';
import { type ConfigPatch, ConfigStore } from '#core/ports/config-store.js';
import { History } from '#core/ports/history.js';
import { LiveBook } from '#core/ports/live-book.js';
import { limitsOf, symbolLimitsOf } from './limits-patch.js';
import { presentDay, presentLimits, presentPosition, presentPositionLimit } from './present.js';
import { notFound, ProblemError, problem } from './problems.js';
import { ReadYourWrites } from './read-your-writes.js';
import { ZodPipe } from './zod.pipe.js';

const limit = z.coerce.number().int().min(1).max(500).default(50);
const accountQuery = z.strictObject({ account: accountId.default('default') });
const ACTOR = 'dev';

@Controller('api')
export class RiskController {
  constructor(
    private readonly book: LiveBook,
    private readonly history: History,
    private readonly store: ConfigStore,
    private readonly inForce: RedisInForce,
    private readonly activation: RedisConfigActivation,
    private readonly reads: ReadYourWrites,
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

  @Get('positions')
  async positions(@Query(new ZodPipe(accountQuery)) { account }: { account: string }) {
    return { positions: (await this.book.positions(account)).map(presentPosition), next_cursor: null };
  }

  @Get('risk/circuit-breakers')
  async breakers(
    @Query(new ZodPipe(z.strictObject({ limit, open: z.stringbool().default(false) }))) query: { limit: number; open: boolean },
  ) {
    await this.reads.caughtUp();
    const rows = await this.history.breakers(query.limit, query.open);
    const circuit_breakers = rows.map(({ tripped_at_ms, reset_at_ms, ...row }) => ({
      ...row,
      trigger_value: toDollars(row.trigger_value),
      threshold: toDollars(row.threshold),
      tripped_at: new Date(tripped_at_ms).toISOString(),
      reset_at: reset_at_ms === null ? null : new Date(reset_at_ms).toISOString(),
    }));
    return { circuit_breakers, next_cursor: null };
  }

  @Post('risk/circuit-breaker/trip')
  @HttpCode(201)
  async trip(@Body(new ZodPipe(tripBody)) { scope, mode, cancel_orders, reason }: z.output<typeof tripBody>) {
    const breaker_id = await this.book.trip(scope, mode, ACTOR, reason);
    if (breaker_id === null)
      throw new ProblemError(problem(409, 'BREAKER_ALREADY_OPEN', `${scope} has an open breaker; reset it first`));
    const canceled = cancel_orders ? await this.cancelAll(scope) : 0;
    return { breaker_id, scope, mode, trigger_type: 'MANUAL', active: true, reason, orders_canceling: canceled };
  }

  @Post('risk/circuit-breaker/reset')
  @HttpCode(200)
  async reset(@Body(new ZodPipe(resetBody)) { breaker_id, reason = 'reset by hand' }: z.output<typeof resetBody>) {
    const closed = await this.book.reset(breaker_id, ACTOR, reason);
    if (!closed)
      throw new ProblemError(
        problem(
          409,
          'BREAKER_NOT_OPEN',
          `no open breaker has the number ${breaker_id}; GET /api/risk/circuit-breakers?open=true lists them`,
        ),
      );
    const { tripped_again, scope, mode, trigger_type } = closed;
    return {
      breaker_id,
      scope,
      mode,
      trigger_type,
      active: false,
      reason,
      tripped_again: tripped_again !== null,
      open_breaker_id: tripped_again,
    };
  }

  private async cancelAll(scope: string): Promise<number> {
    const [kind, id] = scope.split(':');
    const chosen = (await this.book.openOrders()).filter(
      ({ order }) => kind === 'firm' || (kind === 'account' ? order.account : order.symbol) === id,
    );
    for (const { order } of chosen) await this.book.requestCancel(order.order_id, ACTOR);
    return chosen.length;
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
