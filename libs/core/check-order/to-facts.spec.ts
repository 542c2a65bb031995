import { configOf, dollars, GateWorld, units } from '#test/factories/gate-world.js';
import { FACTS } from '../controls/registry.js';
import { applicableLimits } from '../model/decision.js';
import type { Money } from '../model/money.js';
import type { ReservedState } from '../model/reserved-state.js';
import { FactOutOfRangeError, toFacts } from './to-facts.js';

const world = GateWorld.open();
world.fill(world.submit({ quantity: units(4) }).order, 4, 100);
world.quote('AAPL', 98, 98.02);
const answer = world.submit({ quantity: units(2), price: dollars(99) });
if (answer.kind !== 'decided') throw new Error('it is decided');
const { order, state } = answer;
const limits = applicableLimits(configOf(1), order);

test('every declared fact is there, each of its type, and nothing else', () => {
  const facts = toFacts(order, state, limits);
  expect(Object.keys(facts).sort()).toEqual(Object.keys(FACTS).sort());
  for (const [name, { type }] of Object.entries(FACTS)) expect([name, typeof (facts as never)[name]]).toEqual([name, type]);
});

test('they are the order and what it met, in dollars', () => {
  expect(toFacts(order, state, limits)).toMatchObject({
    ...{ symbol: 'AAPL', side: 'BUY', order_notional: 198, max_order_size: 1000, order_reducing: false, breaker_mode: 'none' },
    // 4 at 98.01, and 2 at 99 that may fill; bought at 100.
    ...{ symbol_exposure: 590.04, equity: 99_992.04, daily_loss: 7.96, orders_in_last_second: 2 },
  });
});

test.each([
  ['not whole', { notional: 0.5 }],
  ['not a number', { gross_exposure: Number.NaN }],
  ['more than compares exactly', { exposure_after: 8_000_000_000_000_001 }],
  ['a sum beyond it', { cash: 8_000_000_000_000_000, position_value: 1_000_000 }],
  ['a loss beyond it', { day_start_equity: 8_000_000_000_000_000, cash_moved: 1_000_000_000_000_000 }],
])('an amount that is %s is handed to no rule', (_, change: Partial<Record<keyof ReservedState, number>>) => {
  expect(() => toFacts(order, { ...state, ...(change as Record<string, Money>) }, limits)).toThrow(FactOutOfRangeError);
});
