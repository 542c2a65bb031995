import { tiersOf } from '../controls/tiers.js';
import { exchangeCalendar } from '../model/exchange-calendar.js';
import { AmountError, type Money, mulDiv, notional, type Quantity } from '../model/money.js';
import type { Order, OrderStatus } from '../model/order.js';
import { restOf, standing } from './amended-order.js';
import { bookAmendment } from './book-amendment.js';
import type { BookReport, Report } from './command.js';
import { dayStarted } from './days.js';
import type { ExecutionApplied, GateEvent, ReportKind } from './event.js';
import { bookActivity } from './account-activity.js';
import { contractNow, contractOf, isRated } from './contracts.js';
import { checkPosition, checkWorth } from './exact-bounds.js';
import { knownSlice } from './leaves.js';
import { type Outcome, UNSTAMPED } from './outcome.js';
import { sharesOfFill } from './slice-shares.js';
import {
  type AccountState,
  type GateState,
  NOTHING_HELD,
  type OrderState,
  type PendingAmendment,
  type PositionState,
} from './state.js';
import { type Booking, bookFill } from './valuation.js';

/**
 * A report of the broker: booked once, whatever it says of an order that is not known any more, for the broker did it. One that cannot be booked is set
 * aside and named, and everything after it goes on.
 */
export function decideBooking(state: GateState, { report, day, previous }: BookReport): Outcome<'book'> {
  const { sequence, account: id } = report;
  const known = sequence !== 0 && sequence <= state.broker_sequence;
  const open = state.orders.get(report.order_id);
  // Outside the broker's stream only an open order can be ended, and only once.
  if (known || (sequence === 0 && !open)) return { answer: { kind: 'book', outcome: 'known' }, events: [] };
  if (sequence !== 0 && previous > state.broker_sequence) return { answer: { kind: 'book', outcome: 'gap' }, events: [] };
  const account = state.accounts.get(id);
  if (!account) return setAside(report, `${id} is not an account`);
  if (report.kind === 'REPLACED' || report.kind === 'REPLACE_REJECTED')
    return { answer: { kind: 'book', outcome: 'booked' }, events: [bookAmendment(open, { ...report, kind: report.kind })] };
  try {
    if (report.kind === 'ACTIVITY')
      return { answer: { kind: 'book', outcome: 'booked' }, events: [bookActivity(state, account, report)] };
    const booked = book(state, account, open, report as ExecutionOf);
    const worse = worseThanChecked(open, report, state.slippage_bps);
    if (worse !== null) booked.check_price = worse;
    if (open && closesForAll(open.order) && report.kind === 'FILL') shareOut(account, booked);
    const started = account.day < day ? [dayStarted(state, account, day)] : [];
    const settles = settlesOn(state, report, account.day < day ? day : account.day);
    if (settles !== null) booked.settles_on = settles;
    return { answer: { kind: 'book', outcome: 'booked' }, events: [...started, booked] };
  } catch (error) {
    if (!(error instanceof AmountError)) throw error;
    return setAside(report, `an amount ${error.message}`);
  }
}

/** An order of a kill that names no strategy closes what the account holds, whoever's it is. */
const closesForAll = ({ flatten, strategy }: Order): boolean => flatten !== undefined && strategy === undefined;

function shareOut(account: AccountState, booked: ExecutionApplied): void {
  const p = account.positions.get(booked.symbol);
  const slices = p === undefined ? [] : sharesOfFill(account, p, booked.position.quantity, booked);
  if (slices.length > 0) booked.slices = slices;
}

/** What a cash account's sale brings is cash on the next trading day; of crypto at once. Null: at once. */
function settlesOn({ config }: GateState, { account, symbol, side, kind }: Report, day: string): string | null {
  if (kind !== 'FILL' || side !== 'SELL' || !config || tiersOf(config).limitsOf(account).account_type !== 'cash') return null;
  return config.instruments[symbol]?.asset_class === 'crypto' ? null : exchangeCalendar.nextTradingDay(day);
}

function setAside(report: Report, why: string): Outcome<'book'> {
  const { execution_id, sequence: broker_sequence, order_id, account, symbol } = report;
  const event: GateEvent = {
    type: 'REPORT_SET_ASIDE',
    ...UNSTAMPED,
    ...{ execution_id, broker_sequence, order_id, account, symbol, why },
  };
  return { answer: { kind: 'book', outcome: 'set_aside' }, events: [event] };
}

type ExecutionOf = Report & { kind: ReportKind };

function book(state: GateState, account: AccountState, open: OrderState | undefined, report: ExecutionOf): ExecutionApplied {
  const p = account.positions.get(report.symbol) ?? NOTHING_HELD;
  const contract = report.kind === 'FILL' ? (report.contract ?? contractNow(state, report.symbol)) : undefined;
  const fill: Booking =
    report.kind === 'FILL'
      ? bookFill(p, contract === undefined ? report : { ...report, contract })
      : { quantity: p.quantity, cost: p.cost, realized_pnl: 0 as Money, cash_change: 0 as Money };
  const after = orderAfter(open, report);
  checkSums(account, p, fill);
  if (report.kind === 'FILL') checkHeld(state, account, p, open, report, fill, after);
  // Name by name: spreading it took a twelfth of the time of an order and its report.
  const booked: ExecutionApplied = {
    type: 'EXECUTION_APPLIED',
    id: '',
    at_ms: 0,
    execution_id: report.execution_id,
    broker_sequence: report.sequence,
    order_id: report.order_id,
    broker_order_id: report.broker_order_id,
    account: report.account,
    symbol: report.symbol,
    side: report.side,
    kind: report.kind,
    quantity: report.quantity,
    price: report.price,
    fee: report.fee,
    reason: report.reason,
    executed_at_ms: report.executed_at_ms,
    realized_pnl: fill.realized_pnl,
    cash_change: fill.cash_change,
    order_status: after.order_status,
    filled_quantity: after.filled_quantity,
    leaves_quantity: after.leaves_quantity,
    hold: after.hold,
    position: {
      account: account.account,
      symbol: report.symbol,
      quantity: fill.quantity,
      cost: fill.cost,
      realized_pnl: (p.realized + fill.realized_pnl) as Money,
    },
  };
  if (contract !== undefined) booked.contract = contract;
  return booked;
}

/**
 * The check price of a fill that was worse for the account than what its order was checked for, else null: a purchase above it; a sale below it by more than
 * the slippage, for a sale is checked at the bid with slippage on top.
 */
function worseThanChecked(open: OrderState | undefined, { kind, side, price }: Report, slippageBps: number): Money | null {
  if (!open || kind !== 'FILL') return null;
  const { check_price } = open;
  const worse =
    side === 'BUY' ? price > check_price : price < mulDiv(check_price, Math.max(10_000 - slippageBps, 0), 10_000 + slippageBps);
  return worse ? check_price : null;
}

function checkSums(account: AccountState, p: PositionState, fill: Booking): void {
  const sums = [account.cash + fill.cash_change, account.realized + fill.realized_pnl, p.realized + fill.realized_pnl];
  if (!sums.every((sum) => Number.isSafeInteger(sum))) throw new AmountError('is too large to reckon with');
}

/** The position at its mark, or at the fill where it has none, with what stays open; and what of it is the strategy's. */
function checkHeld(
  state: GateState,
  account: AccountState,
  p: PositionState,
  open: OrderState | undefined,
  { symbol, side, quantity, price, contract: said }: ExecutionOf,
  fill: Booking,
  after: After,
): void {
  const known = state.quotes.get(symbol)?.mark ?? (0 as Money);
  const mark = known > 0 ? known : price;
  const own = contractOf(state, symbol);
  const contract = isRated(own) ? own : (said ?? null);
  const less = open ? open.hold - after.hold : 0;
  const open_buys = (p.open_buys - (side === 'BUY' ? less : 0)) as Money;
  const open_sells = (p.open_sells - (side === 'SELL' ? less : 0)) as Money;
  checkPosition(account, p, fill.quantity, mark, contract, { open_buys, open_sells });
  const { strategy } = open?.order ?? {};
  if (strategy === undefined) return;
  const held = knownSlice(account, strategy, symbol)?.quantity ?? 0;
  checkWorth(held + (side === 'BUY' ? quantity : 0 - quantity), mark, contract);
}

type After = Pick<ExecutionApplied, 'order_status' | 'filled_quantity' | 'leaves_quantity' | 'hold'>;

/** What the report leaves of the order. One that is not open any more keeps nothing. */
function orderAfter(open: OrderState | undefined, { kind, quantity }: ExecutionOf): After {
  const none = { leaves_quantity: 0 as Quantity, hold: 0 as Money };
  if (!open) return { order_status: kind === 'FILL' || kind === 'WORKING' ? 'FILLED' : kind, filled_quantity: quantity, ...none };
  const { leaves, hold, filled, check_price, amending, contract } = open;
  if (kind === 'WORKING') {
    const order_status: OrderStatus = open.status === 'PENDING_SUBMIT' ? 'WORKING' : open.status;
    return { order_status, filled_quantity: filled, leaves_quantity: leaves, hold };
  }
  if (kind !== 'FILL') return { order_status: kind, filled_quantity: filled, ...none };
  if (amending) return afterFill(open, amending, (filled + quantity) as Quantity);
  const left = Math.max(leaves - quantity, 0) as Quantity;
  const after = { filled_quantity: (filled + quantity) as Quantity, leaves_quantity: left };
  if (left === 0) return { order_status: 'FILLED', ...after, hold: 0 as Money };
  return { order_status: 'PARTIALLY_FILLED', ...after, hold: notional(left, check_price, 'up', contract) };
}

/** While an amendment is pending the old order still fills; whole, it is filled, whatever the amendment asked for. */
function afterFill(open: OrderState, amending: PendingAmendment, filled: Quantity): After {
  if (restOf(open.order.quantity, filled) === 0)
    return { order_status: 'FILLED', filled_quantity: filled, leaves_quantity: 0 as Quantity, hold: 0 as Money };
  return { ...standing(open, amending, filled), order_status: 'PARTIALLY_FILLED' };
}
