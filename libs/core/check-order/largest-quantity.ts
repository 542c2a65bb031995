import { QUANTITY_MAX, type Quantity } from '../model/money.js';

/**
 * The largest multiple of `step` (in 1e-8 units) that passes, 0 when none does. Found by halving, at most 50 verdicts: with everything else as it stands a larger
 * order never breaks fewer limits, if `passes` takes no notice of the least sizes (IS_TOO_SMALL). It is worth more, and once it opens more than it closes nothing
 * makes it a closing one again.
 */
export function largestQuantity(passes: (quantity: Quantity) => boolean, step = 1): Quantity {
  let [low, high] = [0, Math.floor(QUANTITY_MAX / step)];
  while (low < high) {
    const middle = low + Math.ceil((high - low) / 2);
    if (passes((middle * step) as Quantity)) low = middle;
    else high = middle - 1;
  }
  return (low * step) as Quantity;
}

/** Reasons that a larger order does not have. */
export const IS_TOO_SMALL: ReadonlySet<string> = new Set(['QUANTITY_BELOW_MIN', 'NOTIONAL_BELOW_MIN']);
