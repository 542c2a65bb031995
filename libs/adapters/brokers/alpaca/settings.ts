import { readFileSync } from 'node:fs';
import { z } from 'zod';
import { ACCOUNT_NAME } from '#core/model/order.js';

export interface AlpacaKeys {
  /** Breakwater's account that this key pair trades for. */
  account: string;
  key_id: string;
  secret_key: string;
  /** Alpaca's own number of the account. Must be given for a live one. */
  account_number: string | null;
}

export interface AlpacaSettings {
  live: boolean;
  tradingUrl: string;
  streamUrl: string;
  dataUrl: string;
  dataStreamUrl: string;
  feed: 'iex' | 'sip';
  /** Source of the account's order events. */
  events: 'websocket' | 'sse';
  accounts: readonly AlpacaKeys[];
}

const PAPER_HOST = 'paper-api.alpaca.markets';
const LIVE_HOST = 'api.alpaca.markets';
const LOOPBACK = new Set(['127.0.0.1', 'localhost', '[::1]']);

const keys = z.strictObject({
  account: z.string().regex(ACCOUNT_NAME, 'must be 1 to 32 of a-z, 0-9, _ and -'),
  key_id: z.string().min(1),
  secret_key: z.string().min(1),
  account_number: z.string().min(1).optional(),
});
const accountsFile = z.array(keys).min(1).max(100);

/** Bad or contradictory settings of the Alpaca broker: the message says what to do. Nothing was sent. */
export class AlpacaSettingsError extends Error {
  override name = 'AlpacaSettingsError';
}

type Source = Record<string, string | undefined>;

/** Settings named ALPACA_... of the environment. Throws AlpacaSettingsError. */
export function readAlpacaSettings(given: Source = process.env): AlpacaSettings {
  // A setting that is there and empty is none, as everywhere.
  const source = Object.fromEntries(Object.entries(given).filter(([, value]) => value !== ''));
  const live = source['ALPACA_LIVE'] === 'yes';
  const trading = urlOf(source, 'ALPACA_TRADING_URL', `https://${PAPER_HOST}`);
  const data = urlOf(source, 'ALPACA_DATA_URL', 'https://data.alpaca.markets');
  const feed = source['ALPACA_FEED'] ?? 'iex';
  if (feed !== 'iex' && feed !== 'sip') throw new AlpacaSettingsError(`ALPACA_FEED is ${feed}: it must be iex or sip`);
  const events = source['ALPACA_EVENTS'] ?? 'websocket';
  if (events !== 'websocket' && events !== 'sse')
    throw new AlpacaSettingsError(`ALPACA_EVENTS is ${events}: it must be websocket or sse`);
  const accounts = accountsOf(source);
  checkLive(live, trading, accounts);
  const sandbox = [trading, data].find(({ host }) => host.includes('sandbox'));
  if (sandbox)
    throw new AlpacaSettingsError(
      `${sandbox.host} is for partners of Alpaca's Broker API: use ${PAPER_HOST} and data.alpaca.markets`,
    );
  const dataStream = LOOPBACK.has(data.hostname) ? wss(data) : 'wss://stream.data.alpaca.markets';
  return {
    ...{ live, feed, events, accounts },
    tradingUrl: trading.origin,
    streamUrl: `${wss(trading)}/stream`,
    dataUrl: data.origin,
    dataStreamUrl: source['ALPACA_DATA_STREAM_URL'] ?? dataStream,
  };
}

const wss = (url: URL): string => `${url.protocol === 'http:' ? 'ws' : 'wss'}://${url.host}`;

function urlOf(source: Source, name: string, fallback: string): URL {
  const text = source[name] ?? fallback;
  if (!URL.canParse(text)) throw new AlpacaSettingsError(`${name} is '${text}': it must be a URL such as ${fallback}`);
  const url = new URL(text);
  const local = LOOPBACK.has(url.hostname);
  if (url.protocol !== 'https:' && !(local && url.protocol === 'http:'))
    throw new AlpacaSettingsError(`${name} is '${text}': keys are sent there, so it must begin with https://`);
  return url;
}

/** A live account is traded only when the setting, the host and the account's number all say so. */
function checkLive(live: boolean, trading: URL, accounts: readonly AlpacaKeys[]): void {
  const host = trading.hostname;
  if (!live && host === LIVE_HOST)
    throw new AlpacaSettingsError(
      `ALPACA_TRADING_URL is the live host, but ALPACA_LIVE is not 'yes': set it to trade real money, or use https://${PAPER_HOST}`,
    );
  if (!live) return;
  if (host === PAPER_HOST)
    throw new AlpacaSettingsError(
      `ALPACA_LIVE is 'yes', but ALPACA_TRADING_URL is the paper host: set it to https://${LIVE_HOST}`,
    );
  const unnamed = accounts.find(({ account_number }) => account_number === null);
  if (unnamed)
    throw new AlpacaSettingsError(
      `ALPACA_LIVE is 'yes': give the number of the live account of '${unnamed.account}' too (ALPACA_ACCOUNT_NUMBER, or account_number in ALPACA_ACCOUNTS_FILE)`,
    );
}

function accountsOf(source: Source): AlpacaKeys[] {
  const file = source['ALPACA_ACCOUNTS_FILE'];
  const [id, secret] = [secretOf(source, 'ALPACA_KEY_ID'), secretOf(source, 'ALPACA_SECRET_KEY')];
  if (file !== undefined && (id !== undefined || secret !== undefined))
    throw new AlpacaSettingsError('ALPACA_ACCOUNTS_FILE and ALPACA_KEY_ID are both set: use one of them');
  if (file !== undefined) return accountsIn(file);
  if (id === undefined || secret === undefined)
    throw new AlpacaSettingsError(
      'BROKER=alpaca needs a key pair: set ALPACA_KEY_ID and ALPACA_SECRET_KEY (or ..._FILE with the path of a file), or ALPACA_ACCOUNTS_FILE for several accounts',
    );
  const account_number = source['ALPACA_ACCOUNT_NUMBER'] ?? null;
  return [{ account: source['ALPACA_ACCOUNT'] ?? 'default', key_id: id, secret_key: secret, account_number }];
}

function secretOf(source: Source, name: string): string | undefined {
  const [value, file] = [source[name], source[`${name}_FILE`]];
  if (value !== undefined && file !== undefined) throw new AlpacaSettingsError(`${name} and ${name}_FILE are both set: use one`);
  if (file === undefined) return value;
  return readText(file, `${name}_FILE`).trim();
}

function readText(path: string, name: string): string {
  try {
    return readFileSync(path, 'utf8');
  } catch (error) {
    throw new AlpacaSettingsError(`${name} cannot be read: ${error instanceof Error ? error.message : String(error)}`);
  }
}

function accountsIn(path: string): AlpacaKeys[] {
  const text = readText(path, 'ALPACA_ACCOUNTS_FILE');
  let json: unknown;
  try {
    json = JSON.parse(text);
  } catch {
    throw new AlpacaSettingsError(`ALPACA_ACCOUNTS_FILE (${path}) is no JSON`); // Not the parser's words: they may quote a secret.
  }
  const parsed = accountsFile.safeParse(json);
  if (!parsed.success) {
    const faults = parsed.error.issues.map(({ path: at, message }) => `${at.join('.') || 'the list'} ${message}`).join('; ');
    throw new AlpacaSettingsError(`ALPACA_ACCOUNTS_FILE (${path}): ${faults}`);
  }
  for (const field of ['account', 'key_id'] as const) {
    const seen = new Set<string>();
    for (const one of parsed.data) {
      if (seen.has(one[field]))
        throw new AlpacaSettingsError(`ALPACA_ACCOUNTS_FILE (${path}) names the ${field} of '${one.account}' twice`);
      seen.add(one[field]);
    }
  }
  return parsed.data.map((one) => ({ ...one, account_number: one.account_number ?? null }));
}
