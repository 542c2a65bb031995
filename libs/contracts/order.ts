import { z } from 'zod';
import {
  AmountError,
  type Money,
  MONEY_DECIMALS,
  MONEY_MAX,
  parseMoney,
  parseQuantity,
  PRICE_MAX,
  type Quantity,
  QUANTITY_DECIMALS,
  QUANTITY_MAX,
  QUANTITY_ONE,
} from '#core/model/money.js';
import { ACCOUNT_NAME, hasLimit, isStop, ORDER_TYPES, type OrderType, SIDES, TIMES_IN_FORCE } from '#core/model/order.js';
import { STRATEGY_NAME } from '#core/model/scope.js';

interface Amount<T> {
  parse: (input: number | string) => T;
  range: (value: T) => string | null;
  example: string;
  decimals: number;
  /** In units or dollars. */
  max: number;
}

/** A JSON number or a decimal string, read exactly; the issue says what is wrong with it. */
function exact<T extends number>({ parse, range, example, decimals, max }: Amount<T>) {
  return z
    .union([z.number(), z.string()], { error: `must be a number or a decimal string such as "${example}"` })
    .meta({
      description: `A number or a decimal string such as "${example}", with at most ${decimals} decimals`,
      override: {
        anyOf: [
          { type: 'number', minimum: 10 ** -decimals, maximum: max, multipleOf: 10 ** -decimals },
          { type: 'string', pattern: decimalPattern(max, decimals) },
        ],
      },
    })
    .transform((input, context): T => {
      try {
        const value = parse(input);
        const fault = range(value);
        if (!fault) return value;
        context.issues.push({ code: 'custom', message: fault, input });
      } catch (error) {
        if (!(error instanceof AmountError)) throw error;
        context.issues.push({ code: 'custom', message: error.message, input });
      }
      return z.NEVER;
    });
}

/** Decimal strings above zero and up to `max`, which is one digit and zeros. */
function decimalPattern(max: number, decimals: number): string {
  const digits = String(max);
  const lead = Number(digits[0]);
  const below = lead > 1 ? `[0-${lead - 1}]?` : '';
  return `^(?![0.]*$)(${below}\\d{1,${digits.length - 1}}(\\.\\d{1,${decimals}})?|${digits}(\\.0{1,${decimals}})?)$`;
}

const aboveZero = (value: number) => (value > 0 ? null : 'must be above zero');

export const quantity = exact<Quantity>({
  ...{ parse: parseQuantity, range: aboveZero, example: '100', decimals: QUANTITY_DECIMALS },
  max: QUANTITY_MAX / QUANTITY_ONE,
});
export const price = exact<Money>({
  ...{ parse: (input) => parseMoney(input, PRICE_MAX), range: aboveZero, example: '175.25', decimals: MONEY_DECIMALS },
  max: PRICE_MAX / 1e6,
});
export const money = exact<Money>({
  ...{ parse: (input) => parseMoney(input), range: aboveZero, example: '1000.00', decimals: MONEY_DECIMALS },
  max: MONEY_MAX / 1e6,
});

/** What ids of clients may be made of: visible ASCII, so that they stand safely in keys, logs and headers. */
const clientId = z.string().regex(/^[\x21-\x7e]{1,64}$/, 'must be 1 to 64 visible ASCII characters without spaces');
export const accountId = z.string().regex(ACCOUNT_NAME, 'must be 1 to 32 of a-z, 0-9, _ and -');
export const strategyName = z.string().regex(STRATEGY_NAME, 'must be 1 to 32 of a-z, 0-9, _ and -');
export const TICKER = /^[A-Z][A-Z0-9.]{0,9}$/;
export const ticker = z.string().regex(TICKER, 'must be an upper-case ticker such as AAPL');

/** What fields an order of that type has, until a date or not. */
function formOf(type: OrderType, until: boolean): object {
  const none = { not: {} };
  const others = TIMES_IN_FORCE.filter((one) => one !== 'GTD');
  const priced = hasLimit(type) ? { price: { not: { type: 'null' } } } : type === 'STOP' ? { price: { type: 'null' } } : {};
  return {
    properties: {
      order_type: { const: type },
      ...priced,
      ...(isStop(type) ? {} : { stop_price: none }),
      time_in_force: until ? { const: 'GTD' } : { enum: others },
      ...(until ? {} : { good_till: none }),
    },
    required: [
      'order_type',
      ...(hasLimit(type) ? ['price'] : []),
      ...(isStop(type) ? ['stop_price'] : []),
      ...(until ? ['time_in_force', 'good_till'] : []),
    ],
  };
}

/** Later than this is this: it is too far ahead for any order. */
const LATEST_US = Date.UTC(2250, 0, 1) * 1000;

/** A moment, in microseconds since 1970. */
const moment = z.iso.datetime({ offset: true, error: 'must be a time such as 2026-01-31T14:30:00Z' }).transform((text) => {
  const micros = /\.\d{3}(\d{1,3})/.exec(text)?.[1] ?? '';
  return Math.min(Date.parse(text) * 1000 + Number(micros.padEnd(3, '0')), LATEST_US);
});

const SESSION_ID = /^ses_[0-9a-z]{1,60}$/;

/**
 * A field of an order that may be left out. As `exactOptional`, but a schema of that kind is also run where the field is not there, and what it found wrong
 * thrown away: measured, 2 us for each such field of each order. What JSON cannot hold, a field that is there and undefined, is let through.
 */
const leftOut = <Schema extends z.ZodType>(schema: Schema) => schema.optional() as unknown as z.ZodExactOptional<Schema>;

export const orderBody = z
  .strictObject({
    client_order_id: clientId,
    account: accountId.default('default'),
    symbol: ticker,
    side: z.enum(SIDES),
    quantity,
    price: price.nullish().transform((value) => value ?? null),
    order_type: z.enum(ORDER_TYPES),
    time_in_force: z.enum(TIMES_IN_FORCE).default('DAY'),
    stop_price: leftOut(price).meta({
      description: 'Of STOP and STOP_LIMIT: a buy waits until the ask has risen to it, a sale until the bid has fallen to it',
    }),
    good_till: leftOut(moment).meta({ description: 'Of time_in_force GTD: when the order ends' }),
    reduce_only: leftOut(z.boolean()).meta({
      description: 'It may only close. While it works, the newest are canceled when too little is left to close',
    }),
    extended_hours: leftOut(z.boolean()).meta({ description: 'It may trade outside regular hours' }),
    session: leftOut(z.string().regex(SESSION_ID, 'must be the id of an order session')).meta({
      description: 'The order session that it belongs to: it is canceled when that falls silent',
    }),
    strategy: leftOut(strategyName).meta({ description: 'Whose idea it is; its fills are this strategy’s position too' }),
  })
  .refine((order) => !hasLimit(order.order_type) || order.price !== null, {
    path: ['price'],
    error: 'is required for a LIMIT or STOP_LIMIT order',
  })
  .refine((order) => order.order_type !== 'STOP' || order.price === null, {
    path: ['price'],
    error: 'is none of a STOP order: it becomes a MARKET order; a STOP_LIMIT order has one',
  })
  .refine((order) => isStop(order.order_type) === (order.stop_price !== undefined), {
    path: ['stop_price'],
    error: 'is required for a STOP or STOP_LIMIT order, and given with no other',
  })
  .refine((order) => (order.time_in_force === 'GTD') === (order.good_till !== undefined), {
    path: ['good_till'],
    error: 'is required with time_in_force GTD, and given with no other',
  })
  .meta({
    id: 'NewOrder',
    override: ({ jsonSchema }: { jsonSchema: object }) => {
      Object.assign(jsonSchema, { anyOf: ORDER_TYPES.flatMap((type) => [formOf(type, false), formOf(type, true)]) });
    },
  });
export type OrderBody = z.output<typeof orderBody>;

export const ORDERS_IN_LIST = { min: 2, max: 20 } as const;

/** Orders that are let through all or none. */
export const listBody = z
  .strictObject({
    orders: z
      .array(orderBody)
      .min(ORDERS_IN_LIST.min)
      .max(ORDERS_IN_LIST.max)
      .meta({ description: 'Of one account, each with a client_order_id of its own; judged in this order' }),
    one_cancels_other: z.boolean().default(false).meta({
      description:
        'A fill of one, whole or in part, cancels the others. All of them count until then, for two can fill in a race',
    }),
  })
  .superRefine(({ orders }, context) => {
    const ids = new Set<string>();
    for (const [i, { account, client_order_id }] of orders.entries()) {
      const at = (field: string, message: string) => context.addIssue({ code: 'custom', path: ['orders', i, field], message });
      if (account !== orders[0]?.account)
        at('account', `is another account than that of the first order (${orders[0]?.account})`);
      if (ids.has(client_order_id)) at('client_order_id', 'is that of another order of the list');
      ids.add(client_order_id);
    }
  })
  .meta({ id: 'NewOrderList' });
export type ListBody = z.output<typeof listBody>;

const seconds = (least: number, most: number, usual: number, description: string) =>
  z.int().min(least).max(most).default(usual).meta({ description });

export const sessionId = z.string().regex(SESSION_ID, 'must be the id of an order session');

/** An order session: heard every few seconds, or its open orders are canceled. */
export const sessionBody = z
  .strictObject({
    account: accountId.default('default'),
    silent_seconds: seconds(1, 300, 10, 'How long it may be silent'),
    grace_seconds: seconds(0, 30, 5, 'How much longer it may take to come back'),
    include_gtc: z.boolean().default(false).meta({ description: 'GTC and GTD orders are canceled too' }),
    keep_reducing: z.boolean().default(false).meta({ description: 'Orders that only close stay' }),
  })
  .meta({ id: 'NewSession' });
export type SessionBody = z.output<typeof sessionBody>;

export const closeSessionQuery = z.strictObject({
  cancel: z.enum(['true', 'false']).default('false').meta({ description: 'Its open orders are canceled, all of them' }),
});

/** What an open order shall be; what is left out stays as it is. */
export const amendBody = z
  .strictObject({
    quantity: quantity.exactOptional().meta({ description: 'The new total, what is filled already included' }),
    price: price.exactOptional().meta({ description: 'The new limit price' }),
    stop_price: price.exactOptional().meta({ description: 'The new stop price' }),
  })
  .refine((amendment) => Object.keys(amendment).length > 0, {
    error: 'names nothing to change: give quantity, price or stop_price',
  })
  .meta({ id: 'Amendment', minProperties: 1 });
export type AmendBody = z.output<typeof amendBody>;

/** A quote to set at the paper exchange. */
export const paperQuoteBody = z
  .strictObject({ bid: price, ask: price, frozen: z.boolean().default(false) })
  .refine((quote) => quote.ask >= quote.bid, { path: ['ask'], error: 'must not be below bid' })
  .meta({ id: 'NewPaperQuote' });
