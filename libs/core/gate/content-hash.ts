import type { OrderRequest } from '../model/order.js';

/** Of the order that was hashed last: its hash is asked for again when it is let through. */
let last: { order: OrderRequest; same: number } | null = null;

/**
 * Two requests with the same client_order_id are the same order exactly when this is equal. 53 bits of a multiply-and-xor hash (cyrb53) over the
 * content: a client can only mistake its own order for its own, so nothing has to be kept from a forger, and it costs 0.2 us where SHA-256 cost 3.
 */
export function contentHash(r: OrderRequest): number {
  const asked = `${r.account}|${r.symbol}|${r.side}|${r.quantity}|${r.price ?? ''}|${r.order_type}|${r.stop_price === undefined ? '' : `${r.stop_price}|`}`;
  const first = mix(asked, 0xdeadbeef, 0x41c6ce57);
  last = { order: r, same: finish(first.high, first.low) };
  const rest = r.strategy === undefined ? r.time_in_force : `${r.time_in_force}|${r.strategy}`;
  const { high, low } = mix(rest + laterWishes(r), first.high, first.low);
  return finish(high, low);
}

/** Nothing of an order without them: its hash is the same as in earlier builds. */
function laterWishes({ good_till, reduce_only, extended_hours, one_cancels_other }: OrderRequest): string {
  const other = one_cancels_other === true ? '|one cancels other' : '';
  if (good_till === undefined && reduce_only !== true && extended_hours !== true) return other;
  return `|till=${good_till ?? ''}|${reduce_only === true ? 'reduce' : ''}|${extended_hours === true ? 'extended' : ''}${other}`;
}

/** Equal for orders of the same account, symbol, side, quantity, price, type and stop price; a part of the content's hash, so it costs nothing beside it. */
export function sameHash(r: OrderRequest): number {
  if (last?.order !== r) contentHash(r);
  return last?.same ?? 0;
}

function mix(text: string, h: number, l: number): { high: number; low: number } {
  let [high, low] = [h, l];
  for (let i = 0; i < text.length; i += 1) {
    const code = text.charCodeAt(i);
    high = Math.imul(high ^ code, 2_654_435_761);
    low = Math.imul(low ^ code, 1_597_334_677);
  }
  return { high, low };
}

function finish(h: number, l: number): number {
  const high = Math.imul(h ^ (h >>> 16), 2_246_822_507) ^ Math.imul(l ^ (l >>> 13), 3_266_489_909);
  const low = Math.imul(l ^ (l >>> 16), 2_246_822_507) ^ Math.imul(high ^ (high >>> 13), 3_266_489_909);
  return 4_294_967_296 * (2_097_151 & low) + (high >>> 0);
}
