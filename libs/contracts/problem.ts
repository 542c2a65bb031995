import type { OrderStatus } from '#core/model/order.js';

/** RFC 9457 problem details; every refusal and error of the API has this form. */
export interface Problem {
  type: string;
  title: string;
  status: number;
  detail: string;
  /** Stable, CATEGORY_CONDITION; docs/reason-codes.md explains each. */
  code: string;
  /** The decision behind a refusal; null when there is none. */
  decision_id: string | null;
  violations: {
    code: string;
    message: string;
    field?: string;
    rule_id?: string;
    severity?: string;
    limit?: unknown;
    observed?: unknown;
  }[];
  order_id?: string;
  /** Of a trip in a scope that was open already: how many orders are being canceled. */
  orders_canceling?: number;
  client_order_id?: string;
  /** Of an order that is final: its status, and why it ended. */
  order_status?: OrderStatus;
  reason?: string;
}
