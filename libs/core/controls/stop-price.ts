import { type Money, mulDiv, toDollars } from '../model/money.js';
import { isStop } from '../model/order.js';
import { codes, type Context, factsFrom, limits } from './declare.js';

/**
 * A stop must wait: a buy above the ask, a sale below the bid, and not absurdly far from the market. The limit of a STOP_LIMIT must be reachable once its stop
 * is: a buy's at or above it, a sale's at or below it. Distances are doubled, as R may have half a micro-dollar.
 */
export const TITLE = 'Stop price';

const SCOPES = ['account', 'strategy', 'symbol', 'account/symbol', 'class', 'account/class'] as const;

export const LIMITS = limits({
  max_stop_distance_bps: {
    wire: 'max_stop_distance_pct',
    unit: 'bps',
    min: 0,
    max: 100_000,
    default: 5000,
    nullable: true,
    tier: 'global',
    scopes: SCOPES,
    words: 'Stop price, distance from the market',
    description: 'How far a stop price may be from the reference price; empty is off',
  },
});

interface Stop {
  triggers: boolean;
  crossed: boolean;
  distance_twice: number;
  width_twice: number;
}
const NONE: Stop = { triggers: false, crossed: false, distance_twice: 0, width_twice: 0 };

export function FIGURES({ order, state, limits: l }: Context): Stop {
  const { stop_price: stop, side, price } = order;
  if (!isStop(order.order_type) || stop === undefined) return NONE;
  const buy = side === 'BUY';
  const reference = state.reference_twice ?? 0;
  return {
    triggers: buy ? stop <= (state.ask ?? 0) : stop >= (state.bid ?? 0),
    crossed: order.order_type === 'STOP_LIMIT' && price !== null && (buy ? price < stop : price > stop),
    distance_twice: Math.abs(2 * stop - reference),
    width_twice: mulDiv(reference, l.max_stop_distance_bps ?? 0, 10_000),
  };
}

const dollars = (amount: number | undefined) => toDollars((amount ?? 0) as Money);

export const FACTS = factsFrom(FIGURES, {
  stop_price: {
    ...{ type: 'number', unit: 'price', sample: 0 },
    meaning: 'The stop price (0 when the order is no stop)',
    of: ({ order }) => dollars(order.stop_price),
  },
  stop_triggers: {
    ...{ type: 'boolean', unit: '', sample: false },
    meaning: 'The stop would trigger at once: a buy at or below the ask, a sale at or above the bid',
    of: (_, { triggers }) => triggers,
  },
  stop_limit_crossed: {
    ...{ type: 'boolean', unit: '', sample: false },
    meaning: 'The limit lies beyond the stop: a buy below it, a sale above it',
    of: (_, { crossed }) => crossed,
  },
  stop_bid: {
    ...{ type: 'number', unit: 'price', sample: 0 },
    meaning: 'The bid that a stop is held against (0 when the order is no stop)',
    of: ({ order, state }) => (isStop(order.order_type) ? dollars(state.bid) : 0),
  },
  stop_ask: {
    ...{ type: 'number', unit: 'price', sample: 0 },
    meaning: 'The ask that a stop is held against (0 when the order is no stop)',
    of: ({ order, state }) => (isStop(order.order_type) ? dollars(state.ask) : 0),
  },
  stop_distance: {
    ...{ type: 'number', unit: 'price', sample: 0 },
    meaning: 'The distance of the stop price from the reference price',
    of: (_, { distance_twice }) => dollars(distance_twice) / 2,
  },
  max_stop_distance: {
    ...{ type: 'number', unit: 'price', sample: 0 },
    meaning: 'The distance that is allowed (a share of the reference price)',
    of: (_, { width_twice }) => dollars(width_twice) / 2,
  },
});

export const CODES = codes({
  STOP_PRICE_INVALID: {
    status: 403,
    meaning:
      'The stop would trigger at once, is too far from the market, or its limit lies beyond it; closing orders are judged too',
    advice: 'look at the quote and mend the prices',
  },
});
