import type { FastifyInstance } from 'fastify';
import type { Doors, Turned } from '#core/access/doors.js';
import { problem } from './problems.js';

/** Before routing, on every route and on addresses that are none: what comes under a foreign name, or from a foreign page, goes no further. */
export function guardFrontDoor(fastify: FastifyInstance, doors: Doors): void {
  fastify.addHook('onRequest', (request, reply, done) => {
    const turned = doors.refusalOf(request.raw);
    if (turned === null) return done();
    void reply.status(turned.status).type('application/problem+json').send(problemOf(turned));
  });
}

const problemOf = ({ status, code, detail }: Turned) => problem(code, detail, status === 403 ? { title: 'Forbidden' } : {});
