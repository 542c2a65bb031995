import { QUANTITY_MAX, type Quantity } from '../model/money.js';

/**
 * The largest quantity that passes, to the step that quantities have (1e-8 units), 0 when none does. Found by halving, 50 verdicts: with everything else
 * as it stands a larger order never breaks fewer limits. It is worth more, and once it opens more than it closes nothing makes it a closing one again.
 */
export function largestQuantity(passes: (quantity: Quantity) => boolean): Quantity {
  let [low, high] = [0, QUANTITY_MAX as number];
  while (low < high) {
    const middle = low + Math.ceil((high - low) / 2);
    if (passes(middle as Quantity)) low = middle;
    else high = middle - 1;
  }
  return low as Quantity;
}
