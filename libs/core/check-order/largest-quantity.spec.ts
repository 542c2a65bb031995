import type { RiskConfig } from '../model/limits.js';
import { type Money, notional, QUANTITY_ONE, type Quantity } from '../model/money.js';
import type { Order } from '../model/order.js';
import type { ReservedState } from '../model/reserved-state.js';
import type { RuleEvaluator } from '../ports/rule-evaluator.js';
import type { Violation } from '../model/violation.js';
import { largestQuantity } from './largest-quantity.js';

const dollars = (value: number) => (value * 1e6) as Money;
const units = (value: number) => (value * QUANTITY_ONE) as Quantity;

const config: RiskConfig = {
  version: 1,
  limits: {
    max_position_size: dollars(10_000),
    max_order_size: dollars(1000),
    daily_loss_limit: dollars(5000),
    daily_loss_mode: 'halt',
    daily_loss_on_trip: 'cancel_opening_orders',
    max_portfolio_concentration_bps: 2500,
    max_leverage_hundredths: 200,
    max_orders_per_second: 10,
    max_orders_per_burst: 100,
    burst_window_seconds: 10,
    max_messages: null,
    message_window_seconds: 1,
    price_collar_through_bps: null,
    price_collar_away_bps: null,
    price_collar_min_width: dollars(0.05),
    enabled: true,
  },
  symbols: { AAPL: { max_position: dollars(5000), max_concentration_bps: 2000 } },
  rules_hash: 'h',
};
const violation: Violation = {
  rule_id: 'R',
  rule_version: 1,
  code: 'ORDER_SIZE_EXCEEDED',
  severity: 'WARNING',
  message: '',
  observed: 0,
  limit: 0,
};
/** The size of the order and the symbol's own limit, as rules/ has them; a reduce-only breaker besides. */
const rules: RuleEvaluator = {
  hash: 'h',
  evaluate: (facts) =>
    facts.order_notional > facts.max_order_size ||
    (facts.exposure_raised && facts.symbol_exposure > facts.symbol_max_position) ||
    (facts.breaker_mode === 'reduce_only' && !facts.order_reducing)
      ? [violation]
      : [],
};

function ordered(
  quantity: number,
  price: number,
  side: 'BUY' | 'SELL',
  before: { held?: number; openSells?: number; mode?: 'reduce_only' } = {},
) {
  const { held = 0, openSells = 0, mode } = before;
  const order: Order = {
    order_id: 'ord_1',
    decision_id: 'dec_1',
    client_order_id: 'c',
    account: 'default',
    symbol: 'AAPL',
    side,
    quantity: units(quantity),
    price: dollars(price),
    order_type: 'LIMIT',
    time_in_force: 'DAY',
  };
  const value = dollars(held * price);
  const worth = notional(units(quantity), dollars(price), 'up');
  const sells = dollars(openSells);
  const exposureBefore = Math.max(value, sells - value, 0) as Money;
  const after = Math.max(value + (side === 'BUY' ? worth : 0), sells + (side === 'SELL' ? worth : 0) - value, 0) as Money;
  const state: ReservedState = {
    config_version: 1,
    at_us: 1,
    check_price: dollars(price),
    notional: worth,
    cash: dollars(100_000),
    position_value: value,
    gross_exposure: after,
    day_start_equity: (dollars(100_000) + value) as Money,
    cash_moved: dollars(0),
    quantity: units(held),
    value,
    open_buys: dollars(0),
    open_sells: sells,
    exposure_before: exposureBefore,
    exposure_after: after,
    reducing: side === 'SELL' && held > 0 && quantity <= held,
    orders_in_last_second: 1,
    orders_in_burst_window: 1,
    breaker_mode: mode ?? 'none',
    breaker_scope: mode ? 'firm' : '',
  };
  return { order, state };
}
const largest = ({ order, state }: ReturnType<typeof ordered>) => largestQuantity(order, state, config, rules) / QUANTITY_ONE;

test('the size of one order bounds it, whether the asked quantity passes or not', () => {
  expect(largest(ordered(100, 175, 'BUY'))).toBe(5);
  expect(largest(ordered(1, 175, 'BUY'))).toBe(5);
});

test('exactly at the limit still passes', () => {
  expect(largest(ordered(1, 100, 'BUY'))).toBe(10);
});

test('what is held and working counts against the limit of the symbol', () => {
  expect(largest(ordered(1, 100, 'BUY', { held: 45 }))).toBe(5);
});

test('no quantity passes where one unit is too much', () => {
  expect(largest(ordered(1, 1001, 'BUY'))).toBe(0);
});

test('with a reduce-only breaker as much as closes', () => {
  expect(largest(ordered(3, 100, 'SELL', { held: 4, mode: 'reduce_only' }))).toBe(4);
  expect(largest(ordered(9, 100, 'SELL', { held: 4, mode: 'reduce_only' }))).toBe(4);
  expect(largest(ordered(1, 100, 'BUY', { held: 4, mode: 'reduce_only' }))).toBe(0);
});

test('other closing orders make it err downwards, to the quantity that was asked at most', () => {
  expect(largest(ordered(2, 100, 'SELL', { held: 4, openSells: 100, mode: 'reduce_only' }))).toBe(2);
});
