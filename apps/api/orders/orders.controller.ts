import { Body, Controller, Delete, Get, Param, Patch, Post, Query, Req, Res } from '@nestjs/common';
import type { FastifyReply } from 'fastify';
import type { z } from 'zod';
import {
  type AmendAnswer,
  amendAnswer,
  type CancelAllAnswer,
  cancelAllAnswer,
  type CancelAnswer,
  cancelAnswer,
  type FillsAnswer,
  fillsAnswer,
  type ListAnswer,
  listAnswer,
  type OrderAnswer,
  orderAnswer,
  type OrdersAnswer,
  ordersAnswer,
} from '#contracts/answers.js';
import { type AmendBody, amendBody, type ListBody, listBody } from '#contracts/order.js';
import type { Problem } from '#contracts/problem.js';
import { CheckOrder } from '#core/check-order/check-order.js';
import { AmendOrder } from '#core/check-order/amend-order.js';
import type { PendingAmendment } from '#core/gate/state.js';
import { RULE_REASON_CODES } from '#core/model/reason-codes.js';
import type { Asking } from '../access/asking.js';
import { asProblem } from '../http/as-problem.js';
import { cancelQuery, fillsQuery, idOfBreakwater, ordersQuery } from '#contracts/listing.js';
import { toDollars, toUnits } from '#core/model/money.js';
import { isFinal } from '#core/model/order.js';
import { History, type OrderRow } from '#core/ports/history.js';
import { LiveBook, type LiveOrder } from '#core/ports/live-book.js';
import { includes, type Principal } from '#core/access/principal.js';
import { Caller } from '../http/access.guard.js';
import { given } from '../http/given.js';
import { COMMAND, HISTORY, LIVE, Operation } from '../http/operation.js';
import { historyBehind, notFound, ProblemError, problem, refusalOf } from '../http/problems.js';
import { KnownNames } from '../shared/known-names.js';
import { presentAccepted, presentOrder } from '../shared/present.js';
import { ReadYourWrites } from '../shared/read-your-writes.js';
import { LetIn } from './let-in.js';
import { conflict, GATE, keyRate, NOT_YOURS, refusalOfList, unknownName } from './order-problems.js';
import { isBoundByAccountAlone, isOwn, requireOwn } from './reach.js';
import { RepeatedOrder } from './repeated-order.js';

const time = (ms: number | null) => (ms === null ? null : new Date(ms).toISOString());

/** For the description. */
const leg = (client_order_id: string, symbol: string, quantity: number, price: number) => ({
  ...{ client_order_id, symbol, side: 'BUY', quantity, price, order_type: 'LIMIT' },
});

@Controller('api')
export class OrdersController {
  constructor(
    private readonly book: LiveBook,
    private readonly history: History,
    private readonly reads: ReadYourWrites,
    private readonly known: KnownNames,
    private readonly amendOrder: AmendOrder,
    private readonly letIn: LetIn,
    private readonly checkOrder: CheckOrder,
    private readonly repeated: RepeatedOrder,
  ) {}

  @Post('orders')
  @Operation({
    ...{ id: 'submitOrders', tag: 'orders', needs: 'orders.write', status: 201, answer: listAnswer },
    summary: 'Check 2 to 20 orders of one account and submit them, all or none',
    description:
      'Judged in their order in one step, each with the holds of those before it. One that is refused refuses all: the others get LIST_REFUSED, and nothing is held. A list costs as many orders in every rate. The same list again gets the first decisions again.',
    means: 'All are accepted: they go to the broker',
    examples: { two: { orders: [leg('my-list-1a', 'AAPL', 1, 175.25), leg('my-list-1b', 'MSFT', 1, 400)] } },
    problems: [...GATE, ...NOT_YOURS, 'KEY_RATE_EXCEEDED', ...RULE_REASON_CODES, 'CLIENT_ORDER_ID_CONFLICT', ...HISTORY],
  })
  async submitList(
    @Body({ schema: listBody }) { orders: asked, one_cancels_other }: ListBody,
    @Res({ passthrough: true }) reply: FastifyReply,
    @Req() asking: Asking,
    @Caller() caller: Principal,
  ): Promise<ListAnswer | Problem> {
    const orders = asked.map((order) => ({ ...order, one_cancels_other }));
    for (const order of orders) {
      requireOwn(caller, order);
      this.known.requireForOrder(order);
    }
    const mayTouch = (by: Principal) => orders.forEach((order) => requireOwn(by, order));
    const result = await this.letIn.ask(caller, asking, mayTouch, (by, { person }) =>
      this.checkOrder.checkList(orders, person, by),
    );
    switch (result.kind) {
      case 'decided': {
        const { accepted, decisions, list_id, room_in_us } = result;
        if (!accepted) return asProblem(reply, refusalOfList(decisions, room_in_us));
        return { list_id, orders: decisions.map(({ order, state }) => presentAccepted(order, 'PENDING_SUBMIT', state)) };
      }
      case 'repeated':
        return { list_id: result.list_id, orders: await this.repeated.answers(result.order_ids) };
      case 'key_rate':
        return asProblem(reply, keyRate(result));
      case 'conflict':
        throw conflict(result.client_order_id, result.order_id);
      default:
        throw unknownName(result);
    }
  }

  @Get('orders')
  @Operation({
    ...{ id: 'listOrders', tag: 'orders', needs: 'read', answer: ordersAnswer },
    summary: 'Orders, newest first or sorted; `text` searches ids and symbols',
    means: 'A page; `next_cursor` begins the next one',
    problems: ['REQUEST_INVALID', 'NOT_FOUND', ...HISTORY],
  })
  async list(
    @Query({ schema: ordersQuery }) query: z.output<typeof ordersQuery>,
    @Caller() caller: Principal,
  ): Promise<OrdersAnswer> {
    const mine = caller.accountsFor('read');
    await this.known.requireListed(query.account, mine);
    await this.reads.caughtUp();
    const { limit, cursor, sort, direction, ...fields } = query;
    const filter = { ...fields, accounts: mine === null ? undefined : [...mine] };
    const { rows, next_cursor } = await this.history.orders(given(filter), given({ limit, cursor, sort, direction }));
    return { orders: rows.map(presentRow), next_cursor };
  }

  @Get('orders/:id')
  @Operation({
    ...{ id: 'getOrder', tag: 'orders', needs: 'read', answer: orderAnswer },
    summary: 'One order as it stands',
    problems: ['REQUEST_INVALID', 'NOT_FOUND', ...LIVE, ...HISTORY],
  })
  async one(@Param('id', { schema: idOfBreakwater }) orderId: string, @Caller() caller: Principal): Promise<OrderAnswer> {
    const live = await this.book.order(orderId);
    const { account } = live?.order ?? (await this.finished(orderId));
    if (!includes(caller.accountsFor('read'), account)) throw notFound(`there is no order ${orderId}`);
    return live ? presentLive(live) : presentRow(await this.finished(orderId));
  }

  @Patch('orders/:id')
  @Operation({
    ...{ id: 'amendOrder', tag: 'orders', needs: 'orders.write', status: 202, answer: amendAnswer },
    summary: 'Give an open order another total quantity, limit price or stop price',
    description:
      'Judged as a new order is, on its new figures; what is held meanwhile is the larger of old and new. Refused, the order stays as it is. The broker confirms it (`amending` is null again) or rejects it.',
    means: 'The amendment was let through and goes to the broker',
    examples: { smaller: { quantity: 1 }, both: { quantity: '1.5', price: 175.5 } },
    problems: [...GATE, ...NOT_YOURS, ...RULE_REASON_CODES, 'NOT_FOUND', 'AMEND_NOT_ALLOWED', 'AMEND_TOO_LATE', ...HISTORY],
  })
  async amend(
    @Param('id', { schema: idOfBreakwater }) orderId: string,
    @Body({ schema: amendBody }) amendment: AmendBody,
    @Res({ passthrough: true }) reply: FastifyReply,
    @Req() asking: Asking,
    @Caller() caller: Principal,
  ): Promise<AmendAnswer | Problem> {
    const { quantity, price, stop_price } = amendment;
    const change = { quantity: quantity ?? null, price: price ?? null, stop_price: stop_price ?? null };
    const live = await this.book.order(orderId);
    const open = live?.order ?? (await this.finished(orderId));
    if (!isOwn(caller, 'orders.write', open)) throw notFound(`there is no order ${orderId}`);
    const result = await this.letIn.ask(
      caller,
      asking,
      (by) => requireOwn(by, open),
      (by) => this.amendOrder.amend(orderId, change, by),
    );
    switch (result.kind) {
      case 'decided': {
        const { decision_id, order, accepted, violations, status } = result;
        if (!accepted) return asProblem(reply, refusalOf({ decision_id, order, violations }));
        return { order_id: orderId, status, ...presentAmendment({ ...order, decision_id }) };
      }
      case 'not_amended':
        throw new ProblemError(
          problem(result.code, `order ${orderId} was not amended: ${result.message}`, { order_id: orderId }),
        );
      case 'no_order': {
        const { status, reason } = await this.finished(orderId);
        const detail = `order ${orderId} is ${status}${reason === '' ? '' : ` (${reason})`}; there is nothing to amend`;
        throw new ProblemError(problem('AMEND_TOO_LATE', detail, { order_id: orderId, order_status: status, reason }));
      }
      default:
        throw unknownName(result);
    }
  }

  @Delete('orders/:id')
  @Operation({
    ...{ id: 'cancelOrder', tag: 'orders', needs: 'orders.cancel', status: 202, answer: cancelAnswer },
    summary: 'Cancel one order',
    means: 'The cancel is asked for; an order that was not sent yet is never sent',
    problems: ['REQUEST_INVALID', 'NOT_FOUND', 'ORDER_FINAL', ...COMMAND, ...HISTORY],
  })
  async cancel(@Param('id', { schema: idOfBreakwater }) orderId: string, @Caller() caller: Principal): Promise<CancelAnswer> {
    if (caller.accountsFor('orders.cancel') !== null || !isBoundByAccountAlone(caller)) {
      const live = await this.book.order(orderId);
      const order = live?.order ?? (await this.finished(orderId));
      if (!isOwn(caller, 'orders.cancel', order)) throw notFound(`there is no order ${orderId}`);
    }
    const status = await this.book.requestCancel(orderId, caller.id);
    if (status !== null) return { order_id: orderId, status, cancel_requested: true };
    const { status: ended, reason } = await this.finished(orderId);
    const detail = `order ${orderId} is ${ended}${reason === '' ? '' : ` (${reason})`}; there is nothing to cancel`;
    throw new ProblemError(problem('ORDER_FINAL', detail, { order_id: orderId, order_status: ended, reason }));
  }

  @Delete('orders')
  @Operation({
    ...{ id: 'cancelOrders', tag: 'orders', needs: 'orders.cancel_all', status: 202, answer: cancelAllAnswer },
    summary: 'Cancel all open orders, of an account or a symbol where one is named',
    means: 'The cancels are asked for',
    problems: ['REQUEST_INVALID', 'NOT_FOUND', ...COMMAND],
  })
  async cancelAll(
    @Query({ schema: cancelQuery }) { account, symbol }: z.output<typeof cancelQuery>,
    @Caller() caller: Principal,
  ): Promise<CancelAllAnswer> {
    const mine = caller.accountsFor('orders.cancel_all');
    await this.known.requireAccount(account, mine);
    await this.known.requireSymbol(symbol);
    if (!isBoundByAccountAlone(caller)) return this.cancelOwn(caller, account, symbol);
    // Whoever has some accounts cancels in those; the gate knows one account, or all.
    const scopes = account === undefined && mine !== null ? [...mine] : [account ?? null];
    const orders: string[] = [];
    for (const scope of scopes)
      orders.push(...(await this.book.cancelOrders({ account: scope, symbol: symbol ?? null }, caller.id)));
    return { orders, cancel_requested: orders.length };
  }

  /** Of a key that is for some symbols or strategies: one by one, for the gate knows neither bound. */
  private async cancelOwn(caller: Principal, account?: string, symbol?: string): Promise<CancelAllAnswer> {
    const orders: string[] = [];
    for (const { order } of await this.book.openOrders()) {
      if (account !== undefined && order.account !== account) continue;
      if (symbol !== undefined && order.symbol !== symbol) continue;
      if (!isOwn(caller, 'orders.cancel_all', order)) continue;
      if ((await this.book.requestCancel(order.order_id, caller.id)) !== null) orders.push(order.order_id);
    }
    return { orders, cancel_requested: orders.length };
  }

  @Get('fills')
  @Operation({
    ...{ id: 'listFills', tag: 'orders', needs: 'read', answer: fillsAnswer },
    summary: 'Fills, newest first',
    means: 'A page; `next_cursor` begins the next one',
    problems: ['REQUEST_INVALID', 'NOT_FOUND', ...HISTORY],
  })
  async fills(
    @Query({ schema: fillsQuery }) { limit, cursor, ...fields }: z.output<typeof fillsQuery>,
    @Caller() caller: Principal,
  ): Promise<FillsAnswer> {
    const mine = caller.accountsFor('read');
    await this.known.requireListed(fields.account, mine);
    const filter = { ...fields, accounts: mine === null ? undefined : [...mine] };
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
    amending: live.amending && presentAmendment(live.amending),
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
    amending: null,
  };
}

type Amended = Pick<PendingAmendment, 'decision_id' | 'quantity' | 'price' | 'stop_price'>;

const presentAmendment = ({ decision_id, quantity, price, stop_price }: Amended) => ({
  ...{ decision_id, quantity: toUnits(quantity), price: price === null ? null : toDollars(price) },
  stop_price: stop_price === undefined ? null : toDollars(stop_price),
});
