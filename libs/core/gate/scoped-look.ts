/** What an order meets at each scope where limits are set: sums without and with it. Pure. */
import { measuredAt, type ScopedLimits } from '../controls/tiers.js';
import type { Money } from '../model/money.js';
import type { OrderRequest } from '../model/order.js';
import type { ReservedState, ScopeFigures, ScopeMet } from '../model/reserved-state.js';
import { type Leaf, newLeaf, newSums, profitOf, type Sums } from './figures.js';
import { runsOf } from './conduct.js';
import { NotJudged } from './not-judged.js';
import { type AccountState, type GateState, type OrderState, sliceKey } from './state.js';
import { tooLarge } from './valuation.js';

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
  const [long, short] = [Math.max(leaf.value + buys, 0), Math.max(sells - leaf.value, 0)];
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

/** The sums of a scope without and with the order. Throws NotJudged when they leave what can be reckoned with. */
export function figuresOf(sums: Sums, { leaf, now, before, after }: Step): ScopeFigures {
  const buys = (w: Worst) => sums.open_buys - now.open_buys + w.open_buys;
  const sells = (w: Worst) => sums.open_sells - now.open_sells + w.open_sells;
  const net = (w: Worst) => Math.max(sums.value + buys(w), sells(w) - sums.value, 0);
  const held = (w: Worst) => (leaf.quantity !== 0 || w.orders > 0 ? 1 : 0);
  const others = sums.count - held(now);
  const figures = {
    gross_before: sums.gross - grossOf(now) + grossOf(before),
    gross_after: sums.gross - grossOf(now) + grossOf(after),
    long_before: sums.long - now.long + before.long,
    long_after: sums.long - now.long + after.long,
    short_before: sums.short - now.short + before.short,
    short_after: sums.short - now.short + after.short,
    net_before: net(before),
    net_after: net(after),
    open_buys: buys(after),
    open_sells: sells(after),
    units_long: sums.quantity + sums.open_buy_quantity - now.units_buys + after.units_buys,
    units_short: sums.open_sell_quantity - now.units_sells + after.units_sells - sums.quantity,
    open_orders: sums.orders - now.orders + after.orders,
    positions_before: others + held(before),
    positions: others + held(after),
    turnover: sums.bought + sums.sold + buys(after) + sells(after),
  };
  for (const [name, figure] of Object.entries(figures))
    if (tooLarge(figure)) throw new NotJudged('AMOUNT_OUT_OF_RANGE', `${name} would be outside what can be reckoned with`);
  return figures as ScopeFigures;
}

/** What the order meets where limits are set beside its account's. */
export function meetScopes(
  state: GateState,
  account: AccountState,
  order: Asked,
  touched: readonly ScopedLimits[],
  met: ReservedState,
  step: Step,
  size: Size,
  own: OrderState | null,
): ScopeMet[] {
  const found: ScopeMet[] = [];
  let slice: Step | null = null;
  for (const limits of touched) {
    const ofStrategy = limits.who === 'strategy';
    if (ofStrategy) slice ??= stepOf(sliceOf(account, order), size, own);
    const used = ofStrategy && slice ? slice : step;
    const scope = measuredAt(limits, order.account);
    found.push({
      ...meet(state, scope, order, limits, met, used, size),
      ...rates(state, scope, limits, met.at_us),
      ...repeated(state, limits, met.at_us, own),
    });
  }
  return found;
}

export function sliceOf(account: AccountState, { strategy = '', symbol }: Asked): Leaf {
  return account.slices.get(sliceKey(strategy, symbol)) ?? newLeaf(symbol);
}

function meet(
  state: GateState,
  scope: string,
  order: Asked,
  limits: ScopedLimits,
  met: ReservedState,
  step: Step,
  size: Size,
): ScopeMet {
  const { origin, who, kind } = limits;
  const sums = sumsAt(state, scope, limits, order, step.leaf);
  const figures = figuresOf(sums, step);
  // A limit of a position is held against one symbol: that of the scope, or of the order within the scope.
  const symbol = kind.endsWith('symbol') ? figures : figuresOf(symbolSums(state, limits, order, step.leaf), step);
  const found: ScopeMet = {
    origin,
    figures,
    exposure_before: symbol.gross_before,
    exposure_after: symbol.gross_after,
    gross_exposure: figures.gross_after,
    reducing: who === 'strategy' ? closes(step.leaf, step.without, size) : met.reducing,
    open_orders: figures.open_orders,
  };
  if (who === 'firm') Object.assign(found, firmEquity(state));
  if (kind !== 'firm') found.loss = (0 - profitOf(sums)) as Money;
  return found;
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
function firmEquity({ firm }: GateState): Partial<ScopeMet> {
  const { cash, value, day_start, moved } = firm;
  for (const sum of [cash, value, day_start, moved])
    if (tooLarge(sum)) throw new NotJudged('AMOUNT_OUT_OF_RANGE', 'the equity of the firm is outside what can be reckoned with');
  return { cash, position_value: value, day_start_equity: day_start, cash_moved: moved };
}

export function sumsAt(state: GateState, scope: string, { who, kind }: ScopedLimits, order: Placed, leaf: Leaf): Sums {
  if (kind === 'firm') return state.firm;
  if (who === 'user') return state.users.get(order.user ?? '') ?? newSums();
  if (kind === 'symbol' || kind === 'account/symbol') return sumsOfLeaf(leaf);
  return state.sums.get(scope) ?? newSums();
}

/** Of the order's symbol, for whom the limit is. */
export function symbolSums(state: GateState, { who }: ScopedLimits, order: Placed, leaf: Leaf): Sums {
  if (who === 'firm') return state.sums.get(`firm/symbol:${order.symbol}`) ?? newSums();
  if (who === 'strategy') return state.sums.get(`strategy:${order.strategy ?? ''}/symbol:${order.symbol}`) ?? newSums();
  return sumsOfLeaf(leaf);
}

export function sumsOfLeaf(leaf: Leaf): Sums {
  const { exposure, symbol: _, parents: __, margin: ___, ...same } = leaf;
  return { ...same, gross: exposure, count: leaf.quantity !== 0 || leaf.orders > 0 ? 1 : 0, leaves: 1 };
}

function repeated(
  { runs }: GateState,
  { origin, set, limits: l }: ScopedLimits,
  atUs: number,
  own: OrderState | null,
): Partial<ScopeMet> {
  if ((set['max_repeated_executions'] ?? null) === null) return {};
  return { runs: runsOf(runs.get(origin), l.repeated_execution_window_seconds, atUs) + (own ? 0 : 1) };
}

function rates({ rates: all }: GateState, scope: string, { rated, limits: l }: ScopedLimits, atUs: number): Partial<ScopeMet> {
  if (!rated) return {};
  const rate = all.get(scope);
  const burstUs = l.burst_window_seconds * 1_000_000;
  const messagesUs = l.message_window_seconds * 1_000_000;
  const messages = (rate?.attempts.inMessages(atUs, messagesUs) ?? 0) + (rate?.cancels.inMessages(atUs, messagesUs) ?? 0) + 1;
  return {
    orders_in_last_second: (rate?.attempts.inSecond(atUs) ?? 0) + 1,
    orders_in_burst_window: (rate?.attempts.inBurst(atUs, burstUs) ?? 0) + 1,
    messages_in_window: messages,
  };
}
