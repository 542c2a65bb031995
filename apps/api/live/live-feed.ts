import { setImmediate as turn } from 'node:timers/promises';
import type { Logger } from 'pino';
import { Complaint } from '#core/complaint.js';
import { Board } from '#core/events/board.js';
import { type LiveMessage, pnlMessage } from '#core/events/live-message.js';
import { compareKeys, type MessageKey, messageKey } from '#core/events/message-id.js';
import { type Missed, missedMessages } from '#core/events/missed.js';
import { PnlDue } from '#core/events/pnl-due.js';
import type { ConfigActivated, DayRecord } from '#core/gate/event.js';
import type { FoldedEvent } from '#core/gate/fold.js';
import { dayOf } from '#core/gate/valuation.js';
import { inTime } from '#core/in-time.js';
import { pause } from '#core/pause.js';
import type { ConfigChange } from '#core/ports/config-store.js';
import type { EventHistory } from '#core/ports/event-history.js';
import type { GateFeed } from '#core/ports/gate-feed.js';
import { type Break, EventQueue } from './event-queue.js';
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
  /** Does anybody want PNL_UPDATE of that account? It is computed only then. */
  pnlWanted: (account: string) => boolean;
  /** Resolves when every socket has its share: what comes next is told then, so nothing queues up at the sockets. */
  deliver: (messages: Outgoing[]) => Promise<void>;
  /** Not everything could be told: each socket is to be shown how things stand. */
  showAll: (board: Board) => Promise<void>;
}

interface Slice {
  messages: LiveMessage[];
  events: number;
  /** More waits. */
  isCut: boolean;
}

/** The same thread decides orders: it is held for so long at most to make messages, and gets its turn then. */
const SLICE_MS = 3;
const LOOK_AT_CLOCK_EVERY = 32;
/** Accounts whose P&L is told at once; the others' follows in the next turns. */
const PNL_MAX = 250;
/** Messages of ten milliseconds leave together; nobody sees a hundredth of a second. */
const REST_MS = 10;
/** Who changed what in a configuration only PostgreSQL has; what it cannot tell in time is left out. */
const CHANGES_WAIT_MS = 1000;
/** The log keeps what the gate decided within milliseconds. When it does not, P&L waits for the next second. */
const KEPT_WAIT_MS = 1000;
/** Many that come at once are shown the same days. */
const DAYS_FRESH_MS = 100;
const BACKOFF_MS = 200;
const RELAY_WAIT_MS = 10_000;
const LOOK_MS = 50;
const FOLLOW_WAIT_MS = 1500;
/** While nothing happens it is looked at least so often whether anybody listens, and to what. */
const IDLE_MS = 500;
const RING_MAX = 20_000;
/** As many messages as PostgreSQL is asked for; who missed more is shown how things stand. */
const MISSED_MAX = 10_000;
/** Once nobody listens, or nobody wants orders, they are followed a while longer, for who reconnects. */
const LINGER_MS = 10_000;

/**
 * Makes messages of what the process folds, for all its sockets. It begins with how things stand in PostgreSQL once that has every event up to its own
 * subscription, and goes on with the events that came meanwhile; so a listener that is shown the board and then told all messages misses nothing and is
 * told nothing twice. It heals by itself and ends only by its signal.
 */
export class LiveFeed {
  private current: Board | null = null;
  private readonly ring = new Ring(RING_MAX, '0-0');
  private readonly orderRing = new Ring(RING_MAX, '0-0');
  private followingOrders = true;
  private ordersWantedAtMs = 0;
  private wantedAtMs = 0;
  private resting = false;
  private wake: () => void = () => undefined;
  private readonly queue = new EventQueue(() => this.wake());
  private unsubscribe: (() => void) | null = null;
  /** PostgreSQL was further than this process: events up to here are on the board already and pass by. */
  private shownTo: MessageKey | null = null;
  private pnl = new PnlDue();
  private refreshed: { atMs: number; done: Promise<void> } | null = null;
  private readonly complaints: ReturnType<typeof complaintsOf>;
  private backfills: Promise<unknown> = Promise.resolve();
  /** Who missed more than PostgreSQL is asked for; nobody who missed as much asks again. */
  private readonly tooLongAgo = { events: NOWHERE, orders: NOWHERE };

  constructor(private readonly parts: FeedParts) {
    this.complaints = complaintsOf(parts.logger);
  }

  /** Null until it has begun: whoever wants it says so by `want`. */
  get board(): Board | null {
    return this.current;
  }

  /** It follows, or rests because nobody listens; false while it tries to and cannot. */
  get able(): boolean {
    return this.current !== null || this.resting;
  }

  /** Somebody comes: the board is there soon, and stays for a while at least. */
  want(): void {
    this.wantedAtMs = Date.now();
    this.wake();
  }

  /** Brings the board's days up to date, for a listener that is shown it now. When they cannot be told the older ones stay; never rejects. */
  refreshDays(): Promise<void> {
    const now = performance.now();
    if (this.refreshed === null || now - this.refreshed.atMs > DAYS_FRESH_MS) {
      const done = this.complaints.days.tried(async () => this.current?.showDays(await this.days(null)), undefined);
      this.refreshed = { atMs: now, done };
    }
    return this.refreshed.done;
  }

  async run(signal: AbortSignal): Promise<void> {
    signal.addEventListener('abort', () => this.wake(), { once: true });
    while (!signal.aborted) {
      try {
        if (!this.wanted()) await this.rest(signal);
        else if (this.current === null) await this.begin(signal);
        else if (this.queue.toMend) await this.mend(this.current, this.queue.toMend, signal);
        else await this.follow(this.current, signal);
        this.complaints.following.worked();
      } catch (error) {
        if (!signal.aborted) this.complaints.following.failed(error);
        await pause(BACKOFF_MS, signal);
      }
    }
    this.unsubscribe?.();
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
    this.unsubscribe?.();
    this.unsubscribe = null;
    this.queue.clear();
    for (const ring of [this.ring, this.orderRing]) ring.restart('0-0');
    this.resting = true;
    await this.untilWoken(null, signal);
    this.resting = false;
  }

  private async untilWoken(limitMs: number | null, signal: AbortSignal): Promise<void> {
    if (signal.aborted) return;
    let timer: NodeJS.Timeout | undefined;
    await new Promise<void>((resolve) => {
      this.wake = resolve;
      if (limitMs !== null) timer = setTimeout(resolve, limitMs);
    });
    clearTimeout(timer);
    this.wake = () => undefined;
  }

  private async begin(signal: AbortSignal): Promise<void> {
    this.followingOrders = true;
    this.ordersWantedAtMs = Date.now();
    this.unsubscribe ??= this.parts.feed.subscribe(this.queue);
    this.queue.clear();
    const board = await this.readBoard(signal);
    this.pnl = new PnlDue();
    for (const ring of [this.ring, this.orderRing]) ring.restart(board.position);
    this.current = board;
  }

  /**
   * How things stand in PostgreSQL once it has every event that listeners were told of up to now: what waits in the queue goes on from there. Throws when
   * it has not come as far in time.
   */
  private async readBoard(signal: AbortSignal): Promise<Board> {
    const { feed, history } = this.parts;
    if (!(await until(() => feed.state !== null, RELAY_WAIT_MS, signal))) throw new Error(NO_STATE);
    if (!(await this.untilCopied(messageKey(feed.position), RELAY_WAIT_MS, signal)))
      throw new Error('PostgreSQL does not have the log up to here yet');
    const state = await history.board();
    const board = new Board({ ...state, days: await this.days(null) });
    this.shownTo = messageKey(board.position);
    return board;
  }

  /** Days of these accounts (null: of all) as they stand, once the log keeps what they say. Throws when it does not in time. */
  private async days(accounts: string[] | null): Promise<DayRecord[]> {
    const { feed } = this.parts;
    const { state } = feed;
    if (state === null) throw new Error(NO_STATE);
    const chosen = accounts ? accounts.flatMap((id) => state.accounts.get(id) ?? []) : [...state.accounts.values()];
    const days = chosen.map((account) => dayOf(state, account));
    const kept = await inTime(
      feed.kept().then(() => true),
      KEPT_WAIT_MS,
      () => false,
    );
    if (!kept) throw new Error('the log does not keep what the gate decided');
    return days;
  }

  private async follow(board: Board, signal: AbortSignal): Promise<void> {
    this.switchOrders(board);
    const changes = await this.changesFor(board, this.queue.first);
    if (this.queue.toMend) return;
    let slice: Slice;
    try {
      // From here to the delivery's start nothing is waited for: a listener sees the board either before all of these events or after.
      slice = this.takeSlice(board, changes);
      await this.tell(slice.messages);
    } catch (error) {
      this.queue.brokeBy('failed');
      throw error;
    }
    await this.tellPnl(board);
    if (slice.isCut) await turn();
    else if (slice.events > 0) await pause(REST_MS, signal);
    else await this.untilMoved(signal);
  }

  private async untilMoved(signal: AbortSignal): Promise<void> {
    if (this.queue.size > 0 || this.queue.toMend) return;
    await this.untilWoken(Math.min(IDLE_MS, Math.max(REST_MS, this.pnl.waitMs(Date.now()))), signal);
  }

  /** Messages of the events that wait, as many as a slice of time has room for; it ends before a configuration whose changes are not known. */
  private takeSlice(board: Board, changes: ConfigChange[] | null): Slice {
    const slice: Slice = { messages: [], events: 0, isCut: false };
    const known = {
      orders: this.followingOrders,
      changes: (after: number, upTo: number) => (changes ?? []).filter(({ version }) => version > after && version <= upTo),
    };
    const from = performance.now();
    for (let next = this.queue.first; next && !slice.isCut; next = this.queue.first) {
      if (isNewConfiguration(board, next) && (changes === null || slice.events > 0)) {
        slice.isCut = true;
        break;
      }
      this.queue.takeFirst();
      slice.events += 1;
      slice.isCut = slice.events % LOOK_AT_CLOCK_EVERY === 0 && performance.now() - from > SLICE_MS;
      if (this.isShown(next)) continue;
      for (const message of board.take(next, known)) slice.messages.push(message);
      this.pnl.note(next.event);
    }
    return slice;
  }

  private isShown({ event }: FoldedEvent): boolean {
    if (this.shownTo === null) return false;
    if (compareKeys(messageKey(event.id), this.shownTo) <= 0) return true;
    this.shownTo = null;
    return false;
  }

  /** Null when the next event needs none. Nothing is told meanwhile, so that later events do not overtake it. */
  private async changesFor(board: Board, next: FoldedEvent | undefined): Promise<ConfigChange[] | null> {
    if (!next || !isNewConfiguration(board, next)) return null;
    const { version } = next.event;
    const asked = this.complaints.changes.tried(() => this.parts.history.changes(board.config_version, version), []);
    return inTime(asked, CHANGES_WAIT_MS, () => []);
  }

  /** P&L of those accounts that are due. Its id is the board's position: everything up to there has been told. */
  private async tellPnl(board: Board): Promise<void> {
    const { feed, pnlWanted } = this.parts;
    const accounts = () => feed.state?.accounts.keys() ?? [];
    const due = this.pnl.next(Date.now(), PNL_MAX, { accounts, wanted: pnlWanted });
    if (due.length === 0) return;
    const days = await this.complaints.days.tried(() => this.days(due), null);
    // The next second tells it where the log does not keep it now; a state that was made anew is shown to all.
    if (days === null || this.queue.toMend) return;
    board.showDays(days);
    await this.tell(days.map((day) => pnlMessage(day, board.position, Date.now())));
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
   * What broke is told from PostgreSQL as soon as it has come as far, and goes on from there with what waits in the queue. Where that does not do, or where
   * what was told before may not hold, everybody is shown how things stand.
   */
  private async mend(behind: Board, why: Break, signal: AbortSignal): Promise<void> {
    const { history, logger, showAll } = this.parts;
    this.queue.mending();
    try {
      const from = messageKey(behind.position);
      await this.untilCopied(from, RELAY_WAIT_MS, signal);
      const board = await this.readBoard(signal);
      const missed =
        why === 'failed' ? null : await history.after(behind.position, { orders: this.followingOrders, max: MISSED_MAX });
      const wentBack = compareKeys(messageKey(board.position), from) < 0;
      const messages = missed && !wentBack ? missedMessages(missed, behind.position, board.position) : [];
      const show = why !== 'hole' || wentBack || !missed;
      logger.warn({ why, after: behind.position, to: board.position, missed: messages.length, show }, 'live events caught up');
      if (wentBack || !missed) for (const ring of [this.ring, this.orderRing]) ring.restart(board.position);
      this.current = board;
      await this.tell(messages);
      if (show) await showAll(board);
    } catch (error) {
      this.queue.brokeBy(why);
      throw error;
    }
  }

  /** True when the relay has copied up to there in time: when Redis lost its disk it may never. */
  private untilCopied(wanted: MessageKey, limitMs: number, signal: AbortSignal): Promise<boolean> {
    return until(async () => compareKeys(messageKey(await this.parts.history.position()), wanted) >= 0, limitMs, signal);
  }

  /** Brings what PostgreSQL has of the time between `since` and the beginning of memory into memory, if it is all there and not too much. */
  private async backfill(since: string, orders: boolean): Promise<void> {
    const from = messageKey(since);
    if (compareKeys(from, this.tooLongAgo[orders ? 'orders' : 'events']) <= 0) return;
    if (orders) await until(() => this.followingOrders, FOLLOW_WAIT_MS, NEVER);
    const rings = orders ? [this.ring, this.orderRing] : [this.ring];
    for (const { start } of rings) if (!(await this.untilCopied(messageKey(start), FOLLOW_WAIT_MS, NEVER))) return;
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

function complaintsOf(logger: Logger) {
  const about = (failing: string, well: string) => new Complaint(logger, { failing, well });
  return {
    following: about('live events cannot be followed; it is tried again until it goes', 'live events are followed again'),
    days: about(
      'profit and loss cannot be told to sockets; the next second tries again',
      'profit and loss is told to sockets again',
    ),
    changes: about(
      'what changed in a configuration cannot be read: LIMITS_CHANGED goes out without it',
      'what changed in a configuration can be read again',
    ),
  };
}

const NO_STATE = 'the state of the gate is not there yet';
const NOWHERE: MessageKey = { ms: 0, seq: 0, part: 0 };
const NEVER = new AbortController().signal;
const isOrder = ({ message }: Outgoing) => message.type === 'ORDER_UPDATE';

function isNewConfiguration(board: Board, folded: FoldedEvent): folded is FoldedEvent & { event: ConfigActivated } {
  return folded.event.type === 'CONFIG_ACTIVATED' && folded.event.version > board.config_version;
}

/** True as soon as it is so; false when it is not within the limit. */
async function until(good: () => boolean | Promise<boolean>, limitMs: number, signal: AbortSignal): Promise<boolean> {
  const deadline = performance.now() + limitMs;
  while (!(await good())) {
    if (performance.now() > deadline || signal.aborted) return false;
    await pause(LOOK_MS, signal);
  }
  return true;
}
