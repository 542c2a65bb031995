/** What the firm's accounts may be sorted by. */
export const FIRM_SORTS = [
  ...(['account', 'equity', 'total_pnl', 'gross_exposure', 'leverage', 'open_orders', 'breaker', 'nearest'] as const),
];
export type FirmSort = (typeof FIRM_SORTS)[number];
