import { toDollars } from '../model/money.js';
import { isIndistinct, justAbove } from '../model/apart.js';
import { codes, facts, limits } from './declare.js';
import { shareOf } from './share.js';

export const TITLE = 'Leverage';

export const LIMITS = limits({
  max_leverage_hundredths: {
    wire: 'max_leverage',
    unit: 'hundredths',
    min: 0,
    max: 10_000,
    default: 200,
    tier: 'global',
    scopes: ['account', 'firm', 'strategy'],
    words: 'Leverage',
    description: 'Gross worst-case exposure of the account over its equity; of a strategy over its capital and profit of the day',
    usage: {
      name: 'max_leverage',
      words: 'Leverage',
      of: ({ day, equity }) => (equity > 0 ? day.gross_exposure / equity : 0),
    },
  },
});

export const FACTS = facts({
  gross_exposure: {
    type: 'number',
    unit: 'dollars',
    meaning: "The account's gross worst-case exposure with this order",
    sample: 175,
    of: ({ gross }) => toDollars(gross),
  },
  leverage: {
    type: 'number',
    unit: 'ratio',
    // For display; 0 when the equity is not positive.
    meaning: 'Leverage (gross_exposure / equity)',
    sample: 0.00175,
    of: ({ gross, equity, limits: l }) => {
      if (equity <= 0) return 0;
      const hundredths = l.max_leverage_hundredths;
      const isAbove = isIndistinct(gross / equity, hundredths / 100) && gross > shareOf(equity, hundredths, 100);
      return isAbove ? justAbove(hundredths / 100) : gross / equity;
    },
  },
  max_leverage: {
    type: 'number',
    unit: 'ratio',
    meaning: 'The limit of leverage',
    sample: 2,
    of: ({ limits: l }) => l.max_leverage_hundredths / 100,
  },
  max_gross_exposure: {
    type: 'number',
    unit: 'dollars',
    meaning: 'What leverage allows (equity x max_leverage)',
    sample: 200_000,
    of: ({ equity, limits: l }) => toDollars(shareOf(equity, l.max_leverage_hundredths, 100)),
  },
});

export const CODES = codes({
  LEVERAGE_EXCEEDED: {
    class: 'exposure',
    status: 403,
    meaning: 'Gross exposure over equity would be too high; without equity only closing orders pass',
    advice: 'cancel or close',
  },
});
