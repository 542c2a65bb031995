import { isInScope } from '../model/scope.js';
import type { Complaint } from '../complaint.js';
import type { FoldedEvent } from '../gate/fold.js';
import type { OrderState } from '../gate/state.js';
import type { Order } from '../model/order.js';
import { pause } from '../pause.js';
import { type Amendment, type Broker, BrokerUnavailableError, UnknownBrokerOrderError } from '../ports/broker.js';
import { StateUnavailableError } from '../ports/gate.js';
import type { FeedListener, GateFeed } from '../ports/gate-feed.js';
import type { LiveBook } from '../ports/live-book.js';

/** Orders and cancels that the broker is asked at once. */
const AT_ONCE = 256;
/** An order that has waited longer than this is judged again before it is sent. */
const FRESH_MS = 2000;
const RETRY_MS = 200;
/** So many failures with nothing between that worked: the broker is away, and one after the other asks for it. Hundreds that retry at once keep others from the database, or use up the broker's rate. */
const AWAY_AFTER = 8;
const SWEEP_MS = 2000;

/** An accepted order that the broker has not acknowledged to this desk. */
interface Waiting {
  order: Order;
  acceptedMs: number;
  /** It may have reached the broker already: the broker is asked before it is taken back. */
  tried: boolean;
  /** A cancel or a trip came after it: the gate is asked before it is sent. */
  doubted: boolean;
  sending: boolean;
}

/** An amendment that the broker has not answered. */
interface Amending {
  order: Order;
  amendment: Amendment;
  /** It may have reached the broker already, as with an order. */
  tried: boolean;
  doubted: boolean;
  sending: boolean;
}

/**
 * Takes accepted orders and cancels to the broker, in the order of the log. An order that was not sent when its cancel or a trip comes is not sent any
 * more: the gate takes it back and frees its hold. The same holds for an amendment. What the log says is acted on at once; what was missed is found by looking through the open
 * orders now and then. A submit is idempotent by order_id, so trying twice is trying once.
 */
export class BrokerDesk implements FeedListener {
  private readonly waiting = new Map<string, Waiting>();
  private readonly cancels = new Set<string>();
  /** By order; those under way stay until they are answered. */
  private readonly amendments = new Map<string, Amending>();
  private underWay = 0;
  /** Failures since something worked. */
  private failures = 0;
  private wake: () => void = () => {};
  private begun = false;
  private signal: AbortSignal = new AbortController().signal;
  private broken: Error | null = null;

  constructor(
    private readonly feed: GateFeed,
    private readonly book: LiveBook,
    private readonly broker: Broker,
    private readonly complaint: Complaint,
  ) {}

  /** Until the signal aborts. Throws what the broker or the gate throw that is no outage: make another one then, from the state that stands. */
  async run(signal: AbortSignal): Promise<void> {
    const leave = this.feed.subscribe(this);
    signal.addEventListener('abort', () => this.wake(), { once: true });
    try {
      while (this.feed.state === null && !signal.aborted) await pause(20, signal);
      this.signal = signal;
      this.begin();
      let sweptMs = performance.now();
      while (!signal.aborted && this.broken === null) {
        this.sendSome();
        await this.untilWoken(SWEEP_MS);
        if (performance.now() - sweptMs < SWEEP_MS) continue;
        sweptMs = performance.now();
        this.sweep();
      }
      if (this.broken !== null) throw this.broken;
    } finally {
      leave();
    }
  }

  // ---- what the log says ----

  took(events: FoldedEvent[]): void {
    if (!this.begun) return;
    for (const folded of events) this.take(folded);
    this.wake();
  }

  reset(): void {
    this.broken = new Error('the state was made anew');
    this.wake();
  }

  private take({ event }: FoldedEvent): void {
    switch (event.type) {
      case 'ORDER_DECIDED':
        if (event.accepted) this.wait(event.order, event.at_ms, false);
        return;
      case 'AMEND_DECIDED':
        if (event.accepted) this.amend(event.order, event.decision_id, false);
        return;
      case 'ORDER_AMENDED':
      case 'AMEND_REJECTED':
        this.amendments.delete(event.order_id);
        return;
      case 'CANCEL_REQUESTED': {
        const waits = this.waiting.get(event.order_id);
        if (waits) waits.doubted = true;
        if (!waits || waits.tried || waits.sending) this.cancels.add(event.order_id);
        const amending = this.amendments.get(event.order_id);
        if (amending) amending.doubted = true;
        return;
      }
      case 'BREAKER_TRIPPED':
      case 'BREAKER_CAUSE_ADDED':
      case 'BREAKER_MODE_CHANGED':
        for (const waits of [...this.waiting.values(), ...this.amendments.values()])
          if (isInScope(event.scope, waits.order)) waits.doubted = true;
        return;
      case 'ORDER_WITHDRAWN': {
        // A question that came late may take back an order that was sent meanwhile: it must not stay at the broker without its hold.
        const waits = this.waiting.get(event.order_id);
        if (waits === undefined || waits.tried) this.cancels.add(event.order_id);
        this.waiting.delete(event.order_id);
        return;
      }
      case 'EXECUTION_APPLIED':
        this.waiting.delete(event.order_id);
        return;
      default:
    }
  }

  private wait(order: Order, acceptedMs: number, tried: boolean): void {
    this.waiting.set(order.order_id, { order, acceptedMs, tried, doubted: false, sending: false });
  }

  /** One that is under way is not sent again before it is answered. */
  private amend(order: Order, amendment_id: string, tried: boolean): void {
    const { order_id, quantity, price, stop_price } = order;
    if (this.amendments.get(order_id)?.amendment.amendment_id === amendment_id) return;
    const amendment = { amendment_id, quantity, price, ...(stop_price === undefined ? {} : { stop_price }) };
    this.amendments.set(order_id, { order, amendment, tried, doubted: tried, sending: false });
  }

  /** What stands open when this desk begins: another one may have tried it. */
  private begin(): void {
    this.begun = true;
    for (const open of this.feed.state?.orders.values() ?? []) this.takeUp(open);
  }

  private takeUp({ order, status, at_us, cancel_requested, amending }: OrderState): void {
    if (amending) this.amend({ ...order, ...amending }, amending.decision_id, true);
    if (status === 'PENDING_SUBMIT') this.wait(order, at_us / 1000, true);
    else if (cancel_requested) this.cancels.add(order.order_id);
  }

  /** What was lost on the way: an order that is neither sent nor waiting, a cancel that the broker did not know yet. */
  private sweep(): void {
    const before = (Date.now() - SWEEP_MS) * 1000;
    for (const open of this.feed.state?.orders.values() ?? []) {
      if ((open.amending?.at_us ?? open.at_us) > before || this.waiting.has(open.order.order_id)) continue;
      this.takeUp(open);
    }
  }

  // ---- what the broker is asked ----

  private sendSome(): void {
    for (const id of this.cancels) {
      if (!this.mayAsk()) break;
      if (this.waiting.get(id)?.sending) continue; // It follows when the order is there.
      this.cancels.delete(id);
      this.start(this.cancel(id));
    }
    for (const [id, asked] of this.amendments) {
      if (this.underWay >= AT_ONCE) return;
      if (asked.sending || !this.mayStart(asked)) continue;
      asked.sending = true;
      this.start(this.replace(id, asked));
    }
    for (const waits of this.waiting.values()) {
      if (this.underWay >= AT_ONCE) return;
      if (waits.sending || !this.mayStart(waits)) continue;
      waits.sending = true;
      this.start(this.bring(waits));
    }
  }

  private mayAsk(): boolean {
    return this.failures < AWAY_AFTER ? this.underWay < AT_ONCE : this.underWay === 0;
  }

  /** Of what was never sent and is doubted the gate is asked first, so that it can take it back while the broker is away. */
  private mayStart({ tried, doubted }: Pick<Waiting, 'tried' | 'doubted'>): boolean {
    return (doubted && !tried) || this.mayAsk();
  }

  private worked(): void {
    this.failures = 0;
    this.complaint.worked();
  }

  /** The moment until the next try counts as under way. */
  private async failed(error: Error): Promise<void> {
    this.failures += 1;
    this.complaint.failed(error);
    await pause(RETRY_MS, this.signal);
  }

  private start(work: Promise<void>): void {
    this.underWay += 1;
    void work
      .catch((error: unknown) => {
        this.broken ??= error instanceof Error ? error : new Error(String(error));
      })
      .finally(() => {
        this.underWay -= 1;
        this.wake();
      });
  }

  private async bring(waits: Waiting): Promise<void> {
    const { order } = waits;
    try {
      if (await this.maySend(waits)) {
        waits.tried = true;
        await this.broker.submit(order);
      }
      this.waiting.delete(order.order_id);
      this.worked();
    } catch (error) {
      if (!(error instanceof BrokerUnavailableError) && !(error instanceof StateUnavailableError)) throw error;
      waits.doubted = true;
      await this.failed(error);
      waits.sending = false;
      // Behind the others: it may be this one alone that fails.
      if (this.waiting.delete(order.order_id)) this.waiting.set(order.order_id, waits);
    }
  }

  /** An order that something may speak against, or that has waited long, is sent only when the gate says so; and never taken back when the broker has it. */
  private async maySend(waits: Waiting): Promise<boolean> {
    const old = Date.now() - waits.acceptedMs > FRESH_MS;
    if (!waits.doubted && !old && !waits.tried) return true;
    if (waits.tried && (await this.broker.order(waits.order.order_id))) return false;
    return (await this.book.reconsider(waits.order.order_id)) === 'send';
  }

  private async cancel(orderId: string): Promise<void> {
    try {
      await this.broker.cancel(orderId);
      this.worked();
    } catch (error) {
      if (error instanceof UnknownBrokerOrderError) return; // Not there yet: the next look through the open orders asks again.
      if (!(error instanceof BrokerUnavailableError)) throw error;
      await this.failed(error);
    }
  }

  /** Taken off the list when it was handed over or failed: the next look through the open orders finds one that is still pending, and doubts it. */
  private async replace(orderId: string, amending: Amending): Promise<void> {
    try {
      if (await this.mayReplace(orderId, amending)) await this.broker.replace(orderId, amending.amendment);
      this.worked();
    } catch (error) {
      if (error instanceof UnknownBrokerOrderError) return;
      if (!(error instanceof BrokerUnavailableError) && !(error instanceof StateUnavailableError)) throw error;
      await this.failed(error);
    } finally {
      if (this.amendments.get(orderId) === amending) this.amendments.delete(orderId);
    }
  }

  /** One that the broker may have is asked for again; another that something may speak against goes only when the gate says so. */
  private async mayReplace(orderId: string, { amendment: { amendment_id }, tried, doubted }: Amending): Promise<boolean> {
    if (!doubted) return true;
    if (tried && (await this.broker.mayHaveAmendment(orderId, amendment_id))) return true;
    return (await this.book.reconsider(orderId, amendment_id)) === 'send';
  }

  private async untilWoken(limitMs: number): Promise<void> {
    if (this.broken !== null) return;
    await new Promise<void>((resolve) => {
      const timer = setTimeout(resolve, limitMs);
      this.wake = () => {
        clearTimeout(timer);
        resolve();
      };
    });
    this.wake = () => {};
  }
}
