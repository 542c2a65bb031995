import { type ArgumentsHost, Catch, type ExceptionFilter } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { RunningProcess } from '#gate-host/run-process.js';
import { httpErrors } from '../health/metrics.js';
import type { Problem } from '#contracts/problem.js';
import { problem, type Refusal, toProblem } from './problems.js';

/** Which request it was: what a person needs to find it, never its body. */
function asked(host: ArgumentsHost) {
  const { method, url, body } = host.switchToHttp().getRequest<FastifyRequest<{ Body?: { client_order_id?: unknown } }>>();
  return { method, url, client_order_id: body?.client_order_id };
}

/** Makes the reply a problem's; its body is for whoever sends it. */
export function asProblem(reply: FastifyReply, { body, headers }: Refusal): Problem {
  reply.status(body.status).headers(headers).type('application/problem+json');
  return body;
}

/** An address that the router cannot read, such as a broken escape or an id of thousands of characters: no route and no filter sees it. */
export function answerUnreadableAddress(_error: Error, _request: unknown, reply: FastifyReply): void {
  const detail = 'the address cannot be read: an escape (%) is broken, or a part of it is longer than any id';
  void reply.send(asProblem(reply, { body: problem('REQUEST_INVALID', detail), headers: {} }));
}

/** The one place where errors become HTTP. */
@Catch()
export class ProblemFilter implements ExceptionFilter {
  constructor(private readonly process: RunningProcess) {}

  catch(error: unknown, host: ArgumentsHost): void {
    const { body, headers } = toProblem(error);
    if (body.status >= 500) httpErrors.inc({ status: body.status, code: body.code });
    if (body.status === 500)
      this.process.logger.error({ err: error, decision_id: body.decision_id, ...asked(host) }, 'request failed');
    const reply = host.switchToHttp().getResponse<FastifyReply>();
    void reply.send(asProblem(reply, { body, headers }));
  }
}
