import { Body, Controller, Post, Res } from '@nestjs/common';
import type { FastifyReply } from 'fastify';
import { CheckOrder } from '#core/check-order/check-order.js';
import { type AcceptedAnswer, acceptedAnswer, type CheckAnswer, checkAnswer } from '#contracts/answers.js';
import { type OrderBody, orderBody } from '#contracts/order.js';
import type { Problem, ProblemCode } from '#contracts/problem.js';
import { RULE_REASON_CODES } from '#core/model/reason-codes.js';
import { GateHost } from '#gate-host/host.js';
import { checkSeconds } from '../health/metrics.js';
import { Caller, type Principal } from '../http/access.guard.js';
import { BODY, HISTORY, Operation } from '../http/operation.js';
import { asProblem } from '../http/problem.filter.js';
import { ProblemError, problem, refusalOf } from '../http/problems.js';
import { KnownNames } from '../shared/known-names.js';
import { presentAccepted, presentCheck } from '../shared/present.js';

import { RepeatedOrder } from './repeated-order.js';

const EXAMPLES = {
  limit: { client_order_id: 'my-limit-1', symbol: 'AAPL', side: 'BUY', quantity: 2, price: 175.25, order_type: 'LIMIT' },
  market: { client_order_id: 'my-market-1', symbol: 'SPY', side: 'BUY', quantity: '0.5', order_type: 'MARKET' },
};

/** What can speak against an order besides the rules. */
const GATE: readonly ProblemCode[] = [
  ...BODY,
  'ACCOUNT_UNKNOWN',
  'SYMBOL_UNKNOWN',
  'STRATEGY_UNKNOWN',
  'AMOUNT_OUT_OF_RANGE',
  'REFERENCE_PRICE_UNAVAILABLE',
  'SECTOR_UNKNOWN',
  'STATE_UNAVAILABLE',
  'PNL_STALE',
  'ACCOUNT_NOT_READY',
  'JOURNAL_BEHIND',
  'OVERLOADED',
  'OUTCOME_UNKNOWN',
];

@Controller('api/order')
export class OrderController {
  constructor(
    private readonly checkOrder: CheckOrder,
    private readonly known: KnownNames,
    private readonly repeated: RepeatedOrder,
    private readonly host: GateHost,
  ) {}

  @Post()
  @Operation({
    ...{ id: 'submitOrder', tag: 'orders', needs: 'orders.write', status: 201, answer: acceptedAnswer },
    summary: 'Check one order and submit it',
    description:
      'The same client_order_id with the same content gets the first decision again and is never held twice, so a request whose answer was lost can be sent again.',
    means: 'Accepted: it goes to the broker',
    examples: EXAMPLES,
    problems: [...GATE, ...RULE_REASON_CODES, 'CLIENT_ORDER_ID_CONFLICT', ...HISTORY],
  })
  async submit(
    @Body({ schema: orderBody }) body: OrderBody,
    @Caller() caller: Principal,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<AcceptedAnswer | Problem> {
    this.known.requireForOrder(body);
    const startedMs = performance.now();
    const result = await this.checkOrder.check(body, caller.id);
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
  @Operation({
    ...{ id: 'checkOrder', tag: 'orders', needs: 'read', answer: checkAnswer },
    summary: 'What a check of this order would say now',
    description: 'Judges as submitOrder does, and holds, counts and writes nothing.',
    means: 'The verdict, and the largest quantity that would pass',
    examples: EXAMPLES,
    problems: GATE,
  })
  async whatIf(@Body({ schema: orderBody }) body: OrderBody, @Caller() caller: Principal): Promise<CheckAnswer> {
    this.known.requireForOrder(body);
    const answer = await this.checkOrder.whatIf(body, caller.id, this.host.journal);
    if ('kind' in answer) throw unknownName(answer);
    return presentCheck(answer.decision, answer.max_quantity);
  }
}

function conflict(client_order_id: string, order_id: string): ProblemError {
  const detail = `client_order_id ${client_order_id} stands for another order (${order_id}); use a new one`;
  return new ProblemError(problem('CLIENT_ORDER_ID_CONFLICT', detail, { order_id, client_order_id }));
}

const UNKNOWN = { account: 'ACCOUNT_UNKNOWN', symbol: 'SYMBOL_UNKNOWN', strategy: 'STRATEGY_UNKNOWN' } as const;

function unknownName({ field, message }: { field: keyof typeof UNKNOWN; message: string }): ProblemError {
  const code = UNKNOWN[field];
  return new ProblemError(problem(code, message, { violations: [{ code, field, message }] }));
}
