import { toDollars } from '../model/money.js';
import { codes, facts, limits } from './declare.js';

/**
 * An order that could trade with an open order of the same account, or of its group of accounts: a buy at or above an own sell limit, a sale at or below an own buy
 * limit. The worst price of a market order is the ask or the bid, moved by the slippage. An open order counts until its end is confirmed. The paper exchange never
 * lets two of ours meet. `venue` is what Alpaca refuses: while either of the two is a market or stop order, whatever their prices (OPPOSITE_ORDER_OPEN).
 */
export const TITLE = 'Own orders that meet';

export const LIMITS = limits({
  self_trade: {
    wire: 'self_trade',
    unit: 'choice',
    choices: ['off', 'refuse_new', 'cancel_resting', 'venue'],
    default: 'off',
    tier: 'global',
    scopes: ['account'],
    words: 'Own orders that meet',
    description:
      'Whether an order that could trade with an own one is refused, and whether that one is canceled too; venue: as Alpaca refuses it, market and stop orders at any price, and the default of accounts there',
  },
  self_trade_group: {
    wire: 'self_trade_group',
    unit: 'count',
    measure: 'number of a group',
    min: 1,
    max: 1_000_000,
    default: null,
    nullable: true,
    tier: 'global',
    scopes: ['account'],
    words: 'Own orders that meet, group',
    description:
      'Accounts with the same number are one: their orders are looked at together; for each account, the whole firm is one group. Empty: each account by itself',
  },
});

export const FACTS = facts({
  meets_own_order: {
    ...{ type: 'boolean', unit: '', sample: false },
    meaning: 'The order could trade with an open order of the same account, or of its group',
    of: ({ state }) => state.also?.meets !== undefined && state.also.meets.venue !== true,
  },
  opposite_order_open: {
    ...{ type: 'boolean', unit: '', sample: false },
    meaning: 'The broker would refuse the order for an open order of the other side',
    of: ({ state }) => state.also?.meets?.venue === true,
  },
  worst_price: {
    ...{ type: 'number', unit: 'price', sample: 175 },
    meaning: 'The worst price that the order may trade at (0 when it meets no own order, or has no limit)',
    of: ({ state }) => toDollars(state.also?.meets?.worst ?? (0 as never)),
  },
  own_order: {
    ...{ type: 'string', unit: '', sample: '' },
    meaning: 'The own order that it meets; empty when none',
    of: ({ state }) => state.also?.meets?.order_id ?? '',
  },
  own_order_price: {
    ...{ type: 'number', unit: 'price', sample: 0 },
    meaning: 'The limit price of that order (0 when there is none)',
    of: ({ state }) => toDollars(state.also?.meets?.price ?? (0 as never)),
  },
});

export const CODES = codes({
  SELF_TRADE_PREVENTED: {
    class: 'permission',
    status: 403,
    meaning: 'The order could trade with an open order of the same account, or of its group; closing orders are judged too',
    advice: 'cancel the own order and wait until that is confirmed, or mend the price',
  },
  OPPOSITE_ORDER_OPEN: {
    class: 'permission',
    status: 403,
    meaning:
      'The broker would refuse the order: an own order of the other side is open, and one of the two is a market or stop order, or their prices meet',
    advice: 'cancel the own order and wait until that is confirmed',
  },
});
