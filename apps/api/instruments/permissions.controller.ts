import { Body, Controller, Delete, Get, Param, Put, Query } from '@nestjs/common';
import type { z } from 'zod';
import { type AllowListsAnswer, allowListsAnswer, type PermissionsAnswer, permissionsAnswer } from '#contracts/answers.js';
import { allowListBody, allowListQuery, permissionBody, userName } from '#contracts/instruments.js';
import { ChangeConfig } from '#core/config/change-config.js';
import type { RiskConfig } from '#core/model/limits.js';
import type { ConfigPatch } from '#core/ports/config-store.js';
import { InForce } from '#core/ports/in-force.js';
import type { Principal } from '#core/access/principal.js';
import { Caller } from '../http/access.guard.js';
import { BODY, COMMAND, HISTORY, LIVE, Operation } from '../http/operation.js';
import { malformedField, notFound } from '../http/problems.js';

/** What users may do beside what their credentials let them, and the symbols that alone may be traded at a scope. */
@Controller('api')
export class PermissionsController {
  constructor(
    private readonly inForce: InForce,
    private readonly config: ChangeConfig,
  ) {}

  @Get('permissions')
  @Operation({
    ...{ id: 'listPermissions', tag: 'instruments', needs: 'read', answer: permissionsAnswer },
    summary: 'Users who have a list of what they may do; others may do all that their credentials let them',
    problems: LIVE,
  })
  async permissions(): Promise<PermissionsAnswer> {
    return presentUsers((await this.inForce.current()).config);
  }

  @Put('permissions/:user')
  @Operation({
    ...{ id: 'setPermission', tag: 'instruments', needs: 'limits.change', answer: permissionsAnswer },
    summary: 'Say what a user may do; what is not named is all',
    description:
      'A symbol passes that is listed, or whose class is. With close_only a user may close, whatever the lists say, and nothing else.',
    examples: { 'no short sales': { symbols: ['AAPL', 'SPY'], short: false } },
    means: 'In force for the very next order',
    problems: [...BODY, ...COMMAND, ...HISTORY],
  })
  async setPermission(
    @Param('user', { schema: userName }) user: string,
    @Body({ schema: permissionBody }) { reason = '', ...entry }: z.output<typeof permissionBody>,
    @Caller() caller: Principal,
  ): Promise<PermissionsAnswer> {
    await this.requireTraded(entry.symbols ?? []);
    return presentUsers(await this.change({ users: { [user]: entry } }, caller, reason));
  }

  @Delete('permissions/:user')
  @Operation({
    ...{ id: 'removePermission', tag: 'instruments', needs: 'limits.change', answer: permissionsAnswer },
    summary: 'Take the list of a user away',
    means: 'The very next order is free of it',
    problems: ['REQUEST_INVALID', 'NOT_FOUND', ...COMMAND, ...HISTORY],
  })
  async removePermission(
    @Param('user', { schema: userName }) user: string,
    @Caller() caller: Principal,
  ): Promise<PermissionsAnswer> {
    const { config } = await this.inForce.current();
    if (!config.users[user]) throw notFound(`${user} has no list`);
    return presentUsers(await this.change({ users: { [user]: null } }, caller, ''));
  }

  @Get('allow-lists')
  @Operation({
    ...{ id: 'listAllowLists', tag: 'instruments', needs: 'read', answer: allowListsAnswer },
    summary: 'Symbols that alone may be traded, by scope; where there is no list every symbol may',
    problems: LIVE,
  })
  async allowLists(): Promise<AllowListsAnswer> {
    return presentLists((await this.inForce.current()).config);
  }

  @Put('allow-lists')
  @Operation({
    ...{ id: 'setAllowList', tag: 'instruments', needs: 'limits.change', answer: allowListsAnswer },
    summary: 'Set the symbols that alone may be traded in the firm, in an account, by a strategy or a user',
    examples: { 'two shares': { symbols: ['AAPL', 'SPY'] } },
    means: 'In force for the very next order; what only closes passes',
    problems: [...BODY, 'NOT_FOUND', ...COMMAND, ...HISTORY],
  })
  async setAllowList(
    @Query({ schema: allowListQuery }) { scope }: z.output<typeof allowListQuery>,
    @Body({ schema: allowListBody }) { reason = '', symbols }: z.output<typeof allowListBody>,
    @Caller() caller: Principal,
  ): Promise<AllowListsAnswer> {
    await this.requireTraded(symbols);
    return presentLists(await this.change({ allowed: { [scope]: { symbols } } }, caller, reason));
  }

  @Delete('allow-lists')
  @Operation({
    ...{ id: 'removeAllowList', tag: 'instruments', needs: 'limits.change', answer: allowListsAnswer },
    summary: 'Take an allow list away: every symbol may be traded there',
    means: 'In force for the very next order',
    problems: ['REQUEST_INVALID', 'NOT_FOUND', ...COMMAND, ...HISTORY],
  })
  async removeAllowList(
    @Query({ schema: allowListQuery }) { scope }: z.output<typeof allowListQuery>,
    @Caller() caller: Principal,
  ): Promise<AllowListsAnswer> {
    const { config } = await this.inForce.current();
    if (!config.allowed[scope]) throw notFound(`${scope} has no allow list`);
    return presentLists(await this.change({ allowed: { [scope]: null } }, caller, ''));
  }

  private change(patch: ConfigPatch, caller: Principal, reason: string): Promise<RiskConfig> {
    return this.config.change(patch, { actor: caller.id, reason, source: 'api' });
  }

  private async requireTraded(symbols: readonly string[]): Promise<void> {
    const { config } = await this.inForce.current();
    const stranger = symbols.find((symbol) => !config.symbols[symbol]);
    if (stranger !== undefined) throw malformedField('symbols', `${stranger} is not a symbol that may be traded`);
  }
}

const copied = (names: readonly string[] | null) => names && [...names];

function presentUsers({ users, version }: RiskConfig): PermissionsAnswer {
  const all = Object.entries(users).sort(([a], [b]) => (a < b ? -1 : 1));
  return {
    permissions: all.map(([user, { accounts, strategies, symbols, classes, order_types, ...flags }]) => ({
      ...{ user, ...flags, accounts: copied(accounts), strategies: copied(strategies) },
      ...{ symbols: copied(symbols), classes: copied(classes), order_types: copied(order_types) },
    })),
    version,
  };
}

function presentLists({ allowed, version }: RiskConfig): AllowListsAnswer {
  const all = Object.entries(allowed).sort(([a], [b]) => (a < b ? -1 : 1));
  return { allow_lists: all.map(([scope, { symbols }]) => ({ scope, symbols: [...symbols] })), version };
}
