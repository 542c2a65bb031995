/** What Alpaca knows our orders by. */
import { FOREIGN_ID } from '#core/model/order.js';

/** Ours as the first client_order_id; a replacement of it has a number behind. */
const REPLACED = /^(?<order_id>ord_[0-9a-z]+)(?:\.r(?<number>\d{1,6}))?$/;

/** Our order's id from a client_order_id of Alpaca, or null for an order that we did not send. */
export function orderIdIn(clientOrderId: string): string | null {
  return REPLACED.exec(clientOrderId)?.groups?.['order_id'] ?? null;
}

export const replacementId = (orderId: string, number: number): string => `${orderId}.r${number}`;

/** An order that somebody else sent to the account: known by Alpaca's own id. */
export const foreignIds = (alpacaId: string): { order_id: string; decision_id: string } => {
  const stem = alpacaId
    .toLowerCase()
    .replaceAll(/[^0-9a-z]/g, '')
    .slice(0, 48);
  return { order_id: `${FOREIGN_ID}${stem}`, decision_id: `dec_x${stem}` };
};

/** Of one fill: the same from the stream, from activities and from a replay, whether or not Alpaca's own ids agree. */
export const fillId = (alpacaId: string, cumulative: number): string => `al_${alpacaId}:${cumulative}`;
/** Of an activity of the account that is no fill; what Alpaca changes of it afterwards is a report of its own. */
export const activityId = (id: string, changes = 0): string => `al_activity_${id}${changes === 0 ? '' : `:${changes}`}`;
export const eventId = (alpacaId: string, kind: string): string => `al_${alpacaId}:${kind}`;
