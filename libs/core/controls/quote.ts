import { mulDivUpTo, toDollars } from '../model/money.js';
import type { Money } from '../model/money.js';
import { codes, type Context, facts, limits } from './declare.js';

/** What the market looks like at the moment: how far apart bid and ask are, and how old the quote is. Off until set. */
export const TITLE = 'Quote';

const SCOPES = ['account', 'strategy', 'symbol', 'account/symbol', 'class', 'account/class'] as const;

export const LIMITS = limits({
  max_spread_bps: {
    wire: 'max_spread_pct',
    unit: 'bps',
    min: 0,
    max: 100_000,
    default: null,
    nullable: true,
    tier: 'global',
    scopes: SCOPES,
    words: 'Spread for market orders',
    description: 'How far apart bid and ask may be for a market order, of their middle; empty is off',
  },
  mark_max_spread_bps: {
    wire: 'mark_max_spread_pct',
    unit: 'bps',
    min: 1,
    max: 20_000,
    default: 1000,
    nullable: true,
    tier: 'global',
    words: 'Spread beyond which a quote is no mark',
    description:
      'A quote whose bid and ask are further apart, of their middle, values no position and is no reference price: the mark before it stays, and is stale after 15 s; empty takes every quote',
  },
  max_quote_age_seconds: {
    wire: 'max_quote_age_seconds',
    unit: 'seconds',
    min: 1,
    max: 15,
    default: null,
    nullable: true,
    tier: 'global',
    scopes: SCOPES,
    words: 'Age of the quote',
    description: 'How old the quote may be for any order; a market order never takes one older than 15 s; empty is off',
  },
});

/** Whether spread and age are held against the order: no limit of them is on, or the order met none (an earlier build). */
const isMarket = ({ order }: Context) => order.order_type === 'MARKET' || order.order_type === 'STOP';

export const FACTS = facts({
  market_order: {
    ...{ type: 'boolean', unit: '', sample: false },
    meaning: 'It is a market order, or a stop that becomes one',
    of: isMarket,
  },
  quote_spread: {
    ...{ type: 'number', unit: 'price', sample: 0.02 },
    meaning: 'The distance of bid and ask (0 when it was not looked at)',
    of: ({ state }) => toDollars(((state.ask ?? 0) - (state.bid ?? 0)) as Money),
  },
  max_quote_spread: {
    ...{ type: 'number', unit: 'price', sample: 1.75 },
    meaning: 'The distance that is allowed (a share of their middle, rounded down)',
    of: ({ state, limits: l }) => {
      const twice = (state.ask ?? 0) + (state.bid ?? 0);
      return toDollars(mulDivUpTo(Number.MAX_SAFE_INTEGER, twice, l.max_spread_bps ?? 0, 20_000) as Money);
    },
  },
  quote_age_seconds: {
    ...{ type: 'number', unit: 'seconds', sample: 0.5 },
    meaning: 'The age of the quote',
    of: ({ state }) => (state.quote_age_us ?? 0) / 1e6,
  },
  max_quote_age_seconds: {
    ...{ type: 'number', unit: 'seconds', sample: 2 },
    meaning: 'The limit of the age of the quote (0 when it is off)',
    of: ({ limits: l }) => l.max_quote_age_seconds ?? 0,
  },
});

export const CODES = codes({
  SPREAD_TOO_WIDE: {
    status: 403,
    meaning: 'Bid and ask are too far apart for a market order',
    advice: 'send a limit order, or wait',
  },
  QUOTE_STALE: { status: 403, meaning: 'The quote is too old', advice: 'wait for a new quote, or look why none comes' },
});
