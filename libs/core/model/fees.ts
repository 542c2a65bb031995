import { type Money, notional, type Quantity } from './money.js';

/** What a broker charges: dollars for each unit filled. The broker of an installation and the estimate before an order both have it from one setting. */
export interface FeeTerms {
  fee_per_unit: Money;
}

/** The fee of a fill, to the nearest micro-dollar (half up). */
export function feeOfFill(quantity: Quantity, { fee_per_unit }: FeeTerms): Money {
  return notional(quantity, fee_per_unit, 'nearest');
}

/** The fee of an order that fills whole, rounded up. Filled in parts it may cost half a micro-dollar more for each. */
export function feeOfOrder(quantity: Quantity, { fee_per_unit }: FeeTerms): Money {
  return notional(quantity, fee_per_unit, 'up');
}
