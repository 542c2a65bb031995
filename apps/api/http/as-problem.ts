import type { FastifyReply } from 'fastify';
import type { Problem } from '#contracts/problem.js';
import type { Refusal } from './problems.js';

/** Makes the reply a problem's; its body is for whoever sends it. */
export function asProblem(reply: FastifyReply, { body, headers }: Refusal): Problem {
  reply.status(body.status).headers(headers).type('application/problem+json');
  return body;
}
