import { type Money, mulDiv, toDollars } from '../model/money.js';
import { codes, exact, facts, type FreeUsage, limits } from './declare.js';

/**
 * Initial margin is asked of each order that adds: 50 % of gross exposure, 100 % of crypto, of an instrument with a rate of its own (`initial_margin_bps`) that; of a class without a rate only closing orders pass (MARGIN_RATE_MISSING). Maintenance is asked at each fill and mark, and trips: 25 % of a long position; of a short one at 5.00 and
 * above 30 %, at least 5.00 a unit, and below 5.00 all of it, at least 2.50 a unit (FINRA rule 4210(c)). An instrument may have a share of its own
 * (`maintenance_margin_bps`). Equity exactly at the requirement holds.
 */
export const TITLE = 'Margin';

/** Initial margin: 50 % of the gross exposure (Regulation T, 12 CFR 220.12). */
export const INITIAL_MARGIN_PCT = 50;

const WHOLE_BPS = 10_000;
/** What an instrument of a class needs without a rate of its own, hundredths of a percent. No broker lends on crypto. Null: what is needed for everything. */
const CLASS_RATES: Readonly<Record<string, number | null>> = {
  ...{ equity: null, us_equity: null, stock: null, etf: null, adr: null, fund: null },
  crypto: WHOLE_BPS,
};

/** What is known of an instrument's margin. */
export interface MarginTerms {
  asset_class?: string | null;
  initial_margin_bps?: number | null;
}

/** No class is known, as of a symbol without instrument data: as for everything. Of another class than those above there is no rate, until it is set. */
export const isRateMissing = ({ asset_class = null, initial_margin_bps = null }: MarginTerms): boolean =>
  initial_margin_bps === null && asset_class !== null && !Object.hasOwn(CLASS_RATES, asset_class);

/** The share of its exposure that an instrument needs, where that is not what everything needs, else null. Without a rate what is held is not lent on. */
export function ownRateOf(terms: MarginTerms): number | null {
  if (isRateMissing(terms)) return WHOLE_BPS;
  return terms.initial_margin_bps ?? CLASS_RATES[terms.asset_class ?? ''] ?? null;
}

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
      "The initial margin (50 % of gross exposure, 100 % of crypto, or the instrument's own rate) and the fees of this order by the broker's terms",
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
    meaning: 'Initial margin (50 % of gross exposure, 100 % of crypto, or own rates) and fees are not covered by equity',
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
