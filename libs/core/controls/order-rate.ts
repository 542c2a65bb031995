import { codes, facts, limits } from './declare.js';

/**
 * Attempts of the account in two sliding windows; refused ones count, cancels do not. The message rate, which is off until it is set, counts both; a
 * cancel is never refused by it.
 */
export const TITLE = 'Order and message rate';

/** Used up and free again within seconds: that most of one is used says nothing a moment later. */
export const RATE_LIMITS: ReadonlySet<string> = new Set(['max_orders_per_second', 'max_orders_per_burst', 'max_messages']);

const RATED = ['account', 'firm', 'strategy', 'user', 'symbol', 'account/symbol'] as const;

export const LIMITS = limits({
  max_orders_per_second: {
    wire: 'max_orders_per_second',
    unit: 'count',
    min: 0,
    max: 1_000_000,
    default: 10,
    tier: 'global',
    scopes: RATED,
    words: 'Orders in a second',
    description: 'Orders of one account in any second, refused ones included',
    usage: { name: 'max_orders_per_second', words: 'Orders in the last second', of: ({ attempts }) => attempts.in_second },
  },
  max_orders_per_burst: {
    wire: 'max_orders_per_burst',
    unit: 'count',
    min: 0,
    max: 10_000_000,
    default: 100,
    tier: 'global',
    scopes: RATED,
    words: 'Orders in the burst window',
    description: 'Orders of one account in any burst window, refused ones included',
    usage: { name: 'max_orders_per_burst', words: 'Orders in the burst window', of: ({ attempts }) => attempts.in_burst },
  },
  burst_window_seconds: {
    wire: 'burst_window_seconds',
    unit: 'seconds',
    min: 1,
    max: 60,
    default: 10,
    tier: 'global',
    scopes: RATED,
    words: 'Burst window',
    description: 'Length of the burst window',
  },
  max_messages: {
    wire: 'max_messages',
    unit: 'count',
    measure: 'messages',
    min: 0,
    max: 1_000_000,
    default: null,
    tier: 'global',
    scopes: RATED,
    nullable: true,
    words: 'Messages in the message window',
    description:
      'Orders and cancels of one account in any message window, refused orders included; cancels always pass; empty is off',
    usage: { name: 'max_messages', words: 'Messages in the message window', of: ({ attempts }) => attempts.messages },
  },
  message_window_seconds: {
    wire: 'message_window_seconds',
    unit: 'seconds',
    min: 1,
    max: 60,
    default: 1,
    tier: 'global',
    scopes: RATED,
    words: 'Message window',
    description: 'Length of the message window',
  },
});

export const FACTS = facts({
  orders_in_last_second: {
    type: 'number',
    unit: 'orders',
    meaning: 'The number of orders in the last second (this one and refused ones included)',
    sample: 1,
    of: ({ state }) => state.orders_in_last_second,
  },
  max_orders_per_second: {
    type: 'number',
    unit: 'orders',
    meaning: 'The limit of orders a second',
    sample: 10,
    of: ({ limits: l }) => l.max_orders_per_second,
  },
  orders_in_burst_window: {
    type: 'number',
    unit: 'orders',
    meaning: 'The number of orders in the burst window (this one and refused ones included)',
    sample: 1,
    of: ({ state }) => state.orders_in_burst_window,
  },
  max_orders_per_burst: {
    type: 'number',
    unit: 'orders',
    meaning: 'The limit of orders a window',
    sample: 100,
    of: ({ limits: l }) => l.max_orders_per_burst,
  },
  burst_window_seconds: {
    type: 'number',
    unit: 'seconds',
    meaning: 'Length of the burst window',
    sample: 10,
    of: ({ limits: l }) => l.burst_window_seconds,
  },
  messages_counted: {
    type: 'boolean',
    unit: '',
    meaning: 'A message rate holds for the order',
    sample: true,
    of: ({ state, limits: l }) => l.max_messages !== null && state.messages_in_window !== undefined,
  },
  messages_in_window: {
    type: 'number',
    unit: 'orders',
    meaning: 'The number of orders and cancels in the message window (this one and refused orders included)',
    sample: 1,
    of: ({ state }) => state.messages_in_window ?? 0,
  },
  max_messages: {
    type: 'number',
    unit: 'orders',
    meaning: 'The limit of orders and cancels a message window (0 when it is off)',
    sample: 20,
    of: ({ limits: l }) => l.max_messages ?? 0,
  },
  message_window_seconds: {
    type: 'number',
    unit: 'seconds',
    meaning: 'Length of the message window',
    sample: 1,
    of: ({ limits: l }) => l.message_window_seconds,
  },
});

export const CODES = codes({
  RATE_LIMIT_EXCEEDED: {
    status: 429,
    meaning: 'Too many attempts in a second; refused ones count',
    advice: 'wait `Retry-After`',
  },
  RATE_BURST_EXCEEDED: {
    status: 429,
    meaning: 'Too many attempts in the burst window; refused ones count',
    advice: 'wait `Retry-After`',
  },
  MESSAGE_RATE_EXCEEDED: {
    status: 429,
    meaning: 'Too many orders and cancels together in the message window; cancels still pass',
    advice: 'wait `Retry-After`, and cancel less often',
  },
});
