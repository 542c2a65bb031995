import type { Problem } from '#contracts/problem.js';
import { NoAnswerError, RefusedError } from '../api/client.js';
import { afterAnswer, emptyTicket, faultsOf, keepTicket, newTicket, orderOf, restoreTicket, type Ticket } from './ticket.js';

const good = newTicket({ ...emptyTicket, symbol: 'AAPL', quantity: ' 2 ', price: '175.25' }, 'one');
const problem = (status: number, more: Partial<Problem> = {}) =>
  new RefusedError({
    type: '',
    title: '',
    status,
    detail: '',
    code: 'REQUEST_INVALID',
    decision_id: null,
    violations: [],
    ...more,
  });

test('what was typed goes out as it was typed, under the ticket’s id', () => {
  expect(orderOf(good, 'default')).toEqual({
    order: {
      ...{ client_order_id: 'web-one', account: 'default', symbol: 'AAPL', side: 'BUY', quantity: '2', price: '175.25' },
      ...{ order_type: 'LIMIT', time_in_force: 'DAY' },
    },
  });
});

test.each([
  [{ symbol: '' }, 'symbol', 'Choose a symbol'],
  [{ quantity: '' }, 'quantity', 'Enter a quantity'],
  [{ quantity: '1e3' }, 'quantity', 'Must be a decimal number such as 175 or "175.25"'],
  [{ quantity: '-1' }, 'quantity', 'Must be above zero'],
  [{ price: '' }, 'price', 'A limit order needs a price'],
  [{ price: '1.1234567' }, 'price', 'Must have at most 6 decimals'],
] as const)('%j is told beside its field', (fields, field, words) => {
  const faults = orderOf({ ...good, fields: { ...good.fields, ...fields } }, 'default');
  expect(faults).toEqual({ faults: { [field]: words } });
});

test('an empty form says everything that is missing at once', () => {
  expect(orderOf(newTicket(emptyTicket), 'default')).toEqual({
    faults: { symbol: 'Choose a symbol', quantity: 'Enter a quantity', price: 'A limit order needs a price' },
  });
});

test('a strategy goes out where one is chosen, and a ticket that was kept before there was one has none', () => {
  const asked = orderOf({ ...good, fields: { ...good.fields, strategy: 'carry' } }, 'default');
  expect(asked).toMatchObject({ order: { strategy: 'carry' } });
  const { strategy: _, ...earlier } = good.fields;
  const kept = restoreTicket({ getItem: () => JSON.stringify({ ...good, fields: earlier }) });
  expect(orderOf(kept, 'default')).toEqual(orderOf(good, 'default'));
});

test('a stop has its stop price, a STOP_LIMIT both, a GTD order the moment that its local time names', () => {
  const asked = (fields: Partial<Ticket['fields']>) => orderOf({ ...good, fields: { ...good.fields, ...fields } }, 'default');
  expect(asked({ order_type: 'STOP', stop_price: '180', reduce_only: true })).toMatchObject({
    order: { order_type: 'STOP', stop_price: '180', price: null, reduce_only: true },
  });
  expect(asked({ order_type: 'STOP_LIMIT', stop_price: '180' })).toMatchObject({ order: { stop_price: '180', price: '175.25' } });
  expect(asked({ order_type: 'STOP' })).toEqual({ faults: { stop_price: 'A stop order needs a stop price' } });
  const local = '2026-12-01T16:00';
  expect(asked({ time_in_force: 'GTD', good_till: local })).toMatchObject({
    order: { good_till: new Date(local).toISOString() },
  });
  expect(asked({ time_in_force: 'GTD' })).toEqual({ faults: { good_till: 'Choose when it ends' } });
});

test('a market order needs no price', () => {
  expect(orderOf({ ...good, fields: { ...good.fields, price: '', order_type: 'MARKET' } }, 'default')).toHaveProperty(
    'order.price',
    null,
  );
});

test('a decision uses the id up, whether yes or no; the fields stay', () => {
  for (const after of [
    afterAnswer(good, problem(403, { decision_id: 'd' })),
    afterAnswer(good, problem(429)),
    afterAnswer(good, problem(409)),
  ]) {
    expect(after.client_order_id).not.toBe(good.client_order_id);
    expect(after.fields).toEqual(good.fields);
    expect(after.phase).toBe('editing');
  }
});

test('nothing was held after 400 and 503: the same id is sent again', () => {
  for (const status of [400, 503]) expect(afterAnswer(good, problem(status)).client_order_id).toBe(good.client_order_id);
});

test('without an answer the ticket is unknown and keeps its id', () => {
  expect(afterAnswer(good, new NoAnswerError('gone'))).toEqual({ ...good, phase: 'unknown' });
});

test('fields that the API names are told beside them', () => {
  const violations = [
    { code: 'FIELD_INVALID', field: 'quantity', message: 'is odd' },
    { code: 'X', field: 'account', message: 'is none of the form' },
  ];
  expect(faultsOf(problem(400, { violations }))).toEqual({ quantity: 'is odd' });
});

test('a page that goes away while it sends comes back not knowing the answer, with the same id', () => {
  const kept = new Map<string, string>();
  const storage = {
    setItem: (key: string, value: string) => void kept.set(key, value),
    getItem: (key: string) => kept.get(key) ?? null,
  };
  keepTicket(storage, { ...good, phase: 'sending' });
  expect(restoreTicket(storage)).toEqual({ ...good, phase: 'unknown' } satisfies Ticket);
  kept.set('breakwater.ticket', '{"client_order_id":');
  expect(restoreTicket(storage).fields).toEqual(emptyTicket);
});
