/**
 * The running sums of a scope: of an account, of the firm, of a strategy, of a symbol over the firm. A leaf is what is held in one symbol, by an account or by
 * a strategy in an account; each change of a leaf goes to the sums that it belongs to. Nothing is ever summed on an order's path.
 */
import { keepOwn, type OwnMargin } from './own-margin.js';
import type { Money, Quantity } from '../model/money.js';
import { Rows } from './rows.js';

/** Where each figure stands in its row: of sums, of a leaf, of an account. */
export const [SUM_VALUE, SUM_GROSS, SUM_LONG, SUM_SHORT, SUM_WIDTH] = [0, 1, 2, 3, 4] as const;
export const [QUANTITY, VALUE, OPEN_BUYS, OPEN_SELLS, EXPOSURE, LONG, SHORT, MAINTENANCE] = [0, 1, 2, 3, 4, 5, 6, 7] as const;
export const LEAF_WIDTH = 8;
export const [CASH, DAY_START, MOVED, PEAK, REQUIRED, WATCHED, LOSS_NOTED, ACCOUNT_WIDTH] = [0, 1, 2, 3, 4, 5, 6, 8] as const;

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

/** Sums of which a mark moves what is in a row. */
export class RowSums implements Sums {
  open_buys = 0 as Money;
  open_sells = 0 as Money;
  quantity = 0 as Quantity;
  open_buy_quantity = 0 as Quantity;
  open_sell_quantity = 0 as Quantity;
  orders = 0;
  count = 0;
  bought = 0 as Money;
  sold = 0 as Money;
  flow = 0 as Money;
  flow_start = 0 as Money;
  leaves = 0;
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

  shiftWorst(gross: number, long: number, short: number): void {
    const { rows, at } = this;
    const { data } = rows;
    data[at + SUM_GROSS] = (data[at + SUM_GROSS] as number) + gross;
    data[at + SUM_LONG] = (data[at + SUM_LONG] as number) + long;
    data[at + SUM_SHORT] = (data[at + SUM_SHORT] as number) + short;
  }

  joinRows(rows: Rows): void {
    const at = this.rows.moveTo(rows, this.at);
    this.rows = rows;
    this.at = at;
  }

  /** They belong to nothing any more: what is left of them goes to a row of their own. */
  leaveRows(): void {
    const [rows, at] = [this.rows, this.at];
    this.joinRows(new Rows(SUM_WIDTH));
    rows.give(at);
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
  open_buy_quantity = 0 as Quantity;
  open_sell_quantity = 0 as Quantity;
  orders = 0;
  bought = 0 as Money;
  sold = 0 as Money;
  flow = 0 as Money;
  flow_start = 0 as Money;
  /** Of a position whose instrument has margin rates of its own; else null. */
  margin: OwnMargin | null = null;
  /** Sums that it belongs to. */
  parents: RowSums[] = [];
  rows: Rows = new Rows(LEAF_WIDTH);
  at = 0;

  constructor(readonly symbol: string) {
    this.rows.take();
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

export const newLeaf = (symbol: string): Leaf => new Leaf(symbol);

/** Profit and loss of the day, realised and unrealised, fees included. */
export const profitOf = (s: Pick<Sums, 'flow' | 'value' | 'flow_start'>): Money => (s.flow + s.value - s.flow_start) as Money;

export const isEmpty = (leaf: Leaf): boolean =>
  leaf.quantity === 0 && leaf.open_buy_quantity === 0 && leaf.open_sell_quantity === 0 && leaf.bought === 0 && leaf.sold === 0;

/** What open orders of one side hold, more or (negative) less; `orders` is how many came or went. */
export function shiftHold(leaf: Leaf, side: 'BUY' | 'SELL', dollars: number, quantity: number, orders: number): void {
  const buy = side === 'BUY';
  if (buy) {
    leaf.open_buys = (leaf.open_buys + dollars) as Money;
    leaf.open_buy_quantity = (leaf.open_buy_quantity + quantity) as Quantity;
  } else {
    leaf.open_sells = (leaf.open_sells + dollars) as Money;
    leaf.open_sell_quantity = (leaf.open_sell_quantity + quantity) as Quantity;
  }
  const held = leaf.quantity !== 0;
  const count = held ? 0 : countOf(leaf.orders + orders) - countOf(leaf.orders);
  leaf.orders += orders;
  for (const sums of leaf.parents) {
    if (buy) {
      sums.open_buys = (sums.open_buys + dollars) as Money;
      sums.open_buy_quantity = (sums.open_buy_quantity + quantity) as Quantity;
    } else {
      sums.open_sells = (sums.open_sells + dollars) as Money;
      sums.open_sell_quantity = (sums.open_sell_quantity + quantity) as Quantity;
    }
    sums.orders += orders;
    sums.count += count;
  }
  settle(leaf);
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
  add(leaf, bought, sold, flow, start);
  for (const sums of leaf.parents) add(sums, bought, sold, flow, start);
}

/** Most days most leaves have only a profit that begins anew: what does not change is not written. */
function add(
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

/** Both rows are read and written in place: through the names of a leaf and of sums an order and its cancel took 0.8 us more. */
function settle(leaf: Leaf): void {
  const { rows, at } = leaf;
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
  for (const sums of leaf.parents) sums.shiftWorst(byGross, byLong, byShort);
  if (leaf.margin !== null) keepOwn(leaf.margin, leaf.exposure);
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
