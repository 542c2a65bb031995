import { toDollars, toUnits, type Quantity } from '../model/money.js';
import { codes, facts, limits } from './declare.js';

/**
 * Short sales that the law holds back. Price test (SEC rule 201): when a price falls by 10 % from the previous close, that day and the next a sale that opens short must be
 * above the bid. Locates (SEC rule 203(b)(1)): what is sold short on a day was located before; buying back gives nothing back that day.
 */
export const TITLE = 'Short sales: price test and locates';

export const LIMITS = limits({
  short_price_test: {
    wire: 'short_price_test',
    unit: 'choice',
    choices: ['off', 'on'],
    default: 'off',
    tier: 'global',
    words: 'Own price test of short sales',
    description:
      'Whether a fall of 10 % from the previous close, in regular hours, holds short sales back; what an instrument says itself (short_restricted_until) always does',
  },
  short_locate: {
    wire: 'short_locate',
    unit: 'choice',
    choices: ['not_required', 'required', 'of_firm'],
    default: 'not_required',
    tier: 'global',
    scopes: ['account'],
    words: 'Locates for short sales',
    description:
      'Whether units must be located before they are sold short: by the account, or (of_firm) out of what the firm has located for all such accounts',
  },
  short_locate_easy: {
    wire: 'short_locate_easy',
    unit: 'choice',
    choices: ['exempt', 'required'],
    default: 'exempt',
    tier: 'global',
    scopes: ['account'],
    words: 'Locates of what is easy to borrow',
    description: 'Whether what is easy to borrow needs none',
  },
});

export const FACTS = facts({
  short_price_restricted: {
    ...{ type: 'boolean', unit: '', sample: false },
    meaning: 'A sale that opens short at or below the bid, while short sales of the symbol are held back',
    of: ({ state }) => state.shorts?.at !== undefined,
  },
  short_price: {
    ...{ type: 'number', unit: 'price', sample: 0 },
    meaning: 'Its price; of a market order the bid (0 when it is not held back)',
    of: ({ state }) => toDollars(state.shorts?.at?.price ?? (0 as never)),
  },
  short_bid: {
    ...{ type: 'number', unit: 'price', sample: 0 },
    meaning: 'The bid that it must be above (0 when it is not held back)',
    of: ({ state }) => toDollars(state.shorts?.at?.bid ?? (0 as never)),
  },
  locate_needed: {
    ...{ type: 'number', unit: 'units', sample: 0 },
    meaning: 'What was sold short today and is open to be, this order included (0 when it is not looked at)',
    of: ({ state }) => toUnits((state.shorts?.needed ?? 0) as Quantity),
  },
  located: {
    ...{ type: 'number', unit: 'units', sample: 0 },
    meaning: 'What was located today (0 when it is not looked at)',
    of: ({ state }) => toUnits((state.shorts?.located ?? 0) as Quantity),
  },
});

export const CODES = codes({
  SHORT_PRICE_RESTRICTED: {
    class: 'permission',
    status: 403,
    meaning: 'Short sales of the symbol must be above the bid today, and this one is not',
    advice: 'a limit above the bid; what only closes passes',
  },
  LOCATE_INSUFFICIENT: {
    class: 'permission',
    status: 403,
    meaning: 'Less was located today than would be sold short',
    advice: '`POST /api/locates`, then send it again',
  },
});
