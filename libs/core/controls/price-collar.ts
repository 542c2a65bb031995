import { checksAreOn, type RiskLimits } from '../model/limits.js';
import { type Money, mulDiv, PRICE_MAX, toDollars } from '../model/money.js';
import { hasLimit, type OrderRequest } from '../model/order.js';
import { codes, type Context, factsFrom, limits } from './declare.js';

/**
 * A limit price too far from the market is a wrong price, on the way out too. `through`: a buy above or a sale below the reference price, which trades at
 * once; `away`: the other way, which rests. Refuses when |price - R| > max(share x R, min_width). R may have half a micro-dollar (the middle of a quote),
 * so every distance is kept doubled and stays whole; widths round down.
 */
export const TITLE = 'Price collar';

const COLLARED = ['account', 'firm', 'strategy', 'symbol', 'account/symbol', 'class', 'account/class'] as const;

export const LIMITS = limits({
  price_collar_through_bps: {
    wire: 'price_collar_through_pct',
    unit: 'bps',
    min: 0,
    max: 100_000,
    default: 1000,
    tier: 'global',
    scopes: COLLARED,
    nullable: true,
    words: 'Price collar, through the market',
    description: 'How far above the reference price a limit buy may be, or below it a limit sale; empty is off',
  },
  price_collar_away_bps: {
    wire: 'price_collar_away_pct',
    unit: 'bps',
    min: 0,
    max: 100_000,
    default: null,
    tier: 'global',
    scopes: COLLARED,
    nullable: true,
    words: 'Price collar, away from the market',
    description: 'How far below the reference price a limit buy may be, or above it a limit sale; empty is off',
  },
  price_collar_min_width: {
    wire: 'price_collar_min_width',
    unit: 'money',
    min: 0,
    max: PRICE_MAX,
    default: 50_000,
    tier: 'global',
    scopes: COLLARED,
    words: 'Price collar, least width',
    description: 'A limit price within this of the reference price passes in any case',
  },
});

interface Collar {
  holds: boolean;
  deviation_twice: number;
  width_twice: number;
}
const NONE: Collar = { holds: false, deviation_twice: 0, width_twice: 0 };

/** Whether an order can be judged only with a reference price: a limit order while the collar is on in either direction. */
export function needsReference(order: OrderRequest, l: RiskLimits, atUs: number): boolean {
  const on = l.price_collar_through_bps !== null || l.price_collar_away_bps !== null;
  return on && checksAreOn(l, atUs) && order.order_type === 'LIMIT';
}

/** Without a reference (a decision of an earlier build) there is no collar; look.ts lets no such order come this far today. */
export function FIGURES({ order, state, limits: l }: Context): Collar {
  const reference = collarTwice(order, state);
  if (!hasLimit(order.order_type) || order.price === null || reference <= 0) return NONE;
  const beyond = 2 * order.price - reference;
  const share = beyond > 0 === (order.side === 'BUY') ? l.price_collar_through_bps : l.price_collar_away_bps;
  if (share === null) return NONE;
  const width_twice = Math.max(mulDiv(reference, share, 10_000), 2 * l.price_collar_min_width);
  return { holds: true, deviation_twice: Math.abs(beyond), width_twice };
}

/** The limit of a STOP_LIMIT is held against its stop price. */
const collarTwice = (order: Context['order'], state: Context['state']): number =>
  order.order_type === 'STOP_LIMIT' ? 2 * (order.stop_price ?? 0) : referenceTwice(state);

const referenceTwice = ({ reference_twice }: Context['state']): number => reference_twice ?? 0;
/** Dollars of a doubled amount: prices end at a million dollars, where half a micro-dollar still makes another double. */
const halved = (twice: number): number => toDollars(twice as Money) / 2;

/** Shares of the reference price beyond this are shown as this: 100,000,000 %. */
const SHOWN_MAX = 1_000_000;

/** In percent with two decimals, for display. What was observed rounds up and the limit down, so a breach never shows two equal figures. */
function percent(twice: number, reference: number, rounding: 'up' | 'down'): number {
  if (reference <= 0) return 0;
  return twice > reference * SHOWN_MAX ? SHOWN_MAX * 100 : mulDiv(twice, 10_000, reference, rounding) / 100;
}

export const FACTS = factsFrom(FIGURES, {
  order_price: {
    type: 'number',
    unit: 'price',
    meaning: 'The price given with the order (0 when there is none)',
    sample: 175,
    of: ({ order }) => (order.price === null ? 0 : toDollars(order.price)),
  },
  reference_price: {
    type: 'number',
    unit: 'price',
    meaning:
      'The reference price (middle of the quote, else the last trade, else the mark; of a STOP_LIMIT its stop price; 0 when there is none)',
    sample: 175,
    of: ({ order, state }) => halved(collarTwice(order, state)),
  },
  price_collared: {
    type: 'boolean',
    unit: '',
    meaning: 'A price collar holds for the order (a limit order, on its side of the reference price)',
    sample: true,
    of: (_, { holds }) => holds,
  },
  price_deviation: {
    type: 'number',
    unit: 'price',
    meaning: 'The distance of its price from the reference price',
    sample: 0,
    of: (_, { deviation_twice }) => halved(deviation_twice),
  },
  max_price_deviation: {
    type: 'number',
    unit: 'price',
    meaning: 'The distance that the collar allows (a share of the reference price, or the least width)',
    sample: 17.5,
    of: (_, { width_twice }) => halved(width_twice),
  },
  price_deviation_pct: {
    type: 'number',
    unit: 'percent',
    meaning: 'The distance of the price from the reference price, as a share of it',
    sample: 0,
    of: ({ order, state }, { deviation_twice }) => percent(deviation_twice, collarTwice(order, state), 'up'),
  },
  price_collar_pct: {
    type: 'number',
    unit: 'percent',
    meaning: 'The share of the reference price that the collar allows',
    sample: 10,
    of: ({ order, state }, { width_twice }) => percent(width_twice, collarTwice(order, state), 'down'),
  },
});

export const CODES = codes({
  PRICE_COLLAR_BREACHED: {
    status: 403,
    meaning: 'The limit price is too far from the reference price; closing orders are judged too',
    advice: 'look at the quote and mend the price, or widen the collar',
  },
});
