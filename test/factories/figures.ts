import type { FirmSums, Sums } from '#core/gate/figures.js';

/** All figures of sums, wherever they are kept. */
export function figuresIn(sums: Sums | FirmSums) {
  const { value, open_buys, open_sells, gross, long, short, quantity, open_buy_quantity, open_sell_quantity } = sums;
  const { orders, count, bought, sold, flow, flow_start, leaves } = sums;
  return {
    ...{ value, open_buys, open_sells, gross, long, short, quantity, open_buy_quantity, open_sell_quantity },
    ...{ orders, count, bought, sold, flow, flow_start, leaves },
    ...('cash' in sums ? { cash: sums.cash, day_start: sums.day_start, moved: sums.moved } : {}),
  };
}

export const sumsIn = (all: ReadonlyMap<string, Sums>) =>
  [...all].sort(([a], [b]) => a.localeCompare(b)).map(([scope, sums]) => ({ scope, ...figuresIn(sums) }));
