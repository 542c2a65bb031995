import { codes, facts, limits } from './declare.js';

/** Who may do what: the list of a user, and the symbols that alone may be traded in an account, by a strategy, by a user or in the firm. Nobody has a list until it is set. */
export const TITLE = 'Users and allow lists';

export const LIMITS = limits({});

export const FACTS = facts({
  user_may_not: {
    ...{ type: 'string', unit: '', sample: '' },
    meaning: 'What the user of the order may not do; empty when nothing speaks against it',
    of: ({ state }) => state.also?.user_may_not ?? '',
  },
  user: {
    ...{ type: 'string', unit: '', sample: '' },
    meaning: 'User of the order; empty when it has none',
    of: ({ order }) => order.user ?? '',
  },
  not_allowed_at: {
    ...{ type: 'string', unit: '', sample: '' },
    meaning: 'Where there is an allow list that lacks the symbol; empty when nowhere',
    of: ({ state }) => state.also?.not_allowed_at ?? '',
  },
});

export const CODES = codes({
  USER_NOT_PERMITTED: {
    class: 'permission',
    status: 403,
    meaning: 'What the order asks for is not in the list of its user',
    advice: '`GET /api/permissions`, and change the list of the user',
  },
  INSTRUMENT_NOT_ALLOWED: {
    class: 'permission',
    status: 403,
    meaning: 'An allow list holds for the order and lacks the symbol; what only closes passes',
    advice: '`GET /api/allow-lists`, and change the list',
  },
});
