import { AmountError, type Money, notional, type Quantity } from '../model/money.js';
import type { AdoptAccount } from './command.js';
import type { AccountAdopted, PositionRecord, SliceRecord } from './event.js';
import { contractNow } from './contracts.js';
import { checkHoldings } from './exact-bounds.js';
import { type Outcome, unavailable, UNSTAMPED } from './outcome.js';
import { sharesLeft } from './slice-shares.js';
import type { GateState } from './state.js';

/** The account as the broker has it, in place of what the gate has. A symbol that the broker does not name is flat there. */
export function decideAccountAdoption(state: GateState, command: AdoptAccount): Outcome<'adopt_account'> {
  const { account: id, broker, cash, actor, reason, after } = command;
  const account = state.accounts.get(id);
  if (!account) return { answer: unavailable('STATE_UNAVAILABLE', `${id} is not an account`), events: [] };
  if (after !== state.broker_sequence) return { answer: { kind: 'adopt_account', adopted: false }, events: [] };
  const theirs = new Map(command.positions.map((position) => [position.symbol, position]));
  const positions: PositionRecord[] = [];
  const slices: SliceRecord[] = [];
  try {
    for (const symbol of [...new Set([...theirs.keys(), ...account.positions.keys()])].sort()) {
      const { quantity = 0 as Quantity, average_price = 0 as Money } = theirs.get(symbol) ?? {};
      const before = account.positions.get(symbol)?.quantity ?? (0 as Quantity);
      if (quantity === before) continue;
      slices.push(...sharesLeft(account, symbol, before, quantity));
      const contract = quantity === 0 ? undefined : contractNow(state, symbol);
      const paid = notional(Math.abs(quantity) as Quantity, average_price, 'nearest', contract);
      const realized_pnl = account.positions.get(symbol)?.realized ?? (0 as Money);
      positions.push({ account: id, symbol, quantity, cost: (quantity < 0 ? 0 - paid : paid) as Money, realized_pnl });
    }
    checkHoldings(state, account, cash, positions);
  } catch (error) {
    if (!(error instanceof AmountError)) throw error;
    return { answer: unavailable('AMOUNT_OUT_OF_RANGE', `an amount ${error.message}`), events: [] };
  }
  const event: AccountAdopted = { type: 'ACCOUNT_ADOPTED', ...UNSTAMPED, account: id, broker, cash, positions, actor, reason };
  if (slices.length > 0) event.slices = slices;
  return { answer: { kind: 'adopt_account', adopted: true }, events: [event] };
}
