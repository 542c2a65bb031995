import { isDecided, isOutcomeUnknown, errorOf, OutcomeUnknownError, ProblemError } from './errors.js';
import { createClient, createConfig } from './generated/client/index.js';
import { Operations } from './generated/sdk.gen.js';
import type {
  Accepted,
  Cancel,
  CancelAll,
  Check,
  LiveMessage,
  NewOrder,
  NewReset,
  NewTrip,
  Reset,
  Trip,
} from './generated/types.gen.js';
import { type LiveOptions, liveMessages } from './live.js';

export interface BreakwaterOptions {
  /** Default `http://127.0.0.1:8082`. */
  url?: string;
  /** How long one request may take. Default 5,000 ms; the server itself waits up to 2 s for a takeover. */
  timeoutMs?: number;
  /** How long an order whose outcome is unknown is sent again. Default 15,000 ms. */
  settleMs?: number;
  /** Sent with every request. */
  headers?: Record<string, string>;
  /** Instead of the global `fetch`. */
  fetch?: typeof fetch;
}

/** An order; without a `client_order_id` it is given one. Quantity and price are numbers or decimal strings such as "175.25". */
export type OrderToSubmit = Omit<NewOrder, 'client_order_id'> & { client_order_id?: string };

const FIRST_WAIT_MS = 100;
const LONGEST_WAIT_MS = 1000;

/** Breakwater's API. Every method throws a ProblemError (RefusedError for a refused order) or a NoAnswerError. */
export class Breakwater {
  /** Every operation of the API by its id: `api.listFills({ query: { symbol: 'SPY' } })`. */
  readonly api: Operations;
  readonly url: string;
  readonly #settleMs: number;

  constructor(options: BreakwaterOptions = {}) {
    const { url = 'http://127.0.0.1:8082', timeoutMs = 5000, settleMs = 15_000, headers = {} } = options;
    this.url = url.replace(/\/+$/, '');
    this.#settleMs = settleMs;
    const { fetch: given = globalThis.fetch } = options;
    const limited: typeof fetch = (input, init) => {
      const limit = AbortSignal.timeout(timeoutMs);
      const own = input instanceof Request ? input.signal : init?.signal;
      return given(input, { ...init, signal: own ? AbortSignal.any([own, limit]) : limit });
    };
    const client = createClient(createConfig({ baseUrl: this.url, throwOnError: true, headers, fetch: limited }));
    client.interceptors.error.use((error, response) => errorOf(error, response));
    this.api = new Operations({ client });
  }

  /**
   * Checks one order and submits it. While its outcome is unknown (OUTCOME_UNKNOWN, a lost connection) it is sent again under the same
   * `client_order_id`, which never makes two orders of it. Throws a RefusedError with every reason, or an OutcomeUnknownError.
   */
  async submit(order: OrderToSubmit): Promise<Accepted> {
    const body: NewOrder = { ...order, client_order_id: order.client_order_id ?? `ts-${crypto.randomUUID()}` };
    const deadline = Date.now() + this.#settleMs;
    let mayBeOpen = false;
    for (let waitMs = FIRST_WAIT_MS; ; waitMs = Math.min(2 * waitMs, LONGEST_WAIT_MS)) {
      try {
        return await this.api.submitOrder({ body });
      } catch (error) {
        mayBeOpen ||= isOutcomeUnknown(error);
        // After a lost answer, "unavailable" speaks of this try alone: the first one may have been accepted.
        if (!mayBeOpen || isDecided(error)) throw error;
        if (Date.now() + waitMs > deadline) throw new OutcomeUnknownError(body, error);
      }
      await sleep(waitMs);
    }
  }

  /** What a check of this order would say now, and the largest quantity that would pass. Changes nothing. */
  check(order: OrderToSubmit): Promise<Check> {
    return this.api.checkOrder({ body: { ...order, client_order_id: order.client_order_id ?? 'check' } });
  }

  /** Asks to cancel one order; asked again when the answer is lost, which does no harm. An order that has ended is a problem ORDER_FINAL. */
  async cancel(orderId: string): Promise<Cancel> {
    let asked = 0;
    try {
      return await this.#again(() => {
        asked += 1;
        return this.api.cancelOrder({ path: { id: orderId } });
      });
    } catch (error) {
      if (asked === 1 || !(error instanceof ProblemError && error.code === 'ORDER_FINAL')) throw error;
      // The cancel whose answer was lost may be what ended it.
      const { order_id, status } = await this.api.getOrder({ path: { id: orderId } });
      if (status !== 'CANCELED') throw error;
      return { order_id, status, cancel_requested: true };
    }
  }

  /** Asks to cancel all open orders, of an account or a symbol where one is named. */
  async cancelAll(of: { account?: string; symbol?: string } = {}): Promise<CancelAll> {
    return this.#again(() => this.api.cancelOrders({ query: of }));
  }

  /** Trips a breaker by hand: the very next order meets it. When the answer is lost, look at `api.listBreakers({ query: { open: true } })`. */
  trip(trip: NewTrip): Promise<Trip> {
    return this.api.tripBreaker({ body: trip });
  }

  reset(reset: NewReset): Promise<Reset> {
    return this.api.resetBreaker({ body: reset });
  }

  /**
   * Live messages, for ever: after a lost connection it comes back and goes on after the last message, or with a SNAPSHOT that replaces
   * what was known. Throws a NoAnswerError when the first connection does not come about. `break` out of the loop, or `signal`, ends it.
   */
  live(options: LiveOptions = {}): AsyncGenerator<LiveMessage, void> {
    return liveMessages(this.url, options);
  }

  async #again<T>(call: () => Promise<T>): Promise<T> {
    const deadline = Date.now() + this.#settleMs;
    for (let waitMs = FIRST_WAIT_MS; ; waitMs = Math.min(2 * waitMs, LONGEST_WAIT_MS)) {
      try {
        return await call();
      } catch (error) {
        if (!isOutcomeUnknown(error) || Date.now() + waitMs > deadline) throw error;
      }
      await sleep(waitMs);
    }
  }
}

const sleep = (ms: number) => new Promise<void>((resolve) => setTimeout(resolve, ms));
