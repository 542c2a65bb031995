import { setTimeout as sleep } from 'node:timers/promises';
import type { Logger } from 'pino';
import { Board, type Known } from '#core/events/board.js';
import type { LiveMessage } from '#core/events/live-message.js';
import { compareKeys, type MessageKey, messageKey } from '#core/events/message-id.js';
import { type Missed, missedMessages } from '#core/events/missed.js';
import type { FoldedEvent } from '#core/gate/fold.js';
import { dayOf } from '#core/gate/valuation.js';
import { pause } from '#core/pause.js';
import type { ConfigChange } from '#core/ports/config-store.js';
import type { EventHistory } from '#core/ports/event-history.js';
import type { FeedListener, GateFeed } from '#core/ports/gate-feed.js';
import { Outgoing } from './outgoing.js';
import { Ring } from './ring.js';

export interface FeedParts {
  feed: GateFeed;
  history: EventHistory;
  logger: Logger;
  /** Is there any socket? Where nobody listens no message is made. */
  listened: () => boolean;
  /** Does anybody want ORDER_UPDATE? They cost most, so they are made only then. */
  ordersWanted: () => boolean;
  /** Resolves when every socket has its share: what comes next is told then, so nothing queues up at the sockets. */
  deliver: (messages: Outgoing[]) => Promise<void>;
  /** Not everything could be told: each socket is to be shown how things stand. */
  showAll: (board: Board) => Promise<void>;
}

/** Events worked off at once: the same thread decides orders. */
const SLICE_MAX = 1000;
/** Events that wait to be told; beyond them they are told from PostgreSQL, as after a hole. */
const QUEUE_MAX = 100_000;
/** Messages of ten milliseconds leave together; nobody sees a hundredth of a second. */
const REST_MS = 10;
/** Who changed what in a configuration only PostgreSQL has; what it cannot tell in time is left out. */
const CHANGES_WAIT_MS = 1000;
const BACKOFF_MS = 200;
const RELAY_WAIT_MS = 10_000;
const FOLLOW_WAIT_MS = 1500;
/** While nothing happens it is looked at least so often whether anybody listens, and what. */
const IDLE_MS = 500;
const RING_MAX = 20_000;
/** As many messages as PostgreSQL is asked for; who missed more is shown how things stand. */
const MISSED_MAX = 10_000;
/** Once nobody listens, or nobody wants orders, they are followed a while longer, for who reconnects. */
const LINGER_MS = 10_000;

/**
 * Makes messages of what the process folds, for all its sockets. It begins with how things stand in PostgreSQL, at the event up to which the relay has
 * copied, and goes on from there with the events that it has listened to meanwhile; so a listener that is shown the board and then told all messages
 * misses nothing and is told nothing twice. It heals by itself and ends only by its signal.
 */
export class LiveFeed implements FeedListener {
  private current: Board | null = null;
  private readonly ring = new Ring(RING_MAX, '0-0');
  private readonly orderRing = new Ring(RING_MAX, '0-0');
  private followingOrders = true;
  private ordersWantedAtMs = 0;
  private wantedAtMs = 0;
  private wake: (() => void) | null = null;
  private queue: FoldedEvent[] = [];
  private leave: (() => void) | null = null;
  private moved: (() => void) | null = null;
  /** Events were passed over, or the state was made anew: to be mended before anything else is told. */
  private toMend: 'hole' | 'rebuilt' | null = null;
  private complaint = '';
  private ending = new AbortController().signal;
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

  took(events: FoldedEvent[]): void {
    if (this.queue.length + events.length > QUEUE_MAX) {
      this.queue = [];
      this.toMend = 'hole';
    } else for (const one of events) this.queue.push(one);
    this.moved?.();
  }

  reset(): void {
    this.queue = [];
    this.toMend = 'rebuilt';
    this.moved?.();
  }

  async run(signal: AbortSignal): Promise<void> {
    this.ending = signal;
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
    this.leave?.();
    this.leave = null;
    this.queue = [];
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
    this.leave ??= this.parts.feed.subscribe(this);
    const board = await this.readBoard();
    for (const ring of [this.ring, this.orderRing]) ring.restart(board.position);
    this.current = board;
  }

  /** How things stand in PostgreSQL, once it has all that was told before this process listened; what was listened to and stands there too is dropped. */
  private async readBoard(): Promise<Board> {
    const { feed, history } = this.parts;
    await this.untilCopied(messageKey(feed.position), RELAY_WAIT_MS);
    const state = await history.board();
    const board = new Board({ ...state, days: await this.daysOf(null) });
    const at = messageKey(board.position);
    this.queue = this.queue.filter(({ event }) => compareKeys(messageKey(event.id), at) > 0);
    return board;
  }

  /** Days of those accounts (null: of all) as the log keeps them: on the active gate the state runs a little ahead. */
  private async daysOf(accounts: string[] | null) {
    const { feed } = this.parts;
    const { state } = feed;
    if (!state) return [];
    const chosen = accounts ? accounts.flatMap((id) => state.accounts.get(id) ?? []) : [...state.accounts.values()];
    const days = chosen.map((account) => dayOf(state, account));
    await feed.kept();
    return days;
  }

  private async follow(board: Board, signal: AbortSignal): Promise<void> {
    this.switchOrders(board);
    if (this.queue.length === 0) return this.untilMoved(signal);
    const slice = this.queue.splice(0, SLICE_MAX);
    const known = await this.knownFor(board, slice);
    // From here to the delivery's start nothing is waited for: a listener sees the board either before all of these events or after.
    await this.tell(slice.flatMap((folded) => board.take(folded, known)));
    const due = board.takeDue(this.parts.feed.state?.accounts.keys() ?? []);
    if (due.length > 0) {
      const days = await this.daysOf(due);
      await this.tell(board.tellPnl(days, Date.now()));
    }
    if (this.queue.length < SLICE_MAX) await pause(REST_MS, signal);
  }

  private async untilMoved(signal: AbortSignal): Promise<void> {
    const moved = new AbortController();
    this.moved = () => moved.abort();
    await pause(IDLE_MS, AbortSignal.any([signal, moved.signal]));
    this.moved = null;
  }

  /** What events leave out. */
  private async knownFor(board: Board, slice: FoldedEvent[]): Promise<Known> {
    const newest = Math.max(0, ...slice.map(({ event }) => (event.type === 'CONFIG_ACTIVATED' ? event.version : 0)));
    const changes = newest > board.config_version ? await this.changesInTime(board.config_version, newest) : [];
    return {
      orders: this.followingOrders,
      changes: (after, upTo) => changes.filter(({ version }) => version > after && version <= upTo),
    };
  }

  private async changesInTime(after: number, upTo: number): Promise<ConfigChange[]> {
    const limit = new AbortController();
    const late = pause(CHANGES_WAIT_MS, limit.signal).then(() => []);
    const asked = this.parts.history.changes(after, upTo).catch(() => []);
    try {
      return await Promise.race([asked, late]);
    } finally {
      limit.abort();
    }
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
   * Events were passed over before they were told here, or the log was begun again. What they said is in PostgreSQL as soon as the relay has come as far;
   * it is told from there, and goes on from there. Where that does not do, everybody is shown how things stand.
   */
  private async mend(behind: Board, why: 'hole' | 'rebuilt'): Promise<void> {
    const { history, logger, showAll } = this.parts;
    const from = messageKey(behind.position);
    await this.untilCopied(from, RELAY_WAIT_MS);
    this.toMend = null; // What happens from here on is mended again.
    const board = await this.readBoard();
    const missed = await history.after(behind.position, { orders: this.followingOrders, max: MISSED_MAX });
    const end = messageKey(board.position);
    const wentBack = compareKeys(end, from) < 0;
    const messages = missed && !wentBack ? missedMessages(missed, behind.position, board.position) : [];
    const show = why === 'rebuilt' || wentBack || !missed;
    logger.warn({ why, after: behind.position, to: board.position, missed: messages.length, show }, 'live events caught up');
    if (wentBack || !missed) for (const ring of [this.ring, this.orderRing]) ring.restart(board.position);
    this.current = board;
    await this.tell(messages);
    if (show) await showAll(board);
  }

  /** True when the relay has copied up to there in time: when Redis lost its disk it may never. */
  private async untilCopied(wanted: MessageKey, limitMs: number): Promise<boolean> {
    const deadline = Date.now() + limitMs;
    for (;;) {
      if (compareKeys(messageKey(await this.parts.history.position()), wanted) >= 0) return true;
      if (Date.now() > deadline || this.ending.aborted) return false;
      await pause(50, this.ending);
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
