import type { FastifyInstance } from 'fastify';
import type { Doors, Turned } from '#core/access/doors.js';
import { turnedAway } from '#core/audit/denial.js';
import type { GatheredActs } from '#core/audit/gathered-acts.js';
import { problem } from './problems.js';

/** Before routing, on every route and on addresses that are none: what comes under a foreign name, or from a foreign page, goes no further. */
export function guardFrontDoor(fastify: FastifyInstance, doors: Doors, acts: GatheredActs): void {
  fastify.addHook('onRequest', (request, reply, done) => {
    const turned = doors.refusalOf(request.raw);
    if (turned === null) return done();
    acts.tell(turnedAway(turned, 'http'));
    void reply.status(turned.status).type('application/problem+json').send(problemOf(turned));
  });
}

const problemOf = ({ status, code, detail }: Turned) => problem(code, detail, status === 403 ? { title: 'Forbidden' } : {});
