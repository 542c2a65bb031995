import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Pool } from 'pg';
import { pino } from 'pino';
import type { DataSource } from 'typeorm';
import type { Trouble } from '#adapters/brokers/alpaca/account.js';
import { openAlpaca } from '#adapters/brokers/alpaca/open-alpaca.js';
import { readAlpacaSettings } from '#adapters/brokers/alpaca/settings.js';
import { createDataSource } from '#adapters/postgres/data-source.js';
import { poolOf } from '#adapters/postgres/pool.js';
import type { Order } from '#core/model/order.js';
import {
  type Amendment,
  type Broker,
  BrokerUnavailableError,
  type ExecutionReport,
  UnknownBrokerOrderError,
} from '#core/ports/broker.js';
import { AlpacaServer } from '../brokers/alpaca-server/server.js';
import { anOrder, units, usd } from '../factories/log-events.js';
import { type ScratchDatabase, scratchDatabase } from '../factories/scratch-database.js';

const SETTINGS = { ALPACA_KEY_ID: 'PKTEST', ALPACA_SECRET_KEY: 'secret-of-the-test' };
const limit = (n: number, change: Partial<Order> = {}) =>
  anOrder(n, { symbol: 'AAPL', quantity: units(10), price: usd(100), ...change });

interface Opened {
  broker: Broker;
  close: () => Promise<void>;
  state: () => { not_ready: string | null }[];
  troubles: Trouble[];
}

describe('Alpaca behind the broker port, against a server that speaks its protocol', () => {
  let database: ScratchDatabase;
  let db: DataSource;
  let pool: Pool;
  let server: AlpacaServer;
  let opened: Opened[];

  beforeAll(async () => {
    database = await scratchDatabase();
    db = await createDataSource(database.url, { applicationName: 'alpaca-under-test', poolSize: 8 }).initialize();
    pool = poolOf(db);
  });
  afterAll(async () => {
    await db.destroy();
    await database.drop();
  });
  beforeEach(async () => {
    await pool.query('TRUNCATE alpaca_accounts, alpaca_orders, alpaca_reports RESTART IDENTITY');
    server = await AlpacaServer.start();
    opened = [];
  });
  afterEach(async () => {
    for (const one of opened) await one.close();
    await server.stop();
  });

  async function open(change: Record<string, string> = {}, after = 0): Promise<Opened> {
    const settings = readAlpacaSettings({ ...SETTINGS, ALPACA_TRADING_URL: server.url, ALPACA_DATA_URL: server.url, ...change });
    const troubles: Trouble[] = [];
    const log = pino({ level: 'silent' });
    const symbols = async () => ['AAPL', 'MSFT'];
    const alpaca = await openAlpaca({
      pool,
      settings,
      log,
      symbols,
      trouble: (one) => troubles.push(one),
      after,
      fillsLateMs: [50, 100],
    });
    const one = { ...alpaca, troubles };
    opened.push(one);
    await until(() => alpaca.state().every(({ not_ready }) => not_ready === null));
    return one;
  }

  /** Reports from the beginning, in their order, until `enough`. */
  async function reports(broker: Broker, enough: (all: ExecutionReport[]) => boolean, after = 0): Promise<ExecutionReport[]> {
    const all: ExecutionReport[] = [];
    const stop = new AbortController();
    const deadline = setTimeout(() => stop.abort(), 15_000);
    await broker.executions(
      after,
      async (batch) => {
        all.push(...batch);
        if (enough(all)) stop.abort();
      },
      stop.signal,
    );
    clearTimeout(deadline);
    return all;
  }
  const kinds = (all: readonly ExecutionReport[]) => all.map(({ kind }) => kind);
  const hasEnd = (all: readonly ExecutionReport[]) =>
    all.some(({ kind }) => kind === 'CANCELED' || kind === 'REJECTED' || kind === 'EXPIRED');
  const filled = (all: readonly ExecutionReport[]) =>
    all.reduce((sum, { kind, quantity }) => sum + (kind === 'FILL' ? quantity : 0), 0);

  it('takes an order to the market and reports what became of it', async () => {
    server.setQuote('AAPL', 99.9, 99.95);
    const { broker } = await open();
    await broker.submit(limit(1));
    const all = await reports(broker, (some) => filled(some) === units(10));
    expect(kinds(all)).toEqual(['WORKING', 'FILL']);
    expect(all[1]).toMatchObject({
      quantity: units(10),
      price: usd(99.95),
      symbol: 'AAPL',
      side: 'BUY',
      order_id: limit(1).order_id,
    });
    expect(server.posts()[0]?.body).toMatchObject({
      symbol: 'AAPL',
      qty: '10',
      side: 'buy',
      type: 'limit',
      time_in_force: 'day',
      limit_price: '100',
      client_order_id: limit(1).order_id,
    });
    expect(await broker.positions('default')).toEqual([
      { account: 'default', symbol: 'AAPL', quantity: units(10), average_price: usd(99.95) },
    ]);
    expect(await broker.order(limit(1).order_id)).toMatchObject({ status: 'FILLED', leaves_quantity: 0 });
    expect(await broker.openOrders()).toEqual([]);
  });

  it('numbers its reports after those of the broker before it, which the gate has', async () => {
    const { broker } = await open({}, 5000);
    await broker.submit(limit(1));
    const all = await reports(broker, (some) => some.length > 0, 5000);
    expect(all[0]).toMatchObject({ kind: 'WORKING', sequence: 5001 });
  });

  it('submits twice as once, and survives a cancel', async () => {
    const { broker } = await open();
    await broker.submit(limit(1));
    await broker.submit(limit(1));
    await broker.cancel(limit(1).order_id);
    expect(kinds(await reports(broker, hasEnd))).toEqual(['WORKING', 'CANCELED']);
    expect(server.posts()).toHaveLength(1);
    await expect(broker.cancel('ord_never')).rejects.toBeInstanceOf(UnknownBrokerOrderError);
  });

  it.each(['stored', 'dropped'] as const)('an answer to a POST is lost and the order was %s: it is sent once', async (fate) => {
    const { broker } = await open();
    server.faults.loseAnswer = fate;
    server.faults.hiddenUntilMs = Date.now() + 400;
    await broker.submit(limit(1));
    expect(server.only.orders.size).toBe(1);
    expect(await broker.openOrders()).toMatchObject([{ order: { order_id: limit(1).order_id } }]);
  });

  it('is killed between POST and answer: the next one finds the order and does not send it again', async () => {
    const first = await open();
    server.faults.loseAnswer = 'stored';
    server.faults.hiddenUntilMs = Date.now() + 60_000;
    const sent = first.broker.submit(limit(1)).catch(() => undefined);
    await until(() => server.posts().length === 1);
    server.faults.hiddenUntilMs = 0;
    await first.close();
    await sent;
    const { broker } = await open();
    expect(await broker.order(limit(1).order_id)).toMatchObject({ status: 'WORKING' });
    await broker.submit(limit(1));
    expect(server.only.orders.size).toBe(1);
  });

  it.each([
    ['buying power, wash trades', { side: 'SELL' as const, price: usd(90) }, 'potential wash trade'],
    ['a sub-penny price', { price: usd(90.001) }, 'sub-penny'],
    ['an unknown symbol', { symbol: 'ZZZZ' }, 'not found'],
  ])('Alpaca refuses %s: a REJECTED report with its words, and no second try', async (_, change, words) => {
    const { broker } = await open();
    await broker.submit(limit(1));
    await broker.submit(limit(2, change));
    const all = await reports(broker, hasEnd);
    expect(all.at(-1)).toMatchObject({ kind: 'REJECTED', order_id: limit(2).order_id, reason: expect.stringContaining(words) });
    await broker.submit(limit(2, change));
    expect(server.posts()).toHaveLength(2);
  });

  it('partial fills are booked by their own quantity, each once, though the stream says them three times', async () => {
    server.faults.doubleEvents = true;
    const { broker } = await open();
    await broker.submit(limit(1));
    const [order] = server.only.openOrders();
    for (const [quantity, price] of [
      ['3', '99'],
      ['2.5', '99.5'],
      ['4.5', '100'],
    ] as const)
      server.only.fill(order?.id ?? '', quantity, price);
    const all = await reports(broker, (some) => filled(some) >= units(10));
    expect(all.filter(({ kind }) => kind === 'FILL').map(({ quantity }) => quantity)).toEqual([units(3), units(2.5), units(4.5)]);
    expect(kinds(all).filter((kind) => kind === 'WORKING')).toHaveLength(1);
  });

  it('an event that never came is found: the next one shows that fills are missing', async () => {
    const { broker } = await open();
    await broker.submit(limit(1));
    await until(() => server.only.openOrders()[0]?.status === 'new');
    const id = server.only.openOrders()[0]?.id ?? '';
    server.faults.dropEvents = 1;
    server.only.fill(id, '4', '99');
    server.only.fill(id, '6', '100');
    const all = await reports(broker, (some) => filled(some) === units(10));
    expect(all.filter(({ kind }) => kind === 'FILL').map(({ price }) => price)).toEqual([usd(99), usd(100)]);
  });

  it('what happened while the stream was cut is swept before anything else', async () => {
    const { broker, state } = await open();
    await broker.submit(limit(1));
    await until(() => server.only.openOrders()[0]?.status === 'new');
    const id = server.only.openOrders()[0]?.id ?? '';
    server.faults.muteStream = true;
    server.only.fill(id, '4', '99');
    server.only.end(id, 'canceled');
    server.cutStreams();
    server.faults.muteStream = false;
    const all = await reports(broker, hasEnd);
    expect(kinds(all)).toEqual(['WORKING', 'FILL', 'CANCELED']);
    await until(() => state()[0]?.not_ready === null);
  });

  it('an update that is null makes it sweep', async () => {
    const { broker, troubles } = await open();
    await broker.submit(limit(1));
    await until(() => server.only.openOrders()[0]?.status === 'new');
    server.faults.nullEvents = 1;
    server.only.end(server.only.openOrders()[0]?.id ?? '', 'expired');
    expect(kinds(await reports(broker, hasEnd))).toEqual(['WORKING', 'EXPIRED']);
    expect(troubles.map(({ code }) => code)).toContain('UNREADABLE');
  });

  it('fills whose activities are missing stop the account; no price is guessed', async () => {
    const { broker, state, troubles } = await open();
    await broker.submit(limit(1));
    await until(() => server.only.openOrders()[0]?.status === 'new');
    server.faults.hideActivities = true;
    server.faults.dropEvents = 1;
    const id = server.only.openOrders()[0]?.id ?? '';
    server.only.fill(id, '4', '99');
    server.only.fill(id, '6', '100');
    await until(() => troubles.some(({ code }) => code === 'FILLS_MISSING'), 20_000);
    expect(state()[0]?.not_ready).toContain('position is not known');
    await expect(broker.submit(limit(2))).rejects.toBeInstanceOf(BrokerUnavailableError);
  });

  it('a bust is told and stops the account', async () => {
    server.setQuote('AAPL', 99.9, 99.95);
    const { broker, troubles, state } = await open();
    await broker.submit(limit(1));
    await reports(broker, (some) => filled(some) > 0);
    server.only.bust(limit(1).order_id);
    await until(() => troubles.some(({ code }) => code === 'BUST'));
    expect(state()[0]?.not_ready).toContain('trade_bust');
  });

  it('an order that somebody else sent is found, with its fills, and can be canceled', async () => {
    const theirs = server.only.create({
      symbol: 'MSFT',
      qty: '5',
      side: 'buy',
      type: 'limit',
      time_in_force: 'day',
      limit_price: '50',
    });
    server.only.acknowledge(theirs.id);
    const { broker, troubles } = await open();
    server.only.fill(theirs.id, '2', '49.5');
    await reports(broker, (some) => filled(some) === units(2));
    const [foreign] = await broker.openOrders();
    expect(foreign).toMatchObject({
      order: { symbol: 'MSFT', quantity: units(5) },
      filled_quantity: units(2),
      leaves_quantity: units(3),
    });
    await broker.cancel(foreign?.order.order_id ?? '');
    expect(kinds(await reports(broker, hasEnd)).at(-1)).toBe('CANCELED');
    expect(troubles).toMatchObject([{ code: 'FOREIGN_ORDER', message: expect.stringContaining(theirs.id) }]);
  });

  it('two accounts with a key pair each: an order goes to its own account, and each has its positions and cash', async () => {
    await server.stop();
    server = await AlpacaServer.start([
      { key_id: 'P1', secret_key: 's1', account_number: 'PA0000000001', cash: '100000' },
      { key_id: 'P2', secret_key: 's2', account_number: 'PA0000000002', cash: '50000' },
    ]);
    server.setQuote('AAPL', 99.9, 99.95);
    const folder = mkdtempSync(join(tmpdir(), 'alpaca-accounts-'));
    const file = join(folder, 'accounts.json');
    const pairs = [
      { account: 'a1', key_id: 'P1', secret_key: 's1' },
      { account: 'a2', key_id: 'P2', secret_key: 's2' },
    ];
    writeFileSync(file, JSON.stringify(pairs), { mode: 0o600 });
    const { broker } = await open({ ALPACA_KEY_ID: '', ALPACA_SECRET_KEY: '', ALPACA_ACCOUNTS_FILE: file });
    rmSync(folder, { recursive: true });
    await broker.submit(limit(1, { account: 'a1' }));
    await broker.submit(limit(2, { account: 'a2', quantity: units(3) }));
    const all = await reports(broker, (some) => filled(some) === units(13));
    expect(all.filter(({ kind }) => kind === 'FILL').map(({ account, quantity }) => [account, quantity])).toEqual(
      expect.arrayContaining([
        ['a1', units(10)],
        ['a2', units(3)],
      ]),
    );
    expect((await broker.positions('a1')).map(({ quantity }) => quantity)).toEqual([units(10)]);
    expect((await broker.positions('a2')).map(({ quantity }) => quantity)).toEqual([units(3)]);
    expect([(await broker.account('a1')).cash, (await broker.account('a2')).cash]).toEqual([usd(99_000.5), usd(49_700.15)]);
    const numbers = all.map(({ sequence }) => sequence);
    expect(numbers).toEqual(numbers.toSorted((a, b) => a - b));
  });

  describe('amendments', () => {
    const amendment = (change: Partial<Amendment> = {}): Amendment => ({
      ...{ amendment_id: 'dec_amend_1', quantity: units(6), price: usd(99) },
      ...change,
    });
    const answered = (all: readonly ExecutionReport[]) =>
      all.some(({ kind }) => kind === 'REPLACED' || kind === 'REPLACE_REJECTED');
    const patches = () => server.calls.filter(({ method }) => method === 'PATCH');
    /** Alpaca's orders behind ours, oldest first. */
    const orders = () => [...server.only.orders.values()];

    async function working(): Promise<Opened> {
      const one = await open();
      await one.broker.submit(limit(1));
      await until(() => orders()[0]?.status === 'new');
      return one;
    }

    it('an order is replaced under a new id of Alpaca, told as REPLACED, and what follows counts to it', async () => {
      const { broker } = await working();
      await broker.replace(limit(1).order_id, amendment());
      const all = await reports(broker, answered);
      expect(kinds(all)).toEqual(['WORKING', 'REPLACED']);
      expect(all[1]).toMatchObject({
        amendment_id: 'dec_amend_1',
        quantity: units(6),
        price: usd(99),
        broker_order_id: orders()[1]?.id,
      });
      expect(patches()[0]?.body).toEqual({ qty: '6', limit_price: '99', client_order_id: `${limit(1).order_id}.r1` });
      expect(await broker.openOrders()).toMatchObject([
        { order: { quantity: units(6), price: usd(99) }, leaves_quantity: units(6) },
      ]);
      server.only.fill(orders()[1]?.id ?? '', '6', '98.5');
      expect(filled(await reports(broker, (some) => filled(some) > 0))).toBe(units(6));
      expect(await broker.order(limit(1).order_id)).toMatchObject({ status: 'FILLED' });
    });

    it('the same amendment again is one, and a second one goes to the newest id', async () => {
      const { broker } = await working();
      await broker.replace(limit(1).order_id, amendment());
      await reports(broker, answered);
      await broker.replace(limit(1).order_id, amendment());
      await broker.replace(limit(1).order_id, amendment({ amendment_id: 'dec_amend_2', quantity: units(8) }));
      const all = await reports(broker, (some) => some.filter(({ kind }) => kind === 'REPLACED').length === 2);
      expect(kinds(all)).toEqual(['WORKING', 'REPLACED', 'REPLACED']);
      expect(patches().map(({ path }) => path)).toEqual(
        orders()
          .slice(0, 2)
          .map(({ id }) => `/v2/orders/${id}`),
      );
      await broker.cancel(limit(1).order_id);
      expect(kinds(await reports(broker, hasEnd)).at(-1)).toBe('CANCELED');
    });

    it.each(['stored', 'dropped'] as const)('the answer of a PATCH is lost, and it was %s: it is made once', async (fate) => {
      const { broker } = await working();
      server.faults.loseAnswer = fate;
      await expect(broker.replace(limit(1).order_id, amendment())).rejects.toBeInstanceOf(BrokerUnavailableError);
      await broker.replace(limit(1).order_id, amendment());
      expect(kinds(await reports(broker, answered))).toEqual(['WORKING', 'REPLACED']);
      expect(orders()).toHaveLength(2);
    });

    it('is killed after a PATCH without an answer: the next one finds what became of it', async () => {
      const first = await working();
      server.faults.loseAnswer = 'stored';
      server.faults.muteStream = true;
      await first.broker.replace(limit(1).order_id, amendment()).catch(() => undefined);
      await first.close();
      server.faults.muteStream = false;
      const { broker } = await open();
      await broker.replace(limit(1).order_id, amendment());
      expect(kinds(await reports(broker, answered))).toEqual(['WORKING', 'REPLACED']);
      expect(patches()).toHaveLength(1);
    });

    it('the old order fills first: the replacement is rejected, and no quantity is booked twice', async () => {
      const { broker } = await working();
      server.automatic = false;
      await broker.replace(limit(1).order_id, amendment());
      server.only.fill(orders()[0]?.id ?? '', '10', '99.5');
      server.only.settleReplacement(orders()[1]?.id ?? '');
      const all = await reports(broker, (some) => filled(some) === units(10));
      expect(filled(all)).toBe(units(10));
      expect(await broker.order(limit(1).order_id)).toMatchObject({ status: 'FILLED', filled_quantity: units(10) });
    });

    it('Alpaca rejects the replacement afterwards: the order lives on as it was', async () => {
      const { broker } = await working();
      server.automatic = false;
      await broker.replace(limit(1).order_id, amendment());
      server.only.settleReplacement(orders()[1]?.id ?? '', false);
      const all = await reports(broker, answered);
      expect(all.at(-1)).toMatchObject({ kind: 'REPLACE_REJECTED', amendment_id: 'dec_amend_1' });
      expect(await broker.openOrders()).toMatchObject([{ order: { quantity: units(10), price: usd(100) } }]);
    });

    it('Alpaca refuses at once: REPLACE_REJECTED with its words', async () => {
      const { broker } = await working();
      await broker.replace(limit(1).order_id, amendment({ quantity: units(10), price: usd(100) }));
      const all = await reports(broker, answered);
      expect(all.at(-1)).toMatchObject({ kind: 'REPLACE_REJECTED', reason: 'order parameters are not changed' });
    });

    it('while it is pending a cancel is refused by Alpaca and goes through when it is asked again', async () => {
      const { broker } = await working();
      server.automatic = false;
      await broker.replace(limit(1).order_id, amendment());
      await broker.cancel(limit(1).order_id);
      expect(orders()[0]?.status).toBe('pending_replace');
      server.automatic = true;
      server.only.settleReplacement(orders()[1]?.id ?? '');
      await reports(broker, answered);
      await broker.cancel(limit(1).order_id);
      expect(kinds(await reports(broker, hasEnd))).toEqual(['WORKING', 'REPLACED', 'CANCELED']);
    });

    it('an order that is partly filled is canceled and its new rest sent: never more than the new total', async () => {
      const { broker } = await working();
      server.only.fill(orders()[0]?.id ?? '', '4', '99.5');
      await reports(broker, (some) => filled(some) === units(4));
      await broker.replace(limit(1).order_id, amendment());
      const all = await reports(broker, answered);
      expect(kinds(all)).toEqual(['WORKING', 'FILL', 'REPLACED']);
      expect(all.at(-1)).toMatchObject({ quantity: units(6), price: usd(99) });
      expect(server.posts().at(-1)?.body).toMatchObject({
        qty: '2',
        limit_price: '99',
        client_order_id: `${limit(1).order_id}.r1`,
      });
      server.only.fill(orders()[1]?.id ?? '', '2', '98');
      expect(filled(await reports(broker, (some) => filled(some) >= units(6)))).toBe(units(6));
      expect(await broker.order(limit(1).order_id)).toMatchObject({ status: 'FILLED' });
    });

    it('a fill comes before the cancel of such an order: only what is left then is sent', async () => {
      const { broker } = await working();
      server.only.fill(orders()[0]?.id ?? '', '4', '99.5');
      await reports(broker, (some) => filled(some) === units(4));
      server.automatic = false;
      await broker.replace(limit(1).order_id, amendment());
      server.only.fill(orders()[0]?.id ?? '', '1', '99.4');
      server.only.end(orders()[0]?.id ?? '', 'canceled');
      await reports(broker, answered);
      expect(server.posts().at(-1)?.body).toMatchObject({ qty: '1' });
    });

    it('more was filled by then than the new total: the order ends with what it has', async () => {
      const { broker } = await working();
      server.only.fill(orders()[0]?.id ?? '', '4', '99.5');
      await reports(broker, (some) => filled(some) === units(4));
      server.automatic = false;
      await broker.replace(limit(1).order_id, amendment());
      server.only.fill(orders()[0]?.id ?? '', '3', '99.4');
      server.only.end(orders()[0]?.id ?? '', 'canceled');
      expect(kinds(await reports(broker, hasEnd))).toEqual(['WORKING', 'FILL', 'FILL', 'CANCELED']);
      expect(server.posts()).toHaveLength(1);
    });

    it('a fill slips in before a replacement of the whole quantity: what is more than was asked is canceled and told', async () => {
      const { broker, troubles } = await working();
      server.automatic = false;
      await broker.replace(limit(1).order_id, amendment());
      server.only.fill(orders()[0]?.id ?? '', '4', '99.5');
      server.automatic = true;
      server.only.settleReplacement(orders()[1]?.id ?? '');
      const all = await reports(broker, hasEnd);
      expect(all.find(({ kind }) => kind === 'REPLACED')).toMatchObject({ quantity: units(10) });
      expect(kinds(all).at(-1)).toBe('CANCELED');
      expect(troubles.map(({ code }) => code)).toContain('ORDER_DIFFERS');
    });

    it('somebody at Alpaca replaces our order: it is told without an amendment, and no foreign order is found', async () => {
      const { broker } = await working();
      const theirs = server.only.replace(orders()[0]?.id ?? '', { qty: '12' });
      server.only.settleReplacement(theirs.id);
      const all = await reports(broker, answered);
      expect(all.at(-1)).toMatchObject({ kind: 'REPLACED', quantity: units(12), order_id: limit(1).order_id });
      expect(all.at(-1)?.amendment_id).toBeUndefined();
      expect(await broker.openOrders()).toHaveLength(1);
    });

    it('an amendment of an order that has ended is rejected', async () => {
      const { broker } = await working();
      await broker.cancel(limit(1).order_id);
      await reports(broker, hasEnd);
      await broker.replace(limit(1).order_id, amendment());
      expect(kinds(await reports(broker, answered))).toEqual(['WORKING', 'CANCELED', 'REPLACE_REJECTED']);
    });
  });

  it.each([
    ['HTML instead of JSON', 'html' as const, 'no JSON'],
    ['a redirect', 'redirect' as const, 'redirect'],
    ['an answer that does not fit', 'misfit' as const, 'does not fit'],
  ])('%s is named and says nothing about the order', async (_, fault, words) => {
    const { broker } = await open();
    server.faults.answers = [fault];
    await expect(broker.positions('default')).rejects.toThrow(words);
  });

  it('repeats a read that failed by the way, and no write', async () => {
    const { broker } = await open();
    server.faults.answers = [500, 503];
    expect(await broker.positions('default')).toEqual([]);
  });

  it('asks no more than Alpaca lets it, keeps room for cancels, and says so at once', async () => {
    server.perMinute = 60;
    const { broker } = await open();
    const outcomes = await Promise.allSettled(
      Array.from({ length: 60 }, (_, n) => broker.submit(limit(n + 1, { price: usd(n + 1), quantity: units(1) }))),
    );
    const refused = outcomes.filter(({ status }) => status === 'rejected');
    expect(refused.length).toBeGreaterThan(5);
    expect(refused[0]).toMatchObject({ reason: { message: expect.stringContaining('rate limit') } });
    await broker.cancel(limit(1).order_id);
    expect(kinds(await reports(broker, hasEnd)).at(-1)).toBe('CANCELED');
  });

  it.each([
    ['wrong keys', { ALPACA_SECRET_KEY: 'wrong' }, 'refuses the keys'],
    ['the keys of another account', { ALPACA_ACCOUNT_NUMBER: 'PAOTHER' }, 'not PAOTHER'],
  ])('does not open with %s', async (_, change, words) => expect(open(change)).rejects.toThrow(words));

  it('does not open for an account whose keys were exchanged for those of another', async () => {
    await (await open()).close();
    await server.stop();
    server = await AlpacaServer.start();
    await expect(open()).rejects.toThrow("positions would not be the broker's");
  });

  it('is not ready while Alpaca blocks the account', async () => {
    const { broker, state } = await open();
    server.only.trading_blocked = true;
    await broker.account('default');
    expect(state()[0]?.not_ready).toContain('trading_blocked');
    server.only.trading_blocked = false;
    await broker.account('default');
    expect(state()[0]?.not_ready).toBeNull();
  });

  it('gives quotes of the stream and those that it asks for, and none with a side missing', async () => {
    server.setQuote('MSFT', 50, 50.1);
    const { broker } = await open();
    const stop = new AbortController();
    const seen = new Map<string, { bid: number; ask: number }>();
    const running = broker.quotes(async (quotes) => {
      for (const { symbol, bid, ask } of quotes) seen.set(symbol, { bid, ask });
    }, stop.signal);
    await until(() => seen.has('MSFT'));
    await until(() => server.dataListeners > 0);
    server.setQuote('AAPL', 99.9, 100.1);
    await until(() => seen.has('AAPL'));
    expect(seen.get('AAPL')).toEqual({ bid: usd(99.9), ask: usd(100.1) });
    server.setQuote('AAPL', 0, 100.1);
    await until(() => seen.get('AAPL')?.bid === 0);
    stop.abort();
    await running;
  });
});

async function until(holds: () => boolean, limitMs = 10_000): Promise<void> {
  const end = Date.now() + limitMs;
  while (!holds()) {
    if (Date.now() > end) throw new Error(`not so within ${limitMs} ms: ${holds.toString()}`);
    await new Promise((resolve) => setTimeout(resolve, 10));
  }
}
