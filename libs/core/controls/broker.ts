import { MONEY_MAX, type Money, mulDivUpTo, QUANTITY_MAX, type Quantity, toDollars, toUnits } from '../model/money.js';
import type { ScopeFigures } from '../model/reserved-state.js';
import { codes, type Context, factsFrom, limits } from './declare.js';
import { FIGURES as figures } from './exposure.js';

/**
 * What the broker gives: a credit line for the day (that an order over it, or fills, may trip the firm's breaker at), and messages a minute of which some are kept for cancels; the least equity that may borrow; and a position
 * beside the average volume. All accounts are at one broker, so its limits are the firm's. Off until set.
 */
export const TITLE = 'Broker: credit and messages, least equity, position of the volume';

const OF_SYMBOL = ['symbol', 'account/symbol', 'firm/symbol'] as const;

export const LIMITS = limits({
  broker_credit_line: {
    wire: 'broker_credit_line',
    unit: 'money',
    min: 0,
    max: MONEY_MAX,
    default: null,
    nullable: true,
    figures: true,
    tier: 'scoped',
    scopes: ['firm'],
    warns_at_pct: 70,
    words: 'Credit line of the broker',
    description: "The day's fills and open orders of all accounts, gross or net; a warning is told at 70 % of it; empty is off",
  },
  broker_credit_mode: {
    wire: 'broker_credit_mode',
    unit: 'choice',
    choices: ['gross', 'net'],
    default: 'gross',
    tier: 'scoped',
    scopes: ['firm'],
    words: 'Credit line, measured',
    description: 'gross: all buys and sells together; net: the worse side, less what the other side has filled',
  },
  broker_credit_on_breach: {
    wire: 'broker_credit_on_breach',
    unit: 'choice',
    choices: ['refuse', 'reduce_only', 'cancel_and_halt'],
    default: 'refuse',
    tier: 'scoped',
    scopes: ['firm'],
    words: 'Credit line, when it is broken',
    description:
      "An order that would go over it is refused. reduce_only: it trips the firm's breaker, too, and opening orders are canceled; cancel_and_halt: nothing passes then, and all open orders are canceled. Fills that go over it trip as well",
  },
  broker_messages_per_minute: {
    wire: 'broker_messages_per_minute',
    unit: 'count',
    measure: 'messages',
    min: 1,
    max: 1_000_000,
    default: null,
    nullable: true,
    tier: 'scoped',
    scopes: ['firm'],
    words: 'Messages a minute at the broker',
    description: 'Orders that were let through, amendments and cancels of all accounts; alpaca takes 200; empty is off',
  },
  broker_messages_kept: {
    wire: 'broker_messages_kept',
    unit: 'count',
    measure: 'messages',
    min: 0,
    max: 1_000_000,
    default: 20,
    tier: 'global',
    words: 'Messages kept for cancels',
    description: 'An order is refused when no more than so many are left',
  },
  min_equity: {
    wire: 'min_equity',
    unit: 'money',
    min: 0,
    max: MONEY_MAX,
    default: null,
    nullable: true,
    tier: 'global',
    scopes: ['account'],
    words: 'Least equity',
    description: 'With less equity an account neither borrows cash nor sells short (FINRA rule 4210(b)(4): 2,000); empty is off',
  },
  max_position_adv_bps: {
    wire: 'max_position_adv_pct',
    unit: 'bps',
    min: 0,
    max: 90_000,
    default: null,
    nullable: true,
    figures: true,
    tier: 'scoped',
    scopes: OF_SYMBOL,
    words: 'Position, of the average daily volume',
    description: "How much of the instrument's average daily volume position and open orders of one side may be; empty is off",
  },
});

export const FIGURES = (context: Context): ScopeFigures => figures(context);

export const FACTS = factsFrom(FIGURES, {
  credit_used: {
    ...{ type: 'number', unit: 'dollars', sample: 175 },
    meaning: "The broker's credit that the day's fills and all open orders use (this one included)",
    of: ({ state }) => toDollars(state.broker?.credit ?? (0 as Money)),
  },
  credit_raised: {
    ...{ type: 'boolean', unit: '', sample: true },
    meaning: 'The order raises it',
    of: ({ state }) => state.broker?.credit_raised ?? false,
  },
  broker_credit_line: {
    ...{ type: 'number', unit: 'dollars', sample: 100_000 },
    meaning: 'The credit line of the broker (0 when it is off)',
    of: ({ limits: l }) => toDollars(l.broker_credit_line ?? (0 as Money)),
  },
  broker_messages_left: {
    ...{ type: 'number', unit: 'orders', sample: 200 },
    meaning: 'Messages that are left at the broker in this minute, without this order',
    of: ({ state, limits: l }) => Math.max(0, (l.broker_messages_per_minute ?? 0) - (state.broker?.sent ?? 0)),
  },
  broker_messages_kept: {
    ...{ type: 'number', unit: 'orders', sample: 20 },
    meaning: 'How many are kept for cancels',
    of: ({ limits: l }) => l.broker_messages_kept,
  },
  broker_counted: {
    ...{ type: 'boolean', unit: '', sample: false },
    meaning: 'Messages at the broker are counted for the order',
    of: ({ state }) => state.broker?.sent !== undefined,
  },
  account_equity: {
    ...{ type: 'number', unit: 'dollars', sample: 100_000 },
    meaning: 'Equity of the account',
    of: ({ equity }) => toDollars(equity),
  },
  borrows: {
    ...{ type: 'boolean', unit: '', sample: false },
    meaning: 'The order borrows cash or sells short',
    of: ({ state }) => state.also?.borrows ?? false,
  },
  min_equity: {
    ...{ type: 'number', unit: 'dollars', sample: 2000 },
    meaning: 'The least equity for that (0 when it is off)',
    of: ({ limits: l }) => toDollars(l.min_equity ?? (0 as Money)),
  },
  max_position_by_volume: {
    ...{ type: 'number', unit: 'units', sample: 100_000 },
    meaning: 'Units that position and open orders of one side may be by the average volume (rounded down)',
    of: ({ instrument, limits: l }) => {
      const most = mulDivUpTo(QUANTITY_MAX, instrument.average_volume ?? 0, l.max_position_adv_bps ?? 0, 10_000);
      return toUnits(most as Quantity);
    },
  },
});

export const CODES = codes({
  BROKER_CREDIT_EXCEEDED: {
    class: 'exposure',
    status: 403,
    meaning: "The day's fills and open orders of all accounts would be over the credit line of the broker",
    advice: 'cancel some, or wait for the next day; closing orders pass',
  },
  BROKER_RATE_EXHAUSTED: {
    status: 429,
    meaning: 'The messages that are left at the broker in this minute are kept for cancels',
    advice: 'wait `Retry-After`; cancels still pass',
  },
  EQUITY_BELOW_MINIMUM: {
    class: 'exposure',
    status: 403,
    meaning: 'The account has too little equity to borrow cash or to sell short',
    advice: 'close, or bring in cash',
  },
  POSITION_ABOVE_ADV: {
    class: 'exposure',
    status: 403,
    meaning: 'Position and open orders would be too large a part of the average daily volume',
    advice: 'cancel or close',
  },
});
