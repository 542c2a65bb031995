import { WebSocket } from 'ws';
import { z } from 'zod';
import type { Complaint } from '#core/complaint.js';
import type { Money } from '#core/model/money.js';
import { parseMoney } from '#core/model/money.js';
import { pause } from '#core/pause.js';
import { type BrokerHalt, type BrokerQuote, BrokerUnavailableError } from '#core/ports/broker.js';
import type { AlpacaRest } from './rest.js';
import { latestQuotes, quoteMessage, type StatusMessage, statusMessage } from './schemas.js';
import { KeysRefusedError } from './order-events.js';
import type { SymbolMap } from './symbols.js';

const HANDSHAKE_MS = 10_000;
const FRAME_MAX = 8_000_000;
const COALESCE_MS = 100;
/** No message of any symbol for so long, and quotes are asked for instead; for so long, and the connection is made anew. */
const MUTE_MS = 15_000;
const DEAD_MS = 60_000;
/** A quote counts as known for so long after it was last seen on the stream or by a poll. */
const KNOWN_MS = 20_000;
/** An asked-for quote that is older is the last one of a session: no quote to trade by. */
const QUOTE_OLD_MS = 60_000;
const POLL_MS = 5000;
const STATUS_LOOK_MS = 1000;
const RECONNECT_MIN_MS = 500;
const RECONNECT_MAX_MS = 60_000;
const CONNECTION_LIMIT = 406;
const SYMBOL_LIMIT = 405;
/** Status codes of the tapes A and B (`2`, `3`) and C: halted, paused for its price; trading again. Others leave things as they are. */
const HALTED = new Set(['H', 'P', '2']);
const RESUMED = new Set(['T', '3']);
const WORDS_MAX = 200;
/** Of the plan or the keys: trying again changes nothing. */
const FINAL_ERRORS = new Set([402, 409]);

export interface MarketDataParts {
  url: string;
  feed: 'iex' | 'sip';
  key_id: string;
  secret_key: string;
  rest: AlpacaRest;
  symbols: () => Promise<string[]>;
  map: () => SymbolMap;
  complaint: Complaint;
}

interface Seen {
  quote: BrokerQuote;
  /** When it was last heard or asked for. */
  atMs: number;
}

const control = z.looseObject({ T: z.string(), msg: z.string().optional(), code: z.number().optional() });

/** A kind of instrument has a stream and a list of latest quotes of its own. */
interface Channel {
  /** Of the stream, behind the address of the data streams. */
  path: string;
  latest: (names: string) => string;
  isOf: (symbol: string) => boolean;
  messageMs: number;
  /** Symbols beyond what the plan lets us hear are polled. */
  heardMax: number;
  /** Halts come over it too. */
  statuses: boolean;
}

/** Quotes of the traded symbols: the data streams where they speak, the latest quotes where one is mute. */
export class AlpacaMarketData {
  private readonly quotes = new Map<string, Seen>();
  private revision = Date.now();
  private wake: () => void = () => {};
  /** What the feed said last of each symbol, and was not handed on. */
  private readonly untold = new Map<string, BrokerHalt>();
  private statusCame: () => void = () => {};
  private readonly channels: readonly Channel[];

  constructor(private readonly parts: MarketDataParts) {
    const { feed, map } = parts;
    const own = { messageMs: 0, heardMax: Number.POSITIVE_INFINITY };
    this.channels = [
      {
        ...{ ...own, statuses: true, path: `/v2/${feed}`, isOf: (symbol) => !map().isCrypto(symbol) },
        latest: (names) => `/v2/stocks/quotes/latest?symbols=${names}&feed=${feed}`,
      },
      {
        ...{ ...own, statuses: false, path: '/v1beta3/crypto/us', isOf: (symbol) => map().isCrypto(symbol) },
        latest: (names) => `/v1beta3/crypto/us/latest/quotes?symbols=${names}`,
      },
    ];
  }

  /** At most one batch each 100 ms, the first with every symbol that has a quote. Ends when the signal aborts. */
  async run(deliver: (quotes: BrokerQuote[]) => Promise<void>, signal: AbortSignal): Promise<void> {
    const tasks = this.channels.flatMap((channel) => [this.hearing(channel, signal), this.polling(channel, signal)]);
    while (!signal.aborted) {
      const known = this.known();
      if (known.length > 0) await deliver(known);
      await pause(COALESCE_MS, signal);
      await this.untilWoken(1000, signal);
    }
    await Promise.all(tasks);
  }

  private known(): BrokerQuote[] {
    const now = Date.now();
    return [...this.quotes.values()].filter(({ atMs }) => now - atMs <= KNOWN_MS).map(({ quote }) => quote);
  }

  private async wantedOf({ isOf }: Channel): Promise<string[]> {
    return (await this.parts.symbols()).filter(isOf);
  }

  private async hearing(channel: Channel, signal: AbortSignal): Promise<void> {
    let failures = 0;
    while (!signal.aborted) {
      const beganMs = Date.now();
      try {
        await this.connection(channel, signal);
      } catch (error) {
        this.parts.complaint.failed(error);
        failures = Date.now() - beganMs > RECONNECT_MAX_MS ? 1 : failures + 1;
        const final = error instanceof KeysRefusedError;
        const wait = final ? RECONNECT_MAX_MS : Math.min(RECONNECT_MIN_MS * 2 ** Math.min(failures, 8), RECONNECT_MAX_MS);
        await pause(wait * (0.5 + Math.random() / 2), signal);
      }
    }
  }

  private async connection(channel: Channel, signal: AbortSignal): Promise<void> {
    const { url, key_id, secret_key, map } = this.parts;
    const wanted = (await this.wantedOf(channel)).slice(0, channel.heardMax);
    // An account has one connection of each kind: none is taken for nothing.
    // And none for a signal that aborted while the symbols were read: nothing would end it.
    if (wanted.length === 0 || signal.aborted) return pause(POLL_MS, signal);
    await new Promise<void>((resolve, reject) => {
      const socket = new WebSocket(url + channel.path, {
        maxPayload: FRAME_MAX,
        handshakeTimeout: HANDSHAKE_MS,
        followRedirects: false,
      });
      let heardMs = Date.now();
      const send = (message: unknown) => socket.send(JSON.stringify(message));
      const end = (error?: Error) => {
        clearInterval(watch);
        signal.removeEventListener('abort', stop);
        socket.removeAllListeners();
        socket.on('error', () => undefined); // Of the ending itself.
        socket.terminate();
        if (error) reject(error);
        else resolve();
      };
      const stop = () => end();
      const watch = setInterval(() => {
        if (Date.now() - heardMs > DEAD_MS) end(new BrokerUnavailableError('the data stream has been mute for a minute'));
      }, 1000);
      signal.addEventListener('abort', stop, { once: true });
      socket.on('error', (error) => end(new BrokerUnavailableError(`the data stream ended: ${error.message}`)));
      socket.on('close', (code) => end(new BrokerUnavailableError(`the data stream was closed with ${code}`)));
      socket.on('message', (data) => {
        heardMs = Date.now();
        for (const message of messagesIn(data)) {
          const quote = quoteMessage.safeParse(message);
          if (quote.success) {
            channel.messageMs = heardMs;
            this.take(quote.data.S, quote.data.bp, quote.data.ap, heardMs);
            continue;
          }
          const status = statusMessage.safeParse(message);
          if (status.success) {
            this.heardStatus(status.data);
            continue;
          }
          const said = control.safeParse(message);
          if (!said.success) continue;
          const { T, msg, code } = said.data;
          if (T === 'success' && msg === 'connected') send({ action: 'auth', key: key_id, secret: secret_key });
          else if (T === 'success' && msg === 'authenticated') {
            this.parts.complaint.worked();
            const names = wanted.map((symbol) => map().toAlpaca(symbol));
            send({ action: 'subscribe', quotes: names, ...(channel.statuses ? { statuses: names } : {}) });
          } else if (T === 'error') end(errorOf(channel, code ?? 0, msg ?? '', wanted.length));
        }
        this.wake();
      });
    });
  }

  private heardStatus({ S, sc, sm = '', rc = '', rm = '' }: StatusMessage): void {
    if (!HALTED.has(sc) && !RESUMED.has(sc)) return;
    const symbol = this.parts.map().toOurs(S);
    const reason = HALTED.has(sc) ? [sm || 'halted by its exchange', rm, rc && `(${rc})`].filter(Boolean).join(' ') : null;
    this.untold.set(symbol, { symbol, reason: reason?.slice(0, WORDS_MAX) ?? null });
    this.statusCame();
  }

  /** Halts in the order in which they came, while `run` hears; of one symbol the newest. Ends when the signal aborts. */
  async halts(deliver: (halt: BrokerHalt) => Promise<void>, signal: AbortSignal): Promise<void> {
    while (!signal.aborted) {
      for (const [symbol, halt] of this.untold) {
        this.untold.delete(symbol);
        await deliver(halt);
        if (signal.aborted) return;
      }
      const came = new AbortController();
      this.statusCame = () => came.abort();
      await pause(STATUS_LOOK_MS, AbortSignal.any([signal, came.signal]));
    }
  }

  /** The first quotes, those beyond the plan, and all of them while the stream is mute. */
  private async polling(channel: Channel, signal: AbortSignal): Promise<void> {
    while (!signal.aborted) {
      await this.parts.complaint.tried(() => this.poll(channel), undefined);
      await pause(POLL_MS, signal);
    }
  }

  private async poll(channel: Channel): Promise<void> {
    const { rest, map } = this.parts;
    const now = Date.now();
    const mute = now - channel.messageMs > MUTE_MS;
    const all = await this.wantedOf(channel);
    const due = mute ? all : all.filter((symbol) => now - (this.quotes.get(symbol)?.atMs ?? 0) > MUTE_MS);
    if (due.length === 0) return;
    const names = due.map((symbol) => encodeURIComponent(map().toAlpaca(symbol))).join(',');
    const { quotes } = await rest.get(channel.latest(names), latestQuotes, 'look', 'data');
    for (const [symbol, quote] of Object.entries(quotes))
      if (quote && now - Date.parse(quote.t) <= QUOTE_OLD_MS) this.take(symbol, quote.bp, quote.ap, now);
    this.wake();
  }

  /** A side that is 0 is none: then there is no quote to trade by, and what we had is no longer one. */
  private take(theirs: string, bp: number, ap: number, atMs: number): void {
    const symbol = this.parts.map().toOurs(theirs);
    const [bid, ask] = [priceOf(bp), priceOf(ap)];
    const before = this.quotes.get(symbol)?.quote;
    if (before && before.bid === bid && before.ask === ask) {
      this.quotes.set(symbol, { quote: before, atMs });
      return;
    }
    this.revision = Math.max(this.revision + 1, Date.now());
    this.quotes.set(symbol, { quote: { symbol, bid, ask, frozen: false, revision: this.revision }, atMs });
  }

  private untilWoken(limitMs: number, signal: AbortSignal): Promise<void> {
    return new Promise((resolve) => {
      const done = () => {
        clearTimeout(timer);
        signal.removeEventListener('abort', done);
        resolve();
      };
      const timer = setTimeout(done, limitMs);
      this.wake = done;
      signal.addEventListener('abort', done, { once: true });
    });
  }
}

function errorOf(channel: Channel, code: number, message: string, wanted: number): Error {
  if (FINAL_ERRORS.has(code))
    return new KeysRefusedError(`Alpaca's data stream says ${code} ${message}: check the keys and ALPACA_FEED`);
  if (code === SYMBOL_LIMIT) channel.heardMax = Math.max(1, Math.floor(Math.min(wanted, channel.heardMax) / 2));
  const why = code === CONNECTION_LIMIT ? 'another connection of these keys is open' : message;
  return new BrokerUnavailableError(`Alpaca's data stream says ${code}: ${why}`);
}

/** JSON numbers of at most six decimals; a price that is none is none. */
function priceOf(value: number): Money {
  if (!(value > 0)) return 0 as Money;
  return parseMoney(value.toFixed(6));
}

function messagesIn(data: unknown): unknown[] {
  try {
    const text = Array.isArray(data)
      ? Buffer.concat(data as Buffer[]).toString('utf8')
      : Buffer.from(data as Buffer).toString('utf8');
    const json: unknown = JSON.parse(text);
    return Array.isArray(json) ? json : [json];
  } catch {
    return [];
  }
}
