import { MONEY_MAX, toDollars } from '../model/money.js';
import { codes, facts, limits } from './declare.js';

export const TITLE = 'Loss of the day';

const LOSING = ['account', 'firm', 'strategy', 'account/symbol', 'strategy/symbol'] as const;

export const LIMITS = limits({
  daily_loss_limit: {
    wire: 'daily_loss_limit',
    unit: 'money',
    min: 1,
    max: MONEY_MAX,
    default: 5_000_000_000,
    tier: 'global',
    scopes: LOSING,
    words: 'Loss of the day',
    description: 'At this loss, realised and unrealised, the breaker of the account (or of the scope) trips',
    usage: {
      name: 'daily_loss_limit',
      words: 'Loss of the day',
      of: ({ day }) => Math.max(0, -toDollars(day.total_pnl)),
    },
  },
  daily_loss_mode: {
    wire: 'daily_loss_mode',
    unit: 'choice',
    choices: ['halt', 'reduce_only'],
    default: 'halt',
    tier: 'global',
    scopes: LOSING,
    words: 'Loss of the day, mode of the breaker',
    description: 'Whether the breaker that trips lets nothing through (halt) or closing orders (reduce_only)',
  },
  daily_loss_on_trip: {
    wire: 'daily_loss_on_trip',
    unit: 'choice',
    choices: ['cancel_opening_orders', 'leave_orders'],
    default: 'cancel_opening_orders',
    tier: 'global',
    scopes: ['account'],
    words: 'Loss of the day, open orders on a trip',
    description: 'Whether a trip cancels the open orders of the account that do not close a position',
  },
});

export const FACTS = facts({
  daily_loss: {
    type: 'number',
    unit: 'dollars',
    meaning: 'Loss of the day, realised and unrealised (negative in profit)',
    sample: 0,
    of: ({ loss }) => toDollars(loss),
  },
  daily_loss_limit: {
    type: 'number',
    unit: 'dollars',
    meaning: "The limit of the day's loss",
    sample: 5000,
    of: ({ limits: l }) => toDollars(l.daily_loss_limit),
  },
});

export const CODES = codes({
  DAILY_LOSS_LIMIT_REACHED: {
    class: 'loss',
    status: 403,
    meaning: "Realised and unrealised loss of the exchange's day is at or over the limit",
    advice: 'wait for the next day, or raise the limit; closing orders pass while the breaker is in mode `reduce_only`',
  },
});
