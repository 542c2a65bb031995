import type { Money } from '../model/money.js';
import { maintenanceOf } from '../portfolio/maintenance.js';
import { contractOf } from './contracts.js';
import type { AccountState, GateState, PositionState } from './state.js';

/** An account's maintenance requirement follows each of its positions. */
export function keepMaintenance(state: GateState, account: AccountState, p: PositionState): void {
  const multiplier = contractOf(state, p.symbol)?.multiplier;
  const required = maintenanceOf(p.quantity, p.value, p.margin?.maintenance_bps ?? null, multiplier);
  const sum = account.maintenance + required - p.maintenance;
  const isExact = Number.isSafeInteger(account.maintenance) && Number.isSafeInteger(sum);
  p.maintenance = required;
  account.maintenance = (isExact ? sum : sumOf(account)) as Money;
}

/** Beyond 2^53, where rates above the whole may lead, and on the way back. */
function sumOf({ positions }: AccountState): number {
  let sum = 0;
  for (const { maintenance } of positions.values()) sum += maintenance;
  return sum;
}
