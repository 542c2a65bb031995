import { codes, facts, limits } from './declare.js';

/** An account, a strategy or a user that was locked trades nothing, closing orders included, until a person arms it. A new account begins locked. */
export const TITLE = 'Locks';

export const LIMITS = limits({
  relock_daily: {
    wire: 'relock_daily',
    unit: 'choice',
    choices: ['off', 'on'],
    default: 'off',
    tier: 'global',
    scopes: ['account'],
    words: 'Locked again each day',
    description: 'Whether an account begins each day locked, until a person arms it',
  },
});

export const FACTS = facts({
  locked_scope: {
    ...{ type: 'string', unit: '', sample: '' },
    meaning: 'What is locked: the account, the strategy or the user of the order; empty when none is',
    of: ({ state }) => state.also?.locked?.scope ?? '',
  },
  lock_reason: {
    ...{ type: 'string', unit: '', sample: '' },
    meaning: 'Why it was locked',
    of: ({ state }) => state.also?.locked?.reason ?? '',
  },
});

export const CODES = codes({
  ACCOUNT_LOCKED: {
    status: 403,
    meaning: 'The account, the strategy or the user is locked; closing orders are refused too',
    advice: 'have a person arm it: `POST /api/risk/arm`',
  },
});
