import type { ServerMessage } from '#contracts/messages.js';
import { emptyLiveState, type LiveState, take } from './live-state.js';

/** Silence after which an open socket is taken for dead: P&L comes each second. */
const SILENCE_MAX_MS = 8000;
const OPEN_LIMIT_MS = 5000;
const RETRY_FIRST_MS = 250;
const RETRY_LAST_MS = 4000;
/** Messages that wait for a frame; more than this and the tab is too far behind to catch up one by one. */
const WAITING_MAX = 5000;
/** A hidden tab draws no frames; it takes what came at this pace. */
const HIDDEN_PACE_MS = 500;

export type LinkState = 'connecting' | 'live' | 'reconnecting';

export interface Link {
  state: LinkState;
  /** Attempts since the last message. */
  attempts: number;
  /** `Date.now()` of the last message; null before the first. */
  heardAt: number | null;
}

/** What the feed needs of a browser; tests give their own. */
export interface Surroundings {
  open(url: string): WebSocket;
  url(since: string | null): string;
  nextFrame(work: () => void): void;
}

export const browser: Surroundings = {
  open: (url) => new WebSocket(url),
  url(since) {
    const scheme = location.protocol === 'https:' ? 'wss' : 'ws';
    return `${scheme}://${location.host}/ws${since === null ? '' : `?since=${encodeURIComponent(since)}`}`;
  },
  nextFrame(work) {
    if (document.hidden) setTimeout(work, HIDDEN_PACE_MS);
    else requestAnimationFrame(work);
  },
};

/**
 * The live events of one tab: connects, connects again by itself and resumes where it was, takes all messages of a frame at once and tells
 * its listeners once. One object a tab, outside React, so that no page's coming and going touches the connection.
 */
export class LiveFeed {
  private state: LiveState = emptyLiveState;
  private linkNow: Link = { state: 'connecting', attempts: 0, heardAt: null };
  private readonly listeners = new Set<() => void>();
  private socket: WebSocket | null = null;
  private waiting: string[] = [];
  private scheduled = false;
  private timer: ReturnType<typeof setTimeout> | undefined;
  private watchdog: ReturnType<typeof setTimeout> | undefined;
  private stopped = true;

  constructor(private readonly around: Surroundings = browser) {}

  readonly subscribe = (listener: () => void): (() => void) => {
    this.listeners.add(listener);
    return () => this.listeners.delete(listener);
  };
  readonly snapshot = (): LiveState => this.state;
  readonly link = (): Link => this.linkNow;

  start(): void {
    if (!this.stopped) return;
    this.stopped = false;
    this.connect();
  }

  stop(): void {
    this.stopped = true;
    clearTimeout(this.timer);
    clearTimeout(this.watchdog);
    this.socket?.close();
    this.socket = null;
  }

  /** The network came back, or the tab: no reason to sit out the pause. */
  retryNow(): void {
    if (this.stopped || this.socket) return;
    clearTimeout(this.timer);
    this.connect();
  }

  private connect(): void {
    const socket = this.around.open(this.around.url(this.state.lastId));
    this.socket = socket;
    this.watch(OPEN_LIMIT_MS);
    socket.addEventListener('message', ({ data }) => {
      if (socket === this.socket) this.heard(String(data));
    });
    socket.addEventListener('close', () => {
      if (socket === this.socket) this.lost();
    });
  }

  private heard(text: string): void {
    this.watch(SILENCE_MAX_MS);
    if (this.waiting.length >= WAITING_MAX) {
      // Too far behind: begin again from how things stand.
      this.waiting = [];
      this.state = { ...this.state, lastId: null };
      this.giveUp();
      return;
    }
    this.waiting.push(text);
    if (this.scheduled) return;
    this.scheduled = true;
    this.around.nextFrame(() => this.takeWaiting());
  }

  private takeWaiting(): void {
    this.scheduled = false;
    const texts = this.waiting;
    this.waiting = [];
    if (texts.length === 0) return;
    this.state = take(
      this.state,
      texts.map(read).filter((message) => message !== null),
    );
    this.linkNow = { state: this.socket ? 'live' : 'reconnecting', attempts: this.socket ? 0 : 1, heardAt: Date.now() };
    this.tell();
  }

  private giveUp(): void {
    const { socket } = this;
    this.socket = null;
    socket?.close();
    this.lost();
  }

  private lost(): void {
    this.socket = null;
    clearTimeout(this.watchdog);
    if (this.stopped) return;
    const attempts = this.linkNow.attempts + 1;
    this.linkNow = { ...this.linkNow, state: 'reconnecting', attempts };
    this.tell();
    const pause = Math.min(RETRY_LAST_MS, RETRY_FIRST_MS * 2 ** Math.min(attempts - 1, 6));
    // All tabs of all people lose a restarted server at the same moment; they need not come back at the same moment.
    this.timer = setTimeout(() => this.connect(), pause * (0.75 + Math.random() / 2));
  }

  private watch(limitMs: number): void {
    clearTimeout(this.watchdog);
    this.watchdog = setTimeout(() => this.giveUp(), limitMs);
  }

  private tell(): void {
    for (const listener of this.listeners) listener();
  }
}

function read(text: string): ServerMessage | null {
  try {
    const message = JSON.parse(text) as ServerMessage;
    return typeof message.type === 'string' && message.data ? message : null;
  } catch {
    return null;
  }
}
