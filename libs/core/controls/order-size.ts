import { MONEY_MAX, toDollars } from '../model/money.js';
import { codes, facts, limits } from './declare.js';

export const TITLE = 'Size of one order';

export const LIMITS = limits({
  max_order_size: {
    wire: 'max_order_size',
    unit: 'money',
    min: 0,
    max: MONEY_MAX,
    default: 1_000_000_000,
    tier: 'global',
    scopes: ['account', 'firm', 'strategy', 'user', 'symbol', 'account/symbol', 'strategy/symbol', 'class', 'account/class'],
    words: 'Size of one order',
    description: 'What one order may be worth: quantity x check price, rounded up',
  },
});

export const FACTS = facts({
  order_notional: {
    type: 'number',
    unit: 'dollars',
    meaning: "The order's worth in dollars (quantity x check price, with multiplier and rate, rounded up)",
    sample: 175,
    of: ({ notional }) => toDollars(notional),
  },
  max_order_size: {
    type: 'number',
    unit: 'dollars',
    meaning: 'The limit of one order',
    sample: 1000,
    of: ({ limits: l }) => toDollars(l.max_order_size),
  },
});

export const CODES = codes({
  ORDER_SIZE_EXCEEDED: {
    status: 403,
    meaning: 'quantity x check price is over the limit of one order',
    advice: 'send smaller orders',
  },
});
