import { createHash } from 'node:crypto';
import type { OrderRequest } from '../model/order.js';

/** Two requests with the same client_order_id are the same order exactly when this is equal (16 hex digits of SHA-256 over the content). */
export function bodyHash(r: OrderRequest): string {
  const content = [r.account, r.symbol, r.side, r.quantity, r.price ?? '', r.order_type, r.time_in_force].join('|');
  return createHash('sha256').update(content).digest('hex').slice(0, 16);
}
