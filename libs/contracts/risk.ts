import { z } from 'zod';
import { accountId, money, ticker } from './order.js';

/** A percentage or ratio with at most two decimals, as whole hundredths. */
function hundredths(max: number, unit: string) {
  return z
    .number()
    .positive()
    .max(max, `must be at most ${max} ${unit}`)
    .refine((value) => Math.abs(value * 100 - Math.round(value * 100)) < 1e-9, 'must have at most 2 decimals')
    .transform((value) => Math.round(value * 100));
}

const notEmpty = (body: object) => Object.values(body).some((value) => value !== undefined);
const NOT_EMPTY = { error: 'must name at least one field to change' };

const limitFields = {
  max_position_size: money.optional(),
  max_order_size: money.optional(),
  daily_loss_limit: money.optional(),
  max_portfolio_concentration: hundredths(1000, 'percent').optional(),
  max_leverage: hundredths(100, 'times equity').optional(),
  max_orders_per_second: z.number().int().min(1).max(1_000_000).optional(),
  max_orders_per_burst: z.number().int().min(1).max(10_000_000).optional(),
  burst_window_seconds: z.number().int().min(1).max(60).optional(),
  enabled: z.boolean().optional(),
};
const symbolLimitFields = { max_position: money.optional(), max_concentration_pct: hundredths(1000, 'percent').optional() };
const reason = z.string().max(500).optional();

export const limitsBody = z
  .strictObject({ ...limitFields, reason })
  .refine(({ reason: _, ...fields }) => notEmpty(fields), NOT_EMPTY);

export const positionLimitBody = z
  .strictObject({ ...symbolLimitFields, reason })
  .refine(({ reason: _, ...fields }) => notEmpty(fields), NOT_EMPTY);

/** Limits to try on the orders of today: global ones and symbols' own. */
export const impactBody = z
  .strictObject({ ...limitFields, symbols: z.record(ticker, z.strictObject(symbolLimitFields)).optional() })
  .refine(notEmpty, NOT_EMPTY);

export const breakerScope = z.string().refine(
  (scope) => {
    if (scope === 'firm') return true;
    const [kind, id = ''] = scope.split(/:(.*)/s);
    return kind === 'account' ? accountId.safeParse(id).success : kind === 'symbol' && ticker.safeParse(id).success;
  },
  { error: 'must be firm, account:<id> or symbol:<TICKER>' },
);

export const tripBody = z.strictObject({
  scope: breakerScope.default('account:default'),
  mode: z.enum(['halt', 'reduce_only']).default('halt'),
  cancel_orders: z.boolean().default(false),
  reason: z.string().min(1).max(500),
  expires_in_seconds: z
    .number()
    .int()
    .min(1)
    .max(7 * 86_400)
    .optional()
    .meta({ description: 'a pause: it ends by itself after this' }),
});

export const resetBody = z.strictObject({
  breaker_id: z.number().int().positive(),
  reason: z.string().min(1).max(500).optional(),
  force: z.boolean().default(false).meta({ description: 'close although the cause persists; it trips again at once' }),
});
