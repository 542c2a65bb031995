/** What a broker's answer to an amendment makes of the order. */
import type { Money } from '../model/money.js';
import type { Order } from '../model/order.js';
import { standing } from './amended-order.js';
import type { Report } from './command.js';
import type { AmendRejected, OrderAmended } from './event.js';
import { UNSTAMPED } from './outcome.js';
import type { OrderState } from './state.js';

type Answer = Report & { kind: 'REPLACED' | 'REPLACE_REJECTED' };

/**
 * In force: the order is what the broker says it is. What differs from what was asked (the broker, or a person at the broker, changed it) is held at the
 * highest price in question and told. An answer to another amendment than the pending one leaves that pending. Throws AmountError.
 */
export function bookAmendment(open: OrderState | undefined, report: Answer): OrderAmended | AmendRejected {
  const { execution_id, sequence: broker_sequence, order_id, broker_order_id, account, symbol, side, executed_at_ms } = report;
  const about = { execution_id, broker_sequence, order_id, broker_order_id, account, symbol, side, executed_at_ms };
  const asked = report.amendment_id === undefined ? {} : { amendment_id: report.amendment_id };
  const answered = open?.amending !== undefined && open.amending.decision_id === report.amendment_id;
  const pending = answered ? null : (open?.amending ?? null);
  if (report.kind === 'REPLACE_REJECTED') {
    const stands = !open ? null : answered || pending ? standing(open, pending) : asItIs(open);
    return { type: 'AMEND_REJECTED', ...UNSTAMPED, ...about, ...asked, reason: report.reason, stands };
  }
  const { quantity, price, stop_price } = report;
  const stop = stop_price === undefined ? {} : { stop_price };
  const told = { type: 'ORDER_AMENDED' as const, ...UNSTAMPED, ...about, ...asked, quantity, price, ...stop };
  if (!open) return { ...told, check_price: 0 as Money, order: null, by_broker: false, stands: null };
  const wanted = answered && open.amending ? open.amending : open.order;
  const by_broker =
    quantity !== wanted.quantity ||
    (price !== 0 && price !== (wanted.price ?? 0)) ||
    (stop_price ?? wanted.stop_price) !== wanted.stop_price;
  const checked = answered && open.amending ? open.amending.check_price : open.check_price;
  const check_price = by_broker ? (Math.max(checked, open.check_price, price) as Money) : checked;
  const contract = answered && open.amending ? open.amending.contract : open.contract;
  const at = contract === undefined ? {} : { contract };
  const order: Order = { ...open.order, quantity, ...(price === 0 ? {} : { price }), ...stop };
  const { status, filled } = open;
  const stands = standing({ order, check_price, status, filled, ...at }, pending);
  return { ...told, check_price, ...at, order, by_broker, stands };
}

const asItIs = ({ status, filled, leaves, hold }: OrderState) => ({
  ...{ order_status: status, filled_quantity: filled, leaves_quantity: leaves, hold },
});
