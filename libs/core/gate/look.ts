import { needsReference } from '../controls/price-collar.js';
import { feeOfOrder } from '../model/fees.js';
import { AmountError, MONEY_MAX, type Money, notional } from '../model/money.js';
import type { OrderRequest } from '../model/order.js';
import type { ReservedState } from '../model/reserved-state.js';
import type { StateReasonCode } from '../model/reason-codes.js';
import type { RiskConfig } from '../model/limits.js';
import type { BreakerState, AccountState, GateState, PositionState } from './state.js';
import { isFresh, referenceTwice, tooLarge, worstCase } from './valuation.js';

const UNITS_MAX = Number.MAX_SAFE_INTEGER;

/** An order that cannot even be judged: what the judgement needs is missing or out of range. Nothing is held and nothing is logged. */
export class NotJudged extends Error {
  override name = 'NotJudged';
  constructor(
    readonly code: StateReasonCode,
    message: string,
  ) {
    super(message);
  }
}

/**
 * What an order meets: the figures of its account, symbol, rate windows and breakers, its own hold and attempt included. Pure; the same for an order,
 * a what-if and an order that is judged again. Throws NotJudged.
 */
export function look(
  state: GateState,
  account: AccountState,
  order: OrderRequest,
  config: RiskConfig,
  atUs: number,
): ReservedState {
  const p = account.positions.get(order.symbol);
  const [held, value] = [p?.quantity ?? 0, p?.value ?? (0 as Money)];
  const [openBuys, openSells] = [p?.open_buys ?? 0, p?.open_sells ?? 0];
  const buy = order.side === 'BUY';
  const open = (buy ? p?.open_buy_quantity : p?.open_sell_quantity) ?? 0;
  if (Math.abs(held) + open + order.quantity > UNITS_MAX)
    throw new NotJudged('AMOUNT_OUT_OF_RANGE', 'the quantity of this symbol would be outside what can be reckoned with');
  const reducing = buy ? held < 0 && order.quantity + open + held <= 0 : held > 0 && order.quantity + open <= held;
  const check = checkPrice(state, order, reducing, atUs);
  const reference = referenceTwice(state.quotes.get(order.symbol), atUs);
  if (reference === 0 && needsReference(order, config.limits))
    throw new NotJudged(
      'REFERENCE_PRICE_UNAVAILABLE',
      `no fresh quote, trade or mark for ${order.symbol} to hold the limit price against`,
    );
  const cost = costOf(order, check);
  const before = p?.exposure ?? (0 as Money);
  const after = buy ? worstCase(value, openBuys + cost, openSells) : worstCase(value, openBuys, openSells + cost);
  const gross = account.gross + after - before;
  if (tooLarge(gross) || tooLarge(openBuys + openSells + cost))
    throw new NotJudged('AMOUNT_OUT_OF_RANGE', 'the gross exposure would be outside what can be reckoned with');
  const breaker = strictest(state, order.account, order.symbol);
  const met: ReservedState = {
    config_version: config.version,
    at_us: atUs,
    check_price: check,
    notional: cost,
    cash: account.cash,
    position_value: account.value,
    gross_exposure: gross as Money,
    day_start_equity: account.day_start,
    cash_moved: account.moved,
    quantity: held as ReservedState['quantity'],
    value,
    open_buys: openBuys as Money,
    open_sells: openSells as Money,
    exposure_before: before,
    exposure_after: after,
    reducing,
    orders_in_last_second: account.attempts.inSecond(atUs) + 1,
    orders_in_burst_window: account.attempts.inBurst(atUs, config.limits.burst_window_seconds * 1_000_000) + 1,
    reference_twice: reference,
    ...messages(account, config, atUs),
    breaker_mode: breaker?.mode ?? 'none',
    breaker_scope: breaker?.scope ?? '',
  };
  const { fee_per_unit } = state;
  if (fee_per_unit !== null) met.fees = feeOfOrder(order.quantity, { fee_per_unit });
  return met;
}

/**
 * The price that an order is checked at. A buy may cost its limit, or the ask with slippage when it has none or a better one; a sale is worth at least
 * the bid; a short at least the ask with slippage, for that is what buying it back would cost.
 */
function checkPrice(state: GateState, order: OrderRequest, reducing: boolean, atUs: number): Money {
  const quote = state.quotes.get(order.symbol);
  const [market, sell] = [order.order_type === 'MARKET', order.side === 'SELL'];
  const limit = order.price ?? (0 as Money);
  const opensShort = sell && !reducing;
  if (!market && !opensShort) return sell && quote && isFresh(quote, atUs) ? (Math.max(limit, quote.bid) as Money) : limit;
  if (!quote || !isFresh(quote, atUs)) throw new NotJudged('REFERENCE_PRICE_UNAVAILABLE', `no fresh quote for ${order.symbol}`);
  const reference = sell && !opensShort ? quote.bid : quote.ask;
  return Math.max(limit, Math.ceil((reference * (10_000 + state.slippage_bps)) / 10_000)) as Money;
}

function costOf(order: OrderRequest, check: Money): Money {
  try {
    const cost = notional(order.quantity, check, 'up');
    if (cost > 0 && cost <= MONEY_MAX) return cost;
  } catch (error) {
    if (!(error instanceof AmountError)) throw error;
  }
  throw new NotJudged('AMOUNT_OUT_OF_RANGE', 'quantity x price is outside what can be reckoned with');
}

/** Counted only while there is a limit of them. */
function messages({ attempts, cancels }: AccountState, { limits }: RiskConfig, atUs: number): { messages_in_window?: number } {
  if (limits.max_messages === null) return NOT_COUNTED;
  const windowUs = limits.message_window_seconds * 1_000_000;
  return { messages_in_window: attempts.inMessages(atUs, windowUs) + cancels.inMessages(atUs, windowUs) + 1 };
}
const NOT_COUNTED = {};

/** The strictest open breaker of the scopes that an order touches. */
function strictest({ breakers }: GateState, account: string, symbol: string): BreakerState | undefined {
  if (breakers.size === 0) return undefined;
  let found: BreakerState | undefined;
  for (const scope of ['firm', `account:${account}`, `symbol:${symbol}`]) {
    const open = breakers.get(scope);
    if (open && (!found || (found.mode !== 'halt' && open.mode === 'halt'))) found = open;
  }
  return found;
}

/** What the account would meet without that order's own hold: for an order that is judged again. */
export function without(p: PositionState, side: 'BUY' | 'SELL', hold: number, leaves: number): PositionState {
  const buy = side === 'BUY';
  const openBuys = buy ? p.open_buys - hold : p.open_buys;
  const openSells = buy ? p.open_sells : p.open_sells - hold;
  return {
    ...p,
    open_buys: openBuys as Money,
    open_sells: openSells as Money,
    open_buy_quantity: (buy ? p.open_buy_quantity - leaves : p.open_buy_quantity) as PositionState['open_buy_quantity'],
    open_sell_quantity: (buy ? p.open_sell_quantity : p.open_sell_quantity - leaves) as PositionState['open_sell_quantity'],
    exposure: worstCase(p.value, openBuys, openSells),
  };
}
