import type { Money } from '../model/money.js';
import { maintenanceOf } from '../portfolio/maintenance.js';
import type { AccountState, PositionState } from './state.js';

/** An account's maintenance requirement follows each of its positions. */
export function keepMaintenance(account: AccountState, p: PositionState): void {
  const required = maintenanceOf(p.quantity, p.value, p.margin?.maintenance_bps ?? null);
  account.maintenance = (account.maintenance + required - p.maintenance) as Money;
  p.maintenance = required;
}
