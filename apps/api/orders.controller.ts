import { Controller, Delete, Get, HttpCode, Param, Query } from '@nestjs/common';
import { z } from 'zod';
import { accountId, ticker } from '#contracts/order.js';
import { toDollars, toUnits } from '#core/model/money.js';
import { isFinal, ORDER_STATUSES } from '#core/model/order.js';
import { History, type OrderRow } from '#core/ports/history.js';
import { LiveBook, type LiveOrder } from '#core/ports/live-book.js';
import { presentOrder, presentState } from './present.js';
import { notFound, presentViolation, ProblemError, problem } from './problems.js';
import { ReadYourWrites } from './read-your-writes.js';
import { ZodPipe } from './zod.pipe.js';

const page = { limit: z.coerce.number().int().min(1).max(500).default(100), cursor: z.string().max(500).optional() };
const id = z.string().regex(/^[a-z]{3}_[0-9a-z]{1,60}$/, 'is not an id of Breakwater');
const orderQuery = z.strictObject({
  ...page,
  account: accountId.optional(),
  symbol: ticker.optional(),
  status: z.enum(ORDER_STATUSES).optional(),
  client_order_id: z.string().min(1).max(64).optional(),
});
const fillQuery = z.strictObject({ ...page, account: accountId.optional(), symbol: ticker.optional(), order_id: id.optional() });
const cancelQuery = z.strictObject({ account: accountId.optional(), symbol: ticker.optional() });

const time = (ms: number | null) => (ms === null ? null : new Date(ms).toISOString());
const present = <T extends object>(fields: T): { [K in keyof T]: Exclude<T[K], undefined> } =>
  Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined)) as never;

@Controller('api')
export class OrdersController {
  constructor(
    private readonly book: LiveBook,
    private readonly history: History,
    private readonly reads: ReadYourWrites,
  ) {}

  @Get('orders')
  async list(@Query(new ZodPipe(orderQuery)) { limit, cursor, ...filter }: z.output<typeof orderQuery>) {
    await this.reads.caughtUp();
    const { rows, next_cursor } = await this.history.orders(present(filter), present({ limit, cursor }) as never);
    return { orders: rows.map(presentRow), next_cursor };
  }

  @Get('orders/:id')
  async one(@Param('id', new ZodPipe(id)) orderId: string) {
    const live = await this.book.order(orderId);
    if (live) return presentLive(live);
    await this.reads.caughtUp();
    const row = await this.history.order(orderId);
    if (!row) throw notFound(`there is no order ${orderId}`);
    return presentRow(row);
  }

  @Delete('orders/:id')
  @HttpCode(202)
  async cancel(@Param('id', new ZodPipe(id)) orderId: string) {
    const status = await this.book.requestCancel(orderId, 'dev');
    const known = status ?? (await this.finished(orderId));
    if (isFinal(known))
      throw new ProblemError(
        problem(409, 'ORDER_FINAL', `order ${orderId} is ${known}; there is nothing to cancel`, { order_id: orderId }),
      );
    return { order_id: orderId, status: known, cancel_requested: true };
  }

  @Delete('orders')
  @HttpCode(202)
  async cancelAll(@Query(new ZodPipe(cancelQuery)) { account, symbol }: z.output<typeof cancelQuery>) {
    const open = await this.book.openOrders();
    const chosen = open.filter(({ order }) => (!account || order.account === account) && (!symbol || order.symbol === symbol));
    for (const { order } of chosen) await this.book.requestCancel(order.order_id, 'dev');
    return { orders: chosen.map(({ order }) => order.order_id), cancel_requested: chosen.length };
  }

  @Get('fills')
  async fills(@Query(new ZodPipe(fillQuery)) { limit, cursor, ...filter }: z.output<typeof fillQuery>) {
    await this.reads.caughtUp();
    const { rows, next_cursor } = await this.history.fills(present(filter), present({ limit, cursor }) as never);
    const fills = rows.map(({ executed_at_ms, ...row }) => ({
      ...row,
      quantity: toUnits(row.quantity),
      price: toDollars(row.price),
      fee: toDollars(row.fee),
      realized_pnl: toDollars(row.realized_pnl),
      executed_at: time(executed_at_ms),
    }));
    return { fills, next_cursor };
  }

  @Get('decisions/:id')
  async decision(@Param('id', new ZodPipe(id)) decisionId: string) {
    await this.reads.caughtUp();
    const row = await this.history.decision(decisionId);
    if (!row) throw notFound(`there is no decision ${decisionId}`);
    const { request, state, violations, waived, reserved_at_ms, decided_at_ms, ...rest } = row;
    return {
      ...rest,
      request: {
        ...request,
        quantity: toUnits(request.quantity),
        price: request.price === null ? null : toDollars(request.price),
      },
      state: presentState(state),
      violations: violations.map(presentViolation),
      waived: waived.map(presentViolation),
      reserved_at: time(reserved_at_ms),
      decided_at: time(decided_at_ms),
    };
  }

  private async finished(orderId: string) {
    await this.reads.caughtUp();
    const row = await this.history.order(orderId);
    if (!row) throw notFound(`there is no order ${orderId}`);
    return row.status;
  }
}

function presentLive(live: LiveOrder) {
  return {
    ...presentOrder(live.order, live.status),
    filled_quantity: toUnits(live.filled_quantity),
    leaves_quantity: toUnits(live.leaves_quantity),
    hold: toDollars(live.hold),
    broker_order_id: live.broker_order_id || null,
    reason: '',
    received_at: live.reserved_at_us ? time(Math.floor(live.reserved_at_us / 1000)) : null,
  };
}

function presentRow(row: OrderRow) {
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
