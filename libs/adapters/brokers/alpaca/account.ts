import type { Complaint } from '#core/complaint.js';
import type { Order } from '#core/model/order.js';
import { pause } from '#core/pause.js';
import { type Amendment, BrokerUnavailableError } from '#core/ports/broker.js';
import { AmountError, type Quantity } from '#core/model/money.js';
import type { z } from 'zod';
import { ActivitySweep } from './activity-sweep.js';
import { writeUnits } from './amounts.js';
import { orderIdIn, replacementId } from './ids.js';
import { type AlpacaJournal, isOpen, type KnownOrder, type Replacing } from './journal.js';
import { AlpacaOrderBook, fillOf, type Taken } from './order-book.js';
import { AnotherConnectionError, KeysRefusedError, type OrderEvents } from './order-events.js';
import { isKnownStatus, isOver, newOrderBody, pricesOf } from './order-form.js';
import { AlpacaRefusedError, type AlpacaRest } from './rest.js';
import {
  alpacaAccount,
  type AlpacaAccountRecord,
  alpacaOrder,
  type AlpacaOrder,
  alpacaOrders,
  fillActivities,
  type FillActivity,
  nonTradeActivities,
  type TradeUpdate,
} from './schemas.js';
import type { AlpacaKeys } from './settings.js';
import type { SymbolMap } from './symbols.js';

/** After a POST without an answer: when the order is looked for, milliseconds; and until when it counts as under way. */
const LOOK_AGAIN_MS = [250, 500, 1000, 2000];
const UNDER_WAY_MS = 30_000;
/** An amendment that Alpaca has taken and not answered is looked at again after this. */
const ASKED_AGAIN_MS = 15_000;
/** The cancel of an order whose time is over is asked for again after this. */
const ENDED_AGAIN_MS = 15_000;
/** The account is swept so often while the stream is cut off, and while all is calm. */
const CUT_OFF_SWEEP_MS = 15_000;
const CALM_SWEEP_MS = 60_000;
/** A stream that is away for less does not close the account. */
const CUT_OFF_MS = 3000;
const RECONNECT_MIN_MS = 500;
const RECONNECT_MAX_MS = 30_000;
const REAPED_MS = 5000;
/** Activities lag behind the order that they fill. */
export const FILLS_LATE_MS: readonly number[] = [500, 1500, 3000, 5000];
const OVERLAP_MS = 600_000;
/** A cancel that takes longer is told, and orders wait for it no longer. */
const CANCEL_LATE_MS = 60_000;
const PAGE = 100;
const ORDERS_PAGE = 500;
const PAGES_MAX = 1000;
const UNIQUE = /client[ _]order[ _]id must be unique/i;

/** What it says before its first sweep, and for how long that is not told: it takes a moment at each start. */
const FIRST = 'Alpaca was not asked yet';
const FIRST_MS = 10_000;

/** What a person must look at: it stops the account, or would be lost otherwise. */
export interface Trouble {
  account: string;
  /** BUST: booked fills are not what the broker has. The others say what could not be taken. */
  code:
    | 'KEYS_REFUSED'
    | 'ACCOUNT_BLOCKED'
    | 'ANOTHER_ACCOUNT'
    | 'BUST'
    | 'FILLS_MISSING'
    | 'ORDER_DIFFERS'
    | 'CANCEL_LATE'
    | 'FOREIGN_ORDER'
    | 'UNKNOWN_WORD'
    | 'UNREADABLE';
  message: string;
}

/** What an adoption explains. */
const EXPLAINED: readonly Trouble['code'][] = ['BUST', 'FILLS_MISSING', 'UNREADABLE'];

export interface AccountParts {
  keys: AlpacaKeys;
  live: boolean;
  rest: AlpacaRest;
  events: OrderEvents;
  journal: AlpacaJournal;
  symbols: () => SymbolMap;
  stream: Complaint;
  sweeping: Complaint;
  ending: Complaint;
  /** When missing fills are asked for again, milliseconds after the last time. */
  fillsLateMs: readonly number[];
  trouble: (trouble: Trouble) => void;
  /** Reports may be there, or the account is ready, or is not any more. */
  changed: () => void;
}

/** One Alpaca account: what it is asked, and what it says. Orders go there only while everything that it did is known (`ready`). */
export class AlpacaAccount {
  readonly book: AlpacaOrderBook;
  private readonly activitySweep: ActivitySweep;
  /** Why nothing may be sent; null when it is ready. */
  private why: string | null = FIRST;
  private readonly beganMs = Date.now();
  /** Something that only a person can put right; it stays until the account is opened anew. */
  private blocked: string | null = null;
  private blockedBy: Trouble['code'] | null = null;
  private cutOffMs: number | null = null;
  lastEventMs: number | null = null;
  private readonly postedMs = new Map<string, number>();
  /** Amendments that Alpaca was asked for, and orders whose rest is being sent anew. */
  private readonly askedMs = new Map<string, number>();
  private readonly sendingAnew = new Set<string>();
  /** By our order: when its cancel was first asked for, as long as it is open. */
  private readonly cancelsMs = new Map<string, number>();
  private readonly lateCancels = new Set<string>();
  /** Orders good till a time that is over: when their cancel was asked for. */
  private readonly endedMs = new Map<string, number>();
  private sweep: Promise<void> | null = null;
  /** Messages that are being taken: an end waits for them. */
  private readonly underWay = new Set<Promise<void>>();

  constructor(private readonly parts: AccountParts) {
    this.book = new AlpacaOrderBook(parts.keys.account, parts.journal, parts.symbols);
    const { journal, symbols, changed } = parts;
    this.activitySweep = new ActivitySweep({
      ...{ account: parts.keys.account, journal, symbols, changed },
      pages: (query) => this.pages('/v2/account/activities', query, nonTradeActivities),
      tell: (message) => this.tell('UNKNOWN_WORD', message),
      stop: (why) => this.block('UNREADABLE', why),
    });
  }

  /** Alpaca's own; empty until it was asked. */
  number = '';

  get account(): string {
    return this.parts.keys.account;
  }

  get notReady(): string | null {
    return this.blocked ?? this.why;
  }

  /** The same for whoever must be told; undefined in the first moments. */
  get told(): string | null | undefined {
    return this.notReady === FIRST && Date.now() - this.beganMs < FIRST_MS ? undefined : this.notReady;
  }

  /** Checks the keys and that they still stand for the same account. Throws AlpacaRefusedError, KeysRefusedError and BrokerUnavailableError. */
  async open(): Promise<AlpacaAccountRecord> {
    const { keys, journal, live } = this.parts;
    const record = await this.record();
    const { id, account_number } = record;
    this.number = account_number;
    if (keys.account_number !== null && keys.account_number !== account_number)
      throw new KeysRefusedError(
        `the keys of '${keys.account}' are those of account ${account_number}, not ${keys.account_number}: mend ALPACA_ACCOUNT_NUMBER or the keys`,
      );
    if (!live && !account_number.startsWith('PA'))
      throw new KeysRefusedError(`account ${account_number} is no paper account: set ALPACA_LIVE=yes to trade real money`);
    const known = await journal.account(this.account);
    if (known && known.alpaca_id !== id)
      throw new KeysRefusedError(
        `'${keys.account}' was account ${known.account_number} until now, and these are the keys of ${account_number}: its positions would not be the broker's. Use the old keys, or another account of Breakwater`,
      );
    if (!known) await journal.addAccount(this.account, { alpaca_id: id, account_number, live, fills_from: new Date() });
    await this.book.load();
    return record;
  }

  async record(): Promise<AlpacaAccountRecord> {
    const record = await this.parts.rest.get('/v2/account', alpacaAccount, 'look');
    const flags = ['trading_blocked', 'account_blocked', 'trade_suspended_by_user'] as const;
    const set = flags.find((flag) => record[flag]);
    if (record.status !== 'ACTIVE') this.block('ACCOUNT_BLOCKED', `Alpaca says that the account is ${record.status}`);
    else if (set) this.block('ACCOUNT_BLOCKED', `Alpaca says ${set} of the account`);
    else if (this.blocked?.startsWith('Alpaca says')) this.blocked = null;
    return record;
  }

  /** Hears and sweeps until the signal aborts. Throws KeysRefusedError. */
  async run(signal: AbortSignal): Promise<void> {
    const sweeping = this.sweepNowAndThen(signal);
    let failures = 0;
    while (!signal.aborted) {
      const beganMs = Date.now();
      try {
        await this.parts.events.run(
          {
            live: () => this.start(this.nowLive(signal)),
            update: (update, raw) => this.start(this.heard(update, raw)),
            unread: (why) => {
              this.tell('UNREADABLE', `${why}; the account is swept`);
              this.start(this.sweepSoon());
            },
          },
          signal,
        );
      } catch (error) {
        if (error instanceof KeysRefusedError) {
          this.block('KEYS_REFUSED', error.message);
          throw error;
        }
        this.parts.stream.failed(error);
        failures = Date.now() - beganMs > RECONNECT_MAX_MS ? 1 : failures + 1;
        this.cutOffMs ??= Date.now();
        const wait =
          error instanceof AnotherConnectionError ? REAPED_MS * failures : RECONNECT_MIN_MS * 2 ** Math.min(failures, 6);
        await pause(Math.min(wait, 2 * RECONNECT_MAX_MS) * (0.5 + Math.random() / 2), signal);
      }
    }
    await sweeping;
    while (this.underWay.size > 0) await Promise.all(this.underWay);
  }

  /** None of them rejects. */
  private start(work: Promise<void>): void {
    this.underWay.add(work);
    void work.finally(() => this.underWay.delete(work));
  }

  private async nowLive(signal: AbortSignal): Promise<void> {
    this.parts.stream.worked();
    while (!signal.aborted) {
      try {
        await this.sweepOnce();
        this.cutOffMs = null;
        this.why = null;
        this.parts.changed();
        return;
      } catch (error) {
        this.parts.sweeping.failed(error);
        await pause(1000, signal);
      }
    }
  }

  private async sweepNowAndThen(signal: AbortSignal): Promise<void> {
    let sweptMs = Date.now();
    while (!signal.aborted) {
      await pause(500, signal);
      await this.endWhatIsOver();
      const cutOff = this.cutOffMs !== null && Date.now() - this.cutOffMs > CUT_OFF_MS;
      if (cutOff && this.why === null) this.close('the stream of order events is cut off');
      if (Date.now() - sweptMs < (cutOff ? CUT_OFF_SWEEP_MS : CALM_SWEEP_MS) || signal.aborted) continue;
      sweptMs = Date.now();
      await this.parts.sweeping.tried(() => this.sweepOnce(), undefined);
    }
  }

  /** Orders that are good till a time (GTD): Alpaca has them as GTC, so their end is ours to ask for. It is in the journal, so a restart goes on. */
  private async endWhatIsOver(): Promise<void> {
    this.tellLateCancels();
    const now = Date.now();
    for (const id of this.endedMs.keys()) if (!this.book.open.has(id)) this.endedMs.delete(id);
    for (const one of [...this.book.open.values()]) {
      const { order_id } = one.order;
      if (!isOver(one.order, now) || now - (this.endedMs.get(order_id) ?? 0) < ENDED_AGAIN_MS) continue;
      this.endedMs.set(order_id, now);
      await this.parts.ending.tried(() => this.cancel(one), undefined);
    }
  }

  /** A cancel that does not come is told once; while the venue is closed it comes with the next open. */
  private tellLateCancels(): void {
    const now = Date.now();
    for (const [id, askedMs] of this.cancelsMs) {
      if (!this.book.open.has(id)) {
        this.cancelsMs.delete(id);
        this.lateCancels.delete(id);
      } else if (now - askedMs > CANCEL_LATE_MS && !this.lateCancels.has(id)) {
        this.lateCancels.add(id);
        this.tell(
          'CANCEL_LATE',
          `Alpaca was asked to cancel ${id} ${CANCEL_LATE_MS / 1000} s ago, and it is open still: is the market closed?`,
        );
      }
    }
  }

  private close(why: string): void {
    this.why = why;
    this.parts.changed();
  }

  private block(code: Trouble['code'], why: string): void {
    if (this.blocked === why) return;
    this.blocked = why;
    this.blockedBy = code;
    this.tell(code, why);
    this.parts.changed();
  }

  private tell(code: Trouble['code'], message: string): void {
    this.parts.trouble({ account: this.account, code, message });
  }

  /** A person had the gate take the account as it stands: fills that could not be booked are in that, and orders of which they spoke are settled. */
  async adopted(): Promise<void> {
    for (const { chain } of [...this.book.open.values()]) {
      const newest = chain.at(-1)?.id;
      if (newest === undefined) continue;
      await this.book.settle(await this.parts.rest.get(`/v2/orders/${encodeURIComponent(newest)}`, alpacaOrder, 'gap'));
    }
    if (this.blocked !== null && EXPLAINED.includes(this.blockedBy ?? 'KEYS_REFUSED')) this.blocked = null;
    this.parts.changed();
  }

  // ---- what we ask ----

  /** Idempotent by order_id, whatever became of earlier tries. Returns when Alpaca has the order or has refused it. */
  async submit(order: Order): Promise<void> {
    if (this.notReady !== null) throw new BrokerUnavailableError(`${this.account}: ${this.notReady}`);
    const before = await this.isBeingCanceled(order);
    if (before !== null)
      throw new BrokerUnavailableError(`${order.order_id} waits until ${before} is canceled: Alpaca holds its units until then`);
    const known = await this.book.intend(order);
    if (known.status !== 'SENDING') return;
    if (this.postedMs.has(order.order_id) && (await this.lookFor(order.order_id))) return;
    await this.post(order);
  }

  /** An order of the same symbol and side whose cancel was asked for, and has not come: what it holds would be missing (403, held for orders). */
  private async isBeingCanceled({ order_id, symbol, side }: Order): Promise<string | null> {
    const now = Date.now();
    for (const [id, askedMs] of [...this.cancelsMs]) {
      const one = this.book.open.get(id)?.order;
      if (!one || id === order_id || one.symbol !== symbol || one.side !== side || now - askedMs >= CANCEL_LATE_MS) continue;
      const known = await this.book.order(id);
      if (known && isOpen(known)) return id;
    }
    return null;
  }

  private post(order: Order): Promise<void> {
    return this.send(order.order_id, newOrderBody(order, this.parts.symbols()), (error) => this.refused(order, error));
  }

  /** A new order at Alpaca under that client_order_id, once, whatever becomes of the answers. */
  private async send(id: string, body: object, refused: (error: AlpacaRefusedError) => Promise<void>): Promise<void> {
    for (let tries = 1; ; tries += 1) {
      this.postedMs.set(id, Date.now());
      try {
        return await this.taken(await this.parts.rest.post('/v2/orders', body, alpacaOrder));
      } catch (error) {
        if (error instanceof AlpacaRefusedError) return refused(error);
        if (!(error instanceof BrokerUnavailableError)) throw error;
        for (const ms of LOOK_AGAIN_MS) {
          await pause(ms, AbortSignal.timeout(UNDER_WAY_MS));
          if (await this.lookFor(id)) return;
        }
        // The same id again: Alpaca takes it once.
        if (tries >= 2) throw error;
      }
    }
  }

  private async refused(order: Order, error: AlpacaRefusedError): Promise<void> {
    if (error.keysRefused) {
      this.block('KEYS_REFUSED', error.message);
      throw new BrokerUnavailableError(error.message);
    }
    if (UNIQUE.test(error.message)) {
      // It was there already: an earlier try of ours arrived.
      if (await this.lookFor(order.order_id)) return;
      throw new BrokerUnavailableError('Alpaca has an order under this id and does not show it yet');
    }
    this.postedMs.delete(order.order_id);
    const about = Object.keys(error.details).length === 0 ? '' : ` ${JSON.stringify(error.details).slice(0, 500)}`;
    await this.book.refuse(order.order_id, `${error.message}${about}`.slice(0, 800), { status: error.status, code: error.code });
    this.parts.changed();
  }

  // ---- amendments ----

  /** Idempotent by amendment_id. Returns when Alpaca has been asked; what it answers follows as a report. */
  async replace(orderId: string, amendment: Amendment): Promise<void> {
    if (this.notReady !== null) throw new BrokerUnavailableError(`${this.account}: ${this.notReady}`);
    const intended = await this.book.intendAmendment(orderId, amendment);
    this.parts.changed();
    if (!intended) return;
    const { one, replacing, again } = intended;
    const askedMs = this.askedMs.get(replacing.amendment_id);
    if (again && askedMs !== undefined && Date.now() - askedMs < ASKED_AGAIN_MS) return;
    if (replacing.way === 'replace') await this.replaceInPlace(one, replacing, again);
    else if (replacing.cleared) await this.sendAnew(orderId);
    else await this.askCancel(replacing.from);
    this.askedMs.set(replacing.amendment_id, Date.now());
  }

  private async replaceInPlace({ order }: KnownOrder, replacing: Replacing, again: boolean): Promise<void> {
    const id = replacementId(order.order_id, replacing.number);
    if (again && (await this.isReplacing(id, replacing))) return;
    try {
      const body = {
        qty: writeUnits(replacing.quantity),
        ...pricesOf({ order_type: order.order_type, price: replacing.price, ...stopOf(replacing) }),
        client_order_id: id,
      };
      const theirs = await this.parts.rest.patch(`/v2/orders/${replacing.from}`, body, alpacaOrder);
      await this.book.replacementIs(order.order_id, theirs.id);
    } catch (error) {
      if (!(error instanceof AlpacaRefusedError)) throw error;
      if (error.keysRefused) {
        this.block('KEYS_REFUSED', error.message);
        throw new BrokerUnavailableError(error.message);
      }
      if (UNIQUE.test(error.message) && (await this.isReplacing(id, replacing))) return;
      await this.read(replacing.from); // It may have filled or ended: then that is the answer.
      await this.book.refuseAmendment(order.order_id, error.message.slice(0, 800), { status: error.status, code: error.code });
      this.parts.changed();
    }
  }

  /** Whether an earlier PATCH has arrived. */
  private async isReplacing(id: string, { from }: Replacing): Promise<boolean> {
    if (await this.lookFor(id)) return true;
    const old = await this.parts.rest.get(`/v2/orders/${encodeURIComponent(from)}`, alpacaOrder, 'look');
    await this.taken(old);
    return old.status === 'pending_replace' || old.status === 'replaced';
  }

  /** The new rest of an order that was partly filled, and is canceled now. */
  private async sendAnew(orderId: string): Promise<void> {
    const one = await this.book.order(orderId);
    const { replacing = null } = one ?? {};
    if (!one || !replacing || replacing.done || this.sendingAnew.has(orderId)) return;
    this.sendingAnew.add(orderId);
    try {
      const id = replacementId(orderId, replacing.number);
      const quantity = (replacing.quantity - one.filled) as Quantity;
      const rest = { ...one.order, quantity, price: replacing.price, ...stopOf(replacing) };
      const body = { ...newOrderBody(rest, this.parts.symbols()), client_order_id: id };
      await this.send(id, body, async (error) => {
        if (UNIQUE.test(error.message) && (await this.lookFor(id))) return;
        if (error.keysRefused) this.block('KEYS_REFUSED', error.message);
        await this.book.refuseAmendment(orderId, error.message.slice(0, 800), { status: error.status, code: error.code });
      });
    } finally {
      this.sendingAnew.delete(orderId);
    }
    this.parts.changed();
  }

  /** True when Alpaca has it. A miss soon after a POST is no proof of absence. */
  private async lookFor(orderId: string): Promise<boolean> {
    try {
      const path = `/v2/orders:by_client_order_id?client_order_id=${encodeURIComponent(orderId)}`;
      await this.taken(await this.parts.rest.get(path, alpacaOrder, 'look'));
      return true;
    } catch (error) {
      if (error instanceof AlpacaRefusedError && error.status === 404) return false;
      throw error;
    }
  }

  /** As we know it; one that may be on its way is looked for. Null: Alpaca never had it. */
  async order(orderId: string): Promise<KnownOrder | null> {
    const known = await this.book.order(orderId);
    if (known?.status !== 'SENDING') return known;
    const posted = this.postedMs.get(orderId);
    if (await this.lookFor(orderId)) return this.book.order(orderId);
    if (posted !== undefined && Date.now() - posted < UNDER_WAY_MS)
      throw new BrokerUnavailableError(`order ${orderId} may be on its way to Alpaca`);
    return null;
  }

  async cancel({ order, chain, replacing, status }: KnownOrder): Promise<void> {
    const id = chain.at(-1)?.id;
    if (id === undefined) return;
    if (isOpen({ status }) && !this.cancelsMs.has(order.order_id)) this.cancelsMs.set(order.order_id, Date.now());
    if (replacing && !replacing.done && replacing.way === 'anew')
      throw new BrokerUnavailableError('its rest is being sent anew for an amendment; the cancel follows');
    await this.askCancel(id);
  }

  private async askCancel(id: string): Promise<void> {
    try {
      await this.parts.rest.delete(`/v2/orders/${id}`);
    } catch (error) {
      if (!(error instanceof AlpacaRefusedError)) throw error;
      if (error.keysRefused) this.block('KEYS_REFUSED', error.message);
      // Not cancelable (any more): how it stands says why.
      else await this.read(id);
    }
  }

  // ---- what Alpaca says ----

  private async heard(update: TradeUpdate, raw: unknown): Promise<void> {
    this.lastEventMs = Date.now();
    try {
      await this.event(update, raw);
    } catch (error) {
      this.parts.sweeping.failed(error);
      this.start(this.sweepSoon());
    }
    this.parts.changed();
  }

  private async event(update: TradeUpdate, raw: unknown): Promise<void> {
    const { event, order } = update;
    switch (event) {
      case 'fill':
      case 'partial_fill':
        return this.fillEvent(update, raw);
      case 'new':
      case 'accepted':
      case 'pending_new':
      case 'canceled':
      case 'expired':
      case 'rejected':
      case 'replaced':
        return this.taken(order, raw);
      case 'pending_cancel':
      case 'pending_replace':
        return;
      case 'trade_bust':
      case 'trade_correct':
        return this.block(
          'BUST',
          `Alpaca sent a ${event} of order ${order.client_order_id || order.id} (execution ${update.previous_execution_id ?? update.execution_id ?? 'unknown'}, quantity ${update.qty ?? '-'}, price ${update.price ?? '-'}): compare the account with the broker's and adopt what the broker has`,
        );
      case 'done_for_day':
      case 'stopped':
      case 'calculated':
      case 'suspended':
      case 'held':
      case 'restated':
      case 'order_cancel_rejected':
        return this.read(order.id);
      case 'order_replace_rejected': {
        await this.read(order.id);
        const id = await this.book.orderIdOf(order);
        return id === null ? undefined : this.book.refuseAmendment(id, 'Alpaca rejected the replacement', raw);
      }
      default:
        this.tell(
          'UNKNOWN_WORD',
          `Alpaca sent an event '${event.slice(0, 40)}' that this build does not know; the order is read`,
        );
        return this.read(order.id);
    }
  }

  private async fillEvent({ order, qty, price, timestamp }: TradeUpdate, raw: unknown): Promise<void> {
    if (qty === null || price === null) return this.fillsOf(order.id);
    await this.book.take({ ...order, filled_qty: '0', status: 'new' }, raw); // So that its id is known.
    const about = { order_id: order.id, qty, price, cum_qty: order.filled_qty, transaction_time: timestamp };
    if ((await this.bookFill(about, raw)) === 'fills are missing') await this.fillsOf(order.id);
    await this.taken(order, raw);
  }

  private async bookFill(about: Parameters<typeof fillOf>[0], raw: unknown): Promise<Taken> {
    try {
      return await this.book.fill(fillOf(about), raw);
    } catch (error) {
      if (!(error instanceof AmountError)) throw error;
      this.block('UNREADABLE', `a fill of order ${about.order_id} cannot be booked: an amount ${error.message}`);
      return 'cannot be judged';
    }
  }

  /** Takes the order as it stands; what fills are missing is read. */
  private async taken(order: AlpacaOrder, raw: unknown = order): Promise<void> {
    if (!isKnownStatus(order.status))
      this.tell(
        'UNKNOWN_WORD',
        `Alpaca's order ${order.id} has a status '${order.status.slice(0, 40)}' that this build does not know; it counts as open`,
      );
    const foreign = orderIdIn(order.client_order_id) === null;
    const before = !foreign || (await this.book.has(order.id));
    await this.took(order, await this.book.take(order, raw));
    if (!before && (await this.isForeign(order.id)))
      this.tell(
        'FOREIGN_ORDER',
        `order ${order.id} (${order.side} ${order.qty ?? ''} ${order.symbol}) was not sent by Breakwater; it counts, and can be canceled`,
      );
  }

  /** One that somebody replaced at Alpaca is ours all the same. */
  private async isForeign(alpacaId: string): Promise<boolean> {
    return (await this.book.known(alpacaId))?.foreign === true;
  }

  private async took(order: AlpacaOrder, taken: Taken): Promise<void> {
    switch (taken) {
      case 'taken':
        this.postedMs.delete(order.client_order_id);
        if (order.status === 'replaced' && order.replaced_by !== null && !(await this.book.has(order.replaced_by)))
          await this.read(order.replaced_by);
        return;
      case 'its old order is to be read':
        return order.replaces === null ? undefined : this.read(order.replaces);
      case 'to be sent anew': {
        const id = await this.book.orderIdOf(order);
        if (id !== null) this.start(this.parts.sweeping.tried(() => this.sendAnew(id), undefined));
        return;
      }
      case 'more than was asked':
        this.tell(
          'ORDER_DIFFERS',
          `Alpaca's order ${order.id} replaces one of ours and is more than was asked for: it is canceled`,
        );
        return this.askCancel(order.id);
      case 'fills are missing':
        return this.fillsOf(order.id);
      case 'another order under our id':
        return this.block(
          'ORDER_DIFFERS',
          `Alpaca's order ${order.id} stands under our id ${order.client_order_id}, and is another order`,
        );
      case 'cannot be judged':
        return this.block(
          'ORDER_DIFFERS',
          `Alpaca's order ${order.id} was not sent by Breakwater and has no quantity: cancel it at Alpaca`,
        );
      default:
    }
  }

  private async read(alpacaId: string): Promise<void> {
    await this.taken(await this.parts.rest.get(`/v2/orders/${encodeURIComponent(alpacaId)}`, alpacaOrder, 'gap'));
  }

  /** Fills of one order from the account's activities, which may come late; the price is never guessed. */
  private async fillsOf(alpacaId: string): Promise<void> {
    for (const ms of [0, ...this.parts.fillsLateMs]) {
      if (ms > 0) await pause(ms, AbortSignal.timeout(UNDER_WAY_MS));
      const theirs = await this.parts.rest.get(`/v2/orders/${encodeURIComponent(alpacaId)}`, alpacaOrder, 'gap');
      for await (const page of this.activities(`order_id=${encodeURIComponent(alpacaId)}`))
        for (const one of page) await this.bookFill(one, one);
      const taken = await this.book.take(theirs, theirs);
      if (taken !== 'fills are missing') return this.took(theirs, taken);
    }
    this.block(
      'FILLS_MISSING',
      `Alpaca's order ${alpacaId} has fills that its activities do not show: the position is not known`,
    );
  }

  // ---- sweeps ----

  private async sweepSoon(): Promise<void> {
    await this.parts.sweeping.tried(() => this.sweepOnce(), undefined);
  }

  /** Everything that the stream may have missed. One at a time; who asks meanwhile waits for the one after it. */
  sweepOnce(): Promise<void> {
    const running = this.sweep ?? Promise.resolve();
    const next = running
      .catch(() => undefined)
      .then(() => this.sweepNow())
      .finally(() => {
        if (this.sweep === next) this.sweep = null;
      });
    this.sweep = next;
    return next;
  }

  private async sweepNow(): Promise<void> {
    await this.record();
    await this.sweepFills();
    const seen = new Set<string>();
    for await (const page of this.openAtAlpaca()) {
      for (const theirs of page) {
        seen.add(theirs.id);
        await this.taken(theirs);
      }
    }
    for (const { order, chain, status, replacing } of [...this.book.open.values()]) {
      const newest = chain.at(-1)?.id;
      if (newest !== undefined && !seen.has(newest)) await this.read(newest);
      if (replacing && !replacing.done && replacing.by !== null && !seen.has(replacing.by)) await this.read(replacing.by);
      else if (status === 'SENDING')
        await this.order(order.order_id).catch((error: unknown) => {
          if (!(error instanceof BrokerUnavailableError)) throw error;
        });
    }
    await this.activitySweep.run();
    this.parts.sweeping.worked();
    this.parts.changed();
  }

  private async sweepFills(): Promise<void> {
    const { journal } = this.parts;
    const began = (await journal.account(this.account))?.fills_from.getTime() ?? Date.now();
    const last = await journal.lastFillMs(this.account);
    const from = Math.max(began, (last ?? began) - OVERLAP_MS);
    for await (const page of this.activities(`after=${encodeURIComponent(new Date(from).toISOString())}`))
      for (const one of page) await this.activity(one);
  }

  private async activity(one: FillActivity): Promise<void> {
    if ((await this.bookFill(one, one)) !== 'cannot be judged') return;
    // An order that we do not know yet: somebody else sent it.
    const theirs = await this.parts.rest.get(`/v2/orders/${encodeURIComponent(one.order_id)}`, alpacaOrder, 'gap');
    await this.book.take({ ...theirs, filled_qty: '0', status: 'new' }, theirs);
    await this.bookFill(one, one);
    await this.taken(theirs);
  }

  private activities(query: string): AsyncGenerator<FillActivity[]> {
    return this.pages('/v2/account/activities/FILL', query, fillActivities);
  }

  private async *pages<One extends { id: string }>(path: string, query: string, schema: z.ZodType<One[]>): AsyncGenerator<One[]> {
    let token = '';
    for (let pages = 0; pages < PAGES_MAX; pages += 1) {
      const next = token && `&page_token=${encodeURIComponent(token)}`;
      const page = await this.parts.rest.get(`${path}?direction=asc&page_size=${PAGE}&${query}${next}`, schema, 'gap');
      yield page;
      if (page.length < PAGE) return;
      token = page.at(-1)?.id ?? '';
    }
    throw new BrokerUnavailableError(`more than ${PAGES_MAX * PAGE} activities are to be read`);
  }

  private async *openAtAlpaca(): AsyncGenerator<AlpacaOrder[]> {
    let after = '';
    for (let pages = 0; pages < PAGES_MAX; pages += 1) {
      const path = `/v2/orders?status=open&limit=${ORDERS_PAGE}&direction=asc&nested=false${after && `&after_order_id=${after}`}`;
      const page = await this.parts.rest.get(path, alpacaOrders, 'routine');
      yield page;
      if (page.length < ORDERS_PAGE) return;
      after = page.at(-1)?.id ?? '';
    }
    throw new BrokerUnavailableError(`more than ${PAGES_MAX * ORDERS_PAGE} orders are open`);
  }
}

const stopOf = ({ stop_price }: Replacing) => (stop_price === undefined ? {} : { stop_price });
