import { AlpacaRefusedError, type AlpacaRest } from '#adapters/brokers/alpaca/rest.js';
import { newBucket, restOf } from '#adapters/brokers/alpaca/open-alpaca.js';
import { SseOrderEvents } from '#adapters/brokers/alpaca/order-events-sse.js';
import { type OrderEvents, WebSocketOrderEvents } from '#adapters/brokers/alpaca/order-events.js';
import { alpacaAccount, alpacaAssets, alpacaClock, latestQuotes } from '#adapters/brokers/alpaca/schemas.js';
import { type AlpacaKeys, type AlpacaSettings, readAlpacaSettings } from '#adapters/brokers/alpaca/settings.js';
import { type Finding, fault, ok, warning } from './findings.js';

const STREAM_MS = 10_000;
const CLOCK_WARN_MS = 2000;
const CLOCK_FAULT_MS = 15_000;

/** `doctor --broker`: keys, permissions, clock, streams and quotes of the broker that BROKER names. Asks, and changes nothing. */
export async function lookAtBroker(env: Record<string, string | undefined> = process.env): Promise<Finding[]> {
  if ((env['BROKER'] ?? 'paper') === 'paper')
    return [ok('broker', 'the paper exchange: it lives in PostgreSQL and needs no keys')];
  let settings: AlpacaSettings;
  try {
    settings = readAlpacaSettings(env);
  } catch (error) {
    return [fault('broker', because(error), 'mend the settings (docs/alpaca.md)')];
  }
  const where = ok(
    'broker',
    `Alpaca, ${settings.live ? 'LIVE: real money' : 'paper'}, ${settings.tradingUrl}, quotes of ${settings.feed}`,
  );
  const accounts = await Promise.all(settings.accounts.map((keys) => lookAtAccount(settings, keys)));
  return [where, ...accounts.flat()];
}

async function lookAtAccount(settings: AlpacaSettings, keys: AlpacaKeys): Promise<Finding[]> {
  const about = (what: string) => `${keys.account}: ${what}`;
  const bucket = newBucket();
  const rest = restOf(settings, keys, { warn: () => undefined, info: () => undefined }, bucket);
  const account = await lookAtKeys(rest, keys, about('keys'));
  if (account.level === 'fault') return [account];
  const streams = { key_id: keys.key_id, secret_key: keys.secret_key };
  const websocket = new WebSocketOrderEvents({ ...streams, url: settings.streamUrl });
  const sse = new SseOrderEvents({ ...streams, tradingUrl: settings.tradingUrl });
  return [
    account,
    await asked(about('clock'), async () => clockFinding(about('clock'), await rest.get('/v2/clock', alpacaClock, 'look'))),
    await asked(about('assets'), async () => {
      const assets = await rest.get('/v2/assets?status=active', alpacaAssets, 'look');
      return ok(about('assets'), `${assets.length}, of them ${assets.filter(({ tradable }) => tradable).length} tradable`);
    }),
    await asked(about('quotes'), async () => {
      const path = `/v2/stocks/quotes/latest?symbols=AAPL&feed=${settings.feed}`;
      const { quotes } = await rest.get(path, latestQuotes, 'look', 'data');
      return ok(
        about('quotes'),
        `AAPL ${quotes['AAPL']?.bp ?? '-'} / ${quotes['AAPL']?.ap ?? '-'} at ${quotes['AAPL']?.t ?? 'no time'}`,
      );
    }),
    await streamFinding(about('order events over WebSocket'), websocket, 'another program may hold the one stream of these keys'),
    (await streamFinding(about('order events as SSE'), sse, '')).level === 'ok'
      ? ok(about('order events as SSE'), 'answered: ALPACA_EVENTS=sse can be used')
      : ok(about('order events as SSE'), 'not offered to this account; WebSocket is used'),
    ok(about('requests left'), `${bucket.left} this minute`),
  ];
}

async function lookAtKeys(rest: AlpacaRest, keys: AlpacaKeys, about: string): Promise<Finding> {
  return asked(about, async () => {
    const account = await rest.get('/v2/account', alpacaAccount, 'look');
    const { account_number, status, trading_blocked, account_blocked, trade_suspended_by_user, shorting_enabled, cash } = account;
    const blocked = Object.entries({ trading_blocked, account_blocked, trade_suspended_by_user }).find(([, set]) => set);
    if (keys.account_number !== null && keys.account_number !== account_number)
      return fault(about, `they are those of account ${account_number}`, `use those of ${keys.account_number}`);
    if (status !== 'ACTIVE' || blocked)
      return fault(about, `account ${account_number} is ${blocked?.[0] ?? status}`, 'ask Alpaca why');
    return ok(
      about,
      `account ${account_number} is active, cash ${cash}, shorting ${shorting_enabled ? 'enabled' : 'not enabled'}`,
    );
  });
}

function clockFinding(
  about: string,
  { timestamp, is_open, next_open, next_close }: { timestamp: string; is_open: boolean; next_open: string; next_close: string },
): Finding {
  const off = Math.abs(Date.now() - Date.parse(timestamp.replace(/(\.\d{3})\d+/, '$1')));
  const market = is_open ? `the market is open until ${next_close}` : `the market is closed until ${next_open}`;
  const seen = `${Math.round(off)} ms from Alpaca's; ${market}`;
  if (off > CLOCK_FAULT_MS) return fault(about, seen, "set this machine's clock: quotes would look stale or too new");
  return off > CLOCK_WARN_MS ? warning(about, seen, 'synchronise this machine with a time server') : ok(about, seen);
}

async function streamFinding(about: string, events: OrderEvents, advice: string): Promise<Finding> {
  const stop = new AbortController();
  const timer = setTimeout(() => stop.abort(), STREAM_MS);
  let live = false;
  try {
    const heard = {
      live: () => {
        live = true;
        stop.abort();
      },
      update: () => undefined,
      unread: () => undefined,
    };
    await events.run(heard, stop.signal);
  } catch (error) {
    return warning(about, because(error), advice);
  } finally {
    clearTimeout(timer);
  }
  return live ? ok(about, 'live') : warning(about, `not live within ${STREAM_MS / 1000} s`, advice);
}

async function asked(about: string, look: () => Promise<Finding>): Promise<Finding> {
  try {
    return await look();
  } catch (error) {
    const keys = error instanceof AlpacaRefusedError && error.keysRefused;
    return fault(
      about,
      because(error),
      keys ? 'paper keys work on the paper host only, live keys on the live one' : 'see docs/alpaca.md',
    );
  }
}

const because = (error: unknown): string => (error instanceof Error ? error.message : String(error));
