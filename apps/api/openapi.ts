import { z } from 'zod';
import {
  aboutAnswer,
  accountsAnswer,
  alertsAnswer,
  checkAnswer,
  dailyPnlHistoryAnswer,
  decisionAnswer,
  impactAnswer,
  ordersAnswer,
  positionLimitsAnswer,
  quotesAnswer,
  rulesAnswer,
} from '#contracts/answers.js';
import { alertsQuery, ordersQuery } from '#contracts/listing.js';
import { orderBody } from '#contracts/order.js';
import { impactBody, limitsBody, positionLimitBody, resetBody, tripBody } from '#contracts/risk.js';

const schemaOf = (schema: z.ZodType, io: 'input' | 'output' = 'input') => {
  const { $schema: _, ...json } = z.toJSONSchema(schema, {
    io,
    unrepresentable: 'any',
    target: 'openapi-3.0',
    // `format: date-time` says it; the pattern that goes with it is unreadable.
    override: ({ jsonSchema }) => {
      if (jsonSchema.format?.startsWith('date')) delete jsonSchema.pattern;
    },
  }) as Record<string, unknown>;
  return json;
};
const body = (schema: z.ZodType) => ({ required: true, content: { 'application/json': { schema: schemaOf(schema) } } });
const problem = (description: string) => ({
  description,
  content: { 'application/problem+json': { schema: { $ref: '#/components/schemas/Problem' } } },
});
const answers = (ok: string, description: string, schema?: z.ZodType) => ({
  [ok]: { description, content: { 'application/json': schema ? { schema: schemaOf(schema, 'output') } : {} } },
  400: problem('Malformed; each bad field is named'),
  503: problem('Live state is missing, stale or behind; nothing was let through'),
});
const path = (name: string) => ({ name, in: 'path', required: true, schema: { type: 'string' } });
const query = (...names: string[]) => names.map((name) => ({ name, in: 'query', schema: { type: 'string' } }));

/** The API described for machines; bodies come from the contracts that parse them, so they cannot differ. */
export function openApi() {
  return {
    openapi: '3.0.3',
    info: {
      title: 'Breakwater',
      version: '0.1.0',
      description: 'Pre-trade risk: every order is checked before a broker sees it.',
      license: { name: 'Apache-2.0' },
    },
    paths: {
      '/api/order': {
        post: {
          summary: 'Check and submit one order',
          requestBody: body(orderBody),
          responses: {
            ...answers('201', 'Accepted'),
            403: problem('Refused by risk'),
            409: problem('client_order_id stands for another order'),
            429: problem('Refused by the order rate'),
          },
        },
      },
      '/api/order/check': {
        post: {
          summary: 'What a check would say now; changes and counts nothing',
          requestBody: body(orderBody),
          responses: answers('200', 'The verdict, and the largest quantity that would pass', checkAnswer),
        },
      },
      '/api/orders': {
        get: {
          summary: 'Orders, newest first or sorted; `text` searches ids and symbols',
          parameters: query(...Object.keys(ordersQuery.shape)),
          responses: answers('200', 'A page', ordersAnswer),
        },
        delete: {
          summary: 'Cancel all open orders, by filter',
          parameters: query('account', 'symbol'),
          responses: answers('202', 'Requested'),
        },
      },
      '/api/orders/{id}': {
        get: { summary: 'One order', parameters: [path('id')], responses: answers('200', 'The order') },
        delete: { summary: 'Cancel one order', parameters: [path('id')], responses: answers('202', 'Requested') },
      },
      '/api/accounts': {
        get: {
          summary: 'Equity, buying power, margin, and how much of each limit is used',
          responses: answers('200', 'Accounts', accountsAnswer),
        },
      },
      '/api/quotes': { get: { summary: 'Quotes of every symbol', responses: answers('200', 'Quotes', quotesAnswer) } },
      '/api/rules': {
        get: { summary: 'The rules in force, in words, with their cases', responses: answers('200', 'Rules', rulesAnswer) },
      },
      '/api/about': { get: { summary: 'Broker, time zone, links', responses: answers('200', 'About', aboutAnswer) } },
      '/api/positions': { get: { summary: 'Positions', parameters: query('account'), responses: answers('200', 'Positions') } },
      '/api/fills': {
        get: {
          summary: 'Fills, newest first',
          parameters: query('account', 'symbol', 'order_id', 'limit', 'cursor'),
          responses: answers('200', 'A page'),
        },
      },
      '/api/decisions/{id}': {
        get: {
          summary: 'Why an order was accepted or refused',
          parameters: [path('id')],
          responses: answers('200', 'The decision, with every rule on it', decisionAnswer),
        },
      },
      '/api/risk/limits': {
        get: { summary: 'The limits in force', responses: answers('200', 'Limits') },
        put: {
          summary: 'Change some; in force for the very next order',
          requestBody: body(limitsBody),
          responses: answers('200', 'Limits'),
        },
      },
      '/api/risk/limits/changes': {
        get: { summary: 'Who changed what, when, from, to', parameters: query('limit'), responses: answers('200', 'Changes') },
      },
      '/api/risk/limits/impact': {
        post: {
          summary: 'What the orders of today would have met under other limits; changes nothing',
          requestBody: body(impactBody),
          responses: answers('200', 'The difference', impactAnswer),
        },
      },
      '/api/risk/position-limits': {
        get: { summary: 'The limits of every symbol', responses: answers('200', 'Limits', positionLimitsAnswer) },
      },
      '/api/risk/position-limits/{symbol}': {
        get: { summary: "One symbol's limits", parameters: [path('symbol')], responses: answers('200', 'Limits') },
        put: {
          summary: "Change one symbol's limits",
          parameters: [path('symbol')],
          requestBody: body(positionLimitBody),
          responses: answers('200', 'Limits'),
        },
      },
      '/api/risk/alerts': {
        get: {
          summary: 'Alerts, newest first, by kind, severity, account, symbol and time',
          parameters: query(...Object.keys(alertsQuery.shape)),
          responses: answers('200', 'A page', alertsAnswer),
        },
      },
      '/api/risk/daily-pnl': {
        get: { summary: "Today's profit and loss", parameters: query('account'), responses: answers('200', 'The day') },
      },
      '/api/risk/daily-pnl/history': {
        get: {
          summary: 'The profit and loss of the day so far, minute by minute',
          parameters: query('account'),
          responses: answers('200', 'Its points', dailyPnlHistoryAnswer),
        },
      },
      '/api/risk/circuit-breakers': {
        get: { summary: 'Breakers, newest first', parameters: query('limit', 'open'), responses: answers('200', 'Breakers') },
      },
      '/api/risk/circuit-breaker/trip': {
        post: {
          summary: 'Trip a breaker by hand',
          requestBody: body(tripBody),
          responses: { ...answers('201', 'Open'), 409: problem('Open already') },
        },
      },
      '/api/risk/circuit-breaker/reset': {
        post: {
          summary: 'Reset a breaker',
          requestBody: body(resetBody),
          responses: {
            ...answers('200', 'Closed'),
            404: problem('There never was one'),
            409: problem('Closed already, or its cause persists and force was not given'),
          },
        },
      },
      '/api/paper/quotes/{symbol}': {
        get: { summary: 'A quote of the paper exchange', parameters: [path('symbol')], responses: answers('200', 'The quote') },
        put: {
          summary: 'Set a quote of the paper exchange',
          parameters: [path('symbol')],
          responses: answers('200', 'The quote'),
        },
      },
      '/health/live': { get: { summary: 'The process runs', responses: { 200: { description: 'live' } } } },
      '/health/ready': {
        get: {
          summary: 'Orders can be checked',
          responses: { 200: { description: 'ready' }, 503: { description: 'not ready' } },
        },
      },
    },
    components: {
      schemas: {
        Problem: {
          type: 'object',
          description: 'RFC 9457 problem details',
          required: ['type', 'title', 'status', 'detail', 'code', 'decision_id', 'violations'],
          properties: {
            type: { type: 'string' },
            title: { type: 'string' },
            status: { type: 'integer' },
            detail: { type: 'string' },
            code: { type: 'string' },
            decision_id: { type: 'string', nullable: true },
            violations: { type: 'array', items: { type: 'object' } },
          },
        },
      },
    },
  };
}

/** The page at /api/docs: the same description for people, without scripts from elsewhere. */
export function docsPage(): string {
  const escape = (text: string) => text.replaceAll('&', '&amp;').replaceAll('<', '&lt;');
  const rows = Object.entries(openApi().paths).flatMap(([url, methods]) =>
    Object.entries(
      methods as Record<string, { summary: string; requestBody?: { content: { 'application/json': { schema: unknown } } } }>,
    ).map(
      ([method, { summary, requestBody }]) =>
        `<details><summary><b class="${method}">${method.toUpperCase()}</b> <code>${escape(url)}</code> <span>${escape(summary)}</span></summary>${
          requestBody
            ? `<pre>${escape(JSON.stringify(requestBody.content['application/json'].schema, null, 2))}</pre>`
            : '<p>No body.</p>'
        }</details>`,
    ),
  );
  return `<!doctype html><html lang="en"><meta charset="utf-8"><title>Breakwater API</title><link rel="icon" href="data:,"><style>
body{font:15px/1.5 system-ui,sans-serif;max-width:60rem;margin:2rem auto;padding:0 1rem;color:#1b2733}
details{border:1px solid #d5dde5;border-radius:6px;margin:.4rem 0;padding:.4rem .8rem}summary{cursor:pointer}
b{display:inline-block;width:4.5rem}.get{color:#0a6}.post{color:#06c}.put{color:#a60}.delete{color:#c22}span{color:#567}pre{background:#f5f7f9;padding:.8rem;overflow:auto}
</style><h1>Breakwater API</h1><p>For machines: <a href="/api/openapi.json">/api/openapi.json</a>. Errors are RFC 9457 problem details with a stable <code>code</code>.</p>${rows.join('\n')}</html>`;
}
