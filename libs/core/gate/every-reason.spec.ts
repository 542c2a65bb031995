import { dollars, GateWorld, units } from '#test/factories/gate-world.js';
import type { RiskConfig, RiskLimits } from '../model/limits.js';
import { RULE_REASON_CODES, type RuleReasonCode } from '../model/reason-codes.js';
import { EMPTY_INSTRUMENT, type Instrument } from '../model/reference.js';

type Fields = Parameters<GateWorld['submit']>[0];
interface Setting {
  limits?: Partial<RiskLimits>;
  instrument?: Partial<Instrument>;
  config?: Partial<RiskConfig>;
  /** Limits of AAPL. */
  own?: Partial<RiskConfig['symbols'][string]>;
  before?: (world: GateWorld) => void;
  order?: Fields;
  /** The order comes in a list, before one of 200 dollars. */
  list?: true;
}

const WIDE: Partial<RiskLimits> = {
  ...{ max_order_size: dollars(1e6), max_position_size: dollars(1e6), max_portfolio_concentration_bps: 100_000 },
  ...{ max_leverage_hundredths: 10_000, daily_loss_limit: dollars(50_000) },
};
const scoped = (scope: string, values: Record<string, number | string>): Partial<RiskConfig> => ({ scoped: { [scope]: values } });
const BY = { actor: 'dev', reason: 'x', source: 'api' } as const;
function hold(world: GateWorld, quantity: number, price = 100): void {
  const { order } = world.submit({ quantity: units(quantity), price: dollars(price) });
  world.fill(order, quantity, price);
}
const shares = (n: number): Fields => ({ quantity: units(n) });
const open = (world: GateWorld) => void world.submit(shares(1));

/** How a request meets each reason: a setting, what came before, and the order. The compiler names a code that is forgotten. */
const WAYS: Record<RuleReasonCode, Setting> = {
  CIRCUIT_BREAKER_OPEN: {
    before: (world) => world.ask({ kind: 'trip', scope: 'firm', mode: 'halt', expires_in_ms: null, cancel_orders: false, ...BY }),
  },
  ACCOUNT_LOCKED: { before: (world) => world.ask({ kind: 'lock', scope: 'account:default', ...BY }) },
  IDENTITY_MISSING: { limits: { require_strategy: 'yes' } },
  STRATEGY_NOT_PERMITTED: { config: { strategies: { t1: { accounts: ['other'], symbols: null } } }, order: { strategy: 't1' } },
  INSTRUMENT_RESTRICTED: {
    config: { restricted: { one: { symbol: 'AAPL', scope: 'firm', mode: 'no_trade', from_us: 0, until_us: null, reason: '' } } },
  },
  MARKET_HALTED: { before: (world) => world.ask({ kind: 'halt', scope: 'firm', halted: true, until_ms: null, ...BY }) },
  SYMBOL_HALTED: { before: (world) => world.ask({ kind: 'halt', scope: 'symbol:AAPL', halted: true, until_ms: null, ...BY }) },
  // The tests' clock stands on 2026-11-25 at 04:46 in New York.
  MARKET_CLOSED: { instrument: { calendar: 'XNYS' } },
  EXTENDED_HOURS_NOT_ALLOWED: { instrument: { calendar: 'XNYS' }, limits: { extended_hours: 'allowed' } },
  FLAT_BY_CLOSE: { instrument: { calendar: 'XNYS' }, limits: { flat_by_close_minutes: 1_000 } },
  TIME_OF_DAY_RESTRICTED: {
    config: {
      windows: {
        all: {
          scope: 'firm',
          anchor: 'open',
          from_minutes: -600,
          to_minutes: 600,
          mode: 'reduce_only',
          limits: [],
          factor_bps: 0,
        },
      },
    },
  },
  DAILY_LOSS_LIMIT_REACHED: {
    limits: { daily_loss_limit: dollars(5) },
    before: (world) => {
      hold(world, 10);
      world.quote('AAPL', 99, 99);
    },
  },
  REPEATED_EXECUTION_TRIPPED: {
    config: scoped('strategy:t1', { max_repeated_executions: 1 }),
    before: (world) => void world.submit({ strategy: 't1' }),
    order: { strategy: 't1' },
  },
  CURRENCY_UNSUPPORTED: { instrument: { currency: 'EUR' } },
  FX_RATE_STALE: {
    instrument: { currency: 'EUR' },
    before: (world) => {
      world.quote('EURUSD', 1.1, 1.1);
      world.pass(61);
      for (const symbol of ['AAPL', 'SPY', 'TSLA']) world.quote(symbol, 100, 100);
      world.tick();
    },
  },
  QUANTITY_STEP_INVALID: { instrument: { step: units(1) }, order: shares(1.5) },
  QUANTITY_BELOW_MIN: { instrument: { min_quantity: units(2) } },
  QUANTITY_ABOVE_MAX: { instrument: { max_quantity: units(2) }, order: shares(3) },
  NOTIONAL_BELOW_MIN: { instrument: { min_notional: dollars(1000) } },
  PRICE_TICK_INVALID: { instrument: { ticks: [{ from: dollars(0), tick: dollars(0.03) }] } },
  PRICE_OUT_OF_RANGE: { instrument: { min_price: dollars(101) } },
  ORDER_SIZE_EXCEEDED: { limits: { max_order_size: dollars(99) } },
  ORDER_ABOVE_ADV: {
    limits: { max_order_adv_bps: 1 },
    instrument: { average_volume: units(100), volume_as_of: '2026-11-24' },
  },
  PRICE_COLLAR_BREACHED: { limits: { price_collar_through_bps: 100 }, order: { price: dollars(110) } },
  PRICE_OUTSIDE_BAND: { instrument: { upper_band: dollars(99) } },
  SPREAD_TOO_WIDE: { limits: { max_spread_bps: 0 }, order: { order_type: 'MARKET', price: null } },
  QUOTE_STALE: {
    limits: { max_quote_age_seconds: 1 },
    before: (world) => {
      world.pass(5);
      world.quote('SPY', 100, 100);
      world.tick();
    },
  },
  SHORT_NOT_ALLOWED: { limits: { short_selling: 'refused' }, order: { side: 'SELL' } },
  POSITION_INSUFFICIENT: { limits: { account_type: 'cash' }, order: { side: 'SELL' } },
  BORROW_UNAVAILABLE: {
    limits: { hard_to_borrow: 'refused' },
    instrument: { borrow: 'hard', borrow_as_of_us: 1_795_600_000_000_000 },
    order: { side: 'SELL' },
  },
  POSITION_FLIP_NOT_ALLOWED: {
    limits: { position_flip: 'refused' },
    before: (world) => hold(world, 1),
    order: { side: 'SELL', ...shares(2) },
  },
  POSITION_LIMIT_EXCEEDED: { limits: { max_position_size: dollars(99) } },
  SYMBOL_POSITION_LIMIT_EXCEEDED: { own: { max_position: dollars(99) } },
  POSITION_QUANTITY_EXCEEDED: { config: scoped('symbol:AAPL', { max_long_quantity: 0 }) },
  LONG_EXPOSURE_EXCEEDED: { limits: { max_long_exposure: dollars(99) } },
  SHORT_EXPOSURE_EXCEEDED: { limits: { max_short_exposure: dollars(99) }, order: { side: 'SELL' } },
  GROSS_EXPOSURE_EXCEEDED: { limits: { max_gross_exposure: dollars(99) } },
  NET_EXPOSURE_EXCEEDED: { limits: { max_net_exposure: dollars(99) } },
  SECTOR_EXPOSURE_EXCEEDED: {
    instrument: { sector: 'energy' },
    config: scoped('account:default/sector:energy', { max_sector_exposure: dollars(99) }),
  },
  SECTOR_CONCENTRATION_EXCEEDED: {
    instrument: { sector: 'energy' },
    config: scoped('account:default/sector:energy', { max_sector_concentration_bps: 1 }),
  },
  OPEN_ORDERS_EXCEEDED: { limits: { max_open_orders: 1 }, before: open },
  OPEN_NOTIONAL_EXCEEDED: { limits: { max_open_notional: dollars(150) }, before: open },
  POSITION_COUNT_EXCEEDED: { limits: { max_positions: 0 } },
  DAY_TURNOVER_EXCEEDED: { limits: { max_day_turnover: dollars(99) } },
  CONCENTRATION_EXCEEDED: { limits: { max_portfolio_concentration_bps: 1 } },
  SYMBOL_CONCENTRATION_EXCEEDED: { own: { max_concentration_bps: 1 } },
  LEVERAGE_EXCEEDED: { limits: { max_leverage_hundredths: 0 } },
  MARGIN_INSUFFICIENT: { order: shares(2500) },
  FUNDS_INSUFFICIENT: { limits: { account_type: 'cash' }, order: shares(1001) },
  NET_LEVERAGE_EXCEEDED: { limits: { max_net_leverage_hundredths: 0 } },
  DUPLICATE_ORDER: { limits: { max_same_orders: 1 }, before: open },
  RATE_LIMIT_EXCEEDED: { limits: { max_orders_per_second: 1 }, before: open },
  RATE_BURST_EXCEEDED: { limits: { max_orders_per_burst: 1 }, before: open },
  GOOD_TILL_INVALID: { order: { time_in_force: 'GTD', good_till: 1 } },
  ORDER_TYPE_NOT_ALLOWED: { instrument: { order_types: ['MARKET'] } },
  TIME_IN_FORCE_NOT_ALLOWED: { instrument: { times_in_force: ['GTC'] } },
  REDUCE_ONLY_VIOLATED: { order: { reduce_only: true } },
  STOP_PRICE_INVALID: { order: { order_type: 'STOP', price: null, stop_price: dollars(99) } },
  LIST_REFUSED: { list: true, limits: { max_order_size: dollars(150) } },
  USER_NOT_PERMITTED: {
    config: {
      users: {
        ann: {
          ...{ accounts: null, strategies: null, symbols: ['SPY'], classes: null, order_types: null },
          ...{ short: true, extended_hours: true, close_only: false },
        },
      },
    },
    order: { user: 'ann' },
  },
  INSTRUMENT_NOT_ALLOWED: { config: { allowed: { firm: { symbols: ['SPY'] } } } },
  SELF_TRADE_PREVENTED: { limits: { self_trade: 'refuse_new' }, before: open, order: { side: 'SELL' } },
  OPPOSITE_ORDER_OPEN: {
    limits: { self_trade: 'venue' },
    before: open,
    order: { side: 'SELL', order_type: 'MARKET', price: null },
  },
  ORDER_TO_TRADE_EXCEEDED: { limits: { max_order_to_trade: 1, order_to_trade_min_messages: 1 }, before: open },
  DAY_ORDERS_EXCEEDED: { limits: { max_day_orders: 1 }, before: open },
  ORDER_ABOVE_OWN_AVERAGE: {
    limits: { max_order_to_average_hundredths: 100, average_min_samples: 1, average_floor: dollars(0) },
    before: open,
    order: shares(2),
  },
  PRICE_OFF_LAST_TRADE: {
    limits: { last_trade_collar_bps: 100, last_trade_max_age_seconds: 3600 },
    before: (world) => {
      const order = world.order();
      const { order_id, account, symbol, side } = order;
      const report = {
        order_id,
        account,
        symbol,
        side,
        broker_order_id: 'b',
        execution_id: 'x',
        reason: '',
        kind: 'FILL',
      } as const;
      const amounts = {
        quantity: units(1),
        price: dollars(50),
        fee: dollars(0),
        sequence: 1,
        executed_at_ms: world.nowUs / 1000,
      };
      world.ask({ kind: 'book', day: '2026-11-25', previous: 0, report: { ...report, ...amounts } });
    },
  },
  PRICE_COLLAR_WINDOW_BREACHED: {
    limits: { mean_collar_bps: 100 },
    instrument: { previous_close: dollars(50) },
  },
  SHORT_PRICE_RESTRICTED: { instrument: { short_restricted_until: '2026-11-25' }, order: { side: 'SELL' } },
  LOCATE_INSUFFICIENT: { limits: { short_locate: 'required' }, order: { side: 'SELL' } },
  BROKER_CREDIT_EXCEEDED: { config: scoped('firm', { broker_credit_line: dollars(99) }) },
  BROKER_RATE_EXHAUSTED: { config: scoped('firm', { broker_messages_per_minute: 20 }) },
  EQUITY_BELOW_MINIMUM: { limits: { min_equity: dollars(1e6) }, order: { side: 'SELL' } },
  POSITION_ABOVE_ADV: {
    config: scoped('symbol:AAPL', { max_position_adv_bps: 1 }),
    instrument: { average_volume: units(100), volume_as_of: '2026-11-24' },
  },
  MESSAGE_RATE_EXCEEDED: { limits: { max_messages: 1 }, before: open },
};

function worldOf({ limits, instrument, config, own }: Setting): GateWorld {
  const world = GateWorld.open({ ...WIDE, ...limits });
  const wide = { max_position: dollars(1e6), max_concentration_bps: 100_000 };
  const symbols = { AAPL: { ...wide, ...own }, SPY: wide, TSLA: wide };
  world.change({ symbols, instruments: { AAPL: { ...EMPTY_INSTRUMENT, ...instrument } }, ...config });
  return world;
}

test.each(RULE_REASON_CODES)('a request can meet %s', (code) => {
  const way = WAYS[code];
  const world = worldOf(way);
  way.before?.(world);
  const codes = way.list ? codesOfList(world) : codesOf(world, way);
  expect(codes).toContain(code);
});

function codesOf(world: GateWorld, { order }: Setting): string[] {
  const answer = world.submit({ price: dollars(100), ...order });
  expect(answer).toMatchObject({ kind: 'decided', accepted: false });
  return answer.kind === 'decided' ? answer.violations.map((one) => one.code) : [];
}

function codesOfList(world: GateWorld): string[] {
  const orders = [1, 2].map((n) => world.order({ price: dollars(100), ...shares(n), list_id: 'lst_1' }));
  const answer = world.ask({ kind: 'submit_list', orders });
  expect(answer).toMatchObject({ kind: 'decided', accepted: false });
  return answer.kind === 'decided' ? answer.decisions.flatMap(({ violations }) => violations.map((one) => one.code)) : [];
}
