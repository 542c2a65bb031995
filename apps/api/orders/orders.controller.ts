import { Controller, Delete, Get, Param, Query } from '@nestjs/common';
import type { z } from 'zod';
import {
  type CancelAllAnswer,
  cancelAllAnswer,
  type CancelAnswer,
  cancelAnswer,
  type FillsAnswer,
  fillsAnswer,
  type OrderAnswer,
  orderAnswer,
  type OrdersAnswer,
  ordersAnswer,
} from '#contracts/answers.js';
import { cancelQuery, fillsQuery, idOfBreakwater, ordersQuery } from '#contracts/listing.js';
import { toDollars, toUnits } from '#core/model/money.js';
import { isFinal } from '#core/model/order.js';
import { History, type OrderRow } from '#core/ports/history.js';
import { LiveBook, type LiveOrder } from '#core/ports/live-book.js';
import { Caller, type Principal } from '../http/access.guard.js';
import { given } from '../http/given.js';
import { COMMAND, HISTORY, LIVE, Operation } from '../http/operation.js';
import { notFound, ProblemError, problem } from '../http/problems.js';
import { presentOrder } from '../shared/present.js';
import { ReadYourWrites } from '../shared/read-your-writes.js';

const time = (ms: number | null) => (ms === null ? null : new Date(ms).toISOString());

@Controller('api')
export class OrdersController {
  constructor(
    private readonly book: LiveBook,
    private readonly history: History,
    private readonly reads: ReadYourWrites,
  ) {}

  @Get('orders')
  @Operation({
    ...{ id: 'listOrders', tag: 'orders', needs: 'read', answer: ordersAnswer },
    summary: 'Orders, newest first or sorted; `text` searches ids and symbols',
    means: 'A page; `next_cursor` begins the next one',
    problems: ['REQUEST_INVALID', ...HISTORY],
  })
  async list(@Query({ schema: ordersQuery }) query: z.output<typeof ordersQuery>): Promise<OrdersAnswer> {
    await this.reads.caughtUp();
    const { limit, cursor, sort, direction, ...filter } = query;
    const { rows, next_cursor } = await this.history.orders(given(filter), given({ limit, cursor, sort, direction }));
    return { orders: rows.map(presentRow), next_cursor };
  }

  @Get('orders/:id')
  @Operation({
    ...{ id: 'getOrder', tag: 'orders', needs: 'read', answer: orderAnswer },
    summary: 'One order as it stands',
    problems: ['REQUEST_INVALID', 'NOT_FOUND', ...LIVE, ...HISTORY],
  })
  async one(@Param('id', { schema: idOfBreakwater }) orderId: string): Promise<OrderAnswer> {
    const live = await this.book.order(orderId);
    if (live) return presentLive(live);
    await this.reads.caughtUp();
    const row = await this.history.order(orderId);
    if (!row) throw notFound(`there is no order ${orderId}`);
    return presentRow(row);
  }

  @Delete('orders/:id')
  @Operation({
    ...{ id: 'cancelOrder', tag: 'orders', needs: 'orders.cancel', status: 202, answer: cancelAnswer },
    summary: 'Cancel one order',
    means: 'The cancel is asked for; an order that was not sent yet is never sent',
    problems: ['REQUEST_INVALID', 'NOT_FOUND', 'ORDER_FINAL', ...COMMAND, ...HISTORY],
  })
  async cancel(@Param('id', { schema: idOfBreakwater }) orderId: string, @Caller() caller: Principal): Promise<CancelAnswer> {
    const status = await this.book.requestCancel(orderId, caller.id);
    const known = status ?? (await this.finished(orderId));
    if (isFinal(known))
      throw new ProblemError(
        problem('ORDER_FINAL', `order ${orderId} is ${known}; there is nothing to cancel`, { order_id: orderId }),
      );
    return { order_id: orderId, status: known, cancel_requested: true };
  }

  @Delete('orders')
  @Operation({
    ...{ id: 'cancelOrders', tag: 'orders', needs: 'orders.cancel', status: 202, answer: cancelAllAnswer },
    summary: 'Cancel all open orders, of an account or a symbol where one is named',
    means: 'The cancels are asked for',
    problems: ['REQUEST_INVALID', ...COMMAND],
  })
  async cancelAll(
    @Query({ schema: cancelQuery }) { account, symbol }: z.output<typeof cancelQuery>,
    @Caller() caller: Principal,
  ): Promise<CancelAllAnswer> {
    const orders = await this.book.cancelOrders({ account: account ?? null, symbol: symbol ?? null }, caller.id);
    return { orders, cancel_requested: orders.length };
  }

  @Get('fills')
  @Operation({
    ...{ id: 'listFills', tag: 'orders', needs: 'read', answer: fillsAnswer },
    summary: 'Fills, newest first',
    means: 'A page; `next_cursor` begins the next one',
    problems: ['REQUEST_INVALID', ...HISTORY],
  })
  async fills(@Query({ schema: fillsQuery }) { limit, cursor, ...filter }: z.output<typeof fillsQuery>): Promise<FillsAnswer> {
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

  private async finished(orderId: string) {
    await this.reads.caughtUp();
    const row = await this.history.order(orderId);
    if (!row) throw notFound(`there is no order ${orderId}`);
    return row.status;
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
