import { Body, Controller, Get, Inject, Param, Put } from '@nestjs/common';
import type { z } from 'zod';
import { type PaperQuoteAnswer, paperQuoteAnswer } from '#contracts/answers.js';
import { paperQuoteBody, ticker } from '#contracts/order.js';
import { systemAct } from '#core/audit/entry.js';
import { actorNamed } from '#core/audit/event-acts.js';
import { formatMoney, toDollars } from '#core/model/money.js';
import type { AuditTrail } from '#core/ports/audit.js';
import { StateUnavailableError } from '#core/ports/gate.js';
import { LiveBook } from '#core/ports/live-book.js';
import { PaperQuotes } from '#core/ports/paper-quotes.js';
import type { Principal } from '#core/access/principal.js';
import { Caller } from '../http/access.guard.js';
import { BODY, HISTORY, LIVE, Operation } from '../http/operation.js';
import { notFound } from '../http/problems.js';
import { AUDIT_TRAIL } from '../wiring/audit-trail.js';

const WAIT_MS = 3000;

/** Prices of the paper exchange, for people, tests and drills. Exists only with the paper broker. */
@Controller('api/paper/quotes')
export class PaperController {
  constructor(
    private readonly quotes: PaperQuotes,
    private readonly book: LiveBook,
    @Inject(AUDIT_TRAIL) private readonly trail: AuditTrail,
  ) {}

  @Get(':symbol')
  @Operation({
    ...{ id: 'getPaperQuote', tag: 'paper', needs: 'read', answer: paperQuoteAnswer },
    summary: 'A quote of the paper exchange',
    problems: ['REQUEST_INVALID', 'NOT_FOUND', ...LIVE],
  })
  async quote(@Param('symbol', { schema: ticker }) symbol: string): Promise<PaperQuoteAnswer> {
    const quote = await this.book.quote(symbol);
    if (!quote) throw notFound(`the paper exchange has no quote for ${symbol}`);
    return { symbol, bid: toDollars(quote.bid), ask: toDollars(quote.ask), frozen: quote.frozen };
  }

  /** Returns when positions are marked at it, and so any loss that it makes has tripped its breaker. */
  @Put(':symbol')
  @Operation({
    ...{ id: 'setPaperQuote', tag: 'paper', needs: 'paper.quotes', answer: paperQuoteAnswer },
    summary: 'Set a quote of the paper exchange',
    examples: { calm: { bid: 175.25, ask: 175.27 } },
    means: 'Positions are marked at it; a loss that it makes has tripped its breaker',
    problems: [...BODY, 'NOT_FOUND', ...LIVE, ...HISTORY],
  })
  async set(
    @Param('symbol', { schema: ticker }) symbol: string,
    @Body({ schema: paperQuoteBody }) { bid, ask, frozen }: z.output<typeof paperQuoteBody>,
    @Caller() caller: Principal,
  ): Promise<PaperQuoteAnswer> {
    const revision = await this.quotes.setQuote(symbol, bid, ask, frozen);
    if (revision === null) throw notFound(`the paper exchange has no ${symbol}`);
    const after = { bid: formatMoney(bid), ask: formatMoney(ask), frozen, revision };
    const act = systemAct('paper.quote_set', `symbol:${symbol}`, Date.now() * 1000);
    await this.trail.record({ ...act, actor: actorNamed(caller.id, 'api'), after });
    const deadline = Date.now() + WAIT_MS;
    while (Date.now() < deadline) {
      const live = await this.book.quote(symbol);
      if (live && live.revision >= revision) return { symbol, bid: toDollars(bid), ask: toDollars(ask), frozen };
      await new Promise((resolve) => setTimeout(resolve, 10));
    }
    throw new StateUnavailableError(
      'STATE_UNAVAILABLE',
      'the quote is kept, but the exchange has not taken it; is the worker running?',
    );
  }
}
