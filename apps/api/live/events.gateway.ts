import type { IncomingMessage } from 'node:http';
import { setTimeout as sleep } from 'node:timers/promises';
import type { OnApplicationBootstrap, OnModuleDestroy } from '@nestjs/common';
import { type OnGatewayConnection, WebSocketGateway } from '@nestjs/websockets';
import type { WebSocket } from 'ws';
import { CLOSE_CODES } from '#contracts/messages.js';
import { messageKey } from '#core/events/message-id.js';
import { Doors } from '#core/access/doors.js';
import { turnedAway } from '#core/audit/denial.js';
import { GatheredActs } from '#core/audit/gathered-acts.js';
import { inTime } from '#core/in-time.js';
import { RunningProcess } from '#gate-host/run-process.js';
import { parseQuery } from './admission.js';
import { Audience } from './audience.js';
import { concerns } from './choice.js';
import { SocketInput } from './input.js';
import { Listener } from './listener.js';
import { LiveFeed } from './live-feed.js';
import { type Outgoing, ownFrame } from './outgoing.js';
import { snapshotFrame } from './snapshot.js';
import { SocketSessions } from './socket-sessions.js';
import { DEVELOPER, type Principal } from '#core/access/principal.js';
import { COOKIE } from '#core/access/session.js';
import { AccessControl } from '../access/access-control.js';
import { type Asking, CALLER, cookieIn, socketAsking } from '../access/asking.js';
import { Tickets } from '../access/tickets.js';
import { ProblemError } from '../http/problems.js';
import type { Admit, Refused } from './socket-adapter.js';
import { socketCounters } from './socket-metrics.js';

/** A connection that cannot be shown anything for so long (the process begins, PostgreSQL is away) is told to come again. */
const BOARD_WAIT_MS = 5000;
const RESUME_WAIT_MS = 5000;
/**
 * Each second one in ten is pinged, so each every 10 s and never all at once; who has not answered two of them is gone: 30 s at most. A ping waits up to a
 * second for a message to go along with.
 */
const PING_SLICES = 10;
const UNANSWERED_MAX = 2;
/** An id further ahead than this was not given out by us. */
const AHEAD_MAX_MS = 60_000;
const GOODBYE_MS = 1000;
/** A socket without cookie and key has so long to send its ticket, and so many may wait for it. */
const TICKET_WAIT_MS = 5000;
const WITHOUT_TICKET_MAX = 200;
const NO_TICKET = 'the first message must be {"type":"TICKET","ticket":"..."} with what POST /api/ws/ticket gave';
const JUDGE_AGAIN_MS = 60_000;

/** Of the accounts that were chosen (null: all) those that the caller may hear of. */
function cut(chosen: readonly string[] | null, caller: Principal): readonly string[] | null {
  const mine = caller.accountsFor('stream');
  if (mine === null) return chosen;
  return chosen === null ? [...mine].sort() : chosen.filter((account) => mine.has(account));
}

/**
 * `/ws`: live events on the API's own port. Connecting and choosing is here, making messages in LiveFeed, sending in Audience and Listener.
 * The order is what makes it exact: a listener is shown the board, or told what it missed, and joins the audience in the same turn of the event
 * loop, so that the next delivery is the first thing that it has not seen.
 */
@WebSocketGateway({ path: '/ws' })
export class EventsGateway implements OnGatewayConnection, OnApplicationBootstrap, OnModuleDestroy {
  private readonly stop = new AbortController();
  private readonly pings: Set<Listener>[] = Array.from({ length: PING_SLICES }, () => new Set());
  private readonly unanswered = new WeakMap<Listener, number>();
  private timer: NodeJS.Timeout | undefined;
  private judging: NodeJS.Timeout | undefined;
  private readonly heard = new Map<Listener, { caller: Principal; wanted: readonly string[] | null }>();
  private withoutTicket = 0;
  private accepted = 0;
  private open = 0;

  constructor(
    private readonly audience: Audience,
    private readonly feed: LiveFeed,
    private readonly process: RunningProcess,
    private readonly doors: Doors,
    private readonly access: AccessControl,
    private readonly tickets: Tickets,
    private readonly acts: GatheredActs,
    private readonly sessions: SocketSessions,
  ) {}

  /** Before the handshake ends: HTTP statuses that a program can read; a browser sees only that it failed. */
  readonly admit: Admit = (request) => {
    if (this.stop.signal.aborted) return { status: 503, message: 'the server stops' };
    const turned = this.doors.refusalOfSocket(request);
    if (turned) {
      this.acts.tell(turnedAway(turned, 'socket'));
      return { status: turned.status, message: `${turned.code}: ${turned.detail}` };
    }
    const { BREAKWATER_SOCKETS_MAX: socketsMax } = this.process.env;
    if (this.open >= socketsMax)
      return { status: 503, message: `${socketsMax} sockets are open, which is the most; try again later` };
    try {
      parseQuery(request);
    } catch (error) {
      return { status: 400, message: error instanceof Error ? error.message : String(error) };
    }
    return this.access.off ? null : this.admitCaller(request);
  };

  /** By cookie or key at the handshake. Whoever brings neither may open a socket, and has five seconds to send a ticket. */
  private async admitCaller(request: IncomingMessage & Partial<Asking>): Promise<Refused> {
    const asking = socketAsking(request, this.process.env.BREAKWATER_TRUSTED_PROXIES);
    if (asking.headers.authorization === undefined && cookieIn(asking.headers, COOKIE) === null) {
      if (this.withoutTicket < WITHOUT_TICKET_MAX) return null;
      return { status: 503, message: 'too many sockets wait for their tickets' };
    }
    try {
      const caller = await this.access.callerOf(asking);
      this.access.requireNeed(caller, 'stream', asking);
      request[CALLER] = caller;
      return null;
    } catch (error) {
      if (error instanceof ProblemError)
        return { status: error.body.status, message: `${error.body.code}: ${error.body.detail}` };
      throw error;
    }
  }

  /** Live events can be told. */
  get able(): boolean {
    return this.feed.able;
  }

  get sockets(): number {
    return this.open;
  }

  onApplicationBootstrap(): void {
    void this.feed.run(this.stop.signal);
    const again = () => void this.judgeAgain();
    this.access.changed.add(again);
    this.judging = setInterval(again, JUDGE_AGAIN_MS);
    this.judging.unref();
    let slice = 0;
    this.timer = setInterval(() => {
      for (const listener of this.pings[slice % PING_SLICES] ?? []) listener.pingNow();
      slice += 1;
      this.pingSlice(this.pings[slice % PING_SLICES] ?? new Set());
    }, 10_000 / PING_SLICES);
    this.timer.unref();
  }

  /** Before the HTTP server closes: everybody is told to connect again, to another replica or to this one's successor. */
  async onModuleDestroy(): Promise<void> {
    this.stop.abort();
    clearInterval(this.timer);
    clearInterval(this.judging);
    this.sessions.stop();
    for (const slice of this.pings) {
      for (const listener of slice) listener.close(CLOSE_CODES.STOPPING, 'the server stops: reconnect with ?since=<last id>');
    }
    const deadline = Date.now() + GOODBYE_MS;
    while (this.open > 0 && Date.now() < deadline) await sleep(20);
  }

  handleConnection(socket: WebSocket, request: IncomingMessage & Partial<Asking>): void {
    const { since, account = null, types = null } = parseQuery(request);
    let caller = this.access.off ? DEVELOPER : (request[CALLER] ?? null);
    const listener = new Listener(socket, request.socket, { accounts: caller ? cut(account, caller) : [], types });
    const begin = (who: Principal) => {
      caller = who;
      listener.choice = { accounts: cut(account, who), types };
      if (!this.access.off) this.heard.set(listener, { caller: who, wanted: account });
      this.welcome(listener, since).catch((error: unknown) => {
        this.process.logger.error({ err: error }, 'a socket could not be welcomed');
        listener.close(CLOSE_CODES.TRY_LATER, 'live events cannot be told now: try again later');
      });
    };
    let admitted: Promise<void> | null = null;
    const late = caller ? undefined : this.waitForTicket(listener);
    const ended = () => {
      if (late === undefined) return;
      clearTimeout(late);
      if (!caller) this.withoutTicket -= 1;
    };
    const slice = this.pings[this.accepted % PING_SLICES] ?? new Set();
    const input = new SocketInput();
    this.accepted += 1;
    this.open += 1;
    slice.add(listener);
    socket.on('pong', () => {
      listener.alive = true;
      void this.sessions.alive(listener);
    });
    socket.on('message', (data, isBinary) => {
      listener.alive = true;
      void this.sessions.alive(listener);
      const taken = input.take(data, isBinary, Date.now());
      if (caller) return this.take(listener, caller, taken);
      // What comes while the ticket is looked up waits for it.
      if (admitted) return void admitted.then(() => (caller ? this.take(listener, caller, taken) : undefined));
      admitted = this.byTicket(taken).then((who) => {
        if (listener.closed) return undefined;
        if (who === null) return listener.close(CLOSE_CODES.NOT_SIGNED_IN, NO_TICKET);
        this.withoutTicket -= 1;
        clearTimeout(late);
        return begin(who);
      });
      return undefined;
    });
    socket.once('close', () => {
      listener.closed = true;
      ended();
      this.heard.delete(listener);
      this.open -= 1;
      slice.delete(listener);
      this.audience.leave(listener);
      void this.sessions.closed(listener, this.stop.signal.aborted);
    });
    if (caller) begin(caller);
  }

  private waitForTicket(listener: Listener): NodeJS.Timeout {
    this.withoutTicket += 1;
    return setTimeout(() => listener.close(CLOSE_CODES.NOT_SIGNED_IN, NO_TICKET), TICKET_WAIT_MS).unref();
  }

  private async byTicket(input: ReturnType<SocketInput['take']>): Promise<Principal | null> {
    if (input.kind !== 'message' || input.message.type !== 'TICKET') return null;
    const caller = await this.tickets.take(input.message.ticket).catch(() => null);
    return caller?.may('stream', Date.now()) === true ? caller : null;
  }

  /** After each change of who may do what, and every minute: who may not hear any more is told so, and all hear what is theirs now. */
  private async judgeAgain(): Promise<void> {
    for (const [listener, { caller, wanted }] of this.heard) {
      const now = await this.access.callerNow(caller).catch(() => null);
      if (listener.closed) continue;
      if (!now) listener.close(CLOSE_CODES.NOT_SIGNED_IN, 'the sign-in or the key has ended');
      else if (!now.may('stream', Date.now()))
        listener.close(CLOSE_CODES.NOT_ALLOWED, 'live events are not among what you may do');
      else {
        this.heard.set(listener, { caller: now, wanted });
        const accounts = cut(wanted, now);
        if (accounts?.join() !== listener.choice.accounts?.join()) this.audience.choose(listener, { accounts, types: undefined });
      }
    }
  }

  private async welcome(listener: Listener, since: string | undefined): Promise<void> {
    this.feed.want();
    if (!(await this.boardInTime())) {
      listener.close(CLOSE_CODES.TRY_LATER, 'live events cannot be told now: try again later');
      return;
    }
    if (since !== undefined && (await this.resume(listener, since))) return;
    await this.feed.refreshDays();
    this.show(listener);
  }

  private async boardInTime(): Promise<boolean> {
    const deadline = Date.now() + BOARD_WAIT_MS;
    while (!this.feed.board && Date.now() < deadline && !this.stop.signal.aborted) await sleep(10);
    return this.feed.board !== null;
  }

  private show(listener: Listener): void {
    const { board } = this.feed;
    if (listener.closed) return;
    if (!board) {
      listener.close(CLOSE_CODES.TRY_LATER, 'live events cannot be told now: try again later');
      return;
    }
    socketCounters.snapshots += 1;
    listener.sendOwn(snapshotFrame(board, listener.choice), board.position);
    this.audience.join(listener);
  }

  /** False when it cannot be resumed and is to be shown how things stand. */
  private async resume(listener: Listener, since: string): Promise<boolean> {
    const key = messageKey(since);
    if (key.ms > Date.now() + AHEAD_MAX_MS) return false;
    const orders = listener.choice.types?.includes('ORDER_UPDATE') ?? true;
    const known = this.feed.after(key, orders);
    const missed = known ?? (await this.missedInTime(since, orders));
    if (!missed || listener.closed) return listener.closed;
    socketCounters.resumed += 1;
    listener.sendOwn(ownFrame({ type: 'RESUMED', data: { since }, id: since }), since);
    // Another replica may have told it more than this one has read yet.
    listener.floor = key;
    for (const outgoing of missed) if (concerns(listener.choice, outgoing)) listener.send(outgoing);
    this.audience.join(listener);
    return true;
  }

  private async missedInTime(since: string, orders: boolean): Promise<Outgoing[] | null> {
    try {
      const found = await inTime(this.feed.missedSince(since, orders), RESUME_WAIT_MS, () => null);
      // What was told while PostgreSQL was asked is in memory by now: the answer of this very turn has it too.
      return found && this.feed.after(messageKey(since), orders);
    } catch (error) {
      this.process.logger.warn({ err: error, since }, 'what a socket missed could not be read; it is shown how things stand');
      return null;
    }
  }

  private take(listener: Listener, caller: Principal, input: ReturnType<SocketInput['take']>): void {
    if (input.kind === 'message') {
      if (input.message.type === 'TICKET') return; // It was let in already.
      if (input.message.type === 'SESSION') {
        void this.sessions.attach(listener, this.heard.get(listener)?.caller ?? caller, input.message.session);
        return;
      }
      const { accounts, types } = input.message;
      const heard = this.heard.get(listener);
      if (heard && accounts !== undefined) heard.wanted = accounts;
      const mine = heard && accounts !== undefined ? cut(accounts, heard.caller) : accounts;
      this.audience.choose(listener, { accounts: mine, types });
      return;
    }
    socketCounters.refusedInput += 1;
    if (input.kind === 'close') listener.close(input.code, input.reason);
    else {
      const { code, message } = input;
      listener.sendOwn(ownFrame({ type: 'ERROR', data: { code, message }, id: listener.lastId }), listener.lastId);
    }
  }

  private pingSlice(slice: Set<Listener>): void {
    for (const listener of slice) {
      const unanswered = listener.alive ? 0 : (this.unanswered.get(listener) ?? 0) + 1;
      if (unanswered >= UNANSWERED_MAX) {
        socketCounters.dead += 1;
        listener.terminate();
        continue;
      }
      this.unanswered.set(listener, unanswered);
      listener.alive = false;
      listener.pingSoon();
    }
  }
}
