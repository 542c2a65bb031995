import { codes, facts, limits } from './declare.js';

/**
 * The same order again and again: a program in a loop. The same account, symbol, side, quantity, price and type, among orders that were let through; refused
 * ones do not count, and strategy and time in force are no part of it. The same client_order_id is the same order, not a second one.
 */
export const TITLE = 'Equal orders';

export const LIMITS = limits({
  max_same_orders: {
    wire: 'max_same_orders',
    unit: 'count',
    min: 0,
    max: 1_000_000,
    default: 20,
    nullable: true,
    tier: 'global',
    scopes: ['account'],
    words: 'Equal orders in a row',
    description: 'Equal orders of one account that are let through in the window; empty is off',
  },
  same_orders_window_seconds: {
    wire: 'same_orders_window_seconds',
    unit: 'seconds',
    min: 1,
    max: 60,
    default: 10,
    tier: 'global',
    scopes: ['account'],
    words: 'Window of equal orders',
    description: 'Length of the window in which equal orders are counted',
  },
});

export const FACTS = facts({
  same_orders: {
    ...{ type: 'number', unit: 'orders', sample: 1 },
    meaning: 'The number of equal orders let through in the window (this one included)',
    of: ({ state }) => state.same_orders ?? 0,
  },
  max_same_orders: {
    ...{ type: 'number', unit: 'orders', sample: 20 },
    meaning: 'The limit of equal orders (0 when it is off)',
    of: ({ limits: l }) => l.max_same_orders ?? 0,
  },
  same_orders_window_seconds: {
    ...{ type: 'number', unit: 'seconds', sample: 10 },
    meaning: 'Length of the window of equal orders',
    of: ({ limits: l }) => l.same_orders_window_seconds,
  },
});

export const CODES = codes({
  DUPLICATE_ORDER: {
    status: 403,
    meaning: 'Too many equal orders in the window: a program may be in a loop; closing orders are judged too',
    advice: 'look whether the program repeats itself; wait for the window, or change the order',
  },
});
