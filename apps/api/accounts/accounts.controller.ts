import { Controller, Get, Query } from '@nestjs/common';
import type { z } from 'zod';
import { pnlHistory } from '#core/monitor/pnl-history.js';
import { PnlPoints } from '#core/ports/pnl-points.js';
import { InForce } from '#core/ports/in-force.js';
import {
  type AccountAnswer,
  type AccountsAnswer,
  accountsAnswer,
  type FirmAnswer,
  firmAnswer,
  type DailyPnlAnswer,
  dailyPnlAnswer,
  type DailyPnlHistoryAnswer,
  dailyPnlHistoryAnswer,
  type PositionsAnswer,
  positionsAnswer,
  type QuotesAnswer,
  quotesAnswer,
} from '#contracts/answers.js';
import { accountQuery, accountsQuery, firmQuery } from '#contracts/listing.js';
import { tiersOf } from '#core/controls/tiers.js';
import type { RiskConfig } from '#core/model/limits.js';
import { toDollars } from '#core/model/money.js';
import { LiveBook } from '#core/ports/live-book.js';
import { sortedRows } from '#core/portfolio/firm-view.js';
import { marginOf } from '#core/portfolio/margin.js';
import { includes, type Principal } from '#core/access/principal.js';
import { Caller } from '../http/access.guard.js';
import { HISTORY, LIVE, Operation } from '../http/operation.js';
import { notFound } from '../http/problems.js';
import { KnownNames } from '../shared/known-names.js';
import { presentDay, presentPnlHistory, presentPosition, presentStanding } from '../shared/present.js';

/** Accounts and quotes as they stand, out of live state alone. */
@Controller('api')
export class AccountsController {
  constructor(
    private readonly book: LiveBook,
    private readonly inForce: InForce,
    private readonly known: KnownNames,
    private readonly points: PnlPoints,
  ) {}

  @Get('accounts')
  @Operation({
    ...{ id: 'listAccounts', tag: 'accounts', needs: 'read', answer: accountsAnswer },
    summary: 'Equity, buying power, margin, and how much of each limit that is on is used, the nearest first',
    problems: ['REQUEST_INVALID', 'NOT_FOUND', ...LIVE],
  })
  async accounts(
    @Query({ schema: accountsQuery }) { account: only }: z.output<typeof accountsQuery>,
    @Caller() caller: Principal,
  ): Promise<AccountsAnswer> {
    const { config } = await this.inForce.current();
    const mine = caller.accountsFor('read');
    const ids = (await this.book.accounts()).filter((id) => includes(mine, id) && (only === undefined || id === only));
    if (only !== undefined && ids.length === 0) throw notFound(`there is no account ${only}`);
    const open_orders =
      mine === null
        ? await this.book.openOrderCount()
        : (await this.book.openOrders()).filter(({ order }) => mine.has(order.account)).length;
    const accounts = await Promise.all(ids.sort().map((id) => this.account(id, config)));
    return { accounts: accounts.filter((account) => account !== null), open_orders };
  }

  @Get('firm')
  @Operation({
    ...{ id: 'getFirm', tag: 'accounts', needs: 'read', answer: firmAnswer },
    summary: 'All accounts side by side, sorted and paged here, and the firm as a whole',
    problems: ['REQUEST_INVALID', ...LIVE],
  })
  async firm(
    @Query({ schema: firmQuery }) { sort, direction, search, offset, limit }: z.output<typeof firmQuery>,
    @Caller() caller: Principal,
  ): Promise<FirmAnswer> {
    const mine = caller.accountsFor('read');
    const { firm, accounts } = await this.book.firm();
    const found = accounts.filter(({ account }) => includes(mine, account) && account.includes(search));
    const page = sortedRows(found, sort, direction === 'desc').slice(offset, offset + limit);
    return {
      firm: mine === null && firm ? presentStanding(firm) : null,
      accounts: page.map(({ account, breaker, locked, ...row }) => ({ account, breaker, locked, ...presentStanding(row) })),
      total: found.length,
    };
  }

  @Get('quotes')
  @Operation({
    ...{ id: 'listQuotes', tag: 'accounts', needs: 'read', answer: quotesAnswer },
    summary: 'The quote of every symbol that may be traded',
    problems: LIVE,
  })
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

  @Get('positions')
  @Operation({
    ...{ id: 'listPositions', tag: 'accounts', needs: 'read', answer: positionsAnswer },
    summary: 'Positions of an account, with what is open in each symbol',
    problems: ['REQUEST_INVALID', 'NOT_FOUND', ...LIVE],
  })
  async positions(
    @Query({ schema: accountQuery }) { account }: z.output<typeof accountQuery>,
    @Caller() caller: Principal,
  ): Promise<PositionsAnswer> {
    await this.known.requireAccount(account, caller.accountsFor('read'));
    return { positions: (await this.book.positions(account)).map(presentPosition), next_cursor: null };
  }

  @Get('risk/daily-pnl')
  @Operation({
    ...{ id: 'getDailyPnl', tag: 'accounts', needs: 'read', answer: dailyPnlAnswer },
    summary: "Profit and loss of the exchange's day",
    problems: ['REQUEST_INVALID', 'NOT_FOUND', ...LIVE],
  })
  async dailyPnl(
    @Query({ schema: accountQuery }) { account }: z.output<typeof accountQuery>,
    @Caller() caller: Principal,
  ): Promise<DailyPnlAnswer> {
    const day = includes(caller.accountsFor('read'), account) ? await this.book.day(account) : null;
    if (!day) throw notFound(`there is no account ${account}`);
    return presentDay(day);
  }

  @Get('risk/daily-pnl/history')
  @Operation({
    ...{ id: 'getDailyPnlHistory', tag: 'accounts', needs: 'read', answer: dailyPnlHistoryAnswer },
    summary: 'Profit and loss of the day so far, minute by minute',
    problems: ['REQUEST_INVALID', 'NOT_FOUND', ...LIVE, ...HISTORY],
  })
  async dailyPnlHistory(
    @Query({ schema: accountQuery }) { account }: z.output<typeof accountQuery>,
    @Caller() caller: Principal,
  ): Promise<DailyPnlHistoryAnswer> {
    const mine = includes(caller.accountsFor('read'), account);
    const history = mine ? await pnlHistory(this.book, this.points, account) : null;
    if (!history) throw notFound(`there is no account ${account}`);
    return presentPnlHistory(history);
  }

  private async account(id: string, config: RiskConfig): Promise<AccountAnswer | null> {
    const { book } = this;
    const [day, positions, usage, free] = await Promise.all([
      book.day(id),
      book.positions(id),
      book.accountUses(id),
      book.freeCash(id),
    ]);
    if (!day || free === null) return null;
    const margin = marginOf(day, positions, tiersOf(config).limitsOf(id), config.instruments, free);
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
      usage: usage ?? [],
    };
  }
}
