import { toDollars, toUnits } from '../model/money.js';
import { codes, facts, limits } from './declare.js';

/**
 * A cash account buys with settled cash alone and sells what it has. The proceeds of a sale settle with the next trading day, of crypto at once. Open buys and their
 * fees count. What is crypto is never sold short, in any account.
 */
export const TITLE = 'Funds of cash accounts';

export const LIMITS = limits({
  account_type: {
    wire: 'account_type',
    unit: 'choice',
    choices: ['margin', 'cash'],
    default: 'margin',
    tier: 'global',
    scopes: ['account'],
    words: 'Kind of account',
    description: 'Whether the account borrows (margin), or buys with settled cash and sells what it has (cash)',
  },
});

export const FACTS = facts({
  funds_needed: {
    ...{ type: 'number', unit: 'dollars', sample: 175 },
    meaning: 'What all open buys and their fees come to in a cash account (this one included; 0 when it is not looked at)',
    of: ({ state }) => toDollars(state.also?.funds?.needed ?? (0 as never)),
  },
  settled_cash: {
    ...{ type: 'number', unit: 'dollars', sample: 100_000 },
    meaning: 'The settled cash of a cash account (0 when it is not looked at)',
    of: ({ state }) => toDollars(state.also?.funds?.settled ?? (0 as never)),
  },
  sells_more_than_held: {
    ...{ type: 'boolean', unit: '', sample: false },
    meaning: 'More is sold than is held and not being sold already, by a cash account or of crypto',
    of: ({ state, order }) =>
      state.also?.available !== undefined && (state.also.selling ?? order.quantity) > state.also.available,
  },
  available_units: {
    ...{ type: 'number', unit: 'units', sample: 100 },
    meaning: 'What is held and not being sold already (0 when it is not looked at)',
    of: ({ state }) => toUnits(state.also?.available ?? (0 as never)),
  },
});

export const CODES = codes({
  FUNDS_INSUFFICIENT: {
    status: 403,
    meaning: 'The settled cash of a cash account does not cover its open buys and their fees',
    advice: 'cancel buys, or wait until proceeds have settled',
  },
  POSITION_INSUFFICIENT: {
    status: 403,
    meaning: 'A cash account, or an account that sells crypto, has less than is being sold',
    advice: 'sell what is held and not being sold already',
  },
});
