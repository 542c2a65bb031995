import { codes, facts, limits } from './declare.js';

export const TITLE = 'Circuit breakers';

export const LIMITS = limits({});

export const FACTS = facts({
  breaker_mode: {
    type: 'string',
    unit: '',
    meaning: 'The strictest open breaker of the scopes that the order touches',
    values: ['none', 'reduce_only', 'halt'],
    sample: 'none',
    of: ({ state }) => state.breaker_mode,
  },
  breaker_scope: {
    type: 'string',
    unit: '',
    meaning: 'Scope of that breaker; empty when none is open',
    sample: '',
    of: ({ state }) => state.breaker_scope,
  },
  breaker_reducing: {
    type: 'boolean',
    unit: '',
    meaning: "The order only closes, by the position of the breaker's scope",
    sample: false,
    of: ({ state }) => state.breaker_reducing ?? state.reducing,
  },
});

export const CODES = codes({
  CIRCUIT_BREAKER_OPEN: {
    status: 403,
    meaning: 'A breaker of the firm, account or symbol is open (`halt`: nothing passes; `reduce_only`: closing orders pass)',
    advice: '`GET /api/risk/circuit-breakers?open=true`, mend the cause, reset',
  },
});
