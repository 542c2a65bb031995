import { setTimeout as sleep } from 'node:timers/promises';
import type { Logger } from 'pino';
import { Board, type Known } from '#core/events/board.js';
import type { LiveMessage } from '#core/events/live-message.js';
import { compareKeys, type MessageKey, messageKey } from '#core/events/message-id.js';
import { type Missed, missedMessages } from '#core/events/missed.js';
import { pause } from '#core/pause.js';
import type { EventHistory } from '#core/ports/event-history.js';
import type { LiveBook } from '#core/ports/live-book.js';
import type { LogTail, TailRead } from '#core/ports/log-tail.js';
import type { KnownOrders } from './known-orders.js';
import { Outgoing } from './outgoing.js';
import { Ring } from './ring.js';

export interface FeedParts {
  tail: LogTail;
  book: LiveBook;
  history: EventHistory;
  orders: KnownOrders;
  logger: Logger;
  /** Is there any socket? Where nobody listens nothing is read: following a busy log costs a sixth of what checking its orders does. */
  listened: () => boolean;
  /** Does anybody want ORDER_UPDATE? They cost most, so they are made only then. */
  ordersWanted: () => boolean;
  /** Resolves when every socket has its share: the log is read on then, so nothing queues up here. */
  deliver: (messages: Outgoing[]) => Promise<void>;
  /** Not everything could be told: each socket is to be shown how things stand. */
  showAll: (board: Board) => Promise<void>;
}

const READ_MAX = 2000;
const BLOCK_MS = 1000;
/** Reading each entry as it comes would cost a round trip an order; nobody sees a hundredth of a second. */
const REST_MS = 10;
/** The log keeps what was copied for five seconds (redis/event-log.ts): who was away for half of it asks whether all is still there. */
const AWAY_MS = 2500;
const BACKOFF_MS = 200;
const RELAY_WAIT_MS = 10_000;
/** The feed looks at least each second whether orders are wanted. */
const FOLLOW_WAIT_MS = 1500;
const RING_MAX = 20_000;
/** As many messages as PostgreSQL is asked for; who missed more is shown how things stand. */
const MISSED_MAX = 10_000;
/** Once nobody listens, or nobody wants orders, they are followed a while longer, for who reconnects. */
const LINGER_MS = 10_000;

/**
 * Follows the log and makes messages of it: the one reader of a process, for all its sockets. It begins with how things stand in PostgreSQL, at
 * the entry up to which the relay has copied, and goes on from that entry; so a listener that is shown the board and then told all messages
 * misses nothing and is told nothing twice. It heals by itself and ends only by its signal.
 */
export class LiveFeed {
  private current: Board | null = null;
  private readonly ring = new Ring(RING_MAX, '0-0');
  private readonly orderRing = new Ring(RING_MAX, '0-0');
  private followingOrders = true;
  private ordersWantedAtMs = 0;
  private wantedAtMs = 0;
  private wake: (() => void) | null = null;
  private lastReadMs = 0;
  /** What was read last has a hole before it, or live state was made anew: to be mended before anything else is read. */
  private toMend: 'hole' | 'rebuilt' | null = null;
  private complaint = '';
  private backfills: Promise<unknown> = Promise.resolve();
  /** Who missed more than PostgreSQL is asked for; nobody who missed as much asks again. */
  private readonly tooLongAgo = { events: NOWHERE, orders: NOWHERE };

  constructor(private readonly parts: FeedParts) {}

  /** Null until it has begun: whoever wants it says so by `want`. */
  get board(): Board | null {
    return this.current;
  }

  /** It follows, or rests because nobody listens; false while it tries to and cannot. */
  get able(): boolean {
    return this.current !== null || this.wake !== null;
  }

  /** Somebody comes: the board is there soon, and stays for a while at least. */
  want(): void {
    this.wantedAtMs = Date.now();
    this.wake?.();
  }

  async run(signal: AbortSignal): Promise<void> {
    while (!signal.aborted) {
      try {
        if (!this.wanted()) await this.rest(signal);
        else if (this.current === null) await this.begin();
        else if (this.toMend) await this.mend(this.current, this.toMend);
        else await this.follow(this.current, signal);
        this.complaint = '';
      } catch (error) {
        const text = error instanceof Error ? error.message : String(error);
        if (!signal.aborted && text !== this.complaint) {
          this.parts.logger.warn({ err: error }, 'live events cannot be followed; it is tried again until it goes');
        }
        this.complaint = text;
        await pause(BACKOFF_MS, signal);
      }
    }
  }

  /**
   * All messages after the one with this id, as far as they have been made. Null: they cannot all be told any more. Asks PostgreSQL, one
   * question at a time, when this process has not seen them itself; who missed the same has them from memory then.
   */
  async missedSince(since: string, orders: boolean): Promise<Outgoing[] | null> {
    if (orders) this.ordersWantedAtMs = Date.now();
    const key = messageKey(since);
    const known = this.after(key, orders);
    if (known) return known;
    const mine = this.backfills.then(async () => this.after(key, orders) ?? (await this.backfill(since, orders)));
    this.backfills = mine.catch(() => null);
    await mine;
    return this.after(key, orders);
  }

  /** Null when some of it is not in memory. */
  after(key: MessageKey, orders: boolean): Outgoing[] | null {
    if (orders && !this.followingOrders) return null;
    const events = this.ring.after(key);
    const changed = orders ? this.orderRing.after(key) : [];
    if (!events || !changed) return null;
    return [...events, ...changed].sort((a, b) => compareKeys(a.key, b.key));
  }

  private wanted(): boolean {
    if (this.parts.listened()) this.wantedAtMs = Date.now();
    return Date.now() - this.wantedAtMs < LINGER_MS;
  }

  /** What was remembered is forgotten: whoever comes later is told from PostgreSQL what happened meanwhile. */
  private async rest(signal: AbortSignal): Promise<void> {
    this.current = null;
    await new Promise<void>((resolve) => {
      this.wake = resolve;
      signal.addEventListener('abort', this.wake, { once: true });
    });
    if (this.wake) signal.removeEventListener('abort', this.wake);
    this.wake = null;
  }

  private async begin(): Promise<void> {
    this.toMend = null;
    this.followingOrders = true;
    this.ordersWantedAtMs = Date.now();
    const startedMs = performance.now();
    const board = await this.readBoard();
    this.lastReadMs = startedMs;
    for (const ring of [this.ring, this.orderRing]) ring.restart(board.position);
    this.current = board;
  }

  private async readBoard(): Promise<Board> {
    const { book, history } = this.parts;
    const state = await history.board();
    const days = await Promise.all((await book.accounts()).map((account) => book.day(account)));
    return new Board({ ...state, days: days.filter((day) => day !== null) });
  }

  private async follow(board: Board, signal: AbortSignal): Promise<void> {
    this.switchOrders(board);
    const options = { limit: READ_MAX, blockMs: BLOCK_MS, reserved: this.followingOrders };
    const read = await this.parts.tail.read(board.position, options);
    const { events, last_id } = read;
    const now = performance.now();
    if (now - this.lastReadMs > AWAY_MS && !(await this.parts.tail.holds(board.position))) {
      this.toMend = 'hole';
      return;
    }
    this.lastReadMs = now;
    if (last_id === null) return;
    const known = await this.knownFor(board, read);
    // From here to the delivery's start nothing is waited for: a listener sees the board either before all of these events or after.
    const messages = events.flatMap((event) => board.take(event, known));
    board.position = last_id;
    await this.tell([...messages, ...board.takePnl(Date.now())]);
    this.parts.orders.forgetEnded(events);
    if (events.some(({ type }) => type === 'STATE_REBUILT')) this.toMend = 'rebuilt';
    else if (events.length + read.reserved.length < READ_MAX) await pause(REST_MS, signal);
  }

  /** What entries leave out. Who changed what in a configuration only PostgreSQL has; what it cannot tell in time is left open. */
  private async knownFor(board: Board, read: TailRead): Promise<Known> {
    const { orders, history } = this.parts;
    const following = this.followingOrders;
    if (following) await orders.fetchFor(read);
    const newest = Math.max(...read.events.map((event) => (event.type === 'CONFIG_ACTIVATED' ? event.version : 0)), 0);
    const changes = newest > board.config_version ? await history.changes(board.config_version, newest).catch(() => []) : [];
    return {
      order: (id) => (following ? orders.get(id) : undefined),
      changes: (after, upTo) => changes.filter(({ version }) => version > after && version <= upTo),
    };
  }

  private async tell(messages: LiveMessage[]): Promise<void> {
    const outgoing = messages.map((message) => new Outgoing(message));
    for (const one of outgoing) this.keep(one);
    await this.parts.deliver(outgoing);
  }

  /** P&L is not kept: who comes back is told how it stands within a second. */
  private keep(outgoing: Outgoing): void {
    if (isOrder(outgoing)) this.orderRing.push(outgoing);
    else if (outgoing.message.type !== 'PNL_UPDATE') this.ring.push(outgoing);
  }

  private switchOrders(board: Board): void {
    if (this.parts.ordersWanted()) this.ordersWantedAtMs = Date.now();
    const wanted = Date.now() - this.ordersWantedAtMs < LINGER_MS;
    if (wanted && !this.followingOrders) this.orderRing.restart(board.position);
    this.followingOrders = wanted;
  }

  /**
   * The log lost entries before they were read here, or was begun again. What they said is in PostgreSQL as soon as the relay has come as far;
   * it is told from there, and the log followed on from there. Where that does not do, everybody is shown how things stand.
   */
  private async mend(behind: Board, why: 'hole' | 'rebuilt'): Promise<void> {
    const { history, logger, showAll } = this.parts;
    const from = messageKey(behind.position);
    await this.untilCopied(from, RELAY_WAIT_MS);
    const startedMs = performance.now();
    const board = await this.readBoard();
    const missed = await history.after(behind.position, { orders: this.followingOrders, max: MISSED_MAX });
    const end = messageKey(board.position);
    const wentBack = compareKeys(end, from) < 0;
    const messages = missed && !wentBack ? missedMessages(missed, behind.position, board.position) : [];
    const show = why === 'rebuilt' || board.generation !== behind.generation || wentBack || !missed;
    logger.warn({ why, after: behind.position, to: board.position, missed: messages.length, show }, 'live events caught up');
    if (wentBack || !missed) for (const ring of [this.ring, this.orderRing]) ring.restart(board.position);
    this.current = board;
    this.lastReadMs = startedMs;
    this.toMend = null;
    await this.tell(messages);
    if (show) await showAll(board);
  }

  /** True when the relay has copied up to there in time: when Redis lost its disk it may never. */
  private async untilCopied(wanted: MessageKey, limitMs: number): Promise<boolean> {
    const deadline = Date.now() + limitMs;
    for (;;) {
      if (compareKeys(messageKey(await this.parts.history.position()), wanted) >= 0) return true;
      if (Date.now() > deadline) return false;
      await sleep(50);
    }
  }

  private async untilOrdersAreFollowed(): Promise<void> {
    const deadline = Date.now() + FOLLOW_WAIT_MS;
    while (!this.followingOrders && Date.now() < deadline) await sleep(20);
  }

  /** Brings what PostgreSQL has of the time between `since` and the beginning of memory into memory, if it is all there and not too much. */
  private async backfill(since: string, orders: boolean): Promise<void> {
    const from = messageKey(since);
    if (compareKeys(from, this.tooLongAgo[orders ? 'orders' : 'events']) <= 0) return;
    if (orders) await this.untilOrdersAreFollowed();
    const rings = orders ? [this.ring, this.orderRing] : [this.ring];
    for (const { start } of rings) if (!(await this.untilCopied(messageKey(start), FOLLOW_WAIT_MS))) return;
    const missed = await this.parts.history.after(since, { orders, max: MISSED_MAX });
    const fits = missed !== null && rings.every((ring) => this.extend(ring, missed, since));
    if (!fits) this.tooLongAgo[orders ? 'orders' : 'events'] = from;
  }

  private extend(ring: Ring, missed: Missed, since: string): boolean {
    if (compareKeys(messageKey(since), messageKey(ring.start)) >= 0) return true;
    const older = missedMessages(missed, since, ring.start).map((message) => new Outgoing(message));
    return ring.extendBack(
      since,
      older.filter((one) => isOrder(one) === (ring === this.orderRing)),
    );
  }
}

const NOWHERE: MessageKey = { ms: 0, seq: 0, part: 0 };
const isOrder = ({ message }: Outgoing) => message.type === 'ORDER_UPDATE';
