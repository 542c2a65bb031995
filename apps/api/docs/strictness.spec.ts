import { readFileSync } from 'node:fs';
import { Ajv2020 } from 'ajv/dist/2020.js';
import * as fc from 'fast-check';
import type { z } from 'zod';
import * as listing from '#contracts/listing.js';
import { accountId, amendBody, orderBody, paperQuoteBody, ticker } from '#contracts/order.js';
import { impactBody, limitsBody, positionLimitBody, resetBody, tripBody } from '#contracts/risk.js';

interface Described {
  components: { schemas: Record<string, object> };
  paths: Record<string, Record<string, Operation>>;
}
interface Operation {
  operationId: string;
  requestBody?: { content: Record<string, { schema: object }> };
  parameters: { name: string; in: string; schema: object }[];
}

const api = JSON.parse(readFileSync('docs/openapi.json', 'utf8')) as Described;
const operations = Object.values(api.paths).flatMap((methods) => Object.values(methods));
const operation = (id: string) => operations.find(({ operationId }) => operationId === id) as Operation;

const isTime = (text: string) =>
  /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?(Z|[+-]\d\d:\d\d)$/.test(text) && !Number.isNaN(Date.parse(text));

/** Says whether the description lets a value through. */
function validator(schema: object): (value: unknown) => boolean {
  const ajv = new Ajv2020({ strict: false, multipleOfPrecision: 9, formats: { 'date-time': isTime, date: true, uri: true } });
  return ajv.compile({ ...schema, components: api.components }) as (value: unknown) => boolean;
}

const scalars: unknown[] = [
  ...[
    null,
    true,
    false,
    0,
    -0,
    1,
    -1,
    2,
    0.1,
    0.01,
    0.001,
    1e-6,
    1e-7,
    1e-8,
    1e-9,
    99.99,
    100,
    100.001,
    1e6,
    1_000_001,
    1e7,
    1e9,
    8e9,
    1e10,
    1e15,
  ],
  ...[
    '',
    '0',
    '0.0',
    '1',
    '-1',
    '1.5',
    '1.',
    '.5',
    '1e3',
    '0.00000001',
    '0.000000001',
    '175.25',
    ' 1',
    '1 ',
    '00',
    '00.1',
    '12345678901234567',
  ],
  ...[
    'AAPL',
    'aapl',
    'BRK.B',
    'TOOLONGTICKER',
    'BUY',
    'SELL',
    'LIMIT',
    'MARKET',
    'DAY',
    'GTC',
    'firm',
    'account:default',
    'symbol:AAPL',
  ],
  ...[
    'account:',
    'account:A',
    'symbol:',
    'symbol:aapl',
    'halt',
    'reduce_only',
    'x'.repeat(64),
    'x'.repeat(65),
    'y'.repeat(501),
    'a\u0000b',
  ],
  ...['\u00e9', 'a b', '\n', '2026-01-31T14:30:00Z', '2026-01-31', 'ord_1', 'ORD_1', 'true', '500', '501', [], {}, [1], { a: 1 }],
];
const anything = fc.oneof({ weight: 4, arbitrary: fc.constantFrom(...scalars) }, { weight: 1, arbitrary: fc.jsonValue() });

/** Good bodies, bent in one to three places: a field replaced, left out or added. */
function bent(good: object, fields: string[]) {
  const change = fc.record({
    field: fc.oneof({ weight: 9, arbitrary: fc.constantFrom(...fields) }, { weight: 1, arbitrary: fc.string() }),
    value: fc.oneof({ weight: 8, arbitrary: anything }, { weight: 2, arbitrary: fc.constant(undefined) }),
  });
  return fc.array(change, { minLength: 1, maxLength: 3 }).map((changes) => {
    const body: Record<string, unknown> = { ...good };
    for (const { field, value } of changes) {
      if (value === undefined) delete body[field];
      else Object.defineProperty(body, field, { value, enumerable: true, configurable: true, writable: true });
    }
    return body;
  });
}

const amount = (value: unknown) => (typeof value === 'number' || typeof value === 'string' ? Number(value) : Number.NaN);
/** The same values in every run; another seed tries others. */
const SEED = Number(process.env['SEED'] ?? 20_261_125);

/** What the API refuses, the description refuses: who keeps to it is never answered 400 for the form of a request. */
function isAsStrict(schema: z.ZodType, described: object, values: fc.Arbitrary<unknown>): void {
  const passes = validator(described);
  fc.assert(
    fc.property(values, (value) => {
      if (schema.safeParse(value).success || !passes(value)) return;
      throw new Error(`the description lets through what the API refuses: ${JSON.stringify(value)}`);
    }),
    { numRuns: 3000, seed: SEED },
  );
}

const order = { client_order_id: 'one', symbol: 'AAPL', side: 'BUY', quantity: 1, price: 100, order_type: 'LIMIT' };
const orderFields = [...Object.keys(order), 'account', 'time_in_force'];

it.each([
  ['submitOrder', orderBody, order, orderFields],
  ['checkOrder', orderBody, order, orderFields],
  ['amendOrder', amendBody, { quantity: 2 }, ['quantity', 'price']],
  ['changeLimits', limitsBody, { max_order_size: 5 }, [...Object.keys(limitsBody.shape)]],
  ['changePositionLimit', positionLimitBody, { max_position: 5 }, [...Object.keys(positionLimitBody.shape)]],
  ['tryLimits', impactBody, { max_order_size: 5 }, [...Object.keys(impactBody.shape)]],
  ['tripBreaker', tripBody, { reason: 'because' }, [...Object.keys(tripBody.shape)]],
  ['resetBreaker', resetBody, { breaker_id: 1 }, [...Object.keys(resetBody.shape)]],
] as [string, z.ZodType, object, string[]][])(
  'the body of %s is described as strictly as it is read',
  (id, schema, good, fields) => {
    const described = operation(id).requestBody?.content['application/json']?.schema;
    expect(described).toBeDefined();
    expect(validator(described ?? {})(good)).toBe(true);
    isAsStrict(schema, described ?? {}, bent(good, fields));
  },
);

it('the body of setPaperQuote is described as strictly as it is read, but that ask is not below bid', () => {
  const described = operation('setPaperQuote').requestBody?.content['application/json']?.schema ?? {};
  const values = bent({ bid: 1, ask: 2 }, ['bid', 'ask', 'frozen']).filter(({ bid, ask }) => !(amount(ask) < amount(bid)));
  isAsStrict(paperQuoteBody, described, values);
});

it.each([
  ['listOrders', listing.ordersQuery],
  ['cancelOrders', listing.cancelQuery],
  ['listFills', listing.fillsQuery],
  ['listPositions', listing.accountQuery],
  ['listLimitChanges', listing.changesQuery],
  ['listBreakers', listing.breakersQuery],
  ['listAlerts', listing.alertsQuery],
] as [string, z.ZodObject][])('the query of %s is described as strictly as it is read', (id, schema) => {
  for (const { name, schema: described } of operation(id).parameters) {
    // A query has texts; the description has what they stand for.
    const texts = anything.filter((value) => ['string', 'number', 'boolean'].includes(typeof value));
    const field = schema.shape[name] as z.ZodType;
    const passes = validator(described);
    fc.assert(
      fc.property(texts, (value) => {
        if (field.safeParse(String(value)).success || !passes(value)) return;
        throw new Error(`${name}: the description lets through what the API refuses: ${JSON.stringify(value)}`);
      }),
      { numRuns: 500, seed: SEED },
    );
  }
});

it.each([
  ['getOrder', listing.idOfBreakwater],
  ['getDecision', listing.idOfBreakwater],
  ['getPositionLimit', ticker],
  ['getPaperQuote', ticker],
])('the path of %s is described as strictly as it is read', (id, schema) => {
  const [parameter] = operation(id).parameters;
  isAsStrict(schema, parameter?.schema ?? {}, anything);
  expect(validator(parameter?.schema ?? {})(schema === ticker ? 'AAPL' : 'ord_1')).toBe(true);
});

it('an account is described as it is read', () => {
  isAsStrict(accountId, operation('listPositions').parameters[0]?.schema ?? {}, anything);
});
