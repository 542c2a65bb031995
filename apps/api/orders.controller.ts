import { Controller, Delete, Get, HttpCode, Param, Query } from '@nestjs/common';
import { z } from 'zod';
import { accountId, ticker } from '#contracts/order.js';
import { idOfBreakwater, ordersQuery } from '#contracts/listing.js';
import type { CancelAllAnswer, CancelAnswer, FillsAnswer, OrderAnswer, OrdersAnswer } from '#contracts/answers.js';
import { toDollars, toUnits } from '#core/model/money.js';
import { isFinal } from '#core/model/order.js';
import { History, type OrderRow } from '#core/ports/history.js';
import { LiveBook, type LiveOrder } from '#core/ports/live-book.js';
import { given } from './given.js';
import { KnownNames } from './known-names.js';
import { presentOrder } from './present.js';
import { historyBehind, notFound, ProblemError, problem } from './problems.js';
import { ReadYourWrites } from './read-your-writes.js';
import { ZodPipe } from './zod.pipe.js';

const page = { limit: z.coerce.number().int().min(1).max(500).default(100), cursor: z.string().max(500).optional() };
const fillQuery = z.strictObject({
  ...page,
  account: accountId.optional(),
  symbol: ticker.optional(),
  order_id: idOfBreakwater.optional(),
});
const cancelQuery = z.strictObject({ account: accountId.optional(), symbol: ticker.optional() });

const time = (ms: number | null) => (ms === null ? null : new Date(ms).toISOString());

@Controller('api')
export class OrdersController {
  constructor(
    private readonly book: LiveBook,
    private readonly history: History,
    private readonly reads: ReadYourWrites,
    private readonly known: KnownNames,
  ) {}

  @Get('orders')
  async list(@Query(new ZodPipe(ordersQuery)) query: z.output<typeof ordersQuery>): Promise<OrdersAnswer> {
    await this.known.requireListed(query.account);
    await this.reads.caughtUp();
    const { limit, cursor, sort, direction, ...filter } = query;
    const { rows, next_cursor } = await this.history.orders(given(filter), given({ limit, cursor, sort, direction }));
    return { orders: rows.map(presentRow), next_cursor };
  }

  @Get('orders/:id')
  async one(@Param('id', new ZodPipe(idOfBreakwater)) orderId: string): Promise<OrderAnswer> {
    const live = await this.book.order(orderId);
    return live ? presentLive(live) : presentRow(await this.finished(orderId));
  }

  @Delete('orders/:id')
  @HttpCode(202)
  async cancel(@Param('id', new ZodPipe(idOfBreakwater)) orderId: string): Promise<CancelAnswer> {
    const status = await this.book.requestCancel(orderId, 'dev');
    if (status !== null) return { order_id: orderId, status, cancel_requested: true };
    const { status: ended, reason } = await this.finished(orderId);
    const detail = `order ${orderId} is ${ended}${reason === '' ? '' : ` (${reason})`}; there is nothing to cancel`;
    throw new ProblemError(problem(409, 'ORDER_FINAL', detail, { order_id: orderId, order_status: ended, reason }));
  }

  @Delete('orders')
  @HttpCode(202)
  async cancelAll(@Query(new ZodPipe(cancelQuery)) { account, symbol }: z.output<typeof cancelQuery>): Promise<CancelAllAnswer> {
    await this.known.requireAccount(account);
    await this.known.requireSymbol(symbol);
    const orders = await this.book.cancelOrders({ account: account ?? null, symbol: symbol ?? null }, 'dev');
    return { orders, cancel_requested: orders.length };
  }

  @Get('fills')
  async fills(@Query(new ZodPipe(fillQuery)) { limit, cursor, ...filter }: z.output<typeof fillQuery>): Promise<FillsAnswer> {
    await this.known.requireListed(filter.account);
    await this.reads.caughtUp();
    const { rows, next_cursor } = await this.history.fills(given(filter), given({ limit, cursor }));
    const fills = rows.map(({ executed_at_ms, ...row }) => ({
      ...row,
      quantity: toUnits(row.quantity),
      price: toDollars(row.price),
      fee: toDollars(row.fee),
      realized_pnl: toDollars(row.realized_pnl),
      executed_at: new Date(executed_at_ms).toISOString(),
    }));
    return { fills, next_cursor };
  }

  /**
   * An order that the gate does not know: it is final, or never was. What it came to is in PostgreSQL, as soon as that has the log; a row from before would
   * show it as open, and without a reason.
   */
  private async finished(orderId: string): Promise<OrderRow> {
    const caughtUp = await this.reads.caughtUp();
    const row = await this.history.order(orderId);
    if (row && (caughtUp || isFinal(row.status))) return row;
    if (caughtUp) throw notFound(`there is no order ${orderId}`);
    throw historyBehind(`PostgreSQL does not have the log up to now, and so not how order ${orderId} ended; ask again`, orderId);
  }
}

function presentLive(live: LiveOrder): OrderAnswer {
  return {
    ...presentOrder(live.order, live.status),
    filled_quantity: toUnits(live.filled_quantity),
    leaves_quantity: toUnits(live.leaves_quantity),
    hold: toDollars(live.hold),
    broker_order_id: live.broker_order_id || null,
    reason: '',
    received_at: live.accepted_at_us ? time(Math.floor(live.accepted_at_us / 1000)) : null,
  };
}

function presentRow(row: OrderRow): OrderAnswer {
  return {
    ...presentOrder(row, row.status),
    filled_quantity: toUnits(row.filled_quantity),
    leaves_quantity: toUnits(row.leaves_quantity),
    hold: toDollars(row.hold),
    broker_order_id: row.broker_order_id,
    reason: row.reason,
    received_at: time(row.received_at_ms),
  };
}
