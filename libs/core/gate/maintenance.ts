import type { Money } from '../model/money.js';
import { maintenanceOf } from '../portfolio/maintenance.js';
import type { AccountState, PositionState } from './state.js';

/** An account's maintenance requirement follows each of its positions. */
export function keepMaintenance(account: AccountState, p: PositionState): void {
  const required = maintenanceOf(p.quantity, p.value, p.margin?.maintenance_bps ?? null);
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
