import { toDollars } from '../model/money.js';
import { isIndistinct, justAbove } from '../model/apart.js';
import { codes, facts, limits } from './declare.js';
import { shareOf } from './share.js';

/** One symbol's share of equity. Held as amounts (equity x limit), which compares exactly; the percentages are for people. */
export const TITLE = 'Concentration in one symbol';

export const LIMITS = limits({
  max_portfolio_concentration_bps: {
    wire: 'max_portfolio_concentration',
    unit: 'bps',
    min: 0,
    max: 100_000,
    default: 2500,
    tier: 'global',
    scopes: ['account', 'firm', 'firm/symbol'],
    words: 'Concentration in one symbol',
    description: 'Share of equity that the worst-case exposure of any symbol may be',
    usage: { name: 'max_portfolio_concentration', words: 'Concentration, global limit', of: 'exposure of a position' },
  },
  max_concentration_bps: {
    wire: 'max_concentration_pct',
    unit: 'bps',
    min: 0,
    max: 100_000,
    tier: 'symbol',
    scopes: ['account/symbol'],
    words: 'Concentration',
    description: 'Share of equity that the worst-case exposure of this symbol may be',
    usage: { name: 'symbol_max_concentration', words: 'Concentration, own limit', of: 'exposure of a position' },
  },
});

export const FACTS = facts({
  equity: {
    type: 'number',
    unit: 'dollars',
    // May be zero or negative.
    meaning: 'Equity (cash plus positions at their marks)',
    sample: 100_000,
    of: ({ equity }) => toDollars(equity),
  },
  concentration_pct: {
    type: 'number',
    unit: 'percent',
    // For display; 0 when the equity is not positive.
    meaning: "The symbol's share of equity (symbol_exposure / equity)",
    sample: 0.175,
    of: ({ exposure, equity, limits: l, symbol }) => {
      if (equity <= 0) return 0;
      const share = (exposure / equity) * 100;
      for (const bps of [l.max_portfolio_concentration_bps, symbol.max_concentration_bps])
        if (isIndistinct(share, bps / 100) && exposure > shareOf(equity, bps, 10_000)) return justAbove(bps / 100);
      return share;
    },
  },
  max_portfolio_concentration: {
    type: 'number',
    unit: 'percent',
    meaning: "The global limit of one symbol's share of equity",
    sample: 25,
    of: ({ limits: l }) => l.max_portfolio_concentration_bps / 100,
  },
  symbol_max_concentration_pct: {
    type: 'number',
    unit: 'percent',
    meaning: "This symbol's own limit of its share of equity",
    sample: 20,
    of: ({ symbol }) => symbol.max_concentration_bps / 100,
  },
  max_exposure_by_concentration: {
    type: 'number',
    unit: 'dollars',
    meaning: 'The largest share of equity that one symbol may be (equity x max_portfolio_concentration)',
    sample: 25_000,
    of: ({ equity, limits: l }) => toDollars(shareOf(equity, l.max_portfolio_concentration_bps, 10_000)),
  },
  symbol_max_exposure_by_concentration: {
    type: 'number',
    unit: 'dollars',
    meaning: 'The largest share of equity that this symbol may be (equity x symbol_max_concentration_pct)',
    sample: 20_000,
    of: ({ equity, symbol }) => toDollars(shareOf(equity, symbol.max_concentration_bps, 10_000)),
  },
});

export const CODES = codes({
  CONCENTRATION_EXCEEDED: {
    class: 'exposure',
    status: 403,
    meaning: 'The symbol would be too large a share of equity, by the global limit',
    advice: 'cancel or close',
  },
  SYMBOL_CONCENTRATION_EXCEEDED: {
    class: 'exposure',
    status: 403,
    meaning: "The symbol would be too large a share of equity, by the symbol's own limit",
    advice: 'cancel or close',
  },
});
