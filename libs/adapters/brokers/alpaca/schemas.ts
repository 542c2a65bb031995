/** Alpaca's answers and messages, in the parts that we use. Unknown fields are ignored and unknown words kept; a needed field that is missing fails the call. */
import { z } from 'zod';

/** Decimals come as strings, now and then as numbers; kept as they were written. */
const decimal = z.union([z.string(), z.number()]).transform(String);
const optional = decimal.nullish().transform((value) => value ?? null);
const flag = z
  .boolean()
  .nullish()
  .transform((value) => value ?? false);

export const alpacaOrder = z.object({
  id: z.string().min(1),
  client_order_id: z
    .string()
    .nullish()
    .transform((value) => value ?? ''),
  symbol: z.string().min(1),
  status: z.string().min(1),
  side: z.enum(['buy', 'sell']),
  /** Null for an order in dollars, which only others send. */
  qty: optional,
  filled_qty: decimal,
  type: z.string().min(1),
  time_in_force: z.string().min(1),
  limit_price: optional,
  stop_price: optional,
  replaced_by: z
    .string()
    .nullish()
    .transform((value) => value ?? null),
  replaces: z
    .string()
    .nullish()
    .transform((value) => value ?? null),
  submitted_at: z
    .string()
    .nullish()
    .transform((value) => value ?? null),
});
export type AlpacaOrder = z.infer<typeof alpacaOrder>;
export const alpacaOrders = z.array(alpacaOrder);

export const alpacaAccount = z.object({
  id: z.string().min(1),
  account_number: z.string().min(1),
  status: z.string(),
  currency: z.string().default('USD'),
  cash: decimal,
  equity: decimal,
  buying_power: optional,
  trading_blocked: flag,
  account_blocked: flag,
  trade_suspended_by_user: flag,
  shorting_enabled: flag,
});
export type AlpacaAccountRecord = z.infer<typeof alpacaAccount>;

export const alpacaPosition = z.object({
  symbol: z.string().min(1),
  side: z.enum(['long', 'short']),
  qty: decimal,
  avg_entry_price: decimal,
  market_value: optional,
});
export const alpacaPositions = z.array(alpacaPosition);
export type AlpacaPosition = z.infer<typeof alpacaPosition>;

export const fillActivity = z.object({
  id: z.string().min(1),
  transaction_time: z.string(),
  price: decimal,
  qty: decimal,
  cum_qty: decimal,
  side: z.string(),
  symbol: z.string(),
  order_id: z.string().min(1),
});
export const fillActivities = z.array(fillActivity);
export type FillActivity = z.infer<typeof fillActivity>;

/** What moved an account without a trade. `qty` of a dividend is what it was paid for, and moves nothing. */
export const nonTradeActivity = z.object({
  id: z.string().min(1),
  activity_type: z.string().min(1),
  date: z
    .string()
    .nullish()
    .transform((value) => value ?? ''),
  net_amount: optional,
  symbol: z
    .string()
    .nullish()
    .transform((value) => value ?? ''),
  qty: optional,
  description: z
    .string()
    .nullish()
    .transform((value) => value ?? ''),
  status: z
    .string()
    .nullish()
    .transform((value) => value ?? 'executed'),
});
export const nonTradeActivities = z.array(nonTradeActivity);
export type NonTradeActivity = z.infer<typeof nonTradeActivity>;

export const alpacaClock = z.object({
  timestamp: z.string(),
  is_open: z.boolean(),
  next_open: z.string(),
  next_close: z.string(),
});

export const alpacaAsset = z.object({
  symbol: z.string().min(1),
  class: z.string().default('us_equity'),
  status: z.string(),
  tradable: flag,
  shortable: flag,
  fractionable: flag,
  marginable: flag,
  borrow_status: z.string().nullish(),
  easy_to_borrow: z.boolean().nullish(),
  margin_requirement_long: optional,
  margin_requirement_short: optional,
  min_order_size: optional,
  min_trade_increment: optional,
  price_increment: optional,
});
export const alpacaAssets = z.array(alpacaAsset);
export type AlpacaAsset = z.infer<typeof alpacaAsset>;

/** The stream of the account's orders. `data` may be null (it was seen). */
export const streamFrame = z.object({ stream: z.string().optional(), action: z.string().optional(), data: z.unknown() });
export const tradeUpdate = z.object({
  event: z.string().min(1),
  execution_id: z
    .string()
    .nullish()
    .transform((value) => value ?? null),
  previous_execution_id: z
    .string()
    .nullish()
    .transform((value) => value ?? null),
  timestamp: z
    .string()
    .nullish()
    .transform((value) => value ?? null),
  price: optional,
  qty: optional,
  order: alpacaOrder,
});
export type TradeUpdate = z.infer<typeof tradeUpdate>;

const price = z
  .number()
  .nullish()
  .transform((value) => value ?? 0);
export const quoteMessage = z.object({ T: z.literal('q'), S: z.string(), bp: price, ap: price, t: z.string() });
export const statusMessage = z.object({
  ...{ T: z.literal('s'), S: z.string().min(1), sc: z.string() },
  ...{ sm: z.string().optional(), rc: z.string().optional(), rm: z.string().optional() },
});
export type StatusMessage = z.infer<typeof statusMessage>;
export const latestQuotes = z.object({
  quotes: z.record(z.string(), z.object({ bp: price, ap: price, t: z.string() }).nullable()),
});

export const alpacaProblem = z.looseObject({ code: z.number().optional(), message: z.string().optional() });
