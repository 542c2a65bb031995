import { needsReference } from '../controls/price-collar.js';
import { needsFigures } from '../controls/registry.js';
import { tiersOf } from '../controls/tiers.js';
import { feeOfOrder } from '../model/fees.js';
import { AmountError, type Contract, MONEY_MAX, type Money, notional, type Quantity, tooLarge } from '../model/money.js';
import { hasLimit, isStop, type OrderRequest } from '../model/order.js';
import type { ContractMet, ReservedState } from '../model/reserved-state.js';
import type { RiskConfig, RiskLimits } from '../model/limits.js';
import { meetAlso } from './met-also.js';
import { contractOf, meetContract } from './contracts.js';
import { meetMessages, meetAsked } from './asked-for.js';
import { NotJudged } from './not-judged.js';
import { countSame } from './same-orders.js';
import { type Asked, type Size, figuresOf, isReducing, meetScopes, sliceOf, stepOf } from './scoped-look.js';
import { type AccountState, type BreakerState, type GateState, NOTHING_HELD, type OrderState } from './state.js';
import { isFresh, referenceTwice, worstCase } from './valuation.js';

const UNITS_MAX = Number.MAX_SAFE_INTEGER;

/**
 * What an order meets: the figures of its account, symbol, rate windows and breakers, its own hold and attempt included. Pure; the same for an order,
 * a what-if and an order that is judged again, which is `own`: what it holds already does not count. Of an amendment (`amends`) `own` is the order as it works:
 * the larger of old and new is held against what is held now. Throws NotJudged.
 */
export function look(
  state: GateState,
  account: AccountState,
  order: Asked,
  config: RiskConfig,
  atUs: number,
  own: OrderState | null = null,
  amends: Amends | null = null,
): ReservedState {
  const limits = tiersOf(config).limitsOf(order.account);
  const p = account.positions.get(order.symbol);
  const [held, value] = [p?.quantity ?? 0, p?.value ?? (0 as Money)];
  const buy = order.side === 'BUY';
  const openBuys = (p?.open_buys ?? 0) - (own && buy ? own.hold : 0);
  const openSells = (p?.open_sells ?? 0) - (own && !buy ? own.hold : 0);
  const open = ((buy ? p?.open_buy_quantity : p?.open_sell_quantity) ?? 0) - (own?.leaves ?? 0);
  const units = own && amends ? Math.max(own.leaves, order.quantity - own.filled) : order.quantity;
  if (Math.abs(held) + open + units > UNITS_MAX)
    throw new NotJudged('AMOUNT_OUT_OF_RANGE', 'the quantity of this symbol would be outside what can be reckoned with');
  const reducing = buy ? held < 0 && units + open + held <= 0 : held > 0 && units + open <= held;
  const check = own && amends?.pure ? own.check_price : checkPrice(state, order, reducing, atUs);
  const contract = own && amends?.pure ? own.contract : contractMet(state, order.symbol, atUs);
  const reference = referenceTwice(state.quotes.get(order.symbol), atUs);
  if (reference === 0 && needsReference(order, limits, atUs))
    throw new NotJudged(
      'REFERENCE_PRICE_UNAVAILABLE',
      `no fresh quote, trade or mark for ${order.symbol} to hold the limit price against`,
    );
  const worth = costOf(order, check, contract);
  const cost = own && amends ? heldByBoth(own, order, check, contract) : worth;
  const before = own && !amends ? worstCase(value, openBuys, openSells) : (p?.exposure ?? (0 as Money));
  const after = buy ? worstCase(value, openBuys + cost, openSells) : worstCase(value, openBuys, openSells + cost);
  const gross = account.gross - (p?.exposure ?? 0) + after;
  if (tooLarge(gross) || tooLarge(openBuys + openSells + cost))
    throw new NotJudged('AMOUNT_OUT_OF_RANGE', 'the gross exposure would be outside what can be reckoned with');
  const met: ReservedState = {
    config_version: config.version,
    at_us: atUs,
    check_price: check,
    notional: worth,
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
    orders_in_burst_window: account.attempts.inBurst(atUs, limits.burst_window_seconds * 1_000_000) + 1,
    reference_twice: reference,
    breaker_mode: 'none',
    breaker_scope: '',
  };
  if (contract !== undefined) met.contract = contract;
  if (limits.max_messages !== null) met.messages_in_window = messagesOf(account, limits, atUs);
  const { fee_per_unit } = state;
  if (fee_per_unit !== null) met.fees = feeOfOrder(units as Quantity, { fee_per_unit });
  if (state.breakers.size > 0) meetBreakers(state, account, order, met, own);
  if (limits.max_open_orders !== null) met.open_orders = account.orders - (own ? 1 : 0) + 1;
  if (limits.max_same_orders !== null) {
    const windowUs = limits.same_orders_window_seconds * 1_000_000;
    met.same_orders = countSame(state, order, atUs, windowUs) + (own ? 0 : 1);
  }
  if (order.strategy !== undefined && tiersOf(config).declares && config.strategies[order.strategy])
    met.strategy_reducing = isReducing(sliceOf(account, order), amends ? { ...order, quantity: units as Quantity } : order, own);
  if (order.reduce_only === true)
    met.closable = (buy === held < 0 && held !== 0 ? Math.max(Math.abs(held) - open, 0) : 0) as Quantity;
  if (needsQuote(config, order, limits)) meetQuote(state, order, met);
  meetSums(state, account, order, config, met, own, { side: order.side, cost, quantity: units, amends: amends !== null });
  const sized = { cost, units: units as Quantity, amends: amends !== null };
  if (amends?.pure) meetMessages(state, order, config, met, own, sized);
  else {
    meetAlso(state, account, order, config, met, own, sized);
    meetAsked(state, account, order, config, met, own, sized);
  }
  return met;
}

/** `pure`: only the rest is lowered; it keeps the price and the rate that it was checked at. */
export interface Amends {
  pure: boolean;
}

/** Dollars for the larger of an order as it is and as amended. */
function heldByBoth(own: OrderState, order: Asked, check: Money, contract: Contract | undefined): Money {
  const rest = Math.max(order.quantity - own.filled, 0) as Quantity;
  return Math.max(own.hold, notional(rest, check, 'up', contract)) as Money;
}

/** Whether the order is held against the quote: a stop, or spread or age of the quote is limited for it, anywhere. */
function needsQuote(config: RiskConfig, order: Asked, limits: RiskLimits): boolean {
  if (isStop(order.order_type)) return true;
  const spread = order.order_type === 'MARKET';
  if ((spread && limits.max_spread_bps !== null) || limits.max_quote_age_seconds !== null) return true;
  const { asks } = tiersOf(config).pathOf(order);
  return asks.quote_age || (spread && asks.spread);
}

function meetQuote(state: GateState, order: Asked, met: ReservedState): void {
  const quote = state.quotes.get(order.symbol);
  if (!quote || quote.at_us === 0 || (order.order_type !== 'LIMIT' && !isFresh(quote, met.at_us)))
    throw new NotJudged('REFERENCE_PRICE_UNAVAILABLE', `no fresh quote for ${order.symbol} to hold the order against`);
  Object.assign(met, { bid: quote.bid, ask: quote.ask, quote_age_us: met.at_us - quote.at_us });
}

/** Sums of the account and of other scopes, where limits need them. */
function meetSums(
  state: GateState,
  account: AccountState,
  order: Asked,
  config: RiskConfig,
  met: ReservedState,
  own: OrderState | null,
  size: Size,
): void {
  const tiers = tiersOf(config);
  const figures = needsFigures(tiers.limitsOf(order.account));
  const path = tiers.pathOf(order);
  if ((config.instruments[order.symbol]?.sector ?? null) === null && tiers.limitsSectors(order))
    throw new NotJudged('SECTOR_UNKNOWN', `a sector is limited, and ${order.symbol} has none; set it at PUT /api/instruments`);
  if (!figures && path.touched.length === 0) return;
  const leaf = account.positions.get(order.symbol) ?? NOTHING_HELD;
  const step = stepOf(leaf, size, own);
  if (figures) met.figures = figuresOf(account, step);
  if (path.touched.length > 0) met.scopes = meetScopes(state, account, order, path, met, step, size, own);
}

/**
 * The price that an order is checked at. A buy may cost its limit, or the ask (of a stop its stop price, where that is higher) with slippage when it has none; a sale is worth at least
 * the bid; a short at least the ask with slippage, for that is what buying it back would cost.
 */
function checkPrice(state: GateState, order: OrderRequest, reducing: boolean, atUs: number): Money {
  const quote = state.quotes.get(order.symbol);
  const { order_type, stop_price = 0 as Money } = order;
  const [limited, sell] = [hasLimit(order_type), order.side === 'SELL'];
  const limit = order.price ?? (0 as Money);
  const opensShort = sell && !reducing;
  if (limited && !opensShort) return sell && quote && isFresh(quote, atUs) ? (Math.max(limit, quote.bid) as Money) : limit;
  if (!quote || !isFresh(quote, atUs)) throw new NotJudged('REFERENCE_PRICE_UNAVAILABLE', `no fresh quote for ${order.symbol}`);
  if (order_type === 'STOP' && sell && !opensShort) return Math.max(stop_price, quote.bid) as Money;
  const reference = sell && !opensShort ? quote.bid : Math.max(quote.ask, order_type === 'STOP' ? stop_price : 0);
  return Math.max(limit, Math.ceil((reference * (10_000 + state.slippage_bps)) / 10_000)) as Money;
}

function contractMet(state: GateState, symbol: string, atUs: number): ContractMet | undefined {
  const contract = contractOf(state, symbol);
  return contract === null ? undefined : meetContract(contract, atUs);
}

function costOf(order: OrderRequest, check: Money, contract: Contract | undefined): Money {
  try {
    const cost = notional(order.quantity, check, 'up', contract);
    if (cost > 0 && cost <= MONEY_MAX) return cost;
  } catch (error) {
    if (!(error instanceof AmountError)) throw error;
  }
  throw new NotJudged('AMOUNT_OUT_OF_RANGE', 'quantity x price is outside what can be reckoned with');
}

function messagesOf({ attempts, cancels }: AccountState, limits: RiskLimits, atUs: number): number {
  const windowUs = limits.message_window_seconds * 1_000_000;
  return attempts.inMessages(atUs, windowUs) + cancels.inMessages(atUs, windowUs) + 1;
}

/**
 * The strictest open breaker of the scopes that an order touches: a halt, else one in reduce_only that the order does not reduce. What a strategy's breaker
 * lets through is measured on the strategy's own position.
 */
function meetBreakers(state: GateState, account: AccountState, order: Asked, met: ReservedState, own: OrderState | null): void {
  let found: BreakerState | undefined;
  let reducing = true;
  for (const scope of breakerScopes(order)) {
    const open = state.breakers.get(scope);
    if (!open) continue;
    const closes = scope.startsWith('strategy:') ? isReducing(sliceOf(account, order), order, own) : met.reducing;
    if (found && (found.mode === 'halt' || (open.mode !== 'halt' && (!reducing || closes)))) continue;
    found = open;
    reducing = closes;
  }
  if (!found) return;
  met.breaker_mode = found.mode;
  met.breaker_scope = found.scope;
  if (reducing !== met.reducing) met.breaker_reducing = reducing;
}

/** Scopes whose breaker stops an order. */
export function breakerScopes({ account, symbol, strategy, user }: Asked): string[] {
  const scopes = ['firm', `account:${account}`, `symbol:${symbol}`, `account:${account}/symbol:${symbol}`];
  if (strategy !== undefined) scopes.push(`strategy:${strategy}`, `strategy:${strategy}/symbol:${symbol}`);
  if (user !== undefined) scopes.push(`user:${user}`);
  return scopes;
}
