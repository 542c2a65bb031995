import { MONEY_MAX, type Money, toDollars } from '../model/money.js';
import type { TallyMet } from '../model/reserved-state.js';
import { codes, type Context, factsFrom, limits } from './declare.js';

/**
 * How much a program sends for what it trades: messages for each fill, orders of the day (of its cancels and amendments too many are an alert, and nothing is refused), and an order beside those before it. Off until set. Messages are orders,
 * amendments and cancels, refused ones too; cancels always pass.
 */
export const TITLE = 'Messages for each fill, orders of the day, own average';

const TRADED = ['account', 'firm', 'strategy', 'symbol', 'account/symbol'] as const;
const AVERAGED = ['account', 'symbol', 'account/symbol', 'strategy/symbol'] as const;

export const LIMITS = limits({
  max_order_to_trade: {
    wire: 'max_order_to_trade',
    unit: 'count',
    measure: 'messages for each fill',
    min: 1,
    max: 1_000_000,
    default: null,
    nullable: true,
    tier: 'global',
    scopes: TRADED,
    words: 'Messages for each fill',
    description: 'Orders, amendments and cancels for each fill in the window; empty is off',
  },
  order_to_trade_window_seconds: {
    wire: 'order_to_trade_window_seconds',
    unit: 'seconds',
    min: 1,
    max: 3600,
    default: 60,
    tier: 'global',
    scopes: TRADED,
    words: 'Messages for each fill, window',
    description: 'Length of the window; it is kept in 60 parts, and looks back up to one part further',
  },
  order_to_trade_min_messages: {
    wire: 'order_to_trade_min_messages',
    unit: 'count',
    measure: 'messages',
    min: 1,
    max: 1_000_000,
    default: 200,
    tier: 'global',
    scopes: TRADED,
    words: 'Messages for each fill, from',
    description: 'With fewer messages in the window nothing is judged',
  },
  max_day_orders: {
    wire: 'max_day_orders',
    unit: 'count',
    min: 1,
    max: 100_000_000,
    default: null,
    nullable: true,
    tier: 'global',
    scopes: ['account', 'firm', 'strategy', 'user', 'symbol', 'account/symbol'],
    words: 'Orders of the day',
    description: "Orders that are let through on the exchange's day; closing orders pass; empty is off",
  },
  max_day_cancels: {
    wire: 'max_day_cancels',
    unit: 'count',
    measure: 'cancels',
    min: 1,
    max: 100_000_000,
    default: null,
    nullable: true,
    tier: 'global',
    scopes: ['account', 'firm', 'strategy', 'user', 'symbol', 'account/symbol'],
    words: 'Cancels of the day',
    description:
      "Cancels that are asked for on the exchange's day; the first one beyond it is an alert, and all pass; empty is off",
  },
  max_day_amendments: {
    wire: 'max_day_amendments',
    unit: 'count',
    measure: 'amendments',
    min: 1,
    max: 100_000_000,
    default: null,
    nullable: true,
    tier: 'global',
    scopes: ['account', 'firm', 'strategy', 'user', 'symbol', 'account/symbol'],
    words: 'Amendments of the day',
    description:
      "Amendments on the exchange's day, refused ones included; the first one beyond it is an alert, and all pass; empty is off",
  },
  max_order_to_average_hundredths: {
    wire: 'max_order_to_average',
    unit: 'hundredths',
    measure: 'times the average',
    min: 1,
    max: 100_000,
    default: null,
    nullable: true,
    tier: 'global',
    scopes: AVERAGED,
    words: 'An order, times the own average',
    description: 'How many times the average of the last 20 orders in the symbol one order may be; empty is off',
  },
  average_min_samples: {
    wire: 'average_min_samples',
    unit: 'count',
    min: 1,
    max: 20,
    default: 10,
    tier: 'global',
    scopes: AVERAGED,
    words: 'Own average, from orders',
    description: 'With fewer orders before it nothing is judged',
  },
  average_floor: {
    wire: 'average_floor',
    unit: 'money',
    min: 0,
    max: MONEY_MAX,
    default: 1_000_000_000,
    tier: 'global',
    scopes: AVERAGED,
    words: 'Own average, floor',
    description: 'An order worth no more than this passes whatever the average is',
  },
});

const NONE: TallyMet = { messages: 0, fills: 0, orders: 0, sizes: [] };
export const FIGURES = ({ state }: Context): TallyMet => state.tally ?? NONE;

const sumOf = (sizes: readonly number[]): bigint => sizes.reduce((sum, one) => sum + BigInt(one), 0n);

/** X x n > k x sum, as X against the largest whole X that is not. In plain numbers as long as they are exact: ten times as fast. */
function mostByAverage({ limits: l }: Context, sizes: readonly number[]): number {
  const times = l.max_order_to_average_hundredths ?? 0;
  if (sizes.length === 0) return 0;
  let sum = 0;
  for (let i = 0; i < sizes.length; i += 1) sum += sizes[i] as number;
  const product = sum * times;
  const parts = 100 * sizes.length;
  if (product >= 0 && product <= Number.MAX_SAFE_INTEGER) return Math.min((product - (product % parts)) / parts, MONEY_MAX);
  const most = (sumOf(sizes) * BigInt(times)) / (100n * BigInt(sizes.length));
  return Number(most > BigInt(MONEY_MAX) ? BigInt(MONEY_MAX) : most);
}

export const FACTS = factsFrom(FIGURES, {
  order_messages: {
    ...{ type: 'number', unit: 'orders', sample: 1 },
    meaning: 'The number of orders, amendments and cancels in the window (this one and refused ones included)',
    of: (_, { messages }) => messages,
  },
  order_to_trade_judged: {
    ...{ type: 'boolean', unit: '', sample: true },
    meaning: 'There are enough messages in the window to judge them by their fills',
    of: ({ limits: l }, { messages }) => l.max_order_to_trade !== null && messages >= l.order_to_trade_min_messages,
  },
  fills_counted: {
    ...{ type: 'number', unit: 'orders', sample: 1 },
    meaning: 'The number of fills in the window (at least 1)',
    of: (_, { fills }) => Math.max(1, fills),
  },
  max_order_to_trade: {
    ...{ type: 'number', unit: 'orders', sample: 100 },
    meaning: 'How many messages there may be for each fill (0 when it is off)',
    of: ({ limits: l }) => l.max_order_to_trade ?? 0,
  },
  max_order_messages: {
    ...{ type: 'number', unit: 'orders', sample: 100 },
    meaning: 'How many messages there may be for the fills in the window (0 when it is off)',
    of: ({ limits: l }, { fills }) => (l.max_order_to_trade ?? 0) * Math.max(1, fills),
  },
  day_orders: {
    ...{ type: 'number', unit: 'orders', sample: 1 },
    meaning: 'The number of orders that were let through today (this one included)',
    of: (_, { orders }) => orders,
  },
  max_day_orders: {
    ...{ type: 'number', unit: 'orders', sample: 1000 },
    meaning: 'The limit of orders of the day (0 when it is off)',
    of: ({ limits: l }) => l.max_day_orders ?? 0,
  },
  average_judged: {
    ...{ type: 'boolean', unit: '', sample: true },
    meaning: 'There are enough orders before it to judge the order by their average, and it is worth more than the floor',
    of: ({ limits: l, notional }, { sizes }) =>
      l.max_order_to_average_hundredths !== null && sizes.length >= l.average_min_samples && notional > l.average_floor,
  },
  average_order_size: {
    ...{ type: 'number', unit: 'dollars', sample: 175 },
    meaning: 'What the orders before it were worth on average (0 when there are none)',
    of: (_, { sizes }) => (sizes.length === 0 ? 0 : toDollars(Number(sumOf(sizes) / BigInt(sizes.length)) as Money)),
  },
  max_order_to_average: {
    ...{ type: 'number', unit: 'ratio', sample: 5 },
    meaning: 'How many times that one order may be worth (0 when it is off)',
    of: ({ limits: l }) => (l.max_order_to_average_hundredths ?? 0) / 100,
  },
  max_order_by_average: {
    ...{ type: 'number', unit: 'dollars', sample: 1000 },
    meaning: 'What one order may be worth by that average (rounded down)',
    of: (context, { sizes }) => toDollars(mostByAverage(context, sizes) as Money),
  },
});

export const CODES = codes({
  ORDER_TO_TRADE_EXCEEDED: {
    status: 429,
    meaning: 'Too many orders, amendments and cancels for the fills in the window; cancels still pass',
    advice: 'wait until the window has passed, and send less for each fill',
  },
  DAY_ORDERS_EXCEEDED: {
    status: 429,
    meaning: 'As many orders were let through today as may be; closing orders pass',
    advice: 'wait for the next trading day, or raise the limit',
  },
  ORDER_ABOVE_OWN_AVERAGE: {
    status: 403,
    meaning: 'One order is worth many times what the last ones in the symbol were',
    advice: 'look whether the size is meant; send smaller orders',
  },
});
