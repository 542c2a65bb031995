import { codes, facts, limits } from './declare.js';

/** What is known of every order; no control of its own. */
export const TITLE = 'The order';

export const LIMITS = limits({});

export const FACTS = facts({
  symbol: {
    type: 'string',
    unit: '',
    meaning: 'Ticker',
    sample: 'AAPL',
    of: ({ order }) => order.symbol,
  },
  side: {
    type: 'string',
    unit: '',
    meaning: 'Side of the order',
    values: ['BUY', 'SELL'],
    sample: 'BUY',
    of: ({ order }) => order.side,
  },
});

export const CODES = codes({});
