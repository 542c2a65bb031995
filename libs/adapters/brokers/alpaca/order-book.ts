import type { Money, Quantity } from '#core/model/money.js';
import { isStop, type Order } from '#core/model/order.js';
import { type Amendment, type ExecutionReport, UnknownBrokerOrderError } from '#core/ports/broker.js';
import { readMoney, readUnits } from './amounts.js';
import { eventId, fillId, orderIdIn, replacementId } from './ids.js';
import { type AlpacaJournal, isOpen, type KnownOrder, type Link, type NewReport, type Replacing } from './journal.js';
import { foreignOrder, isOver, isSameOrder, statusOf } from './order-form.js';
import type { AlpacaOrder } from './schemas.js';
import type { SymbolMap } from './symbols.js';

/** One fill as Alpaca tells it, from the stream or from the account's activities. */
export interface Fill {
  alpacaId: string;
  quantity: Quantity;
  /** Filled under this id, this fill included. */
  cumulative: Quantity;
  price: Money;
  atMs: number;
}

/** What could not be taken as it stands: fills in between are missing. They must be read before anything else of the order is booked. */
export type Taken =
  | 'taken'
  | 'fills are missing'
  | 'another order under our id'
  | 'cannot be judged'
  /** A replacement lives: what its old order filled counts first. */
  | 'its old order is to be read'
  /** The replacement lives, and is more than was asked, or of an order that has ended: it must be canceled. */
  | 'more than was asked'
  /** The old order of an amendment is canceled: what is left shall be sent. */
  | 'to be sent anew';

/**
 * Orders of one Alpaca account as we know them, and what each message adds to it: only forwards, each fill and each end once, whatever comes twice, late or
 * out of turn. Every change is in the journal before it counts.
 */
export class AlpacaOrderBook {
  readonly open = new Map<string, KnownOrder>();
  private readonly byLink = new Map<string, KnownOrder>();
  private last: Promise<unknown> = Promise.resolve();

  constructor(
    readonly account: string,
    private readonly journal: AlpacaJournal,
    private readonly symbols: () => SymbolMap,
  ) {}

  async load(): Promise<void> {
    this.open.clear();
    this.byLink.clear();
    for (const one of await this.journal.openOrders(this.account)) this.keep(one);
  }

  /** One that is open, or was, with every change in it whose report can be read already: a report is committed a moment before it counts in `open`. */
  order(orderId: string): Promise<KnownOrder | null> {
    return this.inTurn(() => this.find(orderId));
  }

  /** Those that are open, with every change in them whose report can be read already. */
  openOrders(): Promise<KnownOrder[]> {
    return this.inTurn(() => Promise.resolve([...this.open.values()]));
  }

  private async find(orderId: string): Promise<KnownOrder | null> {
    return this.open.get(orderId) ?? (await this.journal.order(orderId));
  }

  /** Writes that the order is about to be sent. */
  intend(order: Order): Promise<KnownOrder> {
    return this.inTurn(async () => {
      const known = await this.find(order.order_id);
      if (known) return known;
      const one: KnownOrder = { order, status: 'SENDING', filled: 0 as Quantity, chain: [], foreign: false, replacing: null };
      await this.journal.save(one, [], null);
      this.keep(one);
      return one;
    });
  }

  /** Alpaca said no in its answer: no event comes, so this is the end of it. */
  refuse(orderId: string, reason: string, raw: unknown): Promise<void> {
    return this.inTurn(async () => {
      const one = this.open.get(orderId);
      if (one?.status !== 'SENDING') return;
      const ended: KnownOrder = { ...one, status: 'REJECTED' };
      await this.save(ended, [report(ended, 'REJECTED', `al_${orderId}:refused`, '', { reason })], raw);
    });
  }

  /**
   * Writes that the order is about to be amended. `again`: it was written before, and may have been sent. Null: it was answered, as it is when the order
   * has ended.
   */
  intendAmendment(
    orderId: string,
    amendment: Amendment,
  ): Promise<{ one: KnownOrder; replacing: Replacing; again: boolean } | null> {
    return this.inTurn(async () => {
      const one = await this.find(orderId);
      if (!one) throw new UnknownBrokerOrderError(`Alpaca was never asked for order ${orderId}`);
      const before = one.replacing;
      if (before?.amendment_id === amendment.amendment_id) return before.done ? null : { one, replacing: before, again: true };
      const newest = one.chain.at(-1)?.id;
      if (!isOpen(one) || newest === undefined) {
        const ended = { amendment_id: amendment.amendment_id, reason: `the order is ${one.status}` };
        await this.journal.save(one, [report(one, 'REPLACE_REJECTED', refusalId(one, amendment.amendment_id), '', ended)], null);
        return null;
      }
      const { amendment_id, quantity, price, stop_price } = amendment;
      const stop = stop_price === undefined ? {} : { stop_price };
      const way = one.filled > 0 ? ('anew' as const) : ('replace' as const);
      const number = (before?.number ?? 0) + 1;
      const replacing = {
        amendment_id,
        quantity,
        price,
        ...stop,
        number,
        from: newest,
        by: null,
        way,
        cleared: false,
        done: false,
      };
      const after: KnownOrder = { ...one, replacing };
      await this.save(after, [], null);
      return { one: after, replacing, again: false };
    });
  }

  /** Alpaca answered a PATCH with the order that shall take the place: no promise. */
  replacementIs(orderId: string, alpacaId: string): Promise<void> {
    return this.inTurn(async () => {
      const one = this.open.get(orderId);
      if (one?.replacing && !one.replacing.done)
        await this.save({ ...one, replacing: { ...one.replacing, by: alpacaId } }, [], null);
    });
  }

  /** Alpaca said no to an amendment: the order is as it was. Of one that was being sent anew nothing is left: it ends. */
  refuseAmendment(orderId: string, reason: string, raw: unknown): Promise<void> {
    return this.inTurn(async () => {
      const one = this.open.get(orderId);
      if (one?.replacing && !one.replacing.done) await this.refuseOf(one, one.replacing, reason, raw);
    });
  }

  private async refuseOf(one: KnownOrder, replacing: Replacing, reason: string, raw: unknown): Promise<void> {
    const after: KnownOrder = { ...one, replacing: { ...replacing, done: true } };
    const { amendment_id, from, way, cleared } = replacing;
    if (way === 'anew' && cleared) {
      after.status = 'CANCELED';
      const why = `canceled for an amendment, whose rest could not be sent: ${reason}`;
      return this.save(after, [report(after, 'CANCELED', eventId(from, 'CANCELED'), from, { reason: why })], raw);
    }
    const about = { amendment_id, reason };
    await this.save(after, [report(after, 'REPLACE_REJECTED', refusalId(one, amendment_id), from, about)], raw);
  }

  /** The order that an id of Alpaca's belongs to, the replacement that is under way included. */
  async orderIdOf({ id, client_order_id }: Pick<AlpacaOrder, 'id' | 'client_order_id'>): Promise<string | null> {
    return (await this.linked(id))?.order.order_id ?? orderIdIn(client_order_id);
  }

  /** The order as Alpaca shows it now. */
  take(theirs: AlpacaOrder, raw: unknown, reason = ''): Promise<Taken> {
    return this.inTurn(() => this.takeOne(theirs, raw, reason));
  }

  /** A fill under one of the ids that `take` has seen. */
  fill(fill: Fill, raw: unknown): Promise<Taken> {
    return this.inTurn(async () => {
      const one = await this.linked(fill.alpacaId);
      const link = one?.chain.find(({ id }) => id === fill.alpacaId);
      if (!one || !link) return 'cannot be judged';
      if (fill.cumulative <= link.filled) return 'taken';
      if (link.filled + fill.quantity !== fill.cumulative) return 'fills are missing';
      const chain = one.chain.map((each): Link => (each === link ? { id: each.id, filled: fill.cumulative } : each));
      const filled = (one.filled + fill.quantity) as Quantity;
      const whole = filled >= one.order.quantity;
      const after: KnownOrder = {
        ...one,
        chain,
        filled,
        status: isOpen(one) || whole ? (whole ? 'FILLED' : 'PARTIALLY_FILLED') : one.status,
      };
      const about = { quantity: fill.quantity, price: fill.price, executed_at_ms: fill.atMs };
      await this.save(after, [report(after, 'FILL', fillId(fill.alpacaId, fill.cumulative), fill.alpacaId, about)], raw);
      return 'taken';
    });
  }

  /** What was filled counts as booked by other means; one that has ended ends here too. */
  settle(theirs: AlpacaOrder): Promise<void> {
    return this.inTurn(async () => {
      const found = await this.linked(theirs.id);
      if (!found) return;
      const filled = readUnits(theirs.filled_qty);
      const missing = filled - (found.chain.find(({ id }) => id === theirs.id)?.filled ?? 0);
      if (missing <= 0) return;
      const chain = found.chain.map((link): Link => (link.id === theirs.id ? { id: link.id, filled } : link));
      const one: KnownOrder = { ...found, chain, filled: (found.filled + missing) as Quantity };
      const end = statusOf(theirs);
      const over = end !== 'WORKING' && end !== 'PARTIALLY_FILLED';
      if (over) one.status = end === 'FILLED' ? 'CANCELED' : end;
      const reason = 'its fills were taken over with the account';
      const reports = over ? [report(one, one.status as 'CANCELED', eventId(theirs.id, 'adopted'), theirs.id, { reason })] : [];
      await this.save(one, reports, theirs);
    });
  }

  private async takeOne(theirs: AlpacaOrder, raw: unknown, reason: string): Promise<Taken> {
    const found = await this.ours(theirs);
    if (typeof found === 'string') return found;
    if (found.chain.length > 0 && !found.chain.some(({ id }) => id === theirs.id))
      return this.takeReplacement(found, theirs, raw);
    const chain = found.chain.some(({ id }) => id === theirs.id)
      ? found.chain
      : [...found.chain, { id: theirs.id, filled: 0 as Quantity }];
    const link = chain.find(({ id }) => id === theirs.id) as Link;
    const one: KnownOrder = { ...found, chain };
    const reports: NewReport[] = [];
    if (one.status === 'SENDING') {
      one.status = 'WORKING';
      reports.push(report(one, 'WORKING', eventId(theirs.id, 'WORKING'), theirs.id));
    }
    const behind = readUnits(theirs.filled_qty) > link.filled;
    const cleared = clears(one, theirs, behind);
    if (cleared !== null) {
      await this.save({ ...one, replacing: cleared }, reports, raw);
      return cleared.way === 'anew' ? 'to be sent anew' : 'taken';
    }
    const end = theirs.status === 'replaced' ? 'WORKING' : statusOf(theirs);
    // A stream that is late tells of an id that was replaced since: only the newest says how the order stands.
    const ends =
      !behind && chain.at(-1)?.id === theirs.id && isOpen(one) && (end === 'CANCELED' || end === 'EXPIRED' || end === 'REJECTED');
    if (ends) {
      // Alpaca knows it as GTC: what it calls canceled after its time was over has expired for us.
      const over = end === 'CANCELED' && isOver(one.order, Date.now());
      const how = over ? 'EXPIRED' : end;
      one.status = how;
      if (one.replacing && !one.replacing.done) one.replacing = { ...one.replacing, done: true };
      const why = over ? 'it was good till then' : reason || REASONS[end];
      reports.push(report(one, how, eventId(theirs.id, end), theirs.id, { reason: why }));
    }
    if (reports.length > 0 || chain !== found.chain || !this.isKept(one)) await this.save(one, reports, raw);
    return behind ? 'fills are missing' : 'taken';
  }

  /** An order that takes the place of one of ours: asked for, or made by somebody at Alpaca. It counts once it is sure that it lives. */
  private async takeReplacement(one: KnownOrder, theirs: AlpacaOrder, raw: unknown): Promise<Taken> {
    const { replacing } = one;
    const end = statusOf(theirs);
    const dead = (end === 'CANCELED' || end === 'EXPIRED' || end === 'REJECTED') && readUnits(theirs.filled_qty) === 0;
    if (!isOpen(one)) return dead || end === 'FILLED' ? 'taken' : 'more than was asked';
    const ours = isAnswerTo(one, theirs);
    if (dead && ours && replacing && replacing.amendment_id !== '')
      await this.refuseOf(one, replacing, `Alpaca's replacement is ${theirs.status}`, raw);
    if (dead) return 'taken';
    const cleared = ours && replacing !== null && (replacing.way === 'anew' || replacing.cleared);
    if (!cleared) return LIVE.has(theirs.status) ? 'its old order is to be read' : 'taken';
    const total = (one.filled + (theirs.qty === null ? 0 : readUnits(theirs.qty))) as Quantity;
    const price = theirs.limit_price === null ? null : readMoney(theirs.limit_price);
    const stop = theirs.stop_price === null || !isStop(one.order.order_type) ? {} : { stop_price: readMoney(theirs.stop_price) };
    const after: KnownOrder = {
      ...one,
      order: { ...one.order, quantity: total, price: price ?? one.order.price, ...stop },
      chain: [...one.chain, { id: theirs.id, filled: 0 as Quantity }],
      replacing: { ...replacing, by: theirs.id, done: true },
    };
    const asked = replacing.amendment_id === '' ? {} : { amendment_id: replacing.amendment_id };
    const about = { ...asked, quantity: total, price: price ?? (0 as Money), ...stop };
    await this.save(after, [report(after, 'REPLACED', eventId(theirs.id, 'REPLACED'), theirs.id, about)], raw);
    const taken = await this.takeOne(theirs, raw, '');
    return taken === 'taken' && replacing.amendment_id !== '' && total > replacing.quantity ? 'more than was asked' : taken;
  }

  private async ours(theirs: AlpacaOrder): Promise<KnownOrder | Exclude<Taken, 'taken'>> {
    const linked = await this.linked(theirs.id);
    if (linked) return linked;
    const orderId = orderIdIn(theirs.client_order_id);
    const named = orderId === null ? null : await this.find(orderId);
    if (named) {
      const first = named.chain.length === 0 && theirs.client_order_id === orderId;
      return first && !isSameOrder(named.order, theirs, this.symbols()) ? 'another order under our id' : named;
    }
    const replaced = theirs.replaces === null ? null : await this.linked(theirs.replaces);
    if (replaced) return replaced;
    const order = foreignOrder(this.account, theirs, this.symbols());
    if (!order) return 'cannot be judged';
    return { order, status: 'WORKING', filled: 0 as Quantity, chain: [], foreign: true, replacing: null };
  }

  /** Whether Alpaca's order counts as one of ours. */
  async has(alpacaId: string): Promise<boolean> {
    return (await this.linked(alpacaId)) !== null;
  }

  known(alpacaId: string): Promise<KnownOrder | null> {
    return this.linked(alpacaId);
  }

  private async linked(alpacaId: string): Promise<KnownOrder | null> {
    return this.byLink.get(alpacaId) ?? (await this.journal.byAlpacaId(this.account, alpacaId));
  }

  private isKept({ order }: KnownOrder): boolean {
    return this.open.has(order.order_id);
  }

  private async save(one: KnownOrder, reports: NewReport[], raw: unknown): Promise<void> {
    await this.journal.save(one, reports, raw);
    this.keep(one);
  }

  private keep(one: KnownOrder): void {
    const id = one.order.order_id;
    if (isOpen(one)) this.open.set(id, one);
    else this.open.delete(id);
    for (const link of one.chain)
      if (isOpen(one)) this.byLink.set(link.id, one);
      else this.byLink.delete(link.id);
  }

  /** One change at a time: what a message adds depends on what is there. */
  private inTurn<T>(work: () => Promise<T>): Promise<T> {
    const done = this.last.then(work);
    this.last = done.catch(() => undefined);
    return done;
  }
}

/** What Alpaca calls an order that the venue has. */
const LIVE = new Set(['new', 'partially_filled', 'filled']);

const refusalId = ({ order }: KnownOrder, amendmentId: string): string => `al_${order.order_id}:${amendmentId}:refused`;

/** Whether Alpaca's order is the one that our amendment made. */
function isAnswerTo({ order, replacing }: KnownOrder, theirs: AlpacaOrder): boolean {
  return (
    replacing !== null &&
    !replacing.done &&
    (theirs.id === replacing.by || theirs.client_order_id === replacementId(order.order_id, replacing.number))
  );
}

/** The amendment once Alpaca says that the old order is out of its way; null when this says nothing of it, or something is left to be sent no more. */
function clears({ order, replacing, filled, chain }: KnownOrder, theirs: AlpacaOrder, behind: boolean): Replacing | null {
  if (chain.at(-1)?.id !== theirs.id || behind) return null;
  const replaced = theirs.status === 'replaced';
  if (!replacing || replacing.done || replacing.from !== theirs.id) {
    // Somebody at Alpaca did it: an amendment that nobody here has asked for.
    const { quantity, price } = order;
    const theirOwn = { amendment_id: '', quantity, price, from: theirs.id, by: theirs.replaced_by, way: 'replace' as const };
    return replaced ? { ...theirOwn, number: replacing?.number ?? 0, cleared: true, done: false } : null;
  }
  const { way, quantity } = replacing;
  if (way === 'replace') return replaced ? { ...replacing, cleared: true, by: theirs.replaced_by } : null;
  return theirs.status === 'canceled' && quantity > filled ? { ...replacing, cleared: true } : null;
}

const REASONS = {
  CANCELED: 'canceled at Alpaca',
  EXPIRED: 'expired at Alpaca',
  REJECTED: 'rejected by Alpaca',
} as const;

function report(
  { order }: KnownOrder,
  kind: ExecutionReport['kind'],
  execution_id: string,
  broker_order_id: string,
  more: Partial<NewReport> = {},
): NewReport {
  const { order_id, account, symbol, side } = order;
  const nothing = { quantity: 0 as Quantity, price: 0 as Money, fee: 0 as Money, reason: '' };
  return {
    execution_id,
    order_id,
    broker_order_id,
    account,
    symbol,
    side,
    kind,
    ...nothing,
    executed_at_ms: Date.now(),
    ...more,
  };
}

/** Alpaca's times have nanoseconds, and `Z` or an offset. */
export function readTime(text: string | null): number {
  const at = text === null ? NaN : Date.parse(text.replace(/(\.\d{3})\d+/, '$1'));
  return Number.isNaN(at) ? Date.now() : at;
}

export function fillOf(about: {
  order_id: string;
  qty: string;
  cum_qty: string;
  price: string;
  transaction_time: string | null;
}): Fill {
  return {
    alpacaId: about.order_id,
    quantity: readUnits(about.qty),
    cumulative: readUnits(about.cum_qty),
    price: readMoney(about.price),
    atMs: readTime(about.transaction_time),
  };
}
