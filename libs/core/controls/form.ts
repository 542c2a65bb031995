import { QUANTITY_ONE, toDollars, toUnits } from '../model/money.js';
import { ORDER_TYPES, TIMES_IN_FORCE } from '../model/order.js';
import type { Instrument } from '../model/reference.js';
import { codes, type Context, facts, limits } from './declare.js';

/**
 * The form of an order, by what is known of its instrument: steps of quantity and price, their ranges, the least worth. What is not known of an instrument limits
 * nothing. An order that closes the whole position exactly need fit neither the step nor the least quantity or worth.
 */
export const TITLE = 'Form of the order';

export const LIMITS = limits({
  max_order_quantity: {
    wire: 'max_order_quantity',
    unit: 'quantity',
    min: 0,
    max: 10_000_000 * QUANTITY_ONE,
    default: null,
    nullable: true,
    tier: 'global',
    scopes: ['account', 'strategy', 'user', 'symbol', 'account/symbol', 'strategy/symbol'],
    words: 'Units of one order',
    description: 'Most units of one order, beside those of its instrument; empty is off',
  },
});

/** What closes the whole position, and nothing beyond it. */
function closesWhole({ order, state }: Context): boolean {
  return state.reducing && order.quantity === Math.abs(state.quantity);
}

function isOffStep(context: Context): boolean {
  const { step } = context.instrument;
  return step !== null && context.order.quantity % step !== 0 && !closesWhole(context);
}

/** The tick at a price, 0 when there is none: the last band that begins at or below it. */
function tickAt({ ticks }: Instrument, price: number): number {
  let tick = 0;
  for (const band of ticks) if (band.from <= price) tick = band.tick;
  return tick;
}

/** The first of its prices that is off the tick, null when none is. */
function offTick({ order: { price, stop_price }, instrument }: Context): number | null {
  const off = (one: number | null | undefined) => {
    const tick = tickAt(instrument, one ?? 0);
    return one !== null && one !== undefined && tick > 0 && one % tick !== 0;
  };
  return off(price) ? price : off(stop_price) ? (stop_price ?? null) : null;
}

const isOneOf = (list: readonly string[] | undefined, word: string): boolean =>
  list === undefined || list.length === 0 || list.includes(word);

const units = (quantity: number | null | undefined) => toUnits((quantity ?? 0) as Parameters<typeof toUnits>[0]);
const dollars = (amount: number | null) => toDollars((amount ?? 0) as Parameters<typeof toDollars>[0]);

export const FACTS = facts({
  order_quantity: {
    ...{ type: 'number', unit: 'units', sample: 1 },
    meaning: 'Units of the order',
    of: ({ order }) => units(order.quantity),
  },
  quantity_off_step: {
    ...{ type: 'boolean', unit: '', sample: false },
    meaning: 'The quantity is no multiple of the step, and does not close the whole position',
    of: isOffStep,
  },
  quantity_step: {
    ...{ type: 'number', unit: 'units', sample: 1 },
    meaning: 'The step of quantities (0 when it is not known)',
    of: ({ instrument }) => units(instrument.step),
  },
  quantity_below_min: {
    ...{ type: 'boolean', unit: '', sample: false },
    meaning: 'The quantity is below the least one, and does not close the whole position',
    of: (context) => context.order.quantity < (context.instrument.min_quantity ?? 0) && !closesWhole(context),
  },
  min_quantity: {
    ...{ type: 'number', unit: 'units', sample: 1 },
    meaning: 'Least units of an order (0 when it is not known)',
    of: ({ instrument }) => units(instrument.min_quantity),
  },
  quantity_above_max: {
    ...{ type: 'boolean', unit: '', sample: false },
    meaning: 'The quantity is above the most that the instrument takes',
    of: ({ order, instrument }) => instrument.max_quantity !== null && order.quantity > instrument.max_quantity,
  },
  max_quantity: {
    ...{ type: 'number', unit: 'units', sample: 10_000 },
    meaning: 'Most units of an order by the instrument (0 when it is not known)',
    of: ({ instrument }) => units(instrument.max_quantity),
  },
  max_order_quantity: {
    ...{ type: 'number', unit: 'units', sample: 10_000 },
    meaning: 'The limit of units of one order (0 when it is off)',
    of: ({ limits: l }) => units(l.max_order_quantity),
  },
  notional_below_min: {
    ...{ type: 'boolean', unit: '', sample: false },
    meaning: 'The order is worth less than the least, and does not close the whole position',
    of: (context) => context.notional < (context.instrument.min_notional ?? 0) && !closesWhole(context),
  },
  min_notional: {
    ...{ type: 'number', unit: 'dollars', sample: 5 },
    meaning: 'What an order is worth at least (0 when it is not known)',
    of: ({ instrument }) => dollars(instrument.min_notional),
  },
  price_off_tick: {
    ...{ type: 'boolean', unit: '', sample: false },
    meaning: 'The price or the stop price is no multiple of the tick',
    of: (context) => offTick(context) !== null,
  },
  price_tick: {
    ...{ type: 'number', unit: 'price', sample: 0.01 },
    meaning: 'The tick at the price (0 when it is not known)',
    of: (context) => dollars(tickAt(context.instrument, offTick(context) ?? context.order.price ?? 0)),
  },
  price_with_tick: {
    ...{ type: 'number', unit: 'price', sample: 175 },
    meaning: 'The price that is held against the tick: the limit price, or the stop price where that is the one that is off',
    of: (context) => dollars(offTick(context) ?? context.order.price),
  },
  order_type: {
    ...{ type: 'string', unit: '', values: ORDER_TYPES, sample: 'LIMIT' },
    meaning: 'Type of the order',
    of: ({ order }) => order.order_type,
  },
  order_type_allowed: {
    ...{ type: 'boolean', unit: '', sample: true },
    meaning: 'The instrument takes orders of this type',
    of: ({ order, instrument }) => isOneOf(instrument.order_types, order.order_type),
  },
  time_in_force: {
    ...{ type: 'string', unit: '', values: TIMES_IN_FORCE, sample: 'DAY' },
    meaning: 'Time in force of the order',
    of: ({ order }) => order.time_in_force,
  },
  time_in_force_allowed: {
    ...{ type: 'boolean', unit: '', sample: true },
    meaning: 'The instrument takes orders of this time in force',
    of: ({ order, instrument }) => isOneOf(instrument.times_in_force, order.time_in_force),
  },
  price_below_range: {
    ...{ type: 'boolean', unit: '', sample: false },
    meaning: 'The price is below the lowest of the instrument',
    of: ({ order, instrument }) => order.price !== null && order.price < (instrument.min_price ?? 0),
  },
  lowest_price: {
    ...{ type: 'number', unit: 'price', sample: 0.01 },
    meaning: 'Lowest price of the instrument (0 when it is not known)',
    of: ({ instrument }) => dollars(instrument.min_price),
  },
  price_above_range: {
    ...{ type: 'boolean', unit: '', sample: false },
    meaning: 'The price is above the highest of the instrument',
    of: ({ order, instrument }) => order.price !== null && instrument.max_price !== null && order.price > instrument.max_price,
  },
  highest_price: {
    ...{ type: 'number', unit: 'price', sample: 100_000 },
    meaning: 'Highest price of the instrument (0 when it is not known)',
    of: ({ instrument }) => dollars(instrument.max_price),
  },
});

export const CODES = codes({
  QUANTITY_STEP_INVALID: {
    status: 403,
    meaning: 'The quantity is no multiple of the step of the instrument; an order that closes the whole position passes',
    advice: 'send a multiple of the step',
  },
  QUANTITY_BELOW_MIN: { status: 403, meaning: 'Fewer units than the instrument takes', advice: 'send more units' },
  QUANTITY_ABOVE_MAX: { status: 403, meaning: 'More units than one order may have', advice: 'send smaller orders' },
  NOTIONAL_BELOW_MIN: { status: 403, meaning: 'Worth less than the instrument takes', advice: 'send a larger order' },
  PRICE_TICK_INVALID: { status: 403, meaning: 'The price is no multiple of the tick', advice: 'round the price to the tick' },
  ORDER_TYPE_NOT_ALLOWED: {
    status: 403,
    meaning: 'The instrument takes no orders of this type',
    advice: '`GET /api/instruments`, and send another type',
  },
  TIME_IN_FORCE_NOT_ALLOWED: {
    status: 403,
    meaning: 'The instrument takes no orders of this time in force',
    advice: '`GET /api/instruments`, and send another time in force',
  },
  PRICE_OUT_OF_RANGE: { status: 403, meaning: 'The price is out of the range of the instrument', advice: 'mend the price' },
});
