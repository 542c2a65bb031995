import { codes, facts, limits } from './declare.js';

/**
 * A warning before a limit is reached, with the order that brings it near: sizes of orders, and exposure of scopes. What an account uses of its own limits is
 * watched all the time (docs/alerts.md, early warnings), so an order says nothing of those.
 */
export const TITLE = 'Soft limits';

export const LIMITS = limits({
  warn_at_bps: {
    wire: 'warn_at_pct',
    unit: 'bps',
    min: 1,
    max: 10_000,
    default: null,
    nullable: true,
    tier: 'global',
    scopes: [
      ...(['account', 'firm', 'strategy', 'user', 'symbol', 'account/symbol', 'strategy/symbol', 'firm/symbol'] as const),
      ...(['sector', 'account/sector', 'firm/sector', 'class', 'account/class', 'firm/class'] as const),
    ],
    words: 'Warn at',
    description:
      'An order that passes and uses more than this share of a limit of size or exposure is told (LIMIT_NEAR); a fresh installation has 80; empty is off',
  },
});

export const FACTS = facts({});
export const CODES = codes({});
