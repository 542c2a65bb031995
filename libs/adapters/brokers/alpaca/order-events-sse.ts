import { BrokerUnavailableError } from '#core/ports/broker.js';
import { AnotherConnectionError, KeysRefusedError, type OrderEvents, type OrderEventsListener } from './order-events.js';
import { tradeUpdate } from './schemas.js';

const HANDSHAKE_MS = 10_000;
/** Heartbeats come as comments; a stream that is mute for longer is dead. */
const MUTE_MS = 60_000;
const LINE_MAX = 4_000_000;
const TOO_MANY = 429;

export interface SseTerms {
  tradingUrl: string;
  key_id: string;
  secret_key: string;
}

/**
 * Order events as server-sent events (`GET /v2/events/trades`): deployed on the trading hosts, and promised by no document. `doctor --broker` asks for it;
 * a setting chooses it. Live only: what came before is swept.
 */
export class SseOrderEvents implements OrderEvents {
  constructor(private readonly terms: SseTerms) {}

  async run(listener: OrderEventsListener, signal: AbortSignal): Promise<void> {
    const ended = new AbortController();
    const endsIn = (ms: number) => setTimeout(() => ended.abort(new Error(`nothing was heard for ${ms} ms`)), ms);
    let mute = endsIn(HANDSHAKE_MS);
    try {
      const response = await fetch(`${this.terms.tradingUrl}/v2/events/trades`, {
        redirect: 'manual',
        signal: AbortSignal.any([signal, ended.signal]),
        headers: {
          'APCA-API-KEY-ID': this.terms.key_id,
          'APCA-API-SECRET-KEY': this.terms.secret_key,
          accept: 'text/event-stream',
        },
      });
      check(response);
      clearTimeout(mute);
      mute = endsIn(MUTE_MS);
      listener.live();
      const lines = new Lines();
      for await (const part of (response.body ?? []) as AsyncIterable<Uint8Array>) {
        mute.refresh();
        for (const line of lines.take(part)) this.line(line, listener);
      }
      if (!signal.aborted) throw new BrokerUnavailableError('the stream of order events ended');
    } catch (error) {
      if (signal.aborted) return;
      if (error instanceof KeysRefusedError || error instanceof BrokerUnavailableError) throw error;
      throw new BrokerUnavailableError(
        `the stream of order events ended: ${error instanceof Error ? error.message : String(error)}`,
      );
    } finally {
      clearTimeout(mute);
      ended.abort();
    }
  }

  private line(line: string, listener: OrderEventsListener): void {
    if (line.startsWith(':')) {
      if (!line.startsWith(':heartbeat')) listener.unread(line.slice(1, 200).trim());
      return;
    }
    if (!line.startsWith('data:')) return;
    let json: unknown;
    try {
      json = JSON.parse(line.slice('data:'.length));
    } catch {
      return listener.unread('a line that is no JSON');
    }
    const update = tradeUpdate.safeParse(json);
    if (update.success) listener.update(update.data, json);
    else listener.unread('an order event of another shape');
  }
}

function check(response: Response): void {
  const { status } = response;
  if (status === 401 || status === 403) throw new KeysRefusedError('Alpaca refuses the keys on its event stream');
  if (status === TOO_MANY) throw new AnotherConnectionError('Alpaca has another stream of this account open (429)');
  const type = response.headers.get('content-type') ?? '';
  if (!response.ok || !type.startsWith('text/event-stream'))
    throw new BrokerUnavailableError(`the event stream was answered with ${status} ${type}: use ALPACA_EVENTS=websocket`);
}

/** Bytes into whole lines. */
class Lines {
  private rest = '';
  private readonly decoder = new TextDecoder();

  take(part: Uint8Array): string[] {
    const lines = (this.rest + this.decoder.decode(part, { stream: true })).split(/\r?\n/);
    this.rest = lines.pop() ?? '';
    if (this.rest.length > LINE_MAX) throw new BrokerUnavailableError('a line of the event stream has no end');
    return lines;
  }
}
