import { type Money, mulDiv, toDollars } from '../model/money.js';
import { codes, exact, facts, type FreeUsage, limits } from './declare.js';

/**
 * Initial margin is asked of each order that adds: 50 % of gross exposure, of an instrument with a rate of its own (`initial_margin_bps`) that. Maintenance is asked at each fill and mark, and trips: 25 % of a long position; of a short one at 5.00 and
 * above 30 %, at least 5.00 a unit, and below 5.00 all of it, at least 2.50 a unit (FINRA rule 4210(c)). An instrument may have a share of its own
 * (`maintenance_margin_bps`). Equity exactly at the requirement holds.
 */
export const TITLE = 'Margin';

/** Initial margin: 50 % of the gross exposure (Regulation T, 12 CFR 220.12). */
export const INITIAL_MARGIN_PCT = 50;

/** What positions hold in instruments with a rate of their own, and what they need together. */
export interface OwnRates {
  exposure: number;
  required: number;
}

/** Initial margin of a gross exposure, rounded up. */
export const initialMarginOf = (gross: number, own: OwnRates = NO_RATES): Money =>
  (mulDiv(Math.max(gross - own.exposure, 0), INITIAL_MARGIN_PCT, 100, 'up') + own.required) as Money;
const NO_RATES: OwnRates = { exposure: 0, required: 0 };

/** Fees of an order that was judged before the broker's terms were known: 1 basis point of its notional, and never less than a cent. */
const FEE_GUESS_BPS = 1;
const FEE_GUESS_MIN = 10_000;

export const LIMITS = limits({
  maintenance_margin: {
    wire: 'maintenance_margin',
    unit: 'choice',
    choices: ['on', 'off'],
    default: 'on',
    tier: 'global',
    scopes: ['account'],
    words: 'Maintenance margin',
    description: 'Whether the breaker of an account trips to reduce_only when its equity is below the maintenance requirement',
  },
});

export const FACTS = facts({
  initial_margin_required: {
    type: 'number',
    unit: 'dollars',
    meaning:
      "The initial margin (50 % of gross exposure, or the instrument's own rate) and the fees of this order by the broker's terms",
    sample: 87.52,
    of: ({ gross, notional, state }) => {
      const fees = state.fees ?? Math.max(mulDiv(notional, FEE_GUESS_BPS, 10_000, 'up'), FEE_GUESS_MIN);
      return toDollars(exact('initial_margin_required', initialMarginOf(gross, state.also?.margin) + fees));
    },
  },
});

export const CODES = codes({
  MARGIN_INSUFFICIENT: {
    class: 'exposure',
    status: 403,
    meaning: '50 % of gross exposure and fees are not covered by equity',
    advice: 'cancel or close',
  },
});

/** The limit is the equity itself. */
export const USAGE: FreeUsage = {
  name: 'initial_margin',
  words: 'Initial margin of equity',
  unit: 'dollars',
  of: ({ initial_margin }) => toDollars(initial_margin),
  limit: ({ equity }) => Math.max(0, toDollars(equity)),
};
