/**
 * The running sums of a scope: of an account, of the firm, of a strategy, of a symbol over the firm. A leaf is what is held in one symbol, by an account or by
 * a strategy in an account; each change of a leaf goes to the sums that it belongs to. Nothing is ever summed on an order's path.
 */
import { keepOwn, type OwnMargin } from './own-margin.js';
import type { Money, Quantity } from '../model/money.js';
import type { LeafRows } from './leaf-rows.js';
import { Rows } from './rows.js';

/** Where each figure stands in its row: of sums, of a leaf, of an account. */
export const [SUM_VALUE, SUM_GROSS, SUM_LONG, SUM_SHORT] = [0, 1, 2, 3] as const;
const [SUM_OPEN_BUYS, SUM_OPEN_SELLS, SUM_OPEN_BUY_QUANTITY, SUM_OPEN_SELL_QUANTITY] = [4, 5, 6, 7] as const;
const [SUM_ORDERS, SUM_COUNT, SUM_QUANTITY] = [8, 9, 10] as const;
const [SUM_BOUGHT, SUM_SOLD, SUM_FLOW, SUM_FLOW_START, SUM_LEAVES] = [11, 12, 13, 14, 15] as const;
export const SUM_WIDTH = 16;
export const [QUANTITY, VALUE, OPEN_BUYS, OPEN_SELLS, EXPOSURE, LONG, SHORT, MAINTENANCE] = [0, 1, 2, 3, 4, 5, 6, 7] as const;
const [OPEN_BUY_QUANTITY, OPEN_SELL_QUANTITY, ORDERS, BOUGHT, SOLD, FLOW, FLOW_START] = [8, 9, 10, 11, 12, 13, 14] as const;
export const LEAF_WIDTH = 16;
/** Sums of its own that a leaf may belong to: of its account or strategy, and in the symbol, its sector and its class. */
export const OWNERS = 4;
/** Where the places of a leaf's own sums begin. */
export const firstOwner = (at: number): number => (at / LEAF_WIDTH) * OWNERS;
export const [CASH, DAY_START, MOVED, PEAK, REQUIRED, WATCHED, LOSS_NOTED, ACCOUNT_WIDTH] = [0, 1, 2, 3, 4, 5, 6, 8] as const;

/** Of leaves that hold nothing and belong to nothing, in any symbol: zeros, to be read only. */
export const NO_ROWS = new Rows(LEAF_WIDTH);
export const NO_ROW = NO_ROWS.take();

export interface Sums {
  /** Signed values at their marks, and what open orders of each side hold. */
  value: Money;
  open_buys: Money;
  open_sells: Money;
  /** Worst cases: of either side (W), all open buys filled, all open sells filled. Never netted between leaves. */
  gross: Money;
  long: Money;
  short: Money;
  /** Units, where the scope is one symbol. */
  quantity: Quantity;
  open_buy_quantity: Quantity;
  open_sell_quantity: Quantity;
  /** Open orders, and leaves that hold something or have open orders. */
  orders: number;
  count: number;
  /** The day's fills at their prices. */
  bought: Money;
  sold: Money;
  /** Cash that fills moved, fees included; `flow_start` is flow + value when the day began. */
  flow: Money;
  flow_start: Money;
  /** Leaves that belong to it; sums without any are dropped. */
  leaves: number;
}

/** Sums whose figures stand in a row. */
export class RowSums implements Sums {
  at: number;

  constructor(public rows: Rows = new Rows(SUM_WIDTH)) {
    this.at = rows.take();
  }

  get value(): Money {
    return this.rows.data[this.at + SUM_VALUE] as Money;
  }
  set value(value: Money) {
    this.rows.data[this.at + SUM_VALUE] = value;
  }
  get gross(): Money {
    return this.rows.data[this.at + SUM_GROSS] as Money;
  }
  set gross(gross: Money) {
    this.rows.data[this.at + SUM_GROSS] = gross;
  }
  get long(): Money {
    return this.rows.data[this.at + SUM_LONG] as Money;
  }
  set long(long: Money) {
    this.rows.data[this.at + SUM_LONG] = long;
  }
  get short(): Money {
    return this.rows.data[this.at + SUM_SHORT] as Money;
  }
  set short(short: Money) {
    this.rows.data[this.at + SUM_SHORT] = short;
  }
  get open_buys(): Money {
    return this.rows.data[this.at + SUM_OPEN_BUYS] as Money;
  }
  set open_buys(dollars: Money) {
    this.rows.data[this.at + SUM_OPEN_BUYS] = dollars;
  }
  get open_sells(): Money {
    return this.rows.data[this.at + SUM_OPEN_SELLS] as Money;
  }
  set open_sells(dollars: Money) {
    this.rows.data[this.at + SUM_OPEN_SELLS] = dollars;
  }
  get quantity(): Quantity {
    return this.rows.data[this.at + SUM_QUANTITY] as Quantity;
  }
  set quantity(quantity: Quantity) {
    this.rows.data[this.at + SUM_QUANTITY] = quantity;
  }
  get open_buy_quantity(): Quantity {
    return this.rows.data[this.at + SUM_OPEN_BUY_QUANTITY] as Quantity;
  }
  set open_buy_quantity(quantity: Quantity) {
    this.rows.data[this.at + SUM_OPEN_BUY_QUANTITY] = quantity;
  }
  get open_sell_quantity(): Quantity {
    return this.rows.data[this.at + SUM_OPEN_SELL_QUANTITY] as Quantity;
  }
  set open_sell_quantity(quantity: Quantity) {
    this.rows.data[this.at + SUM_OPEN_SELL_QUANTITY] = quantity;
  }
  get orders(): number {
    return this.rows.data[this.at + SUM_ORDERS] as number;
  }
  set orders(orders: number) {
    this.rows.data[this.at + SUM_ORDERS] = orders;
  }
  get count(): number {
    return this.rows.data[this.at + SUM_COUNT] as number;
  }
  set count(count: number) {
    this.rows.data[this.at + SUM_COUNT] = count;
  }
  get bought(): Money {
    return this.rows.data[this.at + SUM_BOUGHT] as Money;
  }
  set bought(dollars: Money) {
    this.rows.data[this.at + SUM_BOUGHT] = dollars;
  }
  get sold(): Money {
    return this.rows.data[this.at + SUM_SOLD] as Money;
  }
  set sold(dollars: Money) {
    this.rows.data[this.at + SUM_SOLD] = dollars;
  }
  get flow(): Money {
    return this.rows.data[this.at + SUM_FLOW] as Money;
  }
  set flow(dollars: Money) {
    this.rows.data[this.at + SUM_FLOW] = dollars;
  }
  get flow_start(): Money {
    return this.rows.data[this.at + SUM_FLOW_START] as Money;
  }
  set flow_start(dollars: Money) {
    this.rows.data[this.at + SUM_FLOW_START] = dollars;
  }
  get leaves(): number {
    return this.rows.data[this.at + SUM_LEAVES] as number;
  }
  set leaves(leaves: number) {
    this.rows.data[this.at + SUM_LEAVES] = leaves;
  }

  joinRows(rows: Rows): void {
    const at = this.rows.moveTo(rows, this.at);
    this.rows = rows;
    this.at = at;
  }

  /** Nothing belongs to them any more: their row is free for others, and what they say is undefined. */
  leaveRows(): void {
    this.rows.give(this.at);
    this.at = -SUM_WIDTH;
  }

  /** To nothing: they are counted anew. */
  clear(): void {
    const none = 0 as Money;
    this.value = this.gross = this.long = this.short = this.open_buys = this.open_sells = none;
    this.quantity = this.open_buy_quantity = this.open_sell_quantity = 0 as Quantity;
    this.bought = this.sold = this.flow = this.flow_start = none;
    this.orders = this.count = this.leaves = 0;
  }
}

/** Of all accounts together: also their cash, their equity when their days began, and the cash moved since. */
export class FirmSums extends RowSums {
  cash = 0 as Money;
  day_start = 0 as Money;
  moved = 0 as Money;

  override clear(): void {
    super.clear();
    this.cash = this.day_start = this.moved = 0 as Money;
  }
}

/** What is held in one symbol, with its open orders. */
export class Leaf {
  /** Of a position whose instrument has margin rates of its own; else null. */
  margin: OwnMargin | null = null;
  /** Sums that it belongs to. */
  parents: RowSums[] = [];
  /** Of a leaf that belongs to sums: its rows, which know where these are. */
  held: LeafRows | null = null;
  at: number;

  constructor(
    readonly symbol: string,
    public rows: Rows = new Rows(LEAF_WIDTH),
  ) {
    this.at = rows.take();
  }

  get quantity(): Quantity {
    return this.rows.data[this.at + QUANTITY] as Quantity;
  }
  set quantity(quantity: Quantity) {
    this.rows.data[this.at + QUANTITY] = quantity;
  }
  get value(): Money {
    return this.rows.data[this.at + VALUE] as Money;
  }
  set value(value: Money) {
    this.rows.data[this.at + VALUE] = value;
  }
  get open_buys(): Money {
    return this.rows.data[this.at + OPEN_BUYS] as Money;
  }
  set open_buys(dollars: Money) {
    this.rows.data[this.at + OPEN_BUYS] = dollars;
  }
  get open_sells(): Money {
    return this.rows.data[this.at + OPEN_SELLS] as Money;
  }
  set open_sells(dollars: Money) {
    this.rows.data[this.at + OPEN_SELLS] = dollars;
  }
  /** max(long, short), at least 0. */
  get exposure(): Money {
    return this.rows.data[this.at + EXPOSURE] as Money;
  }
  set exposure(exposure: Money) {
    this.rows.data[this.at + EXPOSURE] = exposure;
  }
  get long(): Money {
    return this.rows.data[this.at + LONG] as Money;
  }
  set long(long: Money) {
    this.rows.data[this.at + LONG] = long;
  }
  get short(): Money {
    return this.rows.data[this.at + SHORT] as Money;
  }
  set short(short: Money) {
    this.rows.data[this.at + SHORT] = short;
  }
  get open_buy_quantity(): Quantity {
    return this.rows.data[this.at + OPEN_BUY_QUANTITY] as Quantity;
  }
  set open_buy_quantity(quantity: Quantity) {
    this.rows.data[this.at + OPEN_BUY_QUANTITY] = quantity;
  }
  get open_sell_quantity(): Quantity {
    return this.rows.data[this.at + OPEN_SELL_QUANTITY] as Quantity;
  }
  set open_sell_quantity(quantity: Quantity) {
    this.rows.data[this.at + OPEN_SELL_QUANTITY] = quantity;
  }
  get orders(): number {
    return this.rows.data[this.at + ORDERS] as number;
  }
  set orders(orders: number) {
    this.rows.data[this.at + ORDERS] = orders;
  }
  get bought(): Money {
    return this.rows.data[this.at + BOUGHT] as Money;
  }
  set bought(dollars: Money) {
    this.rows.data[this.at + BOUGHT] = dollars;
  }
  get sold(): Money {
    return this.rows.data[this.at + SOLD] as Money;
  }
  set sold(dollars: Money) {
    this.rows.data[this.at + SOLD] = dollars;
  }
  get flow(): Money {
    return this.rows.data[this.at + FLOW] as Money;
  }
  set flow(dollars: Money) {
    this.rows.data[this.at + FLOW] = dollars;
  }
  get flow_start(): Money {
    return this.rows.data[this.at + FLOW_START] as Money;
  }
  set flow_start(dollars: Money) {
    this.rows.data[this.at + FLOW_START] = dollars;
  }
}

export function newSums(): Sums {
  const [none, nothing] = [0 as Money, 0 as Quantity];
  return {
    value: none,
    open_buys: none,
    open_sells: none,
    gross: none,
    long: none,
    short: none,
    quantity: nothing,
    open_buy_quantity: nothing,
    open_sell_quantity: nothing,
    orders: 0,
    count: 0,
    bought: none,
    sold: none,
    flow: none,
    flow_start: none,
    leaves: 0,
  };
}

/** Profit and loss of the day, realised and unrealised, fees included. */
export const profitOf = (s: Pick<Sums, 'flow' | 'value' | 'flow_start'>): Money => (s.flow + s.value - s.flow_start) as Money;

export const isEmpty = (leaf: Leaf): boolean =>
  leaf.quantity === 0 && leaf.open_buy_quantity === 0 && leaf.open_sell_quantity === 0 && leaf.bought === 0 && leaf.sold === 0;

/**
 * What open orders of one side hold, more or (negative) less; `orders` is how many came or went. In rows: in a large firm each object on the way to a figure is one more
 * wait for memory.
 */
export function shiftHold(leaf: Leaf, side: 'BUY' | 'SELL', dollars: number, quantity: number, orders: number): void {
  const { rows, at } = leaf;
  const { data } = rows;
  const buy = side === 'BUY';
  add(data, at + (buy ? OPEN_BUYS : OPEN_SELLS), dollars);
  add(data, at + (buy ? OPEN_BUY_QUANTITY : OPEN_SELL_QUANTITY), quantity);
  const before = data[at + ORDERS] as number;
  data[at + ORDERS] = before + orders;
  const count = data[at + QUANTITY] === 0 ? countOf(before + orders) - countOf(before) : 0;
  settle(leaf, { buy, dollars, quantity, orders, count });
}

/** What the sums of a leaf hold more or (negative) less. */
interface Hold {
  buy: boolean;
  dollars: number;
  quantity: number;
  orders: number;
  count: number;
}

function holdIn(sums: Float64Array, at: number, { buy, dollars, quantity, orders, count }: Hold): void {
  add(sums, at + (buy ? SUM_OPEN_BUYS : SUM_OPEN_SELLS), dollars);
  add(sums, at + (buy ? SUM_OPEN_BUY_QUANTITY : SUM_OPEN_SELL_QUANTITY), quantity);
  add(sums, at + SUM_ORDERS, orders);
  add(sums, at + SUM_COUNT, count);
}

function add(data: Float64Array, at: number, by: number): void {
  data[at] = (data[at] as number) + by;
}

const countOf = (orders: number): number => (orders > 0 ? 1 : 0);

/** Another position, or another mark of it. */
export function shiftPosition(leaf: Leaf, quantity: Quantity, value: Money): void {
  const [units, dollars] = [quantity - leaf.quantity, value - leaf.value];
  const count = leaf.orders > 0 ? 0 : (quantity === 0 ? 0 : 1) - (leaf.quantity === 0 ? 0 : 1);
  leaf.quantity = quantity;
  leaf.value = value;
  for (const sums of leaf.parents) {
    sums.quantity = (sums.quantity + units) as Quantity;
    sums.value = (sums.value + dollars) as Money;
    sums.count += count;
  }
  settle(leaf);
}

/** A fill's turnover and cash. */
export function shiftTurnover(leaf: Leaf, side: 'BUY' | 'SELL', paid: number, flow: number): void {
  const [bought, sold] = side === 'BUY' ? [paid, 0] : [0, paid];
  move(leaf, bought, sold, flow, 0);
}

/** Value that came from outside is no profit. */
export function shiftStart(leaf: Leaf, by: number): void {
  move(leaf, 0, 0, 0, by);
}

/** The day begins: turnover at nothing, profit counted from here. */
export function startDay(leaf: Leaf): void {
  move(leaf, 0 - leaf.bought, 0 - leaf.sold, 0, leaf.flow + leaf.value - leaf.flow_start);
}

function move(leaf: Leaf, bought: number, sold: number, flow: number, start: number): void {
  moveIn(leaf, bought, sold, flow, start);
  for (const sums of leaf.parents) moveIn(sums, bought, sold, flow, start);
}

/** Most days most leaves have only a profit that begins anew: what does not change is not written. */
function moveIn(
  to: Pick<Sums, 'bought' | 'sold' | 'flow' | 'flow_start'>,
  bought: number,
  sold: number,
  flow: number,
  start: number,
) {
  if (bought !== 0) to.bought = (to.bought + bought) as Money;
  if (sold !== 0) to.sold = (to.sold + sold) as Money;
  if (flow !== 0) to.flow = (to.flow + flow) as Money;
  if (start !== 0) to.flow_start = (to.flow_start + start) as Money;
}

/** The worst cases of a leaf follow from what it holds; by what they change, those of its sums do, which `hold` goes to as well. */
function settle(leaf: Leaf, hold: Hold | null = null): void {
  const { rows, at, held } = leaf;
  const { data } = rows;
  const value = data[at + VALUE] as number;
  const long = Math.max(value + (data[at + OPEN_BUYS] as number), 0);
  const short = Math.max((data[at + OPEN_SELLS] as number) - value, 0);
  const exposure = Math.max(long, short);
  const byGross = exposure - (data[at + EXPOSURE] as number);
  const byLong = long - (data[at + LONG] as number);
  const byShort = short - (data[at + SHORT] as number);
  data[at + EXPOSURE] = exposure;
  data[at + LONG] = long;
  data[at + SHORT] = short;
  if (held !== null) {
    const { owners, shared } = held;
    const sums = held.sums.data;
    for (let i = firstOwner(at), end = i + OWNERS; i < end; i += 1) {
      const to = owners[i] as number;
      if (to < 0) break;
      settleIn(sums, to, byGross, byLong, byShort, hold);
    }
    for (const to of shared) settleIn(to.rows.data, to.at, byGross, byLong, byShort, hold);
  }
  if (leaf.margin !== null) keepOwn(leaf.margin, leaf.exposure);
}

function settleIn(sums: Float64Array, at: number, gross: number, long: number, short: number, hold: Hold | null): void {
  if (hold !== null) holdIn(sums, at, hold);
  add(sums, at + SUM_GROSS, gross);
  add(sums, at + SUM_LONG, long);
  add(sums, at + SUM_SHORT, short);
}

/** Adds all that a leaf has to sums that it comes to belong to; `sign` -1 takes it away again. */
export function countLeaf(sums: Sums, leaf: Leaf, sign: 1 | -1): void {
  sums.value = (sums.value + sign * leaf.value) as Money;
  sums.open_buys = (sums.open_buys + sign * leaf.open_buys) as Money;
  sums.open_sells = (sums.open_sells + sign * leaf.open_sells) as Money;
  sums.gross = (sums.gross + sign * leaf.exposure) as Money;
  sums.long = (sums.long + sign * leaf.long) as Money;
  sums.short = (sums.short + sign * leaf.short) as Money;
  sums.quantity = (sums.quantity + sign * leaf.quantity) as Quantity;
  sums.open_buy_quantity = (sums.open_buy_quantity + sign * leaf.open_buy_quantity) as Quantity;
  sums.open_sell_quantity = (sums.open_sell_quantity + sign * leaf.open_sell_quantity) as Quantity;
  sums.orders += sign * leaf.orders;
  sums.count += sign * (leaf.quantity !== 0 || leaf.orders > 0 ? 1 : 0);
  sums.bought = (sums.bought + sign * leaf.bought) as Money;
  sums.sold = (sums.sold + sign * leaf.sold) as Money;
  sums.flow = (sums.flow + sign * leaf.flow) as Money;
  sums.flow_start = (sums.flow_start + sign * leaf.flow_start) as Money;
  sums.leaves += sign;
}
