import { AlpacaRefusedError, type AlpacaRest } from '#adapters/brokers/alpaca/rest.js';
import { newBucket, restOf } from '#adapters/brokers/alpaca/open-alpaca.js';
import { SseOrderEvents } from '#adapters/brokers/alpaca/order-events-sse.js';
import { type OrderEvents, WebSocketOrderEvents } from '#adapters/brokers/alpaca/order-events.js';
import type { RequestBucket } from '#adapters/brokers/alpaca/bucket.js';
import {
  alpacaAccount,
  alpacaAssets,
  alpacaClock,
  alpacaOrders,
  alpacaPositions,
  latestQuotes,
  nonTradeActivities,
} from '#adapters/brokers/alpaca/schemas.js';
import { type AlpacaKeys, type AlpacaSettings, readAlpacaSettings } from '#adapters/brokers/alpaca/settings.js';
import { PostgresConfigStore } from '#adapters/postgres/config-store.js';
import { createDataSource } from '#adapters/postgres/data-source.js';
import { type Finding, fault, ok, warning } from './findings.js';

type Env = Record<string, string | undefined>;

const STREAM_MS = 10_000;
const CLOCK_WARN_MS = 2000;
const CLOCK_FAULT_MS = 15_000;

/** `doctor --broker`: keys, permissions, clock, streams and quotes of the broker that BROKER names. Asks, and changes nothing. */
export async function lookAtBroker(env: Env = process.env): Promise<Finding[]> {
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
  const accounts = await Promise.all(settings.accounts.map((keys) => lookAtAccount(settings, keys, env)));
  return [where, ...accounts.flat()];
}

async function lookAtAccount(settings: AlpacaSettings, keys: AlpacaKeys, env: Env): Promise<Finding[]> {
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
    ...(await lookAtWhatWasNotTried(rest, about)),
    ok(about('requests left'), `${bucket.left} this minute, ${said(bucket)}`),
    ...(await rateFinding(about('order rate'), bucket, env)),
  ];
}

const said = (bucket: RequestBucket) =>
  bucket.said === null ? `of ${bucket.limit} (no header says a limit)` : `of ${bucket.said}, as its headers say`;

/** What could not be tried without an account (docs/alpaca.md, "To try first"), as far as reading shows it. */
function lookAtWhatWasNotTried(rest: AlpacaRest, about: (what: string) => string): Promise<Finding[]> {
  const read = async (what: string, look: () => Promise<string>) => asked(about(what), async () => ok(about(what), await look()));
  return Promise.all([
    read('class shares', async () => {
      const assets = await rest.get('/v2/assets?status=active', alpacaAssets, 'look');
      const named = assets.filter(({ symbol, class: kind }) => kind !== 'crypto' && /[^A-Z]/.test(symbol));
      return named.length === 0 ? 'none is listed' : `named as ${some(named.map(({ symbol }) => symbol))}`;
    }),
    read('short positions', async () => {
      const short = (await rest.get('/v2/positions', alpacaPositions, 'look')).filter(({ side }) => side === 'short');
      return short.length === 0
        ? 'none: their quantity is read with or without its sign'
        : `written as ${some(short.map(({ symbol, qty }) => `${symbol} ${qty}`))}`;
    }),
    read('open orders', async () => {
      const open = await rest.get('/v2/orders?status=open&limit=500&nested=false', alpacaOrders, 'look');
      return `${open.length}${open.length === 0 ? '' : `, with the status ${some([...new Set(open.map(({ status }) => status))])}`}`;
    }),
    read('activities', async () => {
      const [newest] = await rest.get(
        '/v2/account/activities?category=non_trade_activity&page_size=1',
        nonTradeActivities,
        'look',
      );
      return newest === undefined ? 'answered; there are none' : `answered; the newest is ${newest.activity_type} ${newest.id}`;
    }),
  ]);
}

const NAMED_MAX = 5;
const some = (names: readonly string[]) => names.slice(0, NAMED_MAX).join(', ') + (names.length > NAMED_MAX ? ' ...' : '');

/** Orders beyond what Alpaca takes wait, and are judged again. Nothing is said where the limits cannot be read. */
async function rateFinding(about: string, bucket: RequestBucket, { DATABASE_URL: url }: Env): Promise<Finding[]> {
  if (!url) return [];
  const db = createDataSource(url, { applicationName: 'breakwater-doctor', poolSize: 1, statementTimeoutMs: 3000 });
  try {
    await db.initialize();
    const { limits } = await new PostgresConfigStore(db).current();
    const [ours, theirs] = [limits.max_orders_per_second, bucket.limit / 60];
    const seen = `${ours} orders a second may pass, and Alpaca takes ${bucket.limit} requests a minute (${theirs.toFixed(1)} a second)`;
    if (ours <= theirs) return [ok(about, seen)];
    const advice = `set max_orders_per_second to ${Math.max(1, Math.floor(theirs))}, or ask Alpaca for more: what is beyond it waits and is judged again`;
    return [warning(about, seen, advice)];
  } catch (error) {
    return [
      warning(
        about,
        `the limits cannot be read: ${because(error)}`,
        'doctor without --broker says what is wrong with PostgreSQL',
      ),
    ];
  } finally {
    if (db.isInitialized) await db.destroy();
  }
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
