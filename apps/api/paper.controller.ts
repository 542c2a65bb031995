import { Body, Controller, Get, Param, Put } from '@nestjs/common';
import { z } from 'zod';
import { PaperStore } from '#adapters/brokers/paper/store.js';
import { price, ticker } from '#contracts/order.js';
import { toDollars } from '#core/model/money.js';
import { LiveBook } from '#core/ports/live-book.js';
import { StateUnavailableError } from '#core/ports/gate.js';
import { notFound } from './problems.js';
import { ZodPipe } from './zod.pipe.js';

const quoteBody = z
  .strictObject({ bid: price, ask: price, frozen: z.boolean().default(false) })
  .refine((quote) => quote.ask >= quote.bid, { path: ['ask'], error: 'must not be below bid' });
const WAIT_MS = 3000;

/** Prices of the paper exchange, for people, tests and drills. Exists only with the paper broker. */
@Controller('api/paper/quotes')
export class PaperController {
  constructor(
    private readonly store: PaperStore,
    private readonly book: LiveBook,
  ) {}

  @Get(':symbol')
  async quote(@Param('symbol', new ZodPipe(ticker)) symbol: string) {
    const quote = await this.book.quote(symbol);
    if (!quote) throw notFound(`the paper exchange has no quote for ${symbol}`);
    return { symbol, bid: toDollars(quote.bid), ask: toDollars(quote.ask), frozen: quote.frozen };
  }

  /** Returns when positions are marked at it, and so any loss that it makes has tripped its breaker. */
  @Put(':symbol')
  async set(
    @Param('symbol', new ZodPipe(ticker)) symbol: string,
    @Body(new ZodPipe(quoteBody)) { bid, ask, frozen }: z.output<typeof quoteBody>,
  ) {
    const revision = await this.store.setQuote(symbol, bid, ask, frozen);
    if (revision === null) throw notFound(`the paper exchange has no ${symbol}`);
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
