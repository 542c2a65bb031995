import { applyDecorators, HttpCode, SetMetadata } from '@nestjs/common';
import { ApiExtension, ApiOperation, ApiResponse } from '@nestjs/swagger';
import type { z } from 'zod';
import { type ProblemCode, STATUS_OF } from '#contracts/problem.js';
import type { Need } from '#core/access/needs.js';
import { NEED } from './access.guard.js';

export const TAGS = {
  orders: 'Orders, their checks, decisions and fills',
  accounts: 'Accounts, positions, profit and loss, quotes',
  limits: 'Limits in force and their changes',
  instruments: 'Instruments and strategies',
  breakers: 'Circuit breakers',
  rules: 'The rules in force',
  alerts: 'Alerts, and where they are sent',
  reports: 'Reports of a day',
  broker: 'Accounts at the broker',
  audit: 'The audit: who did what, in a chain that can be checked',
  paper: 'The paper exchange',
  access: 'Signing in, users, roles, keys and sessions',
  health: 'Health, metrics and facts about this process',
} as const;
export type Tag = keyof typeof TAGS;

/** Where a route's example bodies wait for the description, which has its own place for them. */
export const EXAMPLES = 'x-body-examples';

/** A route as it is described and guarded; docs/openapi.json and the clients are made of it. */
export interface OperationSpec {
  /** camelCase and stable: the clients' methods have this name. */
  id: string;
  tag: Tag;
  /** One line. */
  summary: string;
  description?: string;
  /** What the caller must be allowed to do. */
  needs: Need;
  /** The body of a success; left out for what is not JSON. */
  answer?: z.ZodType;
  /** Bodies that can be sent as they stand, by name; a test sends them. */
  examples?: Record<string, unknown>;
  /** Status of a success. Default 200. */
  status?: 200 | 201 | 202 | 302;
  /** The body of a 202, of a route that answers so when what was asked waits for somebody; and what that means. */
  waits?: { answer: z.ZodType; means: string };
  /** What a success means. Default: the summary. */
  means?: string;
  /** The codes that it can be refused with, besides HOST_NOT_ALLOWED and INTERNAL_ERROR. */
  problems?: readonly ProblemCode[];
  /** Of a body that is not JSON. */
  contentType?: string;
}

/** What a caller may be refused with who is not known, or may not. */
const ACCESS: readonly ProblemCode[] = [
  'SIGN_IN_REQUIRED',
  'SIGN_IN_AGAIN',
  'KEY_INVALID',
  'KEY_EXPIRED',
  'ROLE_MISSING',
  'TOO_MANY_TRIES',
];

/** What may be wrong with any body. */
export const BODY: readonly ProblemCode[] = [
  'REQUEST_INVALID',
  'BODY_TOO_LARGE',
  'CONTENT_TYPE_UNSUPPORTED',
  'ORIGIN_NOT_ALLOWED',
];
/** Of a read that asks PostgreSQL. */
export const HISTORY: readonly ProblemCode[] = ['HISTORY_UNAVAILABLE'];
/** Of a read of live state. */
export const LIVE: readonly ProblemCode[] = ['STATE_UNAVAILABLE'];
/** Of a command to the gate. */
export const COMMAND: readonly ProblemCode[] = ['STATE_UNAVAILABLE', 'OVERLOADED', 'OUTCOME_UNKNOWN', 'ORIGIN_NOT_ALLOWED'];

/** Declares a route: its name, what it answers, what it can be refused with, and what a caller needs. */
export function Operation(spec: OperationSpec): MethodDecorator {
  const { id, tag, summary, description, needs, answer, status = 200, means = summary, contentType } = spec;
  const success = answer
    ? { status, description: means, standardSchema: answer }
    : { status, description: means, ...(contentType ? { content: { [contentType]: { schema: { type: 'string' } } } } : {}) };
  return applyDecorators(
    HttpCode(status),
    SetMetadata(NEED, needs),
    ApiOperation({ operationId: id, tags: [tag], summary, ...(description ? { description } : {}) }),
    ApiExtension('x-needs', needs),
    ...(spec.examples ? [ApiExtension(EXAMPLES, spec.examples)] : []),
    ApiResponse(success),
    ...(spec.waits ? [ApiResponse({ status: 202, description: spec.waits.means, standardSchema: spec.waits.answer })] : []),
    ...problemResponses([...(spec.problems ?? []), ...(needs === 'anybody' ? [] : ACCESS), 'HOST_NOT_ALLOWED', 'INTERNAL_ERROR']),
  );
}

/** One response for each status, with the codes that it can bear. */
function problemResponses(codes: readonly ProblemCode[]): MethodDecorator[] {
  const byStatus = Map.groupBy(new Set(codes), (code) => STATUS_OF[code]);
  return [...byStatus].map(([status, of]) =>
    ApiResponse({
      status,
      description: of.join(', '),
      content: {
        'application/problem+json': {
          schema: {
            allOf: [
              { $ref: '#/components/schemas/Problem' },
              { type: 'object', properties: { code: { type: 'string', enum: of } } },
            ],
          },
        },
      },
    }),
  );
}
