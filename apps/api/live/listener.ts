import type { Socket } from 'node:net';
import type { WebSocket } from 'ws';
import { CLOSE_CODES } from '#contracts/messages.js';
import { compareKeys, type MessageKey } from '#core/events/message-id.js';
import type { Choice } from './choice.js';
import type { Outgoing } from './outgoing.js';
import { socketCounters } from './socket-metrics.js';

/** A socket that has this much unsent takes no more; what comes waits here. The kernel's own buffers come on top. */
const UNSENT_MAX_BYTES = 64 * 1024;
const WAITING_MAX = 5000;
const WAITING_MAX_BYTES = 1024 * 1024;
/** How long a socket that was told to go may take to read why. */
const LAST_WORD_MS = 5000;

/**
 * The sending side of one socket. A reader that keeps up is written to at once. One that does not has its messages kept, P&L as the newest of
 * each account and all others in full; past the bound it is closed and told where to resume.
 */
export class Listener {
  /** Id of the last message that was handed to the socket: what it can resume after. */
  lastId = '0-0';
  /** Number of the last delivery that it has taken, or does not need. */
  delivery = 0;
  /** What it has seen elsewhere: until the log comes to it here, nothing is told. */
  floor: MessageKey | null = null;
  closed = false;
  /** Answered since it was last asked. */
  alive = true;
  private pingDue = false;
  private blocked = false;
  private readonly waiting = new Map<string, Outgoing>();
  private waitingBytes = 0;

  /** `wire`: the connection below the WebSocket; whole frames are written to it between those that `ws` writes itself. */
  constructor(
    private readonly socket: WebSocket,
    private readonly wire: Socket,
    public choice: Choice,
  ) {}

  /** It did not keep up: something is kept for it here. */
  get isWaiting(): boolean {
    return this.waiting.size > 0;
  }

  /** `frames`: the messages' frames, one behind the other, shared by all who get the same. */
  deliver(messages: Outgoing[], frames: Buffer): void {
    if (this.blocked || this.floor !== null || frames.length > UNSENT_MAX_BYTES) {
      for (const message of messages) this.send(message);
      return;
    }
    if (this.closed) return;
    this.lastId = messages.at(-1)?.message.id ?? this.lastId;
    socketCounters.sent += messages.length;
    this.write(frames);
  }

  send(outgoing: Outgoing): void {
    if (this.closed) return;
    if (this.floor !== null) {
      if (compareKeys(outgoing.key, this.floor) <= 0) return;
      this.floor = null;
    }
    if (this.blocked) this.keep(outgoing);
    else this.put(outgoing);
  }

  /** SNAPSHOT and the like: not of the log. A snapshot makes what waits superfluous. */
  sendOwn(frame: Buffer, id: string, supersedes = false): void {
    if (this.closed) return;
    if (supersedes) {
      this.waiting.clear();
      this.waitingBytes = 0;
    }
    this.lastId = id;
    this.write(frame);
  }

  /** A ping goes along with the next message; where none comes it is sent by `pingNow`. */
  pingSoon(): void {
    this.pingDue = true;
  }

  pingNow(): void {
    if (!this.pingDue || this.closed) return;
    this.pingDue = false;
    this.socket.ping();
  }

  close(code: number, reason: string): void {
    if (this.closed) return;
    this.closed = true;
    this.waiting.clear();
    this.socket.close(code, reason);
    setTimeout(() => this.socket.terminate(), LAST_WORD_MS).unref();
  }

  terminate(): void {
    this.closed = true;
    this.waiting.clear();
    this.socket.terminate();
  }

  private put(outgoing: Outgoing): void {
    this.lastId = outgoing.message.id;
    socketCounters.sent += 1;
    this.write(outgoing.frame);
  }

  private write(frame: Buffer): void {
    if (this.pingDue) this.writeWithPing(frame);
    else this.wire.write(frame);
    if (this.blocked || this.wire.writableLength <= UNSENT_MAX_BYTES) return;
    this.blocked = true;
    this.wire.once('drain', () => this.drained());
  }

  /** In one packet: two would cost sender and reader twice as much. */
  private writeWithPing(frame: Buffer): void {
    this.wire.cork();
    this.pingNow();
    this.wire.write(frame);
    this.wire.uncork();
  }

  private drained(): void {
    this.blocked = false;
    for (const [key, outgoing] of this.waiting) {
      if (this.blocked || this.closed) return;
      this.waiting.delete(key);
      this.waitingBytes -= outgoing.frame.length;
      this.put(outgoing);
    }
  }

  /** Appended at the end, also when it takes an older one's place: ids go out in order, so the last one is where to resume. */
  private keep(outgoing: Outgoing): void {
    const { type, account, id, ref } = outgoing.message;
    const key = type === 'PNL_UPDATE' ? `pnl ${account}` : `${id} ${ref}`;
    const older = this.waiting.get(key);
    if (older) {
      socketCounters.conflated += 1;
      this.waiting.delete(key);
      this.waitingBytes -= older.frame.length;
    }
    this.waiting.set(key, outgoing);
    this.waitingBytes += outgoing.frame.length;
    if (this.waiting.size <= WAITING_MAX && this.waitingBytes <= WAITING_MAX_BYTES) return;
    socketCounters.tooSlow += 1;
    this.close(CLOSE_CODES.TOO_SLOW, `too slow: reconnect with ?since=${this.lastId}`);
  }
}
