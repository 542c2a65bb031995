import { Controller, Get } from '@nestjs/common';
import { InForce } from '#core/ports/in-force.js';
import type { AccountAnswer, AccountsAnswer, QuotesAnswer, UsageAnswer } from '#contracts/answers.js';
import type { RiskConfig } from '#core/model/limits.js';
import type { DayRecord } from '#core/gate/event.js';
import { type Money, toDollars } from '#core/model/money.js';
import { LiveBook, type LivePosition } from '#core/ports/live-book.js';
import { marginOf, tightest } from '#core/portfolio/account-usage.js';
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
      usage: usageOf(day, positions, config, margin.equity, margin.initial, attempts),
    };
  }
}

function usageOf(
  day: DayRecord,
  positions: LivePosition[],
  { limits, symbols }: RiskConfig,
  equity: Money,
  initial: Money,
  attempts: { in_second: number; in_burst: number },
): UsageAnswer[] {
  const position = tightest(positions, () => limits.max_position_size);
  const own = tightest(positions, (symbol) => symbols[symbol]?.max_position ?? 0);
  const share = tightest(positions, () => limits.max_portfolio_concentration_bps);
  const ownShare = tightest(positions, (symbol) => symbols[symbol]?.max_concentration_bps ?? 0);
  const percent = (exposure: number) => (equity > 0 ? (exposure / equity) * 100 : 0);
  const dollars = { unit: 'dollars' as const, symbol: null };
  const orders = { unit: 'orders' as const, symbol: null };
  return [
    {
      ...dollars,
      limit_name: 'daily_loss_limit',
      used: Math.max(0, -toDollars(day.total_pnl)),
      limit: toDollars(limits.daily_loss_limit),
    },
    {
      ...dollars,
      limit_name: 'max_position_size',
      used: toDollars(position?.exposure ?? (0 as Money)),
      limit: toDollars(limits.max_position_size),
      symbol: position?.symbol ?? null,
    },
    {
      ...dollars,
      limit_name: 'symbol_max_position',
      used: toDollars(own?.exposure ?? (0 as Money)),
      limit: toDollars((own?.limit ?? 0) as Money),
      symbol: own?.symbol ?? null,
    },
    {
      limit_name: 'max_portfolio_concentration',
      unit: 'percent',
      used: percent(share?.exposure ?? 0),
      limit: limits.max_portfolio_concentration_bps / 100,
      symbol: share?.symbol ?? null,
    },
    {
      limit_name: 'symbol_max_concentration',
      unit: 'percent',
      used: percent(ownShare?.exposure ?? 0),
      limit: (ownShare?.limit ?? 0) / 100,
      symbol: ownShare?.symbol ?? null,
    },
    {
      limit_name: 'max_leverage',
      unit: 'ratio',
      used: equity > 0 ? day.gross_exposure / equity : 0,
      limit: limits.max_leverage_hundredths / 100,
      symbol: null,
    },
    { ...dollars, limit_name: 'initial_margin', used: toDollars(initial), limit: Math.max(0, toDollars(equity)) },
    { ...orders, limit_name: 'max_orders_per_second', used: attempts.in_second, limit: limits.max_orders_per_second },
    { ...orders, limit_name: 'max_orders_per_burst', used: attempts.in_burst, limit: limits.max_orders_per_burst },
  ];
}
