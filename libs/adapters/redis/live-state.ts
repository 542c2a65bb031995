import type { Verdict } from '#core/gate/event.js';
import type { Order } from '#core/model/order.js';
import { STATE_REASON_CODES, type StateReasonCode } from '#core/model/reason-codes.js';
import type { ReservedState } from '#core/model/reserved-state.js';
import { LiveState, type Reserved, StateUnavailableError } from '#core/ports/live-state.js';
import { parseReservedState, verdictText } from './log-codec.js';
import type { ScriptedRedis } from './scripts.js';
import { isVouchedFor } from './vouched-server.js';

/** How many reserves may wait for Redis at once; more is refused at once, so that a slow Redis never becomes a long queue. */
const IN_FLIGHT_MAX = 4096;
/** Orders whose callers were told 503 after they may have been reserved: voided when Redis answers again. The oldest falls off to the sweeper. */
const ABANDONED_MAX = 10_000;

/** How often it is asked whether the server is vouched for. */
const TRUST_ASK_MS = 100;
/** How long a verdict waits for an order to travel with. */
const VERDICT_WAIT_MS = 1;
/** Orders in one write to Redis. More would leave Redis idle while a turn of the event loop is still deciding, fewer would be more syncs. */
const WRITE_TOGETHER = 24;

/**
 * The gate's side of live state. Redis syncs its file once for all that it finds in its inbox, so what is sent in one turn of the event loop leaves
 * in one write (or a few), and verdicts travel with the next order: a sync of their own would hold that order up.
 */
export class RedisLiveState extends LiveState {
  private inFlight = 0;
  private verdicts: Verdict[] = [];
  private flushing: NodeJS.Timeout | null = null;
  /** Orders held back for one write; null when nothing is. */
  private gathered: number | null = null;
  private readonly abandoned = new Map<string, Verdict>();
  /** False from a lost connection until the trading floor has vouched for the run of the server that answers then. */
  trusted = false;

  constructor(private readonly redis: ScriptedRedis) {
    super();
    redis.on('close', () => {
      this.trusted = false;
    });
    redis.on('ready', () => {
      this.voidAbandoned();
      void this.waitForTrust();
    });
    if (redis.status === 'ready') void this.waitForTrust();
  }

  private async waitForTrust(): Promise<void> {
    while (this.redis.status === 'ready' && !this.trusted) {
      this.trusted = await isVouchedFor(this.redis).catch(() => false);
      if (!this.trusted) await new Promise((resolve) => setTimeout(resolve, TRUST_ASK_MS).unref());
    }
  }

  override async reserve(order: Order, bodyHash: string): Promise<Reserved> {
    if (this.inFlight >= IN_FLIGHT_MAX)
      throw new StateUnavailableError('STATE_UNAVAILABLE', `${IN_FLIGHT_MAX} orders wait for Redis already`);
    const sent = this.redis.status === 'ready';
    if (sent && !this.trusted)
      throw new StateUnavailableError('STATE_UNAVAILABLE', 'Redis was restarted; its state is being compared with PostgreSQL');
    this.inFlight += 1;
    let answer: string;
    try {
      this.sendTogether();
      this.flush();
      answer = String(await this.redis.bwReserve(...reserveArguments(order, bodyHash, '0')));
    } catch {
      // It may have been held before the connection broke: void it as soon as Redis is back. The caller is told 503.
      if (sent) this.abandon(order);
      throw new StateUnavailableError('STATE_UNAVAILABLE', 'Redis does not answer; nothing was let through');
    } finally {
      this.inFlight -= 1;
    }
    if (answer.startsWith('OK ')) return { kind: 'reserved', state: parseReservedState(answer.slice(3)) };
    if (answer.startsWith('KNOWN ')) {
      const [, order_id = '', body_hash = ''] = answer.split(' ');
      return { kind: 'known', order_id, body_hash };
    }
    throw refusal(answer);
  }

  override async preview(order: Order): Promise<ReservedState> {
    const answer = await this.redis.bwReserve(...reserveArguments(order, '', '1')).catch(() => {
      throw new StateUnavailableError('STATE_UNAVAILABLE', 'Redis does not answer');
    });
    if (String(answer).startsWith('OK ')) return parseReservedState(String(answer).slice(3));
    throw refusal(String(answer));
  }

  override conclude(verdict: Verdict): void {
    this.verdicts.push(verdict);
    this.flushing ??= setTimeout(() => this.flush(), VERDICT_WAIT_MS);
  }

  override abandon(order: Order): void {
    const { order_id, decision_id, account, symbol } = order;
    const violations: Verdict['violations'] = [];
    const verdict: Verdict = { order_id, decision_id, account, symbol, accepted: false, violations, waived: [], by: 'abandoned' };
    if (this.abandoned.size >= ABANDONED_MAX) this.abandoned.delete(this.abandoned.keys().next().value ?? '');
    this.abandoned.set(order_id, verdict);
    if (this.redis.status === 'ready') this.voidAbandoned();
  }

  /** Sends what is still to be sent; for a clean stop. */
  async drain(): Promise<void> {
    while (this.flushing || this.inFlight > 0) await new Promise((resolve) => setTimeout(resolve, 5));
  }

  /** What is sent in this turn of the event loop goes out to Redis together, WRITE_TOGETHER orders at a time. */
  private sendTogether(): void {
    if (this.redis.status !== 'ready') return;
    const { stream } = this.redis;
    if (this.gathered === null) {
      this.gathered = 0;
      stream.cork();
      setImmediate(() => {
        this.gathered = null;
        stream.uncork();
      });
    } else if (this.gathered === WRITE_TOGETHER) {
      this.gathered = 0;
      stream.uncork();
      stream.cork();
    }
    this.gathered += 1;
  }

  private flush(): void {
    if (this.flushing) clearTimeout(this.flushing);
    this.flushing = null;
    if (this.verdicts.length === 0) return;
    const batch = this.verdicts;
    this.verdicts = [];
    // A verdict that does not get through is the sweeper's: the reserve that it follows from is in the log.
    this.redis.bwConclude(...batch.flatMap(verdictArguments)).catch(() => {});
  }

  private voidAbandoned(): void {
    const batch = [...this.abandoned.values()];
    if (batch.length === 0) return;
    this.redis
      .bwConclude(...batch.flatMap(verdictArguments))
      .then(() => batch.forEach((verdict) => this.abandoned.delete(verdict.order_id)))
      .catch(() => {});
  }
}

function reserveArguments(order: Order, bodyHash: string, dry: '0' | '1'): (string | number)[] {
  return [
    order.account,
    order.symbol,
    order.side === 'BUY' ? 'B' : 'S',
    order.quantity,
    order.price ?? 0,
    order.order_type === 'MARKET' ? 'M' : 'L',
    order.time_in_force,
    order.order_id,
    order.decision_id,
    order.client_order_id,
    bodyHash,
    dry,
  ];
}

export function verdictArguments(verdict: Verdict): string[] {
  return [verdict.order_id, verdict.by === 'abandoned' ? '2' : verdict.accepted ? '1' : '0', verdictText(verdict)];
}

function refusal(answer: string): StateUnavailableError {
  const space = answer.indexOf(' ');
  const code = answer.slice(0, space) as StateReasonCode;
  if (!STATE_REASON_CODES.includes(code))
    return new StateUnavailableError('STATE_UNAVAILABLE', `unexpected answer of the reserve script: ${answer}`);
  return new StateUnavailableError(code, answer.slice(space + 1));
}
