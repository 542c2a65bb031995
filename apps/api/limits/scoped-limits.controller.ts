import { Body, Controller, Delete, Get, Put, Query } from '@nestjs/common';
import type { z } from 'zod';
import {
  type EffectiveLimitsAnswer,
  effectiveLimitsAnswer,
  type LimitScopesAnswer,
  limitScopesAnswer,
  type ScopedLimitsAnswer,
  scopedLimitsAnswer,
} from '#contracts/answers.js';
import { effectiveQuery, scopedLimitQuery, scopeQuery } from '#contracts/listing.js';
import { scopedLimitsBody } from '#contracts/risk.js';
import { LIMITS } from '#core/controls/registry.js';
import { type Kept, shown } from '#core/controls/shown.js';
import { unknownStrategy } from '#core/gate/decide.js';
import type { RiskConfig, ScopedValues } from '#core/model/limits.js';
import { parseScope } from '#core/model/scope.js';
import { ChangeConfig } from '#core/config/change-config.js';
import { InForce } from '#core/ports/in-force.js';
import { LiveBook } from '#core/ports/live-book.js';
import { type Accounts, includes, type Principal } from '#core/access/principal.js';
import { KnownNames } from '../shared/known-names.js';
import { Caller } from '../http/access.guard.js';
import { given } from '../http/given.js';
import { BODY, COMMAND, HISTORY, LIVE, Operation } from '../http/operation.js';
import { malformedField, notFound } from '../http/problems.js';

/** Limits of one scope: of an account, a strategy, the firm, a symbol in an account (docs/limits.md). */
@Controller('api/risk/limits')
export class ScopedLimitsController {
  constructor(
    private readonly inForce: InForce,
    private readonly config: ChangeConfig,
    private readonly book: LiveBook,
    private readonly known: KnownNames,
  ) {}

  @Get('scopes')
  @Operation({
    ...{ id: 'listLimitScopes', tag: 'limits', needs: 'read', answer: limitScopesAnswer },
    summary: 'Every scope that has limits of its own, with them',
    problems: LIVE,
  })
  async scopes(@Caller() caller: Principal): Promise<LimitScopesAnswer> {
    const { config } = await this.inForce.current();
    const mine = caller.accountsFor('read');
    const theirs = Object.entries(config.scoped).filter(([scope]) => isShown(mine, scope));
    const scopes = theirs.map(([scope, values]) => ({ scope, limits: presented(values) }));
    return { scopes: scopes.sort((a, b) => (a.scope < b.scope ? -1 : 1)), version: config.version };
  }

  @Get('scoped')
  @Operation({
    ...{ id: 'getScopedLimits', tag: 'limits', needs: 'read', answer: scopedLimitsAnswer },
    summary: 'The limits that are set at one scope',
    problems: ['REQUEST_INVALID', 'NOT_FOUND', ...LIVE],
  })
  async scoped(
    @Query({ schema: scopeQuery }) { scope }: z.output<typeof scopeQuery>,
    @Caller() caller: Principal,
  ): Promise<ScopedLimitsAnswer> {
    if (!isShown(caller.accountsFor('read'), scope)) throw notFound(`there are no limits of ${scope}`);
    return this.answer(scope, (await this.inForce.current()).config);
  }

  @Put('scoped')
  @Operation({
    ...{ id: 'changeScopedLimits', tag: 'limits', needs: 'limits.change', answer: scopedLimitsAnswer },
    summary: 'Set limits at one scope; what is not named stays',
    description: 'An account may have an own value in place of that for each account; at every other scope a limit holds beside.',
    examples: { 'a larger order': { max_order_size: 2000, reason: 'a larger account' } },
    means: 'In force for the very next order, on every process',
    problems: [...BODY, ...COMMAND, ...HISTORY],
  })
  async change(
    @Query({ schema: scopeQuery }) { scope }: z.output<typeof scopeQuery>,
    @Body({ schema: scopedLimitsBody }) body: z.output<typeof scopedLimitsBody>,
    @Caller() caller: Principal,
  ): Promise<ScopedLimitsAnswer> {
    const { reason = '', ...limits } = body as Record<string, Kept | undefined> & { reason?: string };
    await this.requireKnown(scope);
    const named = LIMITS.map(({ name, wire }) => [name, limits[wire]] as const);
    const values = given(Object.fromEntries(named)) as Record<string, Kept>;
    const config = await this.config.change({ scoped: { [scope]: values } }, { actor: caller.id, reason, source: 'api' });
    return this.answer(scope, config);
  }

  @Delete('scoped')
  @Operation({
    ...{ id: 'removeScopedLimits', tag: 'limits', needs: 'limits.change', answer: scopedLimitsAnswer },
    summary: 'Take one limit away from a scope, or all',
    means: 'What stands above holds for the very next order',
    problems: ['REQUEST_INVALID', 'NOT_FOUND', ...COMMAND, ...HISTORY],
  })
  async remove(
    @Query({ schema: scopedLimitQuery }) { scope, limit }: z.output<typeof scopedLimitQuery>,
    @Caller() caller: Principal,
  ): Promise<ScopedLimitsAnswer> {
    const { config } = await this.inForce.current();
    const set = LIMITS.filter(
      ({ name, wire }) => name in (config.scoped[scope] ?? {}) && (limit === undefined || wire === limit),
    );
    if (set.length === 0) throw notFound(`${scope} has no ${limit ?? 'limits'} of its own`);
    const none = Object.fromEntries(set.map(({ name }) => [name, undefined]));
    const origin = { actor: caller.id, reason: '', source: 'api' };
    return this.answer(scope, await this.config.change({ scoped: { [scope]: none } }, origin));
  }

  @Get('effective')
  @Operation({
    ...{ id: 'getEffectiveLimits', tag: 'limits', needs: 'read', answer: effectiveLimitsAnswer },
    summary: 'Every limit that would hold for an order: where it is set, its value, what is used and left',
    problems: ['REQUEST_INVALID', 'NOT_FOUND', ...LIVE],
  })
  async effective(
    @Query({ schema: effectiveQuery }) query: z.output<typeof effectiveQuery>,
    @Caller() caller: Principal,
  ): Promise<EffectiveLimitsAnswer> {
    await this.known.requireAccount(query.account, caller.accountsFor('read'));
    const limits = await this.book.effectiveLimits(query);
    if (!limits) throw notFound(`there is no account ${query.account}`);
    return { limits };
  }

  private async answer(scope: string, config: RiskConfig): Promise<ScopedLimitsAnswer> {
    const warnings = await this.book.warnings(scope);
    return { scope, limits: presented(config.scoped[scope] ?? {}), warnings, version: config.version };
  }

  /** A name with a slip of the pen would hold for nobody. */
  private async requireKnown(text: string): Promise<void> {
    const scope = parseScope(text);
    const { config } = await this.inForce.current();
    if (scope?.who === 'account' && !(await this.book.accounts()).includes(scope.whose))
      throw malformedField('scope', `${scope.whose} is not an account`);
    const stranger = scope?.who === 'strategy' ? unknownStrategy(config, { strategy: scope.whose }) : null;
    if (stranger !== null) throw malformedField('scope', stranger);
  }
}

/** Limits of the firm, of strategies and of symbols are everybody's; those of an account are for whom the account is. */
function isShown(mine: Accounts, scope: string): boolean {
  const parsed = parseScope(scope);
  return parsed?.who !== 'account' || includes(mine, parsed.whose);
}

function presented(values: ScopedValues): Record<string, Kept> {
  const set = LIMITS.filter(({ name }) => name in values);
  return Object.fromEntries(set.map(({ name, wire, unit }) => [wire, shown(unit, values[name] ?? null)]));
}
