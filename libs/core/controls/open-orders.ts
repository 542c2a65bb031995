import { MONEY_MAX, type Money, QUANTITY_MAX, toDollars, toUnits, type Quantity } from '../model/money.js';
import type { ScopeFigures } from '../model/reserved-state.js';
import { codes, type Context, factsFrom, limits } from './declare.js';
import { FIGURES as figures } from './exposure.js';

/** What is open and held, counted: orders, their dollars and units, positions, and the day's turnover with what is open. */
export const TITLE = 'Open orders, units, positions and turnover';

const OF_SYMBOL = ['symbol', 'account/symbol', 'strategy/symbol', 'firm/symbol'] as const;
const EVERYBODY = ['account', 'firm', 'strategy', 'user', 'symbol', 'account/symbol', 'strategy/symbol'] as const;

export const LIMITS = limits({
  max_open_orders: {
    wire: 'max_open_orders',
    unit: 'count',
    min: 0,
    max: 10_000_000,
    default: 1000,
    nullable: true,
    tier: 'global',
    scopes: EVERYBODY,
    words: 'Open orders',
    description: 'Orders that are open at once; empty is off',
  },
  open_orders_headroom: {
    wire: 'open_orders_headroom',
    unit: 'count',
    min: 0,
    max: 1_000_000,
    default: 10,
    tier: 'global',
    scopes: EVERYBODY,
    words: 'Open orders, more for closing',
    description: 'How many more open orders there may be when the order only closes',
  },
  max_open_notional: {
    wire: 'max_open_notional',
    unit: 'money',
    min: 0,
    max: MONEY_MAX,
    default: null,
    nullable: true,
    figures: true,
    tier: 'global',
    scopes: EVERYBODY,
    words: 'Open orders of one side, in dollars',
    description: 'What open orders of one side are worth at their check prices; empty is off',
  },
  max_long_quantity: {
    wire: 'max_long_quantity',
    unit: 'quantity',
    min: 0,
    max: QUANTITY_MAX,
    default: null,
    nullable: true,
    figures: true,
    tier: 'scoped',
    scopes: OF_SYMBOL,
    words: 'Long position in units',
    description: 'Position and open buys of one symbol, in units; empty is off',
  },
  max_short_quantity: {
    wire: 'max_short_quantity',
    unit: 'quantity',
    min: 0,
    max: QUANTITY_MAX,
    default: null,
    nullable: true,
    figures: true,
    tier: 'scoped',
    scopes: OF_SYMBOL,
    words: 'Short position in units',
    description: 'Short position and open sells of one symbol, in units; empty is off',
  },
  max_positions: {
    wire: 'max_positions',
    unit: 'count',
    measure: 'symbols',
    min: 0,
    max: 1_000_000,
    default: null,
    nullable: true,
    figures: true,
    tier: 'global',
    scopes: ['account', 'strategy'],
    words: 'Positions',
    description: 'Symbols that are held or have open orders; empty is off',
  },
  max_day_turnover: {
    wire: 'max_day_turnover',
    unit: 'money',
    min: 0,
    max: MONEY_MAX,
    default: null,
    nullable: true,
    figures: true,
    tier: 'global',
    scopes: ['account', 'firm', 'strategy', 'account/symbol', 'strategy/symbol', 'firm/symbol'],
    words: 'Turnover of the day',
    description: "The day's fills, buys and sells, and all open orders; empty is off",
  },
});

export const FIGURES = (context: Context): ScopeFigures => figures(context);

const dollars = (limit: Money | null | undefined) => toDollars(limit ?? (0 as Money));
const units = (amount: number | null | undefined) => toUnits((amount ?? 0) as Quantity);

export const FACTS = factsFrom(FIGURES, {
  open_orders: {
    ...{ type: 'number', unit: 'orders', sample: 1 },
    meaning: 'The number of open orders (this one included)',
    of: ({ state }) => state.open_orders ?? 0,
  },
  max_open_orders: {
    ...{ type: 'number', unit: 'orders', sample: 1000 },
    meaning: 'The limit of open orders, with the headroom when the order only closes',
    of: ({ state, limits: l }) => (l.max_open_orders ?? 0) + (state.reducing ? l.open_orders_headroom : 0),
  },
  open_notional: {
    ...{ type: 'number', unit: 'dollars', sample: 175 },
    meaning: "Open orders of the order's side at their check prices (this one included)",
    of: ({ order }, f) => toDollars(order.side === 'BUY' ? f.open_buys : f.open_sells),
  },
  max_open_notional: {
    ...{ type: 'number', unit: 'dollars', sample: 10_000 },
    meaning: 'The limit of open orders of one side (0 when it is off)',
    of: ({ limits: l }) => dollars(l.max_open_notional),
  },
  position_units: {
    ...{ type: 'number', unit: 'units', sample: 1 },
    meaning: "Position and open orders of the order's side, in units",
    of: ({ order }, f) => units(order.side === 'BUY' ? f.units_long : f.units_short),
  },
  units_limited: {
    ...{ type: 'boolean', unit: '', sample: true },
    meaning: "A limit of units holds for the order's side",
    of: ({ order, limits: l }) => ((order.side === 'BUY' ? l.max_long_quantity : l.max_short_quantity) ?? null) !== null,
  },
  max_position_units: {
    ...{ type: 'number', unit: 'units', sample: 1000 },
    meaning: "The limit of the order's side in units (0 when it is off)",
    of: ({ order, limits: l }) => units(order.side === 'BUY' ? l.max_long_quantity : l.max_short_quantity),
  },
  positions: {
    ...{ type: 'number', unit: 'orders', sample: 1 },
    meaning: 'The number of symbols that are held or have open orders, with this order',
    of: (_, f) => f.positions,
  },
  positions_raised: {
    ...{ type: 'boolean', unit: '', sample: true },
    meaning: 'The order adds a symbol',
    of: (_, f) => f.positions > f.positions_before,
  },
  max_positions: {
    ...{ type: 'number', unit: 'orders', sample: 10 },
    meaning: 'The limit of positions (0 when it is off)',
    of: ({ limits: l }) => l.max_positions ?? 0,
  },
  day_turnover: {
    ...{ type: 'number', unit: 'dollars', sample: 175 },
    meaning: "The day's fills and all open orders (this one included)",
    of: (_, f) => toDollars(f.turnover),
  },
  max_day_turnover: {
    ...{ type: 'number', unit: 'dollars', sample: 100_000 },
    meaning: "The limit of the day's turnover (0 when it is off)",
    of: ({ limits: l }) => dollars(l.max_day_turnover),
  },
});

export const CODES = codes({
  OPEN_ORDERS_EXCEEDED: {
    class: 'exposure',
    status: 403,
    meaning: 'Too many open orders',
    advice: 'cancel some, or wait for fills',
  },
  OPEN_NOTIONAL_EXCEEDED: {
    class: 'exposure',
    status: 403,
    meaning: 'Open orders of this side would be worth too much',
    advice: 'cancel some, or wait for fills',
  },
  POSITION_QUANTITY_EXCEEDED: {
    class: 'exposure',
    status: 403,
    meaning: 'The position would have too many units, with all open orders of this side',
    advice: 'cancel or close',
  },
  POSITION_COUNT_EXCEEDED: {
    class: 'exposure',
    status: 403,
    meaning: 'Too many symbols would be held or open',
    advice: 'close one first',
  },
  DAY_TURNOVER_EXCEEDED: {
    class: 'exposure',
    status: 403,
    meaning: "The day's fills and open orders would be over the limit of turnover",
    advice: 'wait for the next day; closing orders pass',
  },
});
