import { codes, facts, limits } from './declare.js';

/**
 * A price that moves too fast. Asked at each quote with both sides, not of orders: from the lowest or the highest middle of the window. Trips the breaker of the symbol
 * (or of the symbol in one account) to reduce_only for a while, and prolongs it while the price goes on.
 */
export const TITLE = 'Volatility';

const SCOPES = ['symbol', 'account/symbol'] as const;

export const LIMITS = limits({
  volatility_move_bps: {
    wire: 'volatility_move_pct',
    unit: 'bps',
    min: 1,
    max: 100_000,
    default: null,
    nullable: true,
    tier: 'global',
    scopes: SCOPES,
    words: 'Move of a price',
    description: 'A move of this share within the window trips the breaker of the symbol; empty is off',
  },
  volatility_window_seconds: {
    wire: 'volatility_window_seconds',
    unit: 'seconds',
    min: 1,
    max: 3600,
    default: 60,
    tier: 'global',
    scopes: SCOPES,
    words: 'Move of a price, window',
    description: 'Length of the window; looked at in 60 parts, so it may count up to one part more',
  },
  volatility_cooldown_seconds: {
    wire: 'volatility_cooldown_seconds',
    unit: 'seconds',
    min: 1,
    max: 86_400,
    default: 300,
    tier: 'global',
    scopes: SCOPES,
    words: 'Move of a price, pause',
    description: 'How long the breaker stays open after the last such move',
  },
});

export const FACTS = facts({});
export const CODES = codes({});
