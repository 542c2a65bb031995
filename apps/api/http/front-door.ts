import type { FastifyInstance, FastifyRequest } from 'fastify';
import type { Doors, Turned } from '#core/access/doors.js';
import { turnedAway } from '#core/audit/denial.js';
import type { GatheredActs } from '#core/audit/gathered-acts.js';
import { signInRequired } from '../access/access-control.js';
import { asProblem } from './as-problem.js';
import { pathOf } from './methods.js';
import { problem, toProblem } from './problems.js';

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
const DESCRIPTIONS = [DESCRIPTION, '/api/openapi.json'];
const DESCRIPTION_POLICY =
  "default-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' data:; frame-ancestors 'none'; base-uri 'none'";

/** A year, once people come by https. */
const STRICT_TRANSPORT = 'max-age=31536000; includeSubDomains';

export interface FrontDoor {
  doors: Doors;
  acts: GatheredActs;
  /** The public origin is https. */
  https: boolean;
  /** Who may read the description, which no controller serves. Throws ProblemError. */
  admitReader: (request: FastifyRequest) => Promise<void>;
  /** Whether a request brings nothing by which anybody could be known, and asks for a route that needs somebody: its body is not even read. */
  isUnknown: (request: FastifyRequest) => boolean;
  /** The methods that a path has, for a request whose method it does not have (methods.ts). */
  methodsAt: (url: string, route: string | null) => readonly string[];
}

/** Before routing, on every route and on addresses that are none: what comes under a foreign name, or from a foreign page, goes no further. */
export function guardFrontDoor(
  fastify: FastifyInstance,
  { doors, acts, https, admitReader, isUnknown, methodsAt }: FrontDoor,
): void {
  const headers = { ...HEADERS, ...(https ? { 'strict-transport-security': STRICT_TRANSPORT } : {}) };
  fastify.addHook('onRequest', (request, reply, done) => {
    reply.headers(headers);
    if (request.url.startsWith(DESCRIPTION)) reply.header('content-security-policy', DESCRIPTION_POLICY);
    const turned = doors.refusalOf(request.raw);
    if (turned === null) {
      if (isUnknown(request)) return void reply.send(asProblem(reply, toProblem(signInRequired())));
      const methods = methodsAt(request.url, request.is404 ? null : (request.routeOptions.url ?? ''));
      if (methods.length > 0) return void reply.send(asProblem(reply, wrongMethod(request, methods)));
      if (!DESCRIPTIONS.some((path) => request.url.startsWith(path))) return done();
      const goOn = done;
      admitReader(request).then(
        () => goOn(),
        (error: unknown) => void reply.send(asProblem(reply, toProblem(error))),
      );
      return undefined;
    }
    acts.tell(turnedAway(turned, 'http'));
    void reply.status(turned.status).type('application/problem+json').send(problemOf(turned));
  });
}

/** Pages of the description come without their charset. */
export function nameCharsets(fastify: FastifyInstance): void {
  fastify.addHook('onSend', (request, reply, payload, done) => {
    if (request.url.startsWith(DESCRIPTION) && reply.getHeader('content-type') === 'text/html')
      void reply.type('text/html; charset=utf-8');
    done(null, payload);
  });
}

function wrongMethod(request: FastifyRequest, methods: readonly string[]) {
  const detail = `${request.method} is no method of ${pathOf(request.url)}; it has ${methods.join(', ')}`;
  return { body: problem('METHOD_NOT_ALLOWED', detail), headers: { allow: methods.join(', ') } };
}

const problemOf = ({ status, code, detail }: Turned) => problem(code, detail, status === 403 ? { title: 'Forbidden' } : {});
