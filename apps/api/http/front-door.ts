import type { FastifyInstance } from 'fastify';
import type { Doors, Turned } from '#core/access/doors.js';
import { turnedAway } from '#core/audit/denial.js';
import type { GatheredActs } from '#core/audit/gathered-acts.js';
import { problem } from './problems.js';

/** On every answer. Pages and the description replace the policy by one of their own, which lets them run. */
export const HEADERS = {
  'content-security-policy': "default-src 'none'; frame-ancestors 'none'",
  'x-content-type-options': 'nosniff',
  'cache-control': 'no-store',
  'referrer-policy': 'no-referrer',
  'cross-origin-resource-policy': 'same-origin',
  'x-frame-options': 'DENY',
} as const;

/** The description's page has its styles in itself. */
const DESCRIPTION = '/api/docs';
const DESCRIPTION_POLICY =
  "default-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' data:; frame-ancestors 'none'; base-uri 'none'";

/** A year, once people come by https. */
const STRICT_TRANSPORT = 'max-age=31536000; includeSubDomains';

export interface FrontDoor {
  doors: Doors;
  acts: GatheredActs;
  /** The public origin is https. */
  https: boolean;
}

/** Before routing, on every route and on addresses that are none: what comes under a foreign name, or from a foreign page, goes no further. */
export function guardFrontDoor(fastify: FastifyInstance, { doors, acts, https }: FrontDoor): void {
  const headers = { ...HEADERS, ...(https ? { 'strict-transport-security': STRICT_TRANSPORT } : {}) };
  fastify.addHook('onRequest', (request, reply, done) => {
    reply.headers(headers);
    if (request.url.startsWith(DESCRIPTION)) reply.header('content-security-policy', DESCRIPTION_POLICY);
    const turned = doors.refusalOf(request.raw);
    if (turned === null) return done();
    acts.tell(turnedAway(turned, 'http'));
    void reply.status(turned.status).type('application/problem+json').send(problemOf(turned));
  });
}

const problemOf = ({ status, code, detail }: Turned) => problem(code, detail, status === 403 ? { title: 'Forbidden' } : {});
