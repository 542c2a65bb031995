/** What happens when an open order shall have another quantity or price. Reads only; evolve-amend.ts makes it so. */
import { decide as judge } from '../check-order/decide.js';
import { FactOutOfRangeError } from '../check-order/to-facts.js';
import { CODES } from '../controls/registry.js';
import type { Decision } from '../model/decision.js';
import { AmountError, type Money, notional, type Quantity } from '../model/money.js';
import { hasLimit, isStop, type Order } from '../model/order.js';
import type { RuleReasonCode } from '../model/reason-codes.js';
import type { ReservedState } from '../model/reserved-state.js';
import type { AmendOrder, AmendRefusal, Stamp, Unavailable } from './command.js';
import { isPureReduction, restOf, standing } from './amended-order.js';
import { doubtIn } from './doubt.js';
import { bookAmendment } from './book-amendment.js';
import type { AmendDecided } from './event.js';
import { look } from './look.js';
import { NotJudged, worthKnown } from './not-judged.js';
import { type Outcome, unavailable, UNSTAMPED } from './outcome.js';
import type { GateState, OrderState, PendingAmendment } from './state.js';

export function decideAmend(state: GateState, command: AmendOrder, stamp: Stamp): Outcome<'amend'> {
  const { by, order_id, decision_id } = command;
  if (by !== undefined && by.access_version !== null && by.access_version < state.access_version)
    return { answer: { kind: 'access_changed', version: state.access_version }, events: [] };
  const open = state.orders.get(order_id);
  if (!open) return { answer: { kind: 'no_order' }, events: [] };
  if (open.amending?.decision_id === decision_id || open.amended === decision_id) return alreadyTaken(open);
  const refusal = notAmended(open, command);
  if (refusal) return { answer: { kind: 'not_amended', ...refusal }, events: [] };
  const order = amendedOrder(open.order, command);
  const judged = judgeAmendment(state, open, order, stamp);
  if ('kind' in judged) return { answer: judged, events: [] };
  const { accepted, violations, waived, state: met } = judged;
  const { check_price, contract } = met;
  const amending = { quantity: order.quantity, check_price, ...(contract ? { contract } : {}) };
  const event: AmendDecided = {
    type: 'AMEND_DECIDED',
    ...UNSTAMPED,
    ...{ decision_id, order, state: met, accepted, violations, waived },
    ...(accepted ? standing(open, amending) : asItWas(open)),
    ...(by === undefined ? {} : { principal: by.principal }),
  };
  return { answer: { kind: 'decided', accepted, order, status: open.status, violations, waived }, events: [event] };
}

/**
 * An amendment that was not sent: it is taken back when the order's cancel was asked for or when it would be refused now, and the order stands as it was. It is
 * judged as if it came now, without the order's own hold.
 */
export function decideAmendmentAgain(
  state: GateState,
  open: OrderState | undefined,
  amendment_id: string,
  stamp: Stamp,
): Outcome<'reconsider'> {
  const { amending } = open ?? {};
  if (!open || amending?.decision_id !== amendment_id) return { answer: { kind: 'reconsider', verdict: 'gone' }, events: [] };
  const reason = open.cancel_requested ? 'CANCEL_REQUESTED' : reasonAgainst(state, open, amending, stamp);
  if (reason === null) return { answer: { kind: 'reconsider', verdict: 'send' }, events: [] };
  const { order, broker_order_id } = open;
  const { order_id, account, symbol, side } = order;
  const about = { order_id, account, symbol, side, broker_order_id: broker_order_id ?? '', amendment_id };
  const none = { sequence: 0, quantity: 0 as Quantity, price: 0 as Money, fee: 0 as Money };
  const executed_at_ms = Math.floor(stamp.at_us / 1000);
  const said = {
    execution_id: `gate:${amendment_id}`,
    kind: 'REPLACE_REJECTED',
    reason: `${TAKEN_BACK}${reason}`,
    executed_at_ms,
  } as const;
  return { answer: { kind: 'reconsider', verdict: 'withdrawn' }, events: [bookAmendment(open, { ...about, ...none, ...said })] };
}

const TAKEN_BACK = 'taken back before it reached the broker: ';

function reasonAgainst(state: GateState, open: OrderState, amending: PendingAmendment, stamp: Stamp): string | null {
  const judged = judgeAmendment(state, open, amendedOrder(open.order, { stop_price: null, ...amending }), stamp);
  if ('kind' in judged) return 'code' in judged ? judged.code : judged.kind;
  return judged.violations[0]?.code ?? null;
}

/** The same amendment again: it was let through. */
function alreadyTaken({ order, amending, status }: OrderState): Outcome<'amend'> {
  const asked = amending ? amendedOrder(order, { stop_price: null, ...amending }) : order;
  const answer = { accepted: true, order: asked, status, violations: [], waived: [] };
  return { answer: { kind: 'decided', ...answer }, events: [] };
}

type Change = Pick<AmendOrder, 'quantity' | 'price' | 'stop_price'>;

const amendedOrder = (order: Order, { quantity, price, stop_price = null }: Change): Order => ({
  ...order,
  ...(quantity === null ? {} : { quantity }),
  ...(price === null ? {} : { price }),
  ...(stop_price === null ? {} : { stop_price }),
});

/** Why it cannot be amended as it stands; null when it can. */
function notAmended(open: OrderState, asked: AmendOrder): { code: AmendRefusal; message: string } | null {
  const { order, status, filled, amending, cancel_requested } = open;
  const late = (message: string) => ({ code: 'AMEND_TOO_LATE' as const, message });
  const not = (message: string) => ({ code: 'AMEND_NOT_ALLOWED' as const, message });
  if (status !== 'WORKING' && status !== 'PARTIALLY_FILLED')
    return late('the broker has not confirmed the order yet; ask again when it is WORKING');
  if (cancel_requested) return late('its cancel was asked for');
  if (amending) return late('an amendment of it is pending; ask again when the broker has answered');
  const { quantity, price, stop_price } = amendedOrder(order, asked);
  if (quantity - filled <= 0) return not('nothing would be left of it: the new total is filled already; cancel it instead');
  if (price !== order.price && !hasLimit(order.order_type))
    return not(`a ${order.order_type} order has no limit price to change`);
  if (stop_price !== order.stop_price && !isStop(order.order_type)) return not(`a ${order.order_type} order has no stop price`);
  if (quantity === order.quantity && price === order.price && stop_price === order.stop_price) return not('nothing would change');
  return null;
}

function judgeAmendment(
  state: GateState,
  open: OrderState,
  order: Order,
  stamp: Stamp,
): Decision | Unavailable | { kind: 'unknown'; field: 'symbol'; message: string } {
  const doubt = doubtIn(state, stamp);
  if (doubt) return doubt;
  const { config, rules } = state;
  const account = state.accounts.get(order.account);
  if (!account) return unavailable('STATE_UNAVAILABLE', `${order.account} is not an account`);
  if (account.broker_not_ready !== '') return unavailable('ACCOUNT_NOT_READY', account.broker_not_ready);
  if (!config?.symbols[order.symbol] || !rules)
    return { kind: 'unknown', field: 'symbol', message: `${order.symbol} is not a symbol that may be traded` };
  if (account.cancels.isFull(stamp.at_us)) return unavailable('OVERLOADED', 'more messages in a minute than can be counted');
  const pure = isPureReduction(open.order, order);
  try {
    const met = ofAmendment(look(state, account, order, config, stamp.at_us, open, { pure }), pure);
    return leaving(worthKnown(judge(order, met, config, rules)), { pure, raises: raises(open, order, met) });
  } catch (error) {
    if (error instanceof NotJudged) return unavailable(error.code, error.message);
    if (error instanceof FactOutOfRangeError || error instanceof AmountError)
      return unavailable('AMOUNT_OUT_OF_RANGE', error.message);
    throw error;
  }
}

/** An amendment is one message and no order: it is none of the attempts, the open orders and the equal orders. In reduce_only a pure reduction passes. */
function ofAmendment(met: ReservedState, pure: boolean): ReservedState {
  const { open_orders: _, same_orders: __, scopes, ...rest } = met;
  const none = { orders_in_last_second: 0, orders_in_burst_window: 0 };
  const own: ReservedState = { ...rest, ...none };
  if (met.breaker_mode !== 'none') own.breaker_reducing = pure;
  if (scopes) own.scopes = scopes.map((one) => ({ ...one, ...none, open_orders: 0 }));
  return own;
}

/** Whether more would be held than now, in units or in dollars. */
function raises(open: OrderState, order: Order, { check_price, contract }: ReservedState): boolean {
  const rest = restOf(order.quantity, open.filled);
  return rest > open.leaves || notional(rest, check_price, 'up', contract) > open.hold;
}

/** Without the reasons that do not speak against this amendment: limits of exposure when it raises nothing, permissions when it only lowers the rest. */
function leaving(decision: Decision, { pure, raises: raised }: { pure: boolean; raises: boolean }): Decision {
  const speaks = ({ code }: { code: RuleReasonCode }) => {
    const of = CODES[code].class;
    if (of === 'exposure') return raised;
    if (of === 'permission') return !pure;
    // A stop that has triggered is beyond the market: it may still be made smaller.
    if (code === 'STOP_PRICE_INVALID') return !pure;
    return !(of === 'loss' && pure && decision.state.breaker_mode === 'reduce_only');
  };
  const violations = decision.violations.filter(speaks);
  return { ...decision, violations, waived: decision.waived.filter(speaks), accepted: violations.length === 0 };
}

type Stands = Pick<AmendDecided, 'order_status' | 'filled_quantity' | 'leaves_quantity' | 'hold'>;

const asItWas = ({ status, filled, leaves, hold }: OrderState): Stands => ({
  ...{ order_status: status, filled_quantity: filled, leaves_quantity: leaves, hold },
});
