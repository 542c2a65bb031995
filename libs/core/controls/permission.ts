import { codes, type Context, facts, limits } from './declare.js';

/** Who may trade what, and which way: short sales, orders through zero, the accounts and symbols of a strategy. What only closes passes. */
export const TITLE = 'Permissions';

export const LIMITS = limits({
  short_selling: {
    wire: 'short_selling',
    unit: 'choice',
    choices: ['allowed', 'refused'],
    default: 'allowed',
    tier: 'global',
    scopes: ['account'],
    words: 'Short sales',
    description: 'Whether an account may sell what it does not hold',
  },
  position_flip: {
    wire: 'position_flip',
    unit: 'choice',
    choices: ['allowed', 'refused'],
    default: 'allowed',
    tier: 'global',
    scopes: ['account'],
    words: 'Orders through zero',
    description: 'Whether one order may close a position and open the opposite one',
  },
});

/** A sale beyond what is held and not being sold already: all sales but those that only close. */
const isShort = ({ order, state }: Context): boolean => order.side === 'SELL' && !state.reducing;

function flips({ order, state }: Context): boolean {
  const opposite = order.side === 'BUY' ? state.quantity < 0 : state.quantity > 0;
  return opposite && !state.reducing;
}

function isStranger({ order, strategy }: Context): boolean {
  if (!strategy) return false;
  const { accounts, symbols } = strategy;
  return (accounts !== null && !accounts.includes(order.account)) || (symbols !== null && !symbols.includes(order.symbol));
}

export const FACTS = facts({
  opens_short: {
    ...{ type: 'boolean', unit: '', sample: false },
    meaning: 'The order is a short sale, at least in part',
    of: isShort,
  },
  short_selling: {
    ...{ type: 'string', unit: '', values: ['allowed', 'refused'], sample: 'allowed' },
    meaning: 'Whether the account and the instrument may be sold short',
    of: ({ limits: l, instrument }) => (l.short_selling === 'refused' || instrument.shortable === false ? 'refused' : 'allowed'),
  },
  flips_position: {
    ...{ type: 'boolean', unit: '', sample: false },
    meaning: 'The order closes a position and more',
    of: flips,
  },
  position_flip: {
    ...{ type: 'string', unit: '', values: ['allowed', 'refused'], sample: 'allowed' },
    meaning: 'Whether one order may go through zero',
    of: ({ limits: l }) => l.position_flip,
  },
  strategy_stranger: {
    ...{ type: 'boolean', unit: '', sample: false },
    meaning: 'The account or the symbol is not in the list of the strategy',
    of: isStranger,
  },
  strategy_reducing: {
    ...{ type: 'boolean', unit: '', sample: false },
    meaning: 'The order only closes what the strategy holds',
    of: ({ state }) => state.strategy_reducing ?? false,
  },
  strategy: {
    ...{ type: 'string', unit: '', sample: '' },
    meaning: 'Strategy of the order; empty when it has none',
    of: ({ order }) => order.strategy ?? '',
  },
});

export const CODES = codes({
  SHORT_NOT_ALLOWED: {
    class: 'permission',
    status: 403,
    meaning: 'A short sale, and the account or the instrument may not be sold short',
    advice: 'sell what is held and not being sold already',
  },
  POSITION_FLIP_NOT_ALLOWED: {
    class: 'permission',
    status: 403,
    meaning: 'The order would close the position and open the opposite one',
    advice: 'close first, then open with a second order',
  },
  STRATEGY_NOT_PERMITTED: {
    class: 'permission',
    status: 403,
    meaning: 'The account or the symbol is not in the list of the strategy; what only closes passes',
    advice: '`GET /api/strategies`, and change the list',
  },
});
