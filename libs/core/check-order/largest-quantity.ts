import type { RiskConfig } from '../model/limits.js';
import { AmountError, MONEY_MAX, type Money, notional, QUANTITY_MAX, QUANTITY_ONE, type Quantity } from '../model/money.js';
import type { Order } from '../model/order.js';
import type { ReservedState } from '../model/reserved-state.js';
import type { RuleEvaluator } from '../ports/rule-evaluator.js';
import { decide } from './decide.js';
import { FactOutOfRangeError } from './to-facts.js';

/**
 * The largest whole number of units of `order` that would pass on the state that its preview saw, 0 when not even one would. Pure.
 * Found by halving (24 verdicts at most): a larger order never breaks fewer limits. Where the state does not say enough it errs downwards:
 * with other closing orders open, a smaller order is only taken as closing when the one that was previewed is.
 */
export function largestQuantity(order: Order, state: ReservedState, config: RiskConfig, rules: RuleEvaluator): Quantity {
  const passes = (units: number): boolean => {
    try {
      const quantity = (units * QUANTITY_ONE) as Quantity;
      const sized = withQuantity(order, state, quantity);
      return sized !== null && decide({ ...order, quantity }, sized, config, rules).accepted;
    } catch (error) {
      if (error instanceof AmountError || error instanceof FactOutOfRangeError) return false;
      throw error;
    }
  };
  let [low, high] = [0, QUANTITY_MAX / QUANTITY_ONE];
  while (low < high) {
    const middle = Math.ceil((low + high) / 2);
    if (passes(middle)) low = middle;
    else high = middle - 1;
  }
  return (low * QUANTITY_ONE) as Quantity;
}

/** The state as it would have been for another quantity; null for a quantity of which it cannot say. */
function withQuantity(order: Order, state: ReservedState, quantity: Quantity): ReservedState | null {
  const buy = order.side === 'BUY';
  const closing = buy ? state.quantity < 0 : state.quantity > 0;
  const alreadyClosing = buy ? state.open_buys : state.open_sells;
  const reducing =
    closing && (alreadyClosing === 0 ? quantity <= Math.abs(state.quantity) : state.reducing && quantity <= order.quantity);
  // An opening short is checked at the ask with slippage at least, which the preview of a closing one did not ask for.
  if (!buy && state.reducing && !reducing) return null;
  const added = notional(quantity, state.check_price, 'up');
  if (added <= 0 || added > MONEY_MAX) return null;
  const [buys, sells] = buy ? [state.open_buys + added, state.open_sells] : [state.open_buys, state.open_sells + added];
  const after = Math.max(state.value + buys, sells - state.value, 0) as Money;
  const gross = (state.gross_exposure - state.exposure_after + after) as Money;
  return { ...state, notional: added, exposure_after: after, gross_exposure: gross, reducing };
}
