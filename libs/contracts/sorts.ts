/** By itself, so that the first page has not all limits with it. */
export const ORDER_SORTS = ['received_at', 'symbol', 'status', 'quantity', 'price'] as const;
