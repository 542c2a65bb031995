import { MONEY_MAX, toDollars } from '../model/money.js';
import { codes, facts, limits } from './declare.js';

export const TITLE = 'Loss of the day';

export const LIMITS = limits({
  daily_loss_limit: {
    wire: 'daily_loss_limit',
    unit: 'money',
    min: 1,
    max: MONEY_MAX,
    default: 5_000_000_000,
    tier: 'global',
    words: 'Loss of the day',
    description: 'At this loss, realised and unrealised, the account is halted',
    usage: {
      name: 'daily_loss_limit',
      words: 'Loss of the day',
      of: ({ day }) => Math.max(0, -toDollars(day.total_pnl)),
    },
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
    status: 403,
    meaning: "Realised and unrealised loss of the exchange's day is at or over the limit",
    advice: 'wait for the next day, or raise the limit',
  },
});
