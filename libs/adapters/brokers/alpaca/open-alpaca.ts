import type { Pool } from 'pg';
import { Complaint, type ComplaintLog } from '#core/complaint.js';
import { type Broker, BrokerUnavailableError } from '#core/ports/broker.js';
import { AlpacaAccount, FILLS_LATE_MS, type Trouble } from './account.js';
import { AlpacaBroker } from './alpaca-broker.js';
import { RequestBucket } from './bucket.js';
import { AlpacaJournal } from './journal.js';
import { AlpacaMarketData } from './market-data.js';
import { KeysRefusedError, WebSocketOrderEvents } from './order-events.js';
import { SseOrderEvents } from './order-events-sse.js';
import { AlpacaRefusedError, AlpacaRest } from './rest.js';
import { alpacaAssets } from './schemas.js';
import type { AlpacaKeys, AlpacaSettings } from './settings.js';
import { SymbolMap } from './symbols.js';

/** What Alpaca lets an account ask in a minute, unless its headers say otherwise. */
const REQUESTS_A_MINUTE = 200;
const DEADLINE_MS = 5000;

export interface AlpacaLog extends ComplaintLog {
  error(about: object, text: string): void;
}

export interface OpenAlpaca {
  pool: Pool;
  settings: AlpacaSettings;
  log: AlpacaLog;
  /** Symbols that may be traded. */
  symbols: () => Promise<string[]>;
  /** What a person must look at. */
  trouble: (trouble: Trouble) => void;
  /** The newest report that the gate has, of whichever broker. */
  after: number;
  /** For tests. */
  fillsLateMs?: readonly number[];
}

export interface AlpacaState {
  account: string;
  /** Why no order goes there; null when it is ready. */
  not_ready: string | null;
  requests_left: number;
  last_event_ms: number | null;
}

/** REST calls of one account, under its own limit. */
export function restOf(settings: AlpacaSettings, keys: AlpacaKeys, log: ComplaintLog, bucket = newBucket()): AlpacaRest {
  return new AlpacaRest({
    ...{ tradingUrl: settings.tradingUrl, dataUrl: settings.dataUrl, key_id: keys.key_id, secret_key: keys.secret_key },
    ...{ bucket, deadlineMs: DEADLINE_MS },
    heard: ({ done, ...about }) =>
      log.info({ account: keys.account, ...about }, done ? 'Alpaca was asked' : 'Alpaca did not do what it was asked'),
  });
}

export const newBucket = (): RequestBucket => new RequestBucket({ perMinute: REQUESTS_A_MINUTE });

/** Checks every account, hears and sweeps until it is closed. Throws KeysRefusedError and AlpacaRefusedError, which trying again does not mend, and BrokerUnavailableError. */
export async function openAlpaca(
  parts: OpenAlpaca,
): Promise<{ broker: Broker; state: () => AlpacaState[]; close: () => Promise<void> }> {
  const { pool, settings, log } = parts;
  const journal = new AlpacaJournal(pool);
  const about = (failing: string, well: string) => new Complaint(log, { failing, well });
  const stop = new AbortController();
  let symbols = new SymbolMap([]);
  let changed = (): void => {};
  const accounts = new Map<string, { account: AlpacaAccount; rest: AlpacaRest; bucket: RequestBucket }>();
  for (const keys of settings.accounts) {
    const bucket = newBucket();
    const rest = restOf(settings, keys, log, bucket);
    const source = { key_id: keys.key_id, secret_key: keys.secret_key };
    const account = new AlpacaAccount({
      ...{ keys, live: settings.live, rest, journal, fillsLateMs: parts.fillsLateMs ?? FILLS_LATE_MS },
      events:
        settings.events === 'sse'
          ? new SseOrderEvents({ ...source, tradingUrl: settings.tradingUrl })
          : new WebSocketOrderEvents({ ...source, url: settings.streamUrl }),
      symbols: () => symbols,
      stream: about(
        `order events of ${keys.account} are not heard; the account is swept`,
        `order events of ${keys.account} are heard again`,
      ),
      sweeping: about(`what ${keys.account} did at Alpaca cannot be read`, `what ${keys.account} did at Alpaca is read again`),
      ending: about(
        `orders of ${keys.account} whose time is over cannot be canceled at Alpaca`,
        `orders of ${keys.account} whose time is over are canceled again`,
      ),
      trouble: (trouble) => {
        log.error(trouble, 'Alpaca: a person must look at this');
        parts.trouble(trouble);
      },
      changed: () => changed(),
    });
    accounts.set(keys.account, { account, rest, bucket });
  }
  await journal.goOnAfter(parts.after);
  const [first] = accounts.values();
  const [firstKeys] = settings.accounts;
  if (!first || !firstKeys) throw new KeysRefusedError('no account of Alpaca is named');
  // Without those that are not active: they are twice as many, and more than an answer may be long.
  const readSymbols = async () => {
    symbols = new SymbolMap(await first.rest.get('/v2/assets?status=active', alpacaAssets, 'look'));
  };
  await readSymbols();
  for (const { account } of accounts.values()) await account.open();
  const data = new AlpacaMarketData({
    ...{ url: settings.dataStreamUrl, feed: settings.feed, key_id: firstKeys.key_id, secret_key: firstKeys.secret_key },
    ...{ rest: restOf(settings, firstKeys, log), symbols: parts.symbols, map: () => symbols },
    complaint: about('quotes of Alpaca are not heard', 'quotes of Alpaca are heard again'),
  });
  const broker = new AlpacaBroker(accounts, journal, data, () => symbols, settings.live, readSymbols);
  changed = broker.changed;
  const running = [...accounts.values()].map(({ account }) =>
    account.run(stop.signal).catch((error: unknown) => {
      // The account says why it is not ready; the others go on.
      if (!(error instanceof KeysRefusedError))
        log.error({ err: error, account: account.account }, 'an account of Alpaca stopped');
    }),
  );
  return {
    broker,
    state: () =>
      [...accounts.values()].map(({ account, bucket }) => ({
        ...{ account: account.account, not_ready: account.notReady, requests_left: bucket.left },
        last_event_ms: account.lastEventMs,
      })),
    close: async () => {
      stop.abort();
      await Promise.all(running);
    },
  };
}

/** Whether trying again may help. */
export const isFinal = (error: unknown): boolean =>
  error instanceof KeysRefusedError ||
  (error instanceof AlpacaRefusedError && error.keysRefused) ||
  !(error instanceof BrokerUnavailableError);
