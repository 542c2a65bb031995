import { mulDivUpTo, MULTIPLIER_ONE, QUANTITY_MAX, type Quantity, RATE_ONE, toDollars, toUnits } from '../model/money.js';
import { codes, type Context, facts, limits } from './declare.js';

/**
 * Held against what people say of an instrument: its average volume, its price band, how it can be borrowed, its currency. Off until set, or until the instrument
 * has the field.
 */
export const TITLE = 'Volume, bands, borrowing, currency, identity';

export const LIMITS = limits({
  max_order_adv_bps: {
    wire: 'max_order_adv_pct',
    unit: 'bps',
    min: 0,
    max: 100_000,
    default: null,
    nullable: true,
    tier: 'global',
    scopes: ['account', 'symbol', 'account/symbol', 'class', 'account/class', 'strategy'],
    words: 'One order, of the average daily volume',
    description: "How much of the instrument's average daily volume one order may have; empty is off",
  },
  hard_to_borrow: {
    wire: 'hard_to_borrow',
    unit: 'choice',
    choices: ['not_looked_at', 'refused', 'allowed'],
    default: 'not_looked_at',
    tier: 'global',
    scopes: ['account'],
    words: 'Short sales of what is hard to borrow',
    description: 'Whether borrow data is looked at, and whether what is hard to borrow may be sold short up to the highest fee',
  },
  max_borrow_fee_bps: {
    wire: 'max_borrow_fee_pct',
    unit: 'bps',
    min: 0,
    max: 100_000,
    default: 1500,
    tier: 'global',
    scopes: ['account'],
    words: 'Highest borrow fee',
    description: 'The highest fee, a year, at which what is hard to borrow may be sold short',
  },
  require_strategy: {
    wire: 'require_strategy',
    unit: 'choice',
    choices: ['no', 'yes'],
    default: 'no',
    tier: 'global',
    scopes: ['account'],
    words: 'Orders must name a strategy',
    description: 'Whether an order without a strategy is refused',
  },
});

/** Of the rate that an instrument in another currency is converted at. */
export const FX_RATE_AGE_MAX_SECONDS = 60;

const opensShort = ({ order, state }: Context): boolean => order.side === 'SELL' && !state.reducing;
const looks = ({ limits: l }: Context): boolean => l.hard_to_borrow !== 'not_looked_at';

function isUnborrowable(context: Context): boolean {
  const { limits: l, instrument } = context;
  if (!opensShort(context) || !looks(context) || instrument.borrow === 'easy') return false;
  return l.hard_to_borrow !== 'allowed' || (instrument.borrow_fee_bps ?? 0) > l.max_borrow_fee_bps;
}

/** A buy above, a sale below; of a market order the ask or the bid. */
function isOutsideBand({ order, instrument, state }: Context): boolean {
  const { lower_band: lower, upper_band: upper } = instrument;
  const price =
    order.order_type === 'MARKET' ? (order.side === 'BUY' ? state.also?.touch?.ask : state.also?.touch?.bid) : order.price;
  if (price === null || price === undefined) return false;
  return order.side === 'BUY' ? (upper ?? Infinity) < price : (lower ?? 0) > price;
}

const dollars = (amount: number | null | undefined) => toDollars((amount ?? 0) as Parameters<typeof toDollars>[0]);

export const FACTS = facts({
  average_volume: {
    ...{ type: 'number', unit: 'units', sample: 2_500_000 },
    meaning: 'Average daily volume of the instrument',
    of: ({ instrument }) => toUnits((instrument.average_volume ?? 0) as Quantity),
  },
  max_units_by_volume: {
    ...{ type: 'number', unit: 'units', sample: 25_000 },
    meaning: 'Units that one order may have by it (rounded down)',
    of: ({ instrument, limits: l }) =>
      toUnits(mulDivUpTo(QUANTITY_MAX, instrument.average_volume ?? 0, l.max_order_adv_bps ?? 0, 10_000) as Quantity),
  },
  outside_band: {
    ...{ type: 'boolean', unit: '', sample: false },
    meaning: 'A buy above, or a sale below, the price band of the instrument',
    of: isOutsideBand,
  },
  lower_band: {
    ...{ type: 'number', unit: 'price', sample: 0 },
    meaning: 'Lower price band (0 when it is not known)',
    of: ({ instrument }) => dollars(instrument.lower_band),
  },
  upper_band: {
    ...{ type: 'number', unit: 'price', sample: 0 },
    meaning: 'Upper price band (0 when it is not known)',
    of: ({ instrument }) => dollars(instrument.upper_band),
  },
  unborrowable: {
    ...{ type: 'boolean', unit: '', sample: false },
    meaning: 'A short sale of what is not easy to borrow, and may not be sold short or costs more than it may',
    of: isUnborrowable,
  },
  borrow_fee_pct: {
    ...{ type: 'number', unit: 'percent', sample: 0 },
    meaning: 'Borrow fee of the instrument, a year',
    of: ({ instrument }) => (instrument.borrow_fee_bps ?? 0) / 100,
  },
  max_borrow_fee_pct: {
    ...{ type: 'number', unit: 'percent', sample: 15 },
    meaning: 'The highest that it may be (0 where what is hard to borrow is not sold short)',
    of: ({ limits: l }) => (l.hard_to_borrow === 'allowed' ? l.max_borrow_fee_bps / 100 : 0),
  },
  price_currency: {
    ...{ type: 'string', unit: '', sample: 'USD' },
    meaning: 'Currency of the prices of the instrument',
    of: ({ instrument: { currency } }) => currency ?? 'USD',
  },
  foreign_currency: {
    ...{ type: 'string', unit: '', sample: '' },
    meaning: 'Currency of the instrument when it is not the dollar of the account and no rate of it was ever known; else empty',
    of: ({ instrument: { currency }, state: { contract } }) =>
      currency === 'USD' || (contract !== undefined && contract.unrated !== true) ? '' : (currency ?? ''),
  },
  contract_multiplier: {
    ...{ type: 'number', unit: '', sample: 1 },
    meaning: 'What one unit of the instrument stands for',
    of: ({ state: { contract } }) => (contract === undefined ? 1 : contract.multiplier / MULTIPLIER_ONE),
  },
  fx_rate: {
    ...{ type: 'number', unit: '', sample: 1 },
    meaning: 'Dollars for one of the currency of the instrument (1 for the dollar, and where no rate was ever known)',
    of: ({ state: { contract } }) => (contract === undefined ? 1 : contract.rate / RATE_ONE),
  },
  fx_rate_age_seconds: {
    ...{ type: 'number', unit: 'seconds', sample: 0 },
    meaning: 'The age of that rate (0 for the dollar)',
    of: ({ state: { contract } }) => (contract?.age_us ?? 0) / 1e6,
  },
  max_fx_rate_age_seconds: {
    ...{ type: 'number', unit: 'seconds', sample: 60 },
    meaning: 'How old it may be',
    of: () => FX_RATE_AGE_MAX_SECONDS,
  },
  identity_missing: {
    ...{ type: 'string', unit: '', sample: '' },
    meaning: 'What the order must name and does not; empty when nothing',
    of: ({ order, limits: l }) => (l.require_strategy === 'yes' && order.strategy === undefined ? 'strategy' : ''),
  },
});

export const CODES = codes({
  ORDER_ABOVE_ADV: {
    status: 403,
    meaning: 'One order would be too large a part of the average daily volume',
    advice: 'send smaller orders',
  },
  PRICE_OUTSIDE_BAND: {
    status: 403,
    meaning: 'The price is outside the band of the instrument',
    advice: 'mend the price, or wait for another band',
  },
  BORROW_UNAVAILABLE: {
    status: 403,
    meaning: 'A short sale of what is hard to borrow, or costs too much to borrow',
    advice: 'sell what is held, or allow it',
  },
  CURRENCY_UNSUPPORTED: {
    status: 403,
    meaning: "The instrument is in another currency than the account's dollars, and no rate of it was ever known",
    advice: 'have the pair quoted (EURUSD or USDEUR), or trade an instrument in dollars',
  },
  FX_RATE_STALE: {
    status: 403,
    meaning: "The rate of the instrument's currency is more than 60 s old",
    advice: 'wait for a quote of the pair, or look why none comes',
  },
  IDENTITY_MISSING: { status: 403, meaning: 'The order names no strategy, and it must', advice: 'name the strategy' },
});
