import { type ArgumentsHost, Catch, type ExceptionFilter } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { RunningProcess } from '#gate-host/run-process.js';
import { httpErrors } from '../health/metrics.js';
import { HEADERS } from './front-door.js';
import { asProblem } from './as-problem.js';
import { toProblem } from './problems.js';

/** Which request it was: what a person needs to find it, never its body. */
function asked(host: ArgumentsHost) {
  const { method, url, body } = host.switchToHttp().getRequest<FastifyRequest<{ Body?: { client_order_id?: unknown } }>>();
  // The provider's return has its code behind the question mark.
  return { method, url: url.startsWith('/api/access') ? url.split('?')[0] : url, client_order_id: body?.client_order_id };
}

/** What Fastify finds wrong with an address before any route is looked for: a broken percent sign, a part that is too long. */
export function answerUnreadable(error: Error, _request: FastifyRequest, reply: FastifyReply): void {
  void reply.headers(HEADERS).send(asProblem(reply, toProblem(error)));
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
