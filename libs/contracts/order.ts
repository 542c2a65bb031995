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
import { ACCOUNT_NAME, ORDER_TYPES, SIDES, TIMES_IN_FORCE } from '#core/model/order.js';
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
    strategy: strategyName.exactOptional().meta({ description: 'Whose idea it is; its fills are this strategy’s position too' }),
  })
  .refine((order) => order.order_type !== 'LIMIT' || order.price !== null, {
    path: ['price'],
    error: 'is required for a LIMIT order',
  })
  .meta({
    id: 'NewOrder',
    override: ({ jsonSchema }: { jsonSchema: object }) => {
      const priced = { required: ['price'], properties: { price: { not: { type: 'null' } } } };
      Object.assign(jsonSchema, { anyOf: [{ properties: { order_type: { const: 'MARKET' } } }, priced] });
    },
  });
export type OrderBody = z.output<typeof orderBody>;

/** What an open order shall be; what is left out stays as it is. */
export const amendBody = z
  .strictObject({
    quantity: quantity.exactOptional().meta({ description: 'The new total, what is filled already included' }),
    price: price.exactOptional().meta({ description: 'The new limit price' }),
  })
  .refine((amendment) => Object.keys(amendment).length > 0, { error: 'names nothing to change: give quantity or price' })
  .meta({ id: 'Amendment', minProperties: 1 });
export type AmendBody = z.output<typeof amendBody>;

/** A quote to set at the paper exchange. */
export const paperQuoteBody = z
  .strictObject({ bid: price, ask: price, frozen: z.boolean().default(false) })
  .refine((quote) => quote.ask >= quote.bid, { path: ['ask'], error: 'must not be below bid' })
  .meta({ id: 'NewPaperQuote' });
