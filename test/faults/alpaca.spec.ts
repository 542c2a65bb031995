/**
 * Alpaca's adapter under its faults: killed at the worst moments, its stream mute or short of an event, answers lost, its rate limit gone, the market opening
 * and closing. The server of the tests outlives every kill. After each round: no order was sent twice, every fill is booked once, and orders, holds, positions and
 * cash are the broker's.
 */
import { jest } from '@jest/globals';
import { orderIdIn } from '#adapters/brokers/alpaca/ids.js';
import { readUnits } from '#adapters/brokers/alpaca/amounts.js';
import { AlpacaServer } from '../brokers/alpaca-server/server.js';
import { decimal, type ServerOrder } from '../brokers/alpaca-server/exchange.js';
import { ownStack } from '../factories/own-stack.js';
import { type Floor, isReady, sleep, startFloor, until } from '../processes.js';
import { type Answered, must, random, send, share, tell, type Wish } from './load.js';
import { ROUNDS, rounds, sayFindings } from './rounds.js';
import { answersAreKept, cancelAll, decisionsOf, untilCopied, verdictsFollow, withPostgres } from './verify.js';

const ACCOUNT = 'alpaca-desk';
const MARKET = [
  ['AAPL', 175],
  ['MSFT', 410],
  ['SPY', 450],
  ['TSLA', 250],
] as const;
const LANES = 4;
const PAUSE_MS = 100;
/** In calm times the account is swept every 60 s: what the stream lost is there by then. */
const SWEPT_MS = 90_000;
/** More than any round asks. */
const PER_MINUTE = 100_000;
jest.setTimeout(200_000 * ROUNDS + 60_000);

let server: AlpacaServer;
let floor: Floor;
let urls: string[];
let url: string;
/** Quotes move and what rests is filled in parts, for as long as it is 0. */
let market: NodeJS.Timeout;
let next = random(1);

beforeAll(async () => {
  await ownStack();
  server = await AlpacaServer.start();
  server.perMinute = PER_MINUTE;
  for (const [symbol, usual] of MARKET) server.setQuote(symbol, usual, usual + 0.02);
  market = setInterval(trade, 20);
  floor = await startFloor({
    ...{ BROKER: 'alpaca', ALPACA_KEY_ID: 'PKTEST', ALPACA_SECRET_KEY: 'secret-of-the-test', ALPACA_ACCOUNT: ACCOUNT },
    ...{ ALPACA_TRADING_URL: server.url, ALPACA_DATA_URL: server.url, BREAKWATER_LEASE_MS: '1000' },
    ...{ BREAKWATER_RELOAD_SECONDS: '1', BREAKWATER_RECONCILE_SECONDS: '1' },
  });
  urls = floor.apis.map((api) => api.url);
  url = urls[0] ?? '';
  await withPostgres((client) =>
    client.query('INSERT INTO accounts (account, initial_cash, cash) VALUES ($1, 100000, 100000) ON CONFLICT DO NOTHING', [
      ACCOUNT,
    ]),
  );
  await until('the account is open', 30_000, async () =>
    JSON.stringify(await must(url, 'GET', '/api/accounts')).includes(ACCOUNT),
  );
  await must(url, 'PUT', '/api/risk/limits', {
    ...{ max_orders_per_second: 1_000_000, max_orders_per_burst: 10_000_000, max_same_orders: null, max_open_orders: null },
    ...{ max_position_size: 1_000_000, max_order_size: 100_000, max_portfolio_concentration: 1000, max_leverage: 100 },
    ...{ daily_loss_limit: 90_000 },
  });
  for (const [symbol] of MARKET)
    await must(url, 'PUT', `/api/risk/position-limits/${symbol}`, { max_position: 1_000_000, max_concentration_pct: 1000 });
}, 120_000);
afterAll(async () => {
  clearInterval(market);
  sayFindings();
  await floor?.stop();
  await server?.stop();
});

/** A quote comes, and one order that rests is filled a little. */
function trade(): void {
  const [symbol, usual] = MARKET[Math.floor(next() * MARKET.length)] ?? MARKET[0];
  const bid = Math.round(usual * (0.998 + next() * 0.004) * 100) / 100;
  server.setQuote(symbol, bid, Math.round((bid + 0.02) * 100) / 100);
  if (!server.only.marketOpen || next() < 0.6) return;
  const resting = server.only.openOrders().filter(({ status }) => status === 'new' || status === 'partially_filled');
  const one = resting[Math.floor(next() * resting.length)];
  if (one) server.only.fill(one.id, '1', one.limit_price ?? String(bid));
}

function orders(prefix: string, seed: number): Wish[] {
  const roll = random(seed);
  return Array.from({ length: 20_000 }, (_, n) => {
    const [symbol, usual] = MARKET[Math.floor(roll() * MARKET.length)] ?? MARKET[0];
    // Buys below and sales above the middle: Alpaca refuses orders of one account that could meet.
    const side = roll() < 0.6 ? 'BUY' : 'SELL';
    const price = Math.round(usual * (side === 'BUY' ? 0.99 + roll() * 0.009 : 1.001 + roll() * 0.009) * 100) / 100;
    const quantity = 1 + Math.floor(roll() * 4);
    return { client_order_id: `${prefix}-${n}`, account: ACCOUNT, symbol, side, quantity, price, order_type: 'LIMIT' };
  });
}

/** Some tens a second: enough to be in the middle of something, as many as an account would ever send. */
async function pourSlowly(wished: readonly Wish[], goOn: () => boolean, answers: Answered[]): Promise<void> {
  let taken = 0;
  const lane = async () => {
    for (let wish = wished[taken++]; wish && goOn(); wish = wished[taken++]) {
      answers.push(await send(urls[taken % urls.length] ?? '', wish));
      await sleep(PAUSE_MS);
    }
  };
  await Promise.all(Array.from({ length: LANES }, lane));
}

/** Pours orders, does the damage in the middle, goes on for a little, then holds everything against the broker. */
async function during(seed: number, name: string, damage: () => Promise<void>): Promise<Answered[]> {
  next = random(seed);
  const prefix = `${name}-${Date.now()}`;
  const answers: Answered[] = [];
  let over = false;
  await ready();
  const load = pourSlowly(orders(prefix, seed), () => !over, answers);
  try {
    await sleep(1000 + next() * 1000);
    await damage();
    await sleep(1500);
  } finally {
    over = true;
    await load;
  }
  await ready();
  await allIsTheBrokers(prefix, answers);
  return answers;
}

const ready = async () => {
  for (const each of urls) await until(`${each} is ready`, 60_000, () => isReady(each));
  await until('the account is ready', SWEPT_MS, async () => {
    const { accounts } = (await must(url, 'GET', '/api/broker/reconciliation')) as { accounts: { ready: boolean }[] };
    return accounts.length > 0 && accounts.every((one) => one.ready);
  });
};

interface FillRow {
  execution_id: string;
  order_id: string;
  quantity: string;
}

async function allIsTheBrokers(prefix: string, answers: readonly Answered[]): Promise<void> {
  await until('what waits is sent or taken back', SWEPT_MS, async () => {
    await cancelAll(url);
    return server.only.openOrders().length === 0;
  });
  await untilCopied();
  const rows = await decisionsOf(prefix);
  tell({ prefix, orders: answers.length, answers: share(answers), at_alpaca: server.only.orders.size });
  answersAreKept(answers, rows);
  await verdictsFollow(rows);
  // Every order that Alpaca has is one that was let through, and each is there once.
  const ours = [...server.only.orders.values()];
  const byId = Map.groupBy(ours, ({ client_order_id }) => orderIdIn(client_order_id) ?? 'foreign');
  expect([...byId].filter(([id, some]) => id === 'foreign' || some.length > 1).map(([id]) => id)).toEqual([]);
  const accepted = new Set(rows.filter((row) => row.accepted).map(({ order_id }) => order_id));
  const ofRound = rows.map(({ order_id }) => order_id).filter((id) => byId.has(id));
  expect(ofRound.filter((id) => !accepted.has(id))).toEqual([]);
  // Every fill is booked once.
  const fills = await until('every fill is booked', SWEPT_MS, async () => {
    const { rows: found } = await withPostgres((client) =>
      client.query<FillRow>('SELECT execution_id, order_id, quantity FROM fills WHERE account = $1', [ACCOUNT]),
    );
    return found.length >= server.only.activities.length ? found : null;
  });
  const named = server.only.activities.map(({ order_id, cum_qty }) => `al_${order_id}:${readUnits(cum_qty)}`);
  expect(fills.map(({ execution_id }) => execution_id).sort()).toEqual(named.sort());
  for (const [id, some] of byId) expect([id, filledOf(fills, id)]).toEqual([id, filledThere(some)]);
  // Orders, holds, positions and cash.
  const held = await withPostgres(
    async (client) =>
      (await client.query<{ n: string }>('SELECT count(*) AS n FROM orders WHERE account = $1 AND hold <> 0', [ACCOUNT])).rows[0]
        ?.n,
  );
  expect(held).toBe('0');
  const { positions } = (await must(url, 'GET', `/api/positions?account=${ACCOUNT}`)) as {
    positions: { symbol: string; quantity: number }[];
  };
  const here = positions.filter(({ quantity }) => quantity !== 0).map(({ symbol, quantity }) => [symbol, quantity] as const);
  const there = [...server.only.positions].flatMap(([symbol, { quantity }]) =>
    quantity === 0n ? [] : [[symbol, Number(decimal(quantity))] as const],
  );
  expect(here.toSorted()).toEqual(there.toSorted());
  await until('positions and cash are the broker’s, as reconciliation says', 30_000, async () => {
    const seen = (await must(url, 'GET', '/api/broker/reconciliation')) as { accounts: { differences: unknown[] | null }[] };
    return seen.accounts.every(({ differences }) => differences?.length === 0);
  });
}

const filledOf = (fills: readonly FillRow[], id: string) =>
  fills.filter(({ order_id }) => order_id === id).reduce((sum, { quantity }) => sum + Math.round(Number(quantity) * 1e8), 0);
const filledThere = (some: readonly ServerOrder[]) => some.reduce((sum, { filled_qty }) => sum + readUnits(filled_qty), 0);

const killWorker = async () => {
  await floor.worker.end('SIGKILL');
  await sleep(300 + next() * 700);
  floor.worker.start();
};

rounds('the adapter killed between POST and answer', async (seed) =>
  during(seed, 'post', async () => {
    await new Promise<void>((resolve) => {
      server.faults.beforeAnswer = async () => {
        await floor.worker.end('SIGKILL');
        resolve();
      };
    });
    await sleep(500);
    floor.worker.start();
    await ready();
  }),
);

rounds('the adapter killed between journal and delivery', async (seed) =>
  during(seed, 'journal', async () => {
    // Without a gate nothing is delivered, and Alpaca's fills go into the journal.
    for (const { program } of floor.apis) program.signal('SIGSTOP');
    const reports = () =>
      withPostgres(async (client) =>
        Number((await client.query<{ n: string }>('SELECT count(*) AS n FROM alpaca_reports')).rows[0]?.n),
      );
    const before = await reports();
    await until('reports are in the journal', 30_000, async () => (await reports()) >= before + 3);
    await floor.worker.end('SIGKILL');
    for (const { program } of floor.apis) program.signal('SIGCONT');
    await sleep(300);
    floor.worker.start();
    await ready();
  }),
);

rounds('both outcomes of a lost answer', async (seed) =>
  during(seed, 'lost', async () => {
    for (const outcome of ['stored', 'dropped', 'stored', 'dropped'] as const) {
      server.faults.hiddenUntilMs = Date.now() + next() * 800;
      server.faults.loseAnswer = outcome;
      await until('an answer was lost', 30_000, async () => server.faults.loseAnswer === null);
    }
  }),
);

rounds('one event dropped', async (seed) =>
  during(seed, 'drop', async () => {
    for (let n = 0; n < 3; n += 1) {
      server.faults.dropEvents = 1;
      await until('an event was dropped', 30_000, async () => server.faults.dropEvents === 0);
      await sleep(200);
    }
  }),
);

rounds('the stream mute while it is connected', async (seed) =>
  during(seed, 'mute', async () => {
    server.faults.muteStream = true;
    await sleep(3000);
    // Every other round the connection is not even cut: then the sweep of calm times finds what was not told.
    if (seed % 2 === 0) server.cutStreams();
    server.faults.muteStream = false;
  }),
);

rounds('429 storms', async (seed) =>
  during(seed, 'storm', async () => {
    for (let n = 0; n < 2; n += 1) {
      server.perMinute = 10;
      await sleep(3000);
      server.perMinute = PER_MINUTE;
      await sleep(2000);
    }
  }),
);

rounds('the market closes at 16:00 or, of a half day, at 13:00, and opens at 09:30', async (seed) =>
  during(seed, 'day', async () => {
    server.closeMarket(seed % 2 === 0 ? 'expired' : 'canceled');
    await sleep(1000);
    if (seed % 2 === 0) await killWorker();
    server.openMarket();
    await ready();
    await sleep(1000);
    server.closeMarket('expired');
    await sleep(500);
    server.openMarket();
  }),
);
