import { Controller, Get } from '@nestjs/common';
import { InForce } from '#core/ports/in-force.js';
import type { AccountAnswer, AccountsAnswer, QuotesAnswer } from '#contracts/answers.js';
import type { RiskConfig } from '#core/model/limits.js';
import { toDollars } from '#core/model/money.js';
import { LiveBook } from '#core/ports/live-book.js';
import { marginOf, usageOf } from '#core/portfolio/account-usage.js';
import { presentDay } from './present.js';

/** Accounts and quotes as they stand, out of live state alone. */
@Controller('api')
export class AccountsController {
  constructor(
    private readonly book: LiveBook,
    private readonly inForce: InForce,
  ) {}

  @Get('accounts')
  async accounts(): Promise<AccountsAnswer> {
    const { config } = await this.inForce.current();
    const [ids, open_orders] = await Promise.all([this.book.accounts(), this.book.openOrderCount()]);
    const accounts = await Promise.all(ids.sort().map((id) => this.account(id, config)));
    return { accounts: accounts.filter((account) => account !== null), open_orders };
  }

  @Get('quotes')
  async quotes(): Promise<QuotesAnswer> {
    const symbols = Object.keys((await this.inForce.current()).config.symbols).sort();
    const bySymbol = new Map((await this.book.quotes(symbols)).map((quote) => [quote.symbol, quote]));
    const quotes = symbols.map((symbol) => {
      const quote = bySymbol.get(symbol);
      if (!quote) return { symbol, bid: null, ask: null, age_ms: null };
      return { symbol, bid: toDollars(quote.bid), ask: toDollars(quote.ask), age_ms: Math.round(quote.age_us / 1000) };
    });
    return { quotes };
  }

  private async account(id: string, config: RiskConfig): Promise<AccountAnswer | null> {
    const [day, positions, attempts] = await Promise.all([this.book.day(id), this.book.positions(id), this.book.attempts(id)]);
    if (!day) return null;
    const margin = marginOf(day, positions, config);
    return {
      account: id,
      equity: toDollars(margin.equity),
      cash: toDollars(day.cash),
      position_value: toDollars(day.position_value),
      gross_exposure: toDollars(day.gross_exposure),
      buying_power: toDollars(margin.buying_power),
      initial_margin: toDollars(margin.initial),
      maintenance_margin: toDollars(margin.maintenance),
      leverage: margin.equity > 0 ? day.gross_exposure / margin.equity : 0,
      day: presentDay(day),
      usage: usageOf({ day, equity: margin.equity, initial_margin: margin.initial, attempts }, positions, config),
    };
  }
}
