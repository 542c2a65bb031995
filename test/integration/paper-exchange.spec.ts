import { getEventListeners } from 'node:events';
import type { Pool } from 'pg';
import type { DataSource } from 'typeorm';
import { pino } from 'pino';
import { PaperExchange, type PaperSettings } from '#adapters/brokers/paper/paper-exchange.js';
import { PaperStore } from '#adapters/brokers/paper/store.js';
import { createDataSource } from '#adapters/postgres/data-source.js';
import { poolOf } from '#adapters/postgres/pool.js';
import type { Money } from '#core/model/money.js';
import type { Order } from '#core/model/order.js';
import { type BrokerQuote, BrokerUnavailableError, type ExecutionReport, UnknownBrokerOrderError } from '#core/ports/broker.js';
import { anOrder, units, usd } from '../factories/log-events.js';
import { type ScratchDatabase, scratchDatabase } from '../factories/scratch-database.js';
import { until as waitUntil } from '../processes.js';

const SETTINGS: PaperSettings = {
  seed: 1,
  tickMs: 3_600_000,
  latencyMs: 0,
  topSizeUnits: 500,
  fees: { fee_per_unit: 5000 as Money },
  log: pino({ level: 'silent' }),
};
const market = (n: number, change: Partial<Order> = {}) =>
  anOrder(n, { order_type: 'MARKET', price: null, time_in_force: 'GTC', ...change });

describe('the paper exchange on its tables', () => {
  let database: ScratchDatabase;
  let db: DataSource;
  let pool: Pool;
  let opened: PaperExchange[];

  beforeEach(async () => {
    database = await scratchDatabase();
    db = await createDataSource(database.url, { applicationName: 'paper-under-test', poolSize: 8 }).initialize();
    pool = poolOf(db);
    opened = [];
  });
  afterEach(async () => {
    for (const exchange of opened) await exchange.close();
    await db.destroy();
    await database.drop();
  });

  async function open(change: Partial<PaperSettings> = {}): Promise<PaperExchange> {
    const exchange = new PaperExchange(new PaperStore(pool), { ...SETTINGS, ...change });
    await exchange.open();
    opened.push(exchange);
    return exchange;
  }

  /** Everything after `sequence`, until `enough`. */
  async function reports(
    exchange: PaperExchange,
    sequence: number,
    enough: (all: ExecutionReport[]) => boolean,
  ): Promise<ExecutionReport[]> {
    const all: ExecutionReport[] = [];
    const stop = new AbortController();
    const deadline = setTimeout(() => stop.abort(), 20_000);
    await exchange.executions(
      sequence,
      async (batch) => {
        all.push(...batch);
        if (enough(all)) stop.abort();
      },
      stop.signal,
    );
    clearTimeout(deadline);
    return all;
  }

  async function quoteOf(
    exchange: PaperExchange,
    symbol: string,
    until: (quote: BrokerQuote) => boolean = () => true,
  ): Promise<BrokerQuote> {
    const stop = new AbortController();
    const deadline = setTimeout(() => stop.abort(), 10_000);
    let found: BrokerQuote | undefined;
    await exchange.quotes(async (quotes) => {
      const quote = quotes.find((q) => q.symbol === symbol);
      if (quote && until(quote)) {
        found = { ...quote };
        stop.abort();
      }
    }, stop.signal);
    clearTimeout(deadline);
    if (!found) throw new Error(`no such quote of ${symbol} within 10 s`);
    return found;
  }

  it('quotes all 25 symbols from the start, AAPL at 175, SPY at 450 and TSLA at 250', async () => {
    const exchange = await open();
    for (const [symbol, mid] of [
      ['AAPL', 175],
      ['SPY', 450],
      ['TSLA', 250],
    ] as const) {
      const { bid, ask } = await quoteOf(exchange, symbol);
      expect((bid + ask) / 2).toBe(usd(mid));
    }
    expect(await db.query('SELECT count(*)::int AS n FROM paper_quotes')).toEqual([{ n: 25 }]);
  });

  it('acknowledges, fills and charges, and replays it from any report', async () => {
    const exchange = await open();
    await exchange.submit(market(1));
    const all = await reports(exchange, 0, (seen) => seen.length === 2);
    expect(all.map((report) => [report.sequence, report.kind, report.quantity, report.price, report.fee])).toEqual([
      [1, 'WORKING', 0, 0, 0],
      [2, 'FILL', units(2), usd(175.01), usd(0.01)],
    ]);
    expect(await reports(exchange, 1, (seen) => seen.length === 1)).toEqual(all.slice(1));
    expect(await exchange.account('default')).toEqual({
      account: 'default',
      cash: usd(100_000 - 350.02 - 0.01),
      fees: usd(0.01),
    });
    expect(await exchange.positions('default')).toEqual([
      { account: 'default', symbol: 'AAPL', quantity: units(2), average_price: usd(175.01) },
    ]);
  });

  it('keeps over a restart when a DAY order ends: in crypto never', async () => {
    const resting = { price: usd(1), time_in_force: 'DAY' as const };
    const first = await open({
      instrumentOf: (symbol) => (symbol === 'AAPL' ? { asset_class: 'crypto' } : { calendar: 'XNYS' }),
    });
    await first.submit(anOrder(1, { ...resting, symbol: 'AAPL' }));
    await first.submit(anOrder(2, { ...resting, symbol: 'SPY' }));
    await first.close();
    await pool.query(`UPDATE paper_orders SET placed_day = placed_day - 30`);
    await pool.query(`UPDATE paper_orders SET day_ends_ms = 1 WHERE request->>'symbol' = 'SPY'`);
    const again = await open({ tickMs: 10 });
    await reports(again, 2, (seen) => seen.length > 0);
    expect((await again.openOrders()).map(({ order }) => order.symbol)).toEqual(['AAPL']);
  });

  it('takes an order once, however often it is submitted', async () => {
    const exchange = await open();
    await Promise.all([exchange.submit(market(1)), exchange.submit(market(1))]);
    await exchange.submit(market(1));
    await exchange.submit(market(2));
    const all = await reports(exchange, 0, (seen) =>
      seen.some((report) => report.order_id === market(2).order_id && report.kind === 'FILL'),
    );
    expect(all).toHaveLength(4);
  });

  it('cancels a working order, does nothing to an ended one, and knows no other', async () => {
    const exchange = await open();
    await exchange.submit(anOrder(1, { price: usd(1), time_in_force: 'GTC' }));
    await exchange.cancel(anOrder(1).order_id);
    await exchange.cancel(anOrder(1).order_id);
    expect((await exchange.order(anOrder(1).order_id))?.status).toBe('CANCELED');
    await expect(exchange.cancel('ord_nobody')).rejects.toThrow(UnknownBrokerOrderError);
    expect(await exchange.order('ord_nobody')).toBeNull();
  });

  it('has its working orders and its place in a large one again after a restart', async () => {
    const before = await open();
    await before.submit(anOrder(1, { price: usd(170), time_in_force: 'GTC' }));
    await before.submit(market(2, { quantity: units(1200) }));
    await before.close();
    const after = await open({ tickMs: 20 });
    const all = await reports(after, 0, (seen) => seen.filter((report) => report.kind === 'FILL').length === 3);
    expect(all.map((report) => report.sequence)).toEqual(all.map((_, i) => i + 1));
    expect(all.filter((report) => report.kind === 'FILL').map((report) => report.quantity)).toEqual([
      units(500),
      units(500),
      units(200),
    ]);
    expect((await after.openOrders()).map((resting) => resting.order.order_id)).toEqual([anOrder(1).order_id]);
  });

  it('learns of a quote that another process sets, fills at it, and leaves it where it was put', async () => {
    const exchange = await open({ tickMs: 20 });
    await exchange.submit(anOrder(1, { price: usd(150), time_in_force: 'GTC' }));
    const revision = await new PaperStore(pool).setQuote('AAPL', usd(149), usd(149.5), true);
    const quote = await quoteOf(exchange, 'AAPL', (q) => q.frozen);
    expect(quote).toEqual({ symbol: 'AAPL', bid: usd(149), ask: usd(149.5), frozen: true, revision });
    const all = await reports(exchange, 0, (seen) => seen.length === 2);
    expect(all[1]).toMatchObject({ kind: 'FILL', price: usd(149.5) });
    await new Promise((resolve) => setTimeout(resolve, 1500));
    expect(await quoteOf(exchange, 'AAPL')).toEqual(quote);
    expect(await db.query(`SELECT bid, ask FROM paper_quotes WHERE symbol = 'AAPL'`)).toEqual([
      { bid: '149000000', ask: '149500000' },
    ]);
    await new PaperStore(pool).setQuote('AAPL', usd(149), usd(149.5), false);
    await quoteOf(exchange, 'AAPL', (q) => !q.frozen && q.bid !== quote.bid);
  });

  it('refuses while PostgreSQL is away, keeps prices moving, and goes on by itself, with nothing reported that was not saved', async () => {
    const exchange = await open({ tickMs: 20 });
    await exchange.submit(market(1));
    await db.query('ALTER TABLE paper_executions RENAME TO gone');
    await expect(exchange.submit(market(2))).rejects.toThrow(BrokerUnavailableError);
    const price = await quoteOf(exchange, 'AAPL');
    await quoteOf(exchange, 'AAPL', (quote) => quote.bid !== price.bid);
    await db.query('ALTER TABLE gone RENAME TO paper_executions');
    for (let i = 0; ; i += 1) {
      try {
        await exchange.submit(market(2));
        break;
      } catch (error) {
        if (i > 50 || !(error instanceof BrokerUnavailableError)) throw error;
      }
    }
    const all = await reports(exchange, 0, (seen) => seen.length >= 4);
    expect(all.map((report) => [report.sequence, report.order_id, report.kind])).toEqual([
      [1, market(1).order_id, 'WORKING'],
      [2, market(1).order_id, 'FILL'],
      [3, market(2).order_id, 'WORKING'],
      [4, market(2).order_id, 'FILL'],
    ]);
  });

  it('gives its connections back when it is closed while it gets one to listen on', async () => {
    const asked: (() => void)[] = [];
    const slow: Pool = Object.create(pool);
    const connect = async () => {
      const client = await pool.connect();
      await new Promise<void>((resolve) => asked.push(resolve));
      return client;
    };
    // With a callback it is the pool's own query that asks.
    slow.connect = ((done?: Parameters<Pool['connect']>[0]) => (done ? pool.connect(done) : connect())) as Pool['connect'];
    const exchange = new PaperExchange(new PaperStore(slow), SETTINGS);
    await exchange.open();
    await waitUntil('it has a connection', 5000, async () => asked.length > 0);
    await exchange.close();
    for (const resolve of asked) resolve();
    // The pool ends when it has every connection back.
    await db.destroy();
    db = await createDataSource(database.url, { applicationName: 'paper-under-test', poolSize: 8 }).initialize();
  }, 10_000);

  it('leaves nothing behind at its stop when the connection that it listens on is lost', async () => {
    const exchange = await open();
    const { signal } = (exchange as unknown as { stop: AbortController }).stop;
    const listening = "SELECT pid FROM pg_stat_activity WHERE query = 'LISTEN paper_quotes' AND datname = current_database()";
    const pidOf = async () => (await pool.query<{ pid: number }>(listening)).rows[0]?.pid ?? 0;
    await waitUntil('it listens', 5000, async () => (await pidOf()) > 0);
    const before = getEventListeners(signal, 'abort').length;
    for (let i = 0; i < 3; i += 1) {
      const pid = await pidOf();
      await pool.query('SELECT pg_terminate_backend($1)', [pid]);
      await waitUntil('it listens again', 5000, async () => ![0, pid].includes(await pidOf()));
    }
    expect(getEventListeners(signal, 'abort').length).toBeLessThanOrEqual(before + 1); // Of a pause, perhaps.
  });

  it('loses no order and doubles no fill while its connections are killed and a second process takes over', async () => {
    const ORDERS = 600;
    const first = await open({ topSizeUnits: 1_000_000 });
    let exchange = first;
    let refusals = 0;
    const killing = setInterval(() => {
      void db
        .query(
          `SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE application_name = 'paper-under-test' AND pid <> pg_backend_pid()`,
        )
        .catch(() => undefined);
    }, 40);
    const submitFor = async (n: number): Promise<void> => {
      for (;;) {
        try {
          return await exchange.submit(market(n));
        } catch (error) {
          if (!(error instanceof BrokerUnavailableError)) throw error;
          refusals += 1;
          await new Promise((resolve) => setTimeout(resolve, 5));
        }
      }
    };
    for (let n = 0; n < ORDERS; n += 20) {
      if (n === ORDERS / 2) {
        // The old process was frozen, not dead: it still has its book in memory and may try to save it.
        for (;;) {
          const next = await open({ topSizeUnits: 1_000_000 }).catch(() => null);
          if (next) {
            exchange = next;
            break;
          }
        }
        void first.submit(market(ORDERS + 1)).catch(() => undefined);
      }
      await Promise.all(Array.from({ length: 20 }, (_, i) => submitFor(n + i)));
    }
    clearInterval(killing);
    expect(refusals).toBeGreaterThan(0);
    const last = market(ORDERS);
    await submitFor(ORDERS);
    const all = await reports(exchange, 0, (seen) =>
      seen.some((report) => report.order_id === last.order_id && report.kind === 'FILL'),
    );
    expect(all.map((report) => report.sequence)).toEqual(all.map((_, i) => i + 1));
    for (const kind of ['WORKING', 'FILL']) {
      const ids = all
        .filter((report) => report.kind === kind && report.order_id !== market(ORDERS + 1).order_id)
        .map((report) => report.order_id);
      expect(ids).toHaveLength(ORDERS + 1);
      expect(new Set(ids).size).toBe(ORDERS + 1);
    }
  }, 60_000);
});
