import { exchangeDay } from '#core/model/exchange-day.js';
import { type FeeTerms, feeOfFill } from '#core/model/fees.js';
import { pairsOf, rateOf, termsOf } from '#core/gate/contracts.js';
import { isPrice } from '#core/gate/valuation.js';
import type { Contract, Money, Quantity } from '#core/model/money.js';
import { hasLimit, isStop, type Order } from '#core/model/order.js';
import type { Instrument } from '#core/model/reference.js';
import { dayOrderEnds, type Traded } from '#core/model/session.js';
import type { Amendment, BrokerOrder, BrokerQuote, ExecutionReport } from '#core/ports/broker.js';

export interface PaperOrder {
  order: Order;
  status: BrokerOrder['status'];
  filled: Quantity;
  /** The exchange's date when it came. */
  placedDay: string;
  /** When it ends as a DAY order, milliseconds. One that came to an earlier build has none, and ends with `placedDay`. */
  dayEndsMs?: number;
  /** A stop whose price was reached: it is a MARKET or LIMIT order since. */
  triggered?: boolean;
  /** The amendment that was answered last, so that the same one is answered once. */
  amendment?: string;
}

export interface BookTerms {
  /** What one side of one symbol's quote takes in one tick. */
  topSize: Quantity;
  fees: FeeTerms;
  /** What is known of a symbol: its DAY orders end with its calendar, and a unit is worth price x multiplier, in its currency. */
  instrumentOf(symbol: string): (Traded & Pick<Instrument, 'currency' | 'contract_multiplier'>) | undefined;
}

/** A symbol's quote in the book, and what of its size this tick has taken. */
interface Level {
  quote: BrokerQuote;
  bought: number;
  sold: number;
}

/**
 * The matching of the paper exchange, in memory and without clock, chance or store: each call says what happened as reports. Marketable
 * orders fill at the quote, at most `topSize` a side and tick; others rest until the quote comes to them; stops wait for their price first.
 */
export class PaperBook {
  readonly open = new Map<string, PaperOrder>();
  private readonly levels = new Map<string, Level>();
  private reports: ExecutionReport[] = [];
  private touched = new Map<string, PaperOrder>();

  constructor(
    private readonly terms: BookTerms,
    private sequence: number,
  ) {}

  quote(symbol: string): BrokerQuote | undefined {
    return this.levels.get(symbol)?.quote;
  }

  quotes(): BrokerQuote[] {
    return [...this.levels.values()].map((level) => level.quote);
  }

  /** Changes since the last call: reports in order, and the orders as they stand now. */
  takeChanges(): { reports: ExecutionReport[]; orders: PaperOrder[] } {
    const changes = { reports: this.reports, orders: [...this.touched.values()] };
    this.reports = [];
    this.touched = new Map();
    return changes;
  }

  submit(order: Order, nowMs: number): void {
    const dayEndsMs = dayOrderEnds(this.terms.instrumentOf(order.symbol) ?? {}, order.extended_hours === true, nowMs);
    const placed: PaperOrder = { order, status: 'WORKING', filled: 0 as Quantity, placedDay: exchangeDay(nowMs), dayEndsMs };
    this.touched.set(order.order_id, placed);
    if (!this.levels.has(order.symbol)) return this.end(placed, 'REJECTED', `the paper exchange has no ${order.symbol}`, nowMs);
    if (this.contractOf(order.symbol)?.rate === 0)
      return this.end(placed, 'REJECTED', `the paper exchange has no rate of the currency of ${order.symbol}`, nowMs);
    this.open.set(order.order_id, placed);
    this.report(placed, 'WORKING', nowMs);
    if (!isStop(order.order_type)) this.atOnce(placed, nowMs);
    else this.match(placed, nowMs);
  }

  /** IOC and FOK are answered the moment the order can trade; others rest. */
  private atOnce(placed: PaperOrder, nowMs: number): void {
    const { order } = placed;
    if (order.time_in_force === 'FOK' && this.available(placed) < order.quantity)
      return this.end(placed, 'CANCELED', 'not fillable whole at once', nowMs);
    this.fill(placed, nowMs);
    if (order.time_in_force === 'IOC' && placed.status !== 'FILLED') this.end(placed, 'CANCELED', 'not filled at once', nowMs);
  }

  /** A stop waits until the ask (of a buy) or the bid (of a sale) has come to its price. */
  private match(placed: PaperOrder, nowMs: number): void {
    const { order } = placed;
    if (!isStop(order.order_type) || placed.triggered === true) return this.fill(placed, nowMs);
    const quote = this.levels.get(order.symbol)?.quote;
    const stop = order.stop_price ?? 0;
    if (!quote || (order.side === 'BUY' ? quote.ask < stop : quote.bid > stop)) return;
    placed.triggered = true;
    this.touched.set(order.order_id, placed);
    this.atOnce(placed, nowMs);
  }

  /** False when there is no such open order. */
  cancel(orderId: string, nowMs: number): boolean {
    const placed = this.open.get(orderId);
    if (!placed) return false;
    this.end(placed, 'CANCELED', 'canceled on request', nowMs);
    return true;
  }

  /** Another quantity or price. An order of which nothing would be left ends. False when there is no such open order. */
  replace(orderId: string, { amendment_id, quantity, price, stop_price }: Amendment, nowMs: number): boolean {
    const placed = this.open.get(orderId);
    if (!placed) return false;
    if (placed.amendment === amendment_id) return true;
    placed.amendment = amendment_id;
    this.touched.set(orderId, placed);
    if (quantity <= placed.filled) {
      this.end(placed, 'CANCELED', 'reduced to what is filled', nowMs);
      return true;
    }
    const stop = stop_price === undefined ? {} : { stop_price };
    if (placed.triggered === true && stop_price !== placed.order.stop_price) {
      this.report(placed, 'REPLACE_REJECTED', nowMs, { amendment_id, reason: 'its stop price was reached already' });
      return true;
    }
    placed.order = { ...placed.order, quantity, price, ...stop };
    this.report(placed, 'REPLACED', nowMs, { amendment_id, quantity, price: price ?? (0 as Money), ...stop });
    this.match(placed, nowMs);
    return true;
  }

  /** Of an order that has ended. */
  refuseAmendment(placed: PaperOrder, amendment_id: string, nowMs: number): void {
    if (placed.amendment === amendment_id) return;
    placed.amendment = amendment_id;
    this.touched.set(placed.order.order_id, placed);
    this.report(placed, 'REPLACE_REJECTED', nowMs, { amendment_id, reason: `the order is ${placed.status}` });
  }

  setQuote(quote: BrokerQuote, nowMs: number): void {
    const level = this.levels.get(quote.symbol) ?? { quote, bought: 0, sold: 0 };
    level.quote = quote;
    this.levels.set(quote.symbol, level);
    for (const placed of [...this.open.values()]) if (placed.order.symbol === quote.symbol) this.match(placed, nowMs);
  }

  /** A new tick: fresh size at every quote, resting orders tried again, DAY and GTD orders whose time has come ended. */
  tick(nowMs: number): void {
    const day = exchangeDay(nowMs);
    for (const level of this.levels.values()) Object.assign(level, { bought: 0, sold: 0 });
    for (const placed of [...this.open.values()]) {
      const { time_in_force, good_till = Infinity } = placed.order;
      const dayOver = placed.dayEndsMs === undefined ? placed.placedDay < day : placed.dayEndsMs <= nowMs;
      if (time_in_force === 'DAY' && dayOver) this.end(placed, 'EXPIRED', 'the day ended', nowMs);
      else if (time_in_force === 'GTD' && good_till <= nowMs * 1000) this.end(placed, 'EXPIRED', 'it was good till then', nowMs);
      else this.match(placed, nowMs);
    }
  }

  private available({ order }: PaperOrder): number {
    const level = this.levels.get(order.symbol);
    if (!level) return 0;
    const { quote, bought, sold } = level;
    if (order.side === 'BUY')
      return !hasLimit(order.order_type) || (order.price ?? 0) >= quote.ask ? this.terms.topSize - bought : 0;
    return !hasLimit(order.order_type) || (order.price ?? 0) <= quote.bid ? this.terms.topSize - sold : 0;
  }

  private fill(placed: PaperOrder, nowMs: number): void {
    const { order } = placed;
    const level = this.levels.get(order.symbol);
    const quantity = Math.min(order.quantity - placed.filled, this.available(placed)) as Quantity;
    const contract = this.contractOf(order.symbol);
    if (!level || quantity <= 0 || contract?.rate === 0) return;
    const buys = order.side === 'BUY';
    if (buys) level.bought += quantity;
    else level.sold += quantity;
    placed.filled = (placed.filled + quantity) as Quantity;
    placed.status = placed.filled === order.quantity ? 'FILLED' : 'PARTIALLY_FILLED';
    this.touched.set(order.order_id, placed);
    if (placed.status === 'FILLED') this.open.delete(order.order_id);
    const fee = feeOfFill(quantity, this.terms.fees);
    const price = buys ? level.quote.ask : level.quote.bid;
    this.report(placed, 'FILL', nowMs, { quantity, price, fee, ...(contract === undefined ? {} : { contract }) });
  }

  /** At which cash moves for a unit, by the middle of the exchange's own quote of the pair; not there of a plain instrument. */
  private contractOf(symbol: string): Contract | undefined {
    const terms = termsOf(this.terms.instrumentOf(symbol) ?? {});
    if (!terms) return undefined;
    const marks = { get: (pair: string) => this.markOf(pair) };
    return { multiplier: terms.multiplier, rate: rateOf(marks, pairsOf(terms)).rate };
  }

  private markOf(symbol: string): { mark: number; mark_us: number } | undefined {
    const quote = this.levels.get(symbol)?.quote;
    return quote && isPrice(quote) ? { mark: Math.floor((quote.bid + quote.ask) / 2), mark_us: 0 } : undefined;
  }

  private end(placed: PaperOrder, status: 'CANCELED' | 'REJECTED' | 'EXPIRED', reason: string, nowMs: number): void {
    placed.status = status;
    this.open.delete(placed.order.order_id);
    this.touched.set(placed.order.order_id, placed);
    this.report(placed, status, nowMs, { reason });
  }

  private report({ order }: PaperOrder, kind: ExecutionReport['kind'], nowMs: number, more: Partial<ExecutionReport> = {}): void {
    this.sequence += 1;
    const zero = { quantity: 0 as Quantity, price: 0 as Money, fee: 0 as Money, reason: '' };
    const { order_id, account, symbol, side } = order;
    this.reports.push({
      ...{
        sequence: this.sequence,
        execution_id: `px_${this.sequence}`,
        order_id,
        broker_order_id: `paper_${order_id}`,
        account,
        symbol,
        side,
        kind,
      },
      ...zero,
      executed_at_ms: nowMs,
      ...more,
    });
  }
}
