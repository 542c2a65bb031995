/** What an activity of a broker's account (a deposit, a dividend, a fee, a split, a transfer) makes of it. None of it is profit or loss. */
import { AmountError, type Money, mulDiv, notional, type Quantity } from '../model/money.js';
import type { Report } from './command.js';
import type { ActivityBooked, PositionRecord } from './event.js';
import { contractNow, contractOf } from './contracts.js';
import { checkHoldings, checkWorth, UNITS_MAX } from './exact-bounds.js';
import { UNSTAMPED } from './outcome.js';
import { sharesAfterSplit, sharesLeft } from './slice-shares.js';
import { type AccountState, type GateState, newPosition, type PositionState } from './state.js';

/** Throws AmountError. */
export function bookActivity(state: GateState, account: AccountState, report: Report): ActivityBooked {
  const { execution_id, sequence: broker_sequence, symbol, reason, executed_at_ms } = report;
  const { what, cash, units, split } = report.activity ?? { what: '', cash: 0 as Money, units: 0 as Quantity, split: false };
  const position = units === 0 ? null : positionAfter(state, account, symbol, units, split);
  checkHoldings(state, account, account.cash + cash, position === null ? [] : [position]);
  const before = account.positions.get(symbol)?.quantity ?? (0 as Quantity);
  const slices = position === null ? [] : (split ? sharesAfterSplit : sharesLeft)(account, symbol, before, position.quantity);
  for (const { quantity } of slices) checkWorth(quantity, state.quotes.get(symbol)?.mark ?? 0, contractOf(state, symbol));
  return {
    type: 'ACTIVITY_BOOKED',
    ...UNSTAMPED,
    ...{ execution_id, broker_sequence, account: account.account, symbol, what, cash, units, split },
    ...{ position, reason, executed_at_ms },
    ...(slices.length > 0 ? { slices } : {}),
  };
}

function positionAfter(state: GateState, account: AccountState, symbol: string, units: Quantity, split: boolean): PositionRecord {
  const p = account.positions.get(symbol) ?? newPosition(symbol);
  const quantity = (p.quantity + units) as Quantity;
  if (Math.abs(quantity) > UNITS_MAX) throw new AmountError('is too large to reckon with');
  const cost = quantity === 0 ? (0 as Money) : split ? p.cost : costAfter(state, p, quantity);
  return { account: account.account, symbol, quantity, cost, realized_pnl: p.realized };
}

/** What leaves takes its share of the cost with it; what comes costs its mark, so that neither is a profit now or at a later sale. */
function costAfter(state: GateState, { symbol, quantity: before, cost }: PositionState, quantity: Quantity): Money {
  const same = before !== 0 && Math.sign(before) === Math.sign(quantity);
  if (same && Math.abs(quantity) <= Math.abs(before)) {
    const share = mulDiv(Math.abs(cost), Math.abs(quantity), Math.abs(before), 'nearest');
    return (cost < 0 ? 0 - share : share) as Money;
  }
  const more = (same ? quantity - before : quantity) as Quantity;
  const mark = state.quotes.get(symbol)?.mark ?? (0 as Money);
  const paid = notional(Math.abs(more) as Quantity, mark, 'nearest', contractNow(state, symbol));
  return ((same ? cost : 0) + (more < 0 ? 0 - paid : paid)) as Money;
}
