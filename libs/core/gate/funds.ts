/** What a cash account can pay for, and what can be sold of what it holds. */
import { feeOfOrder } from '../model/fees.js';
import { type Money, mulDiv, type Quantity } from '../model/money.js';
import type { MetAlso, ReservedState } from '../model/reserved-state.js';
import type { Asked } from './scoped-look.js';
import type { AccountState, GateState, OrderState } from './state.js';

/** Fees of open buys before the broker's terms are known: 1 basis point, as for the order itself. */
const FEE_GUESS_BPS = 1;
const FEE_GUESS_MIN = 10_000;

export const settledCash = ({ cash, unsettled }: AccountState): Money =>
  (cash - unsettled.reduce((sum, { amount }) => sum + amount, 0)) as Money;

const feesOfOpen = (fee_per_unit: Money | null, open: number, units: number): number =>
  fee_per_unit === null ? mulDiv(open, FEE_GUESS_BPS, 10_000, 'up') : feeOfOrder(units as Quantity, { fee_per_unit });

/** Settled cash that no open buy may need, with its fees: what a cash account can buy for. Negative when they need more. */
export const freeCash = ({ fee_per_unit }: GateState, account: AccountState): Money =>
  (settledCash(account) - account.open_buys - feesOfOpen(fee_per_unit, account.open_buys, account.open_buy_quantity)) as Money;

/** Open buys, this one included, with the fees of each. */
export function fundsOf(
  { fee_per_unit }: GateState,
  account: AccountState,
  met: ReservedState,
  cost: Money,
  own: OrderState | null,
): Required<MetAlso>['funds'] {
  const open = account.open_buys - (own?.hold ?? 0);
  const openFees = feesOfOpen(fee_per_unit, open, account.open_buy_quantity - (own?.leaves ?? 0));
  // Of an amendment the cost is that of the rest; what was filled has paid its fee.
  const fees = met.fees ?? Math.max(mulDiv(cost, FEE_GUESS_BPS, 10_000, 'up'), FEE_GUESS_MIN);
  return { needed: (open + openFees + cost + fees) as Money, settled: settledCash(account) };
}

/** Units that a sale may sell of what is held: no open sale has them. */
export function availableOf(account: AccountState, { symbol }: Asked, own: OrderState | null): Quantity {
  const p = account.positions.get(symbol);
  return Math.max(0, Math.max(p?.quantity ?? 0, 0) - (p?.open_sell_quantity ?? 0) + (own?.leaves ?? 0)) as Quantity;
}
