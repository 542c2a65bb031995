import type { Principal } from '#core/access/principal.js';
import type { OrderSessions } from '#core/check-order/order-sessions.js';
import { Complaint, type ComplaintLog } from '#core/complaint.js';
import type { Listener } from './listener.js';
import { type OwnMessage, ownFrame } from './outgoing.js';

/** Each attached socket is pinged so often; each answer is a sign of life of its session. */
const PING_MS = 1000;
/** Signs of life go to the gate a few times in what the session may be silent, and no more often. */
const SIGNS_IN_SILENCE = 4;
const BETWEEN_SIGNS_MIN_MS = 250;
const BETWEEN_SIGNS_MAX_MS = 2500;

type Socket = Pick<Listener, 'sendOwn' | 'lastId' | 'pingSoon' | 'pingNow' | 'closed'>;

interface Attached {
  session_id: string;
  principal: string;
  everyMs: number;
  toldMs: number;
}

/**
 * Order sessions that are held by a socket: its pongs and messages are the session's signs of life, and when it closes the session has only its grace left. A socket
 * holds one session; a session may be held by several, and lives while one of them does.
 */
export class SocketSessions {
  private readonly attached = new Map<Socket, Attached>();
  private readonly complaint: Complaint;
  private readonly timer: NodeJS.Timeout;

  constructor(
    private readonly sessions: OrderSessions,
    log: ComplaintLog,
    private readonly now: () => number = Date.now,
  ) {
    const words = {
      failing: 'signs of life of order sessions do not come to the gate; sessions end when it hears nothing for too long',
      well: 'signs of life of order sessions come to the gate again',
    };
    this.complaint = new Complaint(log, words);
    this.timer = setInterval(() => this.ping(), PING_MS).unref();
  }

  stop(): void {
    clearInterval(this.timer);
  }

  /** Told to the socket: ORDER_SESSION when it holds the session now, else ERROR. */
  async attach(socket: Socket, caller: Principal, session_id: string): Promise<void> {
    if (!caller.may('orders.write', this.now()))
      return tell(socket, { type: 'ERROR', data: { code: 'ROLE_MISSING', message: 'you may not send orders' } });
    // Whether it was told failed or the session is gone is all one to the client: it does not hold it.
    const terms = await this.complaint.tried(() => this.sessions.hear(session_id, caller.id), null);
    if (socket.closed) {
      if (terms) await this.leave({ session_id, principal: caller.id });
      return undefined;
    }
    if (!terms) return tell(socket, { type: 'ERROR', data: { code: 'SESSION_ENDED', message: `${NONE} ${session_id}` } });
    const everyMs = Math.min(Math.max(terms.silent_ms / SIGNS_IN_SILENCE, BETWEEN_SIGNS_MIN_MS), BETWEEN_SIGNS_MAX_MS);
    this.attached.set(socket, { session_id, principal: caller.id, everyMs, toldMs: this.now() });
    return tell(socket, { type: 'ORDER_SESSION', data: { session_id } });
  }

  /** Something came from the socket. */
  async alive(socket: Socket): Promise<void> {
    const held = this.attached.get(socket);
    if (!held || this.now() - held.toldMs < held.everyMs) return;
    held.toldMs = this.now();
    const terms = await this.complaint.tried(() => this.sessions.hear(held.session_id, held.principal), undefined);
    if (terms !== null || !this.attached.delete(socket)) return;
    tell(socket, { type: 'ERROR', data: { code: 'SESSION_ENDED', message: `${NONE} ${held.session_id}` } });
  }

  /** `stopping`: the server closes it, so the client has the whole silence to come back to another one. */
  async closed(socket: Socket, stopping: boolean): Promise<void> {
    const held = this.attached.get(socket);
    if (!held) return;
    this.attached.delete(socket);
    const others = [...this.attached.values()].some(({ session_id }) => session_id === held.session_id);
    if (!stopping && !others) await this.leave(held);
  }

  private async leave({ session_id, principal }: Pick<Attached, 'session_id' | 'principal'>): Promise<void> {
    await this.complaint.tried(() => this.sessions.leave(session_id, principal), undefined);
  }

  private ping(): void {
    for (const socket of this.attached.keys()) {
      socket.pingSoon();
      socket.pingNow();
    }
  }
}

const NONE = 'it has ended, never was, or is not yours:';

function tell(socket: Socket, message: Omit<OwnMessage, 'id'>): void {
  socket.sendOwn(ownFrame({ ...message, id: socket.lastId }), socket.lastId);
}
