/** What an order meets at each scope where limits are set: sums without and with it. Pure. */
import type { Path, ScopedLimits } from '../controls/tiers.js';
import { type Money, tooLarge } from '../model/money.js';
import type { OrderRequest } from '../model/order.js';
import type { ReservedState, ScopeFigures, ScopeMet } from '../model/reserved-state.js';
import { type Leaf, newSums, profitOf, type Sums } from './figures.js';
import { runsOf } from './conduct.js';
import { NotJudged } from './not-judged.js';
import { knownSlice } from './leaves.js';
import { type AccountState, type GateState, NOTHING_HELD, type OrderState } from './state.js';
import { capitalAt, strategyEquity } from './strategy-equity.js';

export type Asked = OrderRequest & { user?: string };

/** In what an order is, and of whom. */
type Placed = Pick<Asked, 'symbol' | 'strategy' | 'user'>;

/** What an order would hold. */
export interface Size {
  side: 'BUY' | 'SELL';
  cost: number;
  quantity: number;
  /** Of an amendment: held against what is held now, the order as it works included. */
  amends?: boolean;
}

/** A leaf's figures that an order changes. */
interface Worst {
  long: number;
  short: number;
  open_buys: number;
  open_sells: number;
  units_buys: number;
  units_sells: number;
  orders: number;
}

/** A leaf as it is, without the order that is judged again (`own`), and with the order. What is raised is raised over `before`. */
interface Step {
  leaf: Leaf;
  now: Worst;
  without: Worst;
  before: Worst;
  after: Worst;
}

function worst(leaf: Leaf, buys: number, sells: number, unitsBuys: number, unitsSells: number, orders: number): Worst {
  const long = Math.max(leaf.value + buys, 0);
  const short = Math.max(sells - leaf.value, 0);
  return { long, short, open_buys: buys, open_sells: sells, units_buys: unitsBuys, units_sells: unitsSells, orders };
}

export function stepOf(leaf: Leaf, { side, cost, quantity, amends = false }: Size, own: OrderState | null): Step {
  const { open_buys: b, open_sells: s, open_buy_quantity: ub, open_sell_quantity: us, orders: n } = leaf;
  const now = worst(leaf, b, s, ub, us, n);
  const buy = side === 'BUY';
  const without = own
    ? worst(leaf, buy ? b - own.hold : b, buy ? s : s - own.hold, buy ? ub - own.leaves : ub, buy ? us : us - own.leaves, n - 1)
    : now;
  const x = without;
  const after = worst(
    leaf,
    buy ? x.open_buys + cost : x.open_buys,
    buy ? x.open_sells : x.open_sells + cost,
    buy ? x.units_buys + quantity : x.units_buys,
    buy ? x.units_sells : x.units_sells + quantity,
    x.orders + 1,
  );
  return { leaf, now, without, before: amends ? now : without, after };
}

const grossOf = ({ long, short }: Worst): number => Math.max(long, short);

/** The figure itself. Throws NotJudged when it leaves what can be reckoned with. */
function fit(name: keyof ScopeFigures, figure: number): Money {
  if (tooLarge(figure)) throw new NotJudged('AMOUNT_OUT_OF_RANGE', `${name} would be outside what can be reckoned with`);
  return figure as Money;
}

/**
 * The sums of a scope without and with the order. Throws NotJudged when they leave what can be reckoned with. Written out name by name: a loop over the entries
 * of the figures cost a sixth of an order's whole time with every control on.
 */
export function figuresOf(sums: Sums, { leaf, now, before, after }: Step): ScopeFigures {
  const { value, quantity } = sums;
  const grossOfOthers = sums.gross - grossOf(now);
  const longOfOthers = sums.long - now.long;
  const shortOfOthers = sums.short - now.short;
  const buysOfOthers = sums.open_buys - now.open_buys;
  const sellsOfOthers = sums.open_sells - now.open_sells;
  const buys = buysOfOthers + after.open_buys;
  const sells = sellsOfOthers + after.open_sells;
  const held = leaf.quantity !== 0;
  const others = sums.count - (held || now.orders > 0 ? 1 : 0);
  return {
    gross_before: fit('gross_before', grossOfOthers + grossOf(before)),
    gross_after: fit('gross_after', grossOfOthers + grossOf(after)),
    long_before: fit('long_before', longOfOthers + before.long),
    long_after: fit('long_after', longOfOthers + after.long),
    short_before: fit('short_before', shortOfOthers + before.short),
    short_after: fit('short_after', shortOfOthers + after.short),
    net_before: fit(
      'net_before',
      Math.max(value + (buysOfOthers + before.open_buys), sellsOfOthers + before.open_sells - value, 0),
    ),
    net_after: fit('net_after', Math.max(value + buys, sells - value, 0)),
    open_buys: fit('open_buys', buys),
    open_sells: fit('open_sells', sells),
    units_long: fit('units_long', quantity + sums.open_buy_quantity - now.units_buys + after.units_buys),
    units_short: fit('units_short', sums.open_sell_quantity - now.units_sells + after.units_sells - quantity),
    open_orders: fit('open_orders', sums.orders - now.orders + after.orders),
    positions_before: fit('positions_before', others + (held || before.orders > 0 ? 1 : 0)),
    positions: fit('positions', others + (held || after.orders > 0 ? 1 : 0)),
    turnover: fit('turnover', sums.bought + sums.sold + buys + sells),
  };
}

/** Sums of the order's symbol, with its figures once they were asked for: the same for each scope of the firm, of the strategy, and of the account and all others. */
interface InSymbol {
  readonly sums: Sums;
  figures: ScopeFigures | null;
}

/** What the scopes of one order share. */
interface Shared {
  firm: InSymbol | null;
  strategy: InSymbol | null;
  account: InSymbol | null;
}

function inSymbol(state: GateState, shared: Shared, limits: ScopedLimits, path: Path, leaf: Leaf): InSymbol {
  const whose = limits.who === 'firm' || limits.who === 'strategy' ? limits.who : 'account';
  return (shared[whose] ??= { sums: symbolSums(state, limits, path, leaf), figures: null });
}

const figuresIn = (symbol: InSymbol, step: Step): ScopeFigures => (symbol.figures ??= figuresOf(symbol.sums, step));

/** What the order meets where limits are set beside its account's. */
export function meetScopes(
  state: GateState,
  account: AccountState,
  order: Asked,
  path: Path,
  met: ReservedState,
  step: Step,
  size: Size,
  own: OrderState | null,
): ScopeMet[] {
  const { touched, scopes } = path;
  const found: ScopeMet[] = [];
  const shared: Shared = { firm: null, strategy: null, account: null };
  let slice: Step | null = null;
  for (let i = 0; i < touched.length; i += 1) {
    const limits = touched[i] as ScopedLimits;
    const scope = scopes[i] as string;
    const ofStrategy = limits.who === 'strategy';
    if (ofStrategy) slice ??= stepOf(sliceOf(account, order), size, own);
    const used = ofStrategy && slice ? slice : step;
    const one = meet(state, scope, order, limits, path, met, used, size, shared);
    if (limits.rated) meetRates(state, scope, limits, met.at_us, one);
    if (limits.asks.runs) {
      const runs = state.runs.get(limits.origin);
      one.runs = runsOf(runs, limits.limits.repeated_execution_window_seconds, met.at_us) + (own ? 0 : 1);
    }
    found.push(one);
  }
  return found;
}

export function sliceOf(account: AccountState, { strategy = '', symbol }: Asked): Leaf {
  return knownSlice(account, strategy, symbol) ?? NOTHING_HELD;
}

function meet(
  state: GateState,
  scope: string,
  order: Asked,
  limits: ScopedLimits,
  path: Path,
  met: ReservedState,
  step: Step,
  size: Size,
  shared: Shared,
): ScopeMet {
  const { origin, who, kind, of_symbol } = limits;
  const ofSymbol = inSymbol(state, shared, limits, path, step.leaf);
  const isSame = of_symbol && who !== 'user';
  const sums = isSame ? ofSymbol.sums : sumsAt(state, scope, limits, order, step.leaf);
  const figures = isSame ? figuresIn(ofSymbol, step) : figuresOf(sums, step);
  // A limit of a position is held against one symbol: that of the scope, or of the order within the scope.
  const symbol = of_symbol ? figures : figuresIn(ofSymbol, step);
  const found: ScopeMet = newScopeMet(
    origin,
    figures,
    symbol,
    who === 'strategy' ? closes(step.leaf, step.without, size) : met.reducing,
  );
  if (who === 'firm') meetFirm(state, found);
  if (limits.on_capital) meetCapital(state, found, sums, step);
  if (kind !== 'firm') found.loss = (0 - profitOf(sums)) as Money;
  return found;
}

/**
 * With every name that a scope may have, in the order in which they are written to the log; what is undefined is not written. One hidden class for all scopes: with one
 * for each kind, reading them took longer than judging them.
 */
function newScopeMet(origin: string, figures: ScopeFigures, symbol: ScopeFigures, reducing: boolean): ScopeMet {
  const found: { [Name in keyof ScopeMet]: ScopeMet[Name] | undefined } = {
    origin,
    figures,
    exposure_before: symbol.gross_before,
    exposure_after: symbol.gross_after,
    gross_exposure: figures.gross_after,
    reducing,
    open_orders: figures.open_orders,
    cash: undefined,
    position_value: undefined,
    day_start_equity: undefined,
    cash_moved: undefined,
    loss: undefined,
    orders_in_last_second: undefined,
    orders_in_burst_window: undefined,
    messages_in_window: undefined,
    runs: undefined,
    priced: undefined,
    broker: undefined,
    tally: undefined,
  };
  return found as ScopeMet;
}

/** Whether an order only closes what is held there. */
export function isReducing(leaf: Leaf, order: Asked, own: OrderState | null): boolean {
  const size = { side: order.side, cost: 0, quantity: order.quantity };
  return closes(leaf, stepOf(leaf, size, own).without, size);
}

function closes({ quantity: held }: Leaf, without: Worst, { side, quantity }: Size): boolean {
  return side === 'BUY'
    ? held < 0 && quantity + without.units_buys + held <= 0
    : held > 0 && quantity + without.units_sells <= held;
}

/** Cash and equity of all accounts. */
function meetFirm({ firm }: GateState, found: ScopeMet): void {
  const { cash, value, day_start, moved } = firm;
  if (tooLarge(cash) || tooLarge(value) || tooLarge(day_start) || tooLarge(moved))
    throw new NotJudged('AMOUNT_OUT_OF_RANGE', 'the equity of the firm is outside what can be reckoned with');
  found.cash = cash;
  found.position_value = value;
  found.day_start_equity = day_start;
  found.cash_moved = moved;
}

/** Capital and profit of the day of a strategy whose limits are measured on it. Without capital what only closes, or holds no more than before, passes. */
function meetCapital(state: GateState, found: ScopeMet, sums: Sums, { before, after }: Step): void {
  const { origin: scope, reducing = false } = found;
  const capital = capitalAt(state, scope);
  const equity = strategyEquity(state, scope, sums);
  if (capital === null || equity === null) {
    if (!reducing && (after.open_buys > before.open_buys || after.open_sells > before.open_sells))
      throw new NotJudged(
        'STRATEGY_CAPITAL_MISSING',
        `leverage or drawdown of ${scope} is limited, and it has no capital; set it at PUT /api/strategies`,
      );
    found.cash = found.position_value = 0 as Money;
    return;
  }
  if (tooLarge(equity)) throw new NotJudged('AMOUNT_OUT_OF_RANGE', `the equity of ${scope} is outside what can be reckoned with`);
  found.cash = capital;
  found.position_value = (equity - capital) as Money;
}

export function sumsAt(state: GateState, scope: string, { who, kind }: ScopedLimits, order: Placed, leaf: Leaf): Sums {
  if (kind === 'firm') return state.firm;
  if (who === 'user') return state.users.get(order.user ?? '') ?? newSums();
  if (kind === 'symbol' || kind === 'account/symbol') return sumsOfLeaf(leaf);
  return state.sums.get(scope) ?? newSums();
}

/** Of the order's symbol, for whom the limit is. */
export function symbolSums(state: GateState, { who }: ScopedLimits, path: Path, leaf: Leaf): Sums {
  if (who === 'firm') return state.sums.get(path.firm_symbol) ?? newSums();
  if (who === 'strategy') return state.sums.get(path.strategy_symbol) ?? newSums();
  return sumsOfLeaf(leaf);
}

export function sumsOfLeaf(leaf: Leaf): Sums {
  const { quantity, orders } = leaf;
  return {
    value: leaf.value,
    open_buys: leaf.open_buys,
    open_sells: leaf.open_sells,
    gross: leaf.exposure,
    long: leaf.long,
    short: leaf.short,
    quantity,
    open_buy_quantity: leaf.open_buy_quantity,
    open_sell_quantity: leaf.open_sell_quantity,
    orders,
    count: quantity !== 0 || orders > 0 ? 1 : 0,
    bought: leaf.bought,
    sold: leaf.sold,
    flow: leaf.flow,
    flow_start: leaf.flow_start,
    leaves: 1,
  };
}

function meetRates({ rates: all }: GateState, scope: string, { limits: l }: ScopedLimits, atUs: number, found: ScopeMet): void {
  const rate = all.get(scope);
  const burstUs = l.burst_window_seconds * 1_000_000;
  const messagesUs = l.message_window_seconds * 1_000_000;
  const messages = (rate?.attempts.inMessages(atUs, messagesUs) ?? 0) + (rate?.cancels.inMessages(atUs, messagesUs) ?? 0) + 1;
  found.orders_in_last_second = (rate?.attempts.inSecond(atUs) ?? 0) + 1;
  found.orders_in_burst_window = (rate?.attempts.inBurst(atUs, burstUs) ?? 0) + 1;
  found.messages_in_window = messages;
}
