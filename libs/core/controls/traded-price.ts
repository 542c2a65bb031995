import { type Money, mulDiv, mulDivUpTo, toDollars } from '../model/money.js';
import { hasLimit } from '../model/order.js';
import { codes, type Context, factsFrom, limits } from './declare.js';

/**
 * A price held against the last trade, and against the mean of the market's middle over some minutes: the second stops a price that our own orders walk away. A buy
 * above, a sale below by more than max(share, price_collar_min_width) is refused, on the way out too. Off until set.
 */
export const TITLE = 'Price against the last trade and the mean';

const PRICED = ['account', 'symbol', 'account/symbol', 'class', 'account/class'] as const;
const AVERAGED = ['symbol', 'class'] as const;

export const LIMITS = limits({
  last_trade_collar_bps: {
    wire: 'last_trade_collar_pct',
    unit: 'bps',
    min: 0,
    max: 100_000,
    default: null,
    nullable: true,
    tier: 'global',
    scopes: PRICED,
    words: 'Price collar, last trade',
    description: 'How far above the last trade a limit buy may be, or below it a limit sale; empty is off',
  },
  last_trade_max_age_seconds: {
    wire: 'last_trade_max_age_seconds',
    unit: 'seconds',
    min: 1,
    max: 86_400,
    default: 60,
    tier: 'global',
    scopes: PRICED,
    words: 'Last trade, at most',
    description: 'An older trade is none: the order is refused LAST_TRADE_UNAVAILABLE',
  },
  mean_collar_bps: {
    wire: 'mean_collar_pct',
    unit: 'bps',
    min: 0,
    max: 100_000,
    default: null,
    nullable: true,
    tier: 'global',
    scopes: AVERAGED,
    words: 'Price collar, mean',
    description: 'How far above the mean of the window a buy may be, or below it a sale; empty is off',
  },
  mean_collar_window_seconds: {
    wire: 'mean_collar_window_seconds',
    unit: 'seconds',
    min: 60,
    max: 3600,
    default: 300,
    tier: 'global',
    scopes: AVERAGED,
    words: 'Price collar, window of the mean',
    description:
      'One price of each second with a quote counts; it is kept in 60 parts, and looks back up to one part further. With fewer than 60 prices the previous close stands for the mean',
  },
});

/** How far beyond a reference a price is, and may be: doubled, and times the number of prices that the reference is the sum of. */
interface Beyond {
  broken: boolean;
  price: number;
  reference: number;
  beyond_pct: number;
  limit_pct: number;
}
/** Shares beyond this are shown as this. */
const SHOWN_MAX = 1_000_000;
const FREE: Beyond = { broken: false, price: 0, reference: 0, beyond_pct: 0, limit_pct: 0 };

function beyond({ order, limits: l }: Context, price: number, twiceSum: number, count: number, share: number | null): Beyond {
  if (share === null || count === 0 || twiceSum <= 0) return FREE;
  const moved = 2 * price * count - twiceSum;
  const through = order.side === 'BUY' ? moved : 0 - moved;
  const width = Math.max(mulDivUpTo(Number.MAX_SAFE_INTEGER, twiceSum, share, 10_000), 2 * l.price_collar_min_width * count);
  const pct = (part: number, rounding: 'up' | 'down') =>
    part > twiceSum * SHOWN_MAX ? SHOWN_MAX * 100 : mulDiv(part, 10_000, twiceSum, rounding) / 100;
  return {
    broken: through > width,
    price: toDollars(price as Money),
    reference: toDollars(Math.round(twiceSum / (2 * count)) as Money),
    beyond_pct: through > 0 ? pct(through, 'up') : 0,
    limit_pct: pct(width, 'down'),
  };
}

interface Figures {
  last: Beyond;
  mean: Beyond;
}

export function FIGURES(context: Context): Figures {
  const { order, state, limits: l } = context;
  const { last_trade, mean } = state.priced ?? {};
  const { price } = order;
  const limited = hasLimit(order.order_type) && price !== null;
  return {
    last: limited && last_trade !== undefined ? beyond(context, price, 2 * last_trade, 1, l.last_trade_collar_bps) : FREE,
    mean: mean ? beyond(context, limited ? price : state.check_price, mean.twice_sum, mean.count, l.mean_collar_bps) : FREE,
  };
}

export const FACTS = factsFrom(FIGURES, {
  off_last_trade: {
    ...{ type: 'boolean', unit: '', sample: false },
    meaning: 'A limit price too far beyond the last trade',
    of: (_, { last }) => last.broken,
  },
  last_trade_price: {
    ...{ type: 'number', unit: 'price', sample: 175 },
    meaning: 'The last trade (0 when it is not looked at)',
    of: (_, { last }) => last.reference,
  },
  last_trade_deviation_pct: {
    ...{ type: 'number', unit: 'percent', sample: 0 },
    meaning: 'The distance of the price beyond the last trade, as a share of it',
    of: (_, { last }) => last.beyond_pct,
  },
  last_trade_collar_pct: {
    ...{ type: 'number', unit: 'percent', sample: 10 },
    meaning: 'The share of the last trade that it may be beyond it',
    of: (_, { last }) => last.limit_pct,
  },
  off_mean: {
    ...{ type: 'boolean', unit: '', sample: false },
    meaning: 'A price too far beyond the mean of the window',
    of: (_, { mean }) => mean.broken,
  },
  price_held: {
    ...{ type: 'number', unit: 'price', sample: 175 },
    meaning: 'The price that is held against the mean: the limit, of a market order its check price',
    of: (_, { mean }) => mean.price,
  },
  mean_price: {
    ...{ type: 'number', unit: 'price', sample: 175 },
    meaning: 'The mean of the window (0 when it is not looked at)',
    of: (_, { mean }) => mean.reference,
  },
  mean_deviation_pct: {
    ...{ type: 'number', unit: 'percent', sample: 0 },
    meaning: 'The distance of the price beyond the mean, as a share of it',
    of: (_, { mean }) => mean.beyond_pct,
  },
  mean_collar_pct: {
    ...{ type: 'number', unit: 'percent', sample: 8 },
    meaning: 'The share of the mean that it may be beyond it',
    of: (_, { mean }) => mean.limit_pct,
  },
  mean_window_seconds: {
    ...{ type: 'number', unit: 'seconds', sample: 300 },
    meaning: 'Length of the window of the mean',
    of: ({ limits: l }) => l.mean_collar_window_seconds,
  },
});

export const CODES = codes({
  PRICE_OFF_LAST_TRADE: {
    status: 403,
    meaning: 'The limit price is too far beyond the last trade; closing orders are judged too',
    advice: 'look at the market and mend the price',
  },
  PRICE_COLLAR_WINDOW_BREACHED: {
    status: 403,
    meaning: 'The price is too far beyond the mean of the last minutes; closing orders are judged too',
    advice: 'wait until the mean has followed, or mend the price',
  },
});
