import { z } from 'zod';
import { AmountError, type Money, parseMoney, parseQuantity, PRICE_MAX, type Quantity } from '#core/model/money.js';
import { ACCOUNT_NAME, ORDER_TYPES, SIDES, TIMES_IN_FORCE } from '#core/model/order.js';

/** A JSON number or a decimal string, read exactly; the issue says what is wrong with it. */
function exact<T extends number>(parse: (input: number | string) => T, range: (value: T) => string | null, example: string) {
  return z
    .union([z.number(), z.string()], { error: `must be a number or a decimal string such as ${example}` })
    .meta({ description: `a number or a decimal string such as ${example}` })
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

const aboveZero = (value: number) => (value > 0 ? null : 'must be above zero');
const notNegative = (value: number) => (value >= 0 ? null : 'must not be negative');

export const quantity = exact<Quantity>(parseQuantity, aboveZero, '"100"');
export const price = exact<Money>((input) => parseMoney(input, PRICE_MAX), aboveZero, '"175.25"');
export const money = exact<Money>((input) => parseMoney(input), aboveZero, '"1000.00"');
export const moneyOrZero = exact<Money>((input) => parseMoney(input), notNegative, '"0.00"');

/** What ids of clients may be made of: visible ASCII, so that they stand safely in keys, logs and headers. */
const clientId = z.string().regex(/^[\x21-\x7e]{1,64}$/, 'must be 1 to 64 visible ASCII characters without spaces');
export const accountId = z.string().regex(ACCOUNT_NAME, 'must be 1 to 32 of a-z, 0-9, _ and -');
export const ticker = z.string().regex(/^[A-Z][A-Z0-9.]{0,9}$/, 'must be an upper-case ticker such as AAPL');

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
  })
  .refine((order) => order.order_type !== 'LIMIT' || order.price !== null, {
    path: ['price'],
    error: 'is required for a LIMIT order',
  });
export type OrderBody = z.output<typeof orderBody>;
