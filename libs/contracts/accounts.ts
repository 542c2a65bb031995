import { z } from 'zod';
import { ACCOUNT_NAME } from '#core/model/order.js';
import { USER_NAME } from '#core/model/scope.js';
import { accountId, money, quantity, ticker } from './order.js';

const reason = z
  .string()
  .max(500)
  .trim()
  .min(1)
  .meta({ override: { pattern: '\\S' } });
const within = ({ source }: RegExp) => source.slice(1, -1);

/** A new account. It begins locked, unless it is said that it does not. */
export const accountBody = z
  .strictObject({ account: accountId, cash: money, locked: z.boolean().default(true), reason })
  .meta({ id: 'NewAccount' });

/** Cash that is no profit. A deposit, a dividend and interest come in, a withdrawal and a fee go out. */
export const cashBody = z
  .strictObject({ what: z.enum(['DEPOSIT', 'WITHDRAWAL', 'DIVIDEND', 'INTEREST', 'FEE']), amount: money, reason })
  .meta({ id: 'NewCashMovement' });

export const lockBody = z
  .strictObject({
    scope: z
      .string()
      .regex(
        new RegExp(`^((account|strategy):${within(ACCOUNT_NAME)}|user:${within(USER_NAME)})$`),
        'must be account:<id>, strategy:<name> or user:<name>',
      ),
    reason,
  })
  .meta({ id: 'NewLock' });

export const locateBody = z
  .strictObject({
    account: accountId.nullable().meta({ description: 'Null: of the firm, for all accounts whose `short_locate` is of_firm' }),
    symbol: ticker,
    quantity,
    lender: z.string().max(200).trim().default(''),
    reason,
  })
  .meta({ id: 'NewLocate' });

const part = z.number().int().min(1).max(10_000);
/** `numerator` new shares for `denominator` old ones: 4 for 1, or 1 for 10. */
export const splitBody = z.strictObject({ numerator: part, denominator: part, reason }).meta({ id: 'NewSplit' });
