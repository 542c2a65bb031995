import { Injectable } from '@nestjs/common';
import { GateFeed } from '#core/ports/gate-feed.js';
import { ProblemError, problem } from './problems.js';

/** Refuses an account or symbol that does not exist, naming each, before the gate is asked. */
@Injectable()
export class KnownSymbols {
  constructor(private readonly feed: GateFeed) {}

  /** Nothing is said while this process has no state: the gate says then what is missing. */
  require(account: string, symbol: string): void {
    const { state } = this.feed;
    if (!state?.config || (state.accounts.has(account) && state.config.symbols[symbol])) return;
    const violations = [];
    if (!state.config.symbols[symbol])
      violations.push({ code: 'SYMBOL_UNKNOWN', field: 'symbol', message: `${symbol} is not a symbol that may be traded` });
    if (!state.accounts.has(account))
      violations.push({ code: 'ACCOUNT_UNKNOWN', field: 'account', message: `${account} is not an account` });
    const [first] = violations;
    if (first) throw new ProblemError(problem(400, first.code, violations.map((v) => v.message).join('; '), { violations }));
  }
}
