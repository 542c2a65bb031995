import { notional } from '../model/money.js';
import { isFinal } from '../model/order.js';
import { accountIn, isInScope } from '../model/scope.js';
import type { AdoptOrder, CancelOrder, CancelOrders } from './command.js';
import type { CancelRequested } from './event.js';
import { contractOf, heldAt, isRated } from './contracts.js';
import { type Outcome, UNSTAMPED } from './outcome.js';
import type { GateState, OrderState } from './state.js';

export function decideCancel(state: GateState, { order_id, actor }: CancelOrder): Outcome<'cancel'> {
  const open = state.orders.get(order_id);
  const events = open && !open.cancel_requested ? [cancelRequested(open, actor)] : [];
  return { answer: { kind: 'cancel', status: open?.status ?? null }, events };
}

export function cancelRequested({ order }: OrderState, actor: string): CancelRequested {
  return { type: 'CANCEL_REQUESTED', ...UNSTAMPED, order_id: order.order_id, account: order.account, actor };
}

/** Cancels of one command: more of them in one step would hold up the orders behind it. Whoever asks goes on while there are `more`. */
export const CANCELS_AT_ONCE = 2000;

export function decideCancels(state: GateState, command: CancelOrders): Outcome<'cancel_orders'> {
  const { account, symbol, scope, actor } = command;
  const chosen = ({ order }: OrderState) =>
    (account === null || order.account === account) && (symbol === null || order.symbol === symbol);
  const { events, count, more } = scope === undefined ? cancelsOf(state, chosen, actor) : cancelsIn(state, scope, actor);
  const order_ids = events.map(({ order_id }) => order_id);
  return { answer: { kind: 'cancel_orders', order_ids, open: count, more }, events };
}

/** Cancels of the open orders in a breaker's scope, for a trip that asks for them. */
export function cancelsIn(state: GateState, scope: string, actor: string): ReturnType<typeof cancelsOf> {
  return cancelsOf(state, ({ order }) => isInScope(scope, order), actor);
}

/** `count` are all open orders there, asked to be canceled before or now; `more`: some of them have not been asked yet. */
function cancelsOf(
  state: GateState,
  chosen: (open: OrderState) => boolean,
  actor: string,
): { events: CancelRequested[]; count: number; more: boolean } {
  const events: CancelRequested[] = [];
  let [count, left] = [0, 0];
  for (const open of state.orders.values()) {
    if (!chosen(open)) continue;
    count += 1;
    if (open.cancel_requested) continue;
    if (events.length < CANCELS_AT_ONCE) events.push(cancelRequested(open, actor));
    else left += 1;
  }
  return { events, count, more: left > 0 };
}

/** Who asks for the cancels that the gate makes of itself. */
export const GATE = 'breakwater';

/**
 * Cancels of the open orders that a trip does not leave: all in these scopes, but where the trip leaves them those that close a position (design 4.2), in the order in
 * which they were let through, as far as the position of the account goes. An order that is being canceled keeps its place, for it may still fill.
 */
export function openingCancels(state: GateState, scopes: ReadonlySet<string>): CancelRequested[] {
  const cancels: CancelRequested[] = [];
  if (scopes.size === 0) return cancels;
  const others = [...scopes].filter((scope) => accountIn(scope) === null);
  const concerned = ({ order }: OrderState) =>
    scopes.has(state.accounts.get(order.account)?.scope ?? '') || others.some((scope) => isInScope(scope, order));
  const whole = [...scopes].filter((scope) => state.breakers.get(scope)?.cancels_all === true);
  const leavesNone = ({ order }: OrderState) => whole.some((scope) => isInScope(scope, order));
  const closing = new Map<string, number>();
  const closes = ({ order, leaves }: OrderState): boolean => {
    const held = state.accounts.get(order.account)?.positions.get(order.symbol)?.quantity ?? 0;
    if (order.side === 'BUY' ? held >= 0 : held <= 0) return false;
    const key = `${order.account}\n${order.symbol}`;
    const sum = (closing.get(key) ?? 0) + leaves;
    if (sum > Math.abs(held)) return false;
    closing.set(key, sum);
    return true;
  };
  for (const open of state.orders.values()) {
    if (!concerned(open) || (!leavesNone(open) && closes(open)) || open.cancel_requested) continue;
    if (cancels.push(cancelRequested(open, GATE)) >= CANCELS_AT_ONCE) break;
  }
  return cancels;
}

/** Of these scopes those whose breaker cancels orders. */
export function scopesThatCancel({ breakers }: GateState, among: Iterable<string>): Set<string> {
  const scopes = new Set<string>();
  for (const scope of among) {
    const open = breakers.get(scope);
    if (open && (open.cancels_opening || open.cancels_all === true)) scopes.add(scope);
  }
  return scopes;
}

/** An order that the broker has and the gate has not is taken in with its hold. */
export function decideAdoption(state: GateState, command: AdoptOrder): Outcome<'adopt'> {
  const { order, broker_order_id, status, filled_quantity, leaves_quantity, check_price } = command;
  const cannot = state.orders.has(order.order_id) || isFinal(status) || !state.accounts.has(order.account);
  if (cannot || leaves_quantity <= 0) return { answer: { kind: 'adopt', adopted: false }, events: [] };
  const contract = contractOf(state, order.symbol);
  // What it holds is not known without a rate: the broker's orders are compared again when there is one.
  if (!isRated(contract)) return { answer: { kind: 'adopt', adopted: false }, events: [] };
  const hold = notional(leaves_quantity, check_price, 'up', contract);
  const at = contract === null ? {} : { contract: heldAt(contract) };
  const about = { order, broker_order_id, status, filled_quantity, leaves_quantity, check_price, ...at };
  return { answer: { kind: 'adopt', adopted: true }, events: [{ type: 'ORDER_ADOPTED', ...UNSTAMPED, ...about, hold }] };
}
