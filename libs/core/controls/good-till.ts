import { codes, type Context, facts, limits } from './declare.js';

/** Until when a GTD order may be good: after now, and not beyond so many days. */
export const TITLE = 'Good till';

const DAY_US = 86_400_000_000;

export const LIMITS = limits({
  max_good_till_days: {
    wire: 'max_good_till_days',
    unit: 'count',
    measure: 'days',
    min: 1,
    max: 3650,
    default: 90,
    tier: 'global',
    scopes: ['account', 'class', 'account/class'],
    words: 'Good till, days ahead',
    description: 'How many days ahead a GTD order may end',
  },
});

const iso = (us: number | undefined) => (us === undefined ? '' : new Date(Math.min(us / 1000, 8.64e15)).toISOString());
const isGtd = ({ order }: Context) => order.time_in_force === 'GTD' && order.good_till !== undefined;

export const FACTS = facts({
  good_till: {
    ...{ type: 'string', unit: '', sample: '' },
    meaning: 'When the order ends; empty when it is not GTD',
    of: ({ order }) => iso(order.good_till),
  },
  good_till_past: {
    ...{ type: 'boolean', unit: '', sample: false },
    meaning: 'That is not after now',
    of: (context) => isGtd(context) && (context.order.good_till ?? 0) <= context.state.at_us,
  },
  good_till_too_far: {
    ...{ type: 'boolean', unit: '', sample: false },
    meaning: 'That is further ahead than is allowed',
    of: (context) =>
      isGtd(context) && (context.order.good_till ?? 0) > context.state.at_us + context.limits.max_good_till_days * DAY_US,
  },
  max_good_till_days: {
    ...{ type: 'number', unit: 'orders', sample: 90 },
    meaning: 'The limit of days ahead',
    of: ({ limits: l }) => l.max_good_till_days,
  },
  now: {
    ...{ type: 'string', unit: '', sample: '2026-01-05T15:00:00.000Z' },
    meaning: 'The time of the gate',
    of: ({ state }) => iso(state.at_us),
  },
});

export const CODES = codes({
  GOOD_TILL_INVALID: {
    status: 403,
    meaning: 'A GTD order that ends in the past, or too far ahead',
    advice: 'give a time between now and the limit',
  },
});
