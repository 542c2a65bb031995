/**
 * What a mark does to all that is held in a symbol, and what is asked of its holders: loops over rows (rows.ts), which touch no object. 10,000 holders must not keep
 * an order waiting, so nothing here looks anything up for each of them.
 */
import { type Contract, type Money, MULTIPLIER_ONE, type Quantity } from '../model/money.js';
import { accountIn } from '../model/scope.js';
import { maintenanceOf } from '../portfolio/maintenance.js';
import {
  CASH,
  DAY_START,
  EXPOSURE,
  LEAF_WIDTH,
  LONG,
  LOSS_NOTED,
  MAINTENANCE,
  MOVED,
  OPEN_BUYS,
  OPEN_SELLS,
  OWNERS,
  PEAK,
  QUANTITY,
  REQUIRED,
  SHORT,
  SUM_GROSS,
  SUM_LONG,
  SUM_SHORT,
  SUM_VALUE,
  VALUE,
  WATCHED,
} from './figures.js';
import { heldIn, holderAt, type LeafRows } from './leaf-rows.js';
import { keepMaintenance } from './maintenance.js';
import { keepOwn } from './own-margin.js';
import type { AccountState, GateState, PositionState } from './state.js';
import { valueAt } from './valuation.js';

/** All positions in a symbol, and those of strategies, at a mark of it. */
export function valueHeld(state: GateState, symbol: string, mark: Money, contract: Contract | null): void {
  const positions = heldIn(state.held.positions, symbol);
  shiftValues(state, positions, mark, contract);
  keepRequired(state, positions, contract?.multiplier ?? MULTIPLIER_ONE);
  shiftValues(state, heldIn(state.held.slices, symbol), mark, contract);
}

/** Another value of each, and what it changes of the sums that it goes to. Those that all share change once. */
function shiftValues(state: GateState, rows: LeafRows, mark: Money, contract: Contract | null): void {
  const { data, owners, shared, end, leaves } = rows;
  const sums = state.held.sums.data;
  const { margins } = state;
  let [allValue, allGross, allLong, allShort] = [0, 0, 0, 0];
  for (let at = 0, row = 0; at < end; at += LEAF_WIDTH, row += 1) {
    const quantity = data[at + QUANTITY] as Quantity;
    if (quantity === 0) continue;
    const value = valueAt(quantity, mark, contract);
    const byValue = value - (data[at + VALUE] as number);
    if (byValue === 0) continue;
    const long = Math.max(value + (data[at + OPEN_BUYS] as number), 0);
    const short = Math.max((data[at + OPEN_SELLS] as number) - value, 0);
    const exposure = Math.max(long, short);
    const byGross = exposure - (data[at + EXPOSURE] as number);
    const byLong = long - (data[at + LONG] as number);
    const byShort = short - (data[at + SHORT] as number);
    data[at + VALUE] = value;
    data[at + EXPOSURE] = exposure;
    data[at + LONG] = long;
    data[at + SHORT] = short;
    const first = row * OWNERS;
    for (let i = first; i < first + OWNERS; i += 1) {
      const to = owners[i] as number;
      if (to < 0) break;
      sums[to + SUM_VALUE] = (sums[to + SUM_VALUE] as number) + byValue;
      sums[to + SUM_GROSS] = (sums[to + SUM_GROSS] as number) + byGross;
      sums[to + SUM_LONG] = (sums[to + SUM_LONG] as number) + byLong;
      sums[to + SUM_SHORT] = (sums[to + SUM_SHORT] as number) + byShort;
    }
    allValue += byValue;
    allGross += byGross;
    allLong += byLong;
    allShort += byShort;
    const margin = margins && byGross !== 0 ? leaves[row]?.margin : null;
    if (margin) keepOwn(margin, exposure as Money);
  }
  for (const one of shared) {
    one.value = (one.value + allValue) as Money;
    one.gross = (one.gross + allGross) as Money;
    one.long = (one.long + allLong) as Money;
    one.short = (one.short + allShort) as Money;
  }
}

/** The accounts' maintenance requirements, and their highest equity, follow. */
function keepRequired(state: GateState, rows: LeafRows, multiplier: number): void {
  const { data, owners, end, leaves } = rows;
  const [sums, accounts] = [state.held.sums.data, state.held.accounts.data];
  // A rate of its own is the instrument's, so all positions in it have the same one.
  const bps = state.margins ? (leaves.find((leaf) => leaf !== null)?.margin?.maintenance_bps ?? null) : null;
  for (let at = 0, row = 0; at < end; at += LEAF_WIDTH, row += 1) {
    const quantity = data[at + QUANTITY] as Quantity;
    if (quantity === 0) continue;
    const own = rows.accounts[row] as number;
    const required = maintenanceOf(quantity, data[at + VALUE] as Money, bps, multiplier);
    const before = accounts[own + REQUIRED] as number;
    const sum = before + required - (data[at + MAINTENANCE] as number);
    if (Number.isSafeInteger(before) && Number.isSafeInteger(sum)) {
      data[at + MAINTENANCE] = required;
      accounts[own + REQUIRED] = sum;
    } else keepMaintenance(state, holderAt(rows, row), leaves[row] as PositionState);
    const equity = (accounts[own + CASH] as number) + (sums[(owners[row * OWNERS] as number) + SUM_VALUE] as number);
    if (equity > (accounts[own + PEAK] as number)) accounts[own + PEAK] = equity;
  }
}

/** Holders of these symbols whose loss of the day is at least so much, and is not noted already. */
export function losersOf(state: GateState, symbols: readonly string[], least: Money): Set<AccountState> {
  const found = new Set<AccountState>();
  const [sums, accounts] = [state.held.sums.data, state.held.accounts.data];
  for (const symbol of symbols) {
    const rows = heldIn(state.held.positions, symbol);
    for (let row = 0, at = 0; at < rows.end; row += 1, at += LEAF_WIDTH) {
      if (rows.data[at + QUANTITY] === 0) continue;
      const own = rows.accounts[row] as number;
      if (accounts[own + LOSS_NOTED] === 1) continue;
      const value = sums[(rows.owners[row * OWNERS] as number) + SUM_VALUE] as number;
      const loss =
        (accounts[own + DAY_START] as number) + (accounts[own + MOVED] as number) - (accounts[own + CASH] as number) - value;
      if (loss >= least) found.add(holderAt(rows, row));
    }
  }
  return found;
}

/** A breaker has come, gone or got a further cause. */
export function keepLossNoted({ accounts, breakers }: GateState, scope: string): void {
  const account = accounts.get(accountIn(scope) ?? '');
  if (account) account.loss_noted = breakers.get(scope)?.loss_noted === true;
}

/** Holders of a symbol who are asked more than for their loss of the day: of whom a loss from a high is limited, or who are below their maintenance requirement. */
export function askedOf(state: GateState, symbol: string): AccountState[] {
  const found: AccountState[] = [];
  const rows = heldIn(state.held.positions, symbol);
  const [sums, accounts] = [state.held.sums.data, state.held.accounts.data];
  for (let row = 0, at = 0; at < rows.end; row += 1, at += LEAF_WIDTH) {
    if (rows.data[at + QUANTITY] === 0) continue;
    const own = rows.accounts[row] as number;
    const equity = (accounts[own + CASH] as number) + (sums[(rows.owners[row * OWNERS] as number) + SUM_VALUE] as number);
    if (accounts[own + WATCHED] === 1 || (accounts[own + REQUIRED] as number) > equity) found.push(holderAt(rows, row));
  }
  return found;
}

/** Symbols of which somebody holds something. */
export function heldSymbols({ held }: GateState): string[] {
  return [...held.positions].filter(([, rows]) => holdsAny(rows)).map(([symbol]) => symbol);
}

function holdsAny({ data, end }: LeafRows): boolean {
  for (let at = 0; at < end; at += LEAF_WIDTH) if (data[at + QUANTITY] !== 0) return true;
  return false;
}
