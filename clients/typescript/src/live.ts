import { NoAnswerError } from './errors.js';
import type { LiveMessage } from './generated/types.gen.js';

export interface LiveOptions {
  /** Only these accounts; what concerns no single one comes all the same. Default: all. */
  accounts?: string[];
  /** Only these types, and SNAPSHOT, RESUMED and ERROR. Default: all. */
  types?: ('PNL_UPDATE' | 'RISK_ALERT' | 'CIRCUIT_BREAKER' | 'ORDER_UPDATE' | 'LIMITS_CHANGED')[];
  /** Go on after this message's id. */
  since?: string;
  /** Ends the messages. */
  signal?: AbortSignal;
}

const FIRST_MESSAGE_LIMIT_MS = 10_000;
/** P&L comes each second; where it is listened to, a silence this long is a dead connection. */
const SILENCE_LIMIT_MS = 15_000;
/** Messages that wait for a slow reader; then the connection is given up, and the rest comes after a resume. */
const WAITING_MAX = 10_000;
const FIRST_WAIT_MS = 250;
const LONGEST_WAIT_MS = 5000;

export async function* liveMessages(url: string, options: LiveOptions): AsyncGenerator<LiveMessage, void> {
  const { accounts, types, signal } = options;
  let { since } = options;
  let connectedOnce = false;
  let waitMs = FIRST_WAIT_MS;
  const over = () => signal?.aborted ?? false;
  while (!over()) {
    const address = new URL(`${url.replace(/^http/, 'ws')}/ws`);
    for (const [name, value] of Object.entries({ since, account: accounts?.join(), types: types?.join() }))
      if (value !== undefined) address.searchParams.set(name, value);
    const connection = new Connection(address, !types || types.includes('PNL_UPDATE'), signal);
    try {
      for (let message = await connection.next(); message; message = await connection.next()) {
        connectedOnce = true;
        waitMs = FIRST_WAIT_MS;
        since = message.id;
        yield message;
      }
    } finally {
      connection.close();
    }
    if (!connectedOnce && !over())
      throw new NoAnswerError(`no live messages from ${address.href}: ${connection.ended ?? 'closed'}`);
    await pause(waitMs * (0.5 + Math.random() / 2), signal);
    waitMs = Math.min(2 * waitMs, LONGEST_WAIT_MS);
  }
}

/** One WebSocket; `next` gives what came, then undefined when it has ended. */
class Connection {
  ended: string | undefined;
  readonly #socket: WebSocket;
  readonly #waiting: LiveMessage[] = [];
  readonly #onAbort = () => this.#end('ended by the caller');
  #wake: (() => void) | undefined;
  #timer: ReturnType<typeof setTimeout>;

  constructor(
    address: URL,
    private readonly everySecond: boolean,
    private readonly signal: AbortSignal | undefined,
  ) {
    this.#socket = new WebSocket(address);
    this.#timer = setTimeout(() => this.#end('no first message in time'), FIRST_MESSAGE_LIMIT_MS);
    this.#socket.addEventListener('message', ({ data }) => this.#take(String(data)));
    this.#socket.addEventListener('error', () => this.#end('it does not answer, or refused the choice of accounts and types'));
    this.#socket.addEventListener('close', ({ code, reason }) => this.#end(`closed with ${code} ${reason}`.trim()));
    signal?.addEventListener('abort', this.#onAbort);
  }

  async next(): Promise<LiveMessage | undefined> {
    while (this.#waiting.length === 0 && this.ended === undefined) await new Promise<void>((resolve) => (this.#wake = resolve));
    return this.signal?.aborted ? undefined : this.#waiting.shift();
  }

  close(): void {
    this.#end('closed');
    this.signal?.removeEventListener('abort', this.#onAbort);
  }

  #take(text: string): void {
    if (this.ended !== undefined) return;
    clearTimeout(this.#timer);
    if (this.everySecond) this.#timer = setTimeout(() => this.#end('silence'), SILENCE_LIMIT_MS);
    this.#waiting.push(JSON.parse(text) as LiveMessage);
    if (this.#waiting.length >= WAITING_MAX) this.#end('the reader is slower than the messages');
    this.#wake?.();
  }

  #end(why: string): void {
    clearTimeout(this.#timer);
    this.ended ??= why;
    this.#socket.close();
    this.#wake?.();
  }
}

function pause(ms: number, signal: AbortSignal | undefined): Promise<void> {
  return new Promise((resolve) => {
    const done = () => {
      clearTimeout(timer);
      signal?.removeEventListener('abort', done);
      resolve();
    };
    const timer = setTimeout(done, ms);
    signal?.addEventListener('abort', done);
  });
}
