import { Body, Controller, HttpCode, Post, Res } from '@nestjs/common';
import type { FastifyReply } from 'fastify';
import { CheckOrder } from '#core/check-order/check-order.js';
import type { AcceptedAnswer, CheckAnswer } from '#contracts/answers.js';
import { type OrderBody, orderBody } from '#contracts/order.js';
import type { Problem } from '#contracts/problem.js';
import { GateHost } from '#gate-host/host.js';
import { checkSeconds } from './metrics.js';
import { presentAccepted, presentCheck } from './present.js';
import { asProblem } from './problem.filter.js';
import { ProblemError, problem, refusalOf } from './problems.js';
import { KnownNames } from './known-names.js';
import { RepeatedOrder } from './repeated-order.js';
import { ZodPipe } from './zod.pipe.js';

@Controller('api/order')
export class OrderController {
  constructor(
    private readonly checkOrder: CheckOrder,
    private readonly known: KnownNames,
    private readonly repeated: RepeatedOrder,
    private readonly host: GateHost,
  ) {}

  @Post()
  @HttpCode(201)
  async submit(
    @Body(new ZodPipe(orderBody)) body: OrderBody,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<AcceptedAnswer | Problem> {
    this.known.requireForOrder(body.account, body.symbol);
    const startedMs = performance.now();
    const result = await this.checkOrder.check(body);
    checkSeconds.observe((performance.now() - startedMs) / 1000);
    switch (result.kind) {
      case 'decided': {
        const { order, accepted, violations, room_in_us } = result;
        if (!accepted) return asProblem(reply, refusalOf({ decision_id: order.decision_id, order, violations }, room_in_us));
        return presentAccepted(order, 'PENDING_SUBMIT');
      }
      case 'repeated':
        return this.repeated.answer(result.order_id);
      case 'conflict':
        throw conflict(body.client_order_id, result.order_id);
      default:
        throw unknownName(result);
    }
  }

  @Post('check')
  @HttpCode(200)
  async whatIf(@Body(new ZodPipe(orderBody)) body: OrderBody): Promise<CheckAnswer> {
    this.known.requireForOrder(body.account, body.symbol);
    const answer = await this.checkOrder.whatIf(body, this.host.journal);
    if ('kind' in answer) throw unknownName(answer);
    return presentCheck(answer.decision, answer.max_quantity);
  }
}

function conflict(client_order_id: string, order_id: string): ProblemError {
  const detail = `client_order_id ${client_order_id} stands for another order (${order_id}); use a new one`;
  return new ProblemError(problem(409, 'CLIENT_ORDER_ID_CONFLICT', detail, { order_id, client_order_id }));
}

function unknownName({ field, message }: { field: 'account' | 'symbol'; message: string }): ProblemError {
  const code = field === 'account' ? 'ACCOUNT_UNKNOWN' : 'SYMBOL_UNKNOWN';
  return new ProblemError(problem(400, code, message, { violations: [{ code, field, message }] }));
}
