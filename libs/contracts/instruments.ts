/** What is known of instruments and strategies, as the API takes it. */
import { z } from 'zod';
import { INSTRUMENT_FIELDS } from '#core/config/instrument-fields.js';
import { RESTRICTION_MODES } from '#core/model/reference.js';
import { ACCOUNT_NAME, ORDER_TYPES } from '#core/model/order.js';
import { GROUP_NAME, STRATEGY_NAME, USER_NAME } from '#core/model/scope.js';
import { WINDOW_MODES } from '#core/model/windows.js';
import { accountId, money, ticker } from './order.js';

const within = ({ source }: RegExp) => source.slice(1, -1);
/** Fields of an instrument as people write them, with how each is read. */
export { INSTRUMENT_FIELDS };

const reason = z.string().max(500).optional();
/** Amounts are written as decimals, so that none is rounded on its way. */
const field = z.string().max(500).optional();
const fields = Object.fromEntries(INSTRUMENT_FIELDS.map(({ name, meaning }) => [name, field.meta({ description: meaning })]));

export const instrumentBody = z.strictObject({ ...fields, reason }).meta({ id: 'NewInstrument' });

export const instrumentsCsvBody = z
  .strictObject({ csv: z.string().min(1).max(60_000).meta({ description: 'A line for each symbol' }), reason })
  .meta({ id: 'InstrumentsCsv' });

const list = <Item extends z.ZodType>(item: Item) =>
  z.array(item).max(1000).nullable().default(null).meta({ description: 'Null is all' });
export const strategyBody = z
  .strictObject({
    ...{ accounts: list(accountId), symbols: list(ticker) },
    capital: money.nullable().default(null).meta({
      description: 'Dollars that it has as the day begins: what its leverage and drawdown are measured on. Null is none',
    }),
    reason,
  })
  .meta({ id: 'NewStrategy' });

export const userName = z.string().regex(USER_NAME, 'must be 1 to 64 of A-Z, a-z, 0-9, _, ., @ and -');
const groupName = z.string().regex(GROUP_NAME, 'must be 1 to 32 of a-z, 0-9, _ and -');
export const permissionBody = z
  .strictObject({
    accounts: list(accountId),
    strategies: list(groupName),
    symbols: list(ticker),
    classes: list(groupName),
    order_types: list(z.enum(ORDER_TYPES)),
    short: z.boolean().default(true).meta({ description: 'May sell short' }),
    extended_hours: z.boolean().default(true),
    close_only: z.boolean().default(false),
    reason,
  })
  .meta({ id: 'NewPermission' });

const WHOSE = within(ACCOUNT_NAME);
export const allowListQuery = z.strictObject({
  scope: z
    .string()
    .regex(
      new RegExp(`^(firm|(account|strategy):${WHOSE}|user:${within(USER_NAME)})$`),
      'must be firm, account:<id>, strategy:<name> or user:<name>',
    ),
});
export const allowListBody = z.strictObject({ symbols: z.array(ticker).max(10_000), reason }).meta({ id: 'NewAllowList' });

const moment = z.iso.datetime({ offset: true, error: 'must be a time such as 2026-01-31T14:30:00Z' });
export const restrictionName = z.string().regex(STRATEGY_NAME, 'must be 1 to 32 of a-z, 0-9, _ and -');
export const restrictionBody = z
  .strictObject({
    symbol: ticker,
    scope: z.string().max(200).default('firm').meta({ description: 'firm, account:<id>, strategy:<name> or user:<name>' }),
    mode: z.enum(RESTRICTION_MODES),
    from: moment.optional().meta({ description: 'Left out: from now on' }),
    until: moment.optional().meta({ description: 'Left out: until it is taken away' }),
    reason: z.string().max(500).default(''),
  })
  .meta({ id: 'NewRestriction' });

const minutes = z.number().int().min(-1440).max(1440);
export const timeWindowBody = z
  .strictObject({
    scope: z.string().max(200).default('firm').meta({ description: 'firm, account:<id>, strategy:<name> or class:<name>' }),
    anchor: z.enum(['open', 'close']),
    from_minutes: minutes,
    to_minutes: minutes,
    mode: z.enum(WINDOW_MODES).default('scale'),
    limits: z.array(z.string().max(100)).max(100).default([]),
    factor_pct: z.number().min(0).max(100).multipleOf(0.01).default(100),
    reason: z.string().max(500).default(''),
  })
  .meta({ id: 'NewTimeWindow' });
