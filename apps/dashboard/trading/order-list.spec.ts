import type { Problem } from '#contracts/problem.js';
import { NoAnswerError, RefusedError } from '../api/client.js';
import {
  afterListAnswer,
  emptyList,
  givenUp,
  keepList,
  type OrderList,
  ordersOf,
  refusing,
  restoreList,
  whyNotMore,
  withoutOrder,
  withOrder,
} from './order-list.js';
import { emptyTicket, newTicket } from './ticket.js';

const ticket = (id: string, symbol = 'KO') => newTicket({ ...emptyTicket, symbol, quantity: '2', price: '62' }, id);
const two = withOrder(withOrder(emptyList(''), ticket('a'), 'a2'), ticket('b', 'MSFT'), 'a2');
const refused = (status: number, violations: Problem['violations']) =>
  new RefusedError({ ...{ type: '', title: '', status, detail: '', code: 'REQUEST_INVALID', decision_id: null }, violations });
const idsOf = ({ orders }: OrderList) => orders.map(({ client_order_id }) => client_order_id);

test('the orders go out in their order, for the account of the first one, each under the id of its ticket', () => {
  expect(ordersOf(two)).toMatchObject([
    { client_order_id: 'web-a', account: 'a2', symbol: 'KO', quantity: '2' },
    { client_order_id: 'web-b', account: 'a2', symbol: 'MSFT' },
  ]);
  expect(idsOf(withoutOrder(two, 'web-a'))).toEqual(['web-b']);
  expect(ordersOf(withoutOrder(two, 'web-a'))).toBeNull();
});

test('no order of another account, none while the list is under way, and at most twenty', () => {
  expect(whyNotMore(emptyList(''), 'default')).toBeNull();
  expect(whyNotMore(two, 'a2')).toBeNull();
  expect(whyNotMore(two, 'default')).toBe('The list is of account a2: send or clear it first');
  expect(whyNotMore({ ...two, phase: 'unknown' }, 'a2')).toBe('The list is under way');
  let full = emptyList('');
  for (let i = 0; i < 20; i += 1) full = withOrder(full, ticket(String(i)), 'a2');
  expect(whyNotMore(full, 'a2')).toBe('A list has at most 20 orders');
});

test('a refusal names the order that refused all, and the next try goes under new ids', () => {
  const error = refused(403, [
    { code: 'LIST_REFUSED', field: 'orders.0', message: 'another order of the list was refused' },
    { code: 'ORDER_SIZE_EXCEEDED', field: 'orders.1', message: 'Order size exceeds limit' },
    { code: 'CONCENTRATION_EXCEEDED', field: 'orders.1', message: 'Too much of MSFT' },
  ]);
  let n = 0;
  const after = afterListAnswer(two, error, () => String((n += 1)));
  expect(after.phase).toBe('editing');
  expect(after.orders.map(({ faults }) => faults)).toEqual([[], ['Order size exceeds limit', 'Too much of MSFT']]);
  expect([refusing(after), refusing(two)]).toEqual(['Order 2', null]);
  const [ok, bad] = after.orders;
  if (ok && bad) expect(refusing({ ...after, orders: [bad, ok, bad, bad] })).toBe('Orders 1, 3 and 4');
  expect(idsOf(after)).toEqual(['web-1', 'web-2']);
});

test('malformed or not judged, nothing was held: the same ids go again; without an answer only the very same list does', () => {
  const malformed = refused(400, [{ code: 'STRATEGY_UNKNOWN', field: 'orders.0.strategy', message: 't9 is not a strategy' }]);
  expect(afterListAnswer(two, malformed)).toMatchObject({
    phase: 'editing',
    orders: [
      { client_order_id: 'web-a', faults: ['strategy t9 is not a strategy'] },
      { client_order_id: 'web-b', faults: [] },
    ],
  });
  expect(idsOf(afterListAnswer(two, refused(503, [])))).toEqual(['web-a', 'web-b']);
  expect(afterListAnswer(two, new NoAnswerError('lost'))).toEqual({ ...two, phase: 'unknown' });
});

test('a list that is given up is there again under new ids, and nothing is said of its orders', () => {
  let n = 0;
  const again = givenUp({ ...two, phase: 'unknown' }, () => String((n += 1)));
  expect(again).toMatchObject({ phase: 'editing', orders: [{ faults: [] }, { faults: [] }] });
  expect(idsOf(again)).toEqual(['web-1', 'web-2']);
});

test('a reload keeps the list; one that was being sent is of unknown outcome; what is not ours is no list', () => {
  const kept = new Map<string, string>();
  const storage = {
    getItem: (name: string) => kept.get(name) ?? null,
    setItem: (name: string, text: string) => void kept.set(name, text),
  };
  expect(restoreList(storage)).toEqual(emptyList(''));
  keepList(storage, two);
  expect(restoreList(storage)).toEqual(two);
  keepList(storage, { ...two, phase: 'sending' });
  expect(restoreList(storage).phase).toBe('unknown');
  kept.set('breakwater.order-list', '{"orders": 4');
  expect(restoreList(storage)).toEqual(emptyList(''));
});
