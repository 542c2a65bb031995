/** Leaves and the sums that they belong to: made, found and dropped. */
import type { RiskConfig } from '../model/limits.js';
import type { Order } from '../model/order.js';
import { countLeaf, isEmpty, type Leaf, RowSums, shiftHold, type Sums } from './figures.js';
import { heldIn, holderOf, type LeafRows, rowsOf } from './leaf-rows.js';
import {
  type AccountState,
  type GateState,
  newPosition,
  newSlice,
  type PositionState,
  type SliceState,
  sliceKey,
} from './state.js';
import { ownMarginOf } from './own-margin.js';
import { worstCase } from './valuation.js';

export function positionIn(state: GateState, account: AccountState, symbol: string): PositionState {
  let p = account.positions.get(symbol);
  if (!p) {
    p = newPosition(symbol, rowsOf(state.held, state.held.positions, symbol));
    p.margin = ownMarginOf(state, account, symbol);
    account.positions.set(symbol, p);
    joinPosition(state, account, p);
  }
  return p;
}

export function sliceIn(state: GateState, account: AccountState, strategy: string, symbol: string): SliceState {
  const key = sliceKey(strategy, symbol);
  let slice = account.slices.get(key);
  if (!slice) {
    slice = newSlice(account.account, strategy, symbol, rowsOf(state.held, state.held.slices, symbol));
    account.slices.set(key, slice);
    joinSlice(state, slice);
  }
  return slice;
}

/** What a strategy holds; not there when it never traded the symbol. */
export function knownSlice(
  account: AccountState,
  strategy: string,
  symbol: string,
  p = account.positions.get(symbol),
): SliceState | undefined {
  const last = p?.last_slice;
  return last?.strategy === strategy ? last : account.slices.get(sliceKey(strategy, symbol));
}

function joinPosition(state: GateState, account: AccountState, p: PositionState): void {
  const { symbol } = p;
  const groups = groupsOf(state, symbol);
  const shared = [state.firm, sumsOf(state, `firm/symbol:${symbol}`), ...groups.map((what) => sumsOf(state, `firm/${what}`))];
  const own = [account, ...groups.map((what) => sumsOf(state, `account:${account.account}/${what}`))];
  account.joinHeld(state.held);
  rowsOf(state.held, state.held.positions, symbol).join(p, own, shared, account.ownAt);
  join(p, [...own, ...shared]);
}

function joinSlice(state: GateState, slice: SliceState): void {
  const { strategy, symbol } = slice;
  const who = `strategy:${strategy}`;
  const whats = groupsOf(state, symbol).map((what) => `${who}/${what}`);
  const own = [who, `${who}/symbol:${symbol}`, ...whats].map((scope) => sumsOf(state, scope));
  rowsOf(state.held, state.held.slices, symbol).join(slice, own, NONE, -1);
  join(slice, own);
}
const NONE: readonly RowSums[] = [];

/** The sector and the class of a symbol, as parts of scopes. */
function groupsOf({ config }: Pick<GateState, 'config'>, symbol: string): string[] {
  const { sector = null, asset_class = null } = config?.instruments[symbol] ?? {};
  return [...(sector === null ? [] : [`sector:${sector}`]), ...(asset_class === null ? [] : [`class:${asset_class}`])];
}

function sumsOf({ sums, held }: GateState, scope: string): RowSums {
  let found = sums.get(scope);
  if (!found) {
    found = new RowSums(held.sums);
    sums.set(scope, found);
  }
  return found;
}

function join(leaf: Leaf, parents: RowSums[]): void {
  leaf.parents = parents;
  for (const sums of parents) countLeaf(sums, leaf, 1);
}

/** Sums of these scopes that nothing belongs to any more go. */
function leaveSums(state: GateState, leaf: Leaf, scopes: readonly string[]): void {
  for (const sums of leaf.parents) countLeaf(sums, leaf, -1);
  for (const scope of scopes) if (state.sums.get(scope)?.leaves === 0) dropSums(state, scope);
}

function leave(state: GateState, all: Map<string, LeafRows>, leaf: Leaf, parents: readonly string[]): void {
  leaveSums(state, leaf, parents);
  const rows = all.get(leaf.symbol);
  rows?.leave(leaf);
  if (rows?.taken === 0) all.delete(leaf.symbol);
}

/** Its row is free for others. */
function dropSums({ sums }: GateState, scope: string): void {
  sums.get(scope)?.leaveRows();
  sums.delete(scope);
}

/** Positions of which nothing is left to say leave; the realised part of the day stays with the account. */
export function dropPosition(state: GateState, account: AccountState, p: PositionState): void {
  if (!isEmpty(p) || p.realized !== 0) return;
  account.positions.delete(p.symbol);
  const groups = groupsOf(state, p.symbol).flatMap((what) => [`firm/${what}`, `account:${account.account}/${what}`]);
  leave(state, state.held.positions, p, [`firm/symbol:${p.symbol}`, ...groups]);
}

export function dropSlice(state: GateState, account: AccountState, slice: SliceState): void {
  if (!isEmpty(slice)) return;
  const { strategy, symbol } = slice;
  account.slices.delete(sliceKey(strategy, symbol));
  const p = account.positions.get(symbol);
  if (p?.last_slice === slice) p.last_slice = null;
  const who = `strategy:${strategy}`;
  leave(state, state.held.slices, slice, [
    who,
    `${who}/symbol:${symbol}`,
    ...groupsOf(state, symbol).map((what) => `${who}/${what}`),
  ]);
}

/** What an order's holds change, more or (negative) less: its account's position, its strategy's, and its user's open orders. */
export function holdOrder(
  state: GateState,
  account: AccountState,
  p: PositionState,
  { side, strategy, user }: Pick<Order, 'side' | 'strategy' | 'user'>,
  dollars: number,
  quantity: number,
  orders: number,
): void {
  shiftHold(p, side, dollars, quantity, orders);
  if (strategy !== undefined) {
    p.last_slice = knownSlice(account, strategy, p.symbol, p) ?? sliceIn(state, account, strategy, p.symbol);
    shiftHold(p.last_slice, side, dollars, quantity, orders);
  }
  if (user !== undefined) holdOfUser(state, user, side, dollars, orders);
}

function holdOfUser({ users, held }: GateState, user: string, side: 'BUY' | 'SELL', dollars: number, orders: number): void {
  let sums = users.get(user);
  if (!sums) {
    sums = new RowSums(held.sums);
    users.set(user, sums);
  }
  if (side === 'BUY') sums.open_buys = (sums.open_buys + dollars) as Sums['open_buys'];
  else sums.open_sells = (sums.open_sells + dollars) as Sums['open_sells'];
  sums.orders += orders;
  if (sums.orders > 0) return;
  sums.leaveRows();
  users.delete(user);
}

/**
 * Symbols are in another sector or class than in the configuration `before`: what is held in them goes to other sums. Nothing else is touched, for a firm of 10,000
 * accounts takes seconds to be summed anew.
 */
export function regroup(state: GateState, symbols: readonly string[], before: RiskConfig): void {
  const { positions, slices } = state.held;
  for (const symbol of symbols) {
    const left = groupsOf({ config: before }, symbol);
    for (const p of leavesOf<PositionState>(positions, symbol)) {
      const account = holderOf(p);
      leaveSums(
        state,
        p,
        left.flatMap((what) => [`firm/${what}`, `account:${account.account}/${what}`]),
      );
      joinPosition(state, account, p);
    }
    for (const slice of leavesOf<SliceState>(slices, symbol)) {
      leaveSums(
        state,
        slice,
        left.map((what) => `strategy:${slice.strategy}/${what}`),
      );
      joinSlice(state, slice);
    }
  }
}

const leavesOf = <L extends Leaf>(all: ReadonlyMap<string, LeafRows>, symbol: string): L[] =>
  heldIn(all, symbol).leaves.filter((leaf) => leaf !== null) as L[];

/** All sums anew, out of positions, slices and open orders: after a snapshot. */
export function relink(state: GateState): void {
  for (const scope of state.sums.keys()) dropSums(state, scope);
  for (const sums of state.users.values()) sums.leaveRows();
  state.users.clear();
  state.firm.clear();
  const open = countOrders(state);
  for (const account of state.accounts.values()) {
    account.clear();
    countCash(state, account, 1);
    for (const p of account.positions.values()) {
      settleAnew(p, open.get(`${account.account}\n${p.symbol}`) ?? 0);
      joinPosition(state, account, p);
    }
    for (const slice of account.slices.values()) {
      settleAnew(slice, open.get(`${account.account}\n${slice.strategy}\n${slice.symbol}`) ?? 0);
      joinSlice(state, slice);
    }
  }
  for (const { order, hold } of state.orders.values())
    if (order.user !== undefined) holdOfUser(state, order.user, order.side, hold, 1);
}

/** An account's cash in the firm's; `sign` -1 before it changes, 1 after. */
export function countCash({ firm }: GateState, { cash, day_start, moved }: AccountState, sign: 1 | -1): void {
  firm.cash = (firm.cash + sign * cash) as typeof cash;
  firm.day_start = (firm.day_start + sign * day_start) as typeof cash;
  firm.moved = (firm.moved + sign * moved) as typeof cash;
}

function countOrders({ orders }: GateState): Map<string, number> {
  const open = new Map<string, number>();
  for (const { order } of orders.values()) {
    const keys = [`${order.account}\n${order.symbol}`];
    if (order.strategy !== undefined) keys.push(`${order.account}\n${order.strategy}\n${order.symbol}`);
    for (const key of keys) open.set(key, (open.get(key) ?? 0) + 1);
  }
  return open;
}

function settleAnew(leaf: Leaf, orders: number): void {
  leaf.orders = orders;
  leaf.long = Math.max(leaf.value + leaf.open_buys, 0) as Leaf['long'];
  leaf.short = Math.max(leaf.open_sells - leaf.value, 0) as Leaf['short'];
  leaf.exposure = worstCase(leaf.value, leaf.open_buys, leaf.open_sells);
}
