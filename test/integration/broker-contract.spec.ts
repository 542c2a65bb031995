/** What every broker behind the port must do (libs/core/ports/broker.ts): the same tests before the paper exchange and before Alpaca's protocol. */
import { pino } from 'pino';
import { PaperExchange } from '#adapters/brokers/paper/paper-exchange.js';
import { PaperStore } from '#adapters/brokers/paper/store.js';
import type { Money } from '#core/model/money.js';
import type { Order } from '#core/model/order.js';
import { type Broker, type ExecutionReport, UnknownBrokerOrderError } from '#core/ports/broker.js';
import { AlpacaScene, reportsOf, soon } from '../factories/alpaca.js';
import { anOrder, units, usd } from '../factories/log-events.js';

/** A broker on tables of its own, with AAPL quoted at 99.90 / 100.00, which stands. */
interface Venue {
  name: string;
  begin(): Promise<void>;
  /** The broker as one process has it; the one before was closed. */
  open(): Promise<Broker>;
  close(): Promise<void>;
  end(): Promise<void>;
}

class PaperVenue implements Venue {
  readonly name = 'the paper exchange';
  private exchange: PaperExchange | null = null;
  constructor(private readonly scene: AlpacaScene) {}

  async begin(): Promise<void> {
    await this.scene.pool.query('TRUNCATE paper_orders, paper_executions RESTART IDENTITY');
  }

  async open(): Promise<Broker> {
    const store = new PaperStore(this.scene.pool);
    this.exchange = new PaperExchange(store, {
      ...{ seed: 1, tickMs: 50, latencyMs: 0, topSizeUnits: 500, fees: { fee_per_unit: 0 as Money } },
      log: pino({ level: 'silent' }),
    });
    await this.exchange.open();
    await store.setQuote('AAPL', usd(99.9), usd(100), true);
    return this.exchange;
  }

  async close(): Promise<void> {
    await this.exchange?.close();
    this.exchange = null;
  }
  end = () => this.close();
}

class AlpacaVenue implements Venue {
  readonly name = 'Alpaca';
  private closeOne: () => Promise<void> = async () => {};
  constructor(private readonly scene: AlpacaScene) {}

  async begin(): Promise<void> {
    await this.scene.begin();
    this.scene.server.setQuote('AAPL', 99.9, 100);
  }

  async open(): Promise<Broker> {
    const { broker, close } = await this.scene.open();
    this.closeOne = close;
    this.scene.server.setQuote('AAPL', 99.9, 100);
    return broker;
  }
  close = () => this.closeOne();
  end = () => this.scene.end();
}

const buys = (n: number, change: Partial<Order> = {}) =>
  anOrder(n, { symbol: 'AAPL', side: 'BUY', quantity: units(10), price: usd(101), ...change });
/** Below the market: it rests. */
const rests = (n: number, change: Partial<Order> = {}) => buys(n, { price: usd(90), ...change });

const kinds = (all: readonly ExecutionReport[]) => all.map(({ kind }) => kind);
const filled = (all: readonly ExecutionReport[]) =>
  all.reduce((sum, { kind, quantity }) => sum + (kind === 'FILL' ? quantity : 0), 0);
const has = (kind: ExecutionReport['kind']) => (all: readonly ExecutionReport[]) => all.some((one) => one.kind === kind);

describe.each(['paper', 'alpaca'] as const)('a broker behind the port: %s', (which) => {
  let scene: AlpacaScene;
  let venue: Venue;
  let broker: Broker;
  beforeAll(async () => {
    scene = await AlpacaScene.make();
    venue = which === 'paper' ? new PaperVenue(scene) : new AlpacaVenue(scene);
  });
  beforeEach(async () => {
    await venue.begin();
    broker = await venue.open();
  });
  afterEach(() => venue.end());
  afterAll(() => scene.drop());

  it('takes an order once, however often it is submitted, and reports WORKING before its fills', async () => {
    await Promise.all([broker.submit(buys(1)), broker.submit(buys(1))]);
    await broker.submit(buys(1));
    const all = await reportsOf(broker, (some) => filled(some) >= units(10));
    expect(kinds(all)[0]).toBe('WORKING');
    expect(kinds(all).filter((kind) => kind === 'WORKING')).toHaveLength(1);
    expect(filled(all)).toBe(units(10));
    expect(await broker.order(buys(1).order_id)).toMatchObject({
      status: 'FILLED',
      filled_quantity: units(10),
      leaves_quantity: 0,
    });
    expect(await broker.openOrders()).toEqual([]);
  });

  it('has the position and the cash that its fills say', async () => {
    const before = (await broker.account('default')).cash;
    await broker.submit(buys(1));
    const all = await reportsOf(broker, (some) => filled(some) >= units(10));
    const [fill] = all.filter(({ kind }) => kind === 'FILL');
    expect(await broker.positions('default')).toEqual([
      { account: 'default', symbol: 'AAPL', quantity: units(10), average_price: fill?.price },
    ]);
    const { cash, fees } = await broker.account('default');
    expect(cash).toBe(before - 10 * (fill?.price ?? 0));
    expect(fees).toBe(0);
  });

  it('shows what rests among the open orders, cancels it once, and says so once', async () => {
    await broker.submit(rests(1));
    await soon(async () => (await broker.openOrders()).length === 1);
    expect(await broker.openOrders()).toMatchObject([
      { order: { order_id: rests(1).order_id }, filled_quantity: 0, leaves_quantity: units(10), time_in_force: 'DAY' },
    ]);
    await broker.cancel(rests(1).order_id);
    await reportsOf(broker, has('CANCELED'));
    await broker.cancel(rests(1).order_id);
    expect(kinds(await reportsOf(broker, has('CANCELED')))).toEqual(['WORKING', 'CANCELED']);
    expect(await broker.openOrders()).toEqual([]);
    expect(await broker.order(rests(1).order_id)).toMatchObject({ status: 'CANCELED' });
  });

  it('says of an order that it never had that it does not know it', async () => {
    expect(await broker.order('ord_never')).toBeNull();
    await expect(broker.cancel('ord_never')).rejects.toBeInstanceOf(UnknownBrokerOrderError);
    const amendment = { amendment_id: 'dec_1', quantity: units(1), price: usd(1) };
    await expect(broker.replace('ord_never', amendment)).rejects.toBeInstanceOf(UnknownBrokerOrderError);
    expect(await broker.mayHaveAmendment('ord_never', 'dec_1')).toBe(false);
  });

  it('replaces an order once for each amendment, and knows which one it was asked for', async () => {
    await broker.submit(rests(1));
    await reportsOf(broker, has('WORKING'));
    await soon(async () => (await broker.openOrders()).length === 1);
    const amendment = { amendment_id: 'dec_1', quantity: units(6), price: usd(91) };
    expect(await broker.mayHaveAmendment(rests(1).order_id, 'dec_1')).toBe(false);
    await acknowledged();
    await broker.replace(rests(1).order_id, amendment);
    await reportsOf(broker, has('REPLACED'));
    await broker.replace(rests(1).order_id, amendment);
    expect(await broker.mayHaveAmendment(rests(1).order_id, 'dec_1')).toBe(true);
    const all = await reportsOf(broker, has('REPLACED'));
    expect(kinds(all)).toEqual(['WORKING', 'REPLACED']);
    expect(all[1]).toMatchObject({ amendment_id: 'dec_1', quantity: units(6), price: usd(91) });
    expect(await broker.openOrders()).toMatchObject([
      { order: { quantity: units(6), price: usd(91) }, leaves_quantity: units(6) },
    ]);
  });

  /** Alpaca replaces nothing that its venue has not acknowledged. */
  const acknowledged = () => soon(() => which === 'paper' || scene.server.only.openOrders()[0]?.status === 'new');

  it('rejects the amendment of an order that has ended', async () => {
    await broker.submit(rests(1));
    await acknowledged();
    await broker.cancel(rests(1).order_id);
    await reportsOf(broker, has('CANCELED'));
    await broker.replace(rests(1).order_id, { amendment_id: 'dec_1', quantity: units(6), price: usd(91) });
    expect(kinds(await reportsOf(broker, has('REPLACE_REJECTED')))).toEqual(['WORKING', 'CANCELED', 'REPLACE_REJECTED']);
  });

  it.each(['IOC', 'FOK'] as const)('%s that finds nothing ends at once', async (time_in_force) => {
    await broker.submit(rests(1, { time_in_force }));
    expect(kinds(await reportsOf(broker, has('CANCELED'))).at(-1)).toBe('CANCELED');
  });

  it('GTD expires when its time is over, and no earlier', async () => {
    const good_till = (Date.now() + 1500) * 1000;
    await broker.submit(rests(1, { time_in_force: 'GTD', good_till }));
    const all = await reportsOf(broker, has('EXPIRED'));
    expect(kinds(all)).toEqual(['WORKING', 'EXPIRED']);
    expect(Date.now() * 1000).toBeGreaterThanOrEqual(good_till);
  });

  it('numbers its reports upwards, names each once, and tells them again from any number on', async () => {
    for (let n = 1; n <= 3; n += 1) await broker.submit(buys(n));
    const all = await reportsOf(broker, (some) => filled(some) >= units(30));
    for (const [i, { sequence }] of all.entries()) expect(sequence).toBeGreaterThan(all[i - 1]?.sequence ?? 0);
    expect(new Set(all.map(({ execution_id }) => execution_id)).size).toBe(all.length);
    const stop = new AbortController();
    const again: ExecutionReport[] = [];
    await broker.executions(
      all[2]?.sequence ?? 0,
      async (batch) => {
        again.push(...batch);
        if (again.length >= all.length - 3) stop.abort();
      },
      stop.signal,
    );
    expect(again).toEqual(all.slice(3));
  });

  it('waits until a batch was taken before it hands on the next', async () => {
    const stop = new AbortController();
    let [inside, most, seen] = [0, 0, 0];
    const running = broker.executions(
      0,
      async (batch) => {
        inside += 1;
        most = Math.max(most, inside);
        await new Promise((resolve) => setTimeout(resolve, 20));
        seen += batch.length;
        inside -= 1;
      },
      stop.signal,
    );
    for (let n = 1; n <= 4; n += 1) await broker.submit(rests(n));
    await soon(() => seen >= 4);
    stop.abort();
    await running;
    expect(most).toBe(1);
  });

  it('goes on after a restart where it was: nothing is lost, told twice or sent twice', async () => {
    await broker.submit(buys(1));
    await broker.submit(rests(2));
    const before = await reportsOf(
      broker,
      (some) => filled(some) >= units(10) && kinds(some).filter((k) => k === 'WORKING').length === 2,
    );
    await venue.close();
    broker = await venue.open();
    await broker.submit(buys(1));
    await broker.submit(rests(2));
    expect(await broker.openOrders()).toMatchObject([{ order: { order_id: rests(2).order_id } }]);
    await broker.cancel(rests(2).order_id);
    const all = await reportsOf(broker, has('CANCELED'));
    expect(all.slice(0, before.length)).toEqual(before);
    expect(kinds(all.slice(before.length))).toEqual(['CANCELED']);
    expect(filled(all)).toBe(units(10));
  });

  it('begins with a quote of what is traded, and tells when it changes', async () => {
    const stop = new AbortController();
    let bid = 0;
    const running = broker.quotes(async (quotes) => {
      bid = quotes.find(({ symbol }) => symbol === 'AAPL')?.bid ?? bid;
    }, stop.signal);
    await soon(() => bid === usd(99.9));
    if (which === 'paper') await new PaperStore(scene.pool).setQuote('AAPL', usd(88), usd(89), true);
    else scene.server.setQuote('AAPL', 88, 89);
    await soon(() => bid === usd(88));
    stop.abort();
    await running;
  });
});
