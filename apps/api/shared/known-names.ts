import { Injectable } from '@nestjs/common';
import { unknownStrategy } from '#core/gate/decide.js';
import type { OrderRequest } from '#core/model/order.js';
import { type Accounts, includes } from '#core/access/principal.js';
import { GateFeed } from '#core/ports/gate-feed.js';
import { StateUnavailableError } from '#core/ports/gate.js';
import { LiveBook } from '#core/ports/live-book.js';
import { notFound, ProblemError, problem } from '../http/problems.js';

/** Accounts and symbols that a request names: one that is not there is told, and never answered by an empty list. */
@Injectable()
export class KnownNames {
  constructor(
    private readonly feed: GateFeed,
    private readonly book: LiveBook,
  ) {}

  /**
   * Of an order: a 400 that names each unknown one, before the gate is asked. Nothing is said while this process has no state: the gate says then what is
   * missing.
   */
  requireForOrder(order: Pick<OrderRequest, 'account' | 'symbol' | 'strategy'>): void {
    const { state } = this.feed;
    if (!state?.config) return;
    const violations: { code: 'SYMBOL_UNKNOWN' | 'ACCOUNT_UNKNOWN' | 'STRATEGY_UNKNOWN'; field: string; message: string }[] = [];
    const { account, symbol } = order;
    if (!state.config.symbols[symbol])
      violations.push({ code: 'SYMBOL_UNKNOWN', field: 'symbol', message: `${symbol} is not a symbol that may be traded` });
    if (!state.accounts.has(account))
      violations.push({ code: 'ACCOUNT_UNKNOWN', field: 'account', message: `${account} is not an account` });
    const stranger = unknownStrategy(state.config, order);
    if (stranger !== null) violations.push({ code: 'STRATEGY_UNKNOWN', field: 'strategy', message: stranger });
    const [first] = violations;
    if (first) throw new ProblemError(problem(first.code, violations.map((v) => v.message).join('; '), { violations }));
  }

  /** Of an act that names it in its body: 400. One that is not the caller's is answered the same. */
  async requireInBody(account: string, mine: Accounts = null): Promise<void> {
    if (includes(mine, account) && (await this.book.accounts()).includes(account)) return;
    const message = `${account} is not an account`;
    throw new ProblemError(
      problem('ACCOUNT_UNKNOWN', message, { violations: [{ code: 'ACCOUNT_UNKNOWN', field: 'account', message }] }),
    );
  }

  /** Of a question: 404, whether the account is what is asked for or a filter. Accounts never go, so one that is not there has no history either. One that is not the caller's is answered the same. */
  async requireAccount(account: string | undefined, mine: Accounts = null): Promise<void> {
    if (account === undefined) return;
    if (!includes(mine, account) || !(await this.book.accounts()).includes(account))
      throw notFound(`there is no account ${account}`);
  }

  /** The same where only PostgreSQL is asked, which answers also while there is no live state to look the account up in. */
  async requireListed(account: string | undefined, mine: Accounts): Promise<void> {
    if (account !== undefined && !includes(mine, account)) throw notFound(`there is no account ${account}`);
    try {
      await this.requireAccount(account);
    } catch (error) {
      if (!(error instanceof StateUnavailableError)) throw error;
    }
  }

  /** Of a command on a symbol's orders: 404, unless it may be traded or has open orders from when it could be. */
  async requireSymbol(symbol: string | undefined): Promise<void> {
    if (symbol === undefined || (await this.book.symbols()).includes(symbol)) return;
    if ((await this.book.openOrders()).some(({ order }) => order.symbol === symbol)) return;
    throw notFound(`${symbol} is not a symbol that may be traded, and has no open orders`);
  }
}
