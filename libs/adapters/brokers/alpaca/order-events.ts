import { WebSocket } from 'ws';
import { BrokerUnavailableError } from '#core/ports/broker.js';
import { streamFrame, type TradeUpdate, tradeUpdate } from './schemas.js';

export interface OrderEventsListener {
  /** From now on every event is heard; what came before must be read. */
  live(): void;
  update(update: TradeUpdate, raw: unknown): void;
  /** A message that cannot be read: something happened that we do not know. */
  unread(why: string): void;
}

/** Where the account's order events come from. Neither source is trusted to be complete: the account is swept as well. */
export interface OrderEvents {
  /** One connection, until it ends or the signal aborts. Throws KeysRefusedError and BrokerUnavailableError. */
  run(listener: OrderEventsListener, signal: AbortSignal): Promise<void>;
}

/** Alpaca does not know the keys: trying again changes nothing. */
export class KeysRefusedError extends Error {
  override name = 'KeysRefusedError';
}

/** Alpaca has another connection of this account, or has not yet let go of the last one. */
export class AnotherConnectionError extends BrokerUnavailableError {
  override name = 'AnotherConnectionError';
}

const HANDSHAKE_MS = 10_000;
const PING_MS = 10_000;
const PONG_MS = 5000;
const FRAME_MAX = 4_000_000;
const TOO_MANY = 429;

export interface StreamTerms {
  url: string;
  key_id: string;
  secret_key: string;
}

/** `trade_updates` over WebSocket. Paper sends JSON in binary frames, live in text ones; both are read. */
export class WebSocketOrderEvents implements OrderEvents {
  constructor(private readonly terms: StreamTerms) {}

  run(listener: OrderEventsListener, signal: AbortSignal): Promise<void> {
    return new Promise((resolve, reject) => {
      const socket = new WebSocket(this.terms.url, {
        maxPayload: FRAME_MAX,
        handshakeTimeout: HANDSHAKE_MS,
        followRedirects: false,
      });
      const timers: NodeJS.Timeout[] = [];
      const send = (message: unknown) => socket.send(JSON.stringify(message));
      const end = (error?: Error) => {
        for (const timer of timers) clearTimeout(timer);
        signal.removeEventListener('abort', close);
        socket.removeAllListeners();
        socket.on('error', () => undefined); // Of the ending itself.
        socket.terminate();
        if (error) reject(error);
        else resolve();
      };
      const close = () => {
        socket.close();
        end();
      };
      const ending = (why: string) => end(new BrokerUnavailableError(`the stream of order events ended: ${why}`));
      if (signal.aborted) return close();
      signal.addEventListener('abort', close, { once: true });
      timers.push(setTimeout(() => ending('it was not live in time'), HANDSHAKE_MS));
      let alive = true;
      timers.push(
        setInterval(() => {
          if (!alive) return ending(`no pong within ${PONG_MS + PING_MS} ms`);
          alive = false;
          if (socket.readyState === WebSocket.OPEN) socket.ping();
        }, PING_MS),
      );
      const heard = () => {
        alive = true;
      };
      socket.on('pong', heard);
      socket.on('open', () =>
        send({ action: 'authenticate', data: { key_id: this.terms.key_id, secret_key: this.terms.secret_key } }),
      );
      socket.on('unexpected-response', (_request, response) => {
        const status = response.statusCode ?? 0;
        response.destroy();
        if (status === TOO_MANY) end(new AnotherConnectionError('Alpaca has another stream of this account open (429)'));
        else ending(`the upgrade was answered with ${status}`);
      });
      socket.on('error', (error) => ending(error.message));
      socket.on('close', (code) => ending(`closed with ${code}`));
      socket.on('message', (frame) => {
        heard();
        const text = Array.isArray(frame) ? Buffer.concat(frame).toString('utf8') : Buffer.from(frame as Buffer).toString('utf8');
        const said = readFrame(text);
        switch (said.kind) {
          case 'authorized':
            return send({ action: 'listen', data: { streams: ['trade_updates'] } });
          case 'unauthorized':
            return end(
              new KeysRefusedError('Alpaca refuses the keys on its stream: are they those of this host (paper or live)?'),
            );
          case 'listening':
            clearTimeout(timers[0]);
            return listener.live();
          case 'error':
            return ending(said.why);
          case 'update':
            return listener.update(said.update, said.raw);
          case 'unread':
            return listener.unread(said.why);
          default:
        }
      });
    });
  }
}

type Said =
  | { kind: 'authorized' | 'unauthorized' | 'listening' | 'nothing' }
  | { kind: 'error' | 'unread'; why: string }
  | { kind: 'update'; update: TradeUpdate; raw: unknown };

/** One frame of the stream, in our words. */
export function readFrame(text: string): Said {
  let json: unknown;
  try {
    json = JSON.parse(text);
  } catch {
    return { kind: 'unread', why: `a frame that is no JSON: ${text.slice(0, 60)}` };
  }
  const frame = streamFrame.safeParse(json);
  if (!frame.success) return { kind: 'unread', why: 'a frame of another shape' };
  const { stream, action, data } = frame.data;
  const about = (typeof data === 'object' && data !== null ? data : {}) as Record<string, unknown>;
  if (action === 'error')
    return { kind: 'error', why: typeof about['error_message'] === 'string' ? about['error_message'] : 'an error frame' };
  if (stream === 'authorization') return { kind: about['status'] === 'authorized' ? 'authorized' : 'unauthorized' };
  if (stream === 'listening') {
    const streams = about['streams'];
    const listens = Array.isArray(streams) && streams.includes('trade_updates');
    return listens ? { kind: 'listening' } : { kind: 'error', why: 'Alpaca does not give this account trade_updates' };
  }
  if (stream !== 'trade_updates') return { kind: 'nothing' };
  const update = tradeUpdate.safeParse(data);
  if (update.success) return { kind: 'update', update: update.data, raw: data };
  const [issue] = update.error.issues;
  return { kind: 'unread', why: `an order event that does not fit: ${issue?.path.join('.') ?? ''} ${issue?.message ?? ''}` };
}
