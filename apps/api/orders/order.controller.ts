import { Body, Controller, Post, Req, Res } from '@nestjs/common';
import type { FastifyReply } from 'fastify';
import { CheckLatency } from '#core/monitor/check-latency.js';
import { CheckOrder } from '#core/check-order/check-order.js';
import { type AcceptedAnswer, acceptedAnswer, type CheckAnswer, checkAnswer } from '#contracts/answers.js';
import { type OrderBody, orderBody } from '#contracts/order.js';
import type { Problem } from '#contracts/problem.js';
import { RULE_REASON_CODES } from '#core/model/reason-codes.js';
import { GateHost } from '#gate-host/host.js';
import { checkSeconds } from '../health/metrics.js';
import type { Principal } from '#core/access/principal.js';
import type { Asking } from '../access/asking.js';
import { Caller } from '../http/access.guard.js';
import { HISTORY, Operation } from '../http/operation.js';
import { asProblem } from '../http/as-problem.js';
import { refusalOf } from '../http/problems.js';
import { KnownNames } from '../shared/known-names.js';
import { presentAccepted, presentCheck } from '../shared/present.js';

import { LetIn } from './let-in.js';
import { conflict, GATE, keyRate, NOT_YOURS, unknownName } from './order-problems.js';
import { requireOwn } from './reach.js';
import { RepeatedOrder } from './repeated-order.js';

const EXAMPLES = {
  stop: {
    client_order_id: 'my-stop-1',
    symbol: 'SPY',
    side: 'BUY',
    quantity: 1,
    order_type: 'STOP',
    stop_price: 500,
    time_in_force: 'GTC',
  },
  limit: { client_order_id: 'my-limit-1', symbol: 'AAPL', side: 'BUY', quantity: 2, price: 175.25, order_type: 'LIMIT' },
  market: { client_order_id: 'my-market-1', symbol: 'SPY', side: 'BUY', quantity: '0.5', order_type: 'MARKET' },
};

@Controller('api/order')
export class OrderController {
  constructor(
    private readonly checkOrder: CheckOrder,
    private readonly known: KnownNames,
    private readonly repeated: RepeatedOrder,
    private readonly host: GateHost,
    private readonly letIn: LetIn,
    private readonly latency: CheckLatency,
  ) {}

  @Post()
  @Operation({
    ...{ id: 'submitOrder', tag: 'orders', needs: 'orders.write', status: 201, answer: acceptedAnswer },
    summary: 'Check one order and submit it',
    description:
      'The same client_order_id with the same content gets the first decision again and is never held twice, so a request whose answer was lost can be sent again.',
    means: 'Accepted: it goes to the broker',
    examples: EXAMPLES,
    problems: [...GATE, ...NOT_YOURS, 'KEY_RATE_EXCEEDED', ...RULE_REASON_CODES, 'CLIENT_ORDER_ID_CONFLICT', ...HISTORY],
  })
  async submit(
    @Body({ schema: orderBody }) body: OrderBody,
    @Res({ passthrough: true }) reply: FastifyReply,
    @Req() asking: Asking,
    @Caller() caller: Principal,
  ): Promise<AcceptedAnswer | Problem> {
    requireOwn(caller, body);
    this.known.requireForOrder(body);
    const startedMs = performance.now();
    const result = await this.letIn.ask(
      caller,
      asking,
      (by) => requireOwn(by, body),
      (by, { person }) => this.checkOrder.check(body, person, by),
    );
    const tookMs = performance.now() - startedMs;
    checkSeconds.observe(tookMs / 1000);
    this.latency.observe(tookMs * 1000);
    switch (result.kind) {
      case 'decided': {
        const { order, accepted, violations, room_in_us } = result;
        if (!accepted) return asProblem(reply, refusalOf({ decision_id: order.decision_id, order, violations }, room_in_us));
        return presentAccepted(order, 'PENDING_SUBMIT');
      }
      case 'repeated':
        return this.repeated.answer(result.order_id);
      case 'key_rate':
        return asProblem(reply, keyRate(result));
      case 'conflict':
        throw conflict(body.client_order_id, result.order_id);
      default:
        throw unknownName(result);
    }
  }

  @Post('check')
  @Operation({
    ...{ id: 'checkOrder', tag: 'orders', needs: 'orders.write', answer: checkAnswer },
    summary: 'What a check of this order would say now',
    description: 'Judges as submitOrder does, and holds, counts and writes nothing.',
    means: 'The verdict, and the largest quantity that would pass',
    examples: EXAMPLES,
    problems: [...GATE, ...NOT_YOURS],
  })
  async whatIf(@Body({ schema: orderBody }) body: OrderBody, @Caller() caller: Principal): Promise<CheckAnswer> {
    requireOwn(caller, body);
    this.known.requireForOrder(body);
    const answer = await this.checkOrder.whatIf(body, caller.person, this.host.journal);
    if ('kind' in answer) throw unknownName(answer);
    return presentCheck(answer.decision, answer.max_quantity);
  }
}
