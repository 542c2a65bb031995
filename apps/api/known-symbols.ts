import { Injectable } from '@nestjs/common';
import { RedisInForce } from '#adapters/redis/config-in-force.js';
import { LiveBook } from '#core/ports/live-book.js';
import { ProblemError, problem } from './problems.js';

/**
 * Refuses an account or symbol that does not exist before anything is held for it. Asks Redis only for names not seen before: names are
 * added, never taken away.
 */
@Injectable()
export class KnownSymbols {
  private readonly symbols = new Set<string>();
  private readonly accounts = new Set<string>();

  constructor(
    private readonly inForce: RedisInForce,
    private readonly book: LiveBook,
  ) {}

  require(account: string, symbol: string): Promise<void> | undefined {
    if (this.symbols.has(symbol) && this.accounts.has(account)) return undefined;
    return this.look(account, symbol);
  }

  private async look(account: string, symbol: string): Promise<void> {
    const { config } = await this.inForce.current();
    for (const known of Object.keys(config.symbols)) this.symbols.add(known);
    for (const known of await this.book.accounts()) this.accounts.add(known);
    const violations = [];
    if (!this.symbols.has(symbol))
      violations.push({ code: 'SYMBOL_UNKNOWN', field: 'symbol', message: `${symbol} is not a symbol that may be traded` });
    if (!this.accounts.has(account))
      violations.push({ code: 'ACCOUNT_UNKNOWN', field: 'account', message: `${account} is not an account` });
    const [first] = violations;
    if (first) throw new ProblemError(problem(400, first.code, violations.map((v) => v.message).join('; '), { violations }));
  }
}
