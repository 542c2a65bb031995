/** What orders and amendments can be refused with besides the rules' reasons. */
import type { ProblemCode } from '#contracts/problem.js';
import { BODY } from '../http/operation.js';
import { presentViolation, ProblemError, problem, type Refusal, refusalOf } from '../http/problems.js';
import type { Order } from '#core/model/order.js';
import { STATE_REASON_CODES } from '#core/model/reason-codes.js';
import type { Violation } from '#core/model/violation.js';

/** What can speak against an order besides the rules. */
export const GATE: readonly ProblemCode[] = [
  ...BODY,
  'ACCOUNT_UNKNOWN',
  'SYMBOL_UNKNOWN',
  'STRATEGY_UNKNOWN',
  'SESSION_ENDED',
  ...STATE_REASON_CODES,
];

export const NOT_YOURS: readonly ProblemCode[] = ['ACCOUNT_NOT_ALLOWED', 'SYMBOL_NOT_ALLOWED', 'STRATEGY_NOT_ALLOWED'];

const UNKNOWN = {
  account: 'ACCOUNT_UNKNOWN',
  symbol: 'SYMBOL_UNKNOWN',
  strategy: 'STRATEGY_UNKNOWN',
  session: 'SESSION_ENDED',
} as const;

export function unknownName({ field, message }: { field: keyof typeof UNKNOWN; message: string }): ProblemError {
  const code = UNKNOWN[field];
  return new ProblemError(problem(code, message, { violations: [{ code, field, message }] }));
}

export function keyRate({ limit, room_in_us }: { limit: number; room_in_us: number }): Refusal {
  const body = problem('KEY_RATE_EXCEEDED', `this key may send ${limit} orders in a second`);
  return { body, headers: { 'retry-after': String(Math.max(1, Math.ceil(room_in_us / 1e6))) } };
}

export function conflict(client_order_id: string, order_id: string): ProblemError {
  const detail = `client_order_id ${client_order_id} stands for another order (${order_id}); use a new one`;
  return new ProblemError(problem('CLIENT_ORDER_ID_CONFLICT', detail, { order_id, client_order_id }));
}

interface DecidedOfList {
  order: Order;
  violations: Violation[];
}

/** One refusal of a whole list: it is named by the first order that was refused for itself, and lists every reason with its order. */
export function refusalOfList(decisions: readonly DecidedOfList[], roomInUs: number | null = null): Refusal {
  const isOwn = ({ violations }: DecidedOfList) => violations[0]?.code !== 'LIST_REFUSED';
  const at = Math.max(decisions.findIndex(isOwn), 0);
  const first = decisions[at];
  if (!first) throw new Error('a list has orders');
  const refusal = refusalOf({ ...first, decision_id: first.order.decision_id }, roomInUs);
  const where = `order ${at + 1} of ${decisions.length} (${first.order.client_order_id})`;
  const violations = decisions.flatMap((one, i) =>
    one.violations.map((violation) => ({ ...presentViolation(violation), field: `orders.${i}` })),
  );
  return { ...refusal, body: { ...refusal.body, detail: `${where}: ${refusal.body.detail}; none was let through`, violations } };
}
