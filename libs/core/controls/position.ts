import { MONEY_MAX, toDollars } from '../model/money.js';
import { codes, facts, limits } from './declare.js';

/** Worst-case exposure of one symbol: all its open buys fill, or all its open sells do. */
export const TITLE = 'Position in one symbol';

export const LIMITS = limits({
  max_position_size: {
    wire: 'max_position_size',
    unit: 'money',
    min: 0,
    max: MONEY_MAX,
    default: 10_000_000_000,
    tier: 'global',
    scopes: ['account', 'strategy', 'strategy/symbol', 'firm/symbol'],
    words: 'Position in one symbol',
    description: 'Worst-case exposure of any symbol: position and open orders of one side',
    usage: { name: 'max_position_size', words: 'Position, global limit', of: 'exposure of a position' },
  },
  max_position: {
    wire: 'max_position',
    unit: 'money',
    min: 0,
    max: MONEY_MAX,
    tier: 'symbol',
    scopes: ['account/symbol'],
    words: 'Position',
    description: 'Worst-case exposure of this symbol',
    usage: { name: 'symbol_max_position', words: 'Position, own limit', of: 'exposure of a position' },
  },
});

export const FACTS = facts({
  order_reducing: {
    type: 'boolean',
    unit: '',
    // Opposite to the position, and within what is not already being closed.
    meaning: 'The order only closes',
    sample: false,
    of: ({ state }) => state.reducing,
  },
  exposure_raised: {
    type: 'boolean',
    unit: '',
    // No exposure limit refuses an order that does not raise it.
    meaning: 'The order raises the worst-case exposure of its symbol',
    sample: true,
    of: ({ state }) => state.exposure_after > state.exposure_before,
  },
  symbol_exposure: {
    type: 'number',
    unit: 'dollars',
    meaning: "The symbol's worst-case exposure with this order",
    sample: 175,
    of: ({ exposure }) => toDollars(exposure),
  },
  max_position_size: {
    type: 'number',
    unit: 'dollars',
    meaning: "The global limit of one symbol's exposure",
    sample: 10_000,
    of: ({ limits: l }) => toDollars(l.max_position_size),
  },
  symbol_max_position: {
    type: 'number',
    unit: 'dollars',
    meaning: "The symbol's own position limit",
    sample: 5000,
    of: ({ symbol }) => toDollars(symbol.max_position),
  },
});

export const CODES = codes({
  POSITION_LIMIT_EXCEEDED: {
    class: 'exposure',
    status: 403,
    meaning: 'Worst-case exposure of the symbol would be over the global limit',
    advice: 'cancel or close',
  },
  SYMBOL_POSITION_LIMIT_EXCEEDED: {
    class: 'exposure',
    status: 403,
    meaning: "Worst-case exposure of the symbol would be over the symbol's own limit",
    advice: 'cancel or close',
  },
});
