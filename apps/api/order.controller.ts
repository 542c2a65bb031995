import { Body, Controller, HttpCode, Post, Res } from '@nestjs/common';
import type { FastifyReply } from 'fastify';
import { CheckOrder } from '#core/check-order/check-order.js';
import type { AcceptedAnswer, CheckAnswer } from '#contracts/answers.js';
import { type OrderBody, orderBody } from '#contracts/order.js';
import type { Problem } from '#contracts/problem.js';
import { checkSeconds } from './metrics.js';
import { presentAccepted, presentCheck } from './present.js';
import { asProblem } from './problem.filter.js';
import { ProblemError, problem, refusalOf } from './problems.js';
import { KnownSymbols } from './known-symbols.js';
import { RepeatedOrder } from './repeated-order.js';
import { ZodPipe } from './zod.pipe.js';

@Controller('api/order')
export class OrderController {
  constructor(
    private readonly checkOrder: CheckOrder,
    private readonly known: KnownSymbols,
    private readonly repeated: RepeatedOrder,
  ) {}

  @Post()
  @HttpCode(201)
  async submit(
    @Body(new ZodPipe(orderBody)) body: OrderBody,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<AcceptedAnswer | Problem> {
    const unknown = this.known.require(body.account, body.symbol);
    if (unknown) await unknown;
    const startedMs = performance.now();
    const result = await this.checkOrder.check(body);
    checkSeconds.observe((performance.now() - startedMs) / 1000);
    if (result.kind === 'repeated') return this.repeated.answer(result.order_id);
    if (result.kind === 'conflict') {
      const detail = `client_order_id ${body.client_order_id} stands for another order (${result.order_id}); use a new one`;
      throw new ProblemError(
        problem(409, 'CLIENT_ORDER_ID_CONFLICT', detail, { order_id: result.order_id, client_order_id: body.client_order_id }),
      );
    }
    const { decision } = result;
    if (!decision.accepted) return asProblem(reply, refusalOf(decision));
    return presentAccepted(decision.order, 'PENDING_SUBMIT');
  }

  @Post('check')
  @HttpCode(200)
  async whatIf(@Body(new ZodPipe(orderBody)) body: OrderBody): Promise<CheckAnswer> {
    await this.known.require(body.account, body.symbol);
    const { decision, max_quantity } = await this.checkOrder.whatIf(body);
    return presentCheck(decision, max_quantity);
  }
}
