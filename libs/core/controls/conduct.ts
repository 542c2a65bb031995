import { codes, facts, limits } from './declare.js';

/** A program that has lost its way: more orders than it may ever need, or nothing but refusals. Off until set. */
export const TITLE = 'Conduct';

const REPEATING = ['strategy', 'strategy/symbol'] as const;

export const LIMITS = limits({
  max_repeated_executions: {
    wire: 'max_repeated_executions',
    unit: 'count',
    min: 1,
    max: 10_000,
    default: null,
    nullable: true,
    tier: 'scoped',
    scopes: REPEATING,
    words: 'Orders of a strategy before a person looks',
    description:
      'The next order after so many that were let through is refused and halts the strategy until a person resets its breaker; then it counts from 0; empty is off',
  },
  repeated_execution_window_seconds: {
    wire: 'repeated_execution_window_seconds',
    unit: 'seconds',
    min: 0,
    max: 86_400,
    default: 0,
    tier: 'global',
    scopes: REPEATING,
    words: 'Orders of a strategy, window',
    description: 'Only those within it count; 0: all since the last reset',
  },
  reject_streak: {
    wire: 'reject_streak',
    unit: 'count',
    measure: 'refusals',
    min: 2,
    max: 10_000,
    default: null,
    nullable: true,
    tier: 'global',
    scopes: ['account', 'strategy'],
    words: 'Refusals in a row',
    description: 'So many refusals without an order let through between them halt the scope; empty is off',
  },
});

export const FACTS = facts({
  runs: {
    ...{ type: 'number', unit: 'orders', sample: 1 },
    meaning: "The strategy's orders that were let through (this one included)",
    of: ({ state }) => state.runs ?? 0,
  },
  max_runs: {
    ...{ type: 'number', unit: 'orders', sample: 40 },
    meaning: 'How many may be (0 when it is off)',
    of: ({ limits: l }) => l.max_repeated_executions ?? 0,
  },
});

export const CODES = codes({
  REPEATED_EXECUTION_TRIPPED: {
    status: 403,
    meaning: 'The strategy has sent as many orders as it may before a person looks; its breaker has tripped',
    advice: 'have a person look at the strategy and reset its breaker; none of its own users may',
  },
});
