import { type ArgumentsHost, Catch, type ExceptionFilter } from '@nestjs/common';
import type { FastifyReply } from 'fastify';
import type { Logger } from 'pino';
import { toProblem } from './problems.js';

/** The one place where errors become HTTP. */
@Catch()
export class ProblemFilter implements ExceptionFilter {
  constructor(private readonly log: Logger) {}

  catch(error: unknown, host: ArgumentsHost): void {
    const { body, headers } = toProblem(error);
    if (body.status === 500) this.log.error({ err: error }, 'request failed');
    void host
      .switchToHttp()
      .getResponse<FastifyReply>()
      .status(body.status)
      .headers(headers)
      .type('application/problem+json')
      .send(body);
  }
}
