import { MONEY_MAX } from '../model/money.js';
import { codes, facts, limits } from './declare.js';

/**
 * Losses that trip a breaker, beside the loss of the day: in a window, from a high, of a profit, one after the other. The event that books the fill or the mark
 * trips; orders then meet the breaker. Movements of cash are no profit. All are off until set.
 */
export const TITLE = 'Losses from a high';

const LOSING = ['account', 'firm', 'strategy', 'account/symbol'] as const;
const OF_CAPITAL = ['account', 'firm', 'strategy'] as const;
const OF_PROFIT = ['account', 'strategy'] as const;
const STREAKS = ['account', 'strategy', 'account/symbol', 'strategy/symbol'] as const;

export const LIMITS = limits({
  loss_window_limit: {
    wire: 'loss_window_limit',
    unit: 'money',
    min: 1,
    max: MONEY_MAX,
    default: null,
    nullable: true,
    tier: 'global',
    scopes: LOSING,
    words: 'Loss in a window',
    description:
      'When the profit is this much below its highest of the window, the breaker of the scope trips to reduce_only, for as long as the window; empty is off',
  },
  loss_window_seconds: {
    wire: 'loss_window_seconds',
    unit: 'seconds',
    min: 60,
    max: 86_400,
    default: 3600,
    tier: 'global',
    scopes: LOSING,
    words: 'Window of the loss',
    description: 'Length of the window of the loss in a window; looked at in 60 parts, so it may count up to one part more',
  },
  drawdown_day_bps: {
    wire: 'drawdown_day_pct',
    unit: 'bps',
    min: 1,
    max: 10_000,
    default: null,
    nullable: true,
    tier: 'global',
    scopes: OF_CAPITAL,
    words: 'Drawdown of the day',
    description:
      'At this share below the highest equity of the day (of a strategy its capital and profit of the day) the breaker trips to reduce_only; empty is off',
  },
  drawdown_all_time_bps: {
    wire: 'drawdown_all_time_pct',
    unit: 'bps',
    min: 1,
    max: 10_000,
    default: null,
    nullable: true,
    tier: 'global',
    scopes: OF_CAPITAL,
    words: 'Drawdown of all time',
    description:
      'At this share below the highest equity since the limit was set, or since a person reset its breaker (of a strategy its equity now and what its profit has lost since its highest), the breaker trips to reduce_only; empty is off',
  },
  profit_give_back_bps: {
    wire: 'profit_give_back_pct',
    unit: 'bps',
    min: 1,
    max: 100_000,
    default: null,
    nullable: true,
    tier: 'global',
    scopes: OF_PROFIT,
    words: 'Profit given back',
    description:
      "When this share of the day's highest profit is gone the breaker trips to reduce_only until the day ends; empty is off",
  },
  profit_give_back_from: {
    wire: 'profit_give_back_from',
    unit: 'money',
    min: 1,
    max: MONEY_MAX,
    default: 1_000_000_000,
    tier: 'global',
    scopes: OF_PROFIT,
    words: 'Profit given back, from',
    description: "The day's highest profit must have been at least this",
  },
  losing_streak: {
    wire: 'losing_streak',
    unit: 'count',
    measure: 'round trips',
    min: 1,
    max: 100,
    default: null,
    nullable: true,
    tier: 'global',
    scopes: STREAKS,
    words: 'Losing trades in a row',
    description:
      'After so many round trips (flat to flat, or to the other side) in a row that lost, fees included, the breaker trips to reduce_only for a while; empty is off',
  },
  losing_streak_window_seconds: {
    wire: 'losing_streak_window_seconds',
    unit: 'seconds',
    min: 60,
    max: 86_400,
    default: 3600,
    tier: 'global',
    scopes: STREAKS,
    words: 'Losing trades, window',
    description: 'All of them must be within this',
  },
  losing_streak_cooldown_seconds: {
    wire: 'losing_streak_cooldown_seconds',
    unit: 'seconds',
    min: 1,
    max: 86_400,
    default: 900,
    tier: 'global',
    scopes: STREAKS,
    words: 'Losing trades, pause',
    description: 'How long the breaker stays open',
  },
});

export const FACTS = facts({});
export const CODES = codes({});
