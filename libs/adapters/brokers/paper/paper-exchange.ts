import { once } from 'node:events';
import type { Pool, PoolClient } from 'pg';
import { Complaint, type ComplaintLog } from '#core/complaint.js';
import type { FeeTerms } from '#core/model/fees.js';
import { type Money, mulDiv, notional, QUANTITY_ONE, type Quantity } from '#core/model/money.js';
import type { Order } from '#core/model/order.js';
import { pause } from '#core/pause.js';
import {
  type Amendment,
  Broker,
  type BrokerAccount,
  type BrokerOrder,
  type BrokerPosition,
  type BrokerQuote,
  BrokerUnavailableError,
  type ExecutionReport,
  UnknownBrokerOrderError,
} from '#core/ports/broker.js';
import { type BookTerms, PaperBook, type PaperOrder } from './book.js';
import { PaperStore } from './store.js';
import { startQuote, walk } from './walk.js';

export interface PaperSettings {
  /** Same seed, same prices step by step. */
  seed: number;
  tickMs: number;
  /** Between an order's arrival and its acknowledgement and matching. */
  latencyMs: number;
  topSizeUnits: number;
  fees: FeeTerms;
  /** What is known of a symbol, for its calendar. */
  instrumentOf?: BookTerms['instrumentOf'];
  log: ComplaintLog;
  /** The newest report that the gate has, of whichever broker: numbers go on after it. */
  after?: number;
  /** Cash that an account of the exchange began with. */
  startCash?: Money;
}

interface Command {
  orderId: string;
  order?: Order;
  apply: (book: PaperBook, now: number) => boolean;
  done: (found: boolean) => void;
  failed: (error: Error) => void;
}

const COMMANDS_MAX = 10_000;
const TURN_MAX = 500;
/** Reports kept in memory, without a gap in their numbers, for who follows closely; older ones are read from the table. */
const RECENT_REPORTS = 5000;
const QUOTES_SAVE_MS = 1000;

/**
 * A simulated exchange behind the broker port. One process at a time opens it (it holds the lease). What came in during a turn is matched in
 * memory and saved in one statement before anybody hears of it; when that fails the book is read again from the tables, so memory never knows
 * more than PostgreSQL.
 */
export class PaperExchange extends Broker {
  override readonly name = 'paper';
  private book: PaperBook;
  private commands: Command[] = [];
  private readonly stop = new AbortController();
  private wake: () => void = () => {};
  private readonly turnListeners = new Set<() => void>();
  private readonly quoteListeners = new Set<() => void>();
  private recent: ExecutionReport[] = [];
  private stale = true;
  private tickDue = false;
  private notified = true;
  private step = 0;
  private saving = false;
  private running: Promise<void> = Promise.resolve();
  private readonly complaints: ReturnType<typeof complaintsOf>;

  constructor(
    private readonly store: PaperStore,
    private readonly settings: PaperSettings,
  ) {
    super();
    this.complaints = complaintsOf(settings.log);
    this.book = this.newBook(0);
  }

  /** Reads the book and begins to tick. Throws when PostgreSQL does not answer. */
  async open(): Promise<void> {
    await this.load();
    this.running = this.run();
    void this.follow();
  }

  async close(): Promise<void> {
    this.stop.abort();
    this.wake();
    await this.running;
    for (const command of this.commands.splice(0)) command.failed(new BrokerUnavailableError('the paper exchange is closed'));
  }

  override submit(order: Order): Promise<void> {
    const apply = (book: PaperBook, now: number) => (book.submit(order, now), true);
    return this.command({ orderId: order.order_id, order, apply }).then(() => undefined);
  }

  override async cancel(orderId: string): Promise<void> {
    const found = await this.command({ orderId, apply: (book, now) => book.cancel(orderId, now) });
    if (!found) await this.requireKnown(orderId);
  }

  override async replace(orderId: string, amendment: Amendment): Promise<void> {
    const found = await this.command({ orderId, apply: (book, now) => book.replace(orderId, amendment, now) });
    if (found) return;
    const ended = await this.requireKnown(orderId);
    const { amendment_id } = amendment;
    await this.command({ orderId, apply: (book, now) => (book.refuseAmendment(ended, amendment_id, now), true) });
  }

  /** Asked again, it is answered from the table: the exchange keeps the last amendment with the order. */
  override async mayHaveAmendment(orderId: string, amendmentId: string): Promise<boolean> {
    const placed = this.book.open.get(orderId) ?? (await this.available(this.store.order(orderId)));
    return placed?.amendment === amendmentId;
  }

  override async order(orderId: string): Promise<BrokerOrder | null> {
    const placed = this.book.open.get(orderId) ?? (await this.available(this.store.order(orderId)));
    return placed ? brokerOrder(placed) : null;
  }

  override async openOrders(): Promise<BrokerOrder[]> {
    return (await this.available(this.store.openOrders())).map(brokerOrder);
  }

  override async positions(account: string): Promise<BrokerPosition[]> {
    const bySymbol = new Map<string, { quantity: number; bought: number; boughtFor: number }>();
    for (const fill of await this.available(this.store.fills(account))) {
      const p = bySymbol.get(fill.symbol) ?? { quantity: 0, bought: 0, boughtFor: 0 };
      const sign = fill.side === 'BUY' ? 1 : -1;
      const opens = p.quantity * sign >= 0;
      // The average price is the instrument's own.
      if (opens)
        Object.assign(p, {
          bought: p.bought + fill.quantity,
          boughtFor: p.boughtFor + notional(fill.quantity, fill.price, 'nearest'),
        });
      bySymbol.set(fill.symbol, { ...p, quantity: p.quantity + sign * fill.quantity });
    }
    return [...bySymbol].map(([symbol, p]) => {
      const average = p.bought === 0 ? 0 : mulDiv(p.boughtFor, QUANTITY_ONE, p.bought, 'nearest');
      return { account, symbol, quantity: p.quantity as Quantity, average_price: average as Money };
    });
  }

  override async account(account: string): Promise<BrokerAccount> {
    let cash: number = this.settings.startCash ?? 100_000_000_000;
    let fees = 0;
    for (const fill of await this.available(this.store.fills(account))) {
      cash += (fill.side === 'BUY' ? -1 : 1) * notional(fill.quantity, fill.price, 'nearest', fill.contract) - fill.fee;
      fees += fill.fee;
    }
    return { account, cash: cash as Money, fees: fees as Money };
  }

  override async executions(
    afterSequence: number,
    deliver: (reports: ExecutionReport[]) => Promise<void>,
    signal: AbortSignal,
  ): Promise<void> {
    let position = afterSequence;
    while (!signal.aborted && !this.stop.signal.aborted) {
      const changed = next(this.turnListeners, 250, signal);
      const first = this.recent[0];
      const inMemory = first && first.sequence <= position + 1;
      const reports = inMemory
        ? this.recent.slice(position + 1 - first.sequence)
        : await this.complaints.reports.tried(() => this.store.executionsAfter(position, TURN_MAX), []);
      const last = reports.at(-1);
      if (!last) {
        await changed;
        continue;
      }
      await deliver(reports);
      position = last.sequence;
    }
  }

  override async quotes(deliver: (quotes: BrokerQuote[]) => Promise<void>, signal: AbortSignal): Promise<void> {
    while (!signal.aborted && !this.stop.signal.aborted) {
      const changed = next(this.quoteListeners, this.settings.tickMs, signal);
      await deliver(this.book.quotes());
      await changed;
      await pause(Math.min(this.settings.tickMs, 20), signal); // At most 50 batches a second, however many orders come.
    }
  }

  private async run(): Promise<void> {
    const timer = setInterval(() => {
      this.tickDue = true;
      this.wake();
    }, this.settings.tickMs);
    while (!this.stop.signal.aborted) {
      if (this.commands.length === 0 && !this.tickDue && !this.notified)
        await new Promise<void>((resolve) => (this.wake = resolve));
      else await this.turn();
    }
    clearInterval(timer);
  }

  /** One turn: what came in, the tick if it is due, one save, then the word. */
  private async turn(): Promise<void> {
    const commands = this.commands.splice(0, TURN_MAX);
    const ticks = this.tickDue;
    const quotesMove = ticks || this.notified;
    try {
      if (this.stale) await this.load();
      if (this.notified) await this.readQuotes();
      if (this.settings.latencyMs > 0 && commands.length > 0) await pause(this.settings.latencyMs, this.stop.signal);
      const ids = commands.flatMap((command) => (command.order ? [command.orderId] : []));
      const known = ids.length > 0 ? await this.store.known(ids) : new Set<string>();
      const now = Date.now();
      const found = commands.map((command) => {
        if (command.order && known.has(command.orderId)) return true;
        if (command.order) known.add(command.orderId);
        return command.apply(this.book, now);
      });
      if (ticks) this.tick(now);
      const { reports, orders } = this.book.takeChanges();
      if (orders.length > 0) await this.store.save(orders, reports);
      this.recent.push(...reports);
      if (this.recent.length > 2 * RECENT_REPORTS) this.recent = this.recent.slice(-RECENT_REPORTS);
      commands.forEach((command, i) => command.done(found[i] ?? false));
      this.complaints.book.worked();
    } catch (error) {
      this.stale = true;
      this.complaints.book.failed(error);
      const reason = error instanceof Error ? error.message : String(error);
      for (const command of commands)
        command.failed(new BrokerUnavailableError(`the paper exchange cannot save its book: ${reason}`));
      if (ticks) this.walkOn();
      await pause(100, this.stop.signal);
    }
    for (const listener of [...this.turnListeners, ...(quotesMove ? this.quoteListeners : [])]) listener();
  }

  private tick(now: number): void {
    this.walkOn(); // Moves the book's own quotes, so that the tick's matching sees them, once, with a tick's fresh size.
    this.book.tick(now);
  }

  /** Prices move even while the book cannot be saved, so that the day's loss is watched on. */
  private walkOn(): void {
    this.tickDue = false;
    this.step += 1;
    for (const quote of this.book.quotes()) if (!quote.frozen) Object.assign(quote, walk(quote, this.settings.seed, this.step));
    if (this.step % Math.max(1, Math.round(QUOTES_SAVE_MS / this.settings.tickMs)) !== 0 || this.saving) return;
    this.saving = true;
    this.notified = true; // Once a second the quotes are read too, should a notification have been lost.
    const moving = this.book.quotes().filter((quote) => !quote.frozen);
    void this.complaints.quotes
      .tried(() => this.store.saveWalk(moving, this.step), undefined)
      .finally(() => {
        this.saving = false;
      });
  }

  private async load(): Promise<void> {
    const [open, sequence, { quotes, step }, symbols] = await Promise.all([
      this.store.openOrders(),
      this.store.lastSequence(),
      this.store.quotes(),
      this.store.symbols(),
    ]);
    const before = new Map(this.book.quotes().map((quote) => [quote.symbol, quote]));
    const stored = new Map(quotes.map((quote) => [quote.symbol, quote]));
    const book = this.newBook(Math.max(sequence, this.settings.after ?? 0));
    const fresh = symbols.filter((symbol) => !stored.has(symbol)).map(startQuote);
    if (fresh.length > 0) await this.store.saveWalk(fresh, step);
    for (const symbol of new Set([...symbols, ...stored.keys()])) {
      const [live, kept] = [before.get(symbol), stored.get(symbol)];
      book.setQuote(live && live.revision >= (kept?.revision ?? 0) ? live : (kept ?? startQuote(symbol)), Date.now());
    }
    for (const placed of open) book.open.set(placed.order.order_id, placed);
    this.step = Math.max(this.step, step);
    this.book = book;
    this.recent = [];
    this.stale = false;
  }

  /** Quotes that a person set since, and symbols that were added. */
  private async readQuotes(): Promise<void> {
    this.notified = false;
    const [{ quotes }, symbols] = await Promise.all([this.store.quotes(), this.store.symbols()]);
    for (const quote of quotes) {
      const known = this.book.quote(quote.symbol);
      if (!known || quote.revision > known.revision) this.book.setQuote(quote, Date.now());
    }
    const fresh = symbols.filter((symbol) => !this.book.quote(symbol)).map(startQuote);
    if (fresh.length === 0) return;
    await this.store.saveWalk(fresh, this.step);
    for (const quote of fresh) this.book.setQuote(quote, Date.now());
  }

  /** Hears at once when the API sets a quote; heals by itself. */
  private async follow(): Promise<void> {
    while (!this.stop.signal.aborted) {
      let client: PoolClient | undefined;
      try {
        client = await this.store.pool.connect();
        // An error of the connection is its end too, and so is the stop, also one that came while it was made.
        const lost = once(client, 'end', { signal: this.stop.signal }).catch(() => undefined);
        client.on('notification', () => {
          this.notified = true;
          this.wake();
        });
        await client.query('LISTEN paper_quotes');
        this.complaints.listening.worked();
        await lost;
      } catch (error) {
        // Tried again below; meanwhile the quotes are read once a second.
        this.complaints.listening.failed(error);
      }
      client?.release(true);
      await pause(500, this.stop.signal);
    }
  }

  private newBook(sequence: number): PaperBook {
    const topSize = (this.settings.topSizeUnits * QUANTITY_ONE) as Quantity;
    const { fees, instrumentOf = () => undefined } = this.settings;
    return new PaperBook({ topSize, fees, instrumentOf }, sequence);
  }

  private command(command: Pick<Command, 'orderId' | 'order' | 'apply'>): Promise<boolean> {
    if (this.stop.signal.aborted) return Promise.reject(new BrokerUnavailableError('the paper exchange is closed'));
    if (this.commands.length >= COMMANDS_MAX)
      return Promise.reject(new BrokerUnavailableError(`${COMMANDS_MAX} commands wait already`));
    return new Promise((done, failed) => {
      this.commands.push({ ...command, done, failed });
      this.wake();
    });
  }

  private async requireKnown(orderId: string): Promise<PaperOrder> {
    const placed = await this.available(this.store.order(orderId));
    if (!placed) throw new UnknownBrokerOrderError(`the paper exchange has no order ${orderId}`);
    return placed;
  }

  private async available<T>(work: Promise<T>): Promise<T> {
    try {
      return await work;
    } catch (error) {
      throw new BrokerUnavailableError(
        `the paper exchange's tables do not answer: ${error instanceof Error ? error.message : String(error)}`,
      );
    }
  }
}

function complaintsOf(log: ComplaintLog) {
  const about = (failing: string, well: string) => new Complaint(log, { failing, well });
  return {
    book: about('the paper exchange cannot save its book; orders wait', 'the paper exchange saves its book again'),
    reports: about('the paper exchange cannot read its reports', 'the paper exchange reads its reports again'),
    quotes: about(
      'the paper exchange cannot save its quotes; they move on in memory',
      'the paper exchange saves its quotes again',
    ),
    listening: about(
      'the paper exchange does not hear at once of quotes that are set; it reads them once a second',
      'the paper exchange hears at once of quotes that are set',
    ),
  };
}

/** Waits until the listeners are called, for `limitMs`, or until the signal aborts. */
function next(listeners: Set<() => void>, limitMs: number, signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    const done = () => {
      clearTimeout(timer);
      listeners.delete(done);
      signal.removeEventListener('abort', done);
      resolve();
    };
    const timer = setTimeout(done, limitMs);
    listeners.add(done);
    signal.addEventListener('abort', done);
  });
}

function brokerOrder({ order, status, filled }: PaperOrder): BrokerOrder {
  return {
    order,
    broker_order_id: `paper_${order.order_id}`,
    status,
    filled_quantity: filled,
    leaves_quantity: (order.quantity - filled) as Quantity,
    time_in_force: order.time_in_force,
  };
}

/** Opens the exchange on its tables; `close` stops it and lets what it was saving finish. */
export async function openPaperExchange(
  pool: Pool,
  settings: PaperSettings,
): Promise<{ broker: Broker; close: () => Promise<void> }> {
  const exchange = new PaperExchange(new PaperStore(pool), settings);
  await exchange.open();
  return { broker: exchange, close: () => exchange.close() };
}
