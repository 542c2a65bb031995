/** Makes what happened to an amendment so. */
import type { AmendDecided, AmendRejected, OrderAmended, OrderStands } from './event.js';
import { heldAt } from './contracts.js';
import { holdOrder, positionIn } from './leaves.js';
import { countCancel } from './rates.js';
import type { AccountState, GateState, OrderState } from './state.js';

/** One message, whatever came of it: it stands among the account's cancels. */
export function amendDecided(state: GateState, account: AccountState, event: AmendDecided): void {
  const { order, accepted, state: met, decision_id } = event;
  state.clock_us = Math.max(state.clock_us, met.at_us);
  account.cancels.add(met.at_us);
  countCancel(state, order, met.at_us);
  const open = state.orders.get(order.order_id);
  if (!open || !accepted) return;
  const { check_price, at_us } = met;
  const contract = met.contract === undefined ? {} : { contract: heldAt(met.contract) };
  const { quantity, price, stop_price } = order;
  open.amending = {
    decision_id,
    quantity,
    price,
    ...(stop_price === undefined ? {} : { stop_price }),
    check_price,
    ...contract,
    at_us,
  };
  stand(state, account, open, event);
}

export function orderAmended(state: GateState, account: AccountState, event: OrderAmended): void {
  state.broker_sequence = Math.max(state.broker_sequence, event.broker_sequence);
  const open = state.orders.get(event.order_id);
  if (!open || event.order === null || event.stands === null) return;
  open.order = event.order;
  open.check_price = event.check_price;
  if (event.contract === undefined) delete open.contract;
  else open.contract = event.contract;
  if (event.broker_order_id !== '') open.broker_order_id = event.broker_order_id;
  if (event.amendment_id !== undefined) open.amended = event.amendment_id;
  answered(open, event);
  stand(state, account, open, event.stands);
}

export function amendRejected(state: GateState, account: AccountState, event: AmendRejected): void {
  state.broker_sequence = Math.max(state.broker_sequence, event.broker_sequence);
  const open = state.orders.get(event.order_id);
  if (!open || event.stands === null) return;
  answered(open, event);
  stand(state, account, open, event.stands);
}

function answered(open: OrderState, { amendment_id }: OrderAmended | AmendRejected): void {
  if (open.amending?.decision_id === amendment_id) delete open.amending;
}

function stand(state: GateState, account: AccountState, open: OrderState, { leaves_quantity, hold }: OrderStands): void {
  const p = positionIn(state, account, open.order.symbol);
  holdOrder(state, account, p, open.order, hold - open.hold, leaves_quantity - open.leaves, 0);
  open.leaves = leaves_quantity;
  open.hold = hold;
}
