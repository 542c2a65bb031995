import { GateWorld, dollars } from '#test/factories/gate-world.js';
import { checkAnswer } from '#contracts/answers.js';
import type { OrderDecided } from '#core/gate/event.js';
import type { ReservedState } from '#core/model/reserved-state.js';
import { presentState } from './present.js';

test('(13.3) what an order met is shown as it is described, and what single controls met stays out', () => {
  const world = GateWorld.open({
    max_order_to_trade: 50,
    max_day_orders: 1000,
    max_messages: 100,
    max_open_orders: 50,
    max_same_orders: 5,
  });
  world.submit();
  const { state } = world.log.findLast(({ type }) => type === 'ORDER_DECIDED') as OrderDecided;
  expect(state).toHaveProperty('tally');
  const more: Partial<ReservedState> = {
    ...{
      bid: dollars(100),
      ask: dollars(100.02),
      quote_age_us: 5,
      priced: {},
      shorts: {},
      broker: {},
      also: {},
      runs: 1,
      scopes: [],
    },
  };
  const shown = presentState({ ...state, ...more });
  expect(checkAnswer.shape.state.strict().parse(shown)).toEqual(shown);
  expect(shown).toMatchObject({
    check_price: 100,
    bid: 100,
    ask: 100.02,
    quote_age_us: 5,
    messages_in_window: 1,
    open_orders: 1,
  });
});
