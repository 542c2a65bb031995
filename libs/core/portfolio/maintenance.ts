import {
  MONEY_MAX,
  type Money,
  mulDiv,
  mulDivUpTo,
  MULTIPLIER_ONE,
  notionalUpTo,
  type Quantity,
  RATE_ONE,
} from '../model/money.js';

const LONG_PCT = 25;
const SHORT_PCT = 30;
/** Short sales below this price need more. */
const LOW_PRICE = 5_000_000 as Money;
const LOW_PER_UNIT = 2_500_000 as Money;

/**
 * Maintenance requirement of a position at its value, rounded up (FINRA rule 4210(c)); or a share of its value, where the instrument has one of its own. What the
 * rule asks of each share sold short is asked of each share that a unit stands for.
 */
export function maintenanceOf(
  quantity: Quantity,
  value: Money,
  ownBps: number | null = null,
  multiplier: number = MULTIPLIER_ONE,
): Money {
  if (value === 0 && quantity === 0) return 0 as Money;
  if (ownBps !== null)
    return mulDivUpTo(MONEY_MAX, quantity > 0 ? Math.max(value, 0) : Math.abs(value), ownBps, 10_000, 'up') as Money;
  if (quantity > 0) return mulDiv(Math.max(value, 0), LONG_PCT, 100, 'up') as Money;
  const [units, worth] = [Math.abs(quantity) as Quantity, Math.abs(value)];
  const contract = multiplier === MULTIPLIER_ONE ? null : { multiplier, rate: RATE_ONE };
  const atLowPrice = notionalUpTo(MONEY_MAX, units, LOW_PRICE, contract);
  if (worth >= atLowPrice) return Math.max(mulDiv(worth, SHORT_PCT, 100, 'up'), atLowPrice) as Money;
  return Math.max(worth, notionalUpTo(MONEY_MAX, units, LOW_PER_UNIT, contract)) as Money;
}
