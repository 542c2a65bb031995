import { anOrder, reserved, verdict } from '#test/factories/log-events.js';
import type { Money } from '#core/model/money.js';
import { orderText, parseEntry, parseOrder, parseReservedState, reservedStateText, verdictText } from './log-codec.js';

test.each([
  ['a limit order', anOrder(1)],
  ['a market order without a price', anOrder(2, { order_type: 'MARKET', price: null, side: 'SELL', time_in_force: 'IOC' })],
  ['an order with the largest amounts', anOrder(3, { price: 999_999_999_999 as Money })],
])('%s reads back from its line as it was', (_, order) => {
  expect(parseOrder(orderText(order))).toEqual(order);
});

test('a line that lost a part is refused, not guessed at', () => {
  expect(() => parseOrder(orderText(anOrder(1)).replace(' DAY', ''))).toThrow('not 10');
});

test('a reserved state reads back from its line as it was', () => {
  const { state } = reserved(7);
  expect(parseReservedState(reservedStateText(state))).toEqual(state);
});

test('plain acceptances and verdicts with more to say read back from one entry', () => {
  const plain = verdict(anOrder(1), []);
  const swept = { ...verdict(anOrder(2), []), by: 'sweeper' as const };
  const entry = parseEntry(['1-0', ['t', 'DECIDE', 'a', verdictText(plain), 'j', `[${verdictText(swept)}]`]]);
  expect(entry).toMatchObject({ type: 'ORDER_DECIDED', verdicts: [plain, swept] });
});
