import { Body, Controller, Get, Param, Post } from '@nestjs/common';
import type { z } from 'zod';
import {
  type AccountOpenedAnswer,
  accountOpenedAnswer,
  type CashMovedAnswer,
  cashMovedAnswer,
  type LockAnswer,
  lockAnswer,
  type LocksAnswer,
  locksAnswer,
  type SplitAnswer,
  splitAnswer,
} from '#contracts/answers.js';
import { accountBody, cashBody, lockBody, splitBody } from '#contracts/accounts.js';
import { accountId, ticker } from '#contracts/order.js';
import type { LockScope } from '#core/gate/command.js';
import { exchangeDay } from '#core/model/exchange-day.js';
import { type Money, toDollars } from '#core/model/money.js';
import { Gate, StateUnavailableError } from '#core/ports/gate.js';
import { LiveBook } from '#core/ports/live-book.js';
import { concerns, liesIn, type Principal } from '#core/access/principal.js';
import { Caller } from '../http/access.guard.js';
import { BODY, COMMAND, LIVE, Operation } from '../http/operation.js';
import { ProblemError, problem } from '../http/problems.js';
import { KnownNames } from '../shared/known-names.js';

/** Acts on accounts: open, move cash, lock and arm, split. All are commands of the gate, in force for the very next order. */
@Controller('api')
export class AccountChangesController {
  constructor(
    private readonly gate: Gate,
    private readonly book: LiveBook,
    private readonly known: KnownNames,
  ) {}

  @Post('accounts')
  @Operation({
    ...{ id: 'openAccount', tag: 'accounts', needs: 'accounts.change', status: 201, answer: accountOpenedAnswer },
    summary: 'Open an account; it begins locked',
    examples: { 'a second one': { account: 'a2', cash: '50000.00', reason: 'a new desk' } },
    means: 'Open: limits for each account hold for it',
    problems: [...BODY, 'NAME_TAKEN', ...COMMAND],
  })
  async open(@Body({ schema: accountBody }) body: z.output<typeof accountBody>): Promise<AccountOpenedAnswer> {
    const { account, cash, locked, reason } = body;
    const command = { kind: 'open_account', account, cash, day: exchangeDay() } as const;
    const { opened } = await this.gate.ask(locked ? { ...command, locked: `a new account: ${reason}` } : command);
    if (!opened) throw new ProblemError(problem('NAME_TAKEN', `there is an account ${account} already`));
    return { account, cash: toDollars(cash), locked };
  }

  @Post('accounts/:account/cash')
  @Operation({
    ...{ id: 'moveCash', tag: 'accounts', needs: 'accounts.change', status: 201, answer: cashMovedAnswer },
    summary: 'Move cash in or out of an account; it is no profit',
    examples: { 'a deposit': { what: 'DEPOSIT', amount: '10000.00', reason: 'wire 4711' } },
    problems: [...BODY, 'NOT_FOUND', 'CHANGE_REFUSED', 'AMOUNT_OUT_OF_RANGE', ...COMMAND],
  })
  async move(
    @Param('account', { schema: accountId }) account: string,
    @Body({ schema: cashBody }) { what, amount, reason }: z.output<typeof cashBody>,
    @Caller() caller: Principal,
  ): Promise<CashMovedAnswer> {
    await this.known.requireAccount(account, caller.accountsFor('accounts.change'));
    const signed = (what === 'WITHDRAWAL' || what === 'FEE' ? 0 - amount : amount) as Money;
    const answer = await this.gate.ask({ kind: 'move_cash', account, amount: signed, actor: caller.id, reason, what });
    if (answer.kind === 'unavailable') throw new StateUnavailableError(answer.code, answer.message);
    if (answer.kind === 'refused') throw new ProblemError(problem('CHANGE_REFUSED', answer.message));
    return { account, what, amount: toDollars(signed), reason };
  }

  @Post('instruments/:symbol/split')
  @Operation({
    ...{ id: 'splitInstrument', tag: 'instruments', needs: 'accounts.change', status: 201, answer: splitAnswer },
    summary: 'Book a split: more or fewer units at the same cost, no loss',
    description:
      'All positions in the symbol, of accounts and strategies. Prices known here fall with it; the next quote of the broker must be one after the split, so book it while the market is closed. Refused while orders in the symbol are open.',
    examples: { 'four for one': { numerator: 4, denominator: 1, reason: 'split of 2026-12-01' } },
    problems: [...BODY, 'CHANGE_REFUSED', ...COMMAND],
  })
  async split(
    @Param('symbol', { schema: ticker }) symbol: string,
    @Body({ schema: splitBody }) { numerator, denominator, reason }: z.output<typeof splitBody>,
    @Caller() caller: Principal,
  ): Promise<SplitAnswer> {
    const answer = await this.gate.ask({ kind: 'split', symbol, numerator, denominator, actor: caller.id, reason });
    if (answer.kind === 'refused') throw new ProblemError(problem('CHANGE_REFUSED', answer.message));
    return { symbol, numerator, denominator, accounts: answer.accounts };
  }

  @Get('risk/locks')
  @Operation({
    ...{ id: 'listLocks', tag: 'accounts', needs: 'read', answer: locksAnswer },
    summary: 'Accounts, strategies and users that are locked',
    problems: LIVE,
  })
  async locks(@Caller() caller: Principal): Promise<LocksAnswer> {
    const mine = caller.accountsFor('read');
    const all = await this.book.locks();
    const shown = all.filter(({ scope }) => concerns(mine, scope));
    return {
      locks: shown.map(({ scope, reason, actor, at_ms }) => ({ scope, reason, actor, locked_at: new Date(at_ms).toISOString() })),
    };
  }

  @Post('risk/lock')
  @Operation({
    ...{ id: 'lockScope', tag: 'accounts', needs: 'accounts.lock', answer: lockAnswer },
    summary: 'Lock an account, a strategy or a user: nothing passes, closing orders included; cancels do',
    examples: { 'an account': { scope: 'account:default', reason: 'under review' } },
    means: 'Locked: the very next order meets it',
    problems: [...BODY, 'ACCOUNT_UNKNOWN', 'ACCOUNT_NOT_ALLOWED', ...COMMAND],
  })
  lock(@Body({ schema: lockBody }) body: z.output<typeof lockBody>, @Caller() caller: Principal): Promise<LockAnswer> {
    return this.change('lock', body, caller, 'accounts.lock');
  }

  @Post('risk/arm')
  @Operation({
    ...{ id: 'armScope', tag: 'accounts', needs: 'accounts.arm', answer: lockAnswer },
    summary: 'Arm what is locked',
    examples: { 'an account': { scope: 'account:default', reason: 'reviewed' } },
    means: 'Armed: the very next order is free of the lock',
    problems: [...BODY, 'ACCOUNT_UNKNOWN', 'ACCOUNT_NOT_ALLOWED', ...COMMAND],
  })
  arm(@Body({ schema: lockBody }) body: z.output<typeof lockBody>, @Caller() caller: Principal): Promise<LockAnswer> {
    return this.change('arm', body, caller, 'accounts.arm');
  }

  private async change(
    kind: 'lock' | 'arm',
    { scope, reason }: Pick<LockScope, 'scope' | 'reason'>,
    caller: Principal,
    need: 'accounts.lock' | 'accounts.arm',
  ): Promise<LockAnswer> {
    const mine = caller.accountsFor(need);
    if (mine !== null && !liesIn(mine, scope))
      throw new ProblemError(
        problem('ACCOUNT_NOT_ALLOWED', `${scope} is more than your accounts: ${[...mine].sort().join(', ')}`),
      );
    const answer = await this.gate.ask({ kind, scope, actor: caller.id, reason });
    switch (answer.kind) {
      case 'unavailable':
        throw new StateUnavailableError(answer.code, answer.message);
      case 'unknown_scope':
        throw new ProblemError(problem('ACCOUNT_UNKNOWN', answer.message));
      default:
        return { scope, locked: kind === 'lock', changed: answer.changed };
    }
  }
}
